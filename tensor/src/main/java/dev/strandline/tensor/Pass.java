package dev.strandline.tensor;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Check;
import java.util.function.IntConsumer;

/**
 * Forward and backward through a {@link Network} for one batch size, in buffers made once.
 *
 * <p>{@link #forward} returns the pass's own buffer, which the next {@code forward} overwrites; the
 * backward methods differentiate the last {@code forward}. Rows are cut into blocks of {@value
 * #BLOCK_ROWS} that the workers share; a pass made without workers runs whole in the caller's
 * thread, for members of an ensemble that run side by side.
 */
public final class Pass {

  /**
   * Rows in a block of work; a constant, so that the bits do not depend on the number of threads.
   */
  static final int BLOCK_ROWS = 128;

  private final Network network;
  private final Workers workers;
  private final Matrix output;
  private final Matrix outputGradient;
  private final Matrix inputGradient;
  private final Block[] blocks;
  private final IntConsumer forward = this::forwardBlock;
  private final IntConsumer backward = this::backwardBlock;
  private final IntConsumer backwardToInput = this::backwardToInputBlock;

  /**
   * A pass whose blocks of rows run side by side.
   *
   * @param rows rows in a batch, at least 1
   */
  public static Pass split(Network network, int rows, Workers workers) {
    return new Pass(network, rows, workers, (rows + BLOCK_ROWS - 1) / BLOCK_ROWS);
  }

  /** A pass that runs whole in the caller's thread; {@code rows} is at least 1. */
  public static Pass whole(Network network, int rows) {
    return new Pass(network, rows, null, 1);
  }

  private Pass(Network network, int rows, Workers workers, int blockCount) {
    Check.atLeast(rows, 1, "Pass rows", "A batch has at least one row.");
    this.network = network;
    this.workers = workers;
    Precision precision = network.precision();
    output = Matrix.zeros(precision, rows, network.spec().outputs());
    outputGradient = Matrix.zeros(precision, rows, network.spec().outputs());
    inputGradient = Matrix.zeros(precision, rows, network.spec().inputs());
    blocks = new Block[blockCount];
    for (int i = 0; i < blockCount; i++) {
      int from = (int) ((long) rows * i / blockCount);
      int to = (int) ((long) rows * (i + 1) / blockCount);
      blocks[i] = new Block(from, to, i == 0);
    }
  }

  private void forwardBlock(int block) {
    blocks[block].forward();
  }

  private void backwardBlock(int block) {
    blocks[block].backward();
  }

  private void backwardToInputBlock(int block) {
    blocks[block].backwardToInput();
  }

  /** The network that this pass computes. */
  public Network network() {
    return network;
  }

  /**
   * The network's output.
   *
   * @param input {@code [rows, inputs]}; must stay as it is until the backward pass
   * @return {@code [rows, outputs]}, this pass's own buffer
   */
  public Matrix forward(Matrix input) {
    for (Block block : blocks) {
      block.see(input);
    }
    run(forward);
    return output;
  }

  /** The output of the last forward, {@code [rows, outputs]}. */
  public Matrix output() {
    return output;
  }

  /**
   * Where the caller writes the loss's gradient with respect to the output, {@code [rows,
   * outputs]}, before a backward.
   */
  public Matrix outputGradient() {
    return outputGradient;
  }

  /** Writes the loss's gradient with respect to all parameters into the network's gradient. */
  public void backward() {
    run(backward);
    for (int i = 1; i < blocks.length; i++) {
      network.gradient().add(blocks[i].gradient);
    }
  }

  /**
   * The loss's gradient with respect to the input; the network's gradient stays as it is.
   *
   * @return {@code [rows, inputs]}, this pass's own buffer
   */
  public Matrix backwardToInput() {
    run(backwardToInput);
    return inputGradient;
  }

  private void run(IntConsumer part) {
    if (workers == null) {
      part.accept(0);
    } else {
      workers.run(blocks.length, part);
    }
  }

  /** Some rows of the batch, with everything that is computed for them. */
  private final class Block {
    private final int from;
    private final int to;
    private final int layers;
    private final Scratch scratch = new Scratch();
    private final Matrix ones;
    private final Matrix[] activations;
    private final Matrix[] deltas;
    private final Matrix gradient;
    private final Matrix[] weightGradients;
    private final Matrix[] biasGradients;
    private final Matrix blockOutput;
    private final Matrix blockOutputGradient;
    private final Matrix blockInputGradient;
    private final float[] origin;
    private final float[] center;
    private final float[] halfWidth;
    private Matrix seen;
    private Matrix input;

    Block(int from, int to, boolean first) {
      this.from = from;
      this.to = to;
      MlpSpec spec = network.spec();
      Precision precision = network.precision();
      int rows = to - from;
      layers = spec.layers();
      ones = Matrix.filled(precision, rows, 1, 1);
      activations = new Matrix[layers];
      deltas = new Matrix[layers];
      for (int layer = 0; layer < layers; layer++) {
        int width = spec.widths().get(layer + 1);
        activations[layer] = Matrix.zeros(precision, rows, width);
        deltas[layer] = Matrix.zeros(precision, rows, width);
      }
      gradient = first ? network.gradient() : Matrix.zeros(precision, 1, spec.parameters());
      weightGradients = network.weights(gradient);
      biasGradients = network.biases(gradient);
      blockOutput = output.rows(from, to);
      blockOutputGradient = outputGradient.rows(from, to);
      blockInputGradient = inputGradient.rows(from, to);
      origin = new float[spec.outputs()];
      center = new float[spec.outputs()];
      halfWidth = new float[spec.outputs()];
      if (spec.bounds().isPresent()) {
        ActionSpace.Box box = spec.bounds().get();
        for (int j = 0; j < center.length; j++) {
          center[j] = box.center(j);
          halfWidth[j] = box.halfWidth(j);
        }
      }
    }

    void see(Matrix whole) {
      if (seen != whole) {
        Check.length(whole.columns(), network.spec().inputs(), "rows of the input matrix");
        seen = whole;
        input = whole.rows(from, to);
      }
    }

    void forward() {
      Matrix x = input;
      for (int layer = 0; layer < layers; layer++) {
        Matrix z = activations[layer];
        z.multiply(x, false, network.weight(layer), true);
        boolean last = layer == layers - 1;
        if (!last && network.spec().activation() == Activation.RELU) {
          z.relu(network.bias(layer), scratch);
        } else {
          z.addToRows(ones, network.bias(layer));
          if (!last) {
            z.tanh(scratch);
          }
        }
        x = z;
      }
      if (network.spec().bounds().isPresent()) {
        x.tanh(scratch);
        blockOutput.affine(x, center, halfWidth, scratch);
      } else {
        blockOutput.copy(x);
      }
    }

    void backward() {
      toLastDelta();
      for (int layer = layers - 1; layer >= 0; layer--) {
        Matrix x = layer == 0 ? input : activations[layer - 1];
        weightGradients[layer].multiply(deltas[layer], true, x, false);
        biasGradients[layer].columnSums(deltas[layer], ones);
        if (layer > 0) {
          toDeltaBelow(layer);
        }
      }
    }

    void backwardToInput() {
      toLastDelta();
      for (int layer = layers - 1; layer > 0; layer--) {
        toDeltaBelow(layer);
      }
      blockInputGradient.multiply(deltas[0], false, network.weight(0), false);
    }

    private void toLastDelta() {
      Matrix delta = deltas[layers - 1];
      if (network.spec().bounds().isPresent()) {
        delta.affine(blockOutputGradient, origin, halfWidth, scratch);
        delta.tanhGradient(activations[layers - 1], scratch);
      } else {
        delta.copy(blockOutputGradient);
      }
    }

    private void toDeltaBelow(int layer) {
      Matrix below = deltas[layer - 1];
      below.multiply(deltas[layer], false, network.weight(layer), false);
      if (network.spec().activation() == Activation.RELU) {
        below.reluGradient(activations[layer - 1], scratch);
      } else {
        below.tanhGradient(activations[layer - 1], scratch);
      }
    }
  }
}
