package dev.strandline.ope.assessment;

/** What the squared deviations of k values are divided by. */
public enum Deviation {
  /** k - 1; NaN for a single value. */
  SAMPLE {
    @Override
    double of(double squares, int k) {
      return k == 1 ? Double.NaN : Math.sqrt(squares / (k - 1));
    }
  },
  /** k; 0 for a single value. */
  POPULATION {
    @Override
    double of(double squares, int k) {
      return Math.sqrt(squares / k);
    }
  };

  /** Standard deviation from a sum of squared deviations from the mean. */
  abstract double of(double squares, int k);
}
