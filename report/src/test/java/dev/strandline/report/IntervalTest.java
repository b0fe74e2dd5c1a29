package dev.strandline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {

  @Test
  void threeValuesGiveTheIntervalWorkedOutByHand() {
    // Mean 2, s = 1, standard error 1 / sqrt(3), t(2, 0.975) = 4.302653.
    Interval interval = Interval.ofMean(new double[] {1, 2, 3}, 0.95);

    assertThat(interval.count()).isEqualTo(3);
    assertThat(interval.mean()).isCloseTo(2, within(1e-12));
    assertThat(interval.halfWidth()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(interval.high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(interval.low()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-5));
  }

  @Test
  void oneValueHasAMeanButNoInterval() {
    Interval interval = Interval.ofMean(new double[] {-163.25}, 0.95);

    assertThat(interval.known()).isFalse();
    assertThat(interval.mean()).isEqualTo(-163.25);
    assertThat(interval.low()).isNaN();
    assertThat(interval.text(1)).isEqualTo("-163.3 (one value, no interval)");
  }

  @Test
  void anIntervalMovesToAnotherScaleEndByEnd() {
    Interval scores = new Interval(5, 0.95, -500, -600, -400).on(r -> (r + 1000) / 10);

    assertThat(scores).isEqualTo(new Interval(5, 0.95, 50, 40, 60));
  }

  @Test
  void theTextShowsMeanAndEnds() {
    assertThat(new Interval(5, 0.95, -1234.5, -1300, -1169).text(0))
        .isEqualTo("-1,235 [-1,300, -1,169]");
  }

  @Test
  void equalValuesGiveAnIntervalOfWidthZero() {
    Interval interval = Interval.ofMean(new double[] {7, 7, 7, 7}, 0.9);

    assertThat(interval.low()).isEqualTo(7);
    assertThat(interval.high()).isEqualTo(7);
  }

  @Test
  void aTwoSidedIntervalHoldsTheTruthAtItsLevel() {
    Random random = new Random(11);
    int trials = 4000;
    int below = 0;
    int above = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] values = new double[3];
      for (int i = 0; i < values.length; i++) {
        values[i] = 5 + 2 * random.nextGaussian();
      }
      Interval interval = Interval.ofMean(values, 0.9);
      below += interval.high() < 5 ? 1 : 0;
      above += interval.low() > 5 ? 1 : 0;
    }

    // 5 % on each side; the standard deviation of either count is 14.
    assertThat(below).isBetween(145, 255);
    assertThat(above).isBetween(145, 255);
  }

  @Test
  void valuesThatAreMissingOrNotFiniteAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.ofMean(new double[0], 0.95))
        .withMessageContaining("no values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.ofMean(new double[] {1, Double.NaN}, 0.95))
        .withMessageContaining("value 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.ofMean(new double[] {1, 2}, 95))
        .withMessageContaining("is 95.0")
        .withMessageContaining("0.95");
  }
}
