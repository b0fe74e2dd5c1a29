package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelTest {

  @ParameterizedTest
  @EnumSource
  void everyKernelIsEvenAndIntegratesToOne(Kernel kernel) {
    double step = 1e-3;
    double integral = 0;
    for (double u = -8 + step / 2; u < 8; u += step) {
      integral += kernel.at(u) * step;
      assertThat(kernel.at(-u)).isEqualTo(kernel.at(u));
    }

    assertThat(integral).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GAUSSIAN")
  void allButTheGaussianEndAtOneBandwidth(Kernel kernel) {
    assertThat(kernel.at(1)).isZero();
    assertThat(kernel.at(-1.5)).isZero();
    assertThat(kernel.at(0.5)).isPositive();
  }
}
