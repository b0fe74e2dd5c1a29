package dev.strandline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassTest {

  private static final ActionSpace.Box UNEVEN =
      new ActionSpace.Box(new float[] {-2, 0}, new float[] {2, 3});

  static Stream<MlpSpec> shapes() {
    return Stream.of(
        new MlpSpec(3, List.of(), 2, Activation.RELU, Optional.empty()),
        new MlpSpec(3, List.of(), 2, Activation.RELU, Optional.of(UNEVEN)),
        new MlpSpec(3, List.of(5), 1, Activation.TANH, Optional.empty()),
        new MlpSpec(3, List.of(5, 4), 2, Activation.RELU, Optional.empty()),
        new MlpSpec(3, List.of(5, 4), 2, Activation.RELU, Optional.of(UNEVEN)),
        new MlpSpec(3, List.of(6, 5, 4), 2, Activation.TANH, Optional.of(UNEVEN)));
  }

  /** A loss with a gradient that differs for every output: sum of c_i o_i + o_i^2 / 2. */
  private static double loss(Matrix output, double[] c) {
    double[] o = new double[output.size()];
    output.get(o);
    double sum = 0;
    for (int i = 0; i < o.length; i++) {
      sum += c[i] * o[i] + o[i] * o[i] / 2;
    }
    return sum;
  }

  private static double[] gaussian(RandomGenerator stream, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = stream.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void gradientsAgreeWithFiniteDifferencesInFloat64(MlpSpec spec) {
    int rows = Pass.BLOCK_ROWS + 3;
    RandomGenerator stream = new Streams(7).open("test");
    Network network = new Network(spec, Precision.DOUBLE);
    network.initialize(stream);
    Matrix input = Matrix.zeros(Precision.DOUBLE, rows, spec.inputs());
    double[] x = gaussian(stream, input.size());
    input.set(x);
    double[] c = gaussian(stream, rows * spec.outputs());
    try (Workers workers = new Workers(2)) {
      Pass pass = Pass.split(network, rows, workers);

      double[] o = new double[rows * spec.outputs()];
      pass.forward(input).get(o);
      for (int i = 0; i < o.length; i++) {
        o[i] += c[i];
      }
      pass.outputGradient().set(o);
      pass.backward();
      double[] parameterGradient = new double[spec.parameters()];
      network.gradient().get(parameterGradient);
      double[] inputGradient = new double[input.size()];
      pass.backwardToInput().get(inputGradient);

      double[] p = new double[spec.parameters()];
      network.parameters().get(p);
      double h = 1e-6;
      for (int i = 0; i < p.length; i++) {
        double old = p[i];
        p[i] = old + h;
        network.parameters().set(p);
        double up = loss(pass.forward(input), c);
        p[i] = old - h;
        network.parameters().set(p);
        double down = loss(pass.forward(input), c);
        p[i] = old;
        double slope = (up - down) / (2 * h);
        assertThat(parameterGradient[i])
            .as("parameter %d of %s", i, spec)
            .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
      }
      network.parameters().set(p);
      for (int i = 0; i < x.length; i += 17) {
        double old = x[i];
        x[i] = old + h;
        input.set(x);
        double up = loss(pass.forward(input), c);
        x[i] = old - h;
        input.set(x);
        double down = loss(pass.forward(input), c);
        x[i] = old;
        double slope = (up - down) / (2 * h);
        assertThat(inputGradient[i])
            .as("input %d of %s", i, spec)
            .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
      }
    }
  }

  @Test
  void aLinearMapAndItsGradientAreThoseWorkedOutByHand() {
    // y = x W^T + b with W = [[1, 2], [3, 4]], b = [10, 20]; rows (1, 1) and (2, 0).
    Network network =
        new Network(
            new MlpSpec(2, List.of(), 2, Activation.RELU, Optional.empty()), Precision.FLOAT);
    network.parameters().set(new double[] {1, 2, 3, 4, 10, 20});
    Matrix input = Matrix.zeros(Precision.FLOAT, 2, 2);
    input.set(new double[] {1, 1, 2, 0});
    Pass pass = Pass.whole(network, 2);

    double[] y = new double[4];
    pass.forward(input).get(y);
    pass.outputGradient().set(new double[] {1, 0, 0, 1});
    pass.backward();

    assertThat(y).containsExactly(13, 27, 12, 26);
    double[] gradient = new double[6];
    network.gradient().get(gradient);
    assertThat(gradient).containsExactly(1, 1, 2, 0, 1, 1);
    double[] dx = new double[4];
    pass.backwardToInput().get(dx);
    assertThat(dx).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aUnitWithASubnormalActivationPassesItsGradientOnAndADeadOneDoesNot() {
    // One hidden unit per input: h = relu(w x), w as small as a float can be, zero, and negative.
    for (Precision precision : Precision.values()) {
      float[] hidden = {Float.MIN_VALUE, 0, -1};
      for (float w : hidden) {
        Network network =
            new Network(
                new MlpSpec(1, List.of(1), 1, Activation.RELU, Optional.empty()), precision);
        network.parameters().set(new double[] {w, 0, 1, 0});
        Matrix input = Matrix.zeros(precision, 1, 1);
        input.set(new double[] {1});
        Pass pass = Pass.whole(network, 1);

        pass.forward(input);
        pass.outputGradient().set(new double[] {5});
        pass.backward();

        double[] gradient = new double[4];
        network.gradient().get(gradient);
        assertThat(gradient[0]).as("%s, weight %s", precision, w).isEqualTo(w > 0 ? 5.0 : 0.0);
      }
    }
  }

  @Test
  void theSameBitsComeOutOnOneThreadAndOnThree() {
    MlpSpec spec = MlpSpec.actor(17, List.of(64, 64), ActionSpace.Box.symmetric(6, 1));
    double[][] gradients = new double[2][spec.parameters()];
    double[][] outputs = new double[2][500 * 6];
    for (int run = 0; run < 2; run++) {
      RandomGenerator stream = new Streams(3).open("test");
      Network network = new Network(spec, Precision.FLOAT);
      network.initialize(stream);
      Matrix input = Matrix.zeros(Precision.FLOAT, 500, 17);
      input.set(gaussian(stream, input.size()));
      try (Workers workers = new Workers(run == 0 ? 1 : 3)) {
        Pass pass = Pass.split(network, 500, workers);
        pass.forward(input).get(outputs[run]);
        pass.outputGradient().set(outputs[run]);
        pass.backward();
        network.gradient().get(gradients[run]);
      }
    }
    assertThat(outputs[1]).containsExactly(outputs[0]);
    assertThat(gradients[1]).containsExactly(gradients[0]);
  }

  @Test
  void aBatchStackedTwiceDoublesTheGradientOfASum() {
    MlpSpec spec = MlpSpec.value(4, List.of(8));
    RandomGenerator stream = new Streams(3).open("test");
    Network network = new Network(spec, Precision.DOUBLE);
    network.initialize(stream);
    double[] once = gaussian(stream, 16 * 4);
    double[][] gradients = new double[2][spec.parameters()];
    for (int copies = 1; copies <= 2; copies++) {
      Matrix input = Matrix.zeros(Precision.DOUBLE, 16 * copies, 4);
      double[] x = new double[input.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = once[i % once.length];
      }
      input.set(x);
      Pass pass = Pass.whole(network, 16 * copies);
      double[] o = new double[16 * copies];
      pass.forward(input).get(o);
      pass.outputGradient().set(o);
      pass.backward();
      network.gradient().get(gradients[copies - 1]);
    }
    for (int i = 0; i < gradients[0].length; i++) {
      assertThat(gradients[1][i]).isCloseTo(2 * gradients[0][i], within(1e-12));
    }
  }
}
