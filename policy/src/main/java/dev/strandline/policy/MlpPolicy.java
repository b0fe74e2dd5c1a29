package dev.strandline.policy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A deterministic multilayer perceptron in plain Java: a = center + halfWidth * tanh(W_n h(...
 * h(W_1 x + b_1) ...) + b_n), where x is the normalized observation and center and halfWidth
 * describe the action box.
 *
 * <p>Immutable and thread-safe; loads in milliseconds and needs no native library. Its actions
 * agree with the network that it was taken from to 1e-5 of the box's half width.
 *
 * <p><b>The file.</b> Big-endian: the magic {@code STRANDPL}, an int version, the hidden
 * activation's name (UTF), the number of layer sizes and the sizes from input to output (ints), the
 * observation's mean and scale, the box's low and high corners, then each layer's weights {@code
 * [out][in]} and biases {@code [out]} (float32), and at last the CRC-32C (int) of all bytes before
 * it. Nothing else is in it, so equal policies are equal bytes.
 */
public final class MlpPolicy implements Policy {

  private static final byte[] MAGIC = {'S', 'T', 'R', 'A', 'N', 'D', 'P', 'L'};
  private static final int VERSION = 1;
  private static final int MOST_LAYERS = 64;
  private static final long MOST_BYTES = 1L << 30;

  private final ObservationNormalizer normalizer;
  private final ActionSpace.Box actionSpace;
  private final Activation activation;
  private final float[][] weights;
  private final float[][] biases;

  /**
   * A policy from its numbers, which are copied.
   *
   * @param normalizer maps observations to the network's input
   * @param activation stands between the layers
   * @param weights one array for each layer, {@code [out * in]} in row-major order
   * @param biases one array for each layer, {@code [out]}; the last has the action's size
   * @param actionSpace the box that the output is scaled to
   * @throws IllegalArgumentException if sizes do not fit each other or a number is not finite
   */
  public MlpPolicy(
      ObservationNormalizer normalizer,
      Activation activation,
      float[][] weights,
      float[][] biases,
      ActionSpace.Box actionSpace) {
    Check.that(
        weights.length >= 1 && weights.length == biases.length,
        "MlpPolicy: %d weight arrays and %d bias arrays. Give one of each for every layer, at least one layer.",
        weights.length,
        biases.length);
    this.normalizer = normalizer;
    this.activation = activation;
    this.actionSpace = actionSpace;
    this.weights = new float[weights.length][];
    this.biases = new float[biases.length][];
    int inputs = normalizer.size();
    for (int layer = 0; layer < weights.length; layer++) {
      int outputs = biases[layer].length;
      Check.length(weights[layer].length, outputs * inputs, "MlpPolicy weights of layer " + layer);
      this.weights[layer] = finite(weights[layer].clone(), "weight", layer);
      this.biases[layer] = finite(biases[layer].clone(), "bias", layer);
      inputs = outputs;
    }
    Check.length(inputs, actionSpace.size(), "MlpPolicy output layer");
  }

  private static float[] finite(float[] values, String what, int layer) {
    for (int i = 0; i < values.length; i++) {
      Check.that(
          Float.isFinite(values[i]),
          "MlpPolicy: %s %d of layer %d is %s. A diverged network is no policy: train with a smaller learning rate.",
          what,
          i,
          layer,
          values[i]);
    }
    return values;
  }

  @Override
  public int observationSize() {
    return normalizer.size();
  }

  @Override
  public ActionSpace.Box actionSpace() {
    return actionSpace;
  }

  /** Maps observations to the network's input. */
  public ObservationNormalizer normalizer() {
    return normalizer;
  }

  @Override
  public float[] act(float[] observation) {
    Check.length(observation.length, observationSize(), "observation");
    float[] h = new float[observation.length];
    for (int j = 0; j < observation.length; j++) {
      if (!Float.isFinite(observation[j])) {
        throw new IllegalArgumentException(
            "observation["
                + j
                + "] is "
                + observation[j]
                + ". Observations must be finite; mend the sensor or log.");
      }
    }
    normalizer.apply(observation, 0, h, 0);
    for (int layer = 0; layer < weights.length; layer++) {
      h = affine(weights[layer], biases[layer], h);
      if (layer < weights.length - 1) {
        activate(h);
      }
    }
    for (int j = 0; j < h.length; j++) {
      if (Float.isNaN(h[j])) {
        throw new IllegalArgumentException(
            "the observation is too large for this policy: its network overflows. Observations must be in the"
                + " units that it was trained on.");
      }
      h[j] =
          actionSpace.clip(j, actionSpace.center(j) + actionSpace.halfWidth(j) * Math.tanh(h[j]));
    }
    return h;
  }

  private static float[] affine(float[] weight, float[] bias, float[] x) {
    float[] z = new float[bias.length];
    for (int out = 0; out < z.length; out++) {
      float sum = 0;
      int row = out * x.length;
      for (int in = 0; in < x.length; in++) {
        sum += weight[row + in] * x[in];
      }
      z[out] = sum + bias[out];
    }
    return z;
  }

  private void activate(float[] z) {
    for (int i = 0; i < z.length; i++) {
      z[i] = activation == Activation.RELU ? Math.max(z[i], 0) : (float) Math.tanh(z[i]);
    }
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
      out.writeInt(weights.length + 1);
      out.writeInt(observationSize());
      for (float[] bias : biases) {
        out.writeInt(bias.length);
      }
      write(out, normalizer.mean());
      write(out, normalizer.scale());
      write(out, actionSpace.low());
      write(out, actionSpace.high());
      for (int layer = 0; layer < weights.length; layer++) {
        write(out, weights[layer]);
        write(out, biases[layer]);
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    for (float value : values) {
      out.writeFloat(value);
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
   * @throws IOException if there is no such file, or it is not a policy, is damaged, or was written
   *     by a newer version
   */
  public static MlpPolicy load(Path file) throws IOException {
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + ": there is no such file. Give the policy.bin of a finished run.", e);
    }
    if (Files.isDirectory(file) || size > MOST_BYTES) {
      throw new IOException(
          file + ": is not a policy file. Give the policy.bin of a finished run.");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IOException(
          file
              + ": is not a policy file (it does not begin with STRANDPL). Give the policy.bin of a finished run.");
    }
    int body = bytes.length - Integer.BYTES;
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, body - MAGIC.length))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            file
                + ": has format version "
                + version
                + ", but this program reads version "
                + VERSION
                + ". Load it with the Strandline that wrote it, or check that the file is undamaged.");
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
    } catch (EOFException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new IOException(
          file + ": is not a whole policy (" + e.getMessage() + "). Copy the file again.", e);
    }
  }

  private static MlpPolicy read(DataInputStream in) throws IOException {
    Activation activation = Activation.valueOf(in.readUTF());
    int layers = in.readInt() - 1;
    Check.range(layers, 1, MOST_LAYERS, "number of layers", "");
    int[] sizes = new int[layers + 1];
    long numbers = 0;
    for (int i = 0; i <= layers; i++) {
      sizes[i] = in.readInt();
      Check.range(sizes[i], 1, MOST_BYTES / Float.BYTES, "layer size " + i, "");
      numbers += i == 0 ? 2L * sizes[0] : sizes[i] * (sizes[i - 1] + 1L);
    }
    numbers += 2L * sizes[layers];
    Check.that(
        numbers * Float.BYTES == in.available(),
        "%d numbers announced, %d bytes left",
        numbers,
        in.available());
    ObservationNormalizer normalizer =
        new ObservationNormalizer(floats(in, sizes[0]), floats(in, sizes[0]));
    ActionSpace.Box box = new ActionSpace.Box(floats(in, sizes[layers]), floats(in, sizes[layers]));
    float[][] weights = new float[layers][];
    float[][] biases = new float[layers][];
    for (int layer = 0; layer < layers; layer++) {
      weights[layer] = floats(in, sizes[layer + 1] * sizes[layer]);
      biases[layer] = floats(in, sizes[layer + 1]);
    }
    return new MlpPolicy(normalizer, activation, weights, biases, box);
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
