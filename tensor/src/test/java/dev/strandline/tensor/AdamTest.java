package dev.strandline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdamTest {

  private static Network twoNumbers(Precision precision) {
    return new Network(MlpSpec.value(1, List.of()), precision);
  }

  @Test
  void epsilonIsAddedToTheCorrectedRootAsInPyTorch() {
    // One step of 1e-3 on g = 1e-6: -1e-3 * 1e-6 / (1e-6 + 1e-8); ND4J's own gives -7.597e-4.
    Network network = twoNumbers(Precision.DOUBLE);
    network.gradient().set(new double[] {1e-6, 0});

    new Adam(network, Adam.Config.ofLearningRate(1e-3)).step();

    double[] p = new double[2];
    network.parameters().get(p);
    assertThat(p[0]).isCloseTo(-9.900990099e-4, within(1e-13));
    assertThat(p[1]).isZero();
  }

  @Test
  void twoStepsAreThoseWorkedOutByHandInBothPrecisions() {
    // lr 0.1, g = 1 and then 3: m = .1, .39; v = .001, .009999; corrected by .19 and .001999.
    double second = 0.1 * (0.39 / 0.19) / (Math.sqrt(0.009999 / 0.001999) + 1e-8);
    for (Precision precision : Precision.values()) {
      Network network = twoNumbers(precision);
      Adam adam = new Adam(network, Adam.Config.ofLearningRate(0.1));
      network.gradient().set(new double[] {1, 1});
      adam.step();
      network.gradient().set(new double[] {3, 3});
      adam.step();

      double[] p = new double[2];
      network.parameters().get(p);
      double tolerance = precision == Precision.FLOAT ? 1e-6 : 1e-8;
      assertThat(p[0]).isCloseTo(-0.1 - second, within(tolerance));
      assertThat(adam.steps()).isEqualTo(2);
    }
  }

  @Test
  void aRestoredStateGoesOnToTheSameBits() {
    Network straight = twoNumbers(Precision.FLOAT);
    Adam adam = new Adam(straight, Adam.Config.ofLearningRate(0.01));
    straight.gradient().set(new double[] {0.3, -0.7});
    adam.step();
    double[] first = new double[2];
    double[] second = new double[2];
    adam.get(first, second);
    Network resumed = straight.copy();
    Adam restored = new Adam(resumed, Adam.Config.ofLearningRate(0.01));
    restored.set(adam.steps(), first, second);

    for (Network network : List.of(straight, resumed)) {
      network.gradient().set(new double[] {-0.1, 0.2});
    }
    adam.step();
    restored.step();

    double[] expected = new double[2];
    straight.parameters().get(expected);
    double[] actual = new double[2];
    resumed.parameters().get(actual);
    assertThat(actual).containsExactly(expected);
  }

  @Test
  void aLearningRateOfZeroIsRefusedWithItsPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Adam.Config.ofLearningRate(0))
        .withMessageContaining("Adam.Config.learningRate")
        .withMessageContaining("0.0");
  }
}
