package dev.strandline.ope.verdict;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Extremes of the standard deviation (divisor k - 1) of k values that lie between limits. */
final class Box {

  /** Up to here all corners of the box are tried. */
  private static final int CORNERS_TRIED = 12;

  private final double[] lower;
  private final double[] upper;

  Box(double[] lower, double[] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /** The least deviation: 0 if one value lies between all limits. */
  double least() {
    // The squared distances of a common center from the limits, least where their slope is zero.
    double center = root(m -> sum(j -> m - nearest(j, m)));
    return deviation(sum(j -> square(center - nearest(j, center))));
  }

  private double nearest(int j, double m) {
    return Math.min(Math.max(m, lower[j]), upper[j]);
  }

  /**
   * The largest deviation, which a corner of the box has. Beyond {@value #CORNERS_TRIED} values not
   * all corners are tried; the bound then is min_m sum_j max over the limits of (x_j - m)^2, which
   * is at least the true one, and for equal limits exceeds its square by a share of 1 / k^2.
   */
  double largest() {
    if (Arrays.stream(lower).anyMatch(Double::isInfinite)
        || Arrays.stream(upper).anyMatch(Double::isInfinite)) {
      return Double.POSITIVE_INFINITY;
    }
    if (lower.length > CORNERS_TRIED) {
      double center = root(m -> sum(j -> m - farthest(j, m)));
      return deviation(sum(j -> square(center - farthest(j, center))));
    }
    double largest = 0;
    for (int corner = 0; corner < 1 << lower.length; corner++) {
      int bits = corner;
      double mean = sum(j -> corner(j, bits)) / lower.length;
      largest = Math.max(largest, sum(j -> square(corner(j, bits) - mean)));
    }
    return deviation(largest);
  }

  private double corner(int j, int bits) {
    return (bits >> j & 1) == 0 ? lower[j] : upper[j];
  }

  private double farthest(int j, double m) {
    return m - lower[j] > upper[j] - m ? lower[j] : upper[j];
  }

  private interface OfPlace {
    double at(int j);
  }

  private double sum(OfPlace term) {
    double sum = 0;
    for (int j = 0; j < lower.length; j++) {
      sum += term.at(j);
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }

  private double deviation(double squares) {
    return Math.sqrt(squares / (lower.length - 1));
  }

  /** Where an increasing slope changes its sign, between the least and the largest finite limit. */
  private double root(DoubleUnaryOperator slope) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < lower.length; j++) {
      for (double end : new double[] {lower[j], upper[j]}) {
        if (Double.isFinite(end)) {
          low = Math.min(low, end);
          high = Math.max(high, end);
        }
      }
    }
    if (low > high) {
      return 0; // no limit anywhere
    }
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return middle;
      }
      double here = slope.applyAsDouble(middle);
      if (here == 0) {
        return middle;
      }
      if (here < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }
}
