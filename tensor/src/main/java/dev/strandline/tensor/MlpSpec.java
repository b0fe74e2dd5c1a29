package dev.strandline.tensor;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shape of a multilayer perceptron.
 *
 * @param inputs numbers in one input row, at least 1
 * @param hidden widths of the hidden layers, each at least 1; empty for a linear map
 * @param outputs numbers in one output row, at least 1
 * @param activation stands after every hidden layer
 * @param bounds the box that tanh scales the output to; empty for a linear output
 */
public record MlpSpec(
    int inputs,
    List<Integer> hidden,
    int outputs,
    Activation activation,
    Optional<ActionSpace.Box> bounds) {

  public MlpSpec {
    Check.atLeast(inputs, 1, "MlpSpec.inputs", "A network has at least one input.");
    Check.atLeast(outputs, 1, "MlpSpec.outputs", "A network has at least one output.");
    hidden = List.copyOf(hidden);
    for (int width : hidden) {
      Check.atLeast(width, 1, "MlpSpec.hidden", "Leave a layer out rather than giving it no unit.");
    }
    if (bounds.isPresent()) {
      Check.length(bounds.get().size(), outputs, "MlpSpec.bounds");
    }
  }

  /** A network whose output, one number, is unbounded: a value function. */
  public static MlpSpec value(int inputs, List<Integer> hidden) {
    return new MlpSpec(inputs, hidden, 1, Activation.RELU, Optional.empty());
  }

  /** A network whose output lies in a box: a deterministic actor. */
  public static MlpSpec actor(int inputs, List<Integer> hidden, ActionSpace.Box box) {
    return new MlpSpec(inputs, hidden, box.size(), Activation.RELU, Optional.of(box));
  }

  /** Number of layers, the output's included. */
  public int layers() {
    return hidden.size() + 1;
  }

  /** Widths from input to output, {@code [layers + 1]}. */
  public List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(hidden);
    widths.add(outputs);
    return widths;
  }

  /** Number of weights and biases. */
  public int parameters() {
    List<Integer> widths = widths();
    long count = 0;
    for (int layer = 0; layer < layers(); layer++) {
      count += widths.get(layer + 1) * (widths.get(layer) + 1L);
    }
    Check.that(count <= 1 << 30, "%d parameters are too many. Use narrower layers.", count);
    return (int) count;
  }
}
