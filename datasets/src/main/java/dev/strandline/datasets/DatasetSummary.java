package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * @param rowsLeftOut rows that it cannot learn from
 * @param episodes number of episodes
 * @param lengths steps of all episodes
 * @param returns returns, in the environment's units
 * @param returnQuantiles the returns' quantiles at 5, 25, 50, 75 and 95 percent, linear between
 *     neighbors
 * @param returnHistogram how the returns are spread
 * @param normalizedScores 100 (R - R_min) / (R_max - R_min); empty where the log does not state its
 *     reference returns
 * @param ends how episodes end
 * @param positiveSidedVariance RPSV = mean_i max(G_i - mean G, 0)^2 over trajectories (Hong et al.,
 *     2023): large where a few trajectories are far above the mean, which is where weighting helps
 * @param rewards rewards of all rows
 * @param observations each dimension of the observations
 * @param actions each dimension of the actions
 * @param findings what is wrong or surprising, the worst first
 */
public record DatasetSummary(
    int rows,
    int observationSize,
    ActionSpace actionSpace,
    TrainingRows.NextRule nextRule,
    int rowsLeftOut,
    int episodes,
    Spread lengths,
    Spread returns,
    List<Quantile> returnQuantiles,
    Histogram returnHistogram,
    Optional<Spread> normalizedScores,
    Ends ends,
    double positiveSidedVariance,
    Spread rewards,
    List<Spread> observations,
    List<Spread> actions,
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

    /** Counts sorted numbers. */
    static Histogram of(double[] sorted) {
      double min = sorted[0];
      double max = sorted[sorted.length - 1];
      if (!(max > min)) {
        return new Histogram(List.of(min, max), List.of(sorted.length));
      }
      Integer[] counts = new Integer[BINS];
      Arrays.fill(counts, 0);
      for (double x : sorted) {
        counts[(int) Math.min(BINS - 1, (x - min) / (max - min) * BINS)]++;
      }
      Double[] edges = new Double[BINS + 1];
      Arrays.setAll(edges, i -> i == BINS ? max : min + (max - min) * i / BINS);
      return new Histogram(List.of(edges), List.of(counts));
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
    actions = List.copyOf(actions);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the whole log a few times; a million rows take well under a second.
   *
   * @throws IllegalArgumentException if no row can be learned from
   */
  public static DatasetSummary of(Transitions data) {
    TrainingRows training = TrainingRows.of(data);
    Ends ends = Ends.of(data);
    double[] returns = knownReturns(data, ends);
    Spread spread = Spread.of(returns.length, i -> returns[i]);
    double[] sorted = returns.clone();
    Arrays.sort(sorted);
    List<Quantile> quantiles = new ArrayList<>();
    for (double level : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
      quantiles.add(new Quantile(level, quantile(sorted, level)));
    }
    List<Spread> observations = spreads(data.observations(), data.observationSize());
    List<Spread> actions = spreads(data.actions(), data.actionSpace().size());
    Spread rewards = Spread.of(data.size(), row -> data.rewards()[row]);
    return new DatasetSummary(
        data.size(),
        data.observationSize(),
        data.actionSpace(),
        training.rule(),
        training.leftOut(),
        data.episodes(),
        Spread.of(data.episodes(), data::episodeLength),
        spread,
        quantiles,
        Histogram.of(sorted),
        normalized(spread, data.metadata()),
        ends,
        positiveSidedVariance(returns),
        rewards,
        observations,
        actions,
        new DatasetHealth(data).findings(ends, rewards, observations));
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

  private static double quantile(double[] sorted, double level) {
    double position = level * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  private static List<Spread> spreads(float[] values, int size) {
    List<Spread> spreads = new ArrayList<>();
    for (int j = 0; j < size; j++) {
      int dimension = j;
      spreads.add(Spread.of(values.length / size, row -> values[row * size + dimension]));
    }
    return spreads;
  }

  private static Optional<Spread> normalized(Spread returns, Map<String, String> metadata) {
    double min = DatasetHealth.number(metadata.get(Transitions.REFERENCE_MIN));
    double max = DatasetHealth.number(metadata.get(Transitions.REFERENCE_MAX));
    return max > min ? Optional.of(returns.scaled(min, max)) : Optional.empty();
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
