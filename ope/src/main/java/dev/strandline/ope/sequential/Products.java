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
      double factor = ratio[from + t];
      double next = mantissa * factor;
      if (strays(next) && mantissa != 0 && factor != 0) {
        exponent += Math.getExponent(mantissa) + Math.getExponent(factor);
        next = fraction(mantissa) * fraction(factor);
      }
      mantissa = next;
      target[t] = exponent == 0 ? mantissa : Math.scalb(mantissa, exponent);
    }
  }

  /** ratio[from] ... ratio[to - 1]; 1 if there is none. */
  static double of(double[] ratio, int from, int to) {
    double mantissa = 1;
    int exponent = 0;
    for (int i = from; i < to; i++) {
      double factor = ratio[i];
      double next = mantissa * factor;
      if (strays(next) && mantissa != 0 && factor != 0) {
        exponent += Math.getExponent(mantissa) + Math.getExponent(factor);
        next = fraction(mantissa) * fraction(factor);
      }
      mantissa = next;
    }
    return exponent == 0 ? mantissa : Math.scalb(mantissa, exponent);
  }

  static boolean strays(double product) {
    return !(product <= LARGE && product >= SMALL);
  }

  /** A factor other than 0 without its exponent: no product of two such overflows or vanishes. */
  private static double fraction(double factor) {
    return Math.scalb(factor, -Math.getExponent(factor));
  }
}
