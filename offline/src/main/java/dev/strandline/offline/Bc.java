package dev.strandline.offline;

import static dev.strandline.offline.Regression.meanSquaredError;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.io.Checkpoint;
import dev.strandline.policy.Check;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.MlpSpec;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * BC: behavior cloning with a deterministic actor, the regression that every offline method must
 * beat.
 *
 * <p>Source: the BC baseline of Fujimoto and Gu, "A Minimalist Approach to Offline Reinforcement
 * Learning", 2021, as in CORL's {@code any_percent_bc}: L = mean over batch and action dimensions
 * of (pi(s) - a)^2, pi = a_max tanh(MLP(s)). One Adam step for each batch; no target, no delay.
 * Differs from that code in nothing that changes the numbers; boxes that are not symmetric are
 * served too, by their center and half width.
 */
public final class Bc implements Learner {

  /**
   * Settings of {@link Bc}.
   *
   * @param learningRate Adam's step size
   * @param hidden widths of the actor's hidden layers; empty for a linear actor
   * @param batchSize transitions in a minibatch, at least 1
   */
  public record Config(double learningRate, List<Integer> hidden, int batchSize)
      implements Learner.Config {
    public Config {
      Check.positive(learningRate, "Bc.Config.learningRate", "The usual value is 3e-4.");
      hidden = List.copyOf(hidden);
      Check.atLeast(batchSize, 1, "Bc.Config.batchSize", "The usual value is 256.");
    }

    /** The settings of CORL's baseline. */
    public static Config defaults() {
      return new Config(3e-4, List.of(256, 256), 256);
    }

    /** A learner with these settings. */
    public Bc learner(Setup setup) {
      return new Bc(this, setup);
    }

    @Override
    public Maker over(TrainingRows rows, ObservationNormalizer normalizer) {
      return this::learner;
    }

    public Config withHidden(List<Integer> hidden) {
      return new Config(learningRate, hidden, batchSize);
    }
  }

  /** Loss of one step. */
  public record Losses(double actor) implements Learner.Losses {
    private static final List<String> NAMES = List.of("actor_loss");

    @Override
    public List<String> names() {
      return NAMES;
    }

    @Override
    public double value(int i) {
      return actor;
    }

    @Override
    public boolean finite() {
      return Double.isFinite(actor);
    }
  }

  private final Network actor;
  private final Adam actorAdam;
  private final Pass actorPass;
  private final double[] pi;
  private final double[] a;
  private final double[] dPi;

  /** A learner whose parameters are zero until {@link #initialize} or {@link #load}. */
  public Bc(Config config, Setup setup) {
    actor =
        new Network(
            MlpSpec.actor(setup.observationSize(), config.hidden(), setup.actions()),
            setup.precision());
    actorAdam = new Adam(actor, Adam.Config.ofLearningRate(config.learningRate()));
    actorPass = Pass.split(actor, config.batchSize(), setup.workers());
    int entries = config.batchSize() * setup.actions().size();
    pi = new double[entries];
    a = new double[entries];
    dPi = new double[entries];
  }

  @Override
  public void initialize(RandomGenerator stream) {
    actor.initialize(stream);
  }

  /** Descends mean (pi(s) - a)^2. */
  @Override
  public Losses update(Minibatch batch) {
    actorPass.forward(batch.state()).get(pi); // [N, A]
    batch.action().get(a);
    double loss = meanSquaredError(pi, a, dPi);
    actorPass.outputGradient().set(dPi);
    actorPass.backward();
    actorAdam.step();
    return new Losses(loss);
  }

  /** The actor; its gradient is that of the last update. */
  public Network actor() {
    return actor;
  }

  @Override
  public MlpPolicy policy(ObservationNormalizer normalizer) {
    return actor.policy(normalizer);
  }

  @Override
  public void save(Checkpoint.Builder checkpoint) {
    NetworkState.save(checkpoint, "actor", actor, actorAdam);
  }

  @Override
  public void load(Checkpoint checkpoint) {
    NetworkState.load(checkpoint, "actor", actor, actorAdam);
  }
}
