package dev.strandline.ope.verdict;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.policy.Check;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a log must show before a candidate is judged on it at all.
 *
 * @param minEffectiveSampleSize least (sum w)^2 / sum w^2, in units
 * @param maxLargestShare most of the total weight that one unit may hold, in (0, 1]
 * @param minEffectiveEvents least {@link WeightedEvents#effective()}, where more than half of the
 *     rewards are 0
 * @param maxMeanError most that the mean weight may differ from 1, unless {@code meanErrors} allows
 *     more
 * @param meanErrors most standard errors that the mean weight may differ from 1, unless {@code
 *     maxMeanError} allows more
 * @param maxUnsupported most of the policy's probability that may be on actions without support
 */
public record Gates(
    double minEffectiveSampleSize,
    double maxLargestShare,
    double minEffectiveEvents,
    double maxMeanError,
    double meanErrors,
    double maxUnsupported) {

  /** A requirement. */
  public enum Gate {
    /** The estimate is defined. */
    DEFINED,
    /** The effective sample size is large enough. */
    EFFECTIVE_SAMPLE_SIZE,
    /** No single weight decides. */
    LARGEST_WEIGHT,
    /** Enough rewarded rows have weight. */
    EFFECTIVE_EVENTS,
    /** The mean weight is 1, as right propensities make it. */
    MEAN_WEIGHT,
    /** The logging policy takes what the candidate takes. */
    SUPPORT
  }

  /**
   * A requirement that a log does not meet.
   *
   * @param gate which
   * @param seen the figure seen
   * @param threshold the figure required
   * @param why one sentence for a reader
   */
  public record Failure(Gate gate, double seen, double threshold, String why) {}

  public Gates {
    Check.notNegative(
        minEffectiveSampleSize, "Gates.minEffectiveSampleSize", "The default is 100.");
    Check.range(maxLargestShare, 0, 1, "Gates.maxLargestShare", "The default is 0.05.");
    Check.notNegative(minEffectiveEvents, "Gates.minEffectiveEvents", "The default is 50.");
    Check.notNegative(maxMeanError, "Gates.maxMeanError", "The default is 0.05.");
    Check.notNegative(meanErrors, "Gates.meanErrors", "The default is 3.");
    Check.range(maxUnsupported, 0, 1, "Gates.maxUnsupported", "The default is 0.01.");
  }

  /** 100 effective units, 5 % for the largest, 50 events, 0.05 or 3 errors, 1 % unsupported. */
  public static Gates defaults() {
    return new Gates(100, 0.05, 50, 0.05, 3, 0.01);
  }

  /** The first requirement that the log does not meet for {@code candidate}. */
  public Optional<Failure> firstFailure(Candidate candidate) {
    double value = candidate.estimate().value();
    if (!Double.isFinite(value)) {
      String remarks = String.join(" ", candidate.estimate().remarks());
      return failure(Gate.DEFINED, value, 0, "The estimate is undefined. %s", remarks);
    }
    if (!(candidate.unsupported() <= maxUnsupported)) {
      return failure(
          Gate.SUPPORT,
          candidate.unsupported(),
          maxUnsupported,
          "%.1f %% of the policy's probability is on actions that the logging policy does not take;"
              + " at most %.1f %% may be.",
          100 * candidate.unsupported(),
          100 * maxUnsupported);
    }
    // A mean far from 1 says something of propensities only where the weights are spread enough.
    Optional<Failure> failure = firstOf(candidate, this::spread);
    if (failure.isEmpty()) {
      failure = firstOf(candidate, this::level);
    }
    if (failure.isPresent()) {
      return failure;
    }
    WeightedEvents events = candidate.events();
    if (events.zeroShare() > 0.5 && !(events.effective() >= minEffectiveEvents)) {
      return failure(
          Gate.EFFECTIVE_EVENTS,
          events.effective(),
          minEffectiveEvents,
          "The rewards that have weight count like %.1f equal ones; %.0f are needed.",
          events.effective(),
          minEffectiveEvents);
    }
    return Optional.empty();
  }

  private static Optional<Failure> firstOf(
      Candidate candidate, BiFunction<WeightDiagnostics, String, Optional<Failure>> gate) {
    List<WeightDiagnostics> weights = candidate.weights();
    for (int t = 0; t < weights.size(); t++) {
      Optional<Failure> failure =
          gate.apply(
              weights.get(t),
              weights.size() > 1 ? "At " + candidate.extent().place() + " " + t + ", the" : "The");
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<Failure> spread(WeightDiagnostics weights, String the) {
    if (!(weights.effectiveSampleSize() >= minEffectiveSampleSize)) {
      return failure(
          Gate.EFFECTIVE_SAMPLE_SIZE,
          weights.effectiveSampleSize(),
          minEffectiveSampleSize,
          "%s effective sample size is %.1f of %d; %.0f are needed.",
          the,
          weights.effectiveSampleSize(),
          weights.count(),
          minEffectiveSampleSize);
    }
    if (!(weights.largestShare() <= maxLargestShare)) {
      return failure(
          Gate.LARGEST_WEIGHT,
          weights.largestShare(),
          maxLargestShare,
          "%s largest weight holds %.1f %% of all weight; at most %.1f %% is allowed.",
          the,
          100 * weights.largestShare(),
          100 * maxLargestShare);
    }
    return Optional.empty();
  }

  private Optional<Failure> level(WeightDiagnostics weights, String the) {
    double error = Math.abs(weights.mean() - 1);
    double allowed = Math.max(maxMeanError, meanErrors * weights.meanStandardError());
    if (!(error <= allowed)) {
      return failure(
          Gate.MEAN_WEIGHT,
          error,
          allowed,
          "%s mean weight is %.3f where right propensities make it 1 +- %.3f: the logged "
              + "propensities are probably wrong.",
          the,
          weights.mean(),
          allowed);
    }
    return Optional.empty();
  }

  private static Optional<Failure> failure(
      Gate gate, double seen, double threshold, String why, Object... arguments) {
    return Optional.of(
        new Failure(gate, seen, threshold, String.format(Locale.ROOT, why, arguments).trim()));
  }
}
