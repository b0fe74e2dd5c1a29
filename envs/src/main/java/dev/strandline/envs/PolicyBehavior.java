package dev.strandline.envs;

import dev.strandline.policy.Policy;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.StochasticPolicy;
import dev.strandline.policy.Streams;

/** A policy that plays episodes from the environment's own starts. */
record PolicyBehavior(Policy policy, String description) implements Behavior {

  @Override
  public Player player(RestorableEnv env, Streams streams) {
    return new PolicyPlayer(policy, env, streams);
  }

  private static final class PolicyPlayer implements Player {

    private final Policy policy;
    private final RestorableEnv env;
    private final Streams streams;
    private RandomStream chance;
    private double logProb = Double.NaN;

    PolicyPlayer(Policy policy, RestorableEnv env, Streams streams) {
      this.policy = policy;
      this.env = env;
      this.streams = streams;
    }

    @Override
    public float[] begin(int episode) {
      chance = streams.at("action", episode);
      return env.reset(streams.at("episode", episode).nextLong());
    }

    @Override
    public float[] act(float[] observation) {
      if (policy instanceof StochasticPolicy stochastic) {
        float[] action = stochastic.sample(observation, chance);
        logProb = stochastic.logProb(observation, action);
        return action;
      }
      return policy.act(observation);
    }

    @Override
    public Env.Step step(float[] action) {
      return env.step(action);
    }

    @Override
    public boolean knowsDensity() {
      return policy instanceof StochasticPolicy;
    }

    @Override
    public double logProb() {
      return logProb;
    }

    @Override
    public double[] target() {
      return new double[0];
    }
  }
}
