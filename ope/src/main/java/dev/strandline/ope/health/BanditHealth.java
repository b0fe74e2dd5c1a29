package dev.strandline.ope.health;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import dev.strandline.policy.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Health of a log of single decisions, from one pass over its parts: memory does not grow with the
 * number of rows. Parts may be looked at apart and merged.
 *
 * <p>What no log may hold is refused when it is built ({@link HealthReport#rejected}). What is
 * looked for here are propensities that are missing or do not fit the actions taken, weights whose
 * mean is not 1, a small effective sample size, targets that do what the logger does not, constant
 * rewards, untried actions, and a logger without exploration.
 */
public final class BanditHealth {

  private final Thresholds thresholds;
  private final Rewards rewards = new Rewards();
  private final Map<String, TargetSums> targets = new LinkedHashMap<>();
  private ActionCounts counts; // null until the first part, and where actions are vectors
  private BanditLog any;
  private long certain;
  private long contradictions;
  private long contradiction = -1;
  private String contradictionWords = "";
  private boolean wholeActions = true;

  /** Starts with nothing. */
  public BanditHealth(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /** The report on a log in memory, with the usual thresholds. */
  public static HealthReport of(BanditLog log, List<Target> targets) {
    BanditHealth health = new BanditHealth(Thresholds.defaults());
    health.add(log, targets);
    return health.report();
  }

  /**
   * Takes in a part of a log.
   *
   * @param part the part
   * @param policies target policies on the rows of this part, the same ones for every part
   */
  public void add(BanditLog part, List<Target> policies) {
    if (any == null) {
      any = part;
      counts = part.discrete() ? new ActionCounts(part.actionCount()) : null;
      policies.forEach(
          policy -> targets.put(policy.name(), new TargetSums(policy.name(), part.actionCount())));
    }
    checkSame(part);
    rewards.add(part.rewards());
    part.propensities().ifPresent(this::addCertain);
    if (part.discrete()) {
      addActions(part);
    } else {
      for (double value : part.actionVectors()) {
        wholeActions &= value == Math.rint(value);
      }
    }
    for (Target policy : policies) {
      TargetSums sums = targets.get(policy.name());
      Check.that(
          sums != null && policy.logged().length == part.size(),
          "target %s has %d rows for a part of %d, or was not there in the first part. Give every part the same targets.",
          policy.name(),
          policy.logged().length,
          part.size());
      part.propensities().ifPresent(p -> sums.weights(policy, p));
      policy
          .distribution()
          .ifPresent(
              e ->
                  sums.distribution(
                      e,
                      part.positions().orElse(null),
                      part.available().orElse(null),
                      part.behavior().orElse(null),
                      part.firstRow()));
    }
  }

  private void checkSame(BanditLog part) {
    Check.that(
        part.discrete() == any.discrete()
            && part.actionCount() == any.actionCount()
            && part.propensities().isPresent() == any.propensities().isPresent(),
        "BanditHealth: a part differs from the first in its actions, or in whether it has propensities. Give parts of"
            + " one log.");
  }

  private void addCertain(double[] propensities) {
    for (double p : propensities) {
      certain += p >= thresholds.deterministic() ? 1 : 0;
    }
  }

  private void addActions(BanditLog part) {
    int[] actions = part.actions();
    int k = part.actionCount();
    int[] positions = part.positions().orElse(null);
    double[] propensities = part.propensities().orElse(null);
    double[] behavior = part.behavior().orElse(null);
    boolean[] mask = part.available().orElse(null);
    for (int row = 0; row < actions.length; row++) {
      int position = positions == null ? 0 : positions[row];
      counts.take(position, actions[row]);
      if (propensities != null) {
        counts.propensity(position, actions[row], propensities[row]);
      }
      if (mask != null) {
        counts.mask(position, mask, row * k);
      }
      if (behavior != null) {
        counts.distribution(position, behavior, row * k);
        double stated = behavior[row * k + actions[row]];
        if (Math.abs(stated - propensities[row]) > 1e-6) {
          if (contradictions++ == 0) {
            contradiction = part.firstRow() + row;
            contradictionWords =
                String.format(
                    Locale.ROOT,
                    "is %s, but behavior_distribution gives the logged action %s",
                    propensities[row],
                    stated);
          }
        }
      }
    }
  }

  /**
   * Takes in what another has seen of the same log.
   *
   * @throws IllegalArgumentException if it looked at other targets or other actions
   */
  public void merge(BanditHealth other) {
    if (other.any == null) {
      return;
    }
    if (any == null) {
      any = other.any;
      counts = any.discrete() ? new ActionCounts(any.actionCount()) : null;
      other.targets.keySet().forEach(n -> targets.put(n, new TargetSums(n, any.actionCount())));
    }
    checkSame(other.any);
    Check.that(
        targets.keySet().equals(other.targets.keySet()),
        "BanditHealth: targets %s and %s differ. Merge parts that saw the same targets.",
        targets.keySet(),
        other.targets.keySet());
    rewards.merge(other.rewards);
    certain += other.certain;
    contradictions += other.contradictions;
    if (other.contradiction >= 0 && (contradiction < 0 || other.contradiction < contradiction)) {
      contradiction = other.contradiction;
      contradictionWords = other.contradictionWords;
    }
    wholeActions &= other.wholeActions;
    if (counts != null) {
      counts.merge(other.counts);
    }
    targets.forEach((name, sums) -> sums.merge(other.targets.get(name)));
  }

  /**
   * The report on everything seen so far.
   *
   * @throws IllegalStateException if nothing was added yet
   */
  public HealthReport report() {
    if (any == null) {
      throw new IllegalStateException("BanditHealth has seen no rows. Add the log first.");
    }
    Findings findings = new Findings(thresholds);
    findings.rewards(rewards);
    if (any.propensities().isEmpty()) {
      findings.missingPropensities("propensity");
    } else if (any.discrete()) {
      findings.nearDeterministic(rewards.count(), certain);
    }
    if (contradictions > 0) {
      findings.add(
          Severity.REJECT,
          Kind.MISMATCHED_PROPENSITIES,
          "propensity",
          OptionalLong.of(contradiction),
          Long.toString(contradictions),
          String.format(
              Locale.ROOT,
              "%s (more than 1e-6 apart in %,d of %,d rows).",
              contradictionWords,
              contradictions,
              rewards.count()),
          "Both state the same probability; leave the wrong column out.");
    }
    if (!any.discrete() && wholeActions) {
      findings.add(
          Severity.NOTE,
          Kind.WHOLE_ACTIONS,
          "action",
          OptionalLong.empty(),
          "whole",
          "actions are read as real numbers, but all of them are whole.",
          "If they are indices, write them as whole numbers or as texts.");
    }
    if (counts != null) {
      counts.report(findings, any::label, thresholds.miscalibration());
    }
    Map<String, WeightDiagnostics> weights = new LinkedHashMap<>();
    targets.forEach(
        (name, sums) -> {
          if (sums.weighted()) {
            weights.put(name, sums.weights().diagnostics());
            findings.weights(name, weights.get(name), "rows", "");
          }
          if (counts != null) {
            sums.support(findings, counts, any::label);
          }
        });
    return new HealthReport(rewards.count(), findings.list(), weights);
  }
}
