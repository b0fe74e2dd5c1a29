package dev.strandline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {

  @ParameterizedTest
  @EnumSource(Activation.class)
  void thePlainPolicyAgreesWithTheNetworkToOneInAHundredThousand(Activation activation) {
    ActionSpace.Box box = new ActionSpace.Box(new float[] {-2, 0, -1}, new float[] {2, 3, 5});
    MlpSpec spec = new MlpSpec(5, List.of(256, 256), 3, activation, Optional.of(box));
    RandomGenerator stream = new Streams(11).open("test");
    Network network = new Network(spec, Precision.FLOAT);
    network.initialize(stream);
    ObservationNormalizer normalizer =
        new ObservationNormalizer(new float[] {1, 2, 3, 4, 5}, new float[] {1, 2, 1, 0.5f, 3});
    MlpPolicy policy = network.policy(normalizer);
    int rows = 200;
    float[] observations = new float[rows * 5];
    float[] normalized = new float[rows * 5];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) (5 * stream.nextGaussian());
    }
    for (int row = 0; row < rows; row++) {
      normalizer.apply(observations, row * 5, normalized, row * 5);
    }
    Matrix input = Matrix.zeros(Precision.FLOAT, rows, 5);
    input.set(normalized);

    float[] actions = new float[rows * 3];
    Pass.whole(network, rows).forward(input).get(actions);

    for (int row = 0; row < rows; row++) {
      float[] observation = java.util.Arrays.copyOfRange(observations, row * 5, row * 5 + 5);
      float[] action = policy.act(observation);
      for (int j = 0; j < 3; j++) {
        assertThat(action[j]).isCloseTo(actions[row * 3 + j], within(1e-5f * box.halfWidth(j)));
      }
    }
  }

  @Test
  void initialParametersAreUniformWithinOneOverTheRootOfTheFanIn() {
    Network network = new Network(MlpSpec.value(16, List.of(400)), Precision.DOUBLE);
    network.initialize(new Streams(1).open("init"));
    double[] p = new double[network.parameters().size()];
    network.parameters().get(p);

    double square = 0;
    int first = 400 * 17;
    for (int i = 0; i < first; i++) {
      assertThat(Math.abs(p[i])).isLessThanOrEqualTo(0.25);
      square += p[i] * p[i];
    }
    // U(-b, b) has variance b^2 / 3; the mean of 6,800 squares lies within five standard errors.
    assertThat(square / first).isCloseTo(0.0625 / 3, within(0.0625 * 5 * 0.3 / Math.sqrt(first)));
    for (int i = first; i < p.length; i++) {
      assertThat(Math.abs(p[i])).isLessThanOrEqualTo(1 / Math.sqrt(400));
    }
  }

  @Test
  void aTargetMovesByTheGivenShareTowardTheOnlineNetwork() {
    for (Precision precision : Precision.values()) {
      Network online = new Network(MlpSpec.value(1, List.of()), precision);
      online.parameters().set(new double[] {4, 8});
      Network target = online.copy();
      online.parameters().set(new double[] {8, 0});

      target.moveToward(online, 0.25);

      double[] p = new double[2];
      target.parameters().get(p);
      assertThat(p).containsExactly(5, 6);
    }
  }

  @Test
  void aValueNetworkIsNoPolicy() {
    Network network = new Network(MlpSpec.value(1, List.of()), Precision.FLOAT);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.policy(ObservationNormalizer.identity(1)))
        .withMessageContaining("not an actor");
  }
}
