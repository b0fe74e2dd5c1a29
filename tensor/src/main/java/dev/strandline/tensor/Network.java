package dev.strandline.tensor;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Parameters and gradient of a multilayer perceptron. Both are one flat vector: for each layer,
 * from the input on, its weights {@code [out][in]} in row-major order and then its biases {@code
 * [out]}, as PyTorch lays them out.
 *
 * <p>A {@link Pass} computes with it, an {@link Adam} moves it.
 */
public final class Network {

  private final MlpSpec spec;
  private final Matrix parameters;
  private final Matrix gradient;
  private final Matrix[] weights;
  private final Matrix[] biases;
  private final Scratch scratch = new Scratch();

  /** A network whose parameters are all zero. */
  public Network(MlpSpec spec, Precision precision) {
    this.spec = spec;
    parameters = Matrix.zeros(precision, 1, spec.parameters());
    gradient = Matrix.zeros(precision, 1, spec.parameters());
    weights = weights(parameters);
    biases = biases(parameters);
  }

  Matrix[] weights(Matrix flat) {
    return layers(flat, true);
  }

  Matrix[] biases(Matrix flat) {
    return layers(flat, false);
  }

  private Matrix[] layers(Matrix flat, boolean weight) {
    List<Integer> widths = spec.widths();
    Matrix[] views = new Matrix[spec.layers()];
    long offset = 0;
    for (int layer = 0; layer < views.length; layer++) {
      int in = widths.get(layer);
      int out = widths.get(layer + 1);
      views[layer] =
          weight ? flat.view(offset, out, in) : flat.view(offset + (long) out * in, 1, out);
      offset += out * (in + 1L);
    }
    return views;
  }

  /** Shape of the network. */
  public MlpSpec spec() {
    return spec;
  }

  /** Floating-point format. */
  public Precision precision() {
    return parameters.precision();
  }

  /** All weights and biases, {@code [1, P]}; the network's own memory. */
  public Matrix parameters() {
    return parameters;
  }

  /** The gradient that the last backward pass left, {@code [1, P]}; the network's own memory. */
  public Matrix gradient() {
    return gradient;
  }

  /** For loops over this network's vectors; one thread at a time moves a network. */
  Scratch scratch() {
    return scratch;
  }

  Matrix weight(int layer) {
    return weights[layer];
  }

  Matrix bias(int layer) {
    return biases[layer];
  }

  /**
   * Draws weights and biases from U(-1/sqrt(in), 1/sqrt(in)), PyTorch's default for a linear layer.
   */
  public void initialize(RandomGenerator stream) {
    double[] values = new double[parameters.size()];
    List<Integer> widths = spec.widths();
    int at = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      double bound = 1 / Math.sqrt(widths.get(layer));
      int end = at + widths.get(layer + 1) * (widths.get(layer) + 1);
      for (; at < end; at++) {
        values[at] = bound * (2 * stream.nextDouble() - 1);
      }
    }
    parameters.set(values);
  }

  /** Another network with the same shape and parameters. */
  public Network copy() {
    Network copy = new Network(spec, precision());
    copy.parameters.copy(parameters);
    return copy;
  }

  /** Polyak averaging: this = tau online + (1 - tau) this, over all parameters. */
  public void moveToward(Network online, double tau) {
    parameters.moveToward(online.parameters, tau, scratch);
  }

  /**
   * The same function in plain Java.
   *
   * @param normalizer what observations went through before they reached this network
   * @throws IllegalArgumentException if the output is not bounded by a box, or a parameter is not
   *     finite
   */
  public MlpPolicy policy(ObservationNormalizer normalizer) {
    Check.that(
        spec.bounds().isPresent(), "this network's output is not bounded, so it is not an actor.");
    ActionSpace.Box box = spec.bounds().orElseThrow();
    float[][] weightArrays = new float[spec.layers()][];
    float[][] biasArrays = new float[spec.layers()][];
    for (int layer = 0; layer < spec.layers(); layer++) {
      weightArrays[layer] = new float[weights[layer].size()];
      weights[layer].get(weightArrays[layer]);
      biasArrays[layer] = new float[biases[layer].size()];
      biases[layer].get(biasArrays[layer]);
    }
    return new MlpPolicy(normalizer, spec.activation(), weightArrays, biasArrays, box);
  }
}
