package dev.strandline.ope.health;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Findings that logs of every kind share. */
final class Findings {

  /** Probabilities in files have some six digits. */
  private static final double ROUNDING = 1e-6;

  private final Thresholds thresholds;
  private final List<Finding> list = new ArrayList<>();

  Findings(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  List<Finding> list() {
    return list;
  }

  void add(
      Severity severity,
      Kind kind,
      String column,
      OptionalLong row,
      String value,
      String problem,
      String cure) {
    list.add(
        new Finding(
            severity,
            kind,
            column,
            row,
            value,
            problem,
            cure.isEmpty() ? Optional.empty() : Optional.of(cure)));
  }

  void missingPropensities(String column) {
    add(
        Severity.WARN,
        Kind.MISSING_PROPENSITIES,
        column,
        OptionalLong.empty(),
        "none",
        "the log does not say how likely its actions were.",
        "Importance weights then need fitted propensities; better, log the probability of each"
            + " action when it is taken.");
  }

  void rewards(Rewards rewards) {
    if (rewards.constant()) {
      add(
          Severity.WARN,
          Kind.CONSTANT_REWARD,
          "reward",
          OptionalLong.empty(),
          Double.toString(rewards.low()),
          String.format(
              Locale.ROOT,
              "all %,d rows have %s, so no policy is better than another.",
              rewards.count(),
              rewards.low()),
          "Check that the right column was read, and that rewards had time to arrive.");
    } else if (rewards.zeroShare() >= thresholds.sparse()) {
      add(
          Severity.NOTE,
          Kind.SPARSE_REWARD,
          "reward",
          OptionalLong.empty(),
          Double.toString(rewards.zeroShare()),
          String.format(
              Locale.ROOT,
              "%.2f percent of the rewards are 0; only %,d rows carry news.",
              100 * rewards.zeroShare(),
              rewards.count() - rewards.zeros()),
          "");
    }
  }

  /** Mean and effective sample size of a target's weights; {@code unit} is what they belong to. */
  void weights(String target, WeightDiagnostics weights, String unit, String place) {
    if (weights.max() == 0) {
      add(
          Severity.WARN,
          Kind.SUPPORT,
          target,
          OptionalLong.empty(),
          "0",
          "takes none of the logged actions" + place + ": every weight is 0.",
          "The log says nothing of it; check that its probabilities are those of the logged actions.");
      return;
    }
    double distance = Math.abs(weights.mean() - 1);
    if (distance > Math.max(ROUNDING, thresholds.standardErrors() * weights.meanStandardError())) {
      boolean below = weights.mean() < 1;
      add(
          Severity.WARN,
          Kind.MEAN_WEIGHT,
          target,
          OptionalLong.empty(),
          Double.toString(weights.mean()),
          String.format(
              Locale.ROOT,
              "the mean weight%s is %.4g with a standard error of %.2g, but should be 1.",
              place,
              weights.mean(),
              weights.meanStandardError()),
          below
              ? "The propensities are too large, or the target does what the logger never does, or does so too"
                  + " rarely for the log to show it."
              : "The propensities are too small, or are not those of the logged actions.");
    }
    double share = weights.effectiveSampleSize() / weights.count();
    if (share < thresholds.effectiveShare()) {
      add(
          Severity.WARN,
          Kind.EFFECTIVE_SAMPLE_SIZE,
          target,
          OptionalLong.empty(),
          Double.toString(weights.effectiveSampleSize()),
          String.format(
              Locale.ROOT,
              "the weights%s leave an effective sample size of %.1f of %,d %s (%.2g percent); the largest holds %.2g"
                  + " percent of the total.",
              place,
              weights.effectiveSampleSize(),
              weights.count(),
              unit,
              100 * share,
              100 * weights.largestShare()),
          "The target is too far from the logger: take a longer log, a closer target, or a model.");
    }
  }

  void unsupported(String target, double mass, String why, OptionalLong row) {
    if (mass > 0) {
      boolean small = mass <= thresholds.unsupportedMass();
      add(
          small ? Severity.NOTE : Severity.WARN,
          Kind.SUPPORT,
          target,
          row,
          Double.toString(mass),
          String.format(
              Locale.ROOT, "puts %.3g percent of its probability on %s.", 100 * mass, why),
          small
              ? ""
              : "No log of this logger can say what that is worth; take it out of the target, or log with exploration.");
    }
  }

  void nearDeterministic(long rows, long certain) {
    double share = (double) certain / rows;
    if (share >= thresholds.deterministicShare()) {
      add(
          Severity.WARN,
          Kind.NEAR_DETERMINISTIC,
          "propensity",
          OptionalLong.empty(),
          Double.toString(share),
          String.format(
              Locale.ROOT,
              "%.1f percent of the logged actions had a probability of %s or more, so the log says little about any other.",
              100 * share,
              thresholds.deterministic()),
          "Only a target close to the logger can be judged; log with more exploration.");
    }
  }

  static String names(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(names.size(), 10)))
        + (names.size() > 10 ? " and " + (names.size() - 10) + " more" : "");
  }
}
