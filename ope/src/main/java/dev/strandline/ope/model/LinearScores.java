package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/** One linear function of the context for each output: s_k(x) = w_k' x + c_k. Immutable. */
public final class LinearScores {

  private final int outputs;
  private final int features;
  private final double[] weights;

  /**
   * Scores from their numbers, which are copied.
   *
   * @param weights {@code [outputs, features + 1]} row-major, each row's constant last
   */
  LinearScores(int outputs, int features, double[] weights) {
    Check.length(weights.length, outputs * (features + 1), "LinearScores.weights");
    this.outputs = outputs;
    this.features = features;
    this.weights = weights.clone();
  }

  /** Number of functions. */
  public int outputs() {
    return outputs;
  }

  /** Numbers in a context. */
  public int features() {
    return features;
  }

  /** The coefficients, {@code [outputs, features]} row-major; a copy. */
  public double[] coefficients() {
    double[] coefficients = new double[outputs * features];
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(weights, k * (features + 1), coefficients, k * features, features);
    }
    return coefficients;
  }

  /**
   * The constants, {@code [outputs]}; a copy. Negative infinity for an action that was never seen.
   */
  public double[] constants() {
    double[] constants = new double[outputs];
    for (int k = 0; k < outputs; k++) {
      constants[k] = weights[k * (features + 1) + features];
    }
    return constants;
  }

  /** Writes the scores of a row into {@code scores}, from {@code at} on. */
  void write(Decisions decisions, int row, double[] scores, int at) {
    for (int k = 0; k < outputs; k++) {
      int w = k * (features + 1);
      double score = weights[w + features];
      for (int j = 0; j < features; j++) {
        score += weights[w + j] * decisions.context(row, j);
      }
      scores[at + k] = score;
    }
  }
}
