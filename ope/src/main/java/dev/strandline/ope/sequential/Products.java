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
    int t = 0;
    // Of four steps only the last waits for the product before them.
    for (; t + 3 < count; t += 4) {
      int at = from + t;
      double two = ratio[at] * ratio[at + 1];
      double first = product * ratio[at];
      double second = product * two;
      double third = product * (two * ratio[at + 2]);
      double fourth = product * (two * (ratio[at + 2] * ratio[at + 3]));
      if (strays(first) || strays(second) || strays(third) || strays(fourth)) {
        runningFar(ratio, from, t, count, product, target);
        return;
      }
      target[t] = first;
      target[t + 1] = second;
      target[t + 2] = third;
      target[t + 3] = fourth;
      product = fourth;
    }
    runningFar(ratio, from, t, count, product, target);
  }

  /** Goes on from step {@code t}, before which the product is given, with the exponent apart. */
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

  static boolean strays(double product) {
    return !(product <= LARGE && product >= SMALL);
  }

  /** What to take out of the exponent: nothing of zero and infinity. */
  private static int shift(double product) {
    return product == 0 || product > Double.MAX_VALUE ? 0 : Math.getExponent(product);
  }
}
