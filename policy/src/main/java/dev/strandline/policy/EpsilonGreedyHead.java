package dev.strandline.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Takes another policy's action, but with probability epsilon any action alike: p(a | x) = (1 -
 * epsilon) 1{a = greedy(x)} + epsilon / K.
 *
 * @param greedy chooses among K discrete actions
 * @param epsilon share of decisions that are left to chance, in [0, 1]
 */
public record EpsilonGreedyHead(Policy greedy, double epsilon) implements StochasticPolicy {

  public EpsilonGreedyHead {
    Check.that(
        greedy.actionSpace() instanceof ActionSpace.Discrete,
        "EpsilonGreedyHead: the policy acts in %s, but must choose among discrete actions. Use GaussianHead for"
            + " real-numbered ones.",
        greedy.actionSpace());
    Check.range(epsilon, 0, 1, "EpsilonGreedyHead.epsilon", "Use 0.1.");
  }

  @Override
  public int observationSize() {
    return greedy.observationSize();
  }

  @Override
  public ActionSpace.Discrete actionSpace() {
    return (ActionSpace.Discrete) greedy.actionSpace();
  }

  /** The other policy's action. */
  @Override
  public float[] act(float[] observation) {
    return greedy.act(observation);
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    if (stream.nextDouble() < epsilon) {
      return new float[] {stream.nextInt(actionSpace().count())};
    }
    return greedy.act(observation);
  }

  @Override
  public double logProb(float[] observation, float[] action) {
    return actionSpace().contains(action)
        ? Math.log(probabilities(observation)[(int) action[0]])
        : Double.NEGATIVE_INFINITY;
  }

  /** Probabilities of all actions, {@code [K]}. */
  public double[] probabilities(float[] observation) {
    double[] p = new double[actionSpace().count()];
    Arrays.fill(p, epsilon / p.length);
    p[(int) greedy.act(observation)[0]] += 1 - epsilon;
    return p;
  }
}
