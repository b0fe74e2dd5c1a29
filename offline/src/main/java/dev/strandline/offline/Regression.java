package dev.strandline.offline;

import dev.strandline.policy.Check;

/** Losses and targets that learners share, on row-major arrays. */
final class Regression {

  private Regression() {}

  /**
   * Mean of (prediction - target)^2 over all entries, and its gradient.
   *
   * @param gradient receives 2 (prediction - target) / entries
   */
  static double meanSquaredError(double[] prediction, double[] target, double[] gradient) {
    Check.length(target.length, prediction.length, "target");
    Check.length(gradient.length, prediction.length, "gradient");
    double sum = 0;
    for (int i = 0; i < prediction.length; i++) {
      double error = prediction[i] - target[i];
      sum += error * error;
      gradient[i] = 2 * error / prediction.length;
    }
    return sum / prediction.length;
  }

  /** y = r + gamma (1 - terminal) value of the next state, row by row. */
  static void bellman(
      double[] y, double[] reward, boolean[] terminal, double gamma, double[] nextValue) {
    Check.length(reward.length, y.length, "rewards");
    Check.length(terminal.length, y.length, "terminal flags");
    Check.length(nextValue.length, y.length, "next values");
    for (int i = 0; i < y.length; i++) {
      y[i] = terminal[i] ? reward[i] : reward[i] + gamma * nextValue[i];
    }
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double meanAbsolute(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.abs(value);
    }
    return sum / values.length;
  }
}
