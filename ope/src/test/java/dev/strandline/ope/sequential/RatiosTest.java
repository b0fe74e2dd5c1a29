package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Kernel;
import org.junit.jupiter.api.Test;

class RatiosTest {

  private static final double[] TARGET = {0.25, 0.75, 1, 0};

  @Test
  void aRatioIsTheTargetsProbabilityOverTheLoggedOne() {
    double[] ratio = Ratios.discrete(TARGET, new int[] {1, 1}, new double[] {0.5, 0.4});

    assertThat(ratio).containsExactly(1.5, 0);
  }

  @Test
  void aPropensityOfZeroIsRefusedWithItsRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ratios.discrete(TARGET, new int[] {1, 1}, new double[] {0.5, 0}))
        .withMessageContaining("column pscore, row 1");
  }

  @Test
  void anActionBeyondTheTableIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ratios.discrete(TARGET, new int[] {0, 2}, new double[] {1, 1}))
        .withMessageContaining("column action, row 1: 2 is out of [0, 2)");
  }

  @Test
  void probabilitiesThatDoNotSumToOneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ratios.discrete(new double[] {0.5, 0.4}, new int[] {0}, new double[] {1}))
        .withMessageContaining("column action_dist, row 0")
        .withMessageContaining("sum to 0.9");
  }

  @Test
  void valuesFollowTheTargetAndTheLoggedAction() {
    double[] q = {4, 8, 1, 3};

    assertThat(Ratios.expectedValue(TARGET, q, 2)).containsExactly(7, 1);
    assertThat(Ratios.ofLoggedAction(q, new int[] {1, 0})).containsExactly(8, 1);
  }

  @Test
  void inOneDimensionBothFormsOfAKernelAreTheSame() {
    // u = 0.5, K = 3/4 (1 - 1/4) = 0.5625, over h = 2 and density 0.25.
    for (KernelForm form : KernelForm.values()) {
      double[] ratio = continuous(new double[] {1}, new double[] {0}, new double[] {0.25}, form);

      assertThat(ratio[0]).isCloseTo(0.5625 / 2 / 0.25, within(1e-15));
    }
  }

  @Test
  void inTwoDimensionsTheEuclideanFormKeepsTheConstantOfOne() {
    // Distances 0.6 and 0.8 in actions, 1 together; h = 2.
    double[] target = {0.6, 0.8};
    double[] logged = {0, 0};
    double[] density = {0.5, 0.2};

    double euclidean = continuous(target, logged, density, KernelForm.EUCLIDEAN)[0];
    double product = continuous(target, logged, density, KernelForm.PRODUCT)[0];

    assertThat(euclidean).isCloseTo(0.75 * (1 - 0.25) / 2 / 0.1, within(1e-12));
    assertThat(product)
        .isCloseTo(0.75 * (1 - 0.09) / 2 * 0.75 * (1 - 0.16) / 2 / 0.1, within(1e-12));
  }

  private static double[] continuous(
      double[] target, double[] logged, double[] density, KernelForm form) {
    return Ratios.continuous(target, logged, density, 1, Kernel.EPANECHNIKOV, 2, form);
  }

  @Test
  void aDensityOfZeroIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                continuous(
                    new double[] {1}, new double[] {0}, new double[] {0}, KernelForm.EUCLIDEAN))
        .withMessageContaining("column pscore, row 0");
  }
}
