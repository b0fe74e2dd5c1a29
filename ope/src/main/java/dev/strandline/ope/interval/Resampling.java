package dev.strandline.ope.interval;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a bootstrap counts units (or groups of them) in a resample. */
public enum Resampling {
  /** As many draws with replacement as there are units (Efron, 1979). */
  MULTINOMIAL {
    @Override
    public void draw(double[] counts, RandomGenerator random) {
      Arrays.fill(counts, 0);
      for (int i = 0; i < counts.length; i++) {
        counts[random.nextInt(counts.length)]++;
      }
    }
  },
  /**
   * A Poisson count of mean 1 for each unit on its own, the limit of the multinomial for many units
   * (Oza and Russell, "Online Bagging and Boosting", 2001).
   */
  POISSON {
    @Override
    public void draw(double[] counts, RandomGenerator random) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = poisson(random.nextDouble());
      }
    }
  },
  /** Exponential weights, whose shares are Dirichlet(1, ..., 1) (Rubin, 1981). */
  BAYESIAN {
    @Override
    public void draw(double[] counts, RandomGenerator random) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = -Math.log(1 - random.nextDouble());
      }
    }
  };

  /** Fills {@code counts} with one resample's counts, of mean 1. */
  public abstract void draw(double[] counts, RandomGenerator random);

  /** The Poisson(1) quantile at {@code u} in [0, 1). */
  private static int poisson(double u) {
    double probability = Math.exp(-1);
    double below = probability;
    int count = 0;
    while (u >= below && probability > 0) {
      count++;
      probability /= count;
      below += probability;
    }
    return count;
  }
}
