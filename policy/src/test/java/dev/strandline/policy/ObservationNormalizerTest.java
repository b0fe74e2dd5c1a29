package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ObservationNormalizerTest {

  @Test
  void theMeanIsSubtractedAndTheScaleDivides() {
    ObservationNormalizer normalizer =
        new ObservationNormalizer(new float[] {1, -2}, new float[] {2, 4});
    float[] source = {9, 5, 6, 9};
    float[] target = {7, 7, 7, 7};

    normalizer.apply(source, 1, target, 2);

    assertThat(target).containsExactly(7, 7, 2, 2);
    assertThat(source).containsExactly(9, 5, 6, 9);
  }

  @Test
  void anArrayMayBeNormalizedInPlace() {
    float[] both = {5, 6};

    new ObservationNormalizer(new float[] {1, -2}, new float[] {2, 4}).apply(both, 0, both, 0);

    assertThat(both).containsExactly(2, 2);
  }

  @Test
  void theIdentityChangesNothing() {
    float[] values = {0.1f, -1e30f};

    ObservationNormalizer.identity(2).apply(values, 0, values, 0);

    assertThat(values).containsExactly(0.1f, -1e30f);
  }

  @Test
  void normalizersAreEqualByTheirNumbersAndCannotBeChangedThroughTheirArrays() {
    float[] mean = {1};
    ObservationNormalizer normalizer = new ObservationNormalizer(mean, new float[] {2});
    mean[0] = 5;
    normalizer.scale()[0] = 5;

    assertThat(normalizer)
        .isEqualTo(new ObservationNormalizer(new float[] {1}, new float[] {2}))
        .hasSameHashCodeAs(new ObservationNormalizer(new float[] {1}, new float[] {2}))
        .isNotEqualTo(ObservationNormalizer.identity(1))
        .hasToString("ObservationNormalizer[mean=[1.0], scale=[2.0]]");
  }

  @Test
  void scalesThatAreNoneAreRefusedWithTheirDimension() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObservationNormalizer(new float[2], new float[] {1, 0}))
        .withMessageContaining("dimension 1 has mean 0.0 and scale 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObservationNormalizer(new float[] {Float.NaN}, new float[] {1}))
        .withMessageContaining("dimension 0 has mean NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObservationNormalizer(new float[2], new float[1]))
        .withMessageContaining("ObservationNormalizer.scale has 1 numbers, but 2");
  }
}
