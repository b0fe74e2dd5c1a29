package dev.strandline.ope;

/**
 * An estimate that can be recomputed with its groups of independent units counted otherwise, as a
 * bootstrap does; the denominators of self-normalized forms are recomputed as well.
 *
 * <p>Two estimates from the same log have the same groups in the same order, so that one draw of
 * counts serves both and their difference is paired.
 */
public interface Replicates {

  /** Number of groups: one for each unit in a small log, at most {@link UnitSums#GROUPS}. */
  int groups();

  /**
   * The estimate with group {@code g} counted {@code counts[g]} times.
   *
   * @param counts {@code [groups]}, none negative; all ones give the estimate itself
   * @return NaN where the counted groups leave the estimate undefined
   */
  double value(double[] counts);

  /**
   * Derivative of the value by each group's count: how much one more of the group would move the
   * estimate. Its sum of squares, weighted by the counts, is the squared standard error
   * (infinitesimal jackknife: Jaeckel, 1972, and Efron and Tibshirani, "An Introduction to the
   * Bootstrap", 1993, section 21).
   *
   * <p>By itself this takes twice as many evaluations as there are groups. An estimate that is a
   * function of sums over the groups has it for the price of a few: {@link FunctionOfSums}.
   *
   * @param counts {@code [groups]}, none negative
   * @return {@code [groups]}
   */
  default double[] influence(double[] counts) {
    double step = 1e-3; // one-sided, for counts of zero, and of second order
    double[] moved = counts.clone();
    double[] influence = new double[groups()];
    double here = value(counts);
    for (int g = 0; g < influence.length; g++) {
      moved[g] = counts[g] + step;
      double near = value(moved);
      moved[g] = counts[g] + 2 * step;
      influence[g] = (4 * near - value(moved) - 3 * here) / (2 * step);
      moved[g] = counts[g];
    }
    return influence;
  }
}
