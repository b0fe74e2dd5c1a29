package dev.strandline.ope.bandit;

import dev.strandline.policy.Check;

/**
 * A policy's probabilities of all actions, one row for each round. Immutable as long as the array
 * that it was made from is left alone: tables of a log are large, and this one is not copied.
 */
public final class ActionProbabilities {

  private static final double SUM_TOLERANCE = 1e-6;

  private final int actions;
  private final double[] probability;

  /**
   * A table of probabilities.
   *
   * @param actions number of actions K
   * @param probability {@code [rounds, K]} row-major, none negative, each row with sum 1 to 1e-6
   */
  public ActionProbabilities(int actions, double[] probability) {
    Check.atLeast(actions, 1, "ActionProbabilities.actions", "Give at least one action.");
    Check.that(
        probability.length > 0 && probability.length % actions == 0,
        "ActionProbabilities has %d numbers for %d actions. Give one for each round and action.",
        probability.length,
        actions);
    this.actions = actions;
    this.probability = probability;
    for (int row = 0; row < rows(); row++) {
      checkRow(row);
    }
  }

  private void checkRow(int row) {
    double sum = 0;
    double least = 0;
    for (int j = row * actions; j < (row + 1) * actions; j++) {
      sum += probability[j];
      least = Math.min(least, probability[j]);
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE && least >= 0)) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d: the probabilities of the actions sum to %s and the least is %s; they must sum to 1 "
                  + "and none may be negative. Normalize the row, or mend the policy.",
              row, sum, least));
    }
  }

  /**
   * The policy that takes one action in each round.
   *
   * @param action one for each round, in [0, actions)
   */
  public static ActionProbabilities deterministic(int actions, int[] action) {
    double[] probability = new double[action.length * actions];
    for (int row = 0; row < action.length; row++) {
      checkAction(action[row], actions, row);
      probability[row * actions + action[row]] = 1;
    }
    return new ActionProbabilities(actions, probability);
  }

  /** Number of rounds. */
  public int rows() {
    return probability.length / actions;
  }

  /** Number of actions. */
  public int actions() {
    return actions;
  }

  /** The table itself, row-major. */
  double[] table() {
    return probability;
  }

  /** The probability of an action in a round. */
  public double at(int row, int action) {
    return probability[row * actions + action];
  }

  /**
   * The probability of the logged action in each round.
   *
   * @param action one for each round, in [0, actions)
   */
  public double[] of(int[] action) {
    return pick(probability, actions, action);
  }

  /**
   * What the policy is predicted to earn: sum over a of pi(a) q(a), for each round.
   *
   * @param q {@code [rounds, K]} row-major, the predicted reward of each action
   */
  public double[] expected(double[] q) {
    Check.length(q.length, probability.length, "q");
    double[] expected = new double[rows()];
    for (int row = 0; row < expected.length; row++) {
      double sum = 0;
      for (int j = row * actions; j < (row + 1) * actions; j++) {
        sum += probability[j] * q[j];
      }
      expected[row] = sum;
    }
    return expected;
  }

  /**
   * The entry of the logged action in each row of a table.
   *
   * @param table {@code [rounds, K]} row-major
   * @param action one for each round, in [0, actions)
   */
  public static double[] pick(double[] table, int actions, int[] action) {
    Check.length(table.length, Math.multiplyExact(action.length, actions), "table");
    double[] picked = new double[action.length];
    for (int row = 0; row < picked.length; row++) {
      checkAction(action[row], actions, row);
      picked[row] = table[row * actions + action[row]];
    }
    return picked;
  }

  static void checkAction(int action, int actions, int row) {
    if (action < 0 || action >= actions) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d: action is %d, but there are %d actions, numbered from 0. Mend the action or the number of actions.",
              row, action, actions));
    }
  }
}
