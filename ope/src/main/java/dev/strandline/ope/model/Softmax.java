package dev.strandline.ope.model;

/** Probabilities from scores: p_k = exp(s_k) / sum_j exp(s_j). */
public final class Softmax {

  private Softmax() {}

  /**
   * Replaces {@code scores[from .. from + count - 1]} by their softmax. A score of negative
   * infinity gives probability 0; at least one must be finite.
   *
   * @return log sum_k exp(s_k), so that log p_k = s_k minus it
   */
  public static double inPlace(double[] scores, int from, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < from + count; k++) {
      largest = Math.max(largest, scores[k]);
    }
    double sum = 0;
    for (int k = from; k < from + count; k++) {
      scores[k] = Math.exp(scores[k] - largest);
      sum += scores[k];
    }
    for (int k = from; k < from + count; k++) {
      scores[k] /= sum;
    }
    return largest + Math.log(sum);
  }
}
