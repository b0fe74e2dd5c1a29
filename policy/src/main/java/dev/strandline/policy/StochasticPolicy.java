package dev.strandline.policy;

import java.util.random.RandomGenerator;

/** A policy with a distribution over actions. */
public interface StochasticPolicy extends Policy {

  /**
   * Draws an action.
   *
   * @param observation {@code [observationSize]}, in the environment's units; not changed
   * @param stream where chance comes from; the only thing that the call changes
   * @return {@code [actionSpace().size()]}, a fresh array
   */
  float[] sample(float[] observation, RandomGenerator stream);

  /**
   * Natural logarithm of the probability of an action, or of its density per unit of the action
   * where the space is continuous.
   *
   * @param observation {@code [observationSize]}, in the environment's units
   * @param action {@code [actionSpace().size()]}
   * @return negative infinity for an action that the policy never takes
   */
  double logProb(float[] observation, float[] action);
}
