package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * How often each row of a log is drawn, relative to the others. Weights from different sources
 * compose by multiplication.
 */
public final class RowWeights {

  private final double[] weights;

  private RowWeights(double[] weights) {
    this.weights = weights;
  }

  /**
   * Weights of each row, which are copied.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
   */
  public static RowWeights of(double... weights) {
    boolean any = false;
    for (int row = 0; row < weights.length; row++) {
      Check.that(
          weights[row] >= 0 && Double.isFinite(weights[row]),
          "row weights: row %d has %s. Weights must be finite and not negative.",
          row,
          weights[row]);
      any |= weights[row] > 0;
    }
    Check.that(any, "all %d row weights are 0. At least one row must be drawn.", weights.length);
    return new RowWeights(weights.clone());
  }

  /** The same weight for each of {@code size} rows. */
  public static RowWeights uniform(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1.0 / size);
    return of(weights);
  }

  /** Number of rows. */
  public int size() {
    return weights.length;
  }

  /** Weight of a row. */
  public double get(int row) {
    return weights[row];
  }

  /** Products of these weights and others, row by row. */
  public RowWeights times(RowWeights other) {
    Check.length(other.size(), size(), "row weights");
    double[] product = new double[weights.length];
    Arrays.setAll(product, row -> weights[row] * other.weights[row]);
    return of(product);
  }

  /** Probability of each row, {@code [size]}, summing to 1. */
  public double[] probabilities() {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }
}
