package dev.strandline.ope.bandit;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;

/** A simulated bandit log with known policies. */
record Logs(
    ActionProbabilities target,
    ActionProbabilities behavior,
    double[] q,
    int[] action,
    double[] propensity,
    double[] reward) {

  /** Policies and predictions at random; rewards in [0, 1]. */
  static Logs random(long seed, int rounds, int actions) {
    RandomStream random = new Streams(seed).open("bandit log");
    ActionProbabilities target = policy(random, rounds, actions);
    ActionProbabilities behavior = policy(random, rounds, actions);
    int[] action = new int[rounds];
    double[] propensity = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      double u = random.nextDouble();
      while (action[i] < actions - 1 && u >= behavior.at(i, action[i])) {
        u -= behavior.at(i, action[i]);
        action[i]++;
      }
      propensity[i] = behavior.at(i, action[i]);
    }
    return new Logs(
        target,
        behavior,
        random.doubles((long) rounds * actions).toArray(),
        action,
        propensity,
        random.doubles(rounds).toArray());
  }

  private static ActionProbabilities policy(RandomStream random, int rounds, int actions) {
    double[] probability = random.doubles((long) rounds * actions, 0.1, 1).toArray();
    for (int i = 0; i < rounds; i++) {
      double sum = 0;
      for (int a = 0; a < actions; a++) {
        sum += probability[i * actions + a];
      }
      for (int a = 0; a < actions; a++) {
        probability[i * actions + a] /= sum;
      }
    }
    return new ActionProbabilities(actions, probability);
  }

  Rounds rounds() {
    return Rounds.of(target, q, action, propensity, reward);
  }
}
