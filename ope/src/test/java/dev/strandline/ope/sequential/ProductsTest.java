package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductsTest {

  private static double[] running(double... ratio) {
    double[] target = new double[ratio.length];
    Products.running(ratio, 0, ratio.length, target);
    return target;
  }

  @Test
  void aZeroMakesTheRestExactlyZeroHoweverLargeTheProductBefore() {
    double[] ratio = {0x1p90, 0x1p1000, 0, 0x1p1000, 2};

    assertThat(running(ratio)).containsExactly(0x1p90, Double.POSITIVE_INFINITY, 0, 0, 0);
    assertThat(Products.of(ratio, 0, 3)).isZero();
    assertThat(Products.of(ratio, 0, 5)).isZero();
  }

  @Test
  void aProductComesBackFromBeyondAllDoubles() {
    double[] large = {0x1p90, 0x1.8p1000, 0x1p-1000, 0x1p-90};
    double[] small = {0x1p-90, 0x1.8p-1000, 0x1p1000, 0x1p90};
    double[] subnormal = {0x1p-90, Double.MIN_VALUE, 0x1p1000, 0x1p90, 0x1p74};

    assertThat(running(large)).containsExactly(0x1p90, Double.POSITIVE_INFINITY, 0x1.8p90, 0x1.8p0);
    assertThat(running(small)).containsExactly(0x1p-90, 0, 0x1.8p-90, 0x1.8p0);
    assertThat(running(subnormal)).containsExactly(0x1p-90, 0, 0x1p-164, 0x1p-74, 1);
    assertThat(Products.of(large, 0, 4)).isEqualTo(1.5);
    assertThat(Products.of(small, 0, 4)).isEqualTo(1.5);
    assertThat(Products.of(subnormal, 0, 5)).isEqualTo(1);
  }
}
