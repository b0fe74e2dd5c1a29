package dev.strandline.offline;

import static dev.strandline.offline.Regression.mean;
import static dev.strandline.offline.Regression.meanAbsolute;
import static dev.strandline.offline.Regression.meanSquaredError;

import dev.strandline.datasets.NearestTransitions;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.io.Checkpoint;
import dev.strandline.policy.Check;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.MlpSpec;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import dev.strandline.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * PRDC: {@link Td3Bc} whose actor is pulled toward the action of the logged pair nearest to (s,
 * pi(s)), so that it may act as the log does in a neighboring state.
 *
 * <p>Source: Ran, Li, Zhang, Zhang and Yu, "Policy Regularization with Dataset Constraint for
 * Offline Reinforcement Learning", 2023. Beta weighs the distance of states against that of
 * actions: a large one leaves only the row's own state, which is TD3+BC; 0 asks for the nearest
 * action of the whole log.
 *
 * <p>Where paper and authors' code differ, this follows the code, which the published numbers come
 * from: the constraint is mean (pi(s) - a)^2 with the neighbor's action ({@link
 * Constraint#DISTANCE} is the paper's joint distance); lambda averages |Q_1(s, pi(s))| over the
 * batch, not |Q_1| of logged pairs; beta is 2, as in all of the authors' commands (their program's
 * default is 1). The search is over observations as the learner sees them, normalized or not, as in
 * the code. Differs from the code in this: ties go to the lower row, where SciPy leaves them open;
 * more than one neighbor works and means their mean action, where the code fails. The search covers
 * all rows that may be learned from, also where a sampler draws some of them seldom.
 *
 * <p>Noise: {@code "target-noise"}, {@code [N, A]}, at every step.
 */
public final class Prdc implements Learner {

  /** What pulls the policy to the log. */
  public enum Constraint {
    /** mean over batch and action dimensions of (pi(s) - a_j)^2, j the nearest pair: the code's. */
    ACTION,
    /** mean over the batch of the distance of (beta s, pi(s)) to the nearest pair: the paper's. */
    DISTANCE
  }

  /**
   * Settings of {@link Prdc}; {@link #defaults()} are the authors'.
   *
   * @param alpha weight of the value term against the constraint, not negative; the authors use 40
   *     on HalfCheetah and 2.5 on Hopper and Walker2d
   * @param beta weight of the state in the distance, not negative
   * @param neighbors nearest pairs whose mean action is the goal, at least 1
   * @param constraint what pulls the policy to the log
   * @param gamma discount per step, in [0, 1]
   * @param tau share of the online network mixed into its target at each actor step, in [0, 1]
   * @param targetNoise standard deviation of the target action's noise, in half widths of the
   *     action box
   * @param noiseClip bound on that noise, in half widths of the action box
   * @param actorDelay critic steps for each actor step, at least 1
   * @param actorLearningRate Adam's step size for the actor
   * @param criticLearningRate Adam's step size for both critics
   * @param hidden widths of every network's hidden layers; empty for linear networks
   * @param batchSize transitions in a minibatch, at least 1
   */
  public record Config(
      double alpha,
      double beta,
      int neighbors,
      Constraint constraint,
      double gamma,
      double tau,
      double targetNoise,
      double noiseClip,
      int actorDelay,
      double actorLearningRate,
      double criticLearningRate,
      List<Integer> hidden,
      int batchSize)
      implements Learner.Config {
    public Config {
      Check.notNegative(
          beta, "Prdc.Config.beta", "The authors use 2; 0 leaves states out of the distance.");
      Check.atLeast(neighbors, 1, "Prdc.Config.neighbors", "The authors use 1.");
      Check.that(
          constraint == Constraint.ACTION || neighbors == 1,
          "Prdc.Config.neighbors must be 1 with constraint distance, but is %d. Use 1, or constraint action.",
          neighbors);
      hidden = List.copyOf(hidden);
      Check.notNegative(alpha, "Prdc.Config.alpha", "The authors use 2.5, on HalfCheetah 40.");
      Check.range(gamma, 0, 1, "Prdc.Config.gamma", "The authors use 0.99.");
      Check.range(tau, 0, 1, "Prdc.Config.tau", "The authors use 0.005.");
      Check.notNegative(targetNoise, "Prdc.Config.targetNoise", "The authors use 0.2.");
      Check.notNegative(noiseClip, "Prdc.Config.noiseClip", "The authors use 0.5.");
      Check.atLeast(
          actorDelay, 1, "Prdc.Config.actorDelay", "Use 1 to move the actor at every step.");
      Check.positive(actorLearningRate, "Prdc.Config.actorLearningRate", "The authors use 3e-4.");
      Check.positive(criticLearningRate, "Prdc.Config.criticLearningRate", "The authors use 3e-4.");
      Check.atLeast(batchSize, 1, "Prdc.Config.batchSize", "The authors use 256.");
    }

    /** The authors' settings for Hopper and Walker2d. */
    public static Config defaults() {
      return new Config(
          2.5,
          2,
          1,
          Constraint.ACTION,
          0.99,
          0.005,
          0.2,
          0.5,
          2,
          3e-4,
          3e-4,
          List.of(256, 256),
          256);
    }

    /**
     * Whether a step is TD3+BC's where every row of the batch is its own nearest pair: not with
     * several neighbors, nor with the paper's distance.
     */
    public boolean isTd3BcOnOwnRows() {
      return neighbors == 1 && constraint == Constraint.ACTION;
    }

    /** A learner that searches {@code pairs}, which were indexed with this beta. */
    public Prdc learner(Setup setup, Pairs pairs) {
      return new Prdc(this, setup, pairs);
    }

    /**
     * Indexes the rows once for all seeds.
     *
     * @throws IllegalArgumentException if there are fewer rows than neighbors
     */
    @Override
    public Maker over(TrainingRows rows, ObservationNormalizer normalizer) {
      checkNeighbors(rows.size());
      Pairs pairs = Pairs.of(rows, normalizer, beta);
      return setup -> new Prdc(this, setup, pairs);
    }

    private void checkNeighbors(int rows) {
      Check.that(
          neighbors <= rows,
          "Prdc.Config.neighbors is %d, but the log has %d rows to learn from. Ask for fewer.",
          neighbors,
          rows);
    }
  }

  /** The logged pairs as keys (beta s, a), to be searched. Immutable. */
  public static final class Pairs {

    private final NearestTransitions index;
    private final int[] keyOfRow; // of the log; null where key i is row i

    private Pairs(NearestTransitions index, int[] keyOfRow) {
      this.index = index;
      this.keyOfRow = keyOfRow;
    }

    /** Indexes the rows of a log that may be learned from, in single precision. */
    public static Pairs of(TrainingRows rows, ObservationNormalizer normalizer, double beta) {
      int states = rows.data().observationSize();
      int actions = rows.data().actionSpace().size();
      int size = states + actions;
      float[] keys = new float[Math.multiplyExact(rows.size(), size)];
      int[] keyOfRow = new int[rows.data().size()];
      Arrays.fill(keyOfRow, NearestTransitions.NONE);
      for (int key = 0; key < rows.size(); key++) {
        int row = rows.row(key);
        keyOfRow[row] = key;
        normalizer.apply(rows.data().observations(), row * states, keys, key * size);
        for (int j = key * size; j < key * size + states; j++) {
          keys[j] = (float) (beta * keys[j]);
        }
        System.arraycopy(rows.data().actions(), row * actions, keys, key * size + states, actions);
      }
      return new Pairs(NearestTransitions.of(keys, size), keyOfRow);
    }

    /**
     * Indexes explicit pairs, in double precision.
     *
     * @param states {@code [n * observationSize]}, row-major, normalized
     * @param actions {@code [n * actionSize]}, row-major
     * @param observationSize numbers in a state
     */
    public static Pairs of(double[] states, double[] actions, int observationSize, double beta) {
      Check.atLeast(observationSize, 1, "observationSize", "A state has at least one number.");
      int n = states.length / observationSize;
      Check.that(
          n >= 1 && states.length % observationSize == 0 && actions.length % n == 0,
          "%d numbers of states of %d and %d numbers of actions are no pairs. Give one action for each state.",
          states.length,
          observationSize,
          actions.length);
      int actionSize = actions.length / n;
      int size = observationSize + actionSize;
      double[] keys = new double[n * size];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < observationSize; j++) {
          keys[i * size + j] = beta * states[i * observationSize + j];
        }
        System.arraycopy(actions, i * actionSize, keys, i * size + observationSize, actionSize);
      }
      return new Pairs(NearestTransitions.of(keys, size), null);
    }

    private int key(int row) {
      return keyOfRow == null ? row : keyOfRow[row];
    }
  }

  /**
   * Losses of one step; the actor's are NaN on the steps that leave the actor alone.
   *
   * @param critic sum of both critics' mean squared errors
   * @param actor constraint - lambda mean Q_1(s, pi(s))
   * @param lambda weight of the value term
   * @param constraint what {@link Config#constraint} measures
   * @param ownRowShare share of the batch whose nearest pair is its own row (or one as near); where
   *     it is 1, PRDC is TD3+BC if {@link Config#isTd3BcOnOwnRows}
   */
  public record Losses(
      double critic, double actor, double lambda, double constraint, double ownRowShare)
      implements Learner.Losses {
    private static final List<String> NAMES =
        List.of("critic_loss", "actor_loss", "lambda", "constraint", OWN_ROW_SHARE);

    @Override
    public List<String> names() {
      return NAMES;
    }

    @Override
    public double value(int i) {
      return switch (i) {
        case 0 -> critic;
        case 1 -> actor;
        case 2 -> lambda;
        case 3 -> constraint;
        default -> ownRowShare;
      };
    }

    @Override
    public boolean finite() {
      return Double.isFinite(critic) && !Double.isInfinite(actor);
    }
  }

  /** Name of the loss that is {@link Losses#ownRowShare}. */
  public static final String OWN_ROW_SHARE = "own_row_share";

  private static final int SEARCHES = 8; // parts of the batch that are searched side by side

  private final Config config;
  private final Workers workers;
  private final Network actor;
  private final Network actorTarget;
  private final Adam actorAdam;
  private final Pass actorPass;
  private final Pass actorTargetPass;
  private final TwinCritics critics;
  private final SmoothedAction targetAction;

  private final Pairs pairs;
  private final NearestTransitions.Search[] searches = new NearestTransitions.Search[SEARCHES];
  private final int states;
  private final int actions;
  private final double[] query; // a key for each row of the batch
  private final double[] pair;
  private final int[][] near = new int[SEARCHES][];
  private final double[][] nearDistance = new double[SEARCHES][];
  private final double[] distance;
  private final boolean[] own;
  private int[] rows;

  private final double[] aHat;
  private final double[] pi;
  private final double[] q;
  private final double[] slope;
  private final double[] dPi;

  private final IntConsumer search = this::search;
  private final IntConsumer moveTarget = this::moveTarget;

  private long step;

  private Prdc(Config config, Setup setup, Pairs pairs) {
    this.config = config;
    this.pairs = pairs;
    workers = setup.workers();
    states = setup.observationSize();
    actions = setup.actions().size();
    Check.that(
        pairs.index.dimensions() == states + actions,
        "Prdc: the indexed pairs have %d numbers, but observation and action have %d and %d. Index the log that is"
            + " learned from.",
        pairs.index.dimensions(),
        states,
        actions);
    config.checkNeighbors(pairs.index.size());
    int n = config.batchSize();
    actor = new Network(MlpSpec.actor(states, config.hidden(), setup.actions()), setup.precision());
    actorTarget = actor.copy();
    actorAdam = new Adam(actor, Adam.Config.ofLearningRate(config.actorLearningRate()));
    actorPass = Pass.split(actor, n, workers);
    actorTargetPass = Pass.split(actorTarget, n, workers);
    critics = new TwinCritics(setup, config.hidden(), config.criticLearningRate(), n);
    targetAction = new SmoothedAction(setup, n);
    for (int i = 0; i < SEARCHES; i++) {
      searches[i] = pairs.index.search();
      near[i] = new int[config.neighbors()];
      nearDistance[i] = new double[config.neighbors()];
    }
    query = new double[n * (states + actions)];
    pair = new double[SEARCHES * (states + actions)];
    distance = new double[n];
    own = new boolean[n];
    aHat = new double[n * actions];
    pi = new double[n * actions];
    q = new double[n];
    slope = new double[n * actions];
    dPi = new double[n * actions];
  }

  @Override
  public void initialize(RandomGenerator stream) {
    actor.initialize(stream);
    actorTarget.moveToward(actor, 1);
    critics.initialize(stream);
  }

  /** One step of TD3's Algorithm 1 with PRDC's actor objective. */
  @Override
  public Losses update(Minibatch batch) {
    step++;
    // y = r + gamma (1 - terminal) min_i Q'_i(s', a~), a~ = clip(pi'(s') + clip(sigma eps, -c, c))
    Matrix aTilde =
        targetAction.at(
            batch.nextState(), actorTargetPass, step, config.targetNoise(), config.noiseClip());
    critics.target(batch, aTilde, config.gamma());
    double criticLoss = critics.descend(batch);
    if (step % config.actorDelay() != 0 || !Double.isFinite(criticLoss)) {
      return new Losses(criticLoss, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    Losses losses = actorStep(batch, criticLoss);
    workers.run(3, moveTarget);
    return losses;
  }

  /**
   * Ascends lambda Q_1(s, pi(s)) - mean (pi(s) - a_j)^2, lambda = alpha / mean |Q_1|, no gradient
   * in lambda nor in the choice of j.
   */
  private Losses actorStep(Minibatch batch, double criticLoss) {
    Matrix action = actorPass.forward(batch.state()); // [N, A]
    action.get(pi);
    critics.first(batch.state(), action, q, slope);
    double lambda = config.alpha() / meanAbsolute(q);

    nearest(batch);
    double constraint =
        config.constraint() == Constraint.ACTION
            ? meanSquaredError(pi, aHat, dPi) // dPi = 2 (pi - a_j) / (N A)
            : meanDistance();
    for (int k = 0; k < dPi.length; k++) {
      dPi[k] -= lambda / batch.size() * slope[k];
    }
    actorPass.outputGradient().set(dPi);
    actorPass.backward();
    actorAdam.step();
    return new Losses(criticLoss, constraint - lambda * mean(q), lambda, constraint, ownRowShare());
  }

  /** a_j, j = argmin over the log of ||(beta s, pi(s)) - (beta s_j, a_j)||, row by row. [N, A] */
  private void nearest(Minibatch batch) {
    rows = batch.rows();
    workers.run(SEARCHES, search);
  }

  private void search(int part) {
    int size = states + actions;
    int from = part * rows.length / SEARCHES;
    int to = (part + 1) * rows.length / SEARCHES;
    NearestTransitions.Search index = searches[part];
    for (int i = from; i < to; i++) {
      // The state is a row of the log, whose key holds beta s; the row itself bounds the search.
      int row = pairs.key(rows[i]);
      pairs.index.point(row, query, i * size);
      double toOwn = 0;
      for (int j = 0; j < actions; j++) {
        double away = pi[i * actions + j] - query[i * size + states + j];
        toOwn += away * away;
        query[i * size + states + j] = pi[i * actions + j];
        aHat[i * actions + j] = 0;
      }
      index.nearest(query, i * size, row, config.neighbors(), near[part], nearDistance[part]);
      own[i] = nearDistance[part][0] >= toOwn;
      distance[i] = Math.sqrt(nearDistance[part][0]);
      for (int neighbor : near[part]) {
        pairs.index.point(neighbor, pair, part * size);
        for (int j = 0; j < actions; j++) {
          aHat[i * actions + j] += pair[part * size + states + j] / near[part].length;
        }
      }
    }
  }

  /** Mean over the batch of d = ||(beta s, pi) - (beta s_j, a_j)||; dPi = (pi - a_j) / (N d). */
  private double meanDistance() {
    for (int k = 0; k < dPi.length; k++) {
      double d = distance[k / actions];
      dPi[k] = d == 0 ? 0 : (pi[k] - aHat[k]) / (distance.length * d);
    }
    return mean(distance);
  }

  private double ownRowShare() {
    int count = 0;
    for (boolean answered : own) {
      count += answered ? 1 : 0;
    }
    return (double) count / own.length;
  }

  /** Polyak averaging of the actor's target and both critics', side by side. */
  private void moveTarget(int i) {
    if (i == 2) {
      actorTarget.moveToward(actor, config.tau());
    } else {
      critics.moveTarget(i, config.tau());
    }
  }

  /** The actor; its gradient is that of the last actor step. */
  public Network actor() {
    return actor;
  }

  /** The actor's target. */
  public Network actorTarget() {
    return actorTarget;
  }

  /** Critic 0 or 1; its gradient is that of the last step. */
  public Network critic(int i) {
    return critics.critic(i);
  }

  /** Target of critic 0 or 1. */
  public Network criticTarget(int i) {
    return critics.target(i);
  }

  /** Goals of the last actor step: the neighbors' mean actions, {@code [N * A]}, a copy. */
  public double[] goals() {
    return aHat.clone();
  }

  /** Distances to the nearest pair at the last actor step, {@code [N]}, a copy. */
  public double[] distances() {
    return distance.clone();
  }

  @Override
  public MlpPolicy policy(ObservationNormalizer normalizer) {
    return actor.policy(normalizer);
  }

  @Override
  public void save(Checkpoint.Builder checkpoint) {
    checkpoint.put("step", step);
    NetworkState.save(checkpoint, "actor", actor, actorAdam);
    NetworkState.save(checkpoint, "actor.target", actorTarget);
    critics.save(checkpoint);
  }

  @Override
  public void load(Checkpoint checkpoint) {
    step = checkpoint.number("step");
    NetworkState.load(checkpoint, "actor", actor, actorAdam);
    NetworkState.load(checkpoint, "actor.target", actorTarget);
    critics.load(checkpoint);
  }
}
