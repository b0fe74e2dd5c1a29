package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * The probability that a binary reward is 1, by Tribuo's logistic regression. Contexts are
 * standardized inside, and the constant is set so that predictions add up to rewards.
 *
 * @param design features of context and action
 * @param sgd the training
 */
public record LogisticRegression(Design design, Sgd sgd) implements LinearRewardLearner {

  /** Interactions and the default training. */
  public static LogisticRegression defaults() {
    return new LogisticRegression(Design.interacted(), Sgd.defaults());
  }

  @Override
  public String description() {
    return "logistic regression (Tribuo, " + design + ")";
  }

  /**
   * {@inheritDoc}
   *
   * <p>If all m rows of positive weight have the same reward, no finite model is the most likely;
   * the prediction is then 1/2 of a row away from it everywhere: 1 / (2 m + 2) or one minus that.
   *
   * @throws IllegalArgumentException if a reward is neither 0 nor 1
   */
  @Override
  public LinearRewardModel fit(Decisions decisions, double[] reward, double[] weight) {
    FitColumns.check(decisions, reward, weight);
    int[] label = new int[reward.length];
    int[] seen = new int[2];
    for (int i = 0; i < reward.length; i++) {
      Check.that(
          reward[i] == 0 || reward[i] == 1,
          "reward, row %d is %s, but logistic regression takes 0 and 1 only. Use Ridge or LinearRegression.",
          i,
          reward[i]);
      label[i] = (int) reward[i];
      seen[label[i]] += weight[i] > 0 ? 1 : 0;
    }
    if (seen[0] == 0 || seen[1] == 0) {
      return constant(decisions, Math.log((seen[1] + 0.5) / (seen[0] + 0.5)));
    }
    Scaling scaling = Scaling.standard(decisions);
    SparseRows rows = SparseRows.of(decisions, design, scaling);
    int width = rows.width();
    double[] theta = TribuoLinear.classification(sgd, rows, 2, label, weight);
    double[] logOdds = new double[width + 1];
    Arrays.setAll(logOdds, j -> theta[width + 1 + j] - theta[j]);
    logOdds[width] += levelled(rows, logOdds, reward, weight);
    return new LinearRewardModel(
        design.scores(Arrays.copyOf(logOdds, width), logOdds[width], scaling, decisions.actions()),
        true);
  }

  /**
   * What to add to the constant so that predictions add up to rewards, as they do where the
   * likelihood is greatest: few passes over rare rewards leave it far from there.
   */
  private static double levelled(
      SparseRows rows, double[] logOdds, double[] reward, double[] weight) {
    double[] score = rows.scores(logOdds);
    double low = -50;
    double high = 50;
    for (int halving = 0; halving < 60; halving++) {
      double middle = (low + high) / 2;
      double excess = 0;
      for (int i = 0; i < score.length; i++) {
        excess += weight[i] * (1 / (1 + Math.exp(-score[i] - middle)) - reward[i]);
      }
      if (excess > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }

  private LinearRewardModel constant(Decisions decisions, double logOdds) {
    Scaling scaling = Scaling.none(decisions.features());
    double[] theta = new double[design.width(decisions.features(), decisions.actions())];
    return new LinearRewardModel(design.scores(theta, logOdds, scaling, decisions.actions()), true);
  }
}
