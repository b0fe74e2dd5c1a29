package dev.strandline.ope.learning;

import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.MultinomialLogistic;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Sgd;
import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * Learns a policy by cost-sensitive classification with doubly robust scores g_a = q(x, a) + 1{a =
 * a_i} (r_i - q(x, a_i)) / b(a_i|x_i) of every action.
 *
 * <p>Source: Dudik, Langford and Li, "Doubly Robust Policy Evaluation and Learning", 2011, section
 * 4. The costs become weights of rows: each row stands once for every action, labelled with it and
 * weighing g_a - min_a' g_a'. Multinomial logistic regression (Tribuo).
 *
 * @param temperature tau of the learned policy, in units of the score; 0 for the best action alone
 * @param sgd training of the classifier
 */
public record DrLearner(double temperature, Sgd sgd) {

  public DrLearner {
    Check.notNegative(temperature, "DrLearner.temperature", "Use 1, or 0 for the best action.");
  }

  /** The best action alone, and the default training. */
  public static DrLearner defaults() {
    return new DrLearner(0, Sgd.defaults());
  }

  /** The same at another temperature. */
  public DrLearner withTemperature(double temperature) {
    return new DrLearner(temperature, sgd);
  }

  /**
   * Learns from all rows, whatever their position.
   *
   * @param reward {@code [n]}, finite
   * @param propensity b(a|x) of the logged actions, {@code [n]}, in (0, 1]
   * @param q of these decisions, by models that did not see them where it matters
   */
  public SoftmaxPolicy fit(
      Decisions decisions, double[] reward, double[] propensity, RewardPredictions q) {
    decisions.checkLogged(reward, propensity);
    q.check(decisions);
    int n = decisions.size();
    int actions = decisions.actions();
    int[] row = new int[n * actions];
    int[] label = new int[n * actions];
    double[] weight = new double[n * actions];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      int at = i * actions;
      for (int a = 0; a < actions; a++) {
        row[at + a] = i;
        label[at + a] = a;
        weight[at + a] = q.q(i, a);
      }
      int logged = decisions.action(i);
      weight[at + logged] += (reward[i] - q.q(i, logged)) / propensity[i];
      double least = Arrays.stream(weight, at, at + actions).min().orElseThrow();
      for (int a = 0; a < actions; a++) {
        weight[at + a] -= least;
        largest = Math.max(largest, weight[at + a]);
      }
    }
    Check.that(
        largest > 0, "all actions have the same score in all %d rows, so none is better.", n);
    return SoftmaxPolicy.linear(
            MultinomialLogistic.fit(sgd, decisions.rows(row), label, weight), temperature)
        .withNames(decisions.names());
  }
}
