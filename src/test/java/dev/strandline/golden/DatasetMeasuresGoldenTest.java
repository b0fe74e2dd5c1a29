package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.CoverageGrid;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.StateActionCoverage;
import dev.strandline.datasets.StateActions;
import dev.strandline.datasets.TrajectoryQuality;
import dev.strandline.datasets.Transitions;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetMeasuresGoldenTest {

  private static final String REFERENCE = "reference";

  @Test
  void qualityAndCoverageEqualTheFormulas() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.DATASET_MEASURES)) {
      new Replay(file).compare();
    }
  }

  /** One file: its logs, the grid over the one called "reference", and the numbers of each. */
  private static final class Replay {
    private final GoldenFile file;
    private final Map<String, StateActions> pairs = new LinkedHashMap<>();
    private final Map<String, Double> meanReturns = new LinkedHashMap<>();
    private final CoverageGrid grid;

    Replay(GoldenFile file) {
      this.file = file;
      JsonObject content = file.content();
      content
          .getAsJsonObject("datasets")
          .asMap()
          .forEach(
              (name, log) -> {
                pairs.put(name, pairs(log.getAsJsonObject()));
                meanReturns.put(name, meanReturn(log.getAsJsonObject()));
              });
      assertThat(content.get("limits_from").getAsString()).as("%s", file).isEqualTo(REFERENCE);
      StateActions reference = pairs.get(REFERENCE);
      int edges = content.get("bin_edges_per_dimension").getAsInt();
      grid = CoverageGrid.over(reference, reference.size(), edges, false);
    }

    void compare() {
      JsonObject expected = file.content().getAsJsonObject("expected");
      assertThat(expected.keySet()).as("%s", file).isEqualTo(pairs.keySet());
      try (Comparison comparison = Comparison.asStated(file)) {
        limits(comparison);
        for (String name : expected.keySet()) {
          for (Map.Entry<String, JsonElement> entry :
              expected.getAsJsonObject(name).asMap().entrySet()) {
            compare(comparison, name, entry.getKey(), entry.getValue());
          }
        }
      }
    }

    /**
     * The stated limits are the corners of the grid: at the lower one a code is 1, at the upper m.
     */
    private void limits(Comparison comparison) {
      JsonArray limits = file.content().getAsJsonArray("limits");
      for (int corner = 0; corner < 2; corner++) {
        double[] at = numbers(limits.get(corner).getAsJsonArray());
        double[] atCorner = new double[at.length];
        Arrays.fill(
            atCorner,
            corner == 0 ? 1 : file.content().get("bin_edges_per_dimension").getAsDouble());
        StateActions point = StateActions.of(new double[][] {at}, new double[][] {{}});
        int[] codes = grid.codes(point, 0);
        for (int j = 0; j < codes.length; j++) {
          comparison.close(codes[j], atCorner[j], "limits[" + corner + "][" + j + "]");
        }
      }
    }

    private void compare(Comparison comparison, String name, String key, JsonElement expected) {
      String where = name + "." + key;
      int distinct = grid.distinct(pairs.get(name), pairs.get(name).size());
      switch (key) {
        case "mean_return" ->
            comparison.close(meanReturns.get(name), expected.getAsDouble(), where);
        case "unique" -> comparison.close(distinct, expected.getAsDouble(), where);
        case "bins_of_first_rows" -> {
          JsonArray rows = expected.getAsJsonArray();
          assertThat(rows).as("%s, %s", file, where).isNotEmpty();
          for (int row = 0; row < rows.size(); row++) {
            int[] codes = grid.codes(pairs.get(name), row);
            comparison.close(
                Arrays.stream(codes).asDoubleStream().toArray(),
                rows.get(row).getAsJsonArray(),
                where + "[" + row + "]");
          }
        }
        case "SACo" -> {
          StateActions reference = pairs.get(REFERENCE);
          int referenceDistinct = grid.distinct(reference, reference.size());
          int edges = file.content().get("bin_edges_per_dimension").getAsInt();
          comparison.close(
              new StateActionCoverage(distinct, referenceDistinct, reference.size(), edges, false)
                  .value(),
              expected.getAsDouble(),
              where);
        }
        case "TQ" ->
            comparison.close(
                new TrajectoryQuality(
                        meanReturns.get(name), meanReturns.get("random"), meanReturns.get("expert"))
                    .value(),
                expected.getAsDouble(),
                where);
        default ->
            throw new AssertionError(file + " expects " + where + ", which is not compared here.");
      }
    }
  }

  private static StateActions pairs(JsonObject log) {
    return StateActions.of(
        matrix(log.getAsJsonArray("observations")), matrix(log.getAsJsonArray("actions")));
  }

  /** The log's mean return as its summary states it. */
  private static double meanReturn(JsonObject log) {
    double[][] observations = matrix(log.getAsJsonArray("observations"));
    double[][] actions = matrix(log.getAsJsonArray("actions"));
    double[] ends = numbers(log.getAsJsonArray("episode_end"));
    boolean[] truncated = new boolean[ends.length];
    for (int row = 0; row < ends.length; row++) {
      truncated[row] = ends[row] == 1;
    }
    Transitions transitions =
        new Transitions.Builder(observations[0].length, unbounded(actions[0].length))
            .observations(floats(observations))
            .actions(floats(actions))
            .rewards(numbers(log.getAsJsonArray("rewards")))
            .terminal(new boolean[ends.length])
            .truncated(truncated)
            .episodesByEnds()
            .build();
    return DatasetSummary.of(transitions).returns().mean();
  }

  private static ActionSpace unbounded(int size) {
    float[] low = new float[size];
    float[] high = new float[size];
    Arrays.fill(low, -1e9f);
    Arrays.fill(high, 1e9f);
    return new ActionSpace.Box(low, high);
  }

  private static float[] floats(double[][] rows) {
    float[] floats = new float[rows.length * rows[0].length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return floats;
  }

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static double[][] matrix(JsonArray rows) {
    return rows.asList().stream()
        .map(row -> numbers(row.getAsJsonArray()))
        .toArray(double[][]::new);
  }
}
