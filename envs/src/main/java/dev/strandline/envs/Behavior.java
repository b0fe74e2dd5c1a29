package dev.strandline.envs;

import dev.strandline.policy.Policy;
import dev.strandline.policy.Streams;

/**
 * Who plays the episodes of a log: a policy, or a controller that also remembers where it was and
 * where it is going.
 */
@FunctionalInterface
public interface Behavior {

  /**
   * Makes a player for one log.
   *
   * @param env where it plays; others may play in it between its episodes
   * @param streams where all chance comes from, addressed by the episode's number
   */
  Player player(RestorableEnv env, Streams streams);

  /** What it does, in one phrase for those who choose among behaviors; may be empty. */
  default String description() {
    return "";
  }

  /** The behavior of a policy: sampled where it is stochastic, else its own choice. */
  static Behavior of(Policy policy) {
    return of(policy, "");
  }

  /** The behavior of a policy, with its {@link #description}. */
  static Behavior of(Policy policy, String description) {
    return new PolicyBehavior(policy, description);
  }

  /** Plays one episode after another of a log. Not thread-safe. */
  interface Player {

    /**
     * Brings the environment to where an episode begins.
     *
     * @param episode number of the episode in the log
     * @return the first observation
     */
    float[] begin(int episode);

    /** The action for the present observation; called once for each step. */
    float[] act(float[] observation);

    /** Takes the step that {@link #act} chose; a player may end its episode with it. */
    Env.Step step(float[] action);

    /** Whether {@link #logProb} is known. */
    boolean knowsDensity();

    /**
     * Natural logarithm of the density (probability) of the last chosen action; NaN where it is not
     * known.
     */
    double logProb();

    /**
     * Where the player is heading in this episode, in the environment's coordinates, a fresh array;
     * empty for one that heads nowhere, and of one length for all of a player's episodes.
     */
    double[] target();
  }
}
