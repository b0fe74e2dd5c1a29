package dev.strandline.ope.sequential;

/**
 * Products of many ratios. The binary exponent is carried apart once the product is very large or
 * small, so that it passes through any size and back without overflow, as a sum of logarithms
 * would, but with no other rounding than the multiplications' own. A zero makes the rest exactly 0.
 */
final class Products {

  private static final double LARGE = 0x1p100;
  private static final double SMALL = 0x1p-100;

  private Products() {}

  /** target[t] = ratio[from] ... ratio[from + t], for t below {@code count}. */
  static void running(double[] ratio, int from, int count, double[] target) {
    double product = 1;
    for (int t = 0; t < count; t++) {
      double next = product * ratio[from + t];
      if (strays(next)) {
        runningFar(ratio, from, t, count, product, target);
        return;
      }
      product = next;
      target[t] = product;
    }
  }

  /** Goes on from step {@code t} with the exponent apart. */
  private static void runningFar(
      double[] ratio, int from, int t, int count, double product, double[] target) {
    double mantissa = product;
    int exponent = 0;
    for (; t < count; t++) {
      mantissa *= ratio[from + t];
      if (strays(mantissa)) {
        int shift = shift(mantissa);
        mantissa = Math.scalb(mantissa, -shift);
        exponent += shift;
      }
      target[t] = exponent == 0 ? mantissa : Math.scalb(mantissa, exponent);
    }
  }

  /** ratio[from] ... ratio[to - 1]; 1 if there is none. */
  static double of(double[] ratio, int from, int to) {
    double mantissa = 1;
    int exponent = 0;
    for (int i = from; i < to; i++) {
      mantissa *= ratio[i];
      if (strays(mantissa)) {
        int shift = shift(mantissa);
        mantissa = Math.scalb(mantissa, -shift);
        exponent += shift;
      }
    }
    return exponent == 0 ? mantissa : Math.scalb(mantissa, exponent);
  }

  private static boolean strays(double product) {
    return !(product <= LARGE && product >= SMALL);
  }

  /** What to take out of the exponent: nothing of zero and infinity. */
  private static int shift(double product) {
    return product == 0 || product > Double.MAX_VALUE ? 0 : Math.getExponent(product);
  }
}
