package dev.strandline.ope;

import dev.strandline.policy.Check;

/**
 * Count, means and co-moments of a few variables, accumulated in batches and mergeable.
 *
 * <p>A chunk is summed around the mean so far and merged by the pairwise update of Chan, Golub and
 * LeVeque ("Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979), so
 * that large means do not cancel small variances and the split of a log leaves no trace above
 * rounding.
 */
public final class Moments {

  /** Rows that are averaged at a time; small enough to stay in the first cache. */
  private static final int CHUNK = 1_024;

  private final int variables;
  private long count;
  private final double[] mean;
  private final double[] comoment; // [variables, variables], sum of products of deviations

  /** Starts with nothing, for {@code variables} variables. */
  public Moments(int variables) {
    Check.atLeast(variables, 1, "Moments.variables", "Give at least one variable.");
    this.variables = variables;
    mean = new double[variables];
    comoment = new double[variables * variables];
  }

  /** Number of observations. */
  public long count() {
    return count;
  }

  /** Mean of a variable; NaN before the first observation. */
  public double mean(int variable) {
    return count == 0 ? Double.NaN : mean[variable];
  }

  /** Sum of a variable. */
  public double sum(int variable) {
    return count * mean[variable];
  }

  /** Sum of (x - mean x)(y - mean y). */
  public double comoment(int x, int y) {
    return comoment[x * variables + y];
  }

  /**
   * Sum of squared deviations of a linear combination of the variables from its mean.
   *
   * @param factors one for each variable
   */
  public double comoment(double[] factors) {
    double sum = 0;
    for (int x = 0; x < variables; x++) {
      for (int y = 0; y < variables; y++) {
        sum += factors[x] * factors[y] * comoment[x * variables + y];
      }
    }
    return Math.max(0, sum); // rounding may leave a trace below zero
  }

  /** Replaces x by x + factor y in every observation seen so far. */
  void addMultiple(int x, double factor, int y) {
    mean[x] += factor * mean[y];
    for (int v = 0; v < variables; v++) {
      comoment[x * variables + v] += factor * comoment[y * variables + v];
    }
    for (int v = 0; v < variables; v++) {
      comoment[v * variables + x] += factor * comoment[v * variables + y];
    }
  }

  /** Sum of x squared. */
  public double sumOfSquares(int x) {
    return comoment(x, x) + count * mean[x] * mean[x];
  }

  /** Variance with divisor n - 1; NaN for fewer than two observations. */
  public double sampleVariance(int x) {
    return count < 2 ? Double.NaN : comoment(x, x) / (count - 1);
  }

  /** Variance with divisor n. */
  public double populationVariance(int x) {
    return count == 0 ? Double.NaN : comoment(x, x) / count;
  }

  /**
   * Takes in observations {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param columns one array for each variable
   */
  public void add(int from, int to, double[]... columns) {
    Check.length(columns.length, variables, "Moments columns");
    for (int start = from; start < to; start += CHUNK) {
      addChunk(start, Math.min(start + CHUNK, to), columns);
    }
  }

  /** Deviations are taken from the mean so far, so that one pass over a column loses no digits. */
  private void addChunk(int from, int to, double[][] columns) {
    int n = to - from;
    double[] near = new double[variables];
    double[] offset = new double[variables]; // of the chunk's mean from near
    double[] chunkMean = new double[variables];
    double[] chunkComoment = new double[variables * variables];
    for (int v = 0; v < variables; v++) {
      near[v] = count == 0 ? sum(columns[v], from, to) / n : mean[v];
    }
    double[] sums = new double[5];
    for (int x = 0; x < variables; x += 2) {
      if (x + 1 < variables) {
        pair(columns[x], near[x], columns[x + 1], near[x + 1], from, to, sums);
        chunkComoment[x * variables + x + 1] = sums[4];
        set(x + 1, sums[2], sums[3], n, offset, chunkComoment);
      } else {
        deviations(columns[x], near[x], from, to, sums);
      }
      set(x, sums[0], sums[1], n, offset, chunkComoment);
    }
    for (int x = 0; x < variables; x++) {
      chunkMean[x] = near[x] + offset[x];
      for (int y = x + 1; y < variables; y++) {
        boolean paired = x % 2 == 0 && y == x + 1;
        double products =
            paired
                ? chunkComoment[x * variables + y]
                : products(columns[x], near[x], columns[y], near[y], from, to);
        double comoment = products - n * offset[x] * offset[y];
        chunkComoment[x * variables + y] = comoment;
        chunkComoment[y * variables + x] = comoment;
      }
    }
    merge(n, chunkMean, chunkComoment);
  }

  private void set(
      int v, double deviations, double squares, int n, double[] offset, double[] chunkComoment) {
    offset[v] = deviations / n;
    chunkComoment[v * variables + v] = Math.max(0, squares - deviations * offset[v]);
  }

  // Several chains of additions keep the adder busy.

  /**
   * Writes the sums of x - nearX and its square, of y - nearY and its square, and of their product.
   */
  private static void pair(
      double[] x, double nearX, double[] y, double nearY, int from, int to, double[] sums) {
    double a = 0;
    double aa = 0;
    double b = 0;
    double bb = 0;
    double ab = 0;
    double c = 0;
    double cc = 0;
    double d = 0;
    double dd = 0;
    double cd = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      double p = x[i] - nearX;
      double q = y[i] - nearY;
      double r = x[i + 1] - nearX;
      double s = y[i + 1] - nearY;
      a += p;
      aa += p * p;
      b += q;
      bb += q * q;
      ab += p * q;
      c += r;
      cc += r * r;
      d += s;
      dd += s * s;
      cd += r * s;
    }
    if (i < to) {
      double p = x[i] - nearX;
      double q = y[i] - nearY;
      a += p;
      aa += p * p;
      b += q;
      bb += q * q;
      ab += p * q;
    }
    sums[0] = a + c;
    sums[1] = aa + cc;
    sums[2] = b + d;
    sums[3] = bb + dd;
    sums[4] = ab + cd;
  }

  private static double sum(double[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < to; i++) {
      a += x[i];
    }
    return (a + b) + (c + d);
  }

  /** Writes sum (x - near) and sum (x - near)^2 into {@code sums}. */
  private static void deviations(double[] x, double near, int from, int to, double[] sums) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double aa = 0;
    double bb = 0;
    double cc = 0;
    double dd = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      double p = x[i] - near;
      double q = x[i + 1] - near;
      double r = x[i + 2] - near;
      double s = x[i + 3] - near;
      a += p;
      b += q;
      c += r;
      d += s;
      aa += p * p;
      bb += q * q;
      cc += r * r;
      dd += s * s;
    }
    for (; i < to; i++) {
      double p = x[i] - near;
      a += p;
      aa += p * p;
    }
    sums[0] = (a + b) + (c + d);
    sums[1] = (aa + bb) + (cc + dd);
  }

  private static double products(
      double[] x, double nearX, double[] y, double nearY, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += (x[i] - nearX) * (y[i] - nearY);
      b += (x[i + 1] - nearX) * (y[i + 1] - nearY);
      c += (x[i + 2] - nearX) * (y[i + 2] - nearY);
      d += (x[i + 3] - nearX) * (y[i + 3] - nearY);
    }
    for (; i < to; i++) {
      a += (x[i] - nearX) * (y[i] - nearY);
    }
    return (a + b) + (c + d);
  }

  /** Takes in what {@code other} has seen. */
  public void merge(Moments other) {
    Check.that(
        other.variables == variables,
        "Moments of %d variables cannot take in moments of %d. Merge parts of one estimator.",
        variables,
        other.variables);
    merge(other.count, other.mean, other.comoment);
  }

  private void merge(long n, double[] otherMean, double[] otherComoment) {
    if (n == 0) {
      return;
    }
    long total = count + n;
    double share = (double) n / total;
    double between = count * share; // n_a n_b / (n_a + n_b)
    for (int x = 0; x < variables; x++) {
      double deltaX = otherMean[x] - mean[x];
      for (int y = 0; y < variables; y++) {
        double deltaY = otherMean[y] - mean[y];
        comoment[x * variables + y] += otherComoment[x * variables + y] + deltaX * deltaY * between;
      }
    }
    for (int x = 0; x < variables; x++) {
      mean[x] += (otherMean[x] - mean[x]) * share;
    }
    count = total;
  }
}
