package dev.strandline.ope.model;

/** Rows of features of which most may be zero. */
interface SparseRows {

  /** Number of rows. */
  int size();

  /** Features of a row, at least 1. */
  int width();

  /** Most features of a row that are not zero. */
  int mostNonZero();

  /**
   * Writes a row, places ascending.
   *
   * @return how many features were written
   */
  int write(int row, int[] index, double[] value);

  /**
   * A linear function of every row, {@code [size]}.
   *
   * @param theta {@code [width + 1]}, the constant last
   */
  default double[] scores(double[] theta) {
    int[] index = new int[mostNonZero()];
    double[] value = new double[mostNonZero()];
    double[] scores = new double[size()];
    for (int row = 0; row < scores.length; row++) {
      int count = write(row, index, value);
      double score = theta[width()];
      for (int k = 0; k < count; k++) {
        score += theta[index[k]] * value[k];
      }
      scores[row] = score;
    }
    return scores;
  }

  /** Context and action of every row. */
  static SparseRows of(Decisions decisions, Design design, Scaling scaling) {
    design.check(decisions.actions());
    double[] x = new double[decisions.features()];
    return new SparseRows() {
      @Override
      public int size() {
        return decisions.size();
      }

      @Override
      public int width() {
        return design.width(x.length, decisions.actions());
      }

      @Override
      public int mostNonZero() {
        return design.mostNonZero(x.length, decisions.actions());
      }

      @Override
      public int write(int row, int[] index, double[] value) {
        scaling.apply(decisions, row, x);
        return design.phi(x, decisions.actions(), decisions.action(row), index, value);
      }
    };
  }

  /** The context of every row; one zero where it is empty. */
  static SparseRows of(Decisions decisions, Scaling scaling) {
    double[] x = new double[decisions.features()];
    return new SparseRows() {
      @Override
      public int size() {
        return decisions.size();
      }

      @Override
      public int width() {
        return Math.max(1, x.length);
      }

      @Override
      public int mostNonZero() {
        return width();
      }

      @Override
      public int write(int row, int[] index, double[] value) {
        scaling.apply(decisions, row, x);
        value[0] = 0;
        for (int j = 0; j < width(); j++) {
          index[j] = j;
        }
        System.arraycopy(x, 0, value, 0, x.length);
        return width();
      }
    };
  }
}
