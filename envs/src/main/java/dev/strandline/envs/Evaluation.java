package dev.strandline.envs;

import dev.strandline.policy.Check;
import dev.strandline.policy.Policy;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.StochasticPolicy;
import dev.strandline.policy.Streams;
import java.util.Arrays;

/**
 * What a policy earned in some episodes.
 *
 * @param returns return of each episode, undiscounted unless asked for otherwise, in the
 *     environment's units, at least one
 * @param lengths steps of each episode
 */
public record Evaluation(double[] returns, int[] lengths) {

  public Evaluation {
    Check.that(returns.length >= 1, "Evaluation has no episodes. Play at least one.");
    Check.length(lengths.length, returns.length, "Evaluation.lengths");
    returns = returns.clone();
    lengths = lengths.clone();
  }

  /**
   * Plays {@code episodes} episodes with the policy's own choice ({@link Policy#act}), from start
   * states that depend on {@code seed} and the episode's number only.
   *
   * @throws IllegalArgumentException if the policy does not fit the environment
   */
  public static Evaluation run(Policy policy, EnvSpec spec, int episodes, long seed) {
    return play(policy, false, spec, episodes, 1, seed);
  }

  /**
   * Plays a policy as it acts in service: a stochastic one draws its actions. The returns are a
   * sample of what off-policy evaluation estimates; starts are those of {@link #run}.
   *
   * @param gamma discount per step, in [0, 1]; the first reward counts in full
   * @throws IllegalArgumentException if the policy does not fit the environment
   */
  public static Evaluation onPolicy(
      Policy policy, EnvSpec spec, int episodes, double gamma, long seed) {
    Check.range(gamma, 0, 1, "gamma", "Use the discount of the estimates to compare with.");
    return play(policy, true, spec, episodes, gamma, seed);
  }

  private static Evaluation play(
      Policy policy, boolean drawn, EnvSpec spec, int episodes, double gamma, long seed) {
    Check.atLeast(episodes, 1, "episodes", "Play at least one episode.");
    Env env = spec.factory().get();
    EnvSpec.checkFit(policy, "the policy", env, spec.name());
    Streams streams = new Streams(seed);
    double[] returns = new double[episodes];
    int[] lengths = new int[episodes];
    for (int episode = 0; episode < episodes; episode++) {
      float[] observation = env.reset(start(streams, episode));
      RandomStream chance = streams.at("evaluation-action", episode);
      double discount = 1;
      Env.Step step;
      do {
        step =
            env.step(
                drawn && policy instanceof StochasticPolicy stochastic
                    ? stochastic.sample(observation, chance)
                    : policy.act(observation));
        observation = step.observation();
        returns[episode] += discount * step.reward();
        discount *= gamma;
        lengths[episode]++;
      } while (!step.ended());
    }
    return new Evaluation(returns, lengths);
  }

  /** The seed that an episode is reset with. */
  static long start(Streams streams, int episode) {
    return streams.at("evaluation", episode).nextLong();
  }

  /** Mean return. */
  public double mean() {
    return Arrays.stream(returns).sum() / returns.length;
  }

  /** Standard deviation of the returns by the population formula, 0 for one episode. */
  public double standardDeviation() {
    double mean = mean();
    return Math.sqrt(
        Arrays.stream(returns).map(r -> (r - mean) * (r - mean)).sum() / returns.length);
  }

  @Override
  public double[] returns() {
    return returns.clone();
  }

  @Override
  public int[] lengths() {
    return lengths.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && Arrays.equals(returns, that.returns)
        && Arrays.equals(lengths, that.lengths);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(returns) + Arrays.hashCode(lengths);
  }

  @Override
  public String toString() {
    return "Evaluation[mean="
        + mean()
        + ", standardDeviation="
        + standardDeviation()
        + ", episodes="
        + returns.length
        + "]";
  }
}
