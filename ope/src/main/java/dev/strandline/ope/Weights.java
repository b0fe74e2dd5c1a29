package dev.strandline.ope;

/** Accumulates importance weights into {@link WeightDiagnostics}. */
public final class Weights {

  private final Moments moments = new Moments(1);
  private double max;

  /** Takes in {@code weights[from]} to {@code weights[to - 1]}; none is negative. */
  public void add(double[] weights, int from, int to) {
    moments.add(from, to, weights);
    for (int i = from; i < to; i++) {
      if (weights[i] > max) {
        max = weights[i];
      }
    }
  }

  /** Takes in what {@code other} has seen. */
  public void merge(Weights other) {
    moments.merge(other.moments);
    max = Math.max(max, other.max);
  }

  /** The diagnostics of everything seen so far. */
  public WeightDiagnostics diagnostics() {
    long n = moments.count();
    double sum = moments.sum(0);
    double squares = moments.sumOfSquares(0);
    return new WeightDiagnostics(
        n,
        moments.mean(0),
        Math.sqrt(moments.sampleVariance(0) / n),
        max,
        squares > 0 ? sum * sum / squares : 0,
        max / sum);
  }
}
