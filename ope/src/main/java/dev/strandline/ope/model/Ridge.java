package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Ridge regression by a direct solver: the theta and c that minimize sum_i w_i (r_i - c - theta'
 * phi(x_i, a_i))^2 + penalty |theta|^2. The constant c is not penalized; contexts are centered
 * first, which matters for interactions only.
 *
 * @param penalty positive, in units of rows
 * @param design features of context and action
 * @param standardized whether contexts are divided by their standard deviation first
 */
public record Ridge(double penalty, Design design, boolean standardized)
    implements LinearRewardLearner {

  public Ridge {
    Check.positive(penalty, "Ridge.penalty", "Use 1.");
  }

  /** Penalty 1 on standardized contexts with interactions. */
  public static Ridge defaults() {
    return new Ridge(1, Design.interacted(), true);
  }

  @Override
  public String description() {
    return "ridge regression (penalty "
        + penalty
        + ", "
        + design
        + (standardized ? ", standardized)" : ")");
  }

  @Override
  public LinearRewardModel fit(Decisions decisions, double[] reward, double[] weight) {
    FitColumns.check(decisions, reward, weight);
    Features features = new Features(decisions);
    int width = features.width;
    double totalWeight = 0;
    double meanReward = 0;
    for (int i = 0; i < decisions.size(); i++) {
      totalWeight += weight[i];
      meanReward += weight[i] * reward[i];
    }
    meanReward /= totalWeight;

    // G = sum w phi phi', s = sum w phi, h = sum w phi (r - mean r); then centered by s s' / W.
    double[][] gram = new double[width][width];
    double[] sum = new double[width];
    double[] moment = new double[width];
    for (int i = 0; i < decisions.size(); i++) {
      int count = features.of(i, decisions.action(i));
      features.addProducts(gram, weight[i], count);
      features.addTo(sum, weight[i], count);
      features.addTo(moment, weight[i] * (reward[i] - meanReward), count);
    }
    for (int k = 0; k < width; k++) {
      for (int j = 0; j <= k; j++) {
        gram[k][j] -= sum[k] * sum[j] / totalWeight;
        gram[j][k] = gram[k][j];
      }
      gram[k][k] += penalty;
    }

    double[] theta = solve(new CholeskyDecomposition(matrix(gram), 1e-9, 0).getSolver(), moment);
    double intercept = meanReward;
    for (int k = 0; k < width; k++) {
      intercept -= theta[k] * sum[k] / totalWeight;
    }
    return features.model(theta, intercept);
  }

  /**
   * Minimizes the sampled variance of the doubly robust estimate, sum_i w_i g_i' Omega_i g_i +
   * penalty |theta|^2, with w_i = e(a_i|x_i) / b(a_i|x_i), Omega_i = diag(1 / b(.|x_i)) - 1 1' and
   * g_i[a] = e(a|x_i) q(x_i, a) - 1{a = a_i} r_i (Farajtabar, Chow and Ghavamzadeh, "More Robust
   * Doubly Robust Off-policy Evaluation", 2018). For a deterministic target this is {@link #fit}
   * with {@link SampleWeights#moreRobust}.
   *
   * <p>A constant that the variance does not depend on, as when e = b, is taken as small as it can
   * be.
   *
   * @param reward {@code [n]}, finite
   * @param target e(.|x), {@code [n, K]}
   * @param behavior b(.|x), {@code [n, K]}, positive wherever {@code target} is
   */
  public LinearRewardModel fitMoreRobust(
      Decisions decisions, double[] reward, double[] target, double[] behavior) {
    decisions.checkColumn(reward, "reward");
    Features features = new Features(decisions);
    int actions = decisions.actions();
    int width = features.width;
    // The constant is the last feature. g' Omega g is quadratic in theta: A theta = h at its least,
    // A = sum_i w_i (sum_a e_a^2 / b_a phi_a phi_a' - psi psi') and
    // h = sum_i w_i r_i (e / b phi at a_i - psi), where psi = sum_a e_a phi_a.
    double[][] quadratic = new double[width + 1][width + 1];
    double[] linear = new double[width + 1];
    double[] psi = new double[width + 1];
    for (int i = 0; i < decisions.size(); i++) {
      int row = i * actions;
      int logged = decisions.action(i);
      Check.that(
          behavior[row + logged] > 0,
          "behavior, row %d: the logged action %d has probability %s. Mend the logging.",
          i,
          logged,
          behavior[row + logged]);
      double w = target[row + logged] / behavior[row + logged];
      if (w == 0) {
        continue;
      }
      Arrays.fill(psi, 0);
      for (int a = 0; a < actions; a++) {
        double e = target[row + a];
        if (e == 0) {
          continue;
        }
        double b = behavior[row + a];
        Check.that(
            b > 0,
            "behavior, row %d: action %d has probability 0, but the target policy takes it with %s. This log cannot"
                + " judge that target; leave the action out of it.",
            i,
            a,
            e);
        int count = features.withConstant(i, a);
        features.addProducts(quadratic, w * e * e / b, count);
        features.addTo(psi, e, count);
        if (a == logged) {
          features.addTo(linear, w * reward[i] * e / b, count);
        }
      }
      for (int k = 0; k <= width; k++) {
        linear[k] -= w * reward[i] * psi[k];
        for (int j = 0; j <= k; j++) {
          quadratic[k][j] -= w * psi[k] * psi[j];
        }
      }
    }
    for (int k = 0; k <= width; k++) {
      for (int j = 0; j < k; j++) {
        quadratic[j][k] = quadratic[k][j];
      }
      if (k < width) {
        quadratic[k][k] += penalty;
      }
    }
    double[] theta = solve(new SingularValueDecomposition(matrix(quadratic)).getSolver(), linear);
    return features.model(Arrays.copyOf(theta, width), theta[width]);
  }

  private static Array2DRowRealMatrix matrix(double[][] entries) {
    return new Array2DRowRealMatrix(entries, false);
  }

  private static double[] solve(DecompositionSolver solver, double[] right) {
    return solver.solve(new ArrayRealVector(right, false)).toArray();
  }

  /** phi(x, a) of one row and action at a time, sparse. */
  private final class Features {
    private final Decisions decisions;
    private final Scaling scaling;
    private final double[] x;
    private final int width;
    private final int[] index;
    private final double[] value;

    Features(Decisions decisions) {
      this.decisions = decisions;
      design.check(decisions.actions());
      scaling = standardized ? Scaling.standard(decisions) : Scaling.centered(decisions);
      x = new double[decisions.features()];
      width = design.width(x.length, decisions.actions());
      int most = design.mostNonZero(x.length, decisions.actions()) + 1;
      index = new int[most];
      value = new double[most];
    }

    int of(int row, int action) {
      scaling.apply(decisions, row, x);
      return design.phi(x, decisions.actions(), action, index, value);
    }

    int withConstant(int row, int action) {
      int count = of(row, action);
      index[count] = width;
      value[count] = 1;
      return count + 1;
    }

    /** Adds w phi phi' to the lower triangle. */
    void addProducts(double[][] gram, double w, int count) {
      for (int k = 0; k < count; k++) {
        double scaled = w * value[k];
        double[] row = gram[index[k]];
        for (int j = 0; j <= k; j++) {
          row[index[j]] += scaled * value[j];
        }
      }
    }

    void addTo(double[] sum, double w, int count) {
      for (int k = 0; k < count; k++) {
        sum[index[k]] += w * value[k];
      }
    }

    LinearRewardModel model(double[] theta, double intercept) {
      return new LinearRewardModel(
          design.scores(theta, intercept, scaling, decisions.actions()), false);
    }
  }
}
