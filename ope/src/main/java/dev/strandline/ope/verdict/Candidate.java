package dev.strandline.ope.verdict;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * A candidate policy as it is judged: its primary estimate, chosen before the log was seen, and
 * what tells whether the log can carry it.
 *
 * @param name the policy's name
 * @param estimate cross-fitted unclipped DR, else SNIPS; for trajectories SNDR, else SNPDIS
 * @param replicates of that estimate
 * @param weights spread of the unclipped weights over independent units: one entry, or one for each
 *     step of a trajectory or position of a slate
 * @param events how many rewarded units the estimate rests on
 * @param unsupported share of the policy's probability on actions that the logging policy never
 *     takes, in [0, 1]
 * @param others further unbiased estimates of the same policy, whose sign must not contradict; may
 *     be empty
 * @param extent how long the log is
 */
public record Candidate(
    String name,
    Estimate estimate,
    Replicates replicates,
    List<WeightDiagnostics> weights,
    WeightedEvents events,
    double unsupported,
    List<Replicates> others,
    Extent extent) {

  public Candidate {
    weights = List.copyOf(weights);
    others = List.copyOf(others);
    Check.that(
        !weights.isEmpty(),
        "Candidate %s has no weights. A verdict needs an estimate that weighs the log.",
        name);
    Check.range(
        unsupported,
        0,
        1,
        "Candidate.unsupported of " + name,
        "It is a share of the policy's probability.");
  }

  /** A candidate of a log that is as long as the estimate has units. */
  public Candidate(
      String name,
      Estimate estimate,
      Replicates replicates,
      List<WeightDiagnostics> weights,
      WeightedEvents events,
      double unsupported,
      List<Replicates> others) {
    this(
        name,
        estimate,
        replicates,
        weights,
        events,
        unsupported,
        others,
        Extent.units(estimate.units()));
  }

  /**
   * A candidate of a bandit or slate log, whose weights are those of its estimate.
   *
   * @param primary which has seen the log
   * @throws IllegalArgumentException if its estimator has no importance weights
   */
  public static Candidate of(
      String name, Accumulator<?> primary, WeightedEvents events, double unsupported) {
    Estimate estimate = primary.estimate();
    return new Candidate(
        name,
        estimate,
        primary.replicates(),
        estimate.weights().stream().toList(),
        events,
        unsupported,
        List.of());
  }
}
