package dev.strandline.ope.learning;

import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.LinearRewardLearner;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.policy.Check;

/**
 * Learns a policy from a model of the reward: the action of the largest q(x, a), or softmax(q(x, .)
 * / tau). Needs no propensities, and is as wrong as its model.
 *
 * @param model the regression; with a design that is additive it would choose alike everywhere
 * @param temperature tau, in units of the reward; 0 for the best action alone
 */
public record QLearner(LinearRewardLearner model, double temperature) {

  public QLearner {
    Check.notNegative(temperature, "QLearner.temperature", "Use 0 for the best action alone.");
  }

  /** Ridge regression with interactions; the best action alone. */
  public static QLearner defaults() {
    return new QLearner(Ridge.defaults(), 0);
  }

  /** The same at another temperature. */
  public QLearner withTemperature(double temperature) {
    return new QLearner(model, temperature);
  }

  /**
   * Learns from all rows, whatever their position.
   *
   * @param reward {@code [n]}, finite
   */
  public SoftmaxPolicy fit(Decisions decisions, double[] reward) {
    return SoftmaxPolicy.of(
            model.fit(decisions, reward, SampleWeights.equal(decisions.size())), temperature)
        .withNames(decisions.names());
  }
}
