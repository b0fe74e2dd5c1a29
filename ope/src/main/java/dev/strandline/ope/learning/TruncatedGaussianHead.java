package dev.strandline.ope.learning;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.Policy;
import dev.strandline.policy.StochasticPolicy;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Erf;

/**
 * Another policy's action with normal noise on every number of it that never leaves the action box:
 * a_j has the density phi(z_j) / (deviation_j (Phi(high_j') - Phi(low_j'))) in [low_j, high_j],
 * independently, where z_j = (a_j - center_j) / deviation_j and a prime says that the corner is
 * standardized likewise.
 *
 * <p>The center lies in the box, so low' is at most 0 and high' at least 0, and the probability
 * between them, (erf(high' / sqrt 2) + erf(-low' / sqrt 2)) / 2, is a sum that cancels nothing,
 * however far away the corners are. Actions are drawn by inverting the distribution function,
 * likewise about the center. Actions are {@code float}s: a deviation near their spacing has no
 * meaningful density.
 *
 * <p>It stands here and not with the other heads because the normal distribution comes from a
 * library, which {@code dev.strandline.policy} has none of.
 *
 * @param center chooses real-numbered actions inside its box
 * @param deviation standard deviation of each number before truncation, {@code
 *     [actionSpace().size()]}, in units of the action, positive and at most 1e6 half widths of the
 *     box
 */
public record TruncatedGaussianHead(Policy center, double[] deviation) implements StochasticPolicy {

  private static final double ROOT_TWO = Math.sqrt(2);
  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double WIDEST = 1e6;
  private static final double BELOW_ONE = Math.nextDown(1.0);

  public TruncatedGaussianHead {
    Check.that(
        center.actionSpace() instanceof ActionSpace.Box,
        "TruncatedGaussianHead: the policy acts in %s, but must choose real numbers. Use EpsilonGreedyHead for discrete"
            + " actions.",
        center.actionSpace());
    ActionSpace.Box box = (ActionSpace.Box) center.actionSpace();
    Check.length(deviation.length, box.size(), "TruncatedGaussianHead.deviation");
    deviation = deviation.clone();
    for (int j = 0; j < deviation.length; j++) {
      Check.positive(
          deviation[j],
          "TruncatedGaussianHead.deviation of dimension " + j,
          "Use the policy itself for no noise.");
      Check.that(
          deviation[j] <= WIDEST * box.halfWidth(j),
          "TruncatedGaussianHead.deviation of dimension %d is %s, over %s half widths of the box. Use UniformPolicy.",
          j,
          deviation[j],
          WIDEST);
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

  @Override
  public ActionSpace.Box actionSpace() {
    return (ActionSpace.Box) center.actionSpace();
  }

  /** The center, which is the most probable action. */
  @Override
  public float[] act(float[] observation) {
    float[] mean = center.act(observation);
    if (!actionSpace().contains(mean)) {
      throw new IllegalStateException(
          "the policy under a TruncatedGaussianHead left its own action space "
              + actionSpace()
              + ". Mend that policy.");
    }
    return mean;
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    ActionSpace.Box box = actionSpace();
    float[] low = box.low();
    float[] high = box.high();
    float[] action = act(observation);
    for (int j = 0; j < action.length; j++) {
      double mean = action[j];
      double scale = deviation[j] * ROOT_TWO;
      double below = Erf.erf((low[j] - mean) / scale);
      double above = Erf.erf((high[j] - mean) / scale);
      double drawn = below + stream.nextDouble() * (above - below);
      drawn = Math.max(-BELOW_ONE, Math.min(BELOW_ONE, drawn));
      action[j] = box.clip(j, mean + scale * Erf.erfInv(drawn));
    }
    return action;
  }

  @Override
  public double logProb(float[] observation, float[] action) {
    ActionSpace.Box box = actionSpace();
    float[] mean = act(observation);
    if (!box.contains(action)) {
      return Double.NEGATIVE_INFINITY;
    }
    float[] low = box.low();
    float[] high = box.high();
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      double scale = deviation[j] * ROOT_TWO;
      double z = ((double) action[j] - mean[j]) / deviation[j];
      double below = Erf.erf(((double) mean[j] - low[j]) / scale);
      double above = Erf.erf(((double) high[j] - mean[j]) / scale);
      sum -= z * z / 2 + Math.log(deviation[j]) + LOG_ROOT_TWO_PI + Math.log((below + above) / 2);
    }
    return sum;
  }
}
