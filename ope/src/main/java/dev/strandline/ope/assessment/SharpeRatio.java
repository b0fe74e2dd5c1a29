package dev.strandline.ope.assessment;

/**
 * SharpeRatio@k: what the best of k selected policies gains over the behavior policy, for each unit
 * of risk that deploying the k of them brings: max(best@k - J(b), 0) / std@k.
 *
 * <p>Source: Kiyohara et al., "Towards Assessing and Benchmarking Risk-Return Tradeoff of
 * Off-Policy Evaluation", 2024. The paper divides by k in the deviation, its program by k - 1, and
 * its figures are the program's; hence both, and {@link Deviation#SAMPLE} unless said otherwise.
 */
public final class SharpeRatio {

  /** Largest ratio that is drawn. */
  private static final double PLOT_LIMIT = 100;

  private SharpeRatio() {}

  /**
   * The ratio.
   *
   * @param best true value of the best among the k, in units of the reward
   * @param behavior J(b), the behavior policy's true value
   * @param deviation std@k, in the same units
   * @return not negative; infinite for a gain without risk; NaN at k = 1, and without gain and risk
   */
  public static double of(double best, double behavior, double deviation, int k) {
    return k == 1 ? Double.NaN : Math.max(best - behavior, 0) / deviation;
  }

  /**
   * The ratio as it is drawn: at most 100, and 0 where it is undefined but for k = 1, which stays
   * NaN.
   */
  public static double plotValue(double ratio, int k) {
    if (k == 1) {
      return Double.NaN;
    }
    return Double.isNaN(ratio) ? 0 : Math.min(ratio, PLOT_LIMIT);
  }
}
