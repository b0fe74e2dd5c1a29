package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.function.ToDoubleFunction;

/**
 * An estimate that is a smooth function of sums over the log, such as a mean or a ratio: the sums
 * of each group, and the function.
 */
public final class FunctionOfSums implements Replicates {

  /**
   * Step of a numerical derivative, as a share of the counted groups' absolute sum; the error is
   * about its square.
   */
  private static final double STEP = 1e-5;

  private final int groups;
  private final double[][] columns; // [sums, groups]
  private final ToDoubleFunction<double[]> function;
  private final double[][] sizes; // [sums, groups], the absolute values

  /**
   * Takes a copy of the sums.
   *
   * @param table {@code [groups, sums]}, as {@link UnitSums#table()} gives them
   * @param function from {@code [sums]} over all groups to the estimate; NaN where it is undefined
   */
  public FunctionOfSums(double[][] table, ToDoubleFunction<double[]> function) {
    Check.atLeast(table.length, 1, "FunctionOfSums: number of groups", "Add the log first.");
    this.function = function;
    groups = table.length;
    columns = new double[table[0].length][groups];
    sizes = new double[columns.length][groups];
    for (int s = 0; s < columns.length; s++) {
      for (int g = 0; g < groups; g++) {
        columns[s][g] = table[g][s];
        sizes[s][g] = Math.abs(table[g][s]);
      }
    }
  }

  @Override
  public int groups() {
    return groups;
  }

  @Override
  public double value(double[] counts) {
    return function.applyAsDouble(sums(counts, columns));
  }

  private double[] sums(double[] counts, double[][] of) {
    Check.length(counts.length, groups, "counts of groups");
    double[] sums = new double[of.length];
    for (int s = 0; s < sums.length; s++) {
      sums[s] = product(counts, of[s]);
    }
    return sums;
  }

  private static double product(double[] x, double[] y) {
    // Four chains of additions keep the adder busy.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return (a + b) + (c + d);
  }

  /** By the chain rule: the function's derivatives by the sums, times the group's sums. */
  @Override
  public double[] influence(double[] counts) {
    double[] gradient = gradient(sums(counts, columns), sums(counts, sizes));
    double[] influence = new double[groups];
    for (int s = 0; s < gradient.length; s++) {
      double derivative = gradient[s];
      if (derivative != 0) {
        double[] column = columns[s];
        for (int g = 0; g < groups; g++) {
          influence[g] += derivative * column[g];
        }
      }
    }
    return influence;
  }

  private double[] gradient(double[] sums, double[] size) {
    double[] gradient = new double[sums.length];
    for (int s = 0; s < sums.length; s++) {
      double here = sums[s];
      double step = STEP * size[s];
      if (step > 0) {
        sums[s] = here + step;
        double above = function.applyAsDouble(sums);
        sums[s] = here - step;
        gradient[s] = (above - function.applyAsDouble(sums)) / (2 * step);
        sums[s] = here;
      }
    }
    return gradient;
  }
}
