package dev.strandline.policy;

import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Chooses one of K actions by their scores: p(a | x) = exp(s_a(x) / temperature) / sum_k exp(s_k(x)
 * / temperature).
 *
 * @param observationSize numbers in an observation, at least 1
 * @param actions K, at least 1
 * @param scores what each action is worth, {@code [K]}, from {@code [observationSize]}, which it
 *     must not change: a model's predicted rewards or values. Finite, or negative infinity for an
 *     action that must not be taken, though not for all
 * @param temperature in units of the score, positive; the lower, the greedier
 */
public record SoftmaxHead(
    int observationSize, int actions, Function<float[], double[]> scores, double temperature)
    implements StochasticPolicy {

  public SoftmaxHead {
    Check.atLeast(
        observationSize, 1, "SoftmaxHead.observationSize", "Give the numbers in an observation.");
    Check.atLeast(actions, 1, "SoftmaxHead.actions", "Give the number of actions.");
    Check.positive(
        temperature, "SoftmaxHead.temperature", "The lower it is, the greedier the policy.");
  }

  @Override
  public ActionSpace.Discrete actionSpace() {
    return new ActionSpace.Discrete(actions);
  }

  /** The action of the largest score; the first of equal ones. */
  @Override
  public float[] act(float[] observation) {
    return new float[] {best(checkedScores(observation))};
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    double[] p = probabilities(observation);
    double u = stream.nextDouble();
    int taken = -1;
    for (int a = 0; a < p.length && u >= 0; a++) {
      if (p[a] > 0) {
        taken = a;
        u -= p[a];
      }
    }
    return new float[] {taken};
  }

  @Override
  public double logProb(float[] observation, float[] action) {
    if (!actionSpace().contains(action)) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] s = checkedScores(observation);
    double largest = s[best(s)];
    double sum = 0;
    for (double score : s) {
      sum += Math.exp((score - largest) / temperature);
    }
    return (s[(int) action[0]] - largest) / temperature - Math.log(sum);
  }

  /** Probabilities of all actions, {@code [K]}. */
  public double[] probabilities(float[] observation) {
    double[] s = checkedScores(observation);
    double largest = s[best(s)];
    double[] p = new double[actions];
    double sum = 0;
    for (int a = 0; a < actions; a++) {
      p[a] = Math.exp((s[a] - largest) / temperature);
      sum += p[a];
    }
    for (int a = 0; a < actions; a++) {
      p[a] /= sum;
    }
    return p;
  }

  private double[] checkedScores(float[] observation) {
    Check.length(observation.length, observationSize, "observation");
    double[] s = scores.apply(observation);
    Check.length(s.length, actions, "scores");
    for (int a = 0; a < actions; a++) {
      Check.that(
          s[a] < Double.POSITIVE_INFINITY,
          "the score of action %d is %s. Scores are finite, or -Infinity for what must not be taken; mend the model.",
          a,
          s[a]);
    }
    Check.that(
        s[best(s)] > Double.NEGATIVE_INFINITY,
        "the scores of all actions are -Infinity, so none could be taken. Leave one finite.");
    return s;
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int a = 1; a < scores.length; a++) {
      best = scores[a] > scores[best] ? a : best;
    }
    return best;
  }
}
