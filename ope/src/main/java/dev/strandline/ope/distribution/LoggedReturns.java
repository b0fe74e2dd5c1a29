package dev.strandline.ope.distribution;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The returns of a log that is in memory as a whole, with their weights, on a grid: by default
 * every return that occurs, so that nothing is rounded. Sorted once; time and memory grow with
 * episodes plus grid points, not with their product.
 *
 * <p>Immutable.
 */
public final class LoggedReturns {

  private final double[] grid;
  private final double[] weight; // W_i
  private final int[] returnPoint;
  private final int[] modelPoint; // null without a value model
  private final double[] conditional; // null without a modelled distribution, [episodes, m + 1]
  private final int[] group;
  private final int groups;

  private LoggedReturns(
      double[] grid,
      double[] weight,
      int[] returnPoint,
      int[] modelPoint,
      double[] conditional,
      int[] group,
      int groups) {
    this.grid = grid;
    this.weight = weight;
    this.returnPoint = returnPoint;
    this.modelPoint = modelPoint;
    this.conditional = conditional;
    this.group = group;
    this.groups = groups;
  }

  /**
   * On the grid of all returns that occur; ties are exact.
   *
   * @param gamma discount per step, in [0, 1]
   */
  public static LoggedReturns exact(Episodes log, double gamma) {
    double[] grid =
        Arrays.stream(log.returns(gamma)).map(g -> g + 0.0).sorted().distinct().toArray();
    return on(grid, log, gamma);
  }

  /**
   * On a given grid; returns and modelled values outside are clipped into it.
   *
   * @param grid finite and rising
   * @param gamma discount per step, in [0, 1]
   */
  public static LoggedReturns on(double[] grid, Episodes log, double gamma) {
    ReturnDistribution.checkGrid(grid);
    int[] group = new int[log.size()];
    int groups = group(log, group);
    return new LoggedReturns(
        grid,
        log.episodeWeights(),
        points(log.returns(gamma), grid),
        log.hasValues() ? points(log.firstValues(), grid) : null,
        null,
        group,
        groups);
  }

  /**
   * With a modelled distribution of the return in the place of the step at V0.
   *
   * @param conditional probability of a return of g_j or less given the first state, {@code
   *     [episodes, m + 1]} row-major, in [0, 1]
   */
  public LoggedReturns withConditional(double[] conditional) {
    checkConditional(conditional, weight.length, grid.length);
    return new LoggedReturns(grid, weight, returnPoint, modelPoint, conditional, group, groups);
  }

  static void checkConditional(double[] conditional, int episodes, int points) {
    Check.length(conditional.length, episodes * points, "the modelled distributions");
    for (int i = 0; i < conditional.length; i++) {
      Check.that(
          conditional[i] >= 0 && conditional[i] <= 1,
          "the modelled distribution of episode %d is %s at grid point %d. Give probabilities.",
          i / points,
          conditional[i],
          i % points);
    }
  }

  private static int[] points(double[] values, double[] grid) {
    return Arrays.stream(values).mapToInt(value -> Bins.of(value, grid)).toArray();
  }

  /** The groups that {@link UnitSums} puts the units in, in the order of its table. */
  private static int group(Episodes log, int[] group) {
    UnitSums units = new UnitSums(1);
    for (int i = 0; i < group.length; i++) {
      units.group(log.unit(i));
    }
    long[] alone = units.eachUnitAlone() ? distinctUnits(log) : null;
    for (int i = 0; i < group.length; i++) {
      long unit = log.unit(i);
      group[i] = alone == null ? units.group(unit) : Arrays.binarySearch(alone, unit);
    }
    return units.groups();
  }

  private static long[] distinctUnits(Episodes log) {
    return IntStream.range(0, log.size()).mapToLong(log::unit).sorted().distinct().toArray();
  }

  /** The grid, {@code [m + 1]}. */
  public double[] grid() {
    return grid.clone();
  }

  /** How the weights of whole episodes are spread. */
  public WeightDiagnostics weights() {
    Weights weights = new Weights();
    weights.add(weight, 0, weight.length);
    return weights.diagnostics();
  }

  /**
   * The distribution by one estimator.
   *
   * @throws IllegalArgumentException if the estimator needs a value model that the log has not, or
   *     divides by the sum of the weights and every weight is 0
   */
  public ReturnDistribution distribution(CdfEstimator estimator) {
    requireModel(estimator, modelPoint != null || conditional != null);
    double[] ones = new double[groups];
    Arrays.fill(ones, 1);
    return distribution(estimator, bins(ones), grid);
  }

  static void requireModel(CdfEstimator estimator, boolean model) {
    Check.that(
        model || !estimator.usesModel(),
        "%s needs a value model, but the log has none. Give q and v with Episodes.Builder.values, or"
            + " use TIS or SNTIS.",
        estimator);
  }

  static ReturnDistribution distribution(CdfEstimator estimator, Bins bins, double[] grid) {
    Check.that(
        !estimator.selfNormalized() || bins.weight() > 0,
        "%s divides by the sum of the episode weights, and every one is 0: the target policy never"
            + " takes the logged actions. This log cannot answer.",
        estimator);
    return new ReturnDistribution(grid, estimator.cdf(bins));
  }

  /**
   * A number drawn from the distribution, to be recomputed with groups of units counted otherwise.
   *
   * @param functional such as {@code d -> d.cvar(0.1)}
   */
  public Replicates replicates(
      CdfEstimator estimator, ToDoubleFunction<ReturnDistribution> functional) {
    requireModel(estimator, modelPoint != null || conditional != null);
    return new Replicates() {
      @Override
      public int groups() {
        return groups;
      }

      @Override
      public double value(double[] counts) {
        Check.length(counts.length, groups, "counts");
        return LoggedReturns.value(estimator, bins(counts), grid, functional);
      }
    };
  }

  /** The functional; NaN where no episode, or no weight that must divide, is counted. */
  static double value(
      CdfEstimator estimator,
      Bins bins,
      double[] grid,
      ToDoubleFunction<ReturnDistribution> functional) {
    if (bins.episodes() == 0 || (estimator.selfNormalized() && bins.weight() == 0)) {
      return Double.NaN;
    }
    return functional.applyAsDouble(new ReturnDistribution(grid, estimator.cdf(bins)));
  }

  private Bins bins(double[] counts) {
    int points = grid.length;
    double episodes = 0;
    double[] weighted = new double[points];
    double[] weightedModel = new double[points];
    double[] model = new double[points];
    for (int i = 0; i < weight.length; i++) {
      double count = counts[group[i]];
      double w = count * weight[i];
      episodes += count;
      weighted[returnPoint[i]] += w;
      if (conditional != null) {
        spread(conditional, i, points, count, w, model, weightedModel);
      } else if (modelPoint != null) {
        model[modelPoint[i]] += count;
        weightedModel[modelPoint[i]] += w;
      }
    }
    return new Bins(episodes, weighted, weightedModel, model);
  }

  private static void spread(
      double[] conditional,
      int episode,
      int points,
      double count,
      double weight,
      double[] model,
      double[] weightedModel) {
    double below = 0;
    for (int j = 0; j < points; j++) {
      double here = conditional[episode * points + j];
      model[j] += count * (here - below);
      weightedModel[j] += weight * (here - below);
      below = here;
    }
  }
}
