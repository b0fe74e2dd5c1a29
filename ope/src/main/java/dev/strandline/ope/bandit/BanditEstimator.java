package dev.strandline.ope.bandit;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.Moments;
import java.util.Optional;

/**
 * Estimators of a target policy's value from logged rounds.
 *
 * <p>In the formulas w is the importance weight of the logged action, r its reward, q the model's
 * prediction for it, qe what the model expects of the target policy, and X the term whose mean over
 * the rounds is the estimate. All are of the form V = mean(base) + sum(w' residual) / n, or with
 * sum(w') in the place of n, where w' is what becomes of w.
 */
public final class BanditEstimator implements Estimator<Rounds> {

  /** What sum(w' residual) is divided by. */
  enum Divisor {
    ROWS,
    WEIGHTS,
    /** The weights, which must be 0 or 1. */
    AGREEMENTS
  }

  /**
   * The formula.
   *
   * @param model whether the base is qe and the residual r - q, instead of 0 and r
   * @param shrinkage what becomes of w; empty where no weights are used, and the base of a form
   *     without a model is r
   */
  record Form(String name, boolean model, Optional<Shrinkage> shrinkage, Divisor divisor) {

    boolean selfNormalized() {
      return divisor != Divisor.ROWS;
    }
  }

  private static final double[] NONE = {};

  private final Form form;

  private BanditEstimator(
      String name, boolean model, Optional<Shrinkage> shrinkage, Divisor divisor) {
    form = new Form(name, model, shrinkage, divisor);
  }

  private static BanditEstimator plain(String name, Shrinkage shrinkage) {
    return new BanditEstimator(name, false, Optional.of(shrinkage), Divisor.ROWS);
  }

  private static BanditEstimator doublyRobust(String name, Shrinkage shrinkage) {
    return new BanditEstimator(name, true, Optional.of(shrinkage), Divisor.ROWS);
  }

  private static Shrinkage asIs() {
    return new Shrinkage.Clip(Double.POSITIVE_INFINITY);
  }

  /** The logging policy's own value: X = r. Needs no weights. */
  public static BanditEstimator mean() {
    return new BanditEstimator("mean", false, Optional.empty(), Divisor.ROWS);
  }

  /** Direct method: X = qe. Needs no weights. */
  public static BanditEstimator dm() {
    return new BanditEstimator("dm", true, Optional.empty(), Divisor.ROWS);
  }

  /**
   * Inverse propensity scoring: X = w r. Source: Horvitz and Thompson, "A Generalization of
   * Sampling Without Replacement From a Finite Universe", 1952.
   */
  public static BanditEstimator ips() {
    return ips(Double.POSITIVE_INFINITY);
  }

  /**
   * Clipped inverse propensity scoring: X = min(w, lambda) r. Source: Ionides, "Truncated
   * Importance Sampling", 2008.
   */
  public static BanditEstimator ips(double lambda) {
    return plain("ips", new Shrinkage.Clip(lambda));
  }

  /**
   * Self-normalized inverse propensity scoring: X = w r / mean(w). Source: Swaminathan and
   * Joachims, "The Self-Normalized Estimator for Counterfactual Learning", 2015.
   */
  public static BanditEstimator snips() {
    return new BanditEstimator("snips", false, Optional.of(asIs()), Divisor.WEIGHTS);
  }

  /**
   * Doubly robust: X = qe + w (r - q). Source: Dudik, Langford and Li, "Doubly Robust Policy
   * Evaluation and Learning", 2011.
   */
  public static BanditEstimator dr() {
    return dr(Double.POSITIVE_INFINITY);
  }

  /**
   * Doubly robust with clipped weights: X = qe + min(w, lambda) (r - q). Source: as {@link #dr()}.
   */
  public static BanditEstimator dr(double lambda) {
    return doublyRobust("dr", new Shrinkage.Clip(lambda));
  }

  /**
   * Self-normalized doubly robust: X = qe + w (r - q) / mean(w). Source: Thomas and Brunskill,
   * "Data-Efficient Off-Policy Policy Evaluation for Reinforcement Learning", 2016, with one step.
   */
  public static BanditEstimator sndr() {
    return new BanditEstimator("sndr", true, Optional.of(asIs()), Divisor.WEIGHTS);
  }

  /**
   * Doubly robust where weights are small, the model elsewhere: X = qe + 1{w <= lambda} w (r - q).
   * Source: Wang, Agarwal and Dudik, "Optimal and Adaptive Off-policy Evaluation in Contextual
   * Bandits", 2017.
   */
  public static BanditEstimator switchDr(double lambda) {
    return doublyRobust("switch-dr", new Shrinkage.Switch(lambda));
  }

  /**
   * Doubly robust with optimistic shrinkage: X = qe + lambda w / (w^2 + lambda) (r - q). Source:
   * Su, Dimakopoulou, Krishnamurthy and Dudik, "Doubly Robust Off-policy Evaluation with
   * Shrinkage", 2020.
   *
   * @param lambda 0 is dm, infinity is dr
   */
  public static BanditEstimator drOs(double lambda) {
    return doublyRobust("dros", new Shrinkage.Optimistic(lambda));
  }

  /**
   * Inverse propensity scoring with subgaussian weights: X = w / (1 - lambda + lambda w) r. Source:
   * Metelli, Russo and Restelli, "Subgaussian and Differentiable Importance Sampling for Off-Policy
   * Evaluation and Learning", 2021, with s = -1.
   *
   * @param lambda in [0, 1]; 0 is ips, and 1 the mean reward where w > 0
   */
  public static BanditEstimator sgIps(double lambda) {
    return plain("sg-ips", new Shrinkage.Harmonic(lambda));
  }

  /**
   * Doubly robust with subgaussian weights: X = qe + w / (1 - lambda + lambda w) (r - q). Source:
   * as {@link #sgIps}.
   *
   * @param lambda in [0, 1]; 0 is dr
   */
  public static BanditEstimator sgDr(double lambda) {
    return doublyRobust("sg-dr", new Shrinkage.Harmonic(lambda));
  }

  /**
   * Replay, the mean reward where a deterministic target agrees with a uniformly random log: X =
   * 1{agree} r / mean(1{agree}), and 0 if they never agree. Takes the weights of {@link
   * ImportanceWeights#agreement}. Source: Li, Chu, Langford and Wang, "Unbiased Offline Evaluation
   * of Contextual-bandit-based News Article Recommendation Algorithms", 2011.
   */
  public static BanditEstimator replay() {
    return new BanditEstimator("replay", false, Optional.of(asIs()), Divisor.AGREEMENTS);
  }

  /**
   * Balanced inverse propensity scoring: X = min(w, lambda) r / mean(min(w, lambda)), with weights
   * from {@link ImportanceWeights#densityRatio}. Source: Sondhi, Arbour and Dimmery, "Balanced
   * Off-Policy Evaluation in General Action Spaces", 2020.
   *
   * @param lambda infinity clips nothing
   */
  public static BanditEstimator balancedIps(double lambda) {
    return new BanditEstimator(
        "balanced-ips", false, Optional.of(new Shrinkage.Clip(lambda)), Divisor.WEIGHTS);
  }

  /**
   * The same formula under another name, as {@code snips().named("snmips")} on embedding weights.
   */
  public BanditEstimator named(String other) {
    return new BanditEstimator(other, form.model(), form.shrinkage(), form.divisor());
  }

  @Override
  public String name() {
    return form.name();
  }

  Form form() {
    return form;
  }

  @Override
  public Accumulator<Rounds> accumulator() {
    return new BanditAccumulator(form);
  }

  /**
   * X of every round of a log that is in memory as a whole; the self-normalized forms divide by its
   * own mean weight.
   *
   * @return {@code [rounds]}; all NaN if a self-normalized form is undefined because every weight
   *     is 0
   */
  public double[] terms(Rounds rounds) {
    Columns columns = new Columns(rounds.size());
    columns.fill(form, rounds, 0, rounds.size());
    if (form.selfNormalized()) {
      double mean = meanWeight(columns.weight);
      boolean noRows = form.divisor() == Divisor.AGREEMENTS && mean == 0;
      for (int i = 0; i < columns.weighted.length; i++) {
        columns.weighted[i] = noRows ? 0 : columns.weighted[i] / mean;
      }
    }
    return columns.terms(form, rounds.size());
  }

  private static double meanWeight(double[] weight) {
    Moments moments = new Moments(1);
    moments.add(0, weight.length, weight);
    return moments.mean(0);
  }

  /**
   * w' of every round: what the estimator uses in the place of the importance weight.
   *
   * @return {@code [rounds]}; all 0 for estimators without weights
   */
  public double[] weights(Rounds rounds) {
    double[] used = new double[rounds.size()];
    form.shrinkage().ifPresent(shrink -> shrink.apply(rounds.weight(), 0, used.length, used));
    return used;
  }

  /** The columns of some rounds: V = mean(base) + sum(weighted) / n, or / sum(weight). */
  static final class Columns {
    final double[] base;
    final double[] weighted;
    final double[] raw; // importance weights
    double[] weight; // what became of them
    private final double[] shrunk;
    private final double[] prediction;

    Columns(int rows) {
      base = new double[rows];
      weighted = new double[rows];
      raw = new double[rows];
      weight = raw;
      shrunk = new double[rows];
      prediction = new double[rows];
    }

    /** base + weighted; overwrites one of them. */
    double[] terms(Form form, int rows) {
      if (form.shrinkage().isEmpty()) {
        return base;
      }
      if (form.model()) {
        for (int i = 0; i < rows; i++) {
          weighted[i] += base[i];
        }
      }
      return weighted;
    }

    /**
     * Fills the start of the columns with rounds {@code from} to {@code to - 1}; leaves alone those
     * that are 0 in every round.
     */
    void fill(Form form, Rounds rounds, int from, int to) {
      int n = to - from;
      boolean weigh = form.shrinkage().isPresent();
      boolean model = form.model();
      rounds.read(
          from, to, weigh ? raw : NONE, weigh && model ? prediction : NONE, model ? base : NONE);
      if (model && !weigh) {
        return;
      }
      double[] r = rounds.reward();
      if (!weigh) {
        rounds.checkRewards(from, to);
        System.arraycopy(r, from, base, 0, n);
        return;
      }
      shrink(form.shrinkage().get(), n);
      double[] w = weight;
      if (model) {
        for (int i = 0; i < n; i++) {
          weighted[i] = w[i] * (r[from + i] - prediction[i]);
        }
      } else {
        for (int i = 0; i < n; i++) {
          weighted[i] = w[i] * r[from + i];
        }
      }
    }

    private void shrink(Shrinkage shrinkage, int rows) {
      if (shrinkage.none()) {
        weight = raw;
      } else {
        weight = shrunk;
        shrinkage.apply(raw, 0, rows, shrunk);
      }
    }
  }
}
