package dev.strandline.benchmarks;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Decision;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Judge;
import dev.strandline.ope.verdict.Metric;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How often verdicts are wrong, over many logs of worlds whose truth is known.
 *
 * <p>In the null worlds the reward does not depend on the action, so every candidate is worth what
 * the logging policy is; rewards are dense or come in 5 % of the rows. In the mixed worlds actions
 * matter in pairs: a third of the candidates only shift probability within pairs and gain exactly
 * nothing, the others gain or lose. Estimates are self-normalized (SNIPS), rows are units.
 *
 * <p>{@code FalseDiscovery LOGS CANDIDATES ROWS [SEED]} prints one line for each world.
 */
public final class FalseDiscovery {

  private static final int CONTEXT = 4;
  private static final int ACTIONS = 10;

  /**
   * A kind of log.
   *
   * @param sparse whether a reward is 1 in about 5 % of the rows and 0 elsewhere
   * @param effect how far actions move the reward, as a share of its spread; 0 in the null worlds
   */
  private record World(String name, boolean sparse, double effect) {}

  private static final List<World> WORLDS =
      List.of(
          new World("null, dense", false, 0),
          new World("null, 5 %", true, 0),
          new World("mixed, dense", false, 1),
          new World("mixed, 5 %", true, 1));

  /**
   * What one log led to.
   *
   * @param falseBetter whether any candidate that gains nothing was called better
   * @param falseWorse whether any candidate that loses nothing was called worse
   * @param naive whether the highest estimate is above the log's mean by a candidate that gains
   *     nothing
   * @param uncorrected whether any 95 % interval of its own shows a gain where there is none
   * @param found share of the candidates that gain that were called better; NaN if none gains
   * @param unanswered share of the candidates that the log could not answer for
   * @param sharpeAtZero whether the interval of the estimated SharpeRatio@k starts at 0 for all k
   */
  private record Outcome(
      boolean falseBetter,
      boolean falseWorse,
      boolean naive,
      boolean uncorrected,
      double found,
      double unanswered,
      boolean sharpeAtZero) {}

  private final World world;
  private final int rows;
  private final int candidates;
  private final double[][] loggingWeights; // [ACTIONS, CONTEXT]
  private final double[][] effects; // [ACTIONS, CONTEXT], equal within pairs
  private final double[][][] policies; // [candidates, ACTIONS, CONTEXT]
  private final double[] gains;

  private FalseDiscovery(World world, int candidates, int rows, long seed) {
    this.world = world;
    this.rows = rows;
    this.candidates = candidates;
    RandomStream random = new Streams(seed).open("world");
    loggingWeights = normal(random);
    effects = normal(random);
    for (int a = 0; a < ACTIONS; a += 2) {
      effects[a + 1] = effects[a];
    }
    policies = new double[candidates][][];
    for (int j = 0; j < candidates; j++) {
      policies[j] = normal(random);
    }
    gains = gains(random, 50_000);
  }

  private static double[][] normal(RandomGenerator random) {
    double[][] matrix = new double[ACTIONS][CONTEXT];
    for (double[] row : matrix) {
      for (int d = 0; d < CONTEXT; d++) {
        row[d] = random.nextGaussian();
      }
    }
    return matrix;
  }

  public static void main(String[] args) {
    if (args.length < 3 || args.length > 4) {
      System.err.println("usage: FalseDiscovery LOGS CANDIDATES ROWS [SEED]");
      System.exit(2);
    }
    int logs = Integer.parseInt(args[0]);
    int candidates = Integer.parseInt(args[1]);
    int rows = Integer.parseInt(args[2]);
    long seed = args.length == 4 ? Long.parseLong(args[3]) : 0;
    System.out.printf(
        Locale.ROOT,
        "%d logs of %d rows, %d candidates, seed %d; shares of the logs in %%%n",
        logs,
        rows,
        candidates,
        seed);
    System.out.printf(
        "%-14s %8s %8s %8s %12s %8s %11s %8s %8s%n",
        "world",
        "better*",
        "worse*",
        "naive*",
        "uncorrected*",
        "found",
        "unanswered",
        "sharpe=0",
        "seconds");
    for (World world : WORLDS) {
      long start = System.nanoTime();
      List<Outcome> outcomes = new FalseDiscovery(world, candidates, rows, seed).run(logs, seed);
      System.out.printf(
          Locale.ROOT,
          "%-14s %8.1f %8.1f %8.1f %12.1f %8.1f %11.1f %8.1f %8.0f%n",
          world.name(),
          share(outcomes.stream().map(Outcome::falseBetter).toList()),
          share(outcomes.stream().map(Outcome::falseWorse).toList()),
          share(outcomes.stream().map(Outcome::naive).toList()),
          share(outcomes.stream().map(Outcome::uncorrected).toList()),
          100 * outcomes.stream().mapToDouble(Outcome::found).average().orElseThrow(),
          100 * outcomes.stream().mapToDouble(Outcome::unanswered).average().orElseThrow(),
          share(outcomes.stream().map(Outcome::sharpeAtZero).toList()),
          (System.nanoTime() - start) / 1e9);
    }
    System.out.println(
        "* wrong: for a candidate that neither gains nor loses, or does the opposite");
  }

  private static double share(List<Boolean> happened) {
    return 100.0 * happened.stream().filter(b -> b).count() / happened.size();
  }

  private List<Outcome> run(int logs, long seed) {
    AtomicInteger done = new AtomicInteger();
    return IntStream.range(0, logs)
        .parallel()
        .mapToObj(
            log -> {
              Outcome outcome = log(new Streams(seed).at("log", log));
              System.err.printf("\r%s: %d of %d logs", world.name(), done.incrementAndGet(), logs);
              if (done.get() == logs) {
                System.err.println();
              }
              return outcome;
            })
        .toList();
  }

  /** Draws a log, judges all candidates on it and compares with the truth. */
  private Outcome log(RandomGenerator random) {
    double[] rewards = new double[rows];
    double[][] weights = new double[candidates][rows];
    for (int i = 0; i < rows; i++) {
      double[] context = new double[CONTEXT];
      for (int d = 0; d < CONTEXT; d++) {
        context[d] = random.nextGaussian();
      }
      double[] b = logging(context);
      int action = draw(b, random);
      rewards[i] = reward(context, action, random);
      for (int j = 0; j < candidates; j++) {
        weights[j][i] = policy(j, context, b)[action] / b[action];
      }
    }
    Rounds rounds = Rounds.of(rewards);
    Replicates logging = seen(BanditEstimator.mean(), rounds).replicates();
    List<Candidate> all = new ArrayList<>();
    for (int j = 0; j < candidates; j++) {
      all.add(candidate("policy " + j, rounds.withWeight(weights[j])));
    }
    Metric metric = Metric.reward(logging, all);
    List<Decision> decisions = Judge.defaults().decide(metric, random);
    return outcome(metric, decisions, random);
  }

  private Outcome outcome(Metric metric, List<Decision> decisions, RandomGenerator random) {
    boolean falseBetter = false;
    boolean falseWorse = false;
    boolean uncorrected = false;
    int gaining = 0;
    int found = 0;
    int unanswered = 0;
    int best = 0;
    for (int j = 0; j < candidates; j++) {
      Decision decision = decisions.get(j);
      boolean better = decision.verdict() instanceof Verdict.Better;
      boolean worse = decision.verdict() instanceof Verdict.Worse;
      falseBetter |= better && gains[j] <= 0;
      falseWorse |= worse && gains[j] >= 0;
      uncorrected |=
          gains[j] <= 0 && decision.gain().value() > 1.96 * decision.gain().standardError();
      gaining += gains[j] > 0 ? 1 : 0;
      found += better && gains[j] > 0 ? 1 : 0;
      unanswered += decision.verdict() instanceof Verdict.CannotAnswer ? 1 : 0;
      best = decision.value() > decisions.get(best).value() ? j : best;
    }
    boolean naive = decisions.get(best).gain().value() > 0 && gains[best] <= 0;
    boolean atZero =
        EstimatedSharpe.of(metric, decisions, random).stream().noneMatch(s -> s.lower() > 0);
    return new Outcome(
        falseBetter,
        falseWorse,
        naive,
        uncorrected,
        gaining == 0 ? Double.NaN : (double) found / gaining,
        (double) unanswered / candidates,
        atZero);
  }

  private static Candidate candidate(String name, Rounds rounds) {
    WeightedEvents.Counter events = new WeightedEvents.Counter();
    events.add(rounds.weight(), rounds.reward(), 0, rounds.size());
    return Candidate.of(name, seen(BanditEstimator.snips(), rounds), events.events(), 0);
  }

  private static Accumulator<Rounds> seen(BanditEstimator estimator, Rounds rounds) {
    Accumulator<Rounds> accumulator = estimator.accumulator();
    accumulator.add(rounds);
    return accumulator;
  }

  private double reward(double[] context, int action, RandomGenerator random) {
    double effect = world.effect() * Math.tanh(product(effects[action], context));
    double noise = random.nextGaussian();
    double chance = random.nextDouble();
    if (world.sparse()) {
      return chance < 0.1 / (1 + Math.exp(-context[0])) * (1 + effect) ? 1 : 0;
    }
    return context[0] + 0.5 * context[1] + effect + noise;
  }

  /** The expected part of the reward that depends on the action. */
  private double expectedEffect(double[] context, int action) {
    double effect = world.effect() * Math.tanh(product(effects[action], context));
    return world.sparse() ? 0.1 / (1 + Math.exp(-context[0])) * effect : effect;
  }

  /** Uniform in one decision of five, a softmax of the context otherwise. */
  private double[] logging(double[] context) {
    double[] p = softmax(loggingWeights, context, 0.5);
    for (int a = 0; a < ACTIONS; a++) {
      p[a] = 0.2 / ACTIONS + 0.8 * p[a];
    }
    return p;
  }

  /** Half the logging policy and half one's own; every third shifts within pairs of actions. */
  private double[] policy(int j, double[] context, double[] b) {
    double[] p = softmax(policies[j], context, 0.7);
    for (int a = 0; a < ACTIONS; a += 2) {
      if (j % 3 == 0) {
        double pair = b[a] + b[a + 1];
        double first = p[a] / (p[a] + p[a + 1]);
        p[a] = pair * first;
        p[a + 1] = pair - p[a];
      }
      p[a] = (p[a] + b[a]) / 2;
      p[a + 1] = (p[a + 1] + b[a + 1]) / 2;
    }
    return p;
  }

  private static double[] softmax(double[][] weights, double[] context, double scale) {
    double[] p = new double[ACTIONS];
    double sum = 0;
    for (int a = 0; a < ACTIONS; a++) {
      p[a] = Math.exp(scale * product(weights[a], context));
      sum += p[a];
    }
    for (int a = 0; a < ACTIONS; a++) {
      p[a] /= sum;
    }
    return p;
  }

  private static double product(double[] x, double[] y) {
    double sum = 0;
    for (int d = 0; d < CONTEXT; d++) {
      sum += x[d] * y[d];
    }
    return sum;
  }

  private static int draw(double[] p, RandomGenerator random) {
    double u = random.nextDouble();
    int action = 0;
    while (action < ACTIONS - 1 && u >= p[action]) {
      u -= p[action++];
    }
    return action;
  }

  /** True gain of each candidate over the logging policy; 0 for those that shift within pairs. */
  private double[] gains(RandomGenerator random, int contexts) {
    double[] sums = new double[candidates];
    for (int i = 0; world.effect() > 0 && i < contexts; i++) {
      double[] context = new double[CONTEXT];
      for (int d = 0; d < CONTEXT; d++) {
        context[d] = random.nextGaussian();
      }
      double[] b = logging(context);
      for (int j = 0; j < candidates; j++) {
        double[] e = policy(j, context, b);
        for (int a = 0; j % 3 != 0 && a < ACTIONS; a++) {
          sums[j] += (e[a] - b[a]) * expectedEffect(context, a) / contexts;
        }
      }
    }
    return sums;
  }
}
