package dev.strandline.ope.health;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Health of a log of episodes. A weight is the product of the ratios of an episode's steps so far;
 * an episode that ended keeps its last one. Steps that do not count on from 0 are refused on
 * reading.
 */
public final class TrajectoryHealth {

  private final Transitions log;
  private final Thresholds thresholds;
  private final Findings findings;

  private TrajectoryHealth(Transitions log, Thresholds thresholds) {
    this.log = log;
    this.thresholds = thresholds;
    this.findings = new Findings(thresholds);
  }

  /** The report on a log, with the usual thresholds. */
  public static HealthReport of(Transitions log, List<Target> targets) {
    return of(log, targets, Thresholds.defaults());
  }

  /**
   * The report on a log; rejects it where its propensities or masks are such as no log may have.
   */
  public static HealthReport of(Transitions log, List<Target> targets, Thresholds thresholds) {
    try {
      return new TrajectoryHealth(log, thresholds).report(targets);
    } catch (BadRowsException e) {
      return HealthReport.rejected(e);
    }
  }

  private HealthReport report(List<Target> targets) {
    double[] propensities = log.propensities().orElse(null);
    Rewards rewards = new Rewards();
    rewards.add(log.rewards());
    findings.rewards(rewards);
    unfinished();
    if (propensities == null) {
      findings.missingPropensities(Transitions.PROPENSITY);
    }
    ActionCounts counts = null;
    boolean[] mask = null;
    if (log.actionSpace() instanceof ActionSpace.Discrete space) {
      mask = log.availableActions().orElse(null);
      counts = count(space.count(), propensities, mask);
      counts.report(findings, Integer::toString, thresholds.miscalibration());
      if (propensities != null) {
        long certain =
            Arrays.stream(propensities).filter(p -> p >= thresholds.deterministic()).count();
        findings.nearDeterministic(log.size(), certain);
      }
    }
    Map<String, WeightDiagnostics> weights = new LinkedHashMap<>();
    for (Target target : targets) {
      Check.that(
          target.logged().length == log.size(),
          "target %s has %d rows, but the log has %d.",
          target.name(),
          target.logged().length,
          log.size());
      if (propensities != null) {
        weights.put(target.name(), weights(target, propensities));
      }
      if (counts != null && target.distribution().isPresent()) {
        TargetSums sums =
            new TargetSums(target.name(), target.distribution().get().length / log.size());
        sums.distribution(target.distribution().get(), null, mask, null, 0);
        sums.support(findings, counts, Integer::toString);
      }
    }
    return new HealthReport(log.size(), findings.list(), weights);
  }

  private void unfinished() {
    int count = 0;
    int first = -1;
    for (int episode = 0; episode < log.episodes(); episode++) {
      if (!log.finished(episode)) {
        first = count == 0 ? episode : first;
        count++;
      }
    }
    if (count > 0) {
      findings.add(
          Severity.WARN,
          Kind.UNFINISHED_EPISODES,
          "terminals",
          OptionalLong.of(log.episodeEnd(first) - 1),
          Integer.toString(count),
          String.format(
              Locale.ROOT,
              "%,d of %,d episodes end neither terminal nor truncated (first: episode %d).",
              count,
              log.episodes(),
              log.episodeId(first)),
          "Their returns are not known; set timeouts where a limit cut them, or leave them out.");
    }
  }

  private ActionCounts count(int actions, double[] propensities, boolean[] mask) {
    ActionCounts counts = new ActionCounts(actions);
    int[] taken = log.discreteActions();
    for (int row = 0; row < taken.length; row++) {
      counts.take(0, taken[row]);
      if (propensities != null) {
        counts.propensity(0, taken[row], propensities[row]);
      }
      if (mask != null) {
        counts.mask(0, mask, row * actions);
      }
    }
    return counts;
  }

  /** Ratios of single steps must average 1; products over steps must leave enough episodes. */
  private WeightDiagnostics weights(Target target, double[] propensities) {
    double[] ratio = new double[log.size()];
    Arrays.setAll(ratio, row -> target.logged()[row] / propensities[row]);
    Weights steps = new Weights();
    steps.add(ratio, 0, ratio.length);
    findings.weights(target.name(), steps.diagnostics(), "steps", " of a single step");
    fewAfterSomeStep(target.name(), ratio);
    double[] weight = new double[log.episodes()];
    for (int episode = 0; episode < weight.length; episode++) {
      double logWeight = 0;
      for (int row = log.episodeStart(episode); row < log.episodeEnd(episode); row++) {
        logWeight += Math.log(ratio[row]);
      }
      weight[episode] = Math.exp(logWeight);
    }
    Weights whole = new Weights();
    whole.add(weight, 0, weight.length);
    return whole.diagnostics();
  }

  /**
   * Remarks on the first step whose weights leave too few episodes. Those that ended keep their
   * weights, so that each step costs as much as there are episodes that it belongs to.
   */
  private void fewAfterSomeStep(String target, double[] ratio) {
    int[] longestFirst =
        IntStream.range(0, log.episodes())
            .boxed()
            .sorted(Comparator.comparing(episode -> -log.episodeLength(episode)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] logWeight = new double[log.episodes()];
    LogWeights ended = new LogWeights();
    int going = longestFirst.length;
    int horizon = log.episodeLength(longestFirst[0]);
    for (int step = 0; step < horizon; step++) {
      while (log.episodeLength(longestFirst[going - 1]) <= step) {
        going--;
        ended.add(logWeight[longestFirst[going]]);
      }
      LogWeights all = new LogWeights(ended);
      for (int i = 0; i < going; i++) {
        int episode = longestFirst[i];
        logWeight[episode] += Math.log(ratio[log.episodeStart(episode) + step]);
        all.add(logWeight[episode]);
      }
      double left = all.effectiveSampleSize();
      if (left < thresholds.effectiveShare() * log.episodes()) {
        few(target, step, left);
        return;
      }
    }
  }

  private void few(String target, int step, double left) {
    findings.add(
        Severity.WARN,
        Kind.EFFECTIVE_SAMPLE_SIZE,
        target,
        OptionalLong.empty(),
        Double.toString(left),
        String.format(
            Locale.ROOT,
            "after step %d the weights leave an effective sample size of %.1f of %,d episodes.",
            step,
            left,
            log.episodes()),
        "The target is too far from the logger for so many steps: use marginal weights or a model, or take a longer"
            + " log.");
  }

  /** Sums of weights that are given by their logarithms, in units of the largest. */
  private static final class LogWeights {
    private double largest = Double.NEGATIVE_INFINITY;
    private double sum;
    private double squares;

    LogWeights() {}

    LogWeights(LogWeights other) {
      largest = other.largest;
      sum = other.sum;
      squares = other.squares;
    }

    void add(double logWeight) {
      if (logWeight > largest) {
        double unit = Math.exp(largest - logWeight);
        sum *= unit;
        squares *= unit * unit;
        largest = logWeight;
      }
      if (logWeight > Double.NEGATIVE_INFINITY) {
        double w = Math.exp(logWeight - largest);
        sum += w;
        squares += w * w;
      }
    }

    /** (sum w)^2 / sum w^2, which no common factor of the weights changes. */
    double effectiveSampleSize() {
      return squares == 0 ? 0 : sum * sum / squares;
    }
  }
}
