package dev.strandline.offline;

import static dev.strandline.offline.Regression.bellman;
import static dev.strandline.offline.Regression.mean;
import static dev.strandline.offline.Regression.meanAbsolute;
import static dev.strandline.offline.Regression.meanSquaredError;

import dev.strandline.io.Checkpoint;
import dev.strandline.policy.ActionSpace;
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
 * TD3+BC: TD3 whose actor is also pulled toward the logged actions.
 *
 * <p>Source: Fujimoto and Gu, "A Minimalist Approach to Offline Reinforcement Learning", 2021, on
 * top of Algorithm 1 of Fujimoto, van Hoof and Meger, "Addressing Function Approximation Error in
 * Actor-Critic Methods", 2018.
 *
 * <p>Where paper and authors' code differ, this follows the code, which the published numbers come
 * from: lambda averages |Q_1(s, pi(s))| over the batch (the paper averages over logged actions).
 * Differs from the code in nothing that changes the numbers: each critic has an Adam of its own,
 * which is the same as one over both; boxes that are not symmetric are served too, with each
 * dimension's half width in the place of a_max.
 *
 * <p>Noise: {@code "target-noise"}, {@code [N, A]}, at every step.
 */
public final class Td3Bc implements Learner {

  /**
   * Settings of {@link Td3Bc}; {@link #defaults()} are the paper's.
   *
   * @param alpha weight of the value term against the imitation term, not negative; 0 is behavior
   *     cloning
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
      Check.notNegative(alpha, "Td3Bc.Config.alpha", "The paper uses 2.5; 0 is behavior cloning.");
      Check.range(gamma, 0, 1, "Td3Bc.Config.gamma", "The paper uses 0.99.");
      Check.range(tau, 0, 1, "Td3Bc.Config.tau", "The paper uses 0.005.");
      Check.notNegative(
          targetNoise, "Td3Bc.Config.targetNoise", "The paper uses 0.2; 0 adds none.");
      Check.notNegative(noiseClip, "Td3Bc.Config.noiseClip", "The paper uses 0.5.");
      Check.atLeast(
          actorDelay, 1, "Td3Bc.Config.actorDelay", "Use 1 to move the actor at every step.");
      Check.positive(actorLearningRate, "Td3Bc.Config.actorLearningRate", "The paper uses 3e-4.");
      Check.positive(criticLearningRate, "Td3Bc.Config.criticLearningRate", "The paper uses 3e-4.");
      hidden = List.copyOf(hidden);
      Check.atLeast(batchSize, 1, "Td3Bc.Config.batchSize", "The paper uses 256.");
    }

    /** The paper's settings. */
    public static Config defaults() {
      return new Config(2.5, 0.99, 0.005, 0.2, 0.5, 2, 3e-4, 3e-4, List.of(256, 256), 256);
    }

    public Config withAlpha(double alpha) {
      return new Config(
          alpha,
          gamma,
          tau,
          targetNoise,
          noiseClip,
          actorDelay,
          actorLearningRate,
          criticLearningRate,
          hidden,
          batchSize);
    }

    @Override
    public Td3Bc learner(Setup setup) {
      return new Td3Bc(this, setup);
    }

    public Config withHidden(List<Integer> hidden) {
      return new Config(
          alpha,
          gamma,
          tau,
          targetNoise,
          noiseClip,
          actorDelay,
          actorLearningRate,
          criticLearningRate,
          hidden,
          batchSize);
    }

    public Config withBatchSize(int batchSize) {
      return new Config(
          alpha,
          gamma,
          tau,
          targetNoise,
          noiseClip,
          actorDelay,
          actorLearningRate,
          criticLearningRate,
          hidden,
          batchSize);
    }
  }

  /**
   * Losses of one step; the actor's are NaN on the steps that leave the actor alone.
   *
   * @param critic sum of both critics' mean squared errors
   * @param actor imitation - lambda mean Q_1(s, pi(s))
   * @param lambda weight of the value term
   * @param imitation mean over batch and action dimensions of (pi(s) - a)^2
   */
  public record Losses(double critic, double actor, double lambda, double imitation)
      implements Learner.Losses {
    private static final List<String> NAMES =
        List.of("critic_loss", "actor_loss", "lambda", "imitation");

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
        default -> imitation;
      };
    }

    @Override
    public boolean finite() {
      return Double.isFinite(critic) && !Double.isInfinite(actor);
    }
  }

  private static final int CRITICS = 2;

  private final Config config;
  private final double[] center;
  private final double[] halfWidth;
  private final Workers workers;
  private final Noise noise;

  private final Network actor;
  private final Network actorTarget;
  private final Network[] critics = new Network[CRITICS];
  private final Network[] criticTargets = new Network[CRITICS];
  private final Adam actorAdam;
  private final Adam[] criticAdams = new Adam[CRITICS];

  private final Pass actorPass;
  private final Pass actorTargetPass;
  private final Pass[] criticPasses = new Pass[CRITICS];
  private final Pass[] criticTargetPasses = new Pass[CRITICS];
  private final Pass valueOfPiPass;

  private final Matrix stateAction;
  private final Matrix nextStateAction;
  private final Matrix statePi;
  private final Matrix targetAction;
  private final Matrix dQdPi;

  private final double[] aTilde;
  private final double[] epsilon;
  private final double[][] nextQ;
  private final double[] y;
  private final double[][] q;
  private final double[][] dQ;
  private final double[] criticLoss = new double[CRITICS];
  private final double[] a;
  private final double[] pi;
  private final double[] qOfPi;
  private final double[] slope;
  private final double[] dPi;
  private final double[] ones;

  private final IntConsumer criticTargetForward = this::criticTargetForward;
  private final IntConsumer criticStep = this::criticStep;
  private final IntConsumer moveTarget = this::moveTarget;

  private long step;

  /** A learner whose parameters are zero until {@link #initialize} or {@link #load}. */
  public Td3Bc(Config config, Setup setup) {
    this.config = config;
    ActionSpace.Box box = setup.actions();
    workers = setup.workers();
    noise = setup.noise();
    int n = config.batchSize();
    int states = setup.observationSize();
    int actions = box.size();
    center = new double[actions];
    halfWidth = new double[actions];
    for (int j = 0; j < actions; j++) {
      center[j] = box.center(j);
      halfWidth[j] = box.halfWidth(j);
    }

    actor = new Network(MlpSpec.actor(states, config.hidden(), box), setup.precision());
    actorTarget = actor.copy();
    actorAdam = new Adam(actor, Adam.Config.ofLearningRate(config.actorLearningRate()));
    actorPass = Pass.split(actor, n, workers);
    actorTargetPass = Pass.split(actorTarget, n, workers);
    for (int i = 0; i < CRITICS; i++) {
      critics[i] = new Network(MlpSpec.value(states + actions, config.hidden()), setup.precision());
      criticTargets[i] = critics[i].copy();
      criticAdams[i] =
          new Adam(critics[i], Adam.Config.ofLearningRate(config.criticLearningRate()));
      criticPasses[i] = Pass.whole(critics[i], n);
      criticTargetPasses[i] = Pass.whole(criticTargets[i], n);
    }
    valueOfPiPass = Pass.split(critics[0], n, workers);

    stateAction = Matrix.zeros(setup.precision(), n, states + actions);
    nextStateAction = Matrix.zeros(setup.precision(), n, states + actions);
    statePi = Matrix.zeros(setup.precision(), n, states + actions);
    targetAction = Matrix.zeros(setup.precision(), n, actions);
    dQdPi = Matrix.zeros(setup.precision(), n, actions);

    aTilde = new double[n * actions];
    epsilon = new double[n * actions];
    nextQ = new double[CRITICS][n];
    y = new double[n];
    q = new double[CRITICS][n];
    dQ = new double[CRITICS][n];
    a = new double[n * actions];
    pi = new double[n * actions];
    qOfPi = new double[n];
    slope = new double[n * actions];
    dPi = new double[n * actions];
    ones = new double[n];
    Arrays.fill(ones, 1);
  }

  @Override
  public void initialize(RandomGenerator stream) {
    actor.initialize(stream);
    actorTarget.moveToward(actor, 1);
    for (int i = 0; i < CRITICS; i++) {
      critics[i].initialize(stream);
      criticTargets[i].moveToward(critics[i], 1);
    }
  }

  /** One step of TD3's Algorithm 1 with TD3+BC's actor objective. */
  @Override
  public Losses update(Minibatch batch) {
    step++;
    target(batch);
    double criticLoss = criticStep(batch);
    if (step % config.actorDelay() != 0) {
      return new Losses(criticLoss, Double.NaN, Double.NaN, Double.NaN);
    }
    Losses losses = actorStep(batch, criticLoss);
    workers.run(CRITICS + 1, moveTarget);
    return losses;
  }

  /**
   * y = r + gamma (1 - terminal) min_i Q'_i(s', a~), a~ = clip(pi'(s') + clip(sigma eps, -c, c)).
   * [N]
   */
  private void target(Minibatch batch) {
    actorTargetPass.forward(batch.nextState()).get(aTilde); // [N, A]
    noise.gaussian("target-noise", step, epsilon);
    for (int k = 0; k < aTilde.length; k++) {
      int j = k % halfWidth.length;
      double n = config.targetNoise() * halfWidth[j] * epsilon[k];
      double noisy = aTilde[k] + clip(n, config.noiseClip() * halfWidth[j]);
      aTilde[k] = center[j] + clip(noisy - center[j], halfWidth[j]);
    }
    targetAction.set(aTilde);
    join(nextStateAction, batch.nextState(), targetAction);
    workers.run(CRITICS, criticTargetForward);
    for (int i = 0; i < y.length; i++) {
      nextQ[0][i] = Math.min(nextQ[0][i], nextQ[1][i]);
    }
    bellman(y, batch.reward(), batch.terminal(), config.gamma(), nextQ[0]);
  }

  private static double clip(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  private void criticTargetForward(int i) {
    criticTargetPasses[i].forward(nextStateAction).get(nextQ[i]);
  }

  /**
   * Both critics, side by side, descend mean (Q_i(s, a) - y)^2; returns the sum of their losses.
   */
  private double criticStep(Minibatch batch) {
    join(stateAction, batch.state(), batch.action());
    workers.run(CRITICS, criticStep);
    return criticLoss[0] + criticLoss[1];
  }

  private void criticStep(int i) {
    criticPasses[i].forward(stateAction).get(q[i]); // [N, 1]
    criticLoss[i] = meanSquaredError(q[i], y, dQ[i]);
    criticPasses[i].outputGradient().set(dQ[i]);
    criticPasses[i].backward();
    criticAdams[i].step();
  }

  /**
   * Ascends lambda Q_1(s, pi(s)) - mean (pi(s) - a)^2, lambda = alpha / mean |Q_1|, no gradient in
   * lambda.
   */
  private Losses actorStep(Minibatch batch, double criticLoss) {
    Matrix action = actorPass.forward(batch.state());
    action.get(pi); // [N, A]
    join(statePi, batch.state(), action);
    valueOfPiPass.forward(statePi).get(qOfPi); // [N, 1]
    double lambda = config.alpha() / meanAbsolute(qOfPi);

    valueOfPiPass.outputGradient().set(ones);
    valueOfPiPass.backwardToInput().getColumns(batch.state().columns(), dQdPi);
    dQdPi.get(slope); // [N, A]
    batch.action().get(a);
    double imitation = meanSquaredError(pi, a, dPi); // dPi = 2 (pi - a) / (N A)
    for (int k = 0; k < dPi.length; k++) {
      dPi[k] -= lambda / batch.size() * slope[k];
    }
    actorPass.outputGradient().set(dPi);
    actorPass.backward();
    actorAdam.step();
    return new Losses(criticLoss, imitation - lambda * mean(qOfPi), lambda, imitation);
  }

  /** Polyak averaging of both critics' targets and the actor's, side by side. */
  private void moveTarget(int i) {
    if (i < CRITICS) {
      criticTargets[i].moveToward(critics[i], config.tau());
    } else {
      actorTarget.moveToward(actor, config.tau());
    }
  }

  private static void join(Matrix joined, Matrix state, Matrix action) {
    joined.setColumns(0, state);
    joined.setColumns(state.columns(), action);
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
    return critics[i];
  }

  /** Target of critic 0 or 1. */
  public Network criticTarget(int i) {
    return criticTargets[i];
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
    for (int i = 0; i < CRITICS; i++) {
      NetworkState.save(checkpoint, "critic." + i, critics[i], criticAdams[i]);
      NetworkState.save(checkpoint, "critic." + i + ".target", criticTargets[i]);
    }
  }

  @Override
  public void load(Checkpoint checkpoint) {
    step = checkpoint.number("step");
    NetworkState.load(checkpoint, "actor", actor, actorAdam);
    NetworkState.load(checkpoint, "actor.target", actorTarget);
    for (int i = 0; i < CRITICS; i++) {
      NetworkState.load(checkpoint, "critic." + i, critics[i], criticAdams[i]);
      NetworkState.load(checkpoint, "critic." + i + ".target", criticTargets[i]);
    }
  }
}
