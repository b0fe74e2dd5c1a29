package dev.strandline.ope.neural;

import dev.strandline.ope.sequential.Cut;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.MlpSpec;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Fitted Q evaluation with a neural network: Q is fitted to
 *
 * <pre>  y = r + gamma (1 - end) sum_a' e(a'|s') Q'(s', a')</pre>
 *
 * <p>with Q' a copy of Q that is renewed now and then, and cross-fitted by episode: what is
 * predicted for an episode comes from a network that did not see it.
 *
 * <p>Source: Le, Voloshin and Yue, "Batch Policy Learning under Constraints", 2019, Algorithm 3, in
 * the stochastic form with a target network. Differs from the usual implementation (d3rlpy) in
 * three ways: the bootstrap takes the evaluated policy's own distribution, not the greedy action of
 * a network that it wraps; observations are standardized by the mean and deviation of the rows that
 * are trained on; and predictions are cross-fitted.
 *
 * <p>Discrete actions have one output each; continuous actions are an input, and the expectation
 * over e is a mean over given actions of e: its mean action, or samples of it.
 */
public final class NeuralFqe {

  /**
   * Settings of {@link NeuralFqe}; {@link #defaults()} are d3rlpy's, with two folds.
   *
   * @param gamma discount per step, in [0, 1]
   * @param cut how the end of an episode that the environment did not end is read
   * @param hidden widths of the hidden layers; empty for a linear function
   * @param learningRate Adam's step size
   * @param batchSize rows in a minibatch, at least 1
   * @param updates gradient steps of each network, at least 1
   * @param targetEvery updates after which Q' becomes a copy of Q, at least 1
   * @param folds episodes are dealt into so many, at least 1; 1 predicts the rows that were trained
   *     on
   */
  public record Config(
      double gamma,
      Cut cut,
      List<Integer> hidden,
      double learningRate,
      int batchSize,
      int updates,
      int targetEvery,
      int folds) {
    public Config {
      Check.range(gamma, 0, 1, "NeuralFqe.Config.gamma", "Use the discount of the value.");
      hidden = List.copyOf(hidden);
      Check.positive(learningRate, "NeuralFqe.Config.learningRate", "The default is 1e-4.");
      Check.atLeast(batchSize, 1, "NeuralFqe.Config.batchSize", "The default is 100.");
      Check.atLeast(updates, 1, "NeuralFqe.Config.updates", "The default is 10,000.");
      Check.atLeast(targetEvery, 1, "NeuralFqe.Config.targetEvery", "The default is 100.");
      Check.atLeast(folds, 1, "NeuralFqe.Config.folds", "The default is 2; 1 does not cross-fit.");
    }

    public static Config defaults() {
      return new Config(0.99, Cut.FINITE_HORIZON, List.of(256, 256), 1e-4, 100, 10_000, 100, 2);
    }

    /** Gradient steps of the networks of all folds together. */
    public long allUpdates() {
      return (long) updates * folds;
    }

    public Config withGamma(double gamma) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }

    public Config withCut(Cut cut) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }

    public Config withHidden(List<Integer> hidden) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }

    public Config withLearningRate(double learningRate) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }

    public Config withUpdates(int updates) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }

    public Config withFolds(int folds) {
      return new Config(gamma, cut, hidden, learningRate, batchSize, updates, targetEvery, folds);
    }
  }

  /**
   * The rows of whole episodes.
   *
   * @param starts first row of each episode and, last, the number of rows, {@code [episodes + 1]}
   * @param state {@code [rows, observationSize]}
   * @param reward {@code [rows]}
   * @param nextState {@code [rows, observationSize]}; after a terminal row, any finite numbers
   * @param terminal whether the environment ended after the row, {@code [rows]}
   */
  public record Log(
      int[] starts, double[] state, double[] reward, double[] nextState, boolean[] terminal) {
    public Log {
      int rows = starts.length < 2 ? 0 : starts[starts.length - 1];
      Check.atLeast(rows, 1, "NeuralFqe rows", "Give one or more episodes, each with its steps.");
      Check.length(reward.length, rows, "reward");
      Check.length(terminal.length, rows, "terminal");
      Check.that(
          state.length > 0 && state.length % rows == 0,
          "state has %d numbers, which is no whole observation for each of %d rows.",
          state.length,
          rows);
      Check.length(nextState.length, state.length, "next_state");
      checkFinite(state, "state", state.length / rows);
      checkFinite(nextState, "next_state", state.length / rows);
      checkFinite(reward, "reward", 1);
    }

    int rows() {
      return reward.length;
    }

    int episodes() {
      return starts.length - 1;
    }

    int observationSize() {
      return state.length / reward.length;
    }
  }

  private static void checkFinite(double[] column, String name, int width) {
    for (int i = 0; i < column.length; i++) {
      if (!Double.isFinite(column[i])) {
        throw new IllegalArgumentException(
            "column %s, row %d: %s must be finite. Mend or leave out the episode."
                .formatted(name, i / width, column[i]));
      }
    }
  }

  /** Logged actions and what the target policy does in the log's states. */
  public sealed interface Actions {

    /**
     * Numbered actions.
     *
     * @param action the logged ones, {@code [rows]}, in {@code [0, actions)}
     * @param policy e(.|s), {@code [rows, actions]}
     * @param nextPolicy e(.|s'), {@code [rows, actions]}
     */
    record Discrete(int[] action, double[] policy, double[] nextPolicy) implements Actions {}

    /**
     * Vectors.
     *
     * @param action the logged ones, {@code [rows, actionSize]}
     * @param policy e's mean action at s or samples of e, {@code [rows, samples, actionSize]}
     * @param nextPolicy the same at s', {@code [rows, samples, actionSize]}
     * @param samples actions of e in each row, at least 1
     */
    record Continuous(double[] action, double[] policy, double[] nextPolicy, int samples)
        implements Actions {}
  }

  /**
   * What the networks predict.
   *
   * @param q Q(s, a) of the logged action, {@code [rows]}
   * @param v V(s) under the target policy, {@code [rows]}
   * @param valueAfter V of the state after each episode's last row, {@code [episodes]}; 0 where the
   *     environment ended
   * @param crossFitted whether each row was predicted by a network that did not see its episode
   * @param fold of each episode, {@code [episodes]}
   * @param loss mean squared error of the last {@code targetEvery} updates, {@code [folds]}
   */
  public record Fit(
      double[] q,
      double[] v,
      double[] valueAfter,
      boolean crossFitted,
      int[] fold,
      double[] loss) {}

  private final Config config;
  private final Log log;
  private final Head head;
  private final Workers workers;
  private final LongConsumer progress;

  private NeuralFqe(Config config, Log log, Head head, Workers workers, LongConsumer progress) {
    this.config = config;
    this.log = log;
    this.head = head;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Fits one network for each fold and predicts every row.
   *
   * @param seed of the folds, the networks' first weights and the minibatches
   * @return the same bits for the same arguments, on one machine
   * @throws IllegalArgumentException if a column has the wrong length or there are more folds than
   *     episodes
   */
  public static Fit fit(Config config, Log log, Actions actions, long seed, Workers workers) {
    return fit(config, log, actions, seed, workers, done -> {});
  }

  /**
   * The same.
   *
   * @param progress is told after each update how many are done, of {@link Config#allUpdates()}
   */
  public static Fit fit(
      Config config, Log log, Actions actions, long seed, Workers workers, LongConsumer progress) {
    Check.that(
        config.folds() <= log.episodes(),
        "%d folds of %d episodes leave a fold empty. Use fewer folds.",
        config.folds(),
        log.episodes());
    Head head =
        actions instanceof Actions.Discrete discrete
            ? new DiscreteHead(log, discrete)
            : new ContinuousHead(log, (Actions.Continuous) actions);
    return new NeuralFqe(config, log, head, workers, progress).crossFit(new Streams(seed));
  }

  private Fit crossFit(Streams streams) {
    int[] fold = deal(streams.open("folds"));
    Fit fit =
        new Fit(
            new double[log.rows()],
            new double[log.rows()],
            new double[log.episodes()],
            config.folds() > 1,
            fold,
            new double[config.folds()]);
    for (int j = 0; j < config.folds(); j++) {
      int held = j;
      int[] seen = rows(fold, f -> config.folds() == 1 || f != held);
      Scaling scaling = Scaling.of(log, seen);
      Network q = head.network(config.hidden());
      q.initialize(streams.at("weights", j));
      fit.loss[j] = train(q, seen, scaling, streams.at("batches", j), (long) j * config.updates());
      predict(q, rows(fold, f -> f == held), fold, held, scaling, fit);
    }
    return fit;
  }

  /** Shuffled folds of whole episodes, as even as can be. */
  private int[] deal(RandomGenerator stream) {
    int[] fold = new int[log.episodes()];
    Arrays.setAll(fold, i -> i % config.folds());
    for (int i = fold.length - 1; i > 0; i--) {
      int other = stream.nextInt(i + 1);
      int held = fold[i];
      fold[i] = fold[other];
      fold[other] = held;
    }
    return fold;
  }

  private int[] rows(int[] fold, IntPredicate chosen) {
    return IntStream.range(0, fold.length)
        .filter(i -> chosen.test(fold[i]))
        .flatMap(i -> IntStream.range(log.starts()[i], log.starts()[i + 1]))
        .toArray();
  }

  /** Minimizes mean (Q(s, a) - y)^2; returns the mean loss since the last copy of the target. */
  private double train(Network q, int[] seen, Scaling scaling, RandomStream stream, long before) {
    int n = config.batchSize();
    Network target = q.copy(); // Q'
    Adam adam = new Adam(q, Adam.Config.ofLearningRate(config.learningRate()));
    Batch now = new Batch(q, n, scaling);
    Batch next = new Batch(target, n, scaling);
    int[] batch = new int[n];
    double[] v = new double[n];
    double[] y = new double[n];
    double loss = 0;
    for (int step = 0; step < config.updates(); step++) {
      if (step % config.targetEvery() == 0) {
        target.moveToward(q, 1);
        loss = 0;
      }
      for (int i = 0; i < n; i++) {
        batch[i] = seen[stream.nextInt(seen.length)];
      }
      next.expected(batch, true, v);
      for (int i = 0; i < n; i++) {
        double future = ends(batch[i]) ? 0 : v[i];
        y[i] = log.reward()[batch[i]] + config.gamma() * future;
      }
      loss += now.descend(batch, y);
      adam.step();
      progress.accept(before + step + 1);
    }
    int counted = (config.updates() - 1) % config.targetEvery() + 1;
    return loss / counted;
  }

  /** Whether nothing of value follows a row: the environment ended, or the horizon did. */
  private boolean ends(int row) {
    return log.terminal()[row]
        || (config.cut() == Cut.FINITE_HORIZON && Arrays.binarySearch(log.starts(), row + 1) >= 0);
  }

  private void predict(Network q, int[] rows, int[] fold, int held, Scaling scaling, Fit fit) {
    int n = config.batchSize();
    Batch batch = new Batch(q, n, scaling);
    double[] out = new double[n];
    int[] some = new int[n];
    for (int from = 0; from < rows.length; from += n) {
      int count = Math.min(n, rows.length - from);
      for (int i = 0; i < n; i++) {
        some[i] = rows[Math.min(from + i, rows.length - 1)]; // filled up with the last row
      }
      batch.ofLoggedAction(some, out);
      scatter(out, some, count, fit.q);
      batch.expected(some, false, out);
      scatter(out, some, count, fit.v);
    }
    for (int i = 0; i < fold.length; i++) {
      int last = log.starts()[i + 1] - 1;
      if (fold[i] == held && !log.terminal()[last]) {
        Arrays.fill(some, last);
        batch.expected(some, true, out);
        fit.valueAfter[i] = out[0];
      }
    }
  }

  private static void scatter(double[] values, int[] rows, int count, double[] target) {
    for (int i = 0; i < count; i++) {
      target[rows[i]] = values[i];
    }
  }

  /** Mean and deviation of the observations that are trained on. */
  private record Scaling(double[] mean, double[] deviation) {
    static Scaling of(Log log, int[] rows) {
      int width = log.observationSize();
      double[] mean = new double[width];
      double[] deviation = new double[width];
      for (int row : rows) {
        for (int j = 0; j < width; j++) {
          mean[j] += log.state()[row * width + j] / rows.length;
        }
      }
      for (int row : rows) {
        for (int j = 0; j < width; j++) {
          double difference = log.state()[row * width + j] - mean[j];
          deviation[j] += difference * difference / rows.length;
        }
      }
      Arrays.setAll(deviation, j -> deviation[j] > 0 ? Math.sqrt(deviation[j]) : 1);
      return new Scaling(mean, deviation);
    }

    void write(double[] states, int row, double[] input, int at) {
      for (int j = 0; j < mean.length; j++) {
        input[at + j] = (states[row * mean.length + j] - mean[j]) / deviation[j];
      }
    }
  }

  /** How actions enter the network and leave it. */
  private sealed interface Head {

    Network network(List<Integer> hidden);

    /** Input rows that the expectation over e takes for one row of the log. */
    int samples();

    /** Input and output of one row: the state, and the action where it is an input. */
    void writeLogged(int row, double[] input, int at);

    /** As {@link #writeLogged}, with e's action number {@code sample} at s or s'. */
    void writePolicy(int row, boolean next, int sample, double[] input, int at);

    /** Where Q of the logged action stands among the outputs. */
    int loggedOutput(int row);

    /** The expectation over e from the outputs, {@code [samples, outputs]} from {@code at} on. */
    double expectation(int row, boolean next, double[] output, int at);
  }

  /** One output for each action. */
  private static final class DiscreteHead implements Head {
    private final Log log;
    private final Actions.Discrete given;
    private final int actions;

    DiscreteHead(Log log, Actions.Discrete given) {
      this.log = log;
      this.given = given;
      Check.length(given.action().length, log.rows(), "action");
      actions = given.policy().length / log.rows();
      Check.length(given.policy().length, log.rows() * Math.max(actions, 1), "policy");
      Check.length(given.nextPolicy().length, given.policy().length, "next policy");
      checkFinite(given.policy(), "policy", actions);
      checkFinite(given.nextPolicy(), "next policy", actions);
      for (int row = 0; row < log.rows(); row++) {
        int a = given.action()[row];
        Check.that(
            a >= 0 && a < actions,
            "column action, row %d: %d is out of [0, %d). Number the actions from 0.",
            row,
            a,
            actions);
      }
    }

    @Override
    public Network network(List<Integer> hidden) {
      return new Network(
          new MlpSpec(log.observationSize(), hidden, actions, Activation.RELU, Optional.empty()),
          Precision.FLOAT);
    }

    @Override
    public int samples() {
      return 1;
    }

    @Override
    public void writeLogged(int row, double[] input, int at) {}

    @Override
    public void writePolicy(int row, boolean next, int sample, double[] input, int at) {}

    @Override
    public int loggedOutput(int row) {
      return given.action()[row];
    }

    @Override
    public double expectation(int row, boolean next, double[] output, int at) {
      double[] policy = next ? given.nextPolicy() : given.policy();
      double sum = 0;
      for (int a = 0; a < actions; a++) {
        sum += policy[row * actions + a] * output[at + a];
      }
      return sum;
    }
  }

  /** One output, of state and action. */
  private static final class ContinuousHead implements Head {
    private final Log log;
    private final Actions.Continuous given;
    private final int width;

    ContinuousHead(Log log, Actions.Continuous given) {
      this.log = log;
      this.given = given;
      Check.atLeast(given.samples(), 1, "samples of the policy", "Give its mean action, or more.");
      width = given.action().length / log.rows();
      Check.length(given.action().length, log.rows() * Math.max(width, 1), "action");
      Check.length(given.policy().length, given.action().length * given.samples(), "policy");
      Check.length(given.nextPolicy().length, given.policy().length, "next policy");
      checkFinite(given.action(), "action", width);
      checkFinite(given.policy(), "policy", width * given.samples());
      checkFinite(given.nextPolicy(), "next policy", width * given.samples());
    }

    @Override
    public Network network(List<Integer> hidden) {
      return new Network(MlpSpec.value(log.observationSize() + width, hidden), Precision.FLOAT);
    }

    @Override
    public int samples() {
      return given.samples();
    }

    @Override
    public void writeLogged(int row, double[] input, int at) {
      System.arraycopy(given.action(), row * width, input, at, width);
    }

    @Override
    public void writePolicy(int row, boolean next, int sample, double[] input, int at) {
      double[] policy = next ? given.nextPolicy() : given.policy();
      System.arraycopy(policy, (row * given.samples() + sample) * width, input, at, width);
    }

    @Override
    public int loggedOutput(int row) {
      return 0;
    }

    @Override
    public double expectation(int row, boolean next, double[] output, int at) {
      double sum = 0;
      for (int m = 0; m < given.samples(); m++) {
        sum += output[at + m];
      }
      return sum / given.samples();
    }
  }

  /** A network's buffers for one batch of rows. */
  private final class Batch {
    private final Scaling scaling;
    private final int inputs;
    private final int outputs;
    private final Pass logged;
    private final Matrix loggedInput;
    private final double[] loggedIn;
    private final double[] q; // [n, outputs] at the logged states
    private final double[] dQ;
    private final Pass expected;
    private final Matrix expectedInput;
    private final double[] expectedIn;
    private final double[] expectedOut;

    Batch(Network network, int n, Scaling scaling) {
      this.scaling = scaling;
      inputs = network.spec().inputs();
      outputs = network.spec().outputs();
      logged = Pass.split(network, n, workers);
      loggedInput = Matrix.zeros(network.precision(), n, inputs);
      loggedIn = new double[n * inputs];
      q = new double[n * outputs];
      dQ = new double[n * outputs];
      int most = n * head.samples();
      expected = Pass.split(network, most, workers);
      expectedInput = Matrix.zeros(network.precision(), most, inputs);
      expectedIn = new double[most * inputs];
      expectedOut = new double[most * outputs];
    }

    /** Q(s, a) of the logged actions. */
    void ofLoggedAction(int[] rows, double[] target) {
      forward(rows);
      for (int i = 0; i < rows.length; i++) {
        target[i] = q[i * outputs + head.loggedOutput(rows[i])];
      }
    }

    private void forward(int[] rows) {
      for (int i = 0; i < rows.length; i++) {
        scaling.write(log.state(), rows[i], loggedIn, i * inputs);
        head.writeLogged(rows[i], loggedIn, i * inputs + log.observationSize());
      }
      loggedInput.set(loggedIn);
      logged.forward(loggedInput).get(q);
    }

    /** sum_a e(a|s) Q(s, a), at s or at s'. */
    void expected(int[] rows, boolean next, double[] target) {
      int samples = head.samples();
      double[] states = next ? log.nextState() : log.state();
      for (int i = 0; i < rows.length; i++) {
        for (int m = 0; m < samples; m++) {
          int at = (i * samples + m) * inputs;
          scaling.write(states, rows[i], expectedIn, at);
          head.writePolicy(rows[i], next, m, expectedIn, at + log.observationSize());
        }
      }
      expectedInput.set(expectedIn);
      expected.forward(expectedInput).get(expectedOut);
      for (int i = 0; i < rows.length; i++) {
        target[i] = head.expectation(rows[i], next, expectedOut, i * samples * outputs);
      }
    }

    /** Leaves the gradient of mean (Q(s, a) - y)^2 in the network; returns the loss. */
    double descend(int[] rows, double[] y) {
      forward(rows);
      Arrays.fill(dQ, 0);
      double loss = 0;
      for (int i = 0; i < rows.length; i++) {
        int at = i * outputs + head.loggedOutput(rows[i]);
        double error = q[at] - y[i];
        dQ[at] = 2 * error / rows.length;
        loss += error * error / rows.length;
      }
      logged.outputGradient().set(dQ);
      logged.backward();
      return loss;
    }
  }
}
