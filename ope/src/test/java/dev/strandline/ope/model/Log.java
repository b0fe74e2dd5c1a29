package dev.strandline.ope.model;

import dev.strandline.policy.Streams;
import java.util.random.RandomGenerator;

/**
 * A simulated log: Gaussian contexts, a softmax logger with action a's score (a - (K - 1) / 2) x_0,
 * rewards sin(a + 1) x_0 + a / 2 with Gaussian noise of deviation 0.3.
 */
public final class Log {

  public final double[] context;
  public final int[] action;
  public final double[] reward;
  public final double[] behavior;
  public final double[] propensity;
  public final Decisions decisions;

  public Log(int n, int actions, int features, long seed) {
    RandomGenerator stream = new Streams(seed).open("log");
    context = new double[n * features];
    action = new int[n];
    reward = new double[n];
    behavior = new double[n * actions];
    propensity = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < features; j++) {
        context[i * features + j] = stream.nextGaussian();
      }
      double x = context[i * features];
      for (int a = 0; a < actions; a++) {
        behavior[i * actions + a] = (a - (actions - 1) / 2.0) * x;
      }
      Softmax.inPlace(behavior, i * actions, actions);
      double u = stream.nextDouble();
      while (action[i] < actions - 1 && u >= behavior[i * actions + action[i]]) {
        u -= behavior[i * actions + action[i]++];
      }
      propensity[i] = behavior[i * actions + action[i]];
      reward[i] = expected(x, action[i]) + 0.3 * stream.nextGaussian();
    }
    decisions = Decisions.of(actions, features, context, action);
  }

  public static double expected(double x, int action) {
    return Math.sin(action + 1) * x + action / 2.0;
  }
}
