package dev.strandline.ope.selection;

import dev.strandline.ope.Moments;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Comparator;

/**
 * SLOPE: the candidate of least bias and variance among estimates ordered by their widths, after
 * Lepski's principle.
 *
 * <p>Source: Su, Srinath and Krishnamurthy, "Adaptive Estimator Selection for Off-Policy
 * Evaluation", 2020, in the form of Tucker and Lee, "Improved Estimator Selection for Off-Policy
 * Evaluation" (SLOPE++), 2021, which orders by estimated width.
 */
public final class Slope {

  /** One-sided error of a width, unless another is asked for. */
  public static final double DELTA = 0.1;

  private static final double SQRT_6_LESS_1 = Math.sqrt(6) - 1;

  private Slope() {}

  /**
   * Chooses among candidates, visited from the widest to the narrowest; of equally wide ones the
   * later comes first. Candidate i is accepted while |theta_j - theta_i| <= c_i + (sqrt 6 - 1) c_j
   * for all j before it; the last one accepted is the choice.
   *
   * @param points theta, the candidates' estimates, in units of the reward
   * @param widths c, half widths of their intervals, in the same units
   * @return the chosen candidate's place in {@code points}
   */
  public static int choose(double[] points, double[] widths) {
    check(points, widths);
    Integer[] order = new Integer[points.length];
    Arrays.setAll(order, i -> points.length - 1 - i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -widths[i])); // stable
    return choose(points, widths, Arrays.stream(order).mapToInt(Integer::intValue).toArray());
  }

  /**
   * Chooses among candidates that are visited in an order of the caller's.
   *
   * @param order places in {@code points}, the first to be visited first
   */
  public static int choose(double[] points, double[] widths, int[] order) {
    check(points, widths);
    Check.atLeast(order.length, 1, "Slope: candidates in the order", "Visit one at least.");
    for (int visited = 1; visited < order.length; visited++) {
      int i = order[visited];
      for (int before = 0; before < visited; before++) {
        int j = order[before];
        if (!agree(points[j], widths[j], points[i], widths[i])) {
          return order[visited - 1];
        }
      }
    }
    return order[order.length - 1];
  }

  /**
   * Whether a candidate agrees with one that was accepted before it: |theta_j - theta_i| <= c_i +
   * (sqrt 6 - 1) c_j.
   *
   * @param before theta_j
   * @param widthBefore c_j
   * @param point theta_i
   * @param width c_i
   */
  public static boolean agree(double before, double widthBefore, double point, double width) {
    return Math.abs(before - point) <= width + SQRT_6_LESS_1 * widthBefore;
  }

  private static void check(double[] points, double[] widths) {
    Check.atLeast(points.length, 1, "Slope: number of candidates", "Give one at least.");
    Check.length(widths.length, points.length, "Slope: widths");
    for (int i = 0; i < points.length; i++) {
      Check.that(
          Double.isFinite(points[i]) && widths[i] >= 0,
          "Slope: candidate %d is %s with width %s. Leave out candidates without an estimate.",
          i,
          points[i],
          widths[i]);
    }
  }

  /**
   * Chooses among candidates that are plain means of terms; a width is Student's half width.
   *
   * @param terms {@code [candidates, units]}
   * @param delta one-sided error of a width, in (0, 1)
   */
  public static int choose(double[][] terms, double delta) {
    double[] points = new double[terms.length];
    double[] widths = new double[terms.length];
    for (int i = 0; i < terms.length; i++) {
      Moments moments = new Moments(1);
      moments.add(0, terms[i].length, terms[i]);
      points[i] = moments.mean(0);
      widths[i] = width(moments, delta);
    }
    return choose(points, widths);
  }

  /** Student's half width of the first variable's mean, at one-sided error {@code delta}. */
  public static double width(Moments terms, double delta) {
    return new StudentT(terms.count(), terms.mean(0), terms.sampleVariance(0)).halfWidth(delta);
  }
}
