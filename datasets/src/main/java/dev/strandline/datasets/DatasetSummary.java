package dev.strandline.datasets;

import com.google.common.primitives.Ints;
import dev.strandline.policy.ActionSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What a log holds, in numbers, and what a reader should know before learning from it.
 *
 * <p>Returns are undiscounted and of finished episodes, as those of the others are not known; of
 * all episodes where none is finished. A number that is not finite makes the figures it enters NaN
 * and is named among the findings.
 *
 * @param rows number of transitions
 * @param observationSize numbers in an observation
 * @param actionSpace the space that actions come from
 * @param nextRule where {@link TrainingRows#of} takes next observations from
 * @param leftOut rows that it cannot learn from, by reason
 * @param episodes number of episodes
 * @param lengths steps of all episodes
 * @param lengthHistogram how the lengths are spread
 * @param returns returns, in the environment's units
 * @param returnQuantiles the returns' quantiles at 5, 25, 50, 75 and 95 percent, linear between
 *     neighbors
 * @param returnHistogram how the returns are spread
 * @param quality TQ by the reference returns that the log states; empty where it states none
 * @param normalizedScores 100 (R - R_min) / (R_max - R_min); empty where the log does not state its
 *     reference returns
 * @param ends how episodes end
 * @param positiveSidedVariance RPSV = mean_i max(G_i - mean G, 0)^2 over trajectories (Hong et al.,
 *     2023): large where a few trajectories are far above the mean, which is where weighting helps
 * @param headroom how far the better trajectories are above the mean
 * @param rewards rewards of all rows
 * @param rewardHistogram how the rewards are spread
 * @param zeroRewards share of the rows whose reward is 0
 * @param observations each dimension of the observations
 * @param observationHistograms how each dimension is spread
 * @param actions each dimension of the actions
 * @param actionUse how each dimension is spread, and how often it is at a bound
 * @param duplicates rows and episodes that are there more than once
 * @param continuity whether stored next observations are what was then observed; empty where none
 *     are stored
 * @param findings what is wrong or surprising, the worst first
 */
public record DatasetSummary(
    int rows,
    int observationSize,
    ActionSpace actionSpace,
    TrainingRows.NextRule nextRule,
    TrainingRows.LeftOut leftOut,
    int episodes,
    Spread lengths,
    Histogram lengthHistogram,
    Spread returns,
    List<Quantile> returnQuantiles,
    Histogram returnHistogram,
    Optional<TrajectoryQuality> quality,
    Optional<Spread> normalizedScores,
    Ends ends,
    double positiveSidedVariance,
    Headroom headroom,
    Spread rewards,
    Histogram rewardHistogram,
    double zeroRewards,
    List<Spread> observations,
    List<Histogram> observationHistograms,
    List<Spread> actions,
    List<ActionUse> actionUse,
    Duplicates duplicates,
    Optional<Continuity> continuity,
    List<Finding> findings) {

  private static final int BINS = 20;

  /** Where numbers lie; the standard deviation is by the population formula. */
  public record Spread(double min, double mean, double max, double standardDeviation) {

    static Spread of(int count, IntToDoubleFunction value) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double x = value.applyAsDouble(i);
        min = Math.min(min, x);
        max = Math.max(max, x);
        sum += x;
      }
      double mean = sum / count;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        double deviation = value.applyAsDouble(i) - mean;
        squares += deviation * deviation;
      }
      return new Spread(min, mean, max, Math.sqrt(squares / count));
    }

    private Spread scaled(double zero, double hundred) {
      double scale = 100 / (hundred - zero);
      return new Spread(
          (min - zero) * scale,
          (mean - zero) * scale,
          (max - zero) * scale,
          standardDeviation * scale);
    }
  }

  /**
   * The value below which a share of the numbers lies.
   *
   * @param level the share, in [0, 1]
   * @param value in the numbers' unit
   */
  public record Quantile(double level, double value) {}

  /**
   * Numbers counted in bins of equal width: bin i covers [edges[i], edges[i + 1]), the last one its
   * upper edge too.
   *
   * @param edges increasing; two equal ones where all numbers are the same
   * @param counts numbers in each bin, one fewer than edges
   */
  public record Histogram(List<Double> edges, List<Integer> counts) {
    public Histogram {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
    }

    /** Counts numbers between the least and the greatest of them; none is infinite or NaN. */
    static Histogram of(int count, IntToDoubleFunction value) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        min = Math.min(min, value.applyAsDouble(i));
        max = Math.max(max, value.applyAsDouble(i));
      }
      return between(min, max, count, value);
    }

    private static Histogram between(double min, double max, int count, IntToDoubleFunction value) {
      if (!(max - min > 0 && Double.isFinite(max - min))) {
        return new Histogram(List.of(min, max), List.of(count));
      }
      int[] counts = new int[BINS];
      for (int i = 0; i < count; i++) {
        double x = value.applyAsDouble(i);
        counts[(int) Math.min(BINS - 1, (x - min) / (max - min) * BINS)]++;
      }
      Double[] edges = new Double[BINS + 1];
      Arrays.setAll(edges, i -> i == BINS ? max : min + (max - min) * i / BINS);
      return new Histogram(List.of(edges), Ints.asList(counts));
    }
  }

  /**
   * What weighting trajectories by their return can gain at most: how far above the mean return the
   * better ones are.
   *
   * @param best the best return minus the mean, in the environment's units
   * @param bestTenth mean return of the best tenth of the trajectories, at least one, minus the
   *     mean
   * @param shareAbove share of the returns' variance that is above the mean, RPSV / variance: 0.5
   *     where returns lie evenly about it, near 1 where a few are far above many; NaN where all are
   *     equal
   */
  public record Headroom(double best, double bestTenth, double shareAbove) {

    static Headroom of(double[] sorted, Spread returns, double positiveSidedVariance) {
      int tenth = Math.max(1, sorted.length / 10);
      double sum = 0;
      for (int i = sorted.length - tenth; i < sorted.length; i++) {
        sum += sorted[i];
      }
      double variance = returns.standardDeviation() * returns.standardDeviation();
      return new Headroom(
          returns.max() - returns.mean(),
          sum / tenth - returns.mean(),
          variance > 0 ? positiveSidedVariance / variance : Double.NaN);
    }
  }

  /**
   * How episodes end.
   *
   * @param terminal episodes whose last row is terminal
   * @param truncated episodes whose last row is truncated and not terminal
   * @param unfinished episodes whose last row is neither
   */
  public record Ends(int terminal, int truncated, int unfinished) {

    static Ends of(Transitions data) {
      int terminal = 0;
      int truncated = 0;
      for (int episode = 0; episode < data.episodes(); episode++) {
        int last = data.episodeEnd(episode) - 1;
        terminal += data.terminal()[last] ? 1 : 0;
        truncated += data.truncated()[last] && !data.terminal()[last] ? 1 : 0;
      }
      return new Ends(terminal, truncated, data.episodes() - terminal - truncated);
    }
  }

  /**
   * Something that a reader of the log should know.
   *
   * @param severity how bad it is
   * @param message what, with its value and place, and how to mend it
   */
  public record Finding(Severity severity, String message) {}

  /** How bad a finding is, the worst first. */
  public enum Severity {
    /** Learning from the log as it is would fail or mislead. */
    ERROR,
    /** The log may not mean what it seems to. */
    WARNING,
    /** Worth knowing. */
    NOTE
  }

  public DatasetSummary {
    returnQuantiles = List.copyOf(returnQuantiles);
    observations = List.copyOf(observations);
    observationHistograms = List.copyOf(observationHistograms);
    actions = List.copyOf(actions);
    actionUse = List.copyOf(actionUse);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the whole log some twenty times; a million rows of twenty numbers take one or two
   * seconds.
   */
  public static DatasetSummary of(Transitions data) {
    TrainingRows.LeftOut leftOut = TrainingRows.LeftOut.of(data);
    Ends ends = Ends.of(data);
    double[] returns = knownReturns(data, ends);
    Spread spread = Spread.of(returns.length, i -> returns[i]);
    double[] sorted = returns.clone();
    Arrays.sort(sorted);
    List<Quantile> quantiles = new ArrayList<>();
    for (double level : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
      quantiles.add(new Quantile(level, quantile(sorted, level)));
    }
    double rpsv = positiveSidedVariance(returns);
    Optional<TrajectoryQuality> quality = TrajectoryQuality.of(spread.mean(), data.metadata());
    List<Spread> observations = spreads(data.observations(), data.observationSize());
    List<Spread> actions = spreads(data.actions(), data.actionSpace().size());
    List<ActionUse> actionUse = ActionUse.of(data);
    Spread rewards = Spread.of(data.size(), row -> data.rewards()[row]);
    Duplicates duplicates = Duplicates.of(data);
    Optional<Continuity> continuity =
        Continuity.of(data, observations.stream().mapToDouble(Spread::standardDeviation).toArray());
    return new DatasetSummary(
        data.size(),
        data.observationSize(),
        data.actionSpace(),
        TrainingRows.NextRule.of(data),
        leftOut,
        data.episodes(),
        Spread.of(data.episodes(), data::episodeLength),
        Histogram.of(data.episodes(), data::episodeLength),
        spread,
        quantiles,
        Histogram.of(returns.length, i -> returns[i]),
        quality,
        quality.map(q -> spread.scaled(q.min(), q.max())),
        ends,
        rpsv,
        Headroom.of(sorted, spread, rpsv),
        rewards,
        Histogram.of(data.size(), row -> data.rewards()[row]),
        (double) Arrays.stream(data.rewards()).filter(reward -> reward == 0).count() / data.size(),
        observations,
        histograms(data.observations(), data.observationSize(), observations),
        actions,
        actionUse,
        duplicates,
        continuity,
        new DatasetHealth(data)
            .findings(leftOut, ends, rewards, observations, actionUse, duplicates, continuity));
  }

  private static double[] knownReturns(Transitions data, Ends ends) {
    double[] all = data.returns();
    if (ends.unfinished() == data.episodes()) {
      return all;
    }
    double[] known = new double[data.episodes() - ends.unfinished()];
    int count = 0;
    for (int episode = 0; episode < all.length; episode++) {
      if (data.finished(episode)) {
        known[count++] = all[episode];
      }
    }
    return known;
  }

  static double quantile(double[] sorted, double level) {
    double position = level * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  static List<Spread> spreads(float[] values, int size) {
    List<Spread> spreads = new ArrayList<>();
    for (int j = 0; j < size; j++) {
      int dimension = j;
      spreads.add(Spread.of(values.length / size, row -> values[row * size + dimension]));
    }
    return spreads;
  }

  private static List<Histogram> histograms(float[] values, int size, List<Spread> spreads) {
    List<Histogram> histograms = new ArrayList<>();
    for (int j = 0; j < size; j++) {
      int dimension = j;
      Spread spread = spreads.get(j);
      histograms.add(
          Histogram.between(
              spread.min(),
              spread.max(),
              values.length / size,
              row -> values[row * size + dimension]));
    }
    return histograms;
  }

  /**
   * RPSV = mean_i max(G_i - mean G, 0)^2 (Hong et al., 2023).
   *
   * @param returns G, one for each trajectory, at least one
   */
  public static double positiveSidedVariance(double[] returns) {
    double mean = Arrays.stream(returns).sum() / returns.length;
    double sum = 0;
    for (double g : returns) {
      double above = Math.max(g - mean, 0);
      sum += above * above;
    }
    return sum / returns.length;
  }
}
