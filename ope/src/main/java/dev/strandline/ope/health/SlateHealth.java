package dev.strandline.ope.health;

import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Health of a log of slates. Each of the three propensities has weights of its own, named {@code
 * TARGET/joint}, {@code TARGET/item_position} and {@code TARGET/cascade} in the report. Those of
 * the latter two are looked at position by position; the report holds the position with the
 * smallest effective sample size.
 */
public final class SlateHealth {

  private static final double ROUNDING = 1e-6;

  private final SlateLog log;
  private final Findings findings;

  private SlateHealth(SlateLog log, Thresholds thresholds) {
    this.log = log;
    this.findings = new Findings(thresholds);
  }

  /** The report on a log, with the usual thresholds. */
  public static HealthReport of(SlateLog log, List<SlateTarget> targets) {
    return of(log, targets, Thresholds.defaults());
  }

  /** The report on a log. */
  public static HealthReport of(SlateLog log, List<SlateTarget> targets, Thresholds thresholds) {
    return new SlateHealth(log, thresholds).report(targets, thresholds);
  }

  private HealthReport report(List<SlateTarget> targets, Thresholds thresholds) {
    Rewards rewards = new Rewards();
    rewards.add(log.rewards());
    findings.rewards(rewards);
    if (log.propensities().isEmpty()
        && log.itemPositionPropensities().isEmpty()
        && log.cascadePropensities().isEmpty()) {
      findings.missingPropensities("propensity");
    }
    ActionCounts counts = new ActionCounts(log.actionCount());
    double[] itemPosition = log.itemPositionPropensities().orElse(null);
    for (int row = 0; row < log.size(); row++) {
      int position = row % log.length();
      counts.take(position, log.actions()[row]);
      if (itemPosition != null) {
        counts.propensity(position, log.actions()[row], itemPosition[row]);
      }
    }
    counts.report(findings, log::label, thresholds.miscalibration());
    log.cascadePropensities().ifPresent(this::cascade);
    Map<String, WeightDiagnostics> weights = new LinkedHashMap<>();
    for (SlateTarget target : targets) {
      int all = log.length();
      weights(target.name() + "/joint", target.joint(), log.propensities(), 1, weights);
      weights(
          target.name() + "/item_position",
          target.itemPosition(),
          log.itemPositionPropensities(),
          all,
          weights);
      weights(
          target.name() + "/cascade", target.cascade(), log.cascadePropensities(), all, weights);
    }
    return new HealthReport(log.size(), findings.list(), weights);
  }

  /** One more item can only make a list less likely; the last position's is the whole list's. */
  private void cascade(double[] cascade) {
    double[] joint = log.propensities().orElse(null);
    for (int row = 0; row < cascade.length; row++) {
      boolean last = row % log.length() == log.length() - 1;
      if (row % log.length() > 0 && cascade[row] > cascade[row - 1] * (1 + ROUNDING)) {
        contradiction(
            row, cascade[row], "is %s, more than the %s of one position less.", cascade[row - 1]);
        return;
      }
      if (last && joint != null && Math.abs(cascade[row] - joint[row]) > ROUNDING * joint[row]) {
        contradiction(
            row, cascade[row], "is %s at the last position, but propensity is %s.", joint[row]);
        return;
      }
    }
  }

  private void contradiction(int row, double value, String problem, double other) {
    findings.add(
        Severity.REJECT,
        Kind.MISMATCHED_PROPENSITIES,
        "propensity_cascade",
        OptionalLong.of(row),
        Double.toString(value),
        String.format(Locale.ROOT, problem, value, other),
        "It is the probability of the items at positions 0 to the row's own, all together; mend what computes it.");
  }

  /** The slates' weights at each of the first positions; 1 position where lists have one weight. */
  private void weights(
      String name,
      Optional<double[]> target,
      Optional<double[]> propensities,
      int positions,
      Map<String, WeightDiagnostics> into) {
    if (target.isEmpty() || propensities.isEmpty()) {
      return;
    }
    for (int position = 0; position < positions; position++) {
      WeightDiagnostics found = weights(target.get(), propensities.get(), position);
      findings.weights(name, found, "slates", positions > 1 ? " at position " + position : "");
      into.merge(name, found, (a, b) -> b.effectiveSampleSize() < a.effectiveSampleSize() ? b : a);
    }
  }

  private WeightDiagnostics weights(double[] target, double[] propensities, int position) {
    double[] w = new double[log.slates()];
    for (int slate = 0; slate < w.length; slate++) {
      int row = slate * log.length() + position;
      w[slate] = target[row] / propensities[row];
    }
    Weights weights = new Weights();
    weights.add(w, 0, w.length);
    return weights.diagnostics();
  }
}
