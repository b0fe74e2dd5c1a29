package dev.strandline.report;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean of independent values with its two-sided Student t interval: mean -+ t_{n-1, (1+level)/2}
 * s / sqrt(n), where s is the sample standard deviation (n - 1 below the line).
 *
 * <p>One value says nothing of its spread: then there is no interval, {@link #known()} is false and
 * both ends are NaN. Equal values give an interval of width zero, which is what t says and no proof
 * of certainty.
 *
 * @param count number of values, at least 1
 * @param level share of such intervals that hold the true mean if the values are normal, in (0, 1)
 * @param mean arithmetic mean, in the values' own unit
 * @param low lower end, NaN when {@code count} is 1
 * @param high upper end, NaN when {@code count} is 1
 */
public record Interval(int count, double level, double mean, double low, double high) {

  public Interval {
    Check.atLeast(count, 1, "Interval.count", "A mean needs at least one value.");
    checkLevel(level);
  }

  /**
   * The interval of the mean of {@code values}.
   *
   * @param values one number for each independent repetition (a seed, an episode), finite
   * @param level two-sided level, as 0.95
   * @throws IllegalArgumentException if there are no values, one is not finite, or {@code level} is
   *     not between 0 and 1
   */
  public static Interval ofMean(double[] values, double level) {
    checkLevel(level);
    Check.that(values.length > 0, "Interval: there are no values. A mean needs at least one.");
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      Check.that(
          Double.isFinite(values[i]),
          "Interval: value %d is %s. Leave out repetitions that diverged, and say so.",
          i,
          values[i]);
      sum += values[i];
    }
    int n = values.length;
    double mean = sum / n;
    if (n == 1) {
      return new Interval(1, level, mean, Double.NaN, Double.NaN);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double standardError = Math.sqrt(squares / (n - 1) / n);
    double t = new TDistribution(null, n - 1).inverseCumulativeProbability((1 + level) / 2);
    return new Interval(n, level, mean, mean - t * standardError, mean + t * standardError);
  }

  private static void checkLevel(double level) {
    Check.that(
        level > 0 && level < 1,
        "Interval.level must lie between 0 and 1, but is %s. Use 0.95 for a 95 %% interval.",
        level);
  }

  /** Whether there is an interval: at least two values. */
  public boolean known() {
    return count > 1;
  }

  /**
   * The interval on another scale, such as that of normalized scores.
   *
   * @param scale an increasing affine function, a v + b with a positive
   */
  public Interval on(DoubleUnaryOperator scale) {
    return new Interval(
        count,
        level,
        scale.applyAsDouble(mean),
        scale.applyAsDouble(low),
        scale.applyAsDouble(high));
  }

  /** Half the interval's width; NaN when it is not {@link #known()}. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /**
   * The mean with its ends, as {@code -163.2 [-181.0, -145.4]}, or {@code -163.2 (one value, no
   * interval)}.
   *
   * @param decimals digits after the point
   */
  public String text(int decimals) {
    String number = "%,." + decimals + "f";
    return known()
        ? String.format(Locale.ROOT, number + " [" + number + ", " + number + "]", mean, low, high)
        : String.format(Locale.ROOT, number + " (one value, no interval)", mean);
  }
}
