package dev.strandline.benchmarks;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.selection.Slope;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Five actions in fifty contexts of three numbers. The logging policy takes every action with
 * probability 0.08 at least; the target is half of it and half another softmax, so that weights are
 * at most 0.5 + 0.5 / 0.08 = 6.75. The mean reward is a logistic function of context and action
 * that no linear model fits; rewards are 0 or 1, or that mean and a uniform error.
 */
final class CoverageBandit implements CoverageWorld {

  private static final int CONTEXTS = 50;
  private static final int FEATURES = 3;
  private static final int ACTIONS = 5;
  private static final int FOLDS = 3;
  private static final int[] SIZES = {500, 1_000, 2_000, 5_000};
  private static final double LEAST_PROPENSITY = 0.08;
  private static final double TARGET_SHARE = 0.5;
  private static final double LARGEST_WEIGHT = 1 - TARGET_SHARE + TARGET_SHARE / LEAST_PROPENSITY;
  private static final double NOISE = 0.2;
  private static final double CLIP = 2;
  private static final double[] SHRINKAGES = {0, 1, 10, 100, 1_000, 10_000};

  private final String name;
  private final boolean clicks;
  private final long seed;
  private final double[] features = new double[CONTEXTS * FEATURES];
  private final double[][] behavior = new double[CONTEXTS][];
  private final double[][] target = new double[CONTEXTS][];
  private final double[][] mean = new double[CONTEXTS][ACTIONS];

  /**
   * A world.
   *
   * @param clicks whether rewards are 0 or 1
   */
  CoverageBandit(String name, boolean clicks, long seed) {
    this.name = name;
    this.clicks = clicks;
    this.seed = seed;
    RandomStream random = new Streams(seed).open("world of " + name);
    Arrays.setAll(features, i -> random.nextGaussian());
    double[] logger = normal(random);
    double[] other = normal(random);
    double[] effects = normal(random);
    for (int c = 0; c < CONTEXTS; c++) {
      double[] b = softmax(scores(c, logger));
      double[] e = softmax(scores(c, other));
      double[] effect = scores(c, effects);
      for (int a = 0; a < ACTIONS; a++) {
        b[a] = LEAST_PROPENSITY + (1 - ACTIONS * LEAST_PROPENSITY) * b[a];
        e[a] = (1 - TARGET_SHARE) * b[a] + TARGET_SHARE * e[a];
        mean[c][a] = 0.2 + 0.5 / (1 + Math.exp(-effect[a]));
      }
      behavior[c] = b;
      target[c] = e;
    }
  }

  private static double[] normal(RandomGenerator random) {
    double[] values = new double[ACTIONS * FEATURES];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private double[] scores(int context, double[] coefficients) {
    double[] scores = new double[ACTIONS];
    for (int a = 0; a < ACTIONS; a++) {
      for (int d = 0; d < FEATURES; d++) {
        scores[a] += coefficients[a * FEATURES + d] * features[context * FEATURES + d];
      }
    }
    return scores;
  }

  private static double[] softmax(double[] scores) {
    double[] p = Arrays.stream(scores).map(Math::exp).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String unit() {
    return "rows";
  }

  @Override
  public int[] sizes() {
    return SIZES;
  }

  @Override
  public double truth() {
    double sum = 0;
    for (int c = 0; c < CONTEXTS; c++) {
      for (int a = 0; a < ACTIONS; a++) {
        sum += target[c][a] * mean[c][a] / CONTEXTS;
      }
    }
    return sum;
  }

  @Override
  public List<Sample> samples(RandomGenerator random) {
    int most = SIZES[SIZES.length - 1];
    int[] context = new int[most];
    int[] action = new int[most];
    double[] reward = new double[most];
    for (int i = 0; i < most; i++) {
      context[i] = random.nextInt(CONTEXTS);
      action[i] = draw(behavior[context[i]], random.nextDouble());
      double expected = mean[context[i]][action[i]];
      double chance = random.nextDouble();
      reward[i] = clicks ? (chance < expected ? 1 : 0) : expected + NOISE * (2 * chance - 1);
    }
    List<Sample> samples = new ArrayList<>();
    for (int n : SIZES) {
      samples.add(
          sample(Arrays.copyOf(context, n), Arrays.copyOf(action, n), Arrays.copyOf(reward, n)));
    }
    return samples;
  }

  private static int draw(double[] p, double chance) {
    int action = 0;
    double below = p[0];
    while (action < ACTIONS - 1 && chance >= below) {
      below += p[++action];
    }
    return action;
  }

  private Sample sample(int[] context, int[] action, double[] reward) {
    int n = action.length;
    double[] x = new double[n * FEATURES];
    double[] e = new double[n * ACTIONS];
    double[] weight = new double[n];
    for (int i = 0; i < n; i++) {
      int c = context[i];
      System.arraycopy(features, c * FEATURES, x, i * FEATURES, FEATURES);
      System.arraycopy(target[c], 0, e, i * ACTIONS, ACTIONS);
      weight[i] = target[c][action[i]] / behavior[c][action[i]];
    }
    Decisions decisions = Decisions.of(ACTIONS, FEATURES, x, action);
    RewardPredictions q =
        RewardPredictions.crossFit(
            Ridge.defaults(),
            decisions,
            reward,
            SampleWeights.equal(n),
            Folds.shuffled(decisions, FOLDS, seed));
    Rounds rounds = Rounds.of(reward).withWeight(weight).withPredictions(q.logged(), q.expected(e));
    return new Sample(answered(rounds), estimates(rounds));
  }

  private static boolean answered(Rounds rounds) {
    Accumulator<Rounds> primary = BanditEstimator.dr().accumulator();
    primary.add(rounds);
    WeightedEvents.Counter events = new WeightedEvents.Counter();
    events.add(rounds.weight(), rounds.reward(), 0, rounds.size());
    Candidate candidate = Candidate.of("target", primary, events.events(), 0);
    return Gates.defaults().firstFailure(candidate).isEmpty();
  }

  private static List<Measured<?>> estimates(Rounds rounds) {
    double[][] terms = new double[SHRINKAGES.length][];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = BanditEstimator.drOs(SHRINKAGES[i]).terms(rounds);
    }
    double tuned = SHRINKAGES[Slope.choose(terms, Slope.DELTA)];
    return List.of(
        // All rewards lie in [0, 1].
        Measured.bounded(BanditEstimator.ips(), rounds, LARGEST_WEIGHT),
        Measured.promised(BanditEstimator.snips(), rounds),
        Measured.promised(BanditEstimator.dr(), rounds),
        Measured.promised(BanditEstimator.sndr(), rounds),
        Measured.unpromised("ips, w <= 2", BanditEstimator.ips(CLIP), rounds),
        Measured.unpromised("dr, w <= 2", BanditEstimator.dr(CLIP), rounds),
        Measured.unpromised("switch 2", BanditEstimator.switchDr(CLIP), rounds),
        Measured.unpromised("dros 1", BanditEstimator.drOs(1), rounds),
        Measured.unpromised("dros tuned", BanditEstimator.drOs(tuned), rounds));
  }
}
