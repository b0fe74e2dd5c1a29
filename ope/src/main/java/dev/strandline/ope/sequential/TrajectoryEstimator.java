package dev.strandline.ope.sequential;

import dev.strandline.ope.Estimator;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;

/**
 * Value of a target policy per episode, from whole logged episodes:
 *
 * <pre>  X_i = base_i + sum_t gamma^t U_it y_it,   V = mean X</pre>
 *
 * <p>Every formula here is a choice of three: the base (nothing, or the value of the first state),
 * the weight U of a step, and what it weighs, y: the reward, or the advantage r_t + gamma
 * V(s_{t+1}) - Q(s_t, a_t). (The doubly robust sum of W_t (r_t - Q_t) + W_{t-1} V_t is the same
 * number with its terms grouped by weight.) Self-normalized forms divide U_t by its mean over all
 * episodes, those that have ended included: they keep their last weight.
 *
 * <p>rho_t = e(a_t|s_t) / b(a_t|s_t), W_t = rho_0 ... rho_t, G = sum_t gamma^t r_t, T the number of
 * steps. The first reward has discount 1.
 *
 * <p>Sources: Precup, Sutton and Singh, "Eligibility Traces for Off-Policy Policy Evaluation", 2000
 * (trajectory and per-decision importance sampling); Jiang and Li, "Doubly Robust Off-policy Value
 * Evaluation for Reinforcement Learning", 2016; Thomas and Brunskill, "Data-Efficient Off-Policy
 * Policy Evaluation for Reinforcement Learning", 2016 (self-normalized doubly robust); Liu, Li,
 * Tang and Zhou, "Breaking the Curse of Horizon", 2018 (marginal weights); Yuan, Chandak, Giguere,
 * Thomas and Niekum, "SOPE: Spectrum of Off-Policy Estimators", 2021 (k); Kallus and Uehara,
 * "Double Reinforcement Learning for Efficient Off-Policy Evaluation in Markov Decision Processes",
 * 2020.
 */
public final class TrajectoryEstimator implements Estimator<Episodes> {

  private enum Base {
    NONE,
    FIRST_VALUE,
    INITIAL_VALUE
  }

  private enum Weight {
    NONE,
    EPISODE,
    CUMULATIVE,
    STATE,
    STATE_ACTION
  }

  private enum Target {
    REWARD,
    ADVANTAGE
  }

  private final String name;
  private final double gamma;
  private final Base base;
  private final Weight weight;
  private final int k;
  private final Target target;
  private final boolean selfNormalized;

  private TrajectoryEstimator(
      String name,
      double gamma,
      Base base,
      Weight weight,
      int k,
      Target target,
      boolean selfNormalized) {
    Check.range(gamma, 0, 1, name + " gamma", "Use 1 for the plain sum of rewards.");
    Check.atLeast(k, 0, name + " k", "Use 0 to weigh by the marginal weight of the step itself.");
    this.name = name;
    this.gamma = gamma;
    this.base = base;
    this.weight = weight;
    this.k = k;
    this.target = target;
    this.selfNormalized = selfNormalized;
  }

  /** Short names of all estimators, as {@link #named} takes them. */
  public static final List<String> NAMES =
      List.of(
          "dm",
          "tis",
          "pdis",
          "dr",
          "sntis",
          "snpdis",
          "sndr",
          "sm-dm",
          "sm-is",
          "sm-dr",
          "sm-snis",
          "sm-sndr",
          "sam-is",
          "sam-dr",
          "sam-snis",
          "sam-sndr",
          "drl");

  /**
   * The estimator with a short name.
   *
   * @param gamma discount per step, in [0, 1]
   * @param k of the marginal forms, steps of per-decision ratios; the others leave it aside
   * @throws IllegalArgumentException for a name that is not in {@link #NAMES}
   */
  public static TrajectoryEstimator named(String name, double gamma, int k) {
    return switch (name) {
      case "dm" -> dm();
      case "tis" -> tis(gamma);
      case "pdis" -> pdis(gamma);
      case "dr" -> dr(gamma);
      case "sntis" -> sntis(gamma);
      case "snpdis" -> snpdis(gamma);
      case "sndr" -> sndr(gamma);
      case "sm-dm" -> smDm();
      case "sm-is" -> smIs(gamma, k);
      case "sm-dr" -> smDr(gamma, k);
      case "sm-snis" -> smSnis(gamma, k);
      case "sm-sndr" -> smSndr(gamma, k);
      case "sam-is" -> samIs(gamma, k);
      case "sam-dr" -> samDr(gamma, k);
      case "sam-snis" -> samSnis(gamma, k);
      case "sam-sndr" -> samSndr(gamma, k);
      case "drl" -> drl(gamma);
      default ->
          throw new IllegalArgumentException(
              "there is no trajectory estimator \"" + name + "\". Use one of " + NAMES + ".");
    };
  }

  /** The direct method: X = V(s_0). */
  public static TrajectoryEstimator dm() {
    return new TrajectoryEstimator("dm", 1, Base.FIRST_VALUE, Weight.NONE, 0, Target.REWARD, false);
  }

  /** Trajectory importance sampling: X = W_{T-1} G. */
  public static TrajectoryEstimator tis(double gamma) {
    return new TrajectoryEstimator(
        "tis", gamma, Base.NONE, Weight.EPISODE, 0, Target.REWARD, false);
  }

  /** Per-decision importance sampling: X = sum_t gamma^t W_t r_t. */
  public static TrajectoryEstimator pdis(double gamma) {
    return new TrajectoryEstimator(
        "pdis", gamma, Base.NONE, Weight.CUMULATIVE, 0, Target.REWARD, false);
  }

  /**
   * Doubly robust: X = sum_t gamma^t [W_t (r_t - Q(s_t, a_t)) + W_{t-1} V(s_t)], which is V(s_0) +
   * sum_t gamma^t W_t [r_t + gamma V(s_{t+1}) - Q(s_t, a_t)].
   */
  public static TrajectoryEstimator dr(double gamma) {
    return new TrajectoryEstimator(
        "dr", gamma, Base.FIRST_VALUE, Weight.CUMULATIVE, 0, Target.ADVANTAGE, false);
  }

  /** Self-normalized {@link #tis}: X = W_{T-1} G / mean W_{T-1}. */
  public static TrajectoryEstimator sntis(double gamma) {
    return new TrajectoryEstimator(
        "sntis", gamma, Base.NONE, Weight.EPISODE, 0, Target.REWARD, true);
  }

  /** Self-normalized {@link #pdis}: X = sum_t gamma^t W_t r_t / mean W_t. */
  public static TrajectoryEstimator snpdis(double gamma) {
    return new TrajectoryEstimator(
        "snpdis", gamma, Base.NONE, Weight.CUMULATIVE, 0, Target.REWARD, true);
  }

  /** Self-normalized {@link #dr}: W_t and W_{t-1} each divided by their own means. */
  public static TrajectoryEstimator sndr(double gamma) {
    return new TrajectoryEstimator(
        "sndr", gamma, Base.FIRST_VALUE, Weight.CUMULATIVE, 0, Target.ADVANTAGE, true);
  }

  /** The direct method with the given value of the first state. */
  public static TrajectoryEstimator smDm() {
    return new TrajectoryEstimator(
        "sm-dm", 1, Base.INITIAL_VALUE, Weight.NONE, 0, Target.REWARD, false);
  }

  /**
   * State-marginal importance sampling: X = sum_t gamma^t U_t r_t with U_t = W_t for t below k and
   * m(s_{t-k}) rho_{t-k} ... rho_t from there on.
   */
  public static TrajectoryEstimator smIs(double gamma, int k) {
    return marginal("sm-is", gamma, Weight.STATE, k, Target.REWARD, false);
  }

  /** Doubly robust {@link #smIs}: V(s_0) + sum_t gamma^t U_t [r_t + gamma V(s_{t+1}) - Q_t]. */
  public static TrajectoryEstimator smDr(double gamma, int k) {
    return marginal("sm-dr", gamma, Weight.STATE, k, Target.ADVANTAGE, false);
  }

  /** Self-normalized {@link #smIs}. */
  public static TrajectoryEstimator smSnis(double gamma, int k) {
    return marginal("sm-snis", gamma, Weight.STATE, k, Target.REWARD, true);
  }

  /** Self-normalized {@link #smDr}; V(s_0) is not weighted. */
  public static TrajectoryEstimator smSndr(double gamma, int k) {
    return marginal("sm-sndr", gamma, Weight.STATE, k, Target.ADVANTAGE, true);
  }

  /**
   * State-action-marginal importance sampling: X = sum_t gamma^t U_t r_t with U_t = W_t for t below
   * k and m(s_{t-k}, a_{t-k}) rho_{t-k+1} ... rho_t from there on.
   */
  public static TrajectoryEstimator samIs(double gamma, int k) {
    return marginal("sam-is", gamma, Weight.STATE_ACTION, k, Target.REWARD, false);
  }

  /** Doubly robust {@link #samIs}: V(s_0) + sum_t gamma^t U_t [r_t + gamma V(s_{t+1}) - Q_t]. */
  public static TrajectoryEstimator samDr(double gamma, int k) {
    return marginal("sam-dr", gamma, Weight.STATE_ACTION, k, Target.ADVANTAGE, false);
  }

  /** Self-normalized {@link #samIs}. */
  public static TrajectoryEstimator samSnis(double gamma, int k) {
    return marginal("sam-snis", gamma, Weight.STATE_ACTION, k, Target.REWARD, true);
  }

  /** Self-normalized {@link #samDr}; V(s_0) is not weighted. */
  public static TrajectoryEstimator samSndr(double gamma, int k) {
    return marginal("sam-sndr", gamma, Weight.STATE_ACTION, k, Target.ADVANTAGE, true);
  }

  private static TrajectoryEstimator marginal(
      String name, double gamma, Weight weight, int k, Target target, boolean selfNormalized) {
    Base base = target == Target.ADVANTAGE ? Base.INITIAL_VALUE : Base.NONE;
    String full = k == 0 ? name : name + "-k" + k;
    return new TrajectoryEstimator(full, gamma, base, weight, k, target, selfNormalized);
  }

  /**
   * Double reinforcement learning: X = sum_t gamma^t [m(s_t, a_t) (r_t - Q(s_t, a_t)) + m(s_{t-1},
   * a_{t-1}) V(s_t)], m before the first step being 1; m and Q from models that did not see the
   * episode.
   */
  public static TrajectoryEstimator drl(double gamma) {
    return new TrajectoryEstimator(
        "drl", gamma, Base.FIRST_VALUE, Weight.STATE_ACTION, 0, Target.ADVANTAGE, false);
  }

  @Override
  public String name() {
    return name;
  }

  /** Discount per step. */
  public double gamma() {
    return gamma;
  }

  /** Whether weights are divided by their means. */
  public boolean selfNormalized() {
    return selfNormalized;
  }

  @Override
  public TrajectoryAccumulator accumulator() {
    return new TrajectoryAccumulator(this);
  }

  /**
   * X_i of every episode of a whole log; their mean is the value. Self-normalized terms share their
   * denominators and are not independent.
   *
   * @return {@code [episodes]}; all NaN if a self-normalized form is undefined because every weight
   *     is 0 at every step
   * @throws IllegalArgumentException if a column that the formula needs is missing, or a weight's
   *     convention does not fit
   */
  public double[] terms(Episodes log) {
    check(log);
    Steps steps = new Steps(log.horizon(), gamma, new StepWeights());
    double[] scale = selfNormalized ? scale(log) : new double[0];
    double[] terms = new double[log.size()];
    for (int i = 0; i < terms.length; i++) {
      write(log, i, steps);
      if (selfNormalized) {
        for (int t = 0; t < steps.count; t++) {
          steps.weighted[t] *= scale[t];
        }
        steps.sum = sum(steps.weighted, steps.count);
      }
      terms[i] = steps.base + steps.sum;
    }
    return terms;
  }

  /** 1 / mean U_t at every step, 0 where every U_t is 0; NaN if that is so at every step. */
  private double[] scale(Episodes log) {
    StepWeights weights = new StepWeights();
    Steps steps = new Steps(log.horizon(), gamma, weights);
    for (int i = 0; i < log.size(); i++) {
      writeWeights(log, i, steps);
      weights.add(steps.weight, steps.count);
    }
    double[] scale = weights.totals();
    double undefined = Arrays.stream(scale).allMatch(sum -> sum == 0) ? Double.NaN : 0;
    for (int t = 0; t < scale.length; t++) {
      scale[t] = scale[t] == 0 ? undefined : log.size() / scale[t];
    }
    return scale;
  }

  boolean weighted() {
    return weight != Weight.NONE;
  }

  boolean usesModel() {
    return base != Base.NONE;
  }

  /** Refuses a log that lacks what the formula needs. */
  void check(Episodes log) {
    if (base == Base.FIRST_VALUE || target == Target.ADVANTAGE) {
      log.requireValues(name);
    }
    Check.that(
        base != Base.INITIAL_VALUE || log.hasInitialValue(),
        "%s needs V(s_0), but these episodes have none. Give it with"
            + " Episodes.Builder.initialValue, or a value model.",
        name);
    if (weight == Weight.STATE) {
      checkConvention(log.stateWeight(), "state weights m(s)", "stateWeight");
    } else if (weight == Weight.STATE_ACTION) {
      checkConvention(log.stateActionWeight(), "state-action weights m(s, a)", "stateActionWeight");
    }
  }

  private void checkConvention(Episodes.MarginalWeight marginal, String what, String method) {
    Check.that(
        marginal != null,
        "%s needs %s, but these episodes have none. Give them with Episodes.Builder.%s.",
        name,
        what,
        method);
    Check.that(
        marginal.convention() != WeightConvention.POOLED_DATA,
        "%s sums over gamma^t, but the %s are POOLED_DATA, which holds the discount already. Use"
            + " PooledEstimator, or weights that are PER_STEP or DISCOUNTED_RATIO.",
        name,
        what);
  }

  /** Whether the weights' convention leaves a bias that a reader must know of. */
  boolean biasedBy(Episodes log) {
    Episodes.MarginalWeight marginal =
        switch (weight) {
          case STATE -> log.stateWeight();
          case STATE_ACTION -> log.stateActionWeight();
          default -> null;
        };
    return marginal != null
        && k > 0
        && k < log.horizon()
        && marginal.convention() == WeightConvention.DISCOUNTED_RATIO;
  }

  /** One episode's base, U_t and gamma^t U_t y_t; reused from episode to episode. */
  static final class Steps {
    double base;
    double weightedReturn; // sum_t gamma^t U_t r_t
    double sum; // sum_t gamma^t U_t y_t, of plain forms
    int count; // of the steps below, of self-normalized forms
    final double[] weight;
    final double[] weighted;
    private final StepWeights spread;
    private final double[] ratio; // rho_t
    private final double[] target; // what is weighted, where that is not the reward
    private final double[] discount; // gamma^t

    /**
     * Room for the steps of an episode.
     *
     * @param spread takes in the weights of every episode
     */
    Steps(int horizon, double gamma, StepWeights spread) {
      this.spread = spread;
      weight = new double[horizon];
      weighted = new double[horizon];
      ratio = new double[horizon];
      target = new double[horizon];
      discount = new double[horizon];
      discount[0] = 1;
      for (int t = 1; t < horizon; t++) {
        discount[t] = gamma * discount[t - 1];
      }
    }
  }

  /** Writes an episode, and takes in its weights. */
  void write(Episodes log, int episode, Steps steps) {
    steps.base =
        switch (base) {
          case NONE -> 0;
          case FIRST_VALUE -> log.firstValue(episode);
          case INITIAL_VALUE -> log.initialValue(episode);
        };
    if (weight == Weight.NONE) {
      steps.count = 0;
    } else if (weight == Weight.CUMULATIVE && !selfNormalized) {
      sumCumulatively(log, episode, steps);
    } else {
      if (weight == Weight.CUMULATIVE) {
        weighCumulatively(log, episode, steps);
      } else {
        weighChecked(log, episode, steps);
      }
      steps.sum = selfNormalized ? 0 : sum(steps.weighted, steps.count);
      steps.spread.add(steps.weight, steps.count);
    }
  }

  /**
   * The sum over an episode's steps and the spread of its weights in one pass over its rows. It
   * keeps no step, which {@link #weighCumulatively} does at a fifth more time.
   */
  private void sumCumulatively(Episodes log, int episode, Steps steps) {
    int from = log.start(episode);
    int count = log.length(episode);
    boolean advantage = target == Target.ADVANTAGE;
    if (advantage) {
      log.advantages(episode, gamma, steps.target);
    }
    double[] y = advantage ? steps.target : log.reward();
    int shift = advantage ? 0 : from;
    double[] reward = log.reward();
    double[] discount = steps.discount;
    StepWeights spread = steps.spread;
    spread.grow(count);
    double product = 1;
    double sum = 0;
    double weightedReturn = 0;
    for (int t = 0; t < count; t++) {
      double next = product * log.quotient(from + t);
      if (Products.strays(next)) { // or is wrong
        weighChecked(log, episode, steps);
        steps.sum = sum(steps.weighted, count);
        spread.addSteps(steps.weight, t, count);
        spread.end(count, steps.weight[count - 1]);
        return;
      }
      product = next;
      spread.addStep(t, product);
      double discounted = discount[t] * product;
      sum += discounted * y[shift + t];
      weightedReturn += discounted * reward[from + t];
    }
    if (!(Math.abs(sum + weightedReturn) <= Double.MAX_VALUE)) { // a number may be wrong
      weighChecked(log, episode, steps);
    }
    steps.sum = sum;
    steps.weightedReturn = weightedReturn;
    spread.end(count, product);
  }

  /** Weights and weighted rewards of an episode in one pass over its rows. */
  private void weighCumulatively(Episodes log, int episode, Steps steps) {
    int from = log.start(episode);
    int count = log.length(episode);
    steps.count = count;
    boolean advantage = target == Target.ADVANTAGE;
    if (advantage) {
      log.advantages(episode, gamma, steps.target);
    }
    double[] y = advantage ? steps.target : log.reward();
    int shift = advantage ? 0 : from;
    double[] reward = log.reward();
    double product = 1;
    double weightedReturn = 0;
    for (int t = 0; t < count; t++) {
      double next = product * log.quotient(from + t);
      if (Products.strays(next)) { // or is wrong
        weighChecked(log, episode, steps);
        return;
      }
      product = next;
      double discounted = steps.discount[t] * product;
      steps.weight[t] = product;
      steps.weighted[t] = discounted * y[shift + t];
      weightedReturn += discounted * reward[from + t];
    }
    double advantages = advantage ? sum(steps.weighted, count) : 0;
    if (!(Math.abs(weightedReturn + advantages) <= Double.MAX_VALUE)) { // a number may be wrong
      weighChecked(log, episode, steps);
      return;
    }
    steps.weightedReturn = weightedReturn;
  }

  /** Weights and weighted rewards of an episode, whose rows are checked first. */
  private void weighChecked(Episodes log, int episode, Steps steps) {
    writeWeights(log, episode, steps);
    if (weight == Weight.EPISODE) {
      weighReturn(log, episode, steps);
    } else {
      weighSteps(log, episode, steps);
    }
  }

  private void writeWeights(Episodes log, int episode, Steps steps) {
    int from = log.start(episode);
    steps.count = log.length(episode);
    log.ratios(episode, steps.ratio);
    switch (weight) {
      case NONE -> steps.count = 0;
      case EPISODE -> {
        steps.weight[0] = Products.of(steps.ratio, 0, steps.count);
        steps.count = 1;
      }
      case CUMULATIVE -> Products.running(steps.ratio, 0, steps.count, steps.weight);
      case STATE -> writeMarginal(from, log.stateWeight().values(), 0, steps);
      case STATE_ACTION -> writeMarginal(from, log.stateActionWeight().values(), 1, steps);
    }
  }

  /**
   * U_t = W_t for t below k, then m_{t-k} rho_{t-k+skipped} ... rho_t: m(s) leaves out no ratio of
   * its own step, m(s, a) leaves out one.
   */
  private void writeMarginal(int from, double[] marginal, int skipped, Steps steps) {
    Products.running(steps.ratio, 0, Math.min(k, steps.count), steps.weight);
    for (int t = k; t < steps.count; t++) {
      steps.weight[t] = marginal[from + t - k] * Products.of(steps.ratio, t - k + skipped, t + 1);
    }
  }

  /** W_{T-1} G, as a single step. */
  private static void weighReturn(Episodes log, int episode, Steps steps) {
    int from = log.start(episode);
    int length = log.length(episode);
    double episodeReturn = 0;
    for (int t = 0; t < length; t++) {
      episodeReturn += steps.discount[t] * log.reward()[from + t];
    }
    steps.weightedReturn = steps.weight[0] * episodeReturn;
    steps.weighted[0] = steps.weightedReturn;
  }

  private void weighSteps(Episodes log, int episode, Steps steps) {
    double[] reward = log.reward();
    double[] discount = steps.discount;
    double[] weight = steps.weight;
    double[] weighted = steps.weighted;
    int from = log.start(episode);
    int count = steps.count;
    for (int t = 0; t < count; t++) {
      weighted[t] = discount[t] * weight[t] * reward[from + t];
    }
    steps.weightedReturn = sum(weighted, count);
    if (target == Target.ADVANTAGE) {
      log.checkValues(episode);
      log.advantages(episode, gamma, weighted);
      for (int t = 0; t < count; t++) {
        weighted[t] *= discount[t] * weight[t];
      }
    }
  }

  /** The sum of the first {@code count} values, in four chains that keep the adder busy. */
  static double sum(double[] values, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int t = 0;
    for (; t + 3 < count; t += 4) {
      a += values[t];
      b += values[t + 1];
      c += values[t + 2];
      d += values[t + 3];
    }
    for (; t < count; t++) {
      a += values[t];
    }
    return (a + b) + (c + d);
  }
}
