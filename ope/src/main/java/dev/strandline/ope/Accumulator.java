package dev.strandline.ope;

/**
 * What an estimator remembers of the parts of a log that it has seen: a fixed number of sums,
 * whatever the log's length.
 *
 * <p>Parts may come in any order and be accumulated apart and merged: the estimate is the same, to
 * 1e-12 relative, for every split that leaves episodes and slates whole. Not thread-safe; use one
 * accumulator for each thread and merge.
 *
 * @param <B> a part of a log as the estimator sees it
 */
public interface Accumulator<B> {

  /**
   * Takes in a part of the log.
   *
   * <p>If this throws, some of the part's rows may be counted already: throw the accumulator away
   * and begin anew with a mended log, since adding the mended part would count them twice.
   *
   * @throws IllegalArgumentException if the part lacks a column that the estimator needs, or a
   *     value in it is wrong
   */
  void add(B batch);

  /**
   * Takes in what another accumulator of the same estimator has seen.
   *
   * @throws IllegalArgumentException if {@code other} belongs to another estimator
   */
  void merge(Accumulator<B> other);

  /**
   * The estimate from everything seen so far; the accumulator may go on afterwards.
   *
   * @throws IllegalStateException if nothing was added yet
   */
  Estimate estimate();

  /** The same estimate, to be recomputed with groups of units counted otherwise. */
  Replicates replicates();
}
