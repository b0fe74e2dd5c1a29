package dev.strandline.offline;

import static dev.strandline.offline.Regression.mean;
import static dev.strandline.offline.Regression.meanAbsolute;
import static dev.strandline.offline.Regression.meanSquaredError;

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
 * Differs from the code in nothing that changes the numbers; boxes that are not symmetric are
 * served too, with each dimension's half width in the place of a_max.
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

    /** A learner with these settings. */
    public Td3Bc learner(Setup setup) {
      return new Td3Bc(this, setup);
    }

    @Override
    public Maker over(TrainingRows rows, ObservationNormalizer normalizer) {
      return this::learner;
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

  private final Config config;
  private final Workers workers;
  private final Network actor;
  private final Network actorTarget;
  private final Adam actorAdam;
  private final Pass actorPass;
  private final Pass actorTargetPass;
  private final TwinCritics critics;
  private final SmoothedAction targetAction;

  private final double[] a;
  private final double[] pi;
  private final double[] q;
  private final double[] slope;
  private final double[] dPi;

  private final IntConsumer moveTarget = this::moveTarget;

  private long step;

  /** A learner whose parameters are zero until {@link #initialize} or {@link #load}. */
  public Td3Bc(Config config, Setup setup) {
    this.config = config;
    workers = setup.workers();
    int n = config.batchSize();
    int entries = n * setup.actions().size();
    actor =
        new Network(
            MlpSpec.actor(setup.observationSize(), config.hidden(), setup.actions()),
            setup.precision());
    actorTarget = actor.copy();
    actorAdam = new Adam(actor, Adam.Config.ofLearningRate(config.actorLearningRate()));
    actorPass = Pass.split(actor, n, workers);
    actorTargetPass = Pass.split(actorTarget, n, workers);
    critics = new TwinCritics(setup, config.hidden(), config.criticLearningRate(), n);
    targetAction = new SmoothedAction(setup, n);
    a = new double[entries];
    pi = new double[entries];
    q = new double[n];
    slope = new double[entries];
    dPi = new double[entries];
  }

  @Override
  public void initialize(RandomGenerator stream) {
    actor.initialize(stream);
    actorTarget.moveToward(actor, 1);
    critics.initialize(stream);
  }

  /** One step of TD3's Algorithm 1 with TD3+BC's actor objective. */
  @Override
  public Losses update(Minibatch batch) {
    step++;
    // y = r + gamma (1 - terminal) min_i Q'_i(s', a~), a~ = clip(pi'(s') + clip(sigma eps, -c, c))
    Matrix aTilde =
        targetAction.at(
            batch.nextState(), actorTargetPass, step, config.targetNoise(), config.noiseClip());
    critics.target(batch, aTilde, config.gamma());
    double criticLoss = critics.descend(batch);
    if (step % config.actorDelay() != 0) {
      return new Losses(criticLoss, Double.NaN, Double.NaN, Double.NaN);
    }
    Losses losses = actorStep(batch, criticLoss);
    workers.run(3, moveTarget);
    return losses;
  }

  /**
   * Ascends lambda Q_1(s, pi(s)) - mean (pi(s) - a)^2, lambda = alpha / mean |Q_1|, no gradient in
   * lambda.
   */
  private Losses actorStep(Minibatch batch, double criticLoss) {
    Matrix action = actorPass.forward(batch.state()); // [N, A]
    action.get(pi);
    critics.first(batch.state(), action, q, slope);
    double lambda = config.alpha() / meanAbsolute(q);

    batch.action().get(a);
    double imitation = meanSquaredError(pi, a, dPi); // dPi = 2 (pi - a) / (N A)
    for (int k = 0; k < dPi.length; k++) {
      dPi[k] -= lambda / batch.size() * slope[k];
    }
    actorPass.outputGradient().set(dPi);
    actorPass.backward();
    actorAdam.step();
    return new Losses(criticLoss, imitation - lambda * mean(q), lambda, imitation);
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
