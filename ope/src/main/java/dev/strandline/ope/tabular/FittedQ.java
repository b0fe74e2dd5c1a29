package dev.strandline.ope.tabular;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * Fitted Q evaluation without function approximation: Q_{j+1}(s, a) is the mean over the rows of
 * (s, a) of r + gamma (1 - terminal) sum_a' e(a'|s') Q_j(s', a'), from Q_0 = 0.
 *
 * <p>Source: Le, Voloshin and Yue, "Batch Policy Learning under Constraints", 2019, Algorithm 3.
 *
 * <p>A pair that the log never shows keeps the value 0; {@link #unseen} says how much of the target
 * policy rests on such pairs.
 *
 * @param q Q(s, a), {@code [states, actions]}
 * @param value mean over episodes of V(s_0)
 * @param unseen mean over the states that values were taken at (first and next states) of the
 *     target policy's probability of pairs that the log never shows, in [0, 1]
 */
public record FittedQ(double[] q, double value, double unseen) {

  /**
   * Iterates from zero.
   *
   * @param policy e(a|s), {@code [states, actions]}
   * @param gamma discount per step, in [0, 1]
   * @param iterations at least 1; in a problem of at most T steps, T are exact
   */
  public static FittedQ evaluate(TabularLog log, double[] policy, double gamma, int iterations) {
    log.checkPolicy(policy);
    Check.range(gamma, 0, 1, "gamma", "Use 1 for the plain sum of rewards.");
    Check.atLeast(iterations, 1, "FittedQ iterations", "Use the longest episode's steps, or more.");
    int actions = log.actions();
    double[] rows = new double[log.states() * actions]; // of each pair
    for (int row = 0; row < log.rows(); row++) {
      rows[log.pair(row)]++;
    }
    double[] q = new double[rows.length];
    double[] v = new double[log.states()];
    double[] sum = new double[rows.length];
    for (int j = 0; j < iterations; j++) {
      for (int s = 0; s < v.length; s++) {
        v[s] = TabularLog.value(policy, q, s, actions);
      }
      Arrays.fill(sum, 0);
      for (int row = 0; row < log.rows(); row++) {
        double next = log.terminal()[row] ? 0 : v[log.nextState()[row]];
        sum[log.pair(row)] += log.reward()[row] + gamma * next;
      }
      for (int pair = 0; pair < q.length; pair++) {
        q[pair] = rows[pair] == 0 ? 0 : sum[pair] / rows[pair];
      }
    }
    return new FittedQ(q, log.initialValue(policy, q), unseen(log, policy, rows));
  }

  private static double unseen(TabularLog log, double[] policy, double[] rows) {
    double[] indicator = new double[rows.length];
    for (int pair = 0; pair < rows.length; pair++) {
      indicator[pair] = rows[pair] == 0 ? 1 : 0;
    }
    double sum = 0;
    int count = 0;
    for (int s : log.initialState()) {
      sum += TabularLog.value(policy, indicator, s, log.actions());
      count++;
    }
    for (int row = 0; row < log.rows(); row++) {
      if (!log.terminal()[row]) {
        sum += TabularLog.value(policy, indicator, log.nextState()[row], log.actions());
        count++;
      }
    }
    return sum / count;
  }
}
