package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;

/**
 * A task that is played in episodes: {@link #reset}, then {@link #step} until the episode ends. Not
 * thread-safe.
 */
public interface Env {

  /** Numbers in an observation. */
  int observationSize();

  /** The space that actions come from. */
  ActionSpace actionSpace();

  /** Steps after which an episode is truncated. */
  int stepLimit();

  /**
   * Begins an episode.
   *
   * @param seed all of the episode's chance comes from it; every value is a good one
   * @return the first observation, {@code [observationSize]}, a fresh array
   */
  float[] reset(long seed);

  /**
   * Takes one step.
   *
   * @param action {@code [actionSpace().size()]}, in the environment's units; not changed
   * @throws IllegalArgumentException if the action has another length or a number that is NaN
   * @throws IllegalStateException before the first {@link #reset}, and after an episode's end
   */
  Step step(float[] action);

  /**
   * What one step led to.
   *
   * @param observation what is seen after the step, {@code [observationSize]}; at an episode's end
   *     its true last observation
   * @param reward in the environment's units
   * @param terminated whether the environment ended (no bootstrap)
   * @param truncated whether the step limit cut the episode (bootstrap)
   */
  record Step(float[] observation, double reward, boolean terminated, boolean truncated) {

    /** Whether the episode is over. */
    public boolean ended() {
      return terminated || truncated;
    }
  }
}
