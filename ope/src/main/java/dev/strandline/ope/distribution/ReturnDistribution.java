package dev.strandline.ope.distribution;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * An estimated distribution of the return on a grid: F(g_j) is the probability of a return of g_j
 * or less.
 *
 * <p>Plain importance sampling may leave F(g_m) short of 1; {@link #reached} tells. Mean and
 * variance then lack the missing mass.
 *
 * @param grid returns, rising, {@code [m + 1]}
 * @param cdf F at each of them, not falling, in [0, 1], {@code [m + 1]}
 */
public record ReturnDistribution(double[] grid, double[] cdf) {

  public ReturnDistribution {
    checkGrid(grid);
    Check.length(cdf.length, grid.length, "cdf");
    double below = 0;
    for (int j = 0; j < cdf.length; j++) {
      if (!(cdf[j] >= below && cdf[j] <= 1)) {
        throw new IllegalArgumentException(
            "cdf["
                + j
                + "] is "
                + cdf[j]
                + " after "
                + below
                + "; it must not fall, nor leave [0, 1].");
      }
      below = cdf[j];
    }
  }

  /**
   * The distribution of a sample in which every return weighs the same: of a policy's own episodes,
   * so that all that is estimated off-policy can be had on-policy as well.
   *
   * @param returns one for each episode, in any order, finite, at least one
   */
  public static ReturnDistribution of(double[] returns) {
    for (int i = 0; i < returns.length; i++) {
      Check.that(
          Double.isFinite(returns[i]),
          "the return of episode %d is %s, but must be finite. Leave the episode out, or mend its rewards.",
          i,
          returns[i]);
    }
    double[] sorted = Arrays.stream(returns).map(g -> g + 0.0).sorted().toArray(); // -0 is 0
    double[] grid = Arrays.stream(sorted).distinct().toArray();
    double[] cdf = new double[grid.length];
    int j = 0;
    for (int i = 0; i < sorted.length; i++) {
      j += sorted[i] == grid[j] ? 0 : 1;
      cdf[j] = (i + 1.0) / sorted.length;
    }
    return new ReturnDistribution(grid, cdf);
  }

  /** Requires a rising grid of finite numbers. */
  static void checkGrid(double[] grid) {
    Check.that(grid.length > 0, "the grid has no point. Give one or more returns.");
    for (int j = 0; j < grid.length; j++) {
      if (!(Double.isFinite(grid[j]) && (j == 0 || grid[j] > grid[j - 1]))) {
        throw new IllegalArgumentException(
            "grid["
                + j
                + "] is "
                + grid[j]
                + "; the grid must be finite and rise from point to point.");
      }
    }
  }

  /** p_j: probability of g_j. */
  private double mass(int j) {
    return j == 0 ? cdf[0] : cdf[j] - cdf[j - 1];
  }

  /** F(g_m): the probability that the estimate accounts for. */
  public double reached() {
    return cdf[cdf.length - 1];
  }

  /** sum_j p_j g_j. */
  public double mean() {
    double sum = 0;
    for (int j = 0; j < grid.length; j++) {
      sum += mass(j) * grid[j];
    }
    return sum;
  }

  /** sum_j p_j (g_j - mean)^2. */
  public double variance() {
    double mean = mean();
    double sum = 0;
    for (int j = 0; j < grid.length; j++) {
      sum += mass(j) * (grid[j] - mean) * (grid[j] - mean);
    }
    return sum;
  }

  /**
   * The smallest g_j with F(g_j) of at least {@code u}; g_m if there is none.
   *
   * @param u in [0, 1]
   */
  public double quantile(double u) {
    Check.range(u, 0, 1, "quantile", "Use 0.5 for the median.");
    return grid[index(u)];
  }

  private int index(double u) {
    int j = 0;
    while (j < grid.length - 1 && !(cdf[j] >= u)) {
      j++;
    }
    return j;
  }

  /** quantile(0.75) - quantile(0.25). */
  public double interquartileRange() {
    return quantile(0.75) - quantile(0.25);
  }

  /**
   * Conditional value at risk: the mean of the worst {@code alpha} share, (1/alpha) [sum_{j<k} p_j
   * g_j + (alpha - F(g_{k-1})) g_k] with k the smallest index at which F reaches alpha.
   *
   * @param alpha in [0, 1]; 0 gives the lowest return with any mass; above {@link #reached} it is
   *     taken as that
   * @return NaN if the distribution has no mass at all
   */
  public double cvar(double alpha) {
    Check.range(alpha, 0, 1, "CVaR's alpha", "Use 0.05 for the mean of the worst twentieth.");
    double share = Math.min(alpha, reached());
    if (share == 0) {
      return lowest();
    }
    int k = index(share);
    double sum = 0;
    for (int j = 0; j < k; j++) {
      sum += mass(j) * grid[j];
    }
    double below = k == 0 ? 0 : cdf[k - 1];
    return (sum + (share - below) * grid[k]) / share;
  }

  private double lowest() {
    for (int j = 0; j < grid.length; j++) {
      if (mass(j) > 0) {
        return grid[j];
      }
    }
    return Double.NaN;
  }
}
