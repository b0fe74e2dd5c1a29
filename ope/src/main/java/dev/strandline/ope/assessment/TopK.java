package dev.strandline.ope.assessment;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * What deploying the k policies of highest estimate is worth, by their true values.
 *
 * <p>Source: Kiyohara et al., "Towards Assessing and Benchmarking Risk-Return Tradeoff of
 * Off-Policy Evaluation", 2024. Policies are selected in {@link SelectionOrder}.
 *
 * @param k number of policies selected, from 1
 * @param kth true value of the k-th one selected
 * @param best largest true value among the k
 * @param worst smallest true value among the k
 * @param mean of the k true values
 * @param sampleDeviation of the k true values, divisor k - 1; NaN at k = 1
 * @param populationDeviation of the k true values, divisor k
 * @param violationRate share of the k whose true value is below the safety threshold
 * @param sharpe {@link SharpeRatio} with the sample deviation
 * @param populationSharpe {@link SharpeRatio} with the population deviation
 */
public record TopK(
    int k,
    double kth,
    double best,
    double worst,
    double mean,
    double sampleDeviation,
    double populationDeviation,
    double violationRate,
    double sharpe,
    double populationSharpe) {

  /**
   * All k, from 1 to the number of policies.
   *
   * @param truth true value of each policy
   * @param estimates what policies are ranked by, in the same order
   * @param behavior J(b), the behavior policy's true value: from rollouts, or the mean return of
   *     the log itself, discounted as the others are
   * @param threshold least value of a policy that is safe
   */
  public static List<TopK> of(
      double[] truth, double[] estimates, double behavior, double threshold) {
    Accuracy.checkPairs(truth, estimates);
    Check.that(
        Double.isFinite(behavior),
        "The behavior policy's value is %s. Give the mean return of the log.",
        behavior);
    Check.that(!Double.isNaN(threshold), "The safety threshold is NaN. Give a value.");
    List<TopK> rows = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    double worst = Double.POSITIVE_INFINITY;
    double mean = 0;
    double squares = 0; // of deviations from the mean, Welford's way
    int violations = 0;
    for (int j : SelectionOrder.of(estimates)) {
      int k = rows.size() + 1;
      double kth = truth[j];
      best = Math.max(best, kth);
      worst = Math.min(worst, kth);
      double deviation = kth - mean;
      mean += deviation / k;
      squares += deviation * (kth - mean);
      violations += kth < threshold ? 1 : 0;
      double sample = Deviation.SAMPLE.of(squares, k);
      double population = Deviation.POPULATION.of(squares, k);
      rows.add(
          new TopK(
              k,
              kth,
              best,
              worst,
              mean,
              sample,
              population,
              (double) violations / k,
              SharpeRatio.of(best, behavior, sample, k),
              SharpeRatio.of(best, behavior, population, k)));
    }
    return rows;
  }
}
