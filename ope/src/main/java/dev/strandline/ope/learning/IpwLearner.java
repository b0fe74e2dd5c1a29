package dev.strandline.ope.learning;

import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.MultinomialLogistic;
import dev.strandline.ope.model.Sgd;
import dev.strandline.policy.Check;

/**
 * Learns a policy as a weighted classifier of the logged actions: row i counts r_i / b(a_i|x_i)
 * times, so that the most likely class is the action of the largest expected reward.
 *
 * <p>Source: Beygelzimer and Langford, "The Offset Tree for Learning with Partial Labels", 2009,
 * section 3, with multinomial logistic regression (Tribuo) as the classifier. Rewards must not be
 * negative, and a constant added to them changes the policy.
 *
 * @param temperature tau of the learned policy, in units of the score; 0 for the best action alone
 * @param sgd training of the classifier
 */
public record IpwLearner(double temperature, Sgd sgd) {

  public IpwLearner {
    Check.notNegative(temperature, "IpwLearner.temperature", "Use 1, or 0 for the best action.");
  }

  /** Temperature 1 and the default training. */
  public static IpwLearner defaults() {
    return new IpwLearner(1, Sgd.defaults());
  }

  /** The same at another temperature. */
  public IpwLearner withTemperature(double temperature) {
    return new IpwLearner(temperature, sgd);
  }

  /**
   * Learns from all rows, whatever their position.
   *
   * @param reward {@code [n]}, 0 or more, not all 0
   * @param propensity b(a|x) of the logged actions, {@code [n]}, in (0, 1]
   * @throws IllegalArgumentException if a number is out of bounds
   */
  public SoftmaxPolicy fit(Decisions decisions, double[] reward, double[] propensity) {
    decisions.checkLogged(reward, propensity);
    double[] weight = new double[reward.length];
    boolean anyReward = false;
    for (int i = 0; i < weight.length; i++) {
      Check.that(
          reward[i] >= 0,
          "reward, row %d is %s, but this learner uses rewards as weights of rows, which cannot be negative, and"
              + " shifting them changes the policy. Use DrLearner or QLearner.",
          i,
          reward[i]);
      weight[i] = reward[i] / propensity[i];
      anyReward |= weight[i] > 0;
    }
    Check.that(
        anyReward,
        "all %d rewards are 0, so no action is better than another. Use more rows.",
        reward.length);
    return SoftmaxPolicy.linear(
            MultinomialLogistic.fit(sgd, decisions, decisions.actionsTaken(), weight), temperature)
        .withNames(decisions.names());
  }
}
