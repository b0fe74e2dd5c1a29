package dev.strandline.ope.slate;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.Moments;
import dev.strandline.ope.slate.Slates.Scope;

/**
 * Estimators of what a target policy's slates earn, from logged ranked lists.
 *
 * <p>In the formulas w is the row's importance weight, r its reward, l its position, and X the term
 * of a slate, whose mean over the slates is the estimate. Slates are the independent units.
 */
public final class SlateEstimator implements Estimator<Slates> {

  /** What the weighted rewards are divided by. */
  enum Divisor {
    SLATES,
    /** The mean weight over all rows. */
    WEIGHTS,
    /** The mean weight of the same position. */
    POSITION_WEIGHTS
  }

  /** The formula; with a model it is cascade-dr. */
  record Form(String name, Scope scope, Divisor divisor, boolean model) {}

  private final Form form;

  private SlateEstimator(String name, Scope scope, Divisor divisor, boolean model) {
    form = new Form(name, scope, divisor, model);
  }

  /** X = sum_l w r, w of the whole list. Unbiased whatever users do. */
  public static SlateEstimator sips() {
    return new SlateEstimator("sips", Scope.LIST, Divisor.SLATES, false);
  }

  /**
   * X = sum_l w r, w of the item at its position: right if positions do not influence each other.
   * Source: Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen, "Offline Evaluation of
   * Ranking Policies with Click Models", 2018.
   */
  public static SlateEstimator iips() {
    return new SlateEstimator("iips", Scope.ITEM, Divisor.SLATES, false);
  }

  /**
   * X = sum_l w r, w of positions 0 to l: right if users read from the top. Source: McInerney,
   * Brost, Chandar, Mehrotra and Carterette, "Counterfactual Evaluation of Slate Recommendations
   * with Sequential Reward Interactions", 2020.
   */
  public static SlateEstimator rips() {
    return new SlateEstimator("rips", Scope.CASCADE, Divisor.SLATES, false);
  }

  /** {@link #sips} divided by the mean weight over all rows. */
  public static SlateEstimator snsips() {
    return new SlateEstimator("snsips", Scope.LIST, Divisor.WEIGHTS, false);
  }

  /** {@link #iips} with each position's rewards divided by its mean weight. */
  public static SlateEstimator sniips() {
    return new SlateEstimator("sniips", Scope.ITEM, Divisor.POSITION_WEIGHTS, false);
  }

  /** {@link #rips} with each position's rewards divided by its mean weight. */
  public static SlateEstimator snrips() {
    return new SlateEstimator("snrips", Scope.CASCADE, Divisor.POSITION_WEIGHTS, false);
  }

  /**
   * X = sum_l W_l (r_l - Q_l(a_l)) + W_{l-1} sum_a e(a|x, items above) Q_l(a), with W_l the weight
   * of positions 0 to l and W_{-1} = 1. Source: Kiyohara, Saito, Matsuhiro, Narita, Shimizu and
   * Yamamoto, "Doubly Robust Off-Policy Evaluation for Ranking Policies under the Cascade Behavior
   * Model", 2022.
   */
  public static SlateEstimator cascadeDr() {
    return new SlateEstimator("cascade-dr", Scope.CASCADE, Divisor.SLATES, true);
  }

  @Override
  public String name() {
    return form.name();
  }

  @Override
  public Accumulator<Slates> accumulator() {
    return new SlateAccumulator(form);
  }

  /**
   * X of every slate of a log that is in memory as a whole; the self-normalized forms divide by its
   * own mean weights.
   *
   * @return {@code [slates]}; all NaN if a mean weight is 0
   */
  public double[] terms(Slates slates) {
    int n = slates.size();
    double[][] columns = columns(form, slates.length(), n);
    fill(form, slates, 0, n, columns);
    if (form.divisor() == Divisor.SLATES) {
      return columns[0];
    }
    double[] terms = new double[n];
    for (int k = 0; k < columns.length; k += 2) {
      double mean = mean(columns[k + 1]);
      for (int i = 0; i < n; i++) {
        terms[i] += columns[k][i] / mean;
      }
    }
    return terms;
  }

  private static double mean(double[] weight) {
    Moments moments = new Moments(1);
    moments.add(0, weight.length, weight);
    return moments.mean(0);
  }

  /**
   * Room for the columns of some slates: X, or the weighted reward and the weight, once or for each
   * position.
   */
  static double[][] columns(Form form, int length, int slates) {
    int columns =
        switch (form.divisor()) {
          case SLATES -> 1;
          case WEIGHTS -> 2;
          case POSITION_WEIGHTS -> 2 * length;
        };
    return new double[columns][slates];
  }

  /** Fills the start of the columns with slates {@code from} to {@code to - 1}. */
  static void fill(Form form, Slates slates, int from, int to, double[][] columns) {
    double[] w = slates.weight(form.scope());
    double[] r = slates.reward();
    int length = slates.length();
    for (int i = from; i < to; i++) {
      int start = i * length;
      switch (form.divisor()) {
        case SLATES ->
            columns[0][i - from] =
                form.model() ? cascadeDr(slates, w, start) : weightedReward(w, r, start, length);
        case WEIGHTS -> {
          columns[0][i - from] = weightedReward(w, r, start, length);
          columns[1][i - from] = meanWeight(w, start, length);
        }
        case POSITION_WEIGHTS -> {
          for (int l = 0; l < length; l++) {
            columns[2 * l][i - from] = w[start + l] * r[start + l];
            columns[2 * l + 1][i - from] = w[start + l];
          }
        }
      }
    }
  }

  private static double weightedReward(double[] w, double[] r, int start, int length) {
    double sum = 0;
    for (int row = start; row < start + length; row++) {
      sum += w[row] * r[row];
    }
    return sum;
  }

  private static double meanWeight(double[] w, int start, int length) {
    double sum = 0;
    for (int row = start; row < start + length; row++) {
      sum += w[row];
    }
    return sum / length;
  }

  private static double cascadeDr(Slates slates, double[] w, int start) {
    double[] r = slates.reward();
    double[] q = slates.prediction();
    double[] expected = slates.targetValue();
    double sum = 0;
    double above = 1; // W_{l-1}
    for (int row = start; row < start + slates.length(); row++) {
      sum += w[row] * (r[row] - q[row]) + above * expected[row];
      above = w[row];
    }
    return sum;
  }
}
