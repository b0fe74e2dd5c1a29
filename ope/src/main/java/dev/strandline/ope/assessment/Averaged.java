package dev.strandline.ope.assessment;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * A figure averaged over several datasets or seeds, in each of which it was computed on its own.
 *
 * @param mean over the datasets in which the figure is finite; NaN if it is so in none
 * @param finite number of datasets in which it is finite
 * @param infinite number of datasets in which it is infinite, such as a gain without risk
 * @param undefined number of datasets in which it is NaN
 */
public record Averaged(double mean, int finite, int infinite, int undefined) {

  /**
   * Averages a figure.
   *
   * @param figures one for each dataset
   */
  public static Averaged of(double[] figures) {
    Check.atLeast(figures.length, 1, "Number of datasets", "Give one at least.");
    int undefined = (int) Arrays.stream(figures).filter(Double::isNaN).count();
    int infinite = (int) Arrays.stream(figures).filter(Double::isInfinite).count();
    return new Averaged(
        Arrays.stream(figures).filter(Double::isFinite).average().orElse(Double.NaN),
        figures.length - undefined - infinite,
        infinite,
        undefined);
  }
}
