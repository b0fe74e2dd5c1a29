package dev.strandline.envs.bandit;

import dev.strandline.datasets.BanditLog;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A world of single decisions in which the expected reward q(x, a) of every action is known, so
 * that the value of any policy is, for given contexts, exact: mean_i sum_a e(a | x_i) q(x_i, a).
 *
 * <p>Contexts are standard normal. An action's score is s(x, a) = degree (u(x, a) - m) / v with
 * u(x, a) = b_a + sum_f (c_f + c_af) phi_f(x), all coefficients uniform on [-1, 1] and phi_f the
 * products of the context's numbers up to a degree; m and v are u's mean and standard deviation
 * over contexts drawn for that alone, so that q is one function whatever log is asked for. The
 * expected reward is s or 1 / (1 + exp(-s)). The logger takes an action with probability
 * proportional to exp(beta q(x, a)).
 *
 * <p>Source: the synthetic data of Saito, Aihara, Matsutani and Narita, "Open Bandit Dataset and
 * Pipeline: Towards Realistic and Reproducible Off-Policy Evaluation", 2020, of which it differs in
 * two things: scores are not standardized by the log's own contexts, which would make the truth
 * depend on the log, and real-numbered rewards are normal, not cut at 0, which would move their
 * mean away from q.
 *
 * <p>Immutable.
 */
public final class SyntheticBandit {

  private static final int CALIBRATION = 1_000;
  private static final int MOST_PRODUCTS = 1_000_000;

  /** How scores depend on the context. */
  public enum Score {
    /** On each number by itself. */
    LINEAR(1, 1),
    /** On products of up to three numbers. */
    POLYNOMIAL(3, 1),
    /** On products of up to four, of three tenths of the numbers; the others do not matter. */
    SPARSE(4, 0.3);

    private final int degree;
    private final double share;

    Score(int degree, double share) {
      this.degree = degree;
      this.share = share;
    }

    /** Numbers of the context that matter: a share rounded down, at least one. */
    private int relevant(int contextSize) {
      return Math.max(1, (int) (share * contextSize));
    }

    /** Products of 1 to {@code degree} of them: (n + degree choose degree) - 1. */
    private double products(int contextSize) {
      double count = 1;
      for (int i = 1; i <= degree; i++) {
        count = count * (relevant(contextSize) + i) / i;
      }
      return count - 1;
    }
  }

  /**
   * Settings of {@link SyntheticBandit}.
   *
   * @param actions K, at least 2
   * @param contextSize numbers in a context, at least 1
   * @param score how scores depend on the context
   * @param binary whether rewards are 1 with probability 1 / (1 + exp(-s)) and 0 otherwise (the
   *     logistic forms), rather than normal about s
   * @param noise standard deviation of rewards about s; without effect on binary ones
   * @param beta inverse temperature of the logger: 0 is uniform, large and positive takes the best
   *     action, large and negative the worst
   * @param deficientActions how many actions, drawn anew in each round, the logger cannot take; at
   *     least one is left
   */
  public record Config(
      int actions,
      int contextSize,
      Score score,
      boolean binary,
      double noise,
      double beta,
      int deficientActions) {

    public Config {
      Check.atLeast(actions, 2, "SyntheticBandit.Config.actions", "Use 10.");
      Check.atLeast(contextSize, 1, "SyntheticBandit.Config.contextSize", "Use 5.");
      Check.that(
          score.products(contextSize) <= MOST_PRODUCTS,
          "SyntheticBandit.Config.contextSize of %d gives a %s score %.0f products, but %d is the most. Use fewer numbers"
              + " or a LINEAR score.",
          contextSize,
          score,
          score.products(contextSize),
          MOST_PRODUCTS);
      Check.notNegative(noise, "SyntheticBandit.Config.noise", "Use 1.");
      Check.that(
          Double.isFinite(beta),
          "SyntheticBandit.Config.beta must be finite, but is %s. Use 1, or 0 for a uniform logger.",
          beta);
      Check.range(
          deficientActions,
          0,
          actions - 1,
          "SyntheticBandit.Config.deficientActions",
          "Leave the logger an action.");
    }

    /** Ten actions, five numbers, linear scores, rewards of 0 or 1, and a logger of beta 1. */
    public static Config defaults() {
      return new Config(10, 5, Score.LINEAR, true, 1, 1, 0);
    }

    public Config withActions(int actions) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }

    public Config withContextSize(int contextSize) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }

    public Config withScore(Score score) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }

    public Config withBinary(boolean binary) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }

    public Config withBeta(double beta) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }

    public Config withDeficientActions(int deficientActions) {
      return new Config(actions, contextSize, score, binary, noise, beta, deficientActions);
    }
  }

  private final Config config;

  /** phi_f is the product of phi at the first place, or of nothing, and a number of the context. */
  private final int[] shorterProduct;

  private final int[] number;

  private final double[][] coefficients; // c_f + c_af, [K, F]
  private final double[] constants; // b_a
  private final double center; // m
  private final double scale; // degree / v

  /**
   * Draws a world.
   *
   * @param seed of its coefficients; logs have seeds of their own
   */
  public SyntheticBandit(Config config, long seed) {
    this.config = config;
    Streams streams = new Streams(seed);
    int products = (int) config.score().products(config.contextSize());
    shorterProduct = new int[products];
    number = new int[products];
    listProducts(relevantNumbers(streams.open("relevant")));
    RandomStream chance = streams.open("coefficients");
    double[] shared = chance.doubles(products, -1, 1).toArray();
    constants = chance.doubles(config.actions(), -1, 1).toArray();
    coefficients = new double[config.actions()][products];
    for (double[] own : coefficients) {
      Arrays.setAll(own, f -> shared[f] + chance.nextDouble(-1, 1));
    }
    double[] contexts = normal(CALIBRATION, streams.open("calibration"));
    double[] u = new double[CALIBRATION * config.actions()];
    for (int i = 0; i < CALIBRATION; i++) {
      unscaled(contexts, i, u);
    }
    center = Arrays.stream(u).sum() / u.length;
    double squares = Arrays.stream(u).map(x -> (x - center) * (x - center)).sum();
    scale = config.score().degree / Math.sqrt(squares / u.length);
  }

  private int[] relevantNumbers(RandomStream chance) {
    int[] numbers = IntStream.range(0, config.contextSize()).toArray();
    int relevant = config.score().relevant(numbers.length);
    for (int j = 0; j < relevant; j++) {
      int other = chance.nextInt(j, numbers.length);
      int drawn = numbers[other];
      numbers[other] = numbers[j];
      numbers[j] = drawn;
    }
    return Arrays.stream(numbers, 0, relevant).sorted().toArray();
  }

  /** Each product once: a shorter one times a number not before its last. */
  private void listProducts(int[] relevant) {
    int[] last = new int[number.length];
    int f = 0;
    for (int j = 0; j < relevant.length; j++) {
      shorterProduct[f] = -1;
      number[f] = relevant[j];
      last[f++] = j;
    }
    for (int shorter = 0; f < number.length; shorter++) {
      for (int j = last[shorter]; j < relevant.length; j++) {
        shorterProduct[f] = shorter;
        number[f] = relevant[j];
        last[f++] = j;
      }
    }
  }

  /** The settings. */
  public Config config() {
    return config;
  }

  /**
   * The contexts of {@link #log}, {@code [rounds * contextSize]}: with a seed that no log has,
   * fresh ones to take the truth over. More rounds keep the first ones.
   */
  public double[] contexts(int rounds, long seed) {
    Check.atLeast(rounds, 1, "rounds", "A log needs at least one.");
    return normal(rounds, new Streams(seed).open("context"));
  }

  private double[] normal(int rounds, RandomStream chance) {
    double[] contexts = new double[Math.multiplyExact(rounds, config.contextSize())];
    Arrays.setAll(contexts, k -> chance.nextGaussian());
    return contexts;
  }

  /**
   * Writes a log with the logger's whole distribution in every row. More rounds keep the first
   * ones.
   *
   * @param rounds number of rows, at least 1
   * @param seed of contexts, decisions and rewards
   */
  public BanditLog log(int rounds, long seed) {
    double[] context = contexts(rounds, seed);
    double[] expected = expectedRewards(context);
    Streams streams = new Streams(seed);
    RandomStream deficiency = streams.open("deficiency");
    RandomStream choice = streams.open("action");
    RandomStream luck = streams.open("reward");
    int k = config.actions();
    double[] behavior = new double[expected.length];
    int[] actions = new int[rounds];
    double[] rewards = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      logger(expected, i * k, behavior, deficient(deficiency));
      actions[i] = draw(behavior, i * k, choice.nextDouble());
      double mean = expected[i * k + actions[i]];
      rewards[i] =
          config.binary()
              ? (luck.nextDouble() < mean ? 1 : 0)
              : mean + config.noise() * luck.nextGaussian();
    }
    return BanditLog.discrete(k)
        .context(config.contextSize(), context)
        .actions(actions)
        .rewards(rewards)
        .behavior(behavior)
        .build();
  }

  private boolean[] deficient(RandomStream chance) {
    boolean[] deficient = new boolean[config.actions()];
    int left = config.deficientActions();
    for (int a = 0; left > 0; a++) {
      if (chance.nextInt(deficient.length - a) < left) {
        deficient[a] = true;
        left--;
      }
    }
    return deficient;
  }

  /** b(a | x) = exp(beta q(x, a)) / sum over the actions that are not deficient. */
  private void logger(double[] expected, int at, double[] behavior, boolean[] deficient) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < deficient.length; a++) {
      largest = deficient[a] ? largest : Math.max(largest, config.beta() * expected[at + a]);
    }
    double sum = 0;
    for (int a = 0; a < deficient.length; a++) {
      behavior[at + a] = deficient[a] ? 0 : Math.exp(config.beta() * expected[at + a] - largest);
      sum += behavior[at + a];
    }
    for (int a = 0; a < deficient.length; a++) {
      behavior[at + a] /= sum;
    }
  }

  private int draw(double[] behavior, int at, double u) {
    int drawn = -1;
    double left = u;
    for (int a = 0; a < config.actions() && left >= 0; a++) {
      if (behavior[at + a] > 0) {
        drawn = a;
        left -= behavior[at + a];
      }
    }
    return drawn;
  }

  /**
   * q(x, a): the expected reward of every action.
   *
   * @param contexts {@code [n * contextSize]}, finite
   * @return {@code [n * actions]}, row-major
   */
  public double[] expectedRewards(double[] contexts) {
    int rows = contexts.length / config.contextSize();
    Check.length(contexts.length, rows * config.contextSize(), "contexts");
    double[] expected = new double[Math.multiplyExact(rows, config.actions())];
    for (int i = 0; i < rows; i++) {
      unscaled(contexts, i, expected);
    }
    for (int at = 0; at < expected.length; at++) {
      double s = scale * (expected[at] - center);
      Check.that(
          Double.isFinite(s),
          "context %d gives the score %s. Contexts must be finite and not huge; mend the row.",
          at / config.actions(),
          s);
      expected[at] = config.binary() ? 1 / (1 + Math.exp(-s)) : s;
    }
    return expected;
  }

  /** u(x_i, a) for every action, into row i of {@code into}. */
  private void unscaled(double[] contexts, int i, double[] into) {
    double[] phi = new double[number.length];
    for (int f = 0; f < phi.length; f++) {
      double shorter = shorterProduct[f] < 0 ? 1 : phi[shorterProduct[f]];
      phi[f] = shorter * contexts[i * config.contextSize() + number[f]];
    }
    for (int a = 0; a < config.actions(); a++) {
      double u = constants[a];
      for (int f = 0; f < phi.length; f++) {
        u += coefficients[a][f] * phi[f];
      }
      into[i * config.actions() + a] = u;
    }
  }

  /**
   * The true value of a policy in given contexts: mean_i sum_a e(a | x_i) q(x_i, a).
   *
   * @param contexts {@code [n * contextSize]}: of a log, or fresh ones ({@link #contexts})
   * @param policy e, its probability of every action in each, {@code [n * actions]}; the logger's
   *     is the log's own {@link BanditLog#behavior}
   */
  public double value(double[] contexts, double[] policy) {
    double[] expected = expectedRewards(contexts);
    Check.length(policy.length, expected.length, "policy");
    double sum = IntStream.range(0, policy.length).mapToDouble(k -> policy[k] * expected[k]).sum();
    int rows = expected.length / config.actions();
    return sum / rows;
  }
}
