package dev.strandline.ope.tabular;

import dev.strandline.policy.Check;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Values and marginal weights that solve a sample exactly. With x the indicator of a row's pair (s,
 * a), y = sum_a' e(a'|s') indicator(s', a') (0 after a terminal row), M = mean x (x - gamma y)', c
 * = mean x r, b0 = mean over episodes of sum_a e(a|s_0) indicator(s_0, a):
 *
 * <ul>
 *   <li>theta = M^-1 c: the fixed point of fitted Q evaluation, LSTD-Q and minimax Q learning;
 *   <li>zeta = M^-T (1 - gamma) b0: the weight of minimax weight learning and of DICE, discounted
 *       occupancy of e over the distribution of the logged rows.
 * </ul>
 *
 * <p>The two agree on the sample: b0' theta = mean(m r) / (1 - gamma).
 *
 * <p>Source: Uehara, Huang and Jiang, "Minimax Weight and Q-Function Learning for Off-Policy
 * Evaluation", 2020. Time grows with the cube of states times actions.
 */
public final class ClosedForm {

  private final TabularLog log;
  private final double[] policy;
  private final double gamma;
  private final double[] q;
  private final double[] weight;

  private ClosedForm(TabularLog log, double[] policy, double gamma, double[] q, double[] weight) {
    this.log = log;
    this.policy = policy;
    this.gamma = gamma;
    this.q = q;
    this.weight = weight;
  }

  /**
   * Solves for both.
   *
   * @param policy e(a|s), {@code [states, actions]}
   * @param gamma discount per step, in [0, 1)
   * @throws IllegalArgumentException if the log never shows some pair, or the equations have no
   *     single solution
   */
  public static ClosedForm solve(TabularLog log, double[] policy, double gamma) {
    log.checkPolicy(policy);
    Check.that(
        gamma >= 0 && gamma < 1,
        "gamma must lie in [0, 1), but is %s. At 1 occupancies do not converge.",
        gamma);
    int pairs = log.states() * log.actions();
    boolean[] seen = new boolean[pairs];
    RealMatrix m = new Array2DRowRealMatrix(pairs, pairs);
    RealVector c = new ArrayRealVector(pairs);
    double share = 1.0 / log.rows();
    for (int row = 0; row < log.rows(); row++) {
      int pair = log.pair(row);
      seen[pair] = true;
      m.addToEntry(pair, pair, share);
      c.addToEntry(pair, share * log.reward()[row]);
      if (!log.terminal()[row]) {
        int next = log.nextState()[row] * log.actions();
        for (int a = 0; a < log.actions(); a++) {
          m.addToEntry(pair, next + a, -share * gamma * policy[next + a]);
        }
      }
    }
    for (int pair = 0; pair < pairs; pair++) {
      Check.that(
          seen[pair],
          "the log never shows action %d in state %d, so the equations have no solution. Leave out"
              + " states and actions that never occur, or use FittedQ.",
          pair % log.actions(),
          pair / log.actions());
    }
    RealVector b0 = new ArrayRealVector(pairs);
    for (int s : log.initialState()) {
      for (int a = 0; a < log.actions(); a++) {
        int pair = s * log.actions() + a;
        b0.addToEntry(pair, policy[pair] / log.initialState().length);
      }
    }
    double[] theta = solver(m).solve(c).toArray();
    double[] zeta = solver(m.transpose()).solve(b0.mapMultiply(1 - gamma)).toArray();
    return new ClosedForm(log, policy, gamma, theta, zeta);
  }

  private static DecompositionSolver solver(RealMatrix m) {
    DecompositionSolver solver = new LUDecomposition(m, 1e-300).getSolver();
    if (!solver.isNonSingular()) {
      throw new IllegalArgumentException(
          "the sample's equations are singular. Use more rows, or FittedQ.");
    }
    return solver;
  }

  /** Q(s, a), {@code [states, actions]}. */
  public double[] q() {
    return q.clone();
  }

  /** m(s, a), {@code [states, actions]}, over the distribution of the logged rows. */
  public double[] weight() {
    return weight.clone();
  }

  /** m(s, a) of every row, {@code [rows]}; its mean is 1 where no row is terminal. */
  public double[] rowWeights() {
    double[] rows = new double[log.rows()];
    Arrays.setAll(rows, row -> weight[log.pair(row)]);
    return rows;
  }

  /** Mean over episodes of V(s_0). */
  public double valueFromQ() {
    return log.initialValue(policy, q);
  }

  /** mean(m r) / (1 - gamma). */
  public double valueFromWeight() {
    double sum = 0;
    for (int row = 0; row < log.rows(); row++) {
      sum += weight[log.pair(row)] * log.reward()[row];
    }
    return sum / log.rows() / (1 - gamma);
  }

  /**
   * Mean over the rows of a pair of r + gamma V(s') - Q(s, a): zero at the solution.
   *
   * @param q any Q(s, a), {@code [states, actions]}
   * @return {@code [states, actions]}
   */
  public double[] bellmanResidual(double[] q) {
    Check.length(q.length, weight.length, "q");
    double[] sum = new double[q.length];
    double[] rows = new double[q.length];
    for (int row = 0; row < log.rows(); row++) {
      int pair = log.pair(row);
      double next =
          log.terminal()[row]
              ? 0
              : TabularLog.value(policy, q, log.nextState()[row], log.actions());
      sum[pair] += log.reward()[row] + gamma * next - q[pair];
      rows[pair]++;
    }
    Arrays.setAll(sum, pair -> sum[pair] / rows[pair]);
    return sum;
  }
}
