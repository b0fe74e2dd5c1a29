package dev.strandline.ope.bandit;

import dev.strandline.policy.Check;

/** What an estimator uses in the place of an importance weight w. */
sealed interface Shrinkage {

  /**
   * Writes the shrunk weights of rows {@code from} to {@code to - 1} to the start of {@code out}.
   */
  void apply(double[] weight, int from, int to, double[] out);

  /** Whether weights stay as they are. */
  boolean none();

  /** min(w, lambda). */
  record Clip(double lambda) implements Shrinkage {
    public Clip {
      checkLambda(lambda, Double.POSITIVE_INFINITY);
    }

    @Override
    public void apply(double[] weight, int from, int to, double[] out) {
      if (none()) {
        System.arraycopy(weight, from, out, 0, to - from);
        return;
      }
      for (int i = from; i < to; i++) {
        out[i - from] = Math.min(weight[i], lambda);
      }
    }

    @Override
    public boolean none() {
      return lambda == Double.POSITIVE_INFINITY;
    }
  }

  /** 1{w <= lambda} w. */
  record Switch(double lambda) implements Shrinkage {
    public Switch {
      checkLambda(lambda, Double.POSITIVE_INFINITY);
    }

    @Override
    public void apply(double[] weight, int from, int to, double[] out) {
      for (int i = from; i < to; i++) {
        out[i - from] = weight[i] <= lambda ? weight[i] : 0;
      }
    }

    @Override
    public boolean none() {
      return lambda == Double.POSITIVE_INFINITY;
    }
  }

  /** lambda w / (w^2 + lambda); w if lambda is infinite, and 0 if it is 0. */
  record Optimistic(double lambda) implements Shrinkage {
    public Optimistic {
      checkLambda(lambda, Double.POSITIVE_INFINITY);
    }

    @Override
    public void apply(double[] weight, int from, int to, double[] out) {
      for (int i = from; i < to; i++) {
        double w = weight[i];
        // Divided by lambda w, no square of a tiny weight vanishes and no product overflows.
        out[i - from] = lambda == 0 ? 0 : w / (1 + w * (w / lambda));
      }
    }

    @Override
    public boolean none() {
      return lambda == Double.POSITIVE_INFINITY;
    }
  }

  /** w / (1 - lambda + lambda w); 0 at w = 0. */
  record Harmonic(double lambda) implements Shrinkage {
    public Harmonic {
      checkLambda(lambda, 1);
    }

    @Override
    public void apply(double[] weight, int from, int to, double[] out) {
      for (int i = from; i < to; i++) {
        double w = weight[i];
        out[i - from] = w == 0 ? 0 : w / (1 - lambda + lambda * w);
      }
    }

    @Override
    public boolean none() {
      return lambda == 0;
    }
  }

  private static void checkLambda(double lambda, double most) {
    Check.range(lambda, 0, most, "lambda", "See the estimator's page for its limits.");
  }
}
