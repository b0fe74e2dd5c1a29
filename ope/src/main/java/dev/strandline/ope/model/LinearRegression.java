package dev.strandline.ope.model;

import java.util.Arrays;

/**
 * Least squares by Tribuo's stochastic gradients, for logs whose features are too many for {@link
 * Ridge}'s direct solver. Contexts are standardized inside.
 *
 * @param design features of context and action
 * @param sgd the training
 */
public record LinearRegression(Design design, Sgd sgd) implements LinearRewardLearner {

  /** Interactions and the default training. */
  public static LinearRegression defaults() {
    return new LinearRegression(Design.interacted(), Sgd.defaults());
  }

  @Override
  public String description() {
    return "linear regression (Tribuo, " + design + ")";
  }

  @Override
  public LinearRewardModel fit(Decisions decisions, double[] reward, double[] weight) {
    FitColumns.check(decisions, reward, weight);
    Scaling scaling = Scaling.standard(decisions);
    SparseRows rows = SparseRows.of(decisions, design, scaling);
    double[] theta = TribuoLinear.regression(sgd, rows, reward, weight);
    int width = rows.width();
    return new LinearRewardModel(
        design.scores(Arrays.copyOf(theta, width), theta[width], scaling, decisions.actions()),
        false);
  }
}
