package dev.strandline.ope.verdict;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.FunctionOfSums;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A log of uniform choices among five actions, and self-normalized estimates of candidates that
 * prefer some of them; every row is a group of its own.
 */
final class TestLog {

  static final int ACTIONS = 5;

  private final int[] action;
  private final double[] reward;
  private final Replicates logging;

  /**
   * Draws a log.
   *
   * @param means expected reward of each action
   * @param chance probability of any reward; a reward has mean / chance then
   */
  TestLog(int rows, double[] means, double chance, RandomGenerator random) {
    action = new int[rows];
    reward = new double[rows];
    double[][] table = new double[rows][];
    for (int i = 0; i < rows; i++) {
      action[i] = random.nextInt(ACTIONS);
      boolean rewarded = random.nextDouble() < chance;
      double noise = chance == 1 ? random.nextGaussian() : 0;
      reward[i] = rewarded ? means[action[i]] / chance + noise : 0;
      table[i] = new double[] {1, reward[i]};
    }
    logging = new FunctionOfSums(table, s -> s[1] / s[0]);
  }

  Replicates logging() {
    return logging;
  }

  double[] rewards() {
    return reward;
  }

  /** A policy with the given probabilities of the actions. */
  Candidate candidate(String name, double... probabilities) {
    return candidate(name, reward, probabilities);
  }

  Candidate candidate(String name, double[] rewards, double... probabilities) {
    double[] weight = new double[action.length];
    double[][] table = new double[action.length][];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = probabilities[action[i]] * ACTIONS;
      table[i] = new double[] {1, weight[i], weight[i] * rewards[i]};
    }
    Weights weights = new Weights();
    weights.add(weight, 0, weight.length);
    WeightedEvents.Counter events = new WeightedEvents.Counter();
    events.add(weight, rewards, 0, weight.length);
    Replicates replicates = new FunctionOfSums(table, s -> s[2] / s[1]);
    Estimate estimate =
        new Estimate(
            "snips",
            replicates.value(Combination.ones(replicates)),
            Combination.standardError(replicates),
            weight.length,
            false,
            Optional.of(weights.diagnostics()),
            List.of());
    return new Candidate(
        name, estimate, replicates, List.of(weights.diagnostics()), events.events(), 0, List.of());
  }

  /** Policies that prefer actions at random. */
  List<Candidate> candidates(int count, RandomGenerator random) {
    List<Candidate> candidates = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      double[] probabilities = new double[ACTIONS];
      double sum = 0;
      for (int a = 0; a < ACTIONS; a++) {
        probabilities[a] = 0.2 + random.nextDouble();
        sum += probabilities[a];
      }
      for (int a = 0; a < ACTIONS; a++) {
        probabilities[a] /= sum;
      }
      candidates.add(candidate("policy " + j, probabilities));
    }
    return candidates;
  }
}
