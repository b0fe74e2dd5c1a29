package dev.strandline.ope.interval;

import dev.strandline.ope.Estimate;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * Hoeffding's bound on a mean of n independent terms that lie within a known width R: half width R
 * sqrt(ln(1/delta) / (2n)).
 *
 * <p>Source: Hoeffding, "Probability Inequalities for Sums of Bounded Random Variables", 1963,
 * Theorem 2. Holds for every n and every distribution, and is wide for it.
 *
 * @param units n, the number of independent terms, at least 1
 * @param mean of the terms, in units of the reward
 * @param width how far apart terms can lie
 */
public record Hoeffding(long units, double mean, TermWidth width) implements MeanBound {

  public Hoeffding {
    Check.atLeast(units, 1, "Hoeffding.units", "Give the number of terms.");
    Check.that(Double.isFinite(mean), "Hoeffding.mean must be finite, but is %s.", mean);
  }

  /**
   * The bound on an estimate that is a plain mean.
   *
   * @throws IllegalArgumentException if it is self-normalized or pooled
   */
  public static Hoeffding of(Estimate estimate, TermWidth width) {
    requireTerms(estimate, "Hoeffding's");
    return new Hoeffding(estimate.units(), estimate.value(), width);
  }

  static void requireTerms(Estimate estimate, String whose) {
    Check.that(
        estimate.terms(),
        "%s bound is for a mean of independent terms, but %s divides by a sum over the whole log. "
            + "Use the bootstrap or Student's t, or an estimator without self-normalization.",
        whose,
        estimate.estimator());
  }

  @Override
  public double halfWidth(double delta) {
    MeanBound.checkError(delta, "delta");
    return width.value() * Math.sqrt(-Math.log(delta) / (2.0 * units));
  }

  @Override
  public List<String> remarks() {
    return width.remarks();
  }
}
