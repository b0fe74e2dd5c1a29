package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;

/**
 * SACo, how much of a reference log's variety a log has: SACo = u(D) / u(D_ref), where u counts the
 * distinct pairs of observation and action (Schweighofer et al., "A Dataset Perspective on Offline
 * Reinforcement Learning", 2022). Above 1 where the log is more varied than its reference.
 *
 * <p>Real numbers are counted by the cells of a {@link CoverageGrid} over the reference. As u grows
 * with the number of rows, both logs are counted over equally many of their first rows; with many
 * dimensions or few rows nearly every row has a cell of its own, and SACo says little.
 *
 * @param distinct u(D)
 * @param referenceDistinct u(D_ref)
 * @param rows first rows of each log that were counted
 * @param edges edges of each coordinate of real numbers
 * @param exactObservations whether observations were compared as they are, being whole numbers in
 *     both logs, and not by cells
 */
public record StateActionCoverage(
    int distinct, int referenceDistinct, int rows, int edges, boolean exactObservations) {

  /** Edges of each coordinate, as the authors choose for D4RL. */
  public static final int EDGES = 5;

  /** First rows of each log, as the authors choose for D4RL. */
  public static final int ROWS = 100_000;

  public StateActionCoverage {
    Check.range(
        referenceDistinct, 1, rows, "StateActionCoverage.referenceDistinct", "Count some rows.");
    Check.range(distinct, 1, rows, "StateActionCoverage.distinct", "Count some rows.");
  }

  /** SACo. */
  public double value() {
    return (double) distinct / referenceDistinct;
  }

  /**
   * Coverage by {@value #EDGES} edges over the first {@value #ROWS} rows, or all that both have.
   */
  public static StateActionCoverage of(Transitions data, Transitions reference) {
    return of(data, reference, EDGES, ROWS);
  }

  /**
   * Coverage of a log.
   *
   * @param reference D_ref, by the authors' definition all that an online training of the same size
   *     saw
   * @param edges of each coordinate, at least 2
   * @param mostRows most rows of each log to count, at least 1; fewer where a log has fewer
   * @throws IllegalArgumentException if the logs' observations or actions are of different shape,
   *     or a number is not finite
   */
  public static StateActionCoverage of(
      Transitions data, Transitions reference, int edges, int mostRows) {
    Check.atLeast(mostRows, 1, "StateActionCoverage.mostRows", "The authors take 100,000.");
    Check.that(
        data.observationSize() == reference.observationSize()
            && data.actionSpace().size() == reference.actionSpace().size()
            && (data.actionSpace() instanceof ActionSpace.Discrete)
                == (reference.actionSpace() instanceof ActionSpace.Discrete),
        "the log has observations of %d numbers and actions from %s, but the reference has %d and %s. Give a reference of"
            + " the same environment.",
        data.observationSize(),
        data.actionSpace(),
        reference.observationSize(),
        reference.actionSpace());
    int rows = Math.min(mostRows, Math.min(data.size(), reference.size()));
    StateActions pairs = StateActions.of(data);
    StateActions referencePairs = StateActions.of(reference);
    boolean exact =
        CoverageGrid.exactObservations(pairs, rows)
            && CoverageGrid.exactObservations(referencePairs, rows);
    CoverageGrid grid = CoverageGrid.over(referencePairs, rows, edges, exact);
    return new StateActionCoverage(
        grid.distinct(pairs, rows), grid.distinct(referencePairs, rows), rows, edges, exact);
  }
}
