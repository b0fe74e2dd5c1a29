package dev.strandline.datasets;

import dev.strandline.datasets.DatasetSummary.Histogram;
import dev.strandline.policy.ActionSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a log uses one dimension of its actions.
 *
 * @param atLow share of the rows whose action is exactly the lower bound; 0 for discrete actions,
 *     which have none
 * @param atHigh share of the rows whose action is exactly the upper bound; 0 for discrete actions
 * @param histogram how the numbers are spread; for discrete actions one bin for each, [i, i + 1)
 */
public record ActionUse(double atLow, double atHigh, Histogram histogram) {

  /** Share of the rows whose action is at either bound. */
  public double saturated() {
    return atLow + atHigh;
  }

  static List<ActionUse> of(Transitions data) {
    if (data.actionSpace() instanceof ActionSpace.Box box) {
      List<ActionUse> uses = new ArrayList<>();
      for (int j = 0; j < box.size(); j++) {
        uses.add(of(data, box, j));
      }
      return uses;
    }
    return List.of(of(data, (ActionSpace.Discrete) data.actionSpace()));
  }

  private static ActionUse of(Transitions data, ActionSpace.Box box, int j) {
    float[] actions = data.actions();
    int size = box.size();
    float low = box.low()[j];
    float high = box.high()[j];
    int atLow = 0;
    int atHigh = 0;
    for (int i = j; i < actions.length; i += size) {
      atLow += actions[i] == low ? 1 : 0;
      atHigh += actions[i] == high ? 1 : 0;
    }
    return new ActionUse(
        (double) atLow / data.size(),
        (double) atHigh / data.size(),
        Histogram.of(data.size(), row -> actions[row * size + j]));
  }

  private static ActionUse of(Transitions data, ActionSpace.Discrete discrete) {
    Integer[] counts = new Integer[discrete.count()];
    Arrays.fill(counts, 0);
    for (float action : data.actions()) {
      if (discrete.contains(new float[] {action})) {
        counts[(int) action]++;
      }
    }
    Double[] edges = new Double[counts.length + 1];
    Arrays.setAll(edges, i -> (double) i);
    return new ActionUse(0, 0, new Histogram(List.of(edges), List.of(counts)));
  }
}
