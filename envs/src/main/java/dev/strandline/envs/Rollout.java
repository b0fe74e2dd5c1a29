package dev.strandline.envs;

import dev.strandline.policy.Policy;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.List;

/** One episode as a policy played it: what it saw, did and got. */
public final class Rollout {

  private final List<float[]> observations = new ArrayList<>();
  private final List<float[]> actions = new ArrayList<>();
  private final List<Double> rewards = new ArrayList<>();

  private Rollout() {}

  /**
   * Plays and records the very episode that {@link Evaluation#run} plays under that number.
   *
   * @param episode from 0
   * @throws IllegalArgumentException if the policy does not fit the environment
   */
  public static Rollout play(Policy policy, EnvSpec spec, int episode, long seed) {
    Env env = spec.factory().get();
    EnvSpec.checkFit(policy, "the policy", env, spec.name());
    Rollout rollout = new Rollout();
    float[] observation = env.reset(Evaluation.start(new Streams(seed), episode));
    rollout.observations.add(observation);
    Env.Step step;
    do {
      float[] action = policy.act(observation);
      step = env.step(action);
      observation = step.observation();
      rollout.actions.add(action);
      rollout.rewards.add(step.reward());
      rollout.observations.add(observation);
    } while (!step.ended());
    return rollout;
  }

  /** Number of steps. */
  public int steps() {
    return actions.size();
  }

  /**
   * What was seen after {@code step} steps, a fresh array; at {@link #steps} the episode's end.
   *
   * @param step in [0, {@link #steps}]
   */
  public float[] observation(int step) {
    return observations.get(step).clone();
  }

  /** The action of a step, as the policy gave it, a fresh array. */
  public float[] action(int step) {
    return actions.get(step).clone();
  }

  /** The reward of a step. */
  public double reward(int step) {
    return rewards.get(step);
  }

  /** Undiscounted return. */
  public double episodeReturn() {
    double sum = 0;
    for (double reward : rewards) {
      sum += reward;
    }
    return sum;
  }
}
