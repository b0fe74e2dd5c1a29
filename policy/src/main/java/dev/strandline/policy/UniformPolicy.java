package dev.strandline.policy;

import java.util.random.RandomGenerator;

/**
 * Draws every action of a space with the same probability (density), whatever the observation.
 *
 * @param observationSize numbers in an observation, at least 1
 * @param actionSpace the space to draw from
 */
public record UniformPolicy(int observationSize, ActionSpace actionSpace)
    implements StochasticPolicy {

  public UniformPolicy {
    Check.atLeast(
        observationSize,
        1,
        "UniformPolicy.observationSize",
        "Give the environment's number of observations.");
  }

  /** The middle of a box, or action 0. */
  @Override
  public float[] act(float[] observation) {
    Check.length(observation.length, observationSize, "observation");
    float[] action = new float[actionSpace.size()];
    if (actionSpace instanceof ActionSpace.Box box) {
      for (int j = 0; j < action.length; j++) {
        action[j] = box.center(j);
      }
    }
    return action;
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    Check.length(observation.length, observationSize, "observation");
    float[] action = new float[actionSpace.size()];
    if (actionSpace instanceof ActionSpace.Box box) {
      for (int j = 0; j < action.length; j++) {
        action[j] = box.clip(j, box.center(j) + box.halfWidth(j) * (2 * stream.nextDouble() - 1));
      }
    } else if (actionSpace instanceof ActionSpace.Discrete discrete) {
      action[0] = stream.nextInt(discrete.count());
    }
    return action;
  }

  /** Minus the logarithm of the box's volume or of the number of actions. */
  @Override
  public double logProb(float[] observation, float[] action) {
    if (!actionSpace.contains(action)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (actionSpace instanceof ActionSpace.Discrete discrete) {
      return -Math.log(discrete.count());
    }
    ActionSpace.Box box = (ActionSpace.Box) actionSpace;
    double sum = 0;
    for (int j = 0; j < box.size(); j++) {
      sum -= Math.log(2.0 * box.halfWidth(j));
    }
    return sum;
  }
}
