package dev.strandline.ope.distribution;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The returns of a log that comes in parts, with their weights, on a grid that is fixed beforehand:
 * parts may be accumulated apart and merged. Memory is bounded: 24 bytes for each grid point and
 * group of units. A grid of all returns that occur needs the whole log, see {@link LoggedReturns}.
 *
 * <p>Not thread-safe.
 */
public final class ReturnHistogram {

  private final double[] grid;
  private final double gamma;
  private final UnitSums sums; // [weighted, weighted model, model], m + 1 points each
  private final Weights weights = new Weights();
  private boolean model = true;
  private long episodes;

  /**
   * Starts with nothing.
   *
   * @param grid finite and rising; returns and modelled values outside are clipped into it
   * @param gamma discount per step, in [0, 1]
   */
  public ReturnHistogram(double[] grid, double gamma) {
    ReturnDistribution.checkGrid(grid);
    Check.range(gamma, 0, 1, "ReturnHistogram.gamma", "Use 1 for the plain sum of rewards.");
    this.grid = grid.clone();
    this.gamma = gamma;
    sums = new UnitSums(3 * grid.length);
  }

  /**
   * A grid of evenly spaced points.
   *
   * @param low the first point
   * @param high the last point, above {@code low}
   * @param points at least 2
   */
  public static double[] evenGrid(double low, double high, int points) {
    Check.atLeast(points, 2, "grid points", "Use a few hundred.");
    Check.that(low < high, "the grid ends at %s, not above its begin %s. Widen it.", high, low);
    double[] grid = new double[points];
    Arrays.setAll(grid, j -> low + (high - low) * j / (points - 1));
    return grid;
  }

  /** Takes in a part of the log, whole episodes. */
  public void add(Episodes batch) {
    int points = grid.length;
    double[] returns = batch.returns(gamma);
    double[] weight = batch.episodeWeights();
    double[] values = batch.hasValues() ? batch.firstValues() : null;
    for (int i = 0; i < returns.length; i++) {
      int group = sums.group(batch.unit(i));
      sums.count(group);
      sums.add(group, Bins.of(returns[i], grid), weight[i]);
      if (values != null) {
        int at = Bins.of(values[i], grid);
        sums.add(group, points + at, weight[i]);
        sums.add(group, 2 * points + at, 1);
      }
    }
    took(weight, values != null);
  }

  /**
   * Takes in a part with modelled distributions of the return in the place of the step at V0.
   *
   * @param conditional as in {@link LoggedReturns#withConditional}
   */
  public void add(Episodes batch, double[] conditional) {
    int points = grid.length;
    LoggedReturns.checkConditional(conditional, batch.size(), points);
    double[] returns = batch.returns(gamma);
    double[] weight = batch.episodeWeights();
    for (int i = 0; i < returns.length; i++) {
      int group = sums.group(batch.unit(i));
      sums.count(group);
      sums.add(group, Bins.of(returns[i], grid), weight[i]);
      double below = 0;
      for (int j = 0; j < points; j++) {
        double here = conditional[i * points + j];
        sums.add(group, points + j, weight[i] * (here - below));
        sums.add(group, 2 * points + j, here - below);
        below = here;
      }
    }
    took(weight, true);
  }

  private void took(double[] weight, boolean withModel) {
    weights.add(weight, 0, weight.length);
    model &= withModel;
    episodes += weight.length;
  }

  /**
   * Takes in what another histogram has seen.
   *
   * @throws IllegalArgumentException if its grid or discount differ
   */
  public void merge(ReturnHistogram other) {
    Check.that(
        Arrays.equals(grid, other.grid) && gamma == other.gamma,
        "histograms with different grids or discounts cannot be merged. Use one grid for all parts.");
    sums.merge(other.sums);
    weights.merge(other.weights);
    model &= other.model;
    episodes += other.episodes;
  }

  /** How the weights of whole episodes are spread. */
  public WeightDiagnostics weights() {
    return weights.diagnostics();
  }

  /**
   * The distribution by one estimator.
   *
   * @throws IllegalArgumentException if the estimator needs a value model that a part has not, or
   *     divides by the sum of the weights and every weight is 0
   * @throws IllegalStateException if nothing was added yet
   */
  public ReturnDistribution distribution(CdfEstimator estimator) {
    double[][] table = table(estimator);
    double[] ones = new double[table.length];
    Arrays.fill(ones, 1);
    return LoggedReturns.distribution(estimator, bins(table, ones), grid.clone());
  }

  /**
   * A number drawn from the distribution, to be recomputed with groups of units counted otherwise.
   *
   * @param functional such as {@code d -> d.cvar(0.1)}
   */
  public Replicates replicates(
      CdfEstimator estimator, ToDoubleFunction<ReturnDistribution> functional) {
    double[][] table = table(estimator);
    return new Replicates() {
      @Override
      public int groups() {
        return table.length;
      }

      @Override
      public double value(double[] counts) {
        Check.length(counts.length, table.length, "counts");
        return LoggedReturns.value(estimator, bins(table, counts), grid, functional);
      }
    };
  }

  private double[][] table(CdfEstimator estimator) {
    if (episodes == 0) {
      throw new IllegalStateException(
          "the histogram has seen no episode. Add a part of the log first.");
    }
    LoggedReturns.requireModel(estimator, model);
    return sums.table();
  }

  private Bins bins(double[][] table, double[] counts) {
    int points = grid.length;
    double n = 0;
    double[][] totals = new double[3][points];
    for (int g = 0; g < table.length; g++) {
      double count = counts[g];
      if (count == 0) {
        continue;
      }
      n += count * table[g][0];
      for (int part = 0; part < 3; part++) {
        int from = 1 + part * points;
        for (int j = 0; j < points; j++) {
          totals[part][j] += count * table[g][from + j];
        }
      }
    }
    return new Bins(n, totals[0], totals[1], totals[2]);
  }
}
