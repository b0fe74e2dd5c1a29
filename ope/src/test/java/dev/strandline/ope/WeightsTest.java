package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightsTest {

  @Test
  void fourWeightsGiveTheDiagnosticsWorkedOutByHand() {
    Weights weights = new Weights();
    weights.add(new double[] {9, 2, 0}, 1, 3);
    Weights others = new Weights();
    others.add(new double[] {1, 1}, 0, 2);

    weights.merge(others);
    WeightDiagnostics found = weights.diagnostics();

    assertThat(found.count()).isEqualTo(4);
    assertThat(found.mean()).isEqualTo(1);
    assertThat(found.meanStandardError()).isCloseTo(Math.sqrt(2 / 3.0 / 4), within(1e-15));
    assertThat(found.max()).isEqualTo(2);
    assertThat(found.effectiveSampleSize()).isCloseTo(16 / 6.0, within(1e-15));
    assertThat(found.largestShare()).isEqualTo(0.5);
  }

  @Test
  void weightsWhoseSquaresAreNoDoublesStillCount() {
    Weights tiny = new Weights();
    tiny.add(new double[] {1e-170, 1e-170}, 0, 2);
    Weights large = new Weights();
    large.add(new double[] {1e154, 1e154}, 0, 2);

    assertThat(tiny.diagnostics().effectiveSampleSize()).isEqualTo(2);
    assertThat(large.diagnostics().effectiveSampleSize()).isEqualTo(1);
  }

  @Test
  void weightsThatAreAllZeroCountForNothing() {
    Weights weights = new Weights();

    weights.add(new double[] {0, 0}, 0, 2);

    assertThat(weights.diagnostics().effectiveSampleSize()).isZero();
    assertThat(weights.diagnostics().largestShare()).isNaN();
  }
}
