package dev.strandline.ope.interval;

import dev.strandline.policy.Check;
import java.util.List;

/** Bounds on the expectation of a mean of independent terms, symmetric about that mean. */
public sealed interface MeanBound permits Hoeffding, EmpiricalBernstein, StudentT {

  /** The mean itself. */
  double mean();

  /**
   * Distance from the mean to either bound.
   *
   * @param delta probability with which that one bound may fail, in (0, 1)
   */
  double halfWidth(double delta);

  /** What a reader of the bound must know. */
  List<String> remarks();

  /** Lower bound that fails with probability {@code delta}, in (0, 1). */
  default double lower(double delta) {
    return mean() - halfWidth(delta);
  }

  /** Upper bound that fails with probability {@code delta}, in (0, 1). */
  default double upper(double delta) {
    return mean() + halfWidth(delta);
  }

  /**
   * Interval that fails with probability {@code alpha}, in (0, 1), half of it on each side: {@code
   * [lower(alpha / 2), upper(alpha / 2)]}.
   */
  default Interval interval(double alpha) {
    checkError(alpha, "alpha");
    return new Interval(lower(alpha / 2), upper(alpha / 2), 1 - alpha, remarks());
  }

  /** Requires an error probability inside (0, 1). */
  static void checkError(double error, String name) {
    Check.that(
        error > 0 && error < 1,
        "%s must lie inside (0, 1), but is %s. It is the probability of missing: 0.05 for 95 %%.",
        name,
        error);
  }
}
