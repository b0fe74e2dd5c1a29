package dev.strandline.envs.tabular;

import dev.strandline.datasets.Transitions;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A Markov decision process whose states, actions and outcomes are all listed, so that values need
 * no estimate. Immutable.
 *
 * <p>An outcome may end the episode, and nothing counts after it. Values are of the sum of gamma^t
 * r_t: either until the episode ends by itself, or over the first steps up to a horizon, as in an
 * environment with a step limit.
 */
public final class TabularMdp {

  /** Column of the behavior policy's probability of the logged action. */
  public static final String PROPENSITY = "propensity";

  /** How far the probabilities of one row may be from summing to 1. */
  private static final double ROUNDING = 1e-9;

  /** Greatest change in the last sweep of value iteration, relative to the greatest value. */
  private static final double SETTLED = 1e-14;

  private static final int MOST_SWEEPS = 200_000;

  /**
   * One thing that may happen.
   *
   * @param probability in [0, 1]
   * @param nextState where it leads
   * @param reward in the environment's units
   * @param terminated whether it ends the episode
   */
  public record Outcome(double probability, int nextState, double reward, boolean terminated) {}

  private final int actions;
  private final double[] initial;
  private final double[] initialCumulative;
  private final Outcome[][] rows;
  private final double[][] rowCumulative;
  private final int[][] rowOf;
  private final double[] reward; // of each row, its mean
  private final int[][] onward; // of each row, the states in which the episode goes on
  private final double[][] onwardProbability;

  /**
   * Lists a process.
   *
   * @param initial probability of beginning in each state, {@code [states]}, summing to 1
   * @param rows distinct lists of outcomes, the probabilities of each summing to 1
   * @param rowOf index of the row that each action of each state follows, {@code [states,
   *     actions]}; actions with the same outcomes may share a row
   * @throws IllegalArgumentException that names the row, if one is no distribution or leads to a
   *     state that does not exist
   */
  public TabularMdp(double[] initial, List<List<Outcome>> rows, int[][] rowOf) {
    Check.that(initial.length >= 1, "TabularMdp has no states. Give at least one.");
    Check.length(rowOf.length, initial.length, "TabularMdp.rowOf");
    actions = rowOf[0].length;
    Check.atLeast(actions, 1, "TabularMdp.actions", "Give at least one action.");
    this.initial = initial.clone();
    initialCumulative = cumulative(initial, "TabularMdp.initial");
    this.rows = new Outcome[rows.size()][];
    rowCumulative = new double[rows.size()][];
    reward = new double[rows.size()];
    onward = new int[rows.size()][];
    onwardProbability = new double[rows.size()][];
    for (int row = 0; row < this.rows.length; row++) {
      this.rows[row] = rows.get(row).toArray(Outcome[]::new);
      rowCumulative[row] =
          cumulative(
              Arrays.stream(this.rows[row]).mapToDouble(Outcome::probability).toArray(),
              "TabularMdp row " + row);
      for (Outcome outcome : this.rows[row]) {
        Check.that(
            outcome.nextState >= 0 && outcome.nextState < initial.length,
            "TabularMdp row %d leads to state %d, but states are 0 to %d. Mend the row.",
            row,
            outcome.nextState,
            initial.length - 1);
        Check.that(
            Double.isFinite(outcome.reward),
            "TabularMdp row %d has a reward of %s. Rewards must be finite; mend the row.",
            row,
            outcome.reward);
        reward[row] += outcome.probability * outcome.reward;
      }
      Outcome[] goesOn =
          Arrays.stream(this.rows[row]).filter(o -> !o.terminated).toArray(Outcome[]::new);
      onward[row] = Arrays.stream(goesOn).mapToInt(Outcome::nextState).toArray();
      onwardProbability[row] = Arrays.stream(goesOn).mapToDouble(Outcome::probability).toArray();
    }
    this.rowOf = new int[rowOf.length][];
    for (int s = 0; s < rowOf.length; s++) {
      Check.length(rowOf[s].length, actions, "TabularMdp.rowOf[" + s + "]");
      this.rowOf[s] = rowOf[s].clone();
      for (int row : rowOf[s]) {
        Check.that(
            row >= 0 && row < this.rows.length,
            "TabularMdp: state %d names row %d, but rows are 0 to %d. Mend rowOf.",
            s,
            row,
            this.rows.length - 1);
      }
    }
  }

  /** Running sums of a distribution, with which {@link #draw} finds an index. */
  static double[] cumulative(double[] probabilities, String name) {
    double[] cumulative = new double[probabilities.length];
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      Check.that(
          probabilities[i] >= 0,
          "%s: probability %d is %s. Probabilities are not negative; mend the list.",
          name,
          i,
          probabilities[i]);
      sum += probabilities[i];
      cumulative[i] = sum;
    }
    Check.that(
        Math.abs(sum - 1) <= ROUNDING,
        "%s: the probabilities sum to %s, but must sum to 1. Mend the list.",
        name,
        sum);
    return cumulative;
  }

  /** An index with the probability that {@code cumulative} gives it; never one of probability 0. */
  static int draw(double[] cumulative, RandomGenerator chance) {
    double u = chance.nextDouble() * cumulative[cumulative.length - 1];
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > u) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Number of states. */
  public int states() {
    return initial.length;
  }

  /** Number of actions, the same in every state. */
  public int actions() {
    return actions;
  }

  /** Probability of beginning in a state. */
  public double initial(int state) {
    return initial[state];
  }

  /** All that may follow an action, as it was listed. */
  public List<Outcome> outcomes(int state, int action) {
    return List.of(rows[rowOf[state][action]]);
  }

  /** Draws a first state. */
  public int start(RandomGenerator chance) {
    return draw(initialCumulative, chance);
  }

  /** Draws an outcome of an action. */
  public Outcome step(int state, int action, RandomGenerator chance) {
    int row = rowOf[state][action];
    return rows[row][draw(rowCumulative[row], chance)];
  }

  /**
   * Values of a policy until episodes end by themselves: v solves v = r_pi + gamma P_pi v, and q(s,
   * a) = r(s, a) + gamma sum_s' P(s' | s, a) v(s') over the s' in which the episode goes on.
   *
   * @param gamma discount per step, in [0, 1]
   * @throws IllegalArgumentException if gamma is 1 and the policy has a state from which no episode
   *     ends
   */
  public Values evaluate(TabularPolicy policy, double gamma) {
    double[][] system = system(policy, gamma);
    double[] v = new double[states()];
    for (int s = 0; s < v.length; s++) {
      for (int a = 0; a < actions; a++) {
        v[s] += policy.probability(s, a) * reward[rowOf[s][a]];
      }
    }
    LinearSystem.solve(system, v);
    return new Values(actionValues(v, gamma), v, initial);
  }

  /** Values of a policy over {@code horizon} steps from each state, by backward induction. */
  public Values evaluate(TabularPolicy policy, double gamma, int horizon) {
    checkFit(policy);
    return backward(gamma, horizon, policy::mean);
  }

  /**
   * The greatest values that any policy has until episodes end by themselves, by value iteration
   * until a sweep changes nothing but the last digits (1e-14 of the greatest value).
   *
   * @param gamma discount per step, in [0, 1]
   * @throws IllegalArgumentException if gamma is 1 and the values grow without end
   */
  public Values optimal(double gamma) {
    checkGamma(gamma);
    double[] v = new double[states()];
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double[][] q = actionValues(v, gamma);
      double change = 0;
      double greatest = 0;
      for (int s = 0; s < v.length; s++) {
        double best = Arrays.stream(q[s]).max().orElseThrow();
        change = Math.max(change, Math.abs(best - v[s]));
        greatest = Math.max(greatest, Math.abs(best));
        v[s] = best;
      }
      if (change <= SETTLED * greatest) {
        return new Values(actionValues(v, gamma), v, initial);
      }
    }
    throw new IllegalArgumentException(
        "optimal values with gamma "
            + gamma
            + " do not settle within "
            + MOST_SWEEPS
            + " sweeps. Lower gamma, or give a horizon.");
  }

  /**
   * The greatest values that any policy has over {@code horizon} steps, one that may look at the
   * clock included.
   */
  public Values optimal(double gamma, int horizon) {
    return backward(gamma, horizon, (s, q) -> Arrays.stream(q).max().orElseThrow());
  }

  private interface Choice {
    /** The value of a state whose actions have the values {@code q}. */
    double value(int state, double[] q);
  }

  private Values backward(double gamma, int horizon, Choice choice) {
    checkGamma(gamma);
    Check.atLeast(horizon, 1, "horizon", "Give the number of steps of an episode.");
    double[] v = new double[states()];
    double[][] q = {};
    for (int toGo = 1; toGo <= horizon; toGo++) {
      q = actionValues(v, gamma);
      for (int s = 0; s < v.length; s++) {
        v[s] = choice.value(s, q[s]);
      }
    }
    return new Values(q, v, initial);
  }

  /**
   * q(s, a) = r(s, a) + gamma sum_s' P(s' | s, a) v(s') over the s' in which the episode goes on.
   */
  private double[][] actionValues(double[] v, double gamma) {
    double[] rowValue = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      int[] next = onward[row];
      double[] probability = onwardProbability[row];
      double after = 0;
      for (int i = 0; i < next.length; i++) {
        after += probability[i] * v[next[i]];
      }
      rowValue[row] = reward[row] + gamma * after;
    }
    double[][] q = new double[states()][actions];
    for (int s = 0; s < q.length; s++) {
      for (int a = 0; a < actions; a++) {
        q[s][a] = rowValue[rowOf[s][a]];
      }
    }
    return q;
  }

  /**
   * How often a policy is in each state: sum_t gamma^t Pr(S_t = s, the episode goes on). With gamma
   * 1 the sum over states is the mean length of an episode.
   *
   * @param gamma discount per step, in [0, 1]
   * @return {@code [states]}, a fresh array
   * @throws IllegalArgumentException as {@link #evaluate(TabularPolicy, double)}
   */
  public double[] occupancy(TabularPolicy policy, double gamma) {
    double[][] system = system(policy, gamma);
    for (int s = 0; s < system.length; s++) {
      for (int t = 0; t < s; t++) {
        double swapped = system[s][t];
        system[s][t] = system[t][s];
        system[t][s] = swapped;
      }
    }
    double[] occupancy = initial.clone();
    LinearSystem.solve(system, occupancy);
    return occupancy;
  }

  /**
   * Where a policy is at each step: Pr(S_t = s, the episode goes on).
   *
   * @return {@code [horizon, states]}, fresh arrays
   */
  public double[][] occupancyByStep(TabularPolicy policy, int horizon) {
    checkFit(policy);
    Check.atLeast(horizon, 1, "horizon", "Give the number of steps of an episode.");
    double[][] occupancy = new double[horizon][states()];
    occupancy[0] = initial.clone();
    for (int t = 1; t < horizon; t++) {
      for (int s = 0; s < states(); s++) {
        for (int a = 0; a < actions; a++) {
          addOnward(occupancy[t - 1][s] * policy.probability(s, a), s, a, occupancy[t]);
        }
      }
    }
    return occupancy;
  }

  /** Adds {@code weight} times the probabilities of where an action leads to {@code sums}. */
  private void addOnward(double weight, int state, int action, double[] sums) {
    if (weight != 0) {
      int row = rowOf[state][action];
      for (int i = 0; i < onward[row].length; i++) {
        sums[onward[row][i]] += weight * onwardProbability[row][i];
      }
    }
  }

  /** I - gamma P_pi, P_pi(s, s') being the probability that the episode goes on in s'. */
  private double[][] system(TabularPolicy policy, double gamma) {
    checkFit(policy);
    checkGamma(gamma);
    double[][] system = new double[states()][states()];
    for (int s = 0; s < system.length; s++) {
      for (int a = 0; a < actions; a++) {
        addOnward(-gamma * policy.probability(s, a), s, a, system[s]);
      }
      system[s][s] += 1;
    }
    if (gamma == 1) {
      checkEnds(policy);
    }
    return system;
  }

  /** Requires that an episode can end from every state. */
  private void checkEnds(TabularPolicy policy) {
    boolean[] ends = new boolean[states()];
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int s = 0; s < ends.length; s++) {
        if (!ends[s] && mayEnd(policy, s, ends)) {
          ends[s] = true;
          grown = true;
        }
      }
    }
    for (int s = 0; s < ends.length; s++) {
      Check.that(
          ends[s],
          "from state %d this policy never ends an episode, so that its value with gamma 1 is"
              + " undefined. Lower gamma, or give a horizon.",
          s);
    }
  }

  private boolean mayEnd(TabularPolicy policy, int state, boolean[] ends) {
    for (int a = 0; a < actions; a++) {
      if (policy.probability(state, a) > 0) {
        for (Outcome outcome : rows[rowOf[state][a]]) {
          if (outcome.probability > 0 && (outcome.terminated || ends[outcome.nextState])) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static void checkGamma(double gamma) {
    Check.range(gamma, 0, 1, "gamma", "1 does not discount.");
  }

  private void checkFit(TabularPolicy policy) {
    Check.that(
        policy.states() == states() && policy.actions() == actions,
        "the policy is for %d states and %d actions, but the process has %d and %d. Choose a policy"
            + " made for it.",
        policy.states(),
        policy.actions(),
        states(),
        actions);
  }

  /**
   * Samples a log of whole episodes. States and actions are their indices; the column {@value
   * #PROPENSITY} holds the policy's probability of each action.
   *
   * @param episodes at least 1
   * @param stepLimit steps after which an episode is truncated, at least 1
   * @param streams where all chance comes from, addressed by the episode's number: the first
   *     episodes of a longer log are those of a shorter one
   * @throws IllegalArgumentException if the policy is for other states or actions
   */
  public Transitions sample(TabularPolicy policy, int episodes, int stepLimit, Streams streams) {
    checkFit(policy);
    Check.atLeast(episodes, 1, "episodes", "Sample at least one episode.");
    Check.atLeast(stepLimit, 1, "stepLimit", "An episode has at least one step.");
    EpisodeLog log = new EpisodeLog(actions);
    RandomStream chance = streams.open("tabular-episode");
    for (int episode = 0; episode < episodes; episode++) {
      chance.seek(episode);
      int state = start(chance);
      Outcome outcome;
      int steps = 0;
      do {
        int action = policy.draw(state, chance);
        outcome = step(state, action, chance);
        steps++;
        log.add(state, action, policy.probability(state, action), outcome, steps == stepLimit);
        state = outcome.nextState;
      } while (!outcome.terminated && steps < stepLimit);
    }
    return log.build();
  }
}
