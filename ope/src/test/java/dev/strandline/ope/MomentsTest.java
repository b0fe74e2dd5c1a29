package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void threePairsGiveTheMomentsWorkedOutByHand() {
    Moments moments = new Moments(2);

    moments.add(0, 3, new double[] {1, 2, 6}, new double[] {4, 0, 2});

    assertThat(moments.count()).isEqualTo(3);
    assertThat(moments.mean(0)).isEqualTo(3);
    assertThat(moments.sum(1)).isEqualTo(6);
    assertThat(moments.comoment(0, 0)).isEqualTo(14);
    assertThat(moments.comoment(0, 1)).isEqualTo(-2);
    assertThat(moments.comoment(1, 0)).isEqualTo(-2);
    assertThat(moments.sumOfSquares(0)).isEqualTo(41);
    assertThat(moments.sampleVariance(0)).isEqualTo(7);
    assertThat(moments.populationVariance(1)).isCloseTo(8 / 3.0, within(1e-15));
  }

  @Test
  void oneObservationHasAMeanAndNoSampleVariance() {
    Moments moments = new Moments(1);

    moments.add(0, 1, new double[] {5});

    assertThat(moments.mean(0)).isEqualTo(5);
    assertThat(moments.sampleVariance(0)).isNaN();
  }

  @Test
  void aLargeMeanDoesNotCancelASmallVariance() {
    Moments moments = new Moments(1);
    double[] x = new double[100_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1e9 + (i % 2 == 0 ? 0.5 : -0.5);
    }

    moments.add(0, x.length, x);

    assertThat(moments.populationVariance(0)).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void theSplitOfTheRowsLeavesNoTrace() {
    RandomStream random = new Streams(3).open("moments");
    double[] x = random.doubles(10_000, -1, 100).toArray();
    double[] y = random.doubles(10_000).toArray();
    Moments whole = new Moments(2);
    whole.add(0, x.length, x, y);

    Moments last = new Moments(2);
    last.add(7_001, 10_000, x, y);
    Moments parts = new Moments(2);
    parts.merge(new Moments(2));
    parts.add(0, 1, x, y);
    parts.add(1, 7_001, x, y);
    last.merge(parts);

    assertThat(last.count()).isEqualTo(whole.count());
    for (int v = 0; v < 2; v++) {
      assertThat(last.mean(v)).isCloseTo(whole.mean(v), within(1e-12 * Math.abs(whole.mean(v))));
    }
    assertThat(last.comoment(0, 0))
        .isCloseTo(whole.comoment(0, 0), within(1e-12 * whole.comoment(0, 0)));
    assertThat(last.comoment(0, 1))
        .isCloseTo(whole.comoment(0, 1), within(1e-12 * whole.comoment(0, 0)));
  }

  @Test
  void momentsOfOtherVariablesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Moments(2).merge(new Moments(3)))
        .withMessageContaining("2 variables")
        .withMessageContaining("of 3");
  }
}
