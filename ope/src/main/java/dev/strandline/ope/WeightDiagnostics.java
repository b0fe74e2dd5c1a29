package dev.strandline.ope;

/**
 * Whether a log can carry an estimate: how its importance weights are spread, before any clipping.
 *
 * <p>A weight is a row's or, where a study counts independent units, the sum of all of a unit's;
 * the mean and its error are those of a row's weight either way.
 *
 * @param count number of weights
 * @param mean their mean; far from 1, the propensities are probably wrong
 * @param meanStandardError standard error of that mean
 * @param max the largest weight
 * @param effectiveSampleSize (sum w)^2 / sum w^2, in weights; 0 if all are 0, and at least this
 *     where squares are no doubles: see {@link Weights#effectiveSampleSize}
 * @param largestShare share of the total that the largest weight holds, in [0, 1]; NaN if all are 0
 */
public record WeightDiagnostics(
    long count,
    double mean,
    double meanStandardError,
    double max,
    double effectiveSampleSize,
    double largestShare) {}
