package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.random.RandomGenerator;

/**
 * Draws indices with given weights in constant time, with replacement: Walker's alias method in
 * Vose's form ("A Linear Algorithm for Generating Random Numbers with a Given Distribution", 1991).
 */
public final class AliasTable {

  private final double[] keep;
  private final int[] alias;

  /**
   * Builds the table in linear time.
   *
   * @param weights relative weights, finite, not negative, at least one positive
   */
  public AliasTable(double[] weights) {
    int n = weights.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      Check.that(
          weights[i] >= 0 && Double.isFinite(weights[i]),
          "AliasTable: weight %d is %s. Weights must be finite and not negative.",
          i,
          weights[i]);
      sum += weights[i];
    }
    Check.positive(sum, "AliasTable sum of weights", "At least one weight must be positive.");
    keep = new double[n];
    alias = new int[n];
    int[] waiting = new int[n];
    int small = 0;
    int large = n;
    for (int i = 0; i < n; i++) {
      keep[i] = weights[i] / sum * n;
      waiting[keep[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < n) {
      int poor = waiting[--small];
      int rich = waiting[large];
      alias[poor] = rich;
      keep[rich] -= 1 - keep[poor];
      if (keep[rich] < 1) {
        large++;
        waiting[small++] = rich;
      }
    }
    // What is left differs from 1 by rounding alone.
    while (large < n) {
      keep[waiting[large++]] = 1;
    }
    while (small > 0) {
      int left = waiting[--small];
      keep[left] = weights[left] > 0 ? 1 : 0;
      alias[left] = heaviest(weights);
    }
  }

  private static int heaviest(double[] weights) {
    int best = 0;
    for (int i = 1; i < weights.length; i++) {
      best = weights[i] > weights[best] ? i : best;
    }
    return best;
  }

  /** Draws one index. */
  public int draw(RandomGenerator stream) {
    int i = stream.nextInt(keep.length);
    return stream.nextDouble() < keep[i] ? i : alias[i];
  }
}
