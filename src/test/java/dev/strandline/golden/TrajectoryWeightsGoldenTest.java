package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.TrajectoryWeights;
import dev.strandline.datasets.Transitions;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrajectoryWeightsGoldenTest {

  @Test
  void weightsEqualTheAuthors() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.TRAJECTORY_WEIGHTING)) {
      new Replay(file).compare();
    }
  }

  /** One file: its log, and the numbers that belong to it. */
  private static final class Replay {
    private final GoldenFile file;
    private final double[][] observations;
    private final Transitions log;
    private final int[] lengths;

    Replay(GoldenFile file) {
      this.file = file;
      observations = matrix(file.content().getAsJsonArray("observations"));
      log = log(file.content());
      lengths = IntStream.range(0, log.episodes()).map(log::episodeLength).toArray();
    }

    /** The next observations do not matter here; stored ones leave no row out. */
    private Transitions log(JsonObject content) {
      int size = observations[0].length;
      float[] flat = new float[observations.length * size];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = (float) observations[i / size][i % size];
      }
      boolean[] ends = flags(content.getAsJsonArray("episode_end"));
      boolean[] terminal = flags(content.getAsJsonArray("terminal"));
      boolean[] truncated = new boolean[ends.length];
      for (int row = 0; row < ends.length; row++) {
        truncated[row] = ends[row] && !terminal[row];
      }
      return new Transitions.Builder(size, ActionSpace.Box.symmetric(1, 1))
          .observations(flat)
          .nextObservations(flat)
          .actions(new float[ends.length])
          .rewards(numbers(content.getAsJsonArray("rewards")))
          .terminal(terminal)
          .truncated(truncated)
          .episodesByEnds()
          .build();
    }

    void compare() {
      double[] returns = log.returns();
      double[] advantages = TrajectoryWeights.advantages(returns, firstObservations());
      TrainingRows rows = TrainingRows.of(log);
      try (Comparison comparison = Comparison.asStated(file)) {
        for (Map.Entry<String, JsonElement> entry :
            file.content().getAsJsonObject("expected").entrySet()) {
          JsonElement expected = entry.getValue();
          switch (entry.getKey()) {
            case "returns" -> comparison.close(returns, expected.getAsJsonArray(), "returns");
            case "lengths" ->
                comparison.close(
                    Arrays.stream(lengths).asDoubleStream().toArray(),
                    expected.getAsJsonArray(),
                    "lengths");
            case "RW" ->
                expected
                    .getAsJsonObject()
                    .asMap()
                    .forEach(
                        (temperature, p) -> {
                          double t = Double.parseDouble(temperature);
                          comparison.close(
                              TrajectoryWeights.byReturn(rows, t).probabilities(),
                              p.getAsJsonArray(),
                              "RW " + temperature);
                        });
            case "AW" ->
                expected
                    .getAsJsonObject()
                    .asMap()
                    .forEach(
                        (temperature, p) -> {
                          double t = Double.parseDouble(temperature);
                          comparison.close(
                              perRow(TrajectoryWeights.exponential(advantages, lengths, t)),
                              p.getAsJsonArray(),
                              "AW " + temperature);
                        });
            case "Top" ->
                expected
                    .getAsJsonObject()
                    .asMap()
                    .forEach(
                        (fraction, p) -> {
                          double x = Double.parseDouble(fraction);
                          comparison.close(
                              TrajectoryWeights.top(rows, x, TrajectoryWeights.Unit.TRAJECTORIES)
                                  .probabilities(),
                              p.getAsJsonArray(),
                              "Top " + fraction);
                        });
            case "v_s0" ->
                compareLeastSquares(comparison, returns, advantages, expected.getAsJsonObject());
            case "rpsv" ->
                comparison.close(
                    DatasetSummary.positiveSidedVariance(returns), expected.getAsDouble(), "rpsv");
            default ->
                throw new AssertionError(
                    file + " expects " + entry.getKey() + ", which is not compared here.");
          }
        }
      }
      weightsOfALogAreThoseOfItsNumbers(rows, advantages);
    }

    /** What a return exceeds its prediction by tells the prediction. */
    private void compareLeastSquares(
        Comparison comparison, double[] returns, double[] advantages, JsonObject expected) {
      double[] coefficients = numbers(expected.getAsJsonArray("coef"));
      double[][] first = firstObservations();
      for (int i = 0; i < returns.length; i++) {
        double predicted = returns[i] - advantages[i];
        comparison.close(
            predicted,
            expected.getAsJsonArray("prediction").get(i).getAsDouble(),
            "v_s0.prediction[" + i + "]");
        double linear = expected.get("intercept").getAsDouble();
        for (int j = 0; j < coefficients.length; j++) {
          linear += coefficients[j] * first[i][j];
        }
        comparison.close(predicted, linear, "v_s0.coef at trajectory " + i);
      }
    }

    /** A log's observations are float32, so its advantage weights agree to that. */
    private void weightsOfALogAreThoseOfItsNumbers(TrainingRows rows, double[] advantages) {
      double[] exact = perRow(TrajectoryWeights.exponential(advantages, lengths, 1));
      double[] logged = TrajectoryWeights.byAdvantage(rows, 1).probabilities();
      for (int row = 0; row < exact.length; row++) {
        assertThat(logged[row])
            .as("%s, AW of row %d", file, row)
            .isCloseTo(exact[row], within(1e-6));
      }
    }

    private double[][] firstObservations() {
      return IntStream.range(0, log.episodes())
          .mapToObj(episode -> observations[log.episodeStart(episode)])
          .toArray(double[][]::new);
    }

    private double[] perRow(double[] perTrajectory) {
      double[] p = new double[log.size()];
      for (int episode = 0; episode < perTrajectory.length; episode++) {
        Arrays.fill(p, log.episodeStart(episode), log.episodeEnd(episode), perTrajectory[episode]);
      }
      return p;
    }
  }

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static double[][] matrix(JsonArray rows) {
    return rows.asList().stream()
        .map(row -> numbers(row.getAsJsonArray()))
        .toArray(double[][]::new);
  }

  private static boolean[] flags(JsonArray array) {
    boolean[] flags = new boolean[array.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = array.get(i).getAsDouble() == 1;
    }
    return flags;
  }
}
