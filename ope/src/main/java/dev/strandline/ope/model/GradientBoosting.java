package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/**
 * Boosted regression trees by XGBoost through Tribuo (Chen and Guestrin, "XGBoost: A Scalable Tree
 * Boosting System", 2016). Trees find interactions by themselves, so context and one-hot action are
 * the features.
 *
 * <p>Strandline does not bring XGBoost along; add {@code org.tribuo:tribuo-regression-xgboost} to
 * the build to use this. Its native library is for x86-64 only.
 *
 * @param trees number of trees, at least 1
 * @param learningRate shrinkage of each tree, in (0, 1]
 * @param depth most splits from root to leaf, at least 1
 * @param minimumChildWeight least weight of rows in a leaf, where the mean weight is 1
 * @param seed of XGBoost
 */
public record GradientBoosting(
    int trees, double learningRate, int depth, double minimumChildWeight, long seed)
    implements RewardLearner {

  public GradientBoosting {
    Check.atLeast(trees, 1, "GradientBoosting.trees", "Use 100.");
    Check.that(
        learningRate > 0 && learningRate <= 1,
        "GradientBoosting.learningRate must lie in (0, 1], but is %s. Use 0.1.",
        learningRate);
    Check.atLeast(depth, 1, "GradientBoosting.depth", "Use 4.");
    Check.notNegative(minimumChildWeight, "GradientBoosting.minimumChildWeight", "Use 10.");
  }

  /** 100 trees of depth 4, shrinkage 0.1, leaves of at least 10 rows, seed 0. */
  public static GradientBoosting defaults() {
    return new GradientBoosting(100, 0.1, 4, 10, 0);
  }

  @Override
  public String description() {
    return "gradient boosting (XGBoost, " + trees + " trees of depth " + depth + ")";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if XGBoost is not on the class path
   */
  @Override
  public RewardModel fit(Decisions decisions, double[] reward, double[] weight) {
    FitColumns.check(decisions, reward, weight);
    try {
      return XgBoostModel.fit(this, decisions, reward, weight);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "XGBoost is not on the class path ("
              + e.getMessage()
              + "). Add the dependency org.tribuo:tribuo-regression-xgboost:4.3.2 to your build, or use Ridge.",
          e);
    }
  }
}
