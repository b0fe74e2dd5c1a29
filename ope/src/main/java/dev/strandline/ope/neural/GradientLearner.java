package dev.strandline.ope.neural;

import dev.strandline.ope.learning.EarlyStopping;
import dev.strandline.ope.learning.Objective;
import dev.strandline.ope.learning.PolicyLoss;
import dev.strandline.ope.learning.SoftmaxPolicy;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.Names;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Check;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.MlpSpec;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import dev.strandline.tensor.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Learns a softmax policy from a log of decisions by gradients: Adam on minibatches of a {@link
 * PolicyLoss}, until the loss on held-out units ({@link PolicyLoss.Value#heldOutLoss}) stops
 * falling. The policy of the best epoch is kept.
 *
 * <p>Source: Swaminathan and Joachims, "The Self-Normalized Estimator for Counterfactual Learning",
 * 2015, and the papers named at {@link Objective}. Contexts are standardized by the rows that are
 * learned from; the policy takes raw ones.
 */
public final class GradientLearner {

  /**
   * Settings of {@link GradientLearner}.
   *
   * @param loss what is descended
   * @param hidden widths of the hidden layers; empty for a policy that is linear in the context
   * @param activation stands after every hidden layer
   * @param learningRate Adam's step size, positive
   * @param batchSize rows for each step, at least 2; fewer where there are fewer rows
   * @param epochs most passes over the rows, at least 1
   * @param patience epochs without improvement after which to stop, at least 1
   * @param tolerance what counts as an improvement, in units of the loss, 0 or more
   * @param validationParts one part in this many of the units is held out, at least 2
   * @param seed of the initial weights, the held-out units and the order of rows
   */
  public record Config(
      PolicyLoss loss,
      List<Integer> hidden,
      Activation activation,
      double learningRate,
      int batchSize,
      int epochs,
      int patience,
      double tolerance,
      int validationParts,
      long seed) {

    public Config {
      hidden = List.copyOf(hidden);
      Check.positive(learningRate, "GradientLearner.Config.learningRate", "Use 1e-2.");
      Check.atLeast(batchSize, 2, "GradientLearner.Config.batchSize", "Use 256.");
      Check.atLeast(epochs, 1, "GradientLearner.Config.epochs", "Use 100.");
      Check.atLeast(patience, 1, "GradientLearner.Config.patience", "Use 10.");
      Check.notNegative(tolerance, "GradientLearner.Config.tolerance", "Use 1e-4.");
      Check.atLeast(validationParts, 2, "GradientLearner.Config.validationParts", "Use 5.");
    }

    /** A linear policy by importance weighting, seed 0. */
    public static Config defaults() {
      return new Config(
          PolicyLoss.of(Objective.IPW, 0),
          List.of(),
          Activation.RELU,
          1e-2,
          256,
          100,
          10,
          1e-4,
          5,
          0);
    }

    /** The same with another loss. */
    public Config withLoss(PolicyLoss loss) {
      return new Config(
          loss,
          hidden,
          activation,
          learningRate,
          batchSize,
          epochs,
          patience,
          tolerance,
          validationParts,
          seed);
    }

    /** The same with other hidden layers. */
    public Config withHidden(List<Integer> hidden) {
      return new Config(
          loss,
          hidden,
          activation,
          learningRate,
          batchSize,
          epochs,
          patience,
          tolerance,
          validationParts,
          seed);
    }

    /** The same with another seed. */
    public Config withSeed(long seed) {
      return new Config(
          loss,
          hidden,
          activation,
          learningRate,
          batchSize,
          epochs,
          patience,
          tolerance,
          validationParts,
          seed);
    }
  }

  /**
   * What was learned, and how.
   *
   * @param policy of the epoch of the least validation loss, at temperature 1
   * @param validationLoss after each epoch
   */
  public record Outcome(SoftmaxPolicy policy, List<Double> validationLoss) {
    public Outcome {
      validationLoss = List.copyOf(validationLoss);
    }
  }

  private final Config config;
  private final Names names;
  private final Rows training;
  private final Rows validation;
  private final double[] mean;
  private final double[] scale;
  private final Network network;
  private final Adam adam;

  private GradientLearner(
      Config config,
      Decisions decisions,
      double[] reward,
      double[] propensity,
      Optional<RewardPredictions> q) {
    this.config = config;
    names = decisions.names();
    Check.atLeast(decisions.features(), 1, "numbers in a context", "Give at least a constant.");
    Folds folds = Folds.shuffled(decisions, config.validationParts(), config.seed());
    int[] rows = folds.training(0);
    mean = new double[decisions.features()];
    scale = new double[decisions.features()];
    standardize(decisions, rows);
    training = new Rows(decisions, reward, propensity, q, rows);
    validation = new Rows(decisions, reward, propensity, q, folds.heldOut(0));
    network =
        new Network(
            new MlpSpec(
                decisions.features(),
                config.hidden(),
                decisions.actions(),
                config.activation(),
                Optional.empty()),
            Precision.DOUBLE);
    network.initialize(new Streams(config.seed()).open("initial-weights"));
    adam = new Adam(network, Adam.Config.ofLearningRate(config.learningRate()));
  }

  private void standardize(Decisions decisions, int[] rows) {
    for (int j = 0; j < mean.length; j++) {
      int feature = j;
      mean[j] =
          Arrays.stream(rows).mapToDouble(i -> decisions.context(i, feature)).average().orElse(0);
      double deviation =
          Math.sqrt(
              Arrays.stream(rows)
                  .mapToDouble(i -> Math.pow(decisions.context(i, feature) - mean[feature], 2))
                  .average()
                  .orElse(0));
      scale[j] = deviation > 1e-12 * Math.abs(mean[j]) ? deviation : 1;
    }
  }

  /**
   * Learns from all rows, whatever their position.
   *
   * @param reward {@code [n]}, finite
   * @param propensity b(a|x) of the logged actions, {@code [n]}, in (0, 1]
   * @param q predicted rewards of these decisions; needed where the objective uses a model
   * @throws IllegalArgumentException if a number is out of bounds or the predictions are missing
   */
  public static Outcome fit(
      Config config,
      Decisions decisions,
      double[] reward,
      double[] propensity,
      Optional<RewardPredictions> q) {
    decisions.checkLogged(reward, propensity);
    Objective objective = config.loss().objective();
    Check.that(
        q.isPresent() || !objective.usesModel(),
        "the objective %s uses predicted rewards, but none were given. Make them with RewardPredictions.crossFit.",
        objective);
    q.ifPresent(predictions -> predictions.check(decisions));
    return new GradientLearner(config, decisions, reward, propensity, q).train();
  }

  private Outcome train() {
    int batch = Math.min(config.batchSize(), training.size());
    Check.that(
        batch >= 2 && validation.size() >= 2,
        "%d rows to learn from and %d held out are too few. Use more rows.",
        training.size(),
        validation.size());
    Step step = new Step(batch);
    Step judge = new Step(validation.size());
    int[] everyHeldOut = order(validation.size());
    int[] order = order(training.size());
    RandomGenerator stream = new Streams(config.seed()).open("minibatches");
    EarlyStopping stopping = new EarlyStopping(config.patience(), config.tolerance());
    List<Double> losses = new ArrayList<>();
    SoftmaxPolicy best = policy();
    for (int epoch = 0; epoch < config.epochs() && !stopping.stops(); epoch++) {
      shuffle(order, stream);
      for (int from = 0; from + batch <= order.length; from += batch) { // the rest waits a turn
        step.descend(training, order, from);
      }
      double loss = judge.loss(validation, everyHeldOut, 0).heldOutLoss();
      losses.add(loss);
      if (stopping.improves(loss)) {
        best = policy();
      }
    }
    return new Outcome(best, losses);
  }

  private static int[] order(int rows) {
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private static void shuffle(int[] order, RandomGenerator stream) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = stream.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** The network as it stands, for raw contexts: W (x - mean) / scale + b in the first layer. */
  private SoftmaxPolicy policy() {
    double[] flat = new double[network.parameters().size()];
    network.parameters().get(flat);
    List<Integer> widths = network.spec().widths();
    int layers = network.spec().layers();
    double[][] weights = new double[layers][];
    double[][] biases = new double[layers][];
    int at = 0;
    for (int layer = 0; layer < layers; layer++) {
      int in = widths.get(layer);
      int out = widths.get(layer + 1);
      weights[layer] = Arrays.copyOfRange(flat, at, at + out * in);
      biases[layer] = Arrays.copyOfRange(flat, at + out * in, at + out * (in + 1));
      at += out * (in + 1);
    }
    for (int k = 0; k < biases[0].length; k++) {
      for (int j = 0; j < mean.length; j++) {
        weights[0][k * mean.length + j] /= scale[j];
        biases[0][k] -= weights[0][k * mean.length + j] * mean[j];
      }
    }
    return new SoftmaxPolicy(config.activation(), weights, biases, 1, false).withNames(names);
  }

  /** Some rows of the log, standardized. */
  private final class Rows {
    private final double[] context;
    private final int[] action;
    private final double[] reward;
    private final double[] propensity;
    private final double[] q; // empty without a model

    Rows(
        Decisions decisions,
        double[] reward,
        double[] propensity,
        Optional<RewardPredictions> predictions,
        int[] rows) {
      int features = decisions.features();
      int actions = decisions.actions();
      context = new double[rows.length * features];
      action = new int[rows.length];
      this.reward = new double[rows.length];
      this.propensity = new double[rows.length];
      q = new double[predictions.isPresent() ? rows.length * actions : 0];
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < features; j++) {
          context[i * features + j] = (decisions.context(rows[i], j) - mean[j]) / scale[j];
        }
        action[i] = decisions.action(rows[i]);
        this.reward[i] = reward[rows[i]];
        this.propensity[i] = propensity[rows[i]];
        for (int a = 0; a < actions && q.length > 0; a++) {
          q[i * actions + a] = predictions.get().q(rows[i], a);
        }
      }
    }

    int size() {
      return action.length;
    }
  }

  /** The loss of one batch size, in buffers made once. */
  private final class Step {
    private final int size;
    private final Pass pass;
    private final Matrix input;
    private final double[] context;
    private final double[] logits;
    private final int[] action;
    private final double[] reward;
    private final double[] propensity;
    private final double[] q;

    Step(int size) {
      this.size = size;
      pass = Pass.whole(network, size);
      int features = network.spec().inputs();
      int actions = network.spec().outputs();
      input = Matrix.zeros(Precision.DOUBLE, size, features);
      context = new double[size * features];
      logits = new double[size * actions];
      action = new int[size];
      reward = new double[size];
      propensity = new double[size];
      q = new double[training.q.length > 0 ? size * actions : 0];
    }

    /** One step of Adam down the loss of rows {@code order[from .. from + size - 1]}. */
    void descend(Rows rows, int[] order, int from) {
      pass.outputGradient().set(loss(rows, order, from).gradient());
      pass.backward();
      adam.step();
    }

    PolicyLoss.Value loss(Rows rows, int[] order, int from) {
      int features = network.spec().inputs();
      int actions = network.spec().outputs();
      for (int i = 0; i < size; i++) {
        int row = order[from + i];
        System.arraycopy(rows.context, row * features, context, i * features, features);
        action[i] = rows.action[row];
        reward[i] = rows.reward[row];
        propensity[i] = rows.propensity[row];
        if (q.length > 0) {
          System.arraycopy(rows.q, row * actions, q, i * actions, actions);
        }
      }
      input.set(context);
      pass.forward(input).get(logits);
      return config.loss().at(logits, action, reward, propensity, q);
    }
  }
}
