package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UniformPolicyTest {

  private static final ActionSpace.Box BOX =
      new ActionSpace.Box(new float[] {-2, 10}, new float[] {2, 11});

  @Test
  void theDensityIsOneOverTheVolumeInsideAndZeroOutside() {
    UniformPolicy policy = new UniformPolicy(1, BOX);

    assertThat(policy.logProb(new float[1], new float[] {0, 10.5f}))
        .isCloseTo(-Math.log(4), within(1e-12));
    assertThat(policy.logProb(new float[1], new float[] {2, 11}))
        .isCloseTo(-Math.log(4), within(1e-12));
    assertThat(policy.logProb(new float[1], new float[] {2.1f, 10.5f}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(policy.logProb(new float[1], new float[] {Float.NaN, 10.5f}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void discreteActionsAreEquallyProbable() {
    UniformPolicy policy = new UniformPolicy(1, new ActionSpace.Discrete(4));
    RandomStream stream = new Streams(1).open("actions");
    int[] counts = new int[4];
    for (int i = 0; i < 40_000; i++) {
      counts[(int) policy.sample(new float[1], stream)[0]]++;
    }

    assertThat(policy.logProb(new float[1], new float[] {3})).isEqualTo(-Math.log(4));
    assertThat(policy.logProb(new float[1], new float[] {4})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(policy.logProb(new float[1], new float[] {1.5f}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    for (int count : counts) {
      assertThat(count).isBetween(9_600, 10_400);
    }
    assertThat(policy.act(new float[1])).containsExactly(0);
  }

  @Test
  void samplesFillTheBoxAndStayInside() {
    UniformPolicy policy = new UniformPolicy(1, BOX);
    RandomStream stream = new Streams(1).open("actions");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100_000; i++) {
      float[] action = policy.sample(new float[1], stream);
      assertThat(BOX.contains(action)).isTrue();
      sum += action[0];
      squares += action[0] * action[0];
    }

    // Mean 0 and variance 4^2 / 12; standard errors 0.0037 and 0.0038.
    assertThat(sum / 100_000).isCloseTo(0, within(0.015));
    assertThat(squares / 100_000).isCloseTo(16.0 / 12, within(0.016));
  }

  @Test
  void itsOwnChoiceIsTheMiddle() {
    assertThat(new UniformPolicy(1, BOX).act(new float[1])).containsExactly(0, 10.5f);
  }

  @Test
  void anObservationOfAnotherLengthIsRefused() {
    UniformPolicy policy = new UniformPolicy(2, BOX);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.act(new float[3]))
        .withMessageContaining("observation has 3 numbers, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.sample(new float[1], new Streams(0).open("")))
        .withMessageContaining("observation has 1 numbers, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UniformPolicy(0, BOX))
        .withMessageContaining("must be at least 1, but is 0");
  }
}
