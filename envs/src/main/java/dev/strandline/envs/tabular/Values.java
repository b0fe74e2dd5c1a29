package dev.strandline.envs.tabular;

/**
 * Exact values of a policy, or the greatest of all policies: v(s) from a state, q(s, a) after an
 * action in it. Immutable.
 */
public final class Values {

  private final double[][] q;
  private final double[] v;
  private final double mean;

  /** Keeps the arrays, which must not change afterwards. */
  Values(double[][] q, double[] v, double[] initial) {
    this.q = q;
    this.v = v;
    double sum = 0;
    for (int s = 0; s < v.length; s++) {
      sum += initial[s] * v[s];
    }
    mean = sum;
  }

  /** Number of states. */
  public int states() {
    return v.length;
  }

  /** Number of actions. */
  public int actions() {
    return q[0].length;
  }

  /** Expected return from a state on. */
  public double v(int state) {
    return v[state];
  }

  /** Expected return from a state on whose first action is given. */
  public double q(int state, int action) {
    return q[state][action];
  }

  /** Expected return of an episode: the mean of {@link #v} over first states. */
  public double mean() {
    return mean;
  }
}
