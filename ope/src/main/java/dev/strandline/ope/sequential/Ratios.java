package dev.strandline.ope.sequential;

import dev.strandline.ope.Kernel;
import dev.strandline.policy.Check;
import java.util.Locale;

/**
 * Importance ratios and model values of logged steps, from what policies say about each row.
 *
 * <p>Tables are row-major, one row for each logged step.
 */
public final class Ratios {

  private static final double SUM_TOLERANCE = 1e-6;

  private Ratios() {}

  /**
   * rho = e(a|s) / b(a|s) for discrete actions.
   *
   * @param actionDistribution e(.|s), {@code [rows, actions]}
   * @param action the logged actions, {@code [rows]}, in {@code [0, actions)}
   * @param propensity b(a|s) of the logged action, {@code [rows]}, in (0, 1]
   * @return {@code [rows]}
   * @throws IllegalArgumentException for a propensity or an action out of range, or a row of
   *     probabilities that is negative or does not sum to 1 within 1e-6
   */
  public static double[] discrete(double[] actionDistribution, int[] action, double[] propensity) {
    int rows = action.length;
    Check.length(propensity.length, rows, "propensity");
    int actions = width(actionDistribution, rows, "action_dist");
    double[] ratio = new double[rows];
    for (int row = 0; row < rows; row++) {
      double b = propensity[row];
      if (!(b > 0 && b <= 1)) {
        throw bad(
            "column pscore, row %d: %s is no probability of an action that was logged; it must lie"
                + " in (0, 1]. Mend the logging, or fit propensities.",
            row, b);
      }
      checkAction(action[row], actions, row);
      checkDistribution(actionDistribution, actions, row);
      ratio[row] = actionDistribution[row * actions + action[row]] / b;
    }
    return ratio;
  }

  // Check.that would box its arguments for every entry of the table.
  private static IllegalArgumentException bad(String message, Object... arguments) {
    return new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
  }

  private static void checkAction(int action, int actions, int row) {
    if (action < 0 || action >= actions) {
      throw bad(
          "column action, row %d: %d is out of [0, %d). Number the actions from 0.",
          row, action, actions);
    }
  }

  private static void checkDistribution(double[] distribution, int actions, int row) {
    double sum = 0;
    for (int a = 0; a < actions; a++) {
      double p = distribution[row * actions + a];
      if (!(p >= 0)) {
        throw bad(
            "column action_dist, row %d: the probability of action %d is %s. Give one of 0 or"
                + " more.",
            row, a, p);
      }
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw bad(
          "column action_dist, row %d: the probabilities sum to %s, not 1. Normalize the policy.",
          row, sum);
    }
  }

  private static int width(double[] table, int rows, String name) {
    Check.that(
        rows > 0 && table.length > 0 && table.length % rows == 0,
        "%s has %d numbers, which is no whole row for each of %d steps. Give one row a step.",
        name,
        table.length,
        rows);
    return table.length / rows;
  }

  /**
   * rho = k / f, k the kernel around the target's action and f the density of the logged one.
   *
   * @param targetAction e(s), {@code [rows, dimensions]}
   * @param action the logged actions, {@code [rows, dimensions]}, in the target's units
   * @param density b's density of each action dimension, {@code [rows, dimensions]}, positive; a
   *     step's density is their product
   * @param rows number of logged steps
   * @param bandwidth h, in the action's units, positive
   * @return {@code [rows]}
   * @throws IllegalArgumentException for a density that is not positive, or an action that is not
   *     finite
   */
  public static double[] continuous(
      double[] targetAction,
      double[] action,
      double[] density,
      int rows,
      Kernel kernel,
      double bandwidth,
      KernelForm form) {
    Check.positive(bandwidth, "bandwidth", "Start from a tenth of the action's spread.");
    int dimensions = width(action, rows, "action");
    Check.length(targetAction.length, action.length, "evaluation_action");
    Check.length(density.length, action.length, "pscore");
    double[] ratio = new double[rows];
    for (int row = 0; row < rows; row++) {
      double joint = 1;
      for (int j = row * dimensions; j < (row + 1) * dimensions; j++) {
        if (!(density[j] > 0 && Double.isFinite(density[j]))) {
          throw bad(
              "column pscore, row %d: the density %s is not positive and finite. Mend the logging.",
              row, density[j]);
        }
        if (!(Double.isFinite(action[j]) && Double.isFinite(targetAction[j]))) {
          throw bad(
              "column action or evaluation_action, row %d: %s and %s must be finite numbers. Mend or"
                  + " leave out the episode.",
              row, action[j], targetAction[j]);
        }
        joint *= density[j];
      }
      ratio[row] = weight(targetAction, action, row, dimensions, kernel, bandwidth, form) / joint;
    }
    return ratio;
  }

  private static double weight(
      double[] targetAction,
      double[] action,
      int row,
      int dimensions,
      Kernel kernel,
      double bandwidth,
      KernelForm form) {
    double squared = 0;
    double product = 1;
    for (int j = row * dimensions; j < (row + 1) * dimensions; j++) {
      double difference = targetAction[j] - action[j];
      squared += difference * difference;
      product *= kernel.at(difference / bandwidth) / bandwidth;
    }
    return form == KernelForm.PRODUCT
        ? product
        : kernel.at(Math.sqrt(squared) / bandwidth) / bandwidth;
  }

  /**
   * V(s) = sum_a e(a|s) Q(s, a).
   *
   * @param actionDistribution e(.|s), {@code [rows, actions]}
   * @param q Q(s, .), {@code [rows, actions]}
   * @return {@code [rows]}
   */
  public static double[] expectedValue(double[] actionDistribution, double[] q, int rows) {
    int actions = width(q, rows, "q_hat");
    Check.length(actionDistribution.length, q.length, "action_dist");
    double[] v = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int a = row * actions; a < (row + 1) * actions; a++) {
        sum += actionDistribution[a] * q[a];
      }
      v[row] = sum;
    }
    return v;
  }

  /**
   * Q(s, a) of the logged actions.
   *
   * @param q Q(s, .), {@code [rows, actions]}
   * @param action {@code [rows]}, in {@code [0, actions)}
   * @return {@code [rows]}
   */
  public static double[] ofLoggedAction(double[] q, int[] action) {
    int actions = width(q, action.length, "q_hat");
    double[] logged = new double[action.length];
    for (int row = 0; row < logged.length; row++) {
      checkAction(action[row], actions, row);
      logged[row] = q[row * actions + action[row]];
    }
    return logged;
  }
}
