package dev.strandline.ope.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Policy;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedGaussianHeadTest {

  private static final float[] ANY = {0};

  private record Fixed(ActionSpace actionSpace, float[] action) implements Policy {
    @Override
    public int observationSize() {
      return 1;
    }

    @Override
    public float[] act(float[] observation) {
      return action.clone();
    }
  }

  private static TruncatedGaussianHead head(double center, double deviation) {
    return new TruncatedGaussianHead(
        new Fixed(ActionSpace.Box.symmetric(1, 1), new float[] {(float) center}),
        new double[] {deviation});
  }

  private static double density(TruncatedGaussianHead head, double action) {
    return Math.exp(head.logProb(ANY, new float[] {(float) action}));
  }

  @Test
  void theDensityIsTheNormalOneOverTheProbabilityOfTheBox() {
    // phi(0) / (Phi(1) - Phi(-1)), and phi(-3/8) / (2 (Phi(1/4) - Phi(-3/4))).
    assertThat(density(head(0, 1), 0)).isCloseTo(0.5843685672568167, within(1e-13));
    assertThat(density(head(0.5, 2), -0.25)).isCloseTo(0.4996991506476471, within(1e-13));
  }

  @Test
  void numbersOfAnActionMultiply() {
    Policy center = new Fixed(ActionSpace.Box.symmetric(2, 1), new float[] {0, 0.5f});
    TruncatedGaussianHead both = new TruncatedGaussianHead(center, new double[] {1, 2});

    assertThat(both.logProb(ANY, new float[] {0, -0.25f}))
        .isCloseTo(Math.log(0.5843685672568167 * 0.4996991506476471), within(1e-13));
    assertThat(both.logProb(ANY, new float[] {0, 1.5f})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(both.act(ANY)).containsExactly(0, 0.5f);
  }

  @Test
  void aNarrowNormalAtTheEdgeIsHalfOfOneAndFarAwayItsLogarithmGoesOn() {
    double half = Math.log(2 / (1e-3 * Math.sqrt(2 * Math.PI)));

    assertThat(head(-1, 1e-3).logProb(ANY, new float[] {-1})).isCloseTo(half, within(1e-12));
    // 2,000 deviations from the center.
    assertThat(head(-1, 1e-3).logProb(ANY, new float[] {1}))
        .isCloseTo(half - 2_000.0 * 2_000 / 2, within(1e-9));
  }

  @Test
  void aWideNormalIsTheUniformDensity() {
    assertThat(density(head(0.7, 1e6), -0.9)).isCloseTo(0.5, within(1e-11));
    assertThat(density(head(1, 1e5), -1)).isCloseTo(0.5, within(1e-10));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0.5,2", "-1,0.5", "1,0.01", "0.25,0.1", "1,3"})
  void theDensityIntegratesToOne(double center, double deviation) {
    TruncatedGaussianHead head = head(center, deviation);
    int steps = 1 << 14; // whose points are floats
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double simpson = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += simpson * density(head, -1 + 2.0 * i / steps);
    }

    assertThat(sum * 2 / steps / 3).isCloseTo(1, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0.5,2", "-1,0.5", "1,0.01", "0.25,0.1", "1,1000"})
  void drawsFollowTheDistributionFunction(double center, double deviation) {
    TruncatedGaussianHead head = head(center, deviation);
    RandomStream stream = new Streams(5).open("actions");
    RandomStream uniform = new Streams(5).open("actions");
    int n = 100_000;
    NormalDistribution normal = new NormalDistribution(null, center, deviation);
    double below = normal.cumulativeProbability(-1);
    double inside = normal.cumulativeProbability(1) - below;
    double[] f = new double[n];
    double error = 0;
    float furthest = 0;
    for (int i = 0; i < n; i++) {
      float drawn = head.sample(ANY, stream)[0];
      f[i] = (normal.cumulativeProbability(drawn) - below) / inside;
      error = Math.max(error, Math.abs(f[i] - uniform.nextDouble()));
      furthest = Math.max(furthest, Math.abs(drawn));
    }

    assertThat(furthest).isLessThanOrEqualTo(1);
    // The distribution function undoes the draw, but for the rounding of actions to floats.
    assertThat(error).isLessThan(1e-5);
    Arrays.sort(f);
    double distance = 0;
    for (int i = 0; i < n; i++) {
      distance = Math.max(distance, Math.max(f[i] - (double) i / n, (i + 1.0) / n - f[i]));
    }
    // Kolmogorov and Smirnov's limit at 0.1 %.
    assertThat(distance * Math.sqrt(n)).isLessThan(1.95);
  }

  @Test
  void everyDrawHasADensity() {
    RandomStream stream = new Streams(8).open("actions");
    for (double deviation : new double[] {1e-4, 0.3, 1e5}) {
      TruncatedGaussianHead head = head(1, deviation);
      for (int i = 0; i < 2_000; i++) {
        assertThat(head.logProb(ANY, head.sample(ANY, stream))).isFinite();
      }
    }
  }

  @Test
  void whatIsNoHeadIsRefused() {
    Policy buttons = new Fixed(new ActionSpace.Discrete(2), new float[] {1});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TruncatedGaussianHead(buttons, new double[] {1}))
        .withMessageContaining("Use EpsilonGreedyHead");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head(0, 0))
        .withMessageContaining("deviation of dimension 0 must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head(0, 1e7))
        .withMessageContaining("Use UniformPolicy");
    assertThatIllegalStateException()
        .isThrownBy(() -> head(1.5, 1).sample(ANY, new Streams(1).open("actions")))
        .withMessageContaining("left its own action space");
  }
}
