package dev.strandline.ope;

/**
 * A formula that turns a log into the value of a target policy.
 *
 * <p>An estimator holds its settings only; it is immutable and serves all threads.
 *
 * @param <B> a part of a log as the estimator sees it
 */
public interface Estimator<B> {

  /** The short name that reports use, such as {@code "snips"}. */
  String name();

  /** Starts to accumulate a log. */
  Accumulator<B> accumulator();

  /** The estimate from a log that is in memory as a whole. */
  default Estimate estimate(B log) {
    Accumulator<B> accumulator = accumulator();
    accumulator.add(log);
    return accumulator.estimate();
  }
}
