package dev.strandline.ope.interval;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;

/** Draws from a binomial distribution, by inversion outward from its mode. */
final class Binomial {

  private Binomial() {}

  /** Number of successes in {@code trials} trials of chance {@code p}, in [0, 1]. */
  static int draw(int trials, double p, RandomGenerator random) {
    if (p > 0.5) {
      return trials - draw(trials, 1 - p, random);
    }
    if (p == 0 || trials == 0) {
      return 0;
    }
    int mode = (int) ((trials + 1) * p);
    double odds = p / (1 - p);
    double atMode = mass(trials, mode, p);
    double u = random.nextDouble() - atMode;
    double above = atMode;
    double below = atMode;
    // The masses sum to one but for rounding, so the walk all but always ends inside.
    for (int step = 1; u >= 0 && step <= trials; step++) {
      int up = mode + step;
      if (up <= trials) {
        above *= odds * (trials - up + 1) / up;
        u -= above;
        if (u < 0) {
          return up;
        }
      }
      int down = mode - step;
      if (down >= 0) {
        below *= (down + 1) / (odds * (trials - down));
        u -= below;
        if (u < 0) {
          return down;
        }
      }
    }
    return mode;
  }

  private static double mass(int n, int k, double p) {
    return Math.exp(
        Gamma.logGamma(n + 1.0)
            - Gamma.logGamma(k + 1.0)
            - Gamma.logGamma(n - k + 1.0)
            + k * Math.log(p)
            + (n - k) * Math.log1p(-p));
  }
}
