package dev.strandline.ope.selection;

import dev.strandline.ope.Moments;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.policy.Check;

/**
 * Mean squared error of an estimate whose weights were transformed (clipped, switched, shrunk), as
 * the log itself shows it: var(X) / n + bias^2, bias = |mean((w - w^)(r - q))|.
 *
 * <p>Source: Su, Dimakopoulou, Krishnamurthy and Dudik, "Doubly Robust Off-Policy Evaluation with
 * Shrinkage", 2020, section 5.
 */
public final class SurrogateMse {

  private SurrogateMse() {}

  /**
   * The score with the bias as it is.
   *
   * @param terms X, the estimator's own, {@code [n]}
   * @param weights w, untransformed, {@code [n]}
   * @param transformed w^, what the estimator makes of them, {@code [n]}
   * @param residuals r - q, or r for estimators without a model, {@code [n]}
   */
  public static double score(
      double[] terms, double[] weights, double[] transformed, double[] residuals) {
    double bias = bias(terms, weights, transformed, residuals);
    return variance(terms) + bias * bias;
  }

  /**
   * The score with the bias at its upper limit: sqrt(2 mean(w^2) ln(2/delta) / n) + 2 max(w)
   * ln(2/delta) / (3n) is added to it.
   *
   * @param delta probability with which the limit may fail, in (0, 1)
   */
  public static double upperScore(
      double[] terms, double[] weights, double[] transformed, double[] residuals, double delta) {
    MeanBound.checkError(delta, "SurrogateMse.delta");
    int n = terms.length;
    double bias = bias(terms, weights, transformed, residuals);
    double log = Math.log(2 / delta);
    Moments moments = new Moments(1);
    moments.add(0, n, weights);
    double max = 0;
    for (double w : weights) {
      max = Math.max(max, w);
    }
    double upper =
        bias + Math.sqrt(2 * moments.sumOfSquares(0) / n * log / n) + 2 * max * log / (3.0 * n);
    return variance(terms) + upper * upper;
  }

  private static double variance(double[] terms) {
    Moments moments = new Moments(1);
    moments.add(0, terms.length, terms);
    return moments.populationVariance(0) / terms.length;
  }

  private static double bias(
      double[] terms, double[] weights, double[] transformed, double[] residuals) {
    int n = terms.length;
    Check.atLeast(n, 1, "SurrogateMse: number of terms", "Give a log that has rows.");
    Check.length(weights.length, n, "SurrogateMse: weights");
    Check.length(transformed.length, n, "SurrogateMse: transformed weights");
    Check.length(residuals.length, n, "SurrogateMse: residuals");
    double[] missing = new double[n];
    for (int i = 0; i < n; i++) {
      missing[i] = (weights[i] - transformed[i]) * residuals[i];
    }
    Moments moments = new Moments(1);
    moments.add(0, n, missing);
    return Math.abs(moments.mean(0));
  }

  /**
   * The place of the lowest score; of equal ones the first. The usual order is from large to small
   * lambda for clipping and switching, from small to large for shrinkage.
   */
  public static int choose(double[] scores) {
    Check.atLeast(scores.length, 1, "SurrogateMse: number of scores", "Give one at least.");
    int lowest = 0;
    for (int i = 0; i < scores.length; i++) {
      Check.that(!Double.isNaN(scores[i]), "SurrogateMse: score %d is NaN. Leave it out.", i);
      if (scores[i] < scores[lowest]) {
        lowest = i;
      }
    }
    return lowest;
  }
}
