package dev.strandline.ope.interval;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.Moments;
import dev.strandline.policy.Check;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Student's t interval for a mean of n independent terms: half width t(1 - delta, n - 1) sqrt(v /
 * n), v the sample variance.
 *
 * <p>Source: Student, "The Probable Error of a Mean", 1908. Exact for normal terms, good for many
 * terms without heavy tails; a few huge weights make it too narrow.
 *
 * @param units n, the number of independent terms, at least 2
 * @param mean of the terms, in units of the reward
 * @param variance of the terms, divisor n - 1
 */
public record StudentT(long units, double mean, double variance) implements MeanBound {

  /** From here on the expansion about the normal quantile is exact to 1e-12. */
  private static final long EXPANDED_FROM = 5_000;

  public StudentT {
    Check.atLeast(units, 2, "StudentT.units", "A variance needs two terms.");
    Check.that(Double.isFinite(mean), "StudentT.mean must be finite, but is %s.", mean);
    Check.notNegative(variance, "StudentT.variance", "Give the terms' sample variance.");
  }

  /** From an estimate's standard error, which may be linearized. */
  public static StudentT of(Estimate estimate) {
    return new StudentT(estimate.units(), estimate.value(), variance(estimate));
  }

  /** From independent terms, such as the returns of a policy's own episodes; at least two. */
  public static StudentT of(double[] terms) {
    Moments moments = new Moments(1);
    moments.add(0, terms.length, terms);
    return new StudentT(terms.length, moments.mean(0), moments.sampleVariance(0));
  }

  static double variance(Estimate estimate) {
    return estimate.standardError() * estimate.standardError() * estimate.units();
  }

  @Override
  public double halfWidth(double delta) {
    MeanBound.checkError(delta, "delta");
    return quantile(1 - delta, units - 1) * Math.sqrt(variance / units);
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  /**
   * The t distribution's quantile.
   *
   * @param p in (0, 1)
   * @param degrees of freedom, at least 1
   */
  static double quantile(double p, long degrees) {
    if (degrees >= EXPANDED_FROM) {
      return expanded(
          new NormalDistribution(null, 0, 1).inverseCumulativeProbability(p), (double) degrees);
    }
    TDistribution t = new TDistribution(null, degrees);
    double x = t.inverseCumulativeProbability(p);
    // The library ends near 1e-10; a step of Newton's method on the exact sum ends at rounding.
    return x - (probability(x, (int) degrees) - p) / t.density(x);
  }

  /**
   * P(T <= t), by the finite sums for whole degrees of freedom (Abramowitz and Stegun, "Handbook of
   * Mathematical Functions", 1964, 26.7.3 and 26.7.4).
   */
  private static double probability(double t, int degrees) {
    double theta = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(theta);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int i = odd ? 1 : 0; i <= degrees - 2; i += 2) {
      sum += term;
      term *= cosine * cosine * (i + 1) / (i + 2);
    }
    double inside = Math.sin(theta) * sum;
    return 0.5 + (odd ? (theta + inside) / Math.PI : inside / 2);
  }

  /** Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.5. */
  private static double expanded(double z, double degrees) {
    double square = z * z;
    double first = z * (square + 1) / 4;
    double second = z * ((5 * square + 16) * square + 3) / 96;
    double third = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
    return z + (first + (second + third / degrees) / degrees) / degrees;
  }
}
