package dev.strandline.ope;

/** Accumulates importance weights into {@link WeightDiagnostics}. */
public final class Weights {

  private final Moments moments = new Moments(1);
  private double max;

  /** Takes in {@code weights[from]} to {@code weights[to - 1]}; none is negative. */
  public void add(double[] weights, int from, int to) {
    moments.add(from, to, weights);
    max = Math.max(max, largest(weights, from, to));
  }

  /** The largest of {@code weights[from]} to {@code weights[to - 1]}, none of them negative. */
  public static double largest(double[] weights, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a = weights[i] > a ? weights[i] : a;
      b = weights[i + 1] > b ? weights[i + 1] : b;
      c = weights[i + 2] > c ? weights[i + 2] : c;
      d = weights[i + 3] > d ? weights[i + 3] : d;
    }
    for (; i < to; i++) {
      a = weights[i] > a ? weights[i] : a;
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  /** Takes in what {@code other} has seen. */
  public void merge(Weights other) {
    moments.merge(other.moments);
    max = Math.max(max, other.max);
  }

  /** The diagnostics of everything seen so far. */
  public WeightDiagnostics diagnostics() {
    return diagnostics(moments, 0, max);
  }

  /** The diagnostics of weights that are one of the variables of some moments. */
  static WeightDiagnostics diagnostics(Moments moments, int variable, double max) {
    long n = moments.count();
    double sum = moments.sum(variable);
    double squares = moments.sumOfSquares(variable);
    return new WeightDiagnostics(
        n,
        moments.mean(variable),
        Math.sqrt(moments.sampleVariance(variable) / n),
        max,
        effectiveSampleSize(sum, squares, max),
        max / sum);
  }

  /**
   * (sum w)^2 / sum w^2; where squares are too small or too large for a double, sum w / max w or 1,
   * than which it is not less. 0 if all weights are 0.
   */
  public static double effectiveSampleSize(double sum, double squares, double max) {
    if (max == 0) {
      return 0;
    }
    if (squares < Double.MIN_NORMAL) {
      return sum / max;
    }
    return squares <= Double.MAX_VALUE ? sum / squares * sum : 1;
  }
}
