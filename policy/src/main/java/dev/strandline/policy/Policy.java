package dev.strandline.policy;

/**
 * Chooses an action for an observation. A policy is immutable and thread-safe: one object serves
 * all threads.
 *
 * <p>Observations are in the environment's own units; a policy that was trained on normalized ones
 * carries its {@link ObservationNormalizer}.
 */
public interface Policy {

  /** Numbers in an observation. */
  int observationSize();

  /** The space that actions come from. */
  ActionSpace actionSpace();

  /**
   * The action for an observation: the mean or most probable one where the policy is stochastic.
   *
   * @param observation {@code [observationSize]}, in the environment's units; not changed
   * @return {@code [actionSpace().size()]}, a fresh array
   * @throws IllegalArgumentException if the observation has another length or a number that is not
   *     finite
   */
  float[] act(float[] observation);
}
