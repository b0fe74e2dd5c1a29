package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;

/**
 * Pairs of an observation and an action as rows of coordinates, the observation's first, each in
 * its own unit.
 */
public interface StateActions {

  /** Number of pairs. */
  int size();

  /** Coordinates of a pair. */
  int dimensions();

  /** How many of the coordinates, the first ones, belong to the observation. */
  int observationSize();

  /** Whether the actions are indices, which are equal or not and have no order. */
  boolean discreteActions();

  /** Coordinate {@code j} of pair {@code row}. */
  double coordinate(int row, int j);

  /** The pairs of a log, read where they lie. */
  static StateActions of(Transitions data) {
    float[] observations = data.observations();
    float[] actions = data.actions();
    int observationSize = data.observationSize();
    int actionSize = data.actionSpace().size();
    return new StateActions() {
      @Override
      public int size() {
        return data.size();
      }

      @Override
      public int dimensions() {
        return observationSize + actionSize;
      }

      @Override
      public int observationSize() {
        return observationSize;
      }

      @Override
      public boolean discreteActions() {
        return data.actionSpace() instanceof ActionSpace.Discrete;
      }

      @Override
      public double coordinate(int row, int j) {
        return j < observationSize
            ? observations[row * observationSize + j]
            : actions[row * actionSize + j - observationSize];
      }
    };
  }

  /**
   * Pairs in {@code double}, with actions of real numbers.
   *
   * @param observations {@code [N][observationSize]}, in the environment's units
   * @param actions {@code [N][actionSize]}, in the environment's units
   * @throws IllegalArgumentException if there is no pair, or the numbers of observations and
   *     actions differ
   */
  static StateActions of(double[][] observations, double[][] actions) {
    Check.that(observations.length >= 1, "StateActions has no pairs. Give at least one.");
    Check.that(
        observations.length == actions.length,
        "StateActions has %d observations and %d actions. Give one action for each observation.",
        observations.length,
        actions.length);
    for (int row = 0; row < observations.length; row++) {
      Check.length(observations[row].length, observations[0].length, "observation " + row);
      Check.length(actions[row].length, actions[0].length, "action " + row);
    }
    return new StateActions() {
      @Override
      public int size() {
        return observations.length;
      }

      @Override
      public int dimensions() {
        return observations[0].length + actions[0].length;
      }

      @Override
      public int observationSize() {
        return observations[0].length;
      }

      @Override
      public boolean discreteActions() {
        return false;
      }

      @Override
      public double coordinate(int row, int j) {
        int observationSize = observations[row].length;
        return j < observationSize ? observations[row][j] : actions[row][j - observationSize];
      }
    };
  }
}
