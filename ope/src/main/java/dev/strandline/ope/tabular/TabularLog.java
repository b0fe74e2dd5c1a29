package dev.strandline.ope.tabular;

import dev.strandline.policy.Check;

/**
 * Logged transitions of a problem with numbered states and actions.
 *
 * @param states number of states
 * @param actions number of actions
 * @param state {@code [rows]}, in {@code [0, states)}
 * @param action {@code [rows]}, in {@code [0, actions)}
 * @param reward {@code [rows]}
 * @param nextState {@code [rows]}, in {@code [0, states)}; of a terminal row, any
 * @param terminal whether the environment ended after the row, {@code [rows]}
 * @param initialState first state of each episode, {@code [episodes]}
 */
public record TabularLog(
    int states,
    int actions,
    int[] state,
    int[] action,
    double[] reward,
    int[] nextState,
    boolean[] terminal,
    int[] initialState) {

  public TabularLog {
    Check.atLeast(states, 1, "TabularLog.states", "Count the states.");
    Check.atLeast(actions, 1, "TabularLog.actions", "Count the actions.");
    Check.atLeast(state.length, 1, "TabularLog rows", "Give one or more transitions.");
    Check.atLeast(initialState.length, 1, "TabularLog episodes", "Give their first states.");
    Check.length(action.length, state.length, "action");
    Check.length(reward.length, state.length, "reward");
    Check.length(nextState.length, state.length, "next_state");
    Check.length(terminal.length, state.length, "terminal");
    checkNumbers(state, states, "state");
    checkNumbers(action, actions, "action");
    checkNumbers(nextState, states, "next_state");
    checkNumbers(initialState, states, "initial_state");
    for (int row = 0; row < reward.length; row++) {
      Check.that(
          Double.isFinite(reward[row]),
          "column reward, row %d: %s must be finite. Mend or leave out the row.",
          row,
          reward[row]);
    }
  }

  private static void checkNumbers(int[] column, int count, String name) {
    for (int row = 0; row < column.length; row++) {
      Check.that(
          column[row] >= 0 && column[row] < count,
          "column %s, row %d: %d is out of [0, %d). Number from 0.",
          name,
          row,
          column[row],
          count);
    }
  }

  /** Number of transitions. */
  public int rows() {
    return state.length;
  }

  /** Index of a row's state and action among all pairs. */
  int pair(int row) {
    return state[row] * actions + action[row];
  }

  /**
   * Requires probabilities of every action in every state.
   *
   * @param policy e(a|s), {@code [states, actions]}
   */
  void checkPolicy(double[] policy) {
    Check.length(policy.length, states * actions, "the policy");
    for (int s = 0; s < states; s++) {
      double sum = 0;
      for (int a = 0; a < actions; a++) {
        double p = policy[s * actions + a];
        Check.that(
            p >= 0, "the policy's probability of action %d in state %d is %s, below 0.", a, s, p);
        sum += p;
      }
      Check.that(
          Math.abs(sum - 1) <= 1e-6,
          "the policy's probabilities in state %d sum to %s, not 1. Normalize it.",
          s,
          sum);
    }
  }

  /** V(s) = sum_a e(a|s) Q(s, a). */
  static double value(double[] policy, double[] q, int state, int actions) {
    double value = 0;
    for (int a = state * actions; a < (state + 1) * actions; a++) {
      value += policy[a] * q[a];
    }
    return value;
  }

  /** Mean over episodes of V(s_0). */
  double initialValue(double[] policy, double[] q) {
    double sum = 0;
    for (int s : initialState) {
      sum += value(policy, q, s, actions);
    }
    return sum / initialState.length;
  }
}
