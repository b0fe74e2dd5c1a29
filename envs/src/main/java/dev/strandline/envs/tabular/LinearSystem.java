package dev.strandline.envs.tabular;

/** A dense system of linear equations. */
final class LinearSystem {

  private LinearSystem() {}

  /**
   * Solves A x = b by Gaussian elimination with partial pivoting, in place.
   *
   * @param a {@code [n, n]}, not singular; lost afterwards
   * @param b {@code [n]}; x afterwards
   */
  static void solve(double[][] a, double[] b) {
    int n = b.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[k];
      a[k] = row;
      double right = b[pivot];
      b[pivot] = b[k];
      b[k] = right;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / row[k];
        if (factor != 0) {
          double[] other = a[i];
          for (int j = k + 1; j < n; j++) {
            other[j] -= factor * row[j];
          }
          b[i] -= factor * right;
        }
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      double sum = b[k];
      for (int j = k + 1; j < n; j++) {
        sum -= a[k][j] * b[j];
      }
      b[k] = sum / a[k][k];
    }
  }
}
