package dev.strandline.ope.interval;

import dev.strandline.ope.Estimate;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * The empirical Bernstein bound on a mean of n independent terms that lie within a known width R:
 * half width sqrt(2 v ln(2/delta) / n) + 7 R ln(2/delta) / (3 (n - 1)), v the sample variance.
 *
 * <p>Source: Maurer and Pontil, "Empirical Bernstein Bounds and Sample Variance Penalization",
 * 2009, Theorem 4. Narrower than Hoeffding's where the terms vary little for their width.
 *
 * @param units n, the number of independent terms, at least 2
 * @param mean of the terms, in units of the reward
 * @param variance of the terms, divisor n - 1
 * @param width how far apart terms can lie
 */
public record EmpiricalBernstein(long units, double mean, double variance, TermWidth width)
    implements MeanBound {

  public EmpiricalBernstein {
    Check.atLeast(units, 2, "EmpiricalBernstein.units", "A variance needs two terms.");
    Check.that(Double.isFinite(mean), "EmpiricalBernstein.mean must be finite, but is %s.", mean);
    Check.notNegative(variance, "EmpiricalBernstein.variance", "Give the terms' sample variance.");
  }

  /**
   * The bound on an estimate that is a plain mean.
   *
   * @throws IllegalArgumentException if it is self-normalized or pooled
   */
  public static EmpiricalBernstein of(Estimate estimate, TermWidth width) {
    Hoeffding.requireTerms(estimate, "Bernstein's");
    return new EmpiricalBernstein(
        estimate.units(), estimate.value(), StudentT.variance(estimate), width);
  }

  @Override
  public double halfWidth(double delta) {
    MeanBound.checkError(delta, "delta");
    double log = Math.log(2 / delta);
    return Math.sqrt(2 * variance * log / units) + 7 * width.value() * log / (3.0 * (units - 1));
  }

  @Override
  public List<String> remarks() {
    return width.remarks();
  }
}
