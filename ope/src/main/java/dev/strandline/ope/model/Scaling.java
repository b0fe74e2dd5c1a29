package dev.strandline.ope.model;

import java.util.Arrays;

/**
 * Centers every context feature and, if asked, divides it by its standard deviation, as seen in the
 * rows that a model is fitted to. A constant feature becomes 0.
 *
 * @param mean {@code [d]}
 * @param scale {@code [d]}, positive
 */
record Scaling(double[] mean, double[] scale) {

  static Scaling standard(Decisions decisions) {
    Scaling centered = centered(decisions);
    double[] scale = new double[centered.size()];
    for (int j = 0; j < scale.length; j++) {
      double squares = 0;
      for (int i = 0; i < decisions.size(); i++) {
        double deviation = decisions.context(i, j) - centered.mean[j];
        squares += deviation * deviation;
      }
      double deviation = Math.sqrt(squares / decisions.size());
      scale[j] = deviation > 1e-12 * Math.abs(centered.mean[j]) ? deviation : 1;
    }
    return new Scaling(centered.mean, scale);
  }

  static Scaling centered(Decisions decisions) {
    Scaling centered = none(decisions.features());
    for (int j = 0; j < centered.size(); j++) {
      for (int i = 0; i < decisions.size(); i++) {
        centered.mean[j] += (decisions.context(i, j) - centered.mean[j]) / (i + 1);
      }
    }
    return centered;
  }

  static Scaling none(int features) {
    double[] scale = new double[features];
    Arrays.fill(scale, 1);
    return new Scaling(new double[features], scale);
  }

  int size() {
    return mean.length;
  }

  void apply(Decisions decisions, int row, double[] x) {
    for (int j = 0; j < mean.length; j++) {
      x[j] = (decisions.context(row, j) - mean[j]) / scale[j];
    }
  }

  /** Scores of raw contexts from weights {@code [outputs, d + 1]} of scaled ones. */
  LinearScores undo(double[] weights, int outputs) {
    int features = mean.length;
    double[] raw = weights.clone();
    for (int k = 0; k < outputs; k++) {
      int row = k * (features + 1);
      for (int j = 0; j < features; j++) {
        raw[row + j] /= scale[j];
        raw[row + features] -= raw[row + j] * mean[j];
      }
    }
    return new LinearScores(outputs, features, raw);
  }
}
