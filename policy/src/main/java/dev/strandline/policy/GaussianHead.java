package dev.strandline.policy;

import java.util.random.RandomGenerator;

/**
 * Another policy's action with normal noise on every number of it: a_j ~ N(center_j(x),
 * deviation_j^2), independently.
 *
 * <p>What is drawn may lie outside the box that the center lies in. An environment clips it; the
 * log keeps what was drawn, since that is what the density belongs to. Actions are {@code float}s:
 * a deviation near their spacing has no meaningful density.
 *
 * @param center chooses real-numbered actions
 * @param deviation standard deviation of each number, {@code [actionSpace().size()]}, in units of
 *     the action, positive
 */
public record GaussianHead(Policy center, double[] deviation) implements StochasticPolicy {

  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  public GaussianHead {
    Check.that(
        center.actionSpace() instanceof ActionSpace.Box,
        "GaussianHead: the policy acts in %s, but must choose real numbers. Use EpsilonGreedyHead for discrete actions.",
        center.actionSpace());
    Check.length(deviation.length, center.actionSpace().size(), "GaussianHead.deviation");
    deviation = deviation.clone();
    for (double sigma : deviation) {
      Check.positive(sigma, "GaussianHead.deviation", "Use the policy itself for no noise.");
    }
  }

  @Override
  public double[] deviation() {
    return deviation.clone();
  }

  @Override
  public int observationSize() {
    return center.observationSize();
  }

  /** The box that the center lies in. */
  @Override
  public ActionSpace.Box actionSpace() {
    return (ActionSpace.Box) center.actionSpace();
  }

  /** The center. */
  @Override
  public float[] act(float[] observation) {
    return center.act(observation);
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    float[] action = center.act(observation);
    for (int j = 0; j < action.length; j++) {
      action[j] = (float) (action[j] + deviation[j] * stream.nextGaussian());
    }
    return action;
  }

  /** sum_j -z_j^2 / 2 - log deviation_j - log(2 pi) / 2, z_j = (a_j - center_j) / deviation_j. */
  @Override
  public double logProb(float[] observation, float[] action) {
    float[] mean = center.act(observation);
    Check.length(action.length, mean.length, "action");
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      if (!Float.isFinite(action[j])) {
        return Double.NEGATIVE_INFINITY;
      }
      double z = ((double) action[j] - mean[j]) / deviation[j];
      sum -= z * z / 2 + Math.log(deviation[j]) + LOG_ROOT_TWO_PI;
    }
    return sum;
  }
}
