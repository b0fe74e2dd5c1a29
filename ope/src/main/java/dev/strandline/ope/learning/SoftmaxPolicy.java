package dev.strandline.ope.learning;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.LinearRewardModel;
import dev.strandline.ope.model.LinearScores;
import dev.strandline.ope.model.Names;
import dev.strandline.ope.model.Softmax;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Check;
import dev.strandline.policy.StochasticPolicy;
import dev.strandline.policy.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Chooses one of K actions with probability softmax(s(x) / tau), or the action of the largest score
 * where tau is 0 (the first of equal ones). The scores s(x) are a multilayer perceptron's output, a
 * linear map in the simplest case.
 *
 * <p>Immutable, thread-safe, plain Java in double precision.
 *
 * <p><b>The file.</b> Big-endian: the magic {@code STRANDSM}, an int version, the hidden
 * activation's name (UTF), the temperature (double), a byte that is 1 if the scores pass through 1
 * / (1 + exp(-s)), the number of layer sizes and the sizes from context to actions (ints), the
 * names of the actions, then of the context (an int that says how many there are, 0 or as many as
 * the layer's size; each as an int that says how long it is, and its UTF-8), each layer's weights
 * {@code [out][in]} and biases {@code [out]} (doubles), and at last the CRC-32C (int) of all bytes
 * before it. Equal policies are equal bytes.
 */
public final class SoftmaxPolicy implements StochasticPolicy {

  private static final byte[] MAGIC = {'S', 'T', 'R', 'A', 'N', 'D', 'S', 'M'};
  private static final int VERSION = 2;
  private static final int WITHOUT_NAMES = 1;
  private static final int MOST_LAYERS = 64;
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_NAME_BYTES = 1 << 16;

  private final Activation activation;
  private final double[][] weights;
  private final double[][] biases;
  private final double temperature;
  private final boolean logistic;
  private final Names names;

  /**
   * A policy from its numbers, which are copied.
   *
   * @param activation stands between the layers
   * @param weights one array for each layer, {@code [out * in]} row-major, finite
   * @param biases one array for each layer, {@code [out]}; finite, except that the last may hold
   *     negative infinity for an action that is never taken, though not for all
   * @param temperature tau, in units of the score; 0 for the best action alone
   * @param logistic whether the scores pass through 1 / (1 + exp(-s)), for predicted probabilities
   */
  public SoftmaxPolicy(
      Activation activation,
      double[][] weights,
      double[][] biases,
      double temperature,
      boolean logistic) {
    this(activation, weights, biases, temperature, logistic, Names.none());
  }

  private SoftmaxPolicy(
      Activation activation,
      double[][] weights,
      double[][] biases,
      double temperature,
      boolean logistic,
      Names names) {
    Check.that(
        weights.length >= 1 && weights.length == biases.length,
        "SoftmaxPolicy: %d weight arrays and %d bias arrays. Give one of each for every layer, at least one layer.",
        weights.length,
        biases.length);
    Check.notNegative(temperature, "SoftmaxPolicy.temperature", "Use 0 for the best action alone.");
    int inputs = biases[0].length == 0 ? 0 : weights[0].length / biases[0].length;
    for (int layer = 0; layer < weights.length; layer++) {
      int outputs = biases[layer].length;
      Check.atLeast(outputs, 1, "outputs of layer " + layer, "Leave an empty layer out.");
      Check.length(weights[layer].length, outputs * inputs, "weights of layer " + layer);
      boolean last = layer == weights.length - 1;
      checkFinite(weights[layer], "weight", layer, false);
      checkFinite(biases[layer], "bias", layer, last);
      inputs = outputs;
    }
    Check.that(
        Arrays.stream(biases[biases.length - 1]).anyMatch(Double::isFinite),
        "SoftmaxPolicy: no action has a finite bias, so none could ever be taken.");
    checkNames(names.actions(), biases[biases.length - 1].length, "actions");
    checkNames(names.context(), weights[0].length / biases[0].length, "numbers of the context");
    this.activation = activation;
    this.weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    this.biases = Arrays.stream(biases).map(double[]::clone).toArray(double[][]::new);
    this.temperature = temperature;
    this.logistic = logistic;
    this.names = names;
  }

  private static void checkNames(List<String> names, int count, String what) {
    Check.that(
        names.isEmpty() || names.size() == count,
        "SoftmaxPolicy: %d names for %d %s. Give one for each, or none.",
        names.size(),
        count,
        what);
    for (String name : names) {
      int length = name.getBytes(StandardCharsets.UTF_8).length;
      Check.that(
          length <= MOST_NAME_BYTES,
          "SoftmaxPolicy: a name of %s has %d bytes, but at most %d are kept. Shorten it.",
          what,
          length,
          MOST_NAME_BYTES);
    }
  }

  private static void checkFinite(double[] values, String what, int layer, boolean orNever) {
    for (int i = 0; i < values.length; i++) {
      Check.that(
          Double.isFinite(values[i]) || (orNever && values[i] == Double.NEGATIVE_INFINITY),
          "SoftmaxPolicy: %s %d of layer %d is %s. A diverged model is no policy: train with a smaller learning rate.",
          what,
          i,
          layer,
          values[i]);
    }
  }

  /** A policy on linear scores. */
  public static SoftmaxPolicy linear(LinearScores scores, double temperature) {
    return new SoftmaxPolicy(
        Activation.RELU,
        new double[][] {scores.coefficients()},
        new double[][] {scores.constants()},
        temperature,
        false);
  }

  /** A policy on predicted rewards. */
  public static SoftmaxPolicy of(LinearRewardModel model, double temperature) {
    SoftmaxPolicy policy = linear(model.scores(), temperature);
    return new SoftmaxPolicy(
        policy.activation,
        policy.weights,
        policy.biases,
        temperature,
        model.logistic(),
        policy.names);
  }

  /** The same scores at another temperature. */
  public SoftmaxPolicy withTemperature(double temperature) {
    return new SoftmaxPolicy(activation, weights, biases, temperature, logistic, names);
  }

  /**
   * The same policy, learned from a log with these names; it can be judged only on logs that have
   * the same.
   *
   * @param names one for each action and each number of the context, or none
   */
  public SoftmaxPolicy withNames(Names names) {
    return new SoftmaxPolicy(activation, weights, biases, temperature, logistic, names);
  }

  /** What the log that this policy was learned from calls its actions and its context. */
  public Names names() {
    return names;
  }

  /** tau, in units of the score; 0 for the best action alone. */
  public double temperature() {
    return temperature;
  }

  @Override
  public int observationSize() {
    return weights[0].length / biases[0].length;
  }

  @Override
  public ActionSpace.Discrete actionSpace() {
    return new ActionSpace.Discrete(biases[biases.length - 1].length);
  }

  /**
   * s(x) for every action, {@code [K]}.
   *
   * @param context {@code [d]}, finite
   */
  public double[] scores(double[] context) {
    Check.length(context.length, observationSize(), "context");
    for (int j = 0; j < context.length; j++) {
      if (!Double.isFinite(context[j])) {
        throw new IllegalArgumentException(
            "context[%d] is %s. Contexts must be finite; mend the log.".formatted(j, context[j]));
      }
    }
    double[] h = context;
    for (int layer = 0; layer < weights.length; layer++) {
      h = affine(weights[layer], biases[layer], h);
      for (int k = 0; layer < weights.length - 1 && k < h.length; k++) {
        h[k] = activation == Activation.RELU ? Math.max(h[k], 0) : Math.tanh(h[k]);
      }
    }
    for (int k = 0; k < h.length; k++) {
      Check.that(
          h[k] < Double.POSITIVE_INFINITY,
          "the context is too large for this policy: the score of action %d is %s. Contexts must be in the units that"
              + " it was trained on.",
          k,
          h[k]);
      if (logistic) {
        h[k] = 1 / (1 + Math.exp(-h[k]));
      }
    }
    return h;
  }

  private static double[] affine(double[] weight, double[] bias, double[] x) {
    double[] z = bias.clone();
    for (int out = 0; out < z.length; out++) {
      for (int in = 0; in < x.length; in++) {
        z[out] += weight[out * x.length + in] * x[in];
      }
    }
    return z;
  }

  /**
   * Probabilities of all actions, {@code [K]}.
   *
   * @param context {@code [d]}, finite
   */
  public double[] probabilities(double[] context) {
    double[] p = scores(context);
    probabilitiesInPlace(p);
    return p;
  }

  /** Replaces scores, some of which may be minus infinity, by their actions' probabilities. */
  private void probabilitiesInPlace(double[] p) {
    if (temperature == 0) {
      int best = best(p);
      Arrays.fill(p, 0);
      p[best] = 1;
      return;
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= temperature;
    }
    Softmax.inPlace(p, 0, p.length);
  }

  /** Probabilities of all actions in the contexts of a log, {@code [n, K]} row-major. */
  public double[] probabilities(Decisions decisions) {
    return probabilities(decisions, Optional.empty());
  }

  /** The same among the available actions of each row, {@code [n, K]}, at least one of them. */
  private double[] probabilities(Decisions decisions, Optional<boolean[]> available) {
    int actions = actionSpace().count();
    Check.that(
        decisions.actions() == actions,
        "the policy chooses among %d actions, but the log has %d. Learn it from a log with the same actions.",
        actions,
        decisions.actions());
    double[] table = new double[decisions.size() * actions];
    double[] context = new double[decisions.features()];
    for (int i = 0; i < decisions.size(); i++) {
      for (int j = 0; j < context.length; j++) {
        context[j] = decisions.context(i, j);
      }
      double[] p = scores(context);
      if (available.isPresent()) {
        mask(p, available.get(), i);
      }
      probabilitiesInPlace(p);
      System.arraycopy(p, 0, table, i * actions, actions);
    }
    return table;
  }

  /** Leaves the scores of a row's available actions alone and makes the others impossible. */
  private static void mask(double[] scores, boolean[] available, int row) {
    for (int k = 0; k < scores.length; k++) {
      if (!available[row * scores.length + k]) {
        scores[k] = Double.NEGATIVE_INFINITY;
      }
    }
    Check.that(
        Arrays.stream(scores).max().orElseThrow() > Double.NEGATIVE_INFINITY,
        "column available_actions, row %d: the policy never takes any of the actions that it leaves. Learn the policy"
            + " from a log in which they were taken, or leave the row out.",
        row);
  }

  /**
   * This policy as a target that a log of decisions judges. Where the log says which actions could
   * be chosen, the policy chooses among these.
   *
   * @throws IllegalArgumentException if the log has other actions than the policy or other numbers
   *     in its context, by their names or by how many there are
   */
  public Target target(String name, BanditLog log) {
    checkLog(name, "context", log.contextSize(), log.actionCount(), Names.of(log));
    return Target.of(name, log, probabilities(Decisions.of(log), log.available()));
  }

  /**
   * The same by a log of steps, whose observations are the contexts and whose actions are numbers.
   */
  public Target target(String name, Transitions log) {
    int actions = log.actionSpace() instanceof ActionSpace.Discrete space ? space.count() : 0;
    checkLog(name, "observation", log.observationSize(), actions, Names.none());
    Decisions decisions =
        Decisions.of(
            actions, log.observationSize(), doubles(log.observations()), log.discreteActions());
    return Target.of(name, log, probabilities(decisions, log.availableActions()));
  }

  /** Requires a log of what the policy sees and does; it has 0 actions where they are vectors. */
  private void checkLog(String name, String seen, int size, int actions, Names of) {
    int count = actionSpace().count();
    Check.that(
        actions > 0,
        "target %s: the policy chooses one of %d actions, but the log's actions are real numbers. Judge it on a log with"
            + " the actions that it was learned from.",
        name,
        count);
    names.requireSame("target " + name + ": the policy", of);
    Check.that(
        count == actions && observationSize() == size,
        "target %s: the policy takes a context of %d numbers and has %d actions, but the log has %d in its"
            + " %s and %d actions. Judge it on a log with the columns that it was learned from.",
        name,
        observationSize(),
        count,
        size,
        seen,
        actions);
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      if (scores[k] > scores[best]) {
        best = k;
      }
    }
    return best;
  }

  private static double[] doubles(float[] observation) {
    double[] context = new double[observation.length];
    for (int j = 0; j < context.length; j++) {
      context[j] = observation[j];
    }
    return context;
  }

  @Override
  public float[] act(float[] observation) {
    return new float[] {best(scores(doubles(observation)))};
  }

  @Override
  public float[] sample(float[] observation, RandomGenerator stream) {
    double[] p = probabilities(doubles(observation));
    double u = stream.nextDouble();
    int last = 0;
    for (int k = 0; k < p.length; k++) {
      if (p[k] > 0) {
        last = k;
        u -= p[k];
        if (u < 0) {
          break;
        }
      }
    }
    return new float[] {last};
  }

  @Override
  public double logProb(float[] observation, float[] action) {
    Check.that(
        actionSpace().contains(action),
        "action %s is not one of 0 to %d. Pass the action's index.",
        Arrays.toString(action),
        actionSpace().count() - 1);
    int taken = (int) action[0];
    double[] scores = scores(doubles(observation));
    if (temperature == 0) {
      return taken == best(scores) ? 0 : Double.NEGATIVE_INFINITY;
    }
    for (int k = 0; k < scores.length; k++) {
      scores[k] /= temperature;
    }
    double score = scores[taken];
    return score - Softmax.inPlace(scores, 0, scores.length);
  }

  /** Writes this policy to {@code file}, whole or not at all. */
  public void save(Path file) throws IOException {
    byte[] content = toBytes();
    WholeFile.write(file, out -> out.write(content));
  }

  private byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(activation.name());
      out.writeDouble(temperature);
      out.writeBoolean(logistic);
      out.writeInt(weights.length + 1);
      out.writeInt(observationSize());
      for (double[] bias : biases) {
        out.writeInt(bias.length);
      }
      write(out, names.actions());
      write(out, names.context());
      for (int layer = 0; layer < weights.length; layer++) {
        write(out, weights[layer]);
        write(out, biases[layer]);
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, double[] values) throws IOException {
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static void write(DataOutputStream out, List<String> names) throws IOException {
    out.writeInt(names.size());
    for (String name : names) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Reads a policy that {@link #save} wrote.
   *
   * @throws IOException if there is no such file, or it is not such a policy, is damaged, or was
   *     written by a newer version
   */
  public static SoftmaxPolicy load(Path file) throws IOException {
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + ": there is no such file. Give a policy that SoftmaxPolicy.save wrote.", e);
    }
    if (Files.isDirectory(file) || size > MOST_BYTES) {
      throw new IOException(
          file + ": is not a policy file. Give a policy that SoftmaxPolicy.save wrote.");
    }
    byte[] bytes = Files.readAllBytes(file);
    int body = bytes.length - Integer.BYTES;
    if (body < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IOException(
          file
              + ": is not a softmax policy (it does not begin with STRANDSM). Give a policy that SoftmaxPolicy.save"
              + " wrote.");
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, body - MAGIC.length))) {
      int version = in.readInt();
      if (version == WITHOUT_NAMES) {
        throw new IOException(
            file
                + ": has format version 1, which does not say what the actions and the context are called, so that no log"
                + " can be told to have the same. Learn the policy anew and save it.");
      }
      if (version != VERSION) {
        throw new IOException(
            "%s: has format version %d, but this program reads version %d. Load it with the Strandline that wrote it, or check that the file is undamaged."
                .formatted(file, version, VERSION));
      }
      int found = checksum(bytes, body);
      int stored =
          new DataInputStream(new ByteArrayInputStream(bytes, body, Integer.BYTES)).readInt();
      if (found != stored) {
        throw new IOException(
            String.format(
                "%s: is damaged: its checksum is %08x, but its content gives %08x. Copy the file again, or train anew.",
                file, stored, found));
      }
      return read(in);
    } catch (EOFException | IllegalArgumentException e) {
      throw new IOException(
          file + ": is not a whole policy (" + e.getMessage() + "). Copy the file again.", e);
    }
  }

  private static SoftmaxPolicy read(DataInputStream in) throws IOException {
    Activation activation = Activation.valueOf(in.readUTF());
    double temperature = in.readDouble();
    boolean logistic = in.readBoolean();
    int layers = in.readInt() - 1;
    Check.range(layers, 1, MOST_LAYERS, "number of layers", "");
    int[] sizes = new int[layers + 1];
    long numbers = 0;
    for (int i = 0; i <= layers; i++) {
      sizes[i] = in.readInt();
      Check.range(sizes[i], i == 0 ? 0 : 1, MOST_BYTES / Double.BYTES, "layer size " + i, "");
      numbers += i == 0 ? 0 : sizes[i] * (sizes[i - 1] + 1L);
    }
    Names names = new Names(names(in, sizes[layers], "actions"), names(in, sizes[0], "context"));
    Check.that(
        numbers * Double.BYTES == in.available(),
        "%d numbers announced, %d bytes left",
        numbers,
        in.available());
    double[][] weights = new double[layers][];
    double[][] biases = new double[layers][];
    for (int layer = 0; layer < layers; layer++) {
      weights[layer] = doubles(in, sizes[layer + 1] * sizes[layer]);
      biases[layer] = doubles(in, sizes[layer + 1]);
    }
    return new SoftmaxPolicy(activation, weights, biases, temperature, logistic, names);
  }

  /** Names of {@code size} things, or none; takes no more memory than the file has bytes. */
  private static List<String> names(DataInputStream in, int size, String what) throws IOException {
    int count = in.readInt();
    Check.that(
        count == 0 || (count == size && count <= in.available() / Integer.BYTES),
        "%d names announced for %d %s, %d bytes left",
        count,
        size,
        what,
        in.available());
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      Check.range(length, 0, Math.min(MOST_NAME_BYTES, in.available()), "length of a name", "");
      names.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
    return names;
  }

  private static double[] doubles(DataInputStream in, int count) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }
}
