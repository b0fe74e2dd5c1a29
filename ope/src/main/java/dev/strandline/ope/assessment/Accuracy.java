package dev.strandline.ope.assessment;

import dev.strandline.policy.Check;
import java.util.Arrays;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * How near the estimates of several policies are to the truth, and how well they rank.
 *
 * <p>Regret is that of Kiyohara et al., "Towards Assessing and Benchmarking Risk-Return Tradeoff of
 * Off-Policy Evaluation", 2024; {@code regretSum} is what their program computes. Policies are
 * selected in {@link SelectionOrder}.
 *
 * @param mse mean over the policies of (estimate - truth)^2
 * @param normalizedMse {@code mse} over the mean of the squared true values; NaN if all are 0
 * @param rankCorrelation Spearman's, ties at their average rank, in [-1, 1]; NaN if the true values
 *     or the estimates are all equal
 * @param regret best true value less the best among the first k selected, not negative
 * @param regretSum sum of the k largest true values less that of the first k selected, not negative
 * @param normalizedRegret regret of the first selected, over |best true value|; NaN if that is 0
 * @param typeOneError share of the policies at or above the threshold that are estimated below it;
 *     0 if there are none
 * @param typeTwoError share of the policies below the threshold that are estimated at or above it;
 *     0 if there are none
 */
public record Accuracy(
    double mse,
    double normalizedMse,
    double rankCorrelation,
    double regret,
    double regretSum,
    double normalizedRegret,
    double typeOneError,
    double typeTwoError) {

  /**
   * Compares estimates with the truth.
   *
   * @param truth true value of each policy
   * @param estimates estimated value of each policy, in the same order and units
   * @param k number of policies to select for the regrets, from 1 to all
   * @param threshold least value of a policy that is safe, in the same units
   */
  public static Accuracy of(double[] truth, double[] estimates, int k, double threshold) {
    checkPairs(truth, estimates);
    Check.that(
        k >= 1 && k <= truth.length,
        "k must be from 1 to the number of policies, %d, but is %d.",
        truth.length,
        k);
    Check.that(!Double.isNaN(threshold), "The safety threshold is NaN. Give a value.");
    int[] order = SelectionOrder.of(estimates);
    double[] ideal = truth.clone();
    Arrays.sort(ideal);
    double best = ideal[ideal.length - 1];
    double selected = Double.NEGATIVE_INFINITY;
    double regretSum = 0;
    for (int i = 0; i < k; i++) {
      selected = Math.max(selected, truth[order[i]]);
      regretSum += ideal[ideal.length - 1 - i] - truth[order[i]];
    }
    double mse = meanSquare(truth, estimates);
    return new Accuracy(
        mse,
        mse / meanSquare(truth, new double[truth.length]),
        rankCorrelation(truth, estimates),
        best - selected,
        regretSum,
        (best - truth[order[0]]) / Math.abs(best),
        wrongSide(truth, estimates, threshold, true),
        wrongSide(truth, estimates, threshold, false));
  }

  /**
   * The least safe value when the behavior policy's may be undercut by a share of its size: J(b) -
   * (1 - criterion) |J(b)|, which also means something for negative values.
   *
   * @param behavior J(b), the behavior policy's value
   * @param criterion share of its size that is to be kept: 0.9 allows a loss of a tenth
   */
  public static double threshold(double behavior, double criterion) {
    return behavior - (1 - criterion) * Math.abs(behavior);
  }

  /** |estimate - truth| / |truth|; NaN if both are 0. */
  public static double relativeError(double truth, double estimate) {
    return Math.abs(estimate - truth) / Math.abs(truth);
  }

  static void checkPairs(double[] truth, double[] estimates) {
    Check.atLeast(truth.length, 1, "Number of policies", "Give one at least.");
    Check.length(estimates.length, truth.length, "Estimates of the policies");
    for (int j = 0; j < truth.length; j++) {
      Check.that(
          Double.isFinite(truth[j]) && !Double.isNaN(estimates[j]),
          "Policy %d has the true value %s and the estimate %s. Leave out policies without either.",
          j,
          truth[j],
          estimates[j]);
    }
  }

  private static double meanSquare(double[] truth, double[] estimates) {
    double sum = 0;
    for (int j = 0; j < truth.length; j++) {
      sum += (estimates[j] - truth[j]) * (estimates[j] - truth[j]);
    }
    return sum / truth.length;
  }

  private static double rankCorrelation(double[] truth, double[] estimates) {
    double[] x = ranks(truth);
    double[] y = ranks(estimates);
    double middle = (truth.length + 1) / 2.0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int j = 0; j < x.length; j++) {
      xx += (x[j] - middle) * (x[j] - middle);
      yy += (y[j] - middle) * (y[j] - middle);
      xy += (x[j] - middle) * (y[j] - middle);
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static double[] ranks(double[] values) {
    double[] plain = Arrays.stream(values).map(x -> x + 0.0).toArray(); // -0 ties with 0
    return new NaturalRanking(TiesStrategy.AVERAGE).rank(plain);
  }

  private static double wrongSide(
      double[] truth, double[] estimates, double threshold, boolean safe) {
    int all = 0;
    int wrong = 0;
    for (int j = 0; j < truth.length; j++) {
      if (truth[j] >= threshold == safe) {
        all++;
        wrong += estimates[j] >= threshold == safe ? 0 : 1;
      }
    }
    return all == 0 ? 0 : (double) wrong / all;
  }
}
