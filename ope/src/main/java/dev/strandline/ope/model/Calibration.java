package dev.strandline.ope.model;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Makes a classifier's probabilities mean what they say: p_k is proportional to exp(s log p_k +
 * b_k), with s and b the most likely ones on rows that the classifier has not seen.
 *
 * <p>Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999, for two classes;
 * Alexandari, Kundaje and Shrikumar, "Maximum Likelihood with Bias-Corrected Calibration is
 * Hard-To-Beat at Label Shift Adaptation", 2020, for several (temperature 1 / s with a bias for
 * each class). Each class is then predicted as often, on average, as it occurs. Standard normal
 * priors on s - 1 and b_k, worth about one row, keep rare classes finite.
 */
final class Calibration {

  private static final int MOST_STEPS = 100;

  private final double slope;
  private final double[] bias;

  private Calibration(double slope, double[] bias) {
    this.slope = slope;
    this.bias = bias;
  }

  /**
   * Fits by Newton's method; the objective is convex.
   *
   * @param logits log-probabilities, {@code [m, classes]}, finite
   * @param label {@code [m]}
   */
  static Calibration fit(double[] logits, int[] label, int classes) {
    double[] parameters = new double[classes + 1]; // s, then b
    parameters[0] = 1;
    double loss = loss(parameters, logits, label, classes);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = direction(parameters, logits, label, classes);
      double share = 1;
      double[] moved = move(parameters, direction, share);
      double movedLoss = loss(moved, logits, label, classes);
      while (movedLoss > loss && share > 1e-6) {
        share /= 2;
        moved = move(parameters, direction, share);
        movedLoss = loss(moved, logits, label, classes);
      }
      if (movedLoss >= loss) {
        break;
      }
      boolean converged = loss - movedLoss <= 1e-12 * Math.abs(loss);
      parameters = moved;
      loss = movedLoss;
      if (converged) {
        break;
      }
    }
    return new Calibration(parameters[0], Arrays.copyOfRange(parameters, 1, classes + 1));
  }

  private static double[] move(double[] parameters, double[] direction, double share) {
    double[] moved = parameters.clone();
    for (int j = 0; j < moved.length; j++) {
      moved[j] -= share * direction[j];
    }
    return moved;
  }

  private static double loss(double[] parameters, double[] logits, int[] label, int classes) {
    double[] p = new double[classes];
    double loss = (parameters[0] - 1) * (parameters[0] - 1) / 2;
    for (int k = 0; k < classes; k++) {
      loss += parameters[1 + k] * parameters[1 + k] / 2;
    }
    for (int i = 0; i < label.length; i++) {
      loss -= logProbabilities(parameters[0], parameters, 1, logits, i * classes, p, label[i]);
    }
    return loss;
  }

  /** Hessian^-1 gradient of the loss. */
  private static double[] direction(
      double[] parameters, double[] logits, int[] label, int classes) {
    int size = classes + 1;
    double[] gradient = new double[size];
    double[][] hessian = new double[size][size];
    double[] p = new double[classes];
    for (int i = 0; i < label.length; i++) {
      int row = i * classes;
      logProbabilities(parameters[0], parameters, 1, logits, row, p, label[i]);
      double meanLogit = 0;
      double meanSquare = 0;
      for (int k = 0; k < classes; k++) {
        meanLogit += p[k] * logits[row + k];
        meanSquare += p[k] * logits[row + k] * logits[row + k];
      }
      gradient[0] += meanLogit - logits[row + label[i]];
      hessian[0][0] += meanSquare - meanLogit * meanLogit;
      for (int k = 0; k < classes; k++) {
        gradient[1 + k] += p[k] - (k == label[i] ? 1 : 0);
        hessian[1 + k][0] += p[k] * (logits[row + k] - meanLogit);
        hessian[1 + k][1 + k] += p[k];
        for (int j = 0; j <= k; j++) {
          hessian[1 + k][1 + j] -= p[k] * p[j];
        }
      }
    }
    gradient[0] += parameters[0] - 1;
    for (int k = 0; k < classes; k++) {
      gradient[1 + k] += parameters[1 + k];
    }
    for (int k = 0; k < size; k++) {
      hessian[k][k] += 1;
      for (int j = 0; j < k; j++) {
        hessian[j][k] = hessian[k][j];
      }
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-9, 0)
        .getSolver()
        .solve(new ArrayRealVector(gradient, false))
        .toArray();
  }

  /** Fills {@code p} and returns the log-probability of class {@code of}. */
  private static double logProbabilities(
      double slope, double[] bias, int firstBias, double[] logits, int row, double[] p, int of) {
    for (int k = 0; k < p.length; k++) {
      p[k] = slope * logits[row + k] + bias[firstBias + k];
    }
    double score = p[of];
    return score - Softmax.inPlace(p, 0, p.length);
  }

  /** Replaces log-probabilities {@code [n, classes]} by calibrated probabilities. */
  void apply(double[] logits) {
    int classes = bias.length;
    double[] p = new double[classes];
    for (int row = 0; row < logits.length; row += classes) {
      logProbabilities(slope, bias, 0, logits, row, p, 0);
      System.arraycopy(p, 0, logits, row, classes);
    }
  }
}
