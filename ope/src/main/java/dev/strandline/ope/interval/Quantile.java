package dev.strandline.ope.interval;

import dev.strandline.policy.Check;
import java.util.Arrays;

/** Sample quantiles. */
public final class Quantile {

  private Quantile() {}

  /**
   * The quantile of type 7 in Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996:
   * linear between the order statistics, at position (n - 1) p from 0.
   *
   * @param sample any order, left as it is; infinities are allowed, NaN is not
   * @param p in [0, 1]
   * @return infinite between a finite and an infinite number, NaN between the two infinities
   */
  public static double of(double[] sample, double p) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, p);
  }

  /** As {@link #of}, from a sample in ascending order. */
  public static double ofSorted(double[] sorted, double p) {
    Check.atLeast(sorted.length, 1, "Sample of a quantile: its size", "Give a number at least.");
    Check.range(p, 0, 1, "Quantile.p", "A quantile's p is a probability.");
    // NaN is sorted to the end.
    Check.that(
        !Double.isNaN(sorted[sorted.length - 1]),
        "A sample of %d numbers holds NaN, which has no rank. Leave it out.",
        sorted.length);
    double position = (sorted.length - 1) * p;
    int below = (int) position;
    double share = position - below;
    if (share == 0 || sorted[below] == sorted[below + 1]) {
      return sorted[below];
    }
    double from = sorted[below];
    double to = sorted[below + 1];
    return from == Double.NEGATIVE_INFINITY && to < Double.POSITIVE_INFINITY
        ? from // as a finite number and infinity give infinity
        : from + share * (to - from);
  }
}
