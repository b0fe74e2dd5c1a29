package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;

/** Weights of the rows that a reward model is fitted to. */
public final class SampleWeights {

  private SampleWeights() {}

  /** All rows alike, {@code [n]} ones. */
  public static double[] equal(int rows) {
    double[] weight = new double[rows];
    Arrays.fill(weight, 1);
    return weight;
  }

  /**
   * e(a|x) / b(a|x): the model is best where the target policy acts.
   *
   * @param target e(a|x) of the logged actions, {@code [n]}
   * @param propensity b(a|x) of the logged actions, {@code [n]}, positive
   */
  public static double[] importance(double[] target, double[] propensity) {
    check(target, propensity);
    double[] weight = new double[target.length];
    Arrays.setAll(weight, i -> target[i] / propensity[i]);
    return weight;
  }

  /**
   * e(a|x) (1 - b(a|x)) / b(a|x)^2: least variance of the doubly robust estimate of a deterministic
   * target (Farajtabar, Chow and Ghavamzadeh, "More Robust Doubly Robust Off-policy Evaluation",
   * 2018). For a stochastic target use {@link RewardPredictions#crossFitMoreRobust}.
   *
   * @param target e(a|x) of the logged actions, {@code [n]}
   * @param propensity b(a|x) of the logged actions, {@code [n]}, positive
   */
  public static double[] moreRobust(double[] target, double[] propensity) {
    check(target, propensity);
    double[] weight = new double[target.length];
    Arrays.setAll(weight, i -> target[i] * (1 - propensity[i]) / (propensity[i] * propensity[i]));
    return weight;
  }

  private static void check(double[] target, double[] propensity) {
    Check.length(propensity.length, target.length, "propensity");
    for (int i = 0; i < target.length; i++) {
      Check.that(
          propensity[i] > 0 && propensity[i] <= 1,
          "propensity, row %d is %s, but the logger took this action, so it must lie in (0, 1]. Mend the logging.",
          i,
          propensity[i]);
      Check.range(target[i], 0, 1, "target, row " + i, "Give the probability e(a|x).");
    }
  }
}
