package dev.strandline.ope.bandit;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimator;
import dev.strandline.policy.Check;

/**
 * Estimators of a target policy's value from rounds that several policies logged. The rounds say
 * which ({@link Rounds#withStratum}); standard errors are stratified by logger.
 *
 * <p>T is the term of an estimator that is a plain mean, such as ips or dr, n_k the number of
 * rounds of logger k and n that of all.
 *
 * <p>Sources: Agarwal, Basu, Schnabel and Joachims, "Effective Evaluation using Logged Bandit
 * Feedback from Multiple Loggers", 2017; Kallus, Saito and Uehara, "Optimal Off-Policy Evaluation
 * from Multiple Logging Policies", 2021.
 */
public final class MultiLogger implements Estimator<Rounds> {

  /** How the loggers' terms become one value. */
  enum Combination {
    POOLED,
    INVERSE_VARIANCE,
    INVERSE_VARIANCE_OF_CORRECTION
  }

  /** The formula: whose terms, and how they are combined. */
  record Form(String name, BanditEstimator.Form terms, Combination combination) {}

  private final Form form;

  private MultiLogger(String prefix, BanditEstimator terms, Combination combination) {
    Check.that(
        !terms.form().selfNormalized(),
        "%s is self-normalized, but loggers are combined from plain means. Use ips, dr or their"
            + " like.",
        terms.name());
    form = new Form(prefix + terms.name(), terms.form(), combination);
  }

  /** X = T, with each round's weight against its own logger. */
  public static MultiLogger naive(BanditEstimator terms) {
    return new MultiLogger("naive-", terms, Combination.POOLED);
  }

  /**
   * X = T, with each round's weight against the mixture of all loggers: the propensity is {@link
   * ImportanceWeights#mixture}.
   */
  public static MultiLogger balanced(BanditEstimator terms) {
    return new MultiLogger("balanced-", terms, Combination.POOLED);
  }

  /**
   * X = M_k T, with M_k = n / (v_k sum_j n_j / v_j) and v_k the variance of T among the rounds of
   * logger k, and each round's weight against its own logger. If T does not vary for some logger,
   * this falls back to naive and says so. The standard error takes M_k as given; replicates
   * recompute it.
   */
  public static MultiLogger weighted(BanditEstimator terms) {
    return new MultiLogger("weighted-", terms, Combination.INVERSE_VARIANCE);
  }

  /**
   * As {@link #weighted}, but X = qe + M_k (T - qe): only the correction is weighted, as in the
   * Open Bandit Pipeline.
   */
  public static MultiLogger weightedCorrection(BanditEstimator terms) {
    return new MultiLogger(
        "weighted-correction-", terms, Combination.INVERSE_VARIANCE_OF_CORRECTION);
  }

  @Override
  public String name() {
    return form.name();
  }

  @Override
  public Accumulator<Rounds> accumulator() {
    return new MultiLoggerAccumulator(form);
  }
}
