package dev.strandline.ope.verdict;

/**
 * A value with its confidence limits.
 *
 * @param value the estimate, in its own units; NaN where it is undefined, as are the limits then
 * @param standardError over the groups of units
 * @param lower L, negative infinity where resamples leave it open
 * @param upper U, infinity where resamples leave it open
 */
public record Limits(double value, double standardError, double lower, double upper) {

  static final Limits NONE = new Limits(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
