package dev.strandline.ope.bandit;

import dev.strandline.ope.Kernel;
import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * Importance weights of logged rounds: how much more often the target policy does what the log
 * shows than the logging policy did. One weight for each round, none negative, mean near 1 if the
 * propensities are right.
 */
public final class ImportanceWeights {

  /** How distances in several action dimensions become one weight. */
  public enum Distance {
    /**
     * K(u)/h with u the Euclidean distance in bandwidths. The constant stays that of one dimension,
     * so this is a convention and no density; self-normalized estimators do not see it.
     */
    EUCLIDEAN,
    /** One kernel for each dimension, multiplied: a density in every dimension. */
    PRODUCT
  }

  private ImportanceWeights() {}

  /**
   * w = e(a|x) / b(a|x).
   *
   * @param target the target policy's probability (or density) of the logged action
   * @param propensity the logging policy's, logged or estimated; positive
   */
  public static double[] ratio(double[] target, double[] propensity) {
    Check.length(propensity.length, target.length, "propensity");
    double[] weight = new double[target.length];
    for (int i = 0; i < weight.length; i++) {
      checkPropensity(propensity[i], i);
      weight[i] = target[i] / propensity[i];
    }
    return checked(weight, "The target's probability or the propensity is wrong there.");
  }

  static void checkPropensity(double propensity, int row) {
    if (!(propensity >= Double.MIN_NORMAL && propensity <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d: propensity is %s, but the logging policy took this action, so it must be positive "
                  + "(2.3e-308 at least) and finite. Mend the logging, leave such rows out, or estimate the propensities.",
              row, propensity));
    }
  }

  /** Returns the weights if all are finite and none is negative. */
  static double[] checked(double[] weight, String why) {
    for (int i = 0; i < weight.length; i++) {
      if (!(weight[i] >= 0 && weight[i] <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            String.format(
                "Row %d: weight is %s, but must be finite and not negative. %s",
                i, weight[i], why));
      }
    }
    return weight;
  }

  /**
   * b(a|x) of the mixture of several logging policies, sum over k of share_k b_k(a|x): with this
   * propensity, {@link #ratio} gives the weights of balanced estimators. Source: Agarwal, Basu,
   * Schnabel and Joachims, "Effective Evaluation using Logged Bandit Feedback from Multiple
   * Loggers", 2017.
   *
   * @param propensity {@code [policies][rounds]}, each policy's probability of the logged action; 0
   *     where it never takes it
   * @param share each policy's share of the rounds, n_k / n
   */
  public static double[] mixture(double[][] propensity, double[] share) {
    Check.length(share.length, propensity.length, "share");
    Check.that(
        Math.abs(Arrays.stream(share).sum() - 1) <= 1e-6
            && Arrays.stream(share).min().orElse(0) >= 0,
        "Shares of the logging policies are %s, but must sum to 1. Give n_k / n.",
        Arrays.toString(share));
    double[] mixed = new double[propensity[0].length];
    for (int k = 0; k < share.length; k++) {
      Check.length(propensity[k].length, mixed.length, "propensity of policy " + k);
      for (int i = 0; i < mixed.length; i++) {
        if (!(propensity[k][i] >= 0)) {
          throw new IllegalArgumentException(
              String.format(
                  "Row %d: propensity of policy %d is %s, but must not be negative. Give 0 for an action it never takes.",
                  i, k, propensity[k][i]));
        }
        mixed[i] += share[k] * propensity[k][i];
      }
    }
    return mixed;
  }

  /**
   * 1 where a deterministic target takes the logged action, 0 elsewhere: the weights of {@link
   * BanditEstimator#replay()}, and the target's probabilities for {@link #ratio}.
   */
  public static double[] agreement(int[] target, int[] logged) {
    Check.length(logged.length, target.length, "logged action");
    double[] agreement = new double[target.length];
    for (int i = 0; i < agreement.length; i++) {
      agreement[i] = target[i] == logged[i] ? 1 : 0;
    }
    return agreement;
  }

  /**
   * w = p / (1 - p), p being a classifier's probability that the logged pair (x, a) was drawn from
   * the target policy and not from the log. Source: Sondhi, Arbour and Dimmery, "Balanced
   * Off-Policy Evaluation in General Action Spaces", 2020.
   *
   * @param probability calibrated, in [0, 1)
   */
  public static double[] densityRatio(double[] probability) {
    double[] weight = new double[probability.length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = probability[i] / (1 - probability[i]);
    }
    return checked(weight, "The classifier's probability must lie in [0, 1). Calibrate it.");
  }

  /**
   * w = sum over a of e(a|x)/b(a|x) p_b(a|x, z): weights of action embeddings z where p(z|a) is
   * unknown. Source: Saito and Joachims, "Off-Policy Evaluation for Large Action Spaces via
   * Embeddings", 2022, section 3.3.
   *
   * @param posterior {@code [rounds, K]}, a classifier's probability of each action given context
   *     and embedding, fitted on the log; actions with b = 0 count for nothing
   */
  public static double[] posterior(
      ActionProbabilities target, ActionProbabilities behavior, ActionProbabilities posterior) {
    checkSameShape(target, behavior, "behavior");
    checkSameShape(target, posterior, "posterior");
    double[] weight = new double[target.rows()];
    for (int i = 0; i < weight.length; i++) {
      double sum = 0;
      for (int a = 0; a < target.actions(); a++) {
        double b = behavior.at(i, a);
        if (b > 0) {
          sum += target.at(i, a) / b * posterior.at(i, a);
        }
      }
      weight[i] = sum;
    }
    return checked(weight, "The behavior policy's probabilities are too small there.");
  }

  static void checkSameShape(ActionProbabilities one, ActionProbabilities other, String name) {
    Check.that(
        one.rows() == other.rows() && one.actions() == other.actions(),
        "The table %s has %d rows and %d actions, but the target's has %d and %d. Give tables of the same rounds.",
        name,
        other.rows(),
        other.actions(),
        one.rows(),
        one.actions());
  }

  /**
   * w = K((e(x) - a)/h) / (h f(a|x)) for a deterministic target and one continuous action. Source:
   * Kallus and Zhou, "Policy Evaluation and Optimization with Continuous Treatments", 2018.
   *
   * @param bandwidth h, in units of the action
   * @param target e(x), one for each round
   * @param action the logged action
   * @param density f(a|x), per unit of the action; positive
   */
  public static double[] kernel(
      Kernel kernel, double bandwidth, double[] target, double[] action, double[] density) {
    return kernel(kernel, Distance.PRODUCT, bandwidth, 1, target, action, density);
  }

  /**
   * The same for vectors of actions. Scale the actions first if their units differ.
   *
   * @param distance how dimensions become one weight
   * @param bandwidth h, in units of the action, for every dimension
   * @param dimensions D
   * @param target {@code [rounds, D]} row-major
   * @param action {@code [rounds, D]} row-major
   * @param density {@code [rounds]}, or {@code [rounds, D]}: one for each dimension, to be
   *     multiplied
   * @throws IllegalArgumentException if an action is not finite, a density is not positive, or a
   *     weight overflows
   */
  public static double[] kernel(
      Kernel kernel,
      Distance distance,
      double bandwidth,
      int dimensions,
      double[] target,
      double[] action,
      double[] density) {
    Check.positive(bandwidth, "Kernel bandwidth", "Give it in units of the action.");
    Check.atLeast(dimensions, 1, "Action dimensions", "Give the numbers of one action.");
    Check.length(action.length, target.length, "logged action");
    Check.that(
        target.length > 0 && target.length % dimensions == 0,
        "There are %d numbers for actions of %d dimensions. Give all dimensions of each action.",
        target.length,
        dimensions);
    int rows = target.length / dimensions;
    Check.that(
        density.length == rows || density.length == target.length,
        "There are %d densities for %d actions of %d dimensions. Give one for each action, or one for each of its dimensions.",
        density.length,
        rows,
        dimensions);
    checkActions(target, "target", dimensions);
    checkActions(action, "action", dimensions);
    int densities = density.length / rows;
    double[] weight = new double[rows];
    for (int i = 0; i < rows; i++) {
      double f = 1;
      for (int j = i * densities; j < (i + 1) * densities; j++) {
        checkPropensity(density[j], i);
        f *= density[j];
      }
      weight[i] = kernelDensity(kernel, distance, bandwidth, dimensions, target, action, i) / f;
    }
    return checked(weight, "A density is too small there.");
  }

  private static void checkActions(double[] actions, String column, int dimensions) {
    for (int j = 0; j < actions.length; j++) {
      if (!(Math.abs(actions[j]) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            String.format(
                "Column %s, row %d, dimension %d: action is %s, but must be finite. Mend the value, or leave the row out.",
                column, j / dimensions, j % dimensions, actions[j]));
      }
    }
  }

  private static double kernelDensity(
      Kernel kernel,
      Distance distance,
      double bandwidth,
      int dimensions,
      double[] target,
      double[] action,
      int row) {
    double squares = 0;
    double product = 1;
    for (int j = row * dimensions; j < (row + 1) * dimensions; j++) {
      double u = (target[j] - action[j]) / bandwidth;
      squares += u * u;
      product *= kernel.at(u) / bandwidth;
    }
    return distance == Distance.PRODUCT ? product : kernel.at(Math.sqrt(squares)) / bandwidth;
  }

  /**
   * Share of the total weight that the largest weights hold.
   *
   * @param portion how many weights count as the largest, as a share of all, in (0, 1]; at least
   *     one weight
   * @return in [0, 1]; NaN if all weights are 0
   */
  public static double shareOfLargest(double[] weight, double portion) {
    Check.that(
        portion > 0 && portion <= 1,
        "Portion of the largest weights must lie in (0, 1], but is %s. Use 0.01 for the top percent.",
        portion);
    double[] sorted = weight.clone();
    Arrays.sort(sorted);
    // A portion that is whole but for rounding, such as 0.01 of 700, is not rounded up.
    int largest = (int) Math.max(1, Math.ceil(portion * sorted.length - 1e-9));
    double top = Arrays.stream(sorted, sorted.length - largest, sorted.length).sum();
    return top / Arrays.stream(sorted).sum();
  }
}
