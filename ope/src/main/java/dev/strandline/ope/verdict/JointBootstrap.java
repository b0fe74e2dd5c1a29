package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.ope.interval.Quantile;
import dev.strandline.ope.interval.Resampling;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Studentized bootstrap of several estimates on the same resamples, so that all their limits hold
 * together.
 *
 * <p>With T*_j = (V*_j - V_j) / se*_j on every resample, c+ is the 1 - alpha/2 quantile over the
 * resamples of max_j T*_j and c- the alpha/2 quantile of min_j T*_j; L_j = V_j - c+ se_j and U_j =
 * V_j - c- se_j. Source: the step-down procedure's first step in Romano and Wolf, "Exact and
 * Approximate Stepdown Methods for Multiple Hypothesis Testing", 2005, on the bootstrap-t of Efron
 * and Tibshirani, "An Introduction to the Bootstrap", 1993, section 12.5.
 *
 * <p>se* is the resample's own: sqrt(sum_g c_g psi*_g^2) with psi*_g the derivative of the estimate
 * by group g's count, taken at the resample's counts ({@link Replicates#influence}). For a mean
 * that is the resample's standard deviation, for a ratio its delta method with the resampled
 * denominator. This is what keeps rare rewards honest: a resample with few events has a low value
 * and a small error together.
 */
final class JointBootstrap {

  private final List<Replicates> statistics;
  private final Limits[] plain; // without limits yet
  private final double[][] t; // [resamples, statistics]

  /** Draws the resamples. */
  JointBootstrap(List<Replicates> statistics, int resamples, RandomGenerator random) {
    Check.atLeast(
        resamples, 2, "Number of resamples", "Use 1,000; the tails of the largest need many.");
    int groups = Combination.groups(statistics);
    this.statistics = statistics;
    plain = new Limits[statistics.size()];
    double[] ones = Combination.ones(statistics.get(0));
    for (int j = 0; j < plain.length; j++) {
      Replicates statistic = statistics.get(j);
      double error = Combination.standardError(statistic.influence(ones), ones);
      plain[j] = new Limits(statistic.value(ones), error, Double.NaN, Double.NaN);
    }
    t = new double[resamples][];
    for (int b = 0; b < resamples; b++) {
      double[] counts = new double[groups];
      Resampling.MULTINOMIAL.draw(counts, random);
      t[b] = studentized(counts);
    }
  }

  private double[] studentized(double[] counts) {
    double[] row = new double[plain.length];
    for (int j = 0; j < row.length; j++) {
      if (judged(j)) {
        double moved = statistics.get(j).value(counts) - plain[j].value();
        double error = Combination.standardError(statistics.get(j).influence(counts), counts);
        row[j] = moved == 0 ? 0 : moved / error;
      }
    }
    return row;
  }

  /** Whether a statistic has an error to be divided by; others decide nothing and get no limits. */
  private boolean judged(int j) {
    return plain[j].standardError() > 0 && Double.isFinite(plain[j].value());
  }

  /**
   * Limits that hold for all statistics of a range together.
   *
   * @param from first statistic, inclusive
   * @param to last statistic, exclusive
   * @param alpha probability that any of them fails, half of it above and half below, in (0, 1)
   */
  List<Limits> limits(int from, int to, double alpha) {
    MeanBound.checkError(alpha, "alpha");
    double[] largest = new double[t.length];
    double[] smallest = new double[t.length];
    for (int b = 0; b < t.length; b++) {
      largest[b] = Double.NEGATIVE_INFINITY;
      smallest[b] = Double.POSITIVE_INFINITY;
      for (int j = from; j < to; j++) {
        if (judged(j)) {
          // A resample that leaves the estimate undefined speaks against either limit.
          boolean undefined = Double.isNaN(t[b][j]);
          largest[b] = Math.max(largest[b], undefined ? Double.POSITIVE_INFINITY : t[b][j]);
          smallest[b] = Math.min(smallest[b], undefined ? Double.NEGATIVE_INFINITY : t[b][j]);
        }
      }
    }
    double above = Quantile.of(largest, 1 - alpha / 2);
    double below = Quantile.of(smallest, alpha / 2);
    List<Limits> limits = new ArrayList<>();
    for (int j = from; j < to; j++) {
      double value = plain[j].value();
      double error = plain[j].standardError();
      limits.add(
          judged(j)
              ? new Limits(value, error, value - above * error, value - below * error)
              : plain[j]);
    }
    return limits;
  }

  /** Limits that hold for each statistic on its own. */
  List<Limits> pointwise(double alpha) {
    List<Limits> limits = new ArrayList<>();
    for (int j = 0; j < plain.length; j++) {
      limits.addAll(limits(j, j + 1, alpha));
    }
    return limits;
  }
}
