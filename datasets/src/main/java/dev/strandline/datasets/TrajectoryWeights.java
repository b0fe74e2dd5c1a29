package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Row weights that raise the return of the behavior policy that a learner is held to: return
 * weighting (RW), advantage weighting (AW) and the best x percent.
 *
 * <p>Source: Hong, Agrawal, Tachet des Combes and Laroche, "Harnessing Mixed Offline Reinforcement
 * Learning Datasets via Trajectory Weighting", 2023. With trajectories i of length T_i and scores
 * x_i scaled to [0, 1] by their minimum and maximum, every row of trajectory i has the probability
 * p_i = exp(x_i / T) / sum_j T_j exp(x_j / T): longer trajectories weigh more. The score is the
 * undiscounted return (RW), or what the return exceeds a linear prediction from the first
 * observation by (AW).
 *
 * <p>Differs from the authors' code: scores without a range give uniform weights where theirs gives
 * NaN; AW treats a range below 1e-9 of the returns' as none, and so gives uniform weights where the
 * prediction is exact; at least one trajectory is kept; ties are broken by the lower index. The
 * first release and one wrapper of theirs leave the scaling out or apply it to the weights; this
 * follows their training code, which scales the scores.
 *
 * <p>Weights are computed on whole logged episodes, before rows without a next observation are left
 * out, and on the rewards the learner sees. Rows of unfinished episodes have weight 0, as their
 * return is not known.
 */
public final class TrajectoryWeights {

  private TrajectoryWeights() {}

  /**
   * Return weighting of a log.
   *
   * @param temperature T, positive; the authors use 0.1 with TD3+BC and IQL, 0.2 with CQL
   */
  public static RowWeights byReturn(TrainingRows rows, double temperature) {
    int[] finished = finishedEpisodes(rows.data());
    double[] returns = pick(rows.data().returns(rows.rewards()), finished);
    return spread(
        rows.data(), finished, exponential(returns, lengths(rows.data(), finished), temperature));
  }

  /** Advantage weighting of a log; {@code temperature} is that of {@link #byReturn}. */
  public static RowWeights byAdvantage(TrainingRows rows, double temperature) {
    Transitions data = rows.data();
    int[] finished = finishedEpisodes(data);
    double[] returns = pick(data.returns(rows.rewards()), finished);
    double[][] first = new double[finished.length][data.observationSize()];
    for (int i = 0; i < finished.length; i++) {
      int start = data.episodeStart(finished[i]) * data.observationSize();
      for (int j = 0; j < data.observationSize(); j++) {
        first[i][j] = data.observations()[start + j];
      }
    }
    double[] advantages = advantages(returns, first);
    return spread(data, finished, exponential(advantages, lengths(data, finished), temperature));
  }

  /** What the fraction of {@link #top} counts. */
  public enum Unit {
    /** max(1, floor(fraction * n)) trajectories are kept. */
    TRAJECTORIES,
    /**
     * The best trajectories are kept while their steps stay within the fraction of all; one at
     * least.
     */
    STEPS
  }

  /**
   * The log's best trajectories by return; uniform over their rows.
   *
   * @param fraction share to keep, in (0, 1]
   * @param unit what the fraction counts
   */
  public static RowWeights top(TrainingRows rows, double fraction, Unit unit) {
    int[] finished = finishedEpisodes(rows.data());
    double[] returns = pick(rows.data().returns(rows.rewards()), finished);
    int[] lengths = lengths(rows.data(), finished);
    return spread(
        rows.data(),
        finished,
        unit == Unit.TRAJECTORIES
            ? topByTrajectories(returns, lengths, fraction)
            : topBySteps(returns, lengths, fraction));
  }

  /**
   * Probability of each row of each trajectory: p_i = exp(x_i / T) / sum_j T_j exp(x_j / T), x the
   * scores scaled to [0, 1].
   *
   * @param scores {@code [trajectories]}; their unit does not matter
   * @param lengths steps of each trajectory
   * @param temperature T, positive
   * @return {@code [trajectories]}; times the lengths, they sum to 1
   */
  public static double[] exponential(double[] scores, int[] lengths, double temperature) {
    Check.positive(temperature, "temperature", "The authors use 0.1.");
    Check.length(lengths.length, scores.length, "lengths");
    double min = Arrays.stream(scores).min().orElseThrow();
    double max = Arrays.stream(scores).max().orElseThrow();
    double[] p = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double x = max > min ? (scores[i] - min) / (max - min) : 1;
      // Relative to the best score, so that no temperature overflows.
      p[i] = Math.exp((x - 1) / temperature);
      sum += p[i] * lengths[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /**
   * What each return exceeds its prediction by: A_i = G_i - V(s_i0), V by ordinary least squares
   * with an intercept.
   *
   * @param returns G, {@code [trajectories]}
   * @param first first observation of each trajectory
   * @return {@code [trajectories]}; all 0 where the prediction is exact to 1e-9 of the returns'
   *     range
   */
  public static double[] advantages(double[] returns, double[][] first) {
    int features = first[0].length;
    double[] center = new double[features + 1];
    for (int i = 0; i < returns.length; i++) {
      for (int j = 0; j < features; j++) {
        center[j] += first[i][j] / returns.length;
      }
      center[features] += returns[i] / returns.length;
    }
    // Centering carries the intercept; the singular value decomposition takes constant and
    // dependent features.
    double[][] x = new double[returns.length][features];
    double[] y = new double[x.length];
    for (int i = 0; i < returns.length; i++) {
      for (int j = 0; j < features; j++) {
        x[i][j] = first[i][j] - center[j];
      }
      y[i] = returns[i] - center[features];
    }
    Array2DRowRealMatrix design = new Array2DRowRealMatrix(x, false);
    double[] coefficients =
        new SingularValueDecomposition(design)
            .getSolver()
            .solve(new ArrayRealVector(y, false))
            .toArray();
    double[] predicted = design.operate(coefficients);
    double[] advantages = new double[returns.length];
    Arrays.setAll(advantages, i -> y[i] - predicted[i]);
    boolean exact = range(returns) == 0 || range(advantages) < 1e-9 * range(returns);
    return exact ? new double[returns.length] : advantages;
  }

  private static double range(double[] values) {
    return Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
  }

  /**
   * Probability of each row: uniform over the rows of the max(1, floor(fraction * n)) trajectories
   * of largest return.
   */
  public static double[] topByTrajectories(double[] returns, int[] lengths, double fraction) {
    checkFraction(fraction);
    int keep = Math.max(1, (int) Math.floor(fraction * returns.length));
    return uniformOver(best(returns), keep, lengths);
  }

  /**
   * Probability of each row: uniform over the best trajectories while their steps stay within the
   * fraction of all.
   */
  public static double[] topBySteps(double[] returns, int[] lengths, double fraction) {
    checkFraction(fraction);
    double budget = fraction * Arrays.stream(lengths).asLongStream().sum();
    int[] best = best(returns);
    int keep = 1;
    double steps = lengths[best[0]];
    while (keep < best.length && steps + lengths[best[keep]] <= budget) {
      steps += lengths[best[keep++]];
    }
    return uniformOver(best, keep, lengths);
  }

  private static void checkFraction(double fraction) {
    Check.that(
        fraction > 0 && fraction <= 1,
        "fraction must lie in (0, 1], but is %s. Use 0.1 for the best 10 percent.",
        fraction);
  }

  private static int[] best(double[] returns) {
    return IntStream.range(0, returns.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> returns[i]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] uniformOver(int[] best, int keep, int[] lengths) {
    long steps = 0;
    for (int i = 0; i < keep; i++) {
      steps += lengths[best[i]];
    }
    double[] p = new double[lengths.length];
    for (int i = 0; i < keep; i++) {
      p[best[i]] = 1.0 / steps;
    }
    return p;
  }

  private static int[] finishedEpisodes(Transitions data) {
    int[] finished = IntStream.range(0, data.episodes()).filter(data::finished).toArray();
    Check.that(
        finished.length >= 1,
        "none of %d episodes is finished (terminal or truncated), so no return is known. Use the uniform sampler.",
        data.episodes());
    return finished;
  }

  private static int[] lengths(Transitions data, int[] episodes) {
    return Arrays.stream(episodes).map(data::episodeLength).toArray();
  }

  private static double[] pick(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static RowWeights spread(Transitions data, int[] episodes, double[] p) {
    double[] weights = new double[data.size()];
    for (int i = 0; i < episodes.length; i++) {
      Arrays.fill(weights, data.episodeStart(episodes[i]), data.episodeEnd(episodes[i]), p[i]);
    }
    return RowWeights.of(weights);
  }
}
