package dev.strandline.envs.tabular;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.StochasticPolicy;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A policy that lists the probability of every action in every state. Immutable.
 *
 * <p>As a {@link StochasticPolicy}, its observation is one number, the state's index, and its
 * action another, the action's.
 */
public final class TabularPolicy implements StochasticPolicy {

  /**
   * Values this close, relative to the greatest of the table, are ties and not rounding's order.
   */
  private static final double TIE = 1e-11;

  private final double[][] probabilities;
  private final double[][] cumulative;

  /**
   * Lists a policy.
   *
   * @param probabilities of each action in each state, {@code [states, actions]}, summing to 1 in
   *     each
   * @throws IllegalArgumentException that names the state, if its probabilities are none
   */
  public TabularPolicy(double[][] probabilities) {
    Check.that(probabilities.length >= 1, "TabularPolicy has no states. Give at least one.");
    this.probabilities = new double[probabilities.length][];
    cumulative = new double[probabilities.length][];
    for (int s = 0; s < probabilities.length; s++) {
      String name = "TabularPolicy state " + s;
      Check.length(probabilities[s].length, probabilities[0].length, name);
      cumulative[s] = TabularMdp.cumulative(probabilities[s], name);
      this.probabilities[s] = probabilities[s].clone();
    }
  }

  /** Every action with the same probability in every state. */
  public static TabularPolicy uniform(int states, int actions) {
    double[][] probabilities = new double[states][actions];
    for (double[] row : probabilities) {
      Arrays.fill(row, 1.0 / actions);
    }
    return new TabularPolicy(probabilities);
  }

  /** The action of the greatest value in each state; the first of those that tie. */
  public static TabularPolicy greedy(Values values) {
    double greatest = 0;
    for (int s = 0; s < values.states(); s++) {
      greatest = Math.max(greatest, Math.abs(values.v(s)));
    }
    double[][] probabilities = new double[values.states()][values.actions()];
    for (int s = 0; s < probabilities.length; s++) {
      double best = best(values, s);
      int a = 0;
      while (values.q(s, a) < best - TIE * greatest) {
        a++;
      }
      probabilities[s][a] = 1;
    }
    return new TabularPolicy(probabilities);
  }

  private static double best(Values values, int state) {
    double best = values.q(state, 0);
    for (int a = 1; a < values.actions(); a++) {
      best = Math.max(best, values.q(state, a));
    }
    return best;
  }

  /**
   * Boltzmann's policy, pi(a | s) = exp(q(s, a) / temperature) / sum_a' exp(q(s, a') /
   * temperature).
   *
   * @param temperature in units of the reward, positive
   */
  public static TabularPolicy softmax(Values values, double temperature) {
    Check.positive(temperature, "temperature", "The lower it is, the greedier the policy.");
    double[][] probabilities = new double[values.states()][values.actions()];
    for (int s = 0; s < probabilities.length; s++) {
      double best = best(values, s);
      double sum = 0;
      for (int a = 0; a < values.actions(); a++) {
        probabilities[s][a] = StrictMath.exp((values.q(s, a) - best) / temperature);
        sum += probabilities[s][a];
      }
      for (int a = 0; a < values.actions(); a++) {
        probabilities[s][a] /= sum;
      }
    }
    return new TabularPolicy(probabilities);
  }

  /**
   * This policy, but with probability {@code epsilon}, at each step anew, any action alike.
   *
   * @param epsilon in [0, 1]
   */
  public TabularPolicy withExploration(double epsilon) {
    Check.range(epsilon, 0, 1, "epsilon", "0 leaves the policy as it is, 1 is uniform.");
    double[][] mixed = new double[states()][actions()];
    for (int s = 0; s < mixed.length; s++) {
      for (int a = 0; a < mixed[s].length; a++) {
        mixed[s][a] = (1 - epsilon) * probabilities[s][a] + epsilon / actions();
      }
    }
    return new TabularPolicy(mixed);
  }

  /** Number of states. */
  public int states() {
    return probabilities.length;
  }

  /** Number of actions. */
  public int actions() {
    return probabilities[0].length;
  }

  /** Probability of an action in a state. */
  public double probability(int state, int action) {
    return probabilities[state][action];
  }

  /** Mean of {@code q} ({@code [actions]}) over the actions in a state. */
  double mean(int state, double[] q) {
    double sum = 0;
    for (int a = 0; a < q.length; a++) {
      sum += probabilities[state][a] * q[a];
    }
    return sum;
  }

  /** Draws an action. */
  int draw(int state, RandomGenerator chance) {
    return TabularMdp.draw(cumulative[state], chance);
  }

  @Override
  public int observationSize() {
    return 1;
  }

  @Override
  public ActionSpace actionSpace() {
    return new ActionSpace.Discrete(actions());
  }

  /** The most probable action; the first of those that tie. */
  @Override
  public float[] act(float[] observation) {
    double[] row = probabilities[state(observation)];
    int most = 0;
    for (int a = 1; a < row.length; a++) {
      most = row[a] > row[most] ? a : most;
    }
    return new float[] {most};
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    return new float[] {draw(state(observation), stream)};
  }

  @Override
  public double logProb(float[] observation, float[] action) {
    int state = state(observation);
    if (!actionSpace().contains(action)) {
      return Double.NEGATIVE_INFINITY;
    }
    return StrictMath.log(probabilities[state][(int) action[0]]);
  }

  private int state(float[] observation) {
    Check.length(observation.length, 1, "observation");
    int state = (int) observation[0];
    Check.that(
        state == observation[0] && state >= 0 && state < states(),
        "observation is %s, but must be a state's index from 0 to %d. Mend the log or the caller.",
        observation[0],
        states() - 1);
    return state;
  }
}
