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
}
