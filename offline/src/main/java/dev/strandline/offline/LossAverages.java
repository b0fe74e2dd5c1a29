package dev.strandline.offline;

import dev.strandline.io.Checkpoint;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means of each loss since the last row of metrics, over the updates that computed it. */
final class LossAverages {

  private List<String> names = List.of();
  private double[] sums = {};
  private long[] counts = {};

  void add(Learner.Losses losses) {
    if (names.isEmpty()) {
      names = losses.names();
      sums = new double[names.size()];
      counts = new long[names.size()];
    }
    for (int i = 0; i < sums.length; i++) {
      double value = losses.value(i);
      if (!Double.isNaN(value)) {
        sums[i] += value;
        counts[i]++;
      }
    }
  }

  /** The means, in the losses' own order, NaN where nothing was computed; begins anew. */
  Map<String, Double> take() {
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      means.put(names.get(i), counts[i] == 0 ? Double.NaN : sums[i] / counts[i]);
    }
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
    return means;
  }

  void save(Checkpoint.Builder checkpoint) {
    checkpoint.put("losses.names", String.join(",", names));
    checkpoint.put("losses.sums", sums);
    checkpoint.put("losses.counts", counts);
  }

  void load(Checkpoint checkpoint) {
    names = List.of(checkpoint.text("losses.names").split(","));
    sums = checkpoint.doubles("losses.sums");
    counts = checkpoint.longs("losses.counts");
  }
}
