package dev.strandline.ope.study;

import dev.strandline.ope.verdict.Gates;
import dev.strandline.policy.Check;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a log is studied.
 *
 * @param estimators short names; empty for the usual ones of the kind of log
 * @param interval how intervals are made
 * @param level of two-sided intervals, and of all verdicts together, in (0, 1)
 * @param resamples of the bootstrap, at least 1,000
 * @param gamma discount per step of a trajectory, in [0, 1]; single decisions leave it aside
 * @param rewardRange what rewards can be; needed by {@link IntervalMethod#HOEFFDING} and {@link
 *     IntervalMethod#BERNSTEIN}
 * @param maxWeight of single decisions: clips the weights of {@code ips}, {@code dr} and {@code
 *     balanced-ips}, which are then named as in {@code dr(max 5)}, and switches {@code switch-dr}
 *     to its model; empty leaves the first three unclipped. Verdicts never rest on clipped
 *     estimates
 * @param propensities where the logged actions' probabilities come from
 * @param margin least gain that matters, in units of the reward
 * @param gates what the log must show before it is asked for a verdict
 * @param seed of everything that is drawn
 */
public record StudySettings(
    List<String> estimators,
    IntervalMethod interval,
    double level,
    int resamples,
    double gamma,
    Optional<RewardRange> rewardRange,
    OptionalDouble maxWeight,
    Propensities propensities,
    double margin,
    Gates gates,
    long seed) {

  public StudySettings {
    estimators = List.copyOf(estimators);
    Check.that(
        level > 0 && level < 1,
        "StudySettings.level must lie between 0 and 1, but is %s. Use 0.95.",
        level);
    Check.atLeast(resamples, 1_000, "StudySettings.resamples", "Fewer leave limits to chance.");
    Check.range(gamma, 0, 1, "StudySettings.gamma", "1 sums the rewards of an episode.");
    Check.notNegative(margin, "StudySettings.margin", "Use 0 to count any gain.");
    Check.that(
        maxWeight.isEmpty() || maxWeight.getAsDouble() > 0,
        "StudySettings.maxWeight must be positive, but is %s. Leave it out to clip nothing.",
        maxWeight);
    Check.that(
        rewardRange.isPresent()
            || (interval != IntervalMethod.HOEFFDING && interval != IntervalMethod.BERNSTEIN),
        "StudySettings.interval is %s, which needs to know what rewards can be. Give rewardRange.",
        interval);
  }

  /** The usual estimators, bootstrap intervals at 95 %, undiscounted, the usual gates, seed 0. */
  public static StudySettings defaults() {
    return new StudySettings(
        List.of(),
        IntervalMethod.BOOTSTRAP,
        0.95,
        1_000,
        1,
        Optional.empty(),
        OptionalDouble.empty(),
        Propensities.LOGGED_OR_FIT,
        0,
        Gates.defaults(),
        0);
  }

  /** These settings with other estimators. */
  public StudySettings withEstimators(List<String> names) {
    return new StudySettings(
        names,
        interval,
        level,
        resamples,
        gamma,
        rewardRange,
        maxWeight,
        propensities,
        margin,
        gates,
        seed);
  }

  /** These settings with another discount. */
  public StudySettings withGamma(double other) {
    return new StudySettings(
        estimators,
        interval,
        level,
        resamples,
        other,
        rewardRange,
        maxWeight,
        propensities,
        margin,
        gates,
        seed);
  }

  /** These settings with another source of propensities. */
  public StudySettings withPropensities(Propensities other) {
    return new StudySettings(
        estimators,
        interval,
        level,
        resamples,
        gamma,
        rewardRange,
        maxWeight,
        other,
        margin,
        gates,
        seed);
  }

  /** These settings with another seed. */
  public StudySettings withSeed(long other) {
    return new StudySettings(
        estimators,
        interval,
        level,
        resamples,
        gamma,
        rewardRange,
        maxWeight,
        propensities,
        margin,
        gates,
        other);
  }

  double alpha() {
    return 1 - level;
  }
}
