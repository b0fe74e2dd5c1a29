package dev.strandline.ope.interval;

import dev.strandline.ope.Replicates;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Percentile bootstrap: the estimate on resamples of the log's independent units.
 *
 * <p>Source: Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979, and Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. The value reported is the
 * estimate itself; the mean over the resamples only shows their bias.
 */
public final class Bootstrap {

  /** Terms resampled at a time: small enough to stay in the first cache. */
  private static final int BLOCK_BITS = 10;

  private static final int BLOCK = 1 << BLOCK_BITS;

  private final int units;
  private final double value;
  private final double[] sorted;
  private final int undefined;

  private Bootstrap(int units, double value, double[] resamples) {
    this.units = units;
    this.value = value;
    sorted = Arrays.stream(resamples).filter(x -> !Double.isNaN(x)).sorted().toArray();
    undefined = resamples.length - sorted.length;
  }

  /**
   * Means of given draws from the terms.
   *
   * @param terms one for each independent unit
   * @param indices {@code [resamples, any]}, each the place of a term
   */
  public static Bootstrap ofTerms(double[] terms, int[][] indices) {
    Check.atLeast(terms.length, 1, "Number of terms", "Resample a log that has rows.");
    checkResamples(indices.length);
    double[] means = new double[indices.length];
    for (int b = 0; b < means.length; b++) {
      double sum = 0;
      for (int index : indices[b]) {
        sum += terms[index];
      }
      means[b] = sum / indices[b].length;
    }
    return new Bootstrap(terms.length, mean(terms), means);
  }

  /**
   * Means of draws with replacement from the terms, as many as there are terms.
   *
   * @param terms one for each independent unit; rows of one user or episode are to be summed into
   *     one term first, or resampled by {@link #of}
   * @param resamples number of resamples, at least 2
   */
  public static Bootstrap ofTerms(double[] terms, int resamples, RandomGenerator random) {
    Check.atLeast(terms.length, 1, "Number of terms", "Resample a log that has rows.");
    checkResamples(resamples);
    double[] means = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      means[b] = resampledSum(terms, random) / terms.length;
    }
    return new Bootstrap(terms.length, mean(terms), means);
  }

  /**
   * The estimate with its groups of units counted anew, denominators included.
   *
   * @param resamples number of resamples, at least 2
   * @param resampling how groups are counted; {@link Resampling#MULTINOMIAL} is the usual bootstrap
   */
  public static Bootstrap of(
      Replicates replicates, int resamples, Resampling resampling, RandomGenerator random) {
    checkResamples(resamples);
    double[] counts = new double[replicates.groups()];
    Arrays.fill(counts, 1);
    double value = replicates.value(counts);
    double[] values = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      resampling.draw(counts, random);
      values[b] = replicates.value(counts);
    }
    return new Bootstrap(counts.length, value, values);
  }

  private static void checkResamples(int resamples) {
    Check.atLeast(
        resamples, 2, "Number of resamples", "Use 1,000; the ends of an interval need many.");
  }

  private static double mean(double[] terms) {
    double sum = 0;
    for (int from = 0; from < terms.length; from += BLOCK) {
      double block = 0;
      int to = Math.min(from + BLOCK, terms.length);
      for (int i = from; i < to; i++) {
        block += terms[i];
      }
      sum += block;
    }
    return sum / terms.length;
  }

  /**
   * Sum of n draws from n terms. How many fall into each block is drawn first (a multinomial, as a
   * chain of binomials), so that the draws themselves stay in cache.
   */
  private static double resampledSum(double[] terms, RandomGenerator random) {
    int left = terms.length;
    double sum = 0;
    for (int from = 0; from < terms.length && left > 0; from += BLOCK) {
      int size = Math.min(BLOCK, terms.length - from);
      int here = Binomial.draw(left, (double) size / (terms.length - from), random);
      sum +=
          size == BLOCK
              ? wholeBlock(terms, from, here, random)
              : partOfBlock(terms, from, size, here, random);
      left -= here;
    }
    return sum;
  }

  /** Six places of ten bits come from one draw of 64. */
  private static double wholeBlock(double[] terms, int from, int draws, RandomGenerator random) {
    int mask = BLOCK - 1;
    double a = 0;
    double b = 0;
    double c = 0;
    int i = 0;
    for (; i + 5 < draws; i += 6) {
      long bits = random.nextLong();
      a += terms[from + (int) (bits & mask)] + terms[from + (int) (bits >>> 10 & mask)];
      b += terms[from + (int) (bits >>> 20 & mask)] + terms[from + (int) (bits >>> 30 & mask)];
      c += terms[from + (int) (bits >>> 40 & mask)] + terms[from + (int) (bits >>> 50 & mask)];
    }
    return a + b + c + partOfBlock(terms, from, BLOCK, draws - i, random);
  }

  private static double partOfBlock(
      double[] terms, int from, int size, int draws, RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      sum += terms[from + random.nextInt(size)];
    }
    return sum;
  }

  /** The estimate from the log as it is. */
  public double value() {
    return value;
  }

  /** Mean of the estimate over the resamples in which it is defined. */
  public double meanOfResamples() {
    return Arrays.stream(sorted).average().orElse(Double.NaN);
  }

  /** Number of resamples in which the estimate is undefined. */
  public int undefined() {
    return undefined;
  }

  /**
   * The interval between the quantiles alpha/2 and 1 - alpha/2 of the resamples; undefined for a
   * single unit, which resamples cannot spread.
   *
   * @param alpha probability of missing, on both sides together, in (0, 1)
   */
  public Interval interval(double alpha) {
    MeanBound.checkError(alpha, "alpha");
    if (units < 2) {
      return none(alpha, "One unit has no spread.");
    }
    if (sorted.length == 0) {
      return none(alpha, "The estimate is undefined in every resample.");
    }
    List<String> remarks =
        undefined == 0
            ? List.of()
            : List.of(
                "The estimate is undefined in "
                    + undefined
                    + " of "
                    + (undefined + sorted.length)
                    + " resamples, which are left out.");
    return new Interval(
        Quantile.ofSorted(sorted, alpha / 2),
        Quantile.ofSorted(sorted, 1 - alpha / 2),
        1 - alpha,
        remarks);
  }

  private static Interval none(double alpha, String why) {
    return new Interval(Double.NaN, Double.NaN, 1 - alpha, List.of(why));
  }
}
