package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TrajectoryQualityTest {

  @Test
  void theReferencesAreZeroAndOneAndALogMayBeBeyondThem() {
    assertThat(new TrajectoryQuality(-200, -200, 300).value()).isZero();
    assertThat(new TrajectoryQuality(300, -200, 300).value()).isEqualTo(1);
    assertThat(new TrajectoryQuality(50, -200, 300).value()).isEqualTo(0.5);
    assertThat(new TrajectoryQuality(-300, -200, 300).value()).isEqualTo(-0.2);
    assertThat(new TrajectoryQuality(425, -200, 300).value()).isEqualTo(1.25);
  }

  @Test
  void referencesThatDoNotRiseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrajectoryQuality(0, 5, 5))
        .withMessageContaining("the references 5.0 and 5.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrajectoryQuality(0, Double.NaN, 5))
        .withMessageContaining("NaN");
  }
}
