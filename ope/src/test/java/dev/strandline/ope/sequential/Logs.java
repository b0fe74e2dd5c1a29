package dev.strandline.ope.sequential;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;

/** Columns of made-up episodes of different lengths, for properties. */
final class Logs {

  final int[] starts;
  final double[] ratio;
  final double[] reward;
  final double[] q;
  final double[] v;
  final double[] stateWeight;
  final double[] stateActionWeight;
  final long[] ids;

  /** {@code episodes} of 1 to {@code longest} steps. */
  Logs(long seed, int episodes, int longest) {
    RandomStream stream = new Streams(seed).open("log");
    starts = new int[episodes + 1];
    for (int i = 0; i < episodes; i++) {
      starts[i + 1] = starts[i] + 1 + stream.nextInt(longest);
    }
    int rows = starts[episodes];
    ratio = column(stream, rows, 0.6, 1.4);
    reward = column(stream, rows, -1, 2);
    q = column(stream, rows, -1, 2);
    v = column(stream, rows, -1, 2);
    stateWeight = column(stream, rows, 0.5, 1.5);
    stateActionWeight = column(stream, rows, 0.5, 1.5);
    ids = new long[episodes];
    Arrays.setAll(ids, i -> 7_000 + i);
  }

  private static double[] column(RandomStream stream, int rows, double low, double high) {
    double[] column = new double[rows];
    Arrays.setAll(column, row -> stream.nextDouble(low, high));
    return column;
  }

  Episodes episodes() {
    return part(0, starts.length - 1);
  }

  /** Episodes {@code from} (inclusive) to {@code to} (exclusive). */
  Episodes part(int from, int to) {
    int first = starts[from];
    int last = starts[to];
    int[] begins = Arrays.copyOfRange(starts, from, to + 1);
    for (int i = 0; i < begins.length; i++) {
      begins[i] -= first;
    }
    return Episodes.builder(begins, cut(ratio, first, last), cut(reward, first, last))
        .ids(Arrays.copyOfRange(ids, from, to))
        .values(cut(q, first, last), cut(v, first, last))
        .stateWeight(cut(stateWeight, first, last), WeightConvention.PER_STEP)
        .stateActionWeight(cut(stateActionWeight, first, last), WeightConvention.PER_STEP)
        .build();
  }

  private static double[] cut(double[] column, int from, int to) {
    return Arrays.copyOfRange(column, from, to);
  }
}
