package dev.strandline.ope.distribution;

import java.util.Arrays;

/**
 * Sums over episodes by the grid point that a return or a modelled value falls on: the smallest one
 * that is not below it.
 *
 * @param episodes their number
 * @param weighted sum of W_i by the point of G_i, {@code [m + 1]}
 * @param weightedModel sum of W_i by the point of V0_i, {@code [m + 1]}
 * @param model number of episodes by the point of V0_i, {@code [m + 1]}
 */
record Bins(double episodes, double[] weighted, double[] weightedModel, double[] model) {

  /** The point of a number; numbers outside the grid are clipped into it. */
  static int of(double value, double[] grid) {
    int found = Arrays.binarySearch(grid, value + 0.0); // -0.0 is 0.0
    return found >= 0 ? found : Math.min(-found - 1, grid.length - 1);
  }

  /** sum W_i, added up as the distribution functions are, so that they end at exactly 1. */
  double weight() {
    double sum = 0;
    for (double w : weighted) {
      sum += w;
    }
    return sum;
  }
}
