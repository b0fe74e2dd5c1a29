package dev.strandline.ope.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReturnDistributionTest {

  /** Masses 0.2, 0.3, 0.5 at 1, 2, 4. */
  private final ReturnDistribution distribution =
      new ReturnDistribution(new double[] {1, 2, 4}, new double[] {0.2, 0.5, 1});

  @Test
  void meanAndVarianceAreThoseOfTheMasses() {
    assertThat(distribution.mean()).isCloseTo(2.8, within(1e-12));
    assertThat(distribution.variance()).isCloseTo(0.2 + 0.3 * 4 + 0.5 * 16 - 7.84, within(1e-12));
  }

  @Test
  void aQuantileIsTheFirstPointThatReachesIt() {
    assertThat(distribution.quantile(0)).isEqualTo(1);
    assertThat(distribution.quantile(0.2)).isEqualTo(1);
    assertThat(distribution.quantile(0.21)).isEqualTo(2);
    assertThat(distribution.quantile(0.5)).isEqualTo(2);
    assertThat(distribution.quantile(1)).isEqualTo(4);
    assertThat(distribution.interquartileRange()).isEqualTo(2);
  }

  @Test
  void theWorstShareTakesPartOfAPoint() {
    assertThat(distribution.cvar(0.1)).isCloseTo(1, within(1e-12));
    assertThat(distribution.cvar(0.4)).isCloseTo((0.2 + 0.2 * 2) / 0.4, within(1e-12));
    assertThat(distribution.cvar(1)).isCloseTo(2.8, within(1e-12));
  }

  @Test
  void theWorstShareOfNothingIsTheLowestReturnWithAnyMass() {
    ReturnDistribution late =
        new ReturnDistribution(new double[] {1, 2, 4}, new double[] {0, 0.5, 1});

    assertThat(late.cvar(0)).isEqualTo(2);
  }

  @Test
  void missingMassBoundsTheShare() {
    ReturnDistribution half =
        new ReturnDistribution(new double[] {1, 2, 4}, new double[] {0.2, 0.5, 0.5});

    assertThat(half.reached()).isEqualTo(0.5);
    assertThat(half.cvar(0.9)).isCloseTo((0.2 + 0.6) / 0.5, within(1e-12));
    assertThat(half.quantile(0.9)).isEqualTo(4);
  }

  @Test
  void aDistributionWithoutMassHasNoWorstShare() {
    assertThat(new ReturnDistribution(new double[] {1}, new double[] {0}).cvar(0.5)).isNaN();
  }

  @Test
  void aFallingDistributionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReturnDistribution(new double[] {1, 2}, new double[] {0.6, 0.5}))
        .withMessageContaining("cdf[1] is 0.5");
  }

  @Test
  void aGridThatDoesNotRiseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReturnDistribution(new double[] {2, 2}, new double[] {0.5, 1}))
        .withMessageContaining("grid[1]");
  }

  @Test
  void returnsOfAPolicysOwnEpisodesWeighAllTheSame() {
    double[] returns = {4, 0.0, 2, -0.0, 4};

    ReturnDistribution own = ReturnDistribution.of(returns);

    assertThat(own.grid()).containsExactly(0, 2, 4);
    assertThat(own.cdf()).containsExactly(2.0 / 5, 3.0 / 5, 1);
    assertThat(own.mean()).isCloseTo(2, within(1e-15));
    assertThat(own.variance()).isCloseTo((4 + 4 + 0 + 4 + 4) / 5.0, within(1e-14));
    assertThat(own.quantile(0.5)).isEqualTo(2);
    assertThat(own.cvar(0.6)).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(own.cvar(0.5)).isCloseTo(0.1 * 2 / 0.5, within(1e-15));
    assertThat(returns).startsWith(4, 0.0, 2);
  }

  @Test
  void aReturnThatIsNoNumberIsRefusedWithItsEpisode() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReturnDistribution.of(new double[] {1, Double.NaN}))
        .withMessageContaining("return of episode 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReturnDistribution.of(new double[0]))
        .withMessageContaining("no point");
  }
}
