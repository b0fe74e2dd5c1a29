package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.learning.Exploration;
import dev.strandline.ope.learning.Objective;
import dev.strandline.ope.learning.PolicyLoss;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BanditLearningGoldenTest {

  private static final Map<String, Objective> OBJECTIVES =
      Map.of(
          "gradient/dm", Objective.DM,
          "gradient/ipw", Objective.IPW,
          "gradient/dr", Objective.DR,
          "gradient/snipw", Objective.SNIPW,
          "gradient/ipw-os", Objective.IPW_OS,
          "gradient/ipw-subgauss", Objective.IPW_SUBGAUSSIAN);

  @Test
  void everySurrogateItsGradientAndEveryExploringDistribution() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.BANDIT_LEARNING)) {
      try (Comparison comparison = Comparison.asStated(file)) {
        JsonObject inputs = file.content().getAsJsonObject("inputs");
        JsonArray cases = file.content().getAsJsonArray("cases");
        assertThat(cases).as("cases of %s", file).isNotEmpty();
        for (JsonElement element : cases) {
          compare(comparison, file, inputs, element.getAsJsonObject());
        }
      }
    }
  }

  private static void compare(
      Comparison comparison, GoldenFile file, JsonObject inputs, JsonObject recorded) {
    String id = recorded.get("id").getAsString();
    String where = file + ", case " + id;
    JsonObject params = recorded.getAsJsonObject("params");
    JsonObject expected = recorded.getAsJsonObject("expected");
    if (OBJECTIVES.containsKey(id)) {
      compareGradient(comparison, where, inputs, OBJECTIVES.get(id), params, expected);
    } else if (id.equals("policy-constraint")) {
      assertThat(params.keySet()).as(where).isEmpty();
      assertThat(expected.keySet()).as(where).containsExactly("value");
      PolicyLoss.Value plain = at(new PolicyLoss(Objective.IPW, 0, 0, 0), inputs);
      PolicyLoss.Value constrained = at(new PolicyLoss(Objective.IPW, 0, 1, 0), inputs);
      double value = expected.get("value").getAsDouble();
      comparison.close(Math.log(plain.meanWeight()), value, id);
      comparison.close(constrained.loss() - plain.loss(), value, id + " in the loss");
    } else if (id.startsWith("squarecb/") || id.startsWith("fastcb/")) {
      compareExploration(comparison, where, inputs, id.startsWith("fastcb/"), params, expected);
    } else {
      throw new AssertionError(where + ": no such case is known.");
    }
  }

  private static PolicyLoss.Value at(PolicyLoss loss, JsonObject inputs) {
    return loss.at(
        OpeInputs.numbers(inputs, "logits"),
        OpeInputs.integers(inputs, "action"),
        OpeInputs.numbers(inputs, "reward"),
        OpeInputs.numbers(inputs, "pscore"),
        OpeInputs.numbers(inputs, "q_hat"));
  }

  private static void compareGradient(
      Comparison comparison,
      String where,
      JsonObject inputs,
      Objective objective,
      JsonObject params,
      JsonObject expected) {
    assertThat(params.keySet()).as(where).containsExactly("lambda");
    assertThat(expected.keySet())
        .as(where)
        .containsExactlyInAnyOrder(
            "surrogate_mean", "surrogate_variance_unbiased", "gradient_logits_first_rows");
    JsonElement lambda = params.get("lambda");

    PolicyLoss plain = PolicyLoss.of(objective, lambda.isJsonNull() ? 0 : lambda.getAsDouble());
    PolicyLoss penalized = new PolicyLoss(objective, plain.lambda(), 0, 1);
    PolicyLoss.Value value = at(plain, inputs);

    double mean = expected.get("surrogate_mean").getAsDouble();
    double variance = expected.get("surrogate_variance_unbiased").getAsDouble();
    comparison.close(-value.loss(), mean, where + ", mean");
    comparison.close(
        Arrays.stream(value.terms()).average().orElseThrow(), mean, where + ", mean of terms");
    comparison.close(at(penalized, inputs).loss() - value.loss(), variance, where + ", variance");
    JsonArray rows = expected.getAsJsonArray("gradient_logits_first_rows");
    assertThat(rows).as(where).isNotEmpty();
    int actions = inputs.get("n_actions").getAsInt();
    for (int i = 0; i < rows.size(); i++) {
      double[] row = new double[actions]; // the loss is minus the mean
      for (int a = 0; a < actions; a++) {
        row[a] = -value.gradient()[i * actions + a];
      }
      comparison.close(row, rows.get(i).getAsJsonArray(), where + ", gradient of row " + i);
    }
  }

  private static void compareExploration(
      Comparison comparison,
      String where,
      JsonObject inputs,
      boolean losses,
      JsonObject params,
      JsonObject expected) {
    String[] names = losses ? new String[] {"gamma", "mu", "losses"} : new String[] {"gamma", "mu"};
    assertThat(params.keySet()).as(where).containsExactlyInAnyOrder(names);
    assertThat(params.get("mu").getAsString()).as(where).isEqualTo("number of actions");
    if (losses) {
      assertThat(params.get("losses").getAsString()).as(where).isEqualTo("1 - score");
    }
    assertThat(expected.keySet()).as(where).containsExactly("probabilities");
    double gamma = params.get("gamma").getAsDouble();
    JsonArray scores = inputs.getAsJsonArray("scores");
    JsonArray rows = expected.getAsJsonArray("probabilities");
    assertThat(rows.size()).as(where).isPositive().isEqualTo(scores.size());
    for (int i = 0; i < rows.size(); i++) {
      double[] score = new double[scores.get(i).getAsJsonArray().size()];
      for (int a = 0; a < score.length; a++) {
        double given = scores.get(i).getAsJsonArray().get(a).getAsDouble();
        score[a] = losses ? 1 - given : given;
      }
      boolean[] all = new boolean[score.length];
      Arrays.fill(all, true);
      comparison.close(
          losses ? Exploration.fastCb(score, all, gamma) : Exploration.squareCb(score, all, gamma),
          rows.get(i).getAsJsonArray(),
          where + ", row " + i);
    }
  }
}
