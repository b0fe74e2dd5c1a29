package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.assessment.Accuracy;
import dev.strandline.ope.assessment.ReturnFunctional;
import dev.strandline.ope.assessment.SharpeRatio;
import dev.strandline.ope.assessment.TopK;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class AssessmentGoldenTest {

  /** Policies of one world with their true values and what an estimator makes of them. */
  private record World(double[] truth, double[] estimates, double[] lowerBounds) {}

  static boolean isAboutPolicies(JsonObject content) {
    if (!content.has("inputs") || !content.get("inputs").isJsonObject()) {
      return false;
    }
    JsonObject inputs = content.getAsJsonObject("inputs");
    return inputs.has("scenarios") || (inputs.size() > 0 && hasExamplesOnly(inputs));
  }

  private static boolean hasExamplesOnly(JsonObject inputs) {
    return inputs.entrySet().stream()
        .allMatch(e -> e.getValue().isJsonObject() && e.getValue().getAsJsonObject().has("true"));
  }

  @Test
  void everyFigureOfEveryCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.ASSESSMENT)) {
      try (Comparison comparison = Comparison.asStated(file)) {
        JsonObject inputs = file.content().getAsJsonObject("inputs");
        for (JsonElement element : file.content().getAsJsonArray("cases")) {
          compare(comparison, inputs, element.getAsJsonObject());
        }
      }
    }
  }

  @Test
  void theBehaviorPolicysValueIsTheMeanOfItsReturns() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.ASSESSMENT)) {
      JsonObject inputs = file.content().getAsJsonObject("inputs");
      if (inputs.has("scenarios")) {
        try (Comparison comparison = Comparison.asStated(file)) {
          JsonObject scenarios = inputs.getAsJsonObject("scenarios");
          for (String name : scenarios.keySet()) {
            JsonObject scenario = scenarios.getAsJsonObject(name);
            comparison.close(
                ReturnFunctional.value().of(numbers(scenario.getAsJsonArray("behavior_returns"))),
                scenario.get("behavior_value").getAsDouble(),
                name);
          }
        }
      }
    }
  }

  private static void compare(Comparison comparison, JsonObject inputs, JsonObject golden) {
    String id = golden.get("id").getAsString();
    String[] parts = id.split("/", -1);
    JsonObject params = golden.getAsJsonObject("params");
    assertThat(Set.of("k", "baseline", "safety_threshold")).as(id).containsAll(params.keySet());
    JsonObject expected = golden.getAsJsonObject("expected");
    boolean published = !inputs.has("scenarios");
    World world = published ? example(inputs, parts[0]) : scenario(inputs, parts[0], parts[1]);
    double threshold =
        params.has("safety_threshold")
            ? params.get("safety_threshold").getAsDouble()
            : Double.NEGATIVE_INFINITY;
    String kind = published ? parts[1] : parts[2];
    switch (kind) {
      case "conventional" -> {
        int k = params.get("k").getAsInt();
        accuracy(comparison, Accuracy.of(world.truth, world.estimates, k, threshold), expected, id);
      }
      case "top-k", "sharpe" ->
          top(comparison, world, world.estimates, params, threshold, expected, id);
      case "top-k-by-lower-bound" ->
          top(comparison, world, world.lowerBounds, params, threshold, expected, id);
      default -> fail("%s: there is no case %s.", id, kind);
    }
  }

  private static World example(JsonObject inputs, String estimator) {
    for (String name : inputs.keySet()) {
      JsonObject example = inputs.getAsJsonObject(name);
      if (example.has(estimator)) {
        double[] estimates = numbers(example.getAsJsonArray(estimator));
        return new World(numbers(example.getAsJsonArray("true")), estimates, estimates);
      }
    }
    return fail("No example has estimates %s.", estimator);
  }

  private static World scenario(JsonObject inputs, String name, String estimator) {
    JsonObject scenario = inputs.getAsJsonObject("scenarios").getAsJsonObject(name);
    double[] estimates = numbers(scenario.getAsJsonObject("estimates").getAsJsonArray(estimator));
    double[] bounds =
        numbers(scenario.getAsJsonObject("lower_half_widths").getAsJsonArray(estimator));
    for (int j = 0; j < bounds.length; j++) {
      bounds[j] = estimates[j] - bounds[j];
    }
    return new World(numbers(scenario.getAsJsonArray("true_values")), estimates, bounds);
  }

  private static void accuracy(
      Comparison comparison, Accuracy accuracy, JsonObject expected, String id) {
    for (String figure : expected.keySet()) {
      double actual =
          switch (figure) {
            case "mse" -> accuracy.mse();
            case "nmse" -> accuracy.normalizedMse();
            case "rank_correlation" -> accuracy.rankCorrelation();
            case "regret_best_at_k" -> accuracy.regret();
            case "regret_sum_at_k" -> accuracy.regretSum();
            case "nregret_at_1" -> accuracy.normalizedRegret();
            case "type_i_error_rate" -> accuracy.typeOneError();
            case "type_ii_error_rate" -> accuracy.typeTwoError();
            default -> fail("%s: there is no figure %s.", id, figure);
          };
      same(comparison, actual, expected.get(figure), id + ", " + figure);
    }
  }

  private static void top(
      Comparison comparison,
      World world,
      double[] rankedBy,
      JsonObject params,
      double threshold,
      JsonObject expected,
      String id) {
    double baseline = params.get("baseline").getAsDouble();
    List<TopK> rows = TopK.of(world.truth, rankedBy, baseline, threshold);
    if (params.has("k")) {
      assertThat(params.get("k").getAsString()).as(id).isEqualTo("1.." + rows.size());
    }
    for (String figure : expected.keySet()) {
      ToDoubleFunction<TopK> column =
          switch (figure) {
            case "kth" -> TopK::kth;
            case "best" -> TopK::best;
            case "worst" -> TopK::worst;
            case "mean" -> TopK::mean;
            case "std_pop" -> TopK::populationDeviation;
            case "std_sample" -> TopK::sampleDeviation;
            case "safety_violation_rate" -> TopK::violationRate;
            case "sharpe_pop" -> TopK::populationSharpe;
            case "sharpe_sample" -> TopK::sharpe;
            case "sharpe_sample_plot" -> row -> SharpeRatio.plotValue(row.sharpe(), row.k());
            default -> fail("%s: there is no figure %s.", id, figure);
          };
      JsonArray numbers = expected.getAsJsonArray(figure);
      assertThat(numbers).as("%s, %s", id, figure).hasSize(rows.size());
      for (TopK row : rows) {
        String where = id + ", " + figure + " at k = " + row.k();
        same(comparison, column.applyAsDouble(row), numbers.get(row.k() - 1), where);
      }
    }
  }

  /** NaN and infinities are written as strings and must be met exactly. */
  private static void same(
      Comparison comparison, double actual, JsonElement expected, String where) {
    double wanted = expected.getAsDouble();
    if (Double.isFinite(wanted)) {
      comparison.close(actual, wanted, where);
    } else {
      assertThat(Double.valueOf(actual)).as(where).isEqualTo(Double.valueOf(wanted));
    }
  }

  private static double[] numbers(JsonArray array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }
}
