package dev.strandline.ope.sequential;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Spread of the weights of every step, over all episodes; a finished one keeps its last weight. */
final class StepWeights {

  private long episodes;
  private int steps;
  private double[] sum = new double[16]; // running at step t
  private double[] squares = new double[16];
  private double[] max = new double[16];
  private double[] endedSum = new double[16]; // ended at step t
  private double[] endedSquares = new double[16];
  private double[] endedMax = new double[16];

  /** Takes in one episode's weights. */
  void add(double[] weight, int count) {
    grow(count);
    addSteps(weight, 0, count);
    end(count, weight[count - 1]);
  }

  /** Takes in one step of an episode; {@link #end} counts it. Needs room. */
  void addStep(int t, double w) {
    sum[t] += w;
    squares[t] += w * w;
    max[t] = w > max[t] ? w : max[t];
  }

  /** Takes in some steps of an episode; {@link #end} counts it. Needs room. */
  void addSteps(double[] weight, int from, int to) {
    addTo(sum, squares, max, weight, from, to);
  }

  private static void addTo(
      double[] sum, double[] squares, double[] max, double[] weight, int from, int to) {
    for (int t = from; t < to; t++) {
      double w = weight[t];
      sum[t] += w;
      squares[t] += w * w;
    }
    for (int t = from; t < to; t++) {
      max[t] = Math.max(max[t], weight[t]);
    }
  }

  /** Ends an episode of {@code count} steps. */
  void end(int count, double lastWeight) {
    endedSum[count - 1] += lastWeight;
    endedSquares[count - 1] += lastWeight * lastWeight;
    endedMax[count - 1] = Math.max(endedMax[count - 1], lastWeight);
    episodes++;
  }

  /** Sum over all episodes of the weights of every step. */
  double[] totals() {
    double[] totals = Arrays.copyOf(sum, steps);
    double frozen = 0;
    for (int t = 0; t < steps; t++) {
      totals[t] += frozen;
      frozen += endedSum[t];
    }
    return totals;
  }

  void merge(StepWeights other) {
    grow(other.steps);
    for (int t = 0; t < other.steps; t++) {
      sum[t] += other.sum[t];
      squares[t] += other.squares[t];
      max[t] = Math.max(max[t], other.max[t]);
      endedSum[t] += other.endedSum[t];
      endedSquares[t] += other.endedSquares[t];
      endedMax[t] = Math.max(endedMax[t], other.endedMax[t]);
    }
    episodes += other.episodes;
  }

  /** Makes room for {@code wanted} steps. */
  void grow(int wanted) {
    steps = Math.max(steps, wanted);
    if (wanted > sum.length) {
      int capacity = Math.max(wanted, 2 * sum.length);
      sum = Arrays.copyOf(sum, capacity);
      squares = Arrays.copyOf(squares, capacity);
      max = Arrays.copyOf(max, capacity);
      endedSum = Arrays.copyOf(endedSum, capacity);
      endedSquares = Arrays.copyOf(endedSquares, capacity);
      endedMax = Arrays.copyOf(endedMax, capacity);
    }
  }

  List<WeightDiagnostics> diagnostics() {
    List<WeightDiagnostics> list = new ArrayList<>();
    double frozenSum = 0;
    double frozenSquares = 0;
    double frozenMax = 0;
    for (int t = 0; t < steps; t++) {
      list.add(
          diagnostics(sum[t] + frozenSum, squares[t] + frozenSquares, Math.max(max[t], frozenMax)));
      frozenSum += endedSum[t];
      frozenSquares += endedSquares[t];
      frozenMax = Math.max(frozenMax, endedMax[t]);
    }
    return list;
  }

  private WeightDiagnostics diagnostics(double sum, double squares, double max) {
    double mean = sum / episodes;
    double variance = Math.max(0, squares - episodes * mean * mean) / (episodes - 1);
    return new WeightDiagnostics(
        episodes,
        mean,
        Math.sqrt(variance / episodes),
        max,
        Weights.effectiveSampleSize(sum, squares, max),
        max / sum);
  }
}
