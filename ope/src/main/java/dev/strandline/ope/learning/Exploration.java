package dev.strandline.ope.learning;

import dev.strandline.policy.Check;
import java.util.Arrays;

/** How to explore around a model's best action; the result belongs into the log, whole. */
public final class Exploration {

  private Exploration() {}

  /**
   * SquareCB: p(a) = 1 / (mu + gamma (f(best) - f(a))) for the other actions, the rest for the
   * best.
   *
   * <p>Source: Foster and Rakhlin, "Beyond UCB: Optimal and Efficient Contextual Bandits with
   * Regression Oracles", 2020, Algorithm 1, with mu the number of available actions.
   *
   * @param reward predicted rewards f, {@code [K]}, finite where available
   * @param available which actions may be taken, {@code [K]}, at least one
   * @param gamma 0 for uniform; larger explores less
   * @return {@code [K]}, sums to 1, 0 where not available
   */
  public static double[] squareCb(double[] reward, boolean[] available, double gamma) {
    Check.notNegative(gamma, "gamma", "Use 0 to explore uniformly.");
    int mu = available(reward, available);
    int best = best(reward, available, 1);
    double[] p = new double[reward.length];
    for (int a = 0; a < p.length; a++) {
      if (available[a] && a != best) {
        p[a] = 1 / (mu + gamma * (reward[best] - reward[a]));
      }
    }
    return restTo(best, p);
  }

  /**
   * FastCB: p(a) = y(best) / (mu y(best) + gamma (y(a) - y(best))) for the other actions, the rest
   * for the best; greedier than SquareCB where the least loss is near 0.
   *
   * <p>Source: Foster and Krishnamurthy, "Efficient First-Order Contextual Bandits: Prediction,
   * Allocation, and Triangular Discrimination", 2021, Algorithm 1, with mu the number of available
   * actions.
   *
   * @param loss predicted losses y, {@code [K]}, in (0, 1) where available
   * @param available which actions may be taken, {@code [K]}, at least one
   * @param gamma 0 for uniform; larger explores less
   * @return {@code [K]}, sums to 1, 0 where not available
   */
  public static double[] fastCb(double[] loss, boolean[] available, double gamma) {
    Check.notNegative(gamma, "gamma", "Use 0 to explore uniformly.");
    int mu = available(loss, available);
    int best = best(loss, available, -1);
    double[] p = new double[loss.length];
    for (int a = 0; a < p.length; a++) {
      if (available[a]) {
        Check.that(
            loss[a] > 0 && loss[a] < 1,
            "the loss of action %d is %s, but must lie in (0, 1). Use a model that predicts probabilities.",
            a,
            loss[a]);
        p[a] = a == best ? 0 : loss[best] / (mu * loss[best] + gamma * (loss[a] - loss[best]));
      }
    }
    return restTo(best, p);
  }

  /**
   * Mixes with the uniform distribution over the available actions, so that each keeps a
   * probability of at least {@code share / mu} and later logs can judge it.
   *
   * @param probability {@code [K]}, sums to 1, 0 where not available
   * @param share of the uniform distribution, in [0, 1]
   */
  public static double[] withFloor(double[] probability, boolean[] available, double share) {
    Check.range(share, 0, 1, "share", "Use 0.05.");
    int mu = available(probability, available);
    double[] p = new double[probability.length];
    Arrays.setAll(p, a -> (1 - share) * probability[a] + (available[a] ? share / mu : 0));
    return p;
  }

  private static int available(double[] prediction, boolean[] available) {
    Check.length(available.length, prediction.length, "available");
    int count = 0;
    for (int a = 0; a < available.length; a++) {
      if (available[a]) {
        Check.that(
            Double.isFinite(prediction[a]),
            "the prediction for action %d is %s. Mend the model, or leave the action out.",
            a,
            prediction[a]);
        count++;
      }
    }
    Check.atLeast(count, 1, "number of available actions", "Some action must be taken.");
    return count;
  }

  /** The available action of the largest {@code sign * prediction}; the first of equal ones. */
  private static int best(double[] prediction, boolean[] available, int sign) {
    int best = -1;
    for (int a = 0; a < prediction.length; a++) {
      if (available[a] && (best < 0 || sign * prediction[a] > sign * prediction[best])) {
        best = a;
      }
    }
    return best;
  }

  private static double[] restTo(int best, double[] p) {
    p[best] = 1 - Arrays.stream(p).sum();
    return p;
  }
}
