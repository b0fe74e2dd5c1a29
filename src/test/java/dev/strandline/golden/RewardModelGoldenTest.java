package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Design;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RewardModelGoldenTest {

  private static final Pattern LEARNER =
      Pattern.compile(
          "ridge, penalty (\\S+) on coefficients, unpenalised intercept,"
              + " inputs = context then one-hot action");

  @Test
  void everyCrossFittedModelAndTheDoublyRobustValueOnIt() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.REWARD_MODEL)) {
      try (Comparison comparison = Comparison.asStated(file)) {
        Log log = Log.of(file.content().getAsJsonObject("inputs"));
        JsonArray cases = file.content().getAsJsonArray("cases");
        assertThat(cases).as("cases of %s", file).isNotEmpty();
        for (JsonElement element : cases) {
          compare(comparison, file, log, element.getAsJsonObject());
        }
      }
    }
  }

  private static void compare(
      Comparison comparison, GoldenFile file, Log log, JsonObject recorded) {
    String id = recorded.get("id").getAsString();
    String where = file + ", case " + id;
    JsonObject params = recorded.getAsJsonObject("params");
    JsonObject expected = recorded.getAsJsonObject("expected");
    assertThat(id).as(where).startsWith("cross-fit/");
    assertThat(params.keySet()).as(where).containsExactlyInAnyOrder("learner", "sample_weight");
    Matcher learner = LEARNER.matcher(params.get("learner").getAsString());
    assertThat(learner.matches()).as("%s: %s is known", where, params.get("learner")).isTrue();
    assertThat(expected.keySet())
        .as(where)
        .containsExactlyInAnyOrder("q_hat_first_rows", "q_hat_sum", "dr_value");

    RewardPredictions predictions =
        RewardPredictions.crossFit(
            new Ridge(Double.parseDouble(learner.group(1)), Design.additive(), false),
            log.decisions,
            log.reward,
            weight(params.get("sample_weight").getAsString(), log, where),
            log.folds);

    JsonArray rows = expected.getAsJsonArray("q_hat_first_rows");
    assertThat(rows).as(where).isNotEmpty();
    for (int i = 0; i < rows.size(); i++) {
      double[] row = new double[log.decisions.actions()];
      for (int a = 0; a < row.length; a++) {
        row[a] = predictions.q(i, a);
      }
      comparison.close(row, rows.get(i).getAsJsonArray(), id + ", row " + i);
    }
    comparison.close(
        Arrays.stream(predictions.table()).sum(),
        expected.get("q_hat_sum").getAsDouble(),
        id + ", sum");
    comparison.close(
        doublyRobust(log, predictions), expected.get("dr_value").getAsDouble(), id + ", DR");
  }

  private static double[] weight(String kind, Log log, String where) {
    return switch (kind) {
      case "normal" -> SampleWeights.equal(log.reward.length);
      case "iw" -> SampleWeights.importance(log.target(), log.propensity);
      case "mrdr" -> SampleWeights.moreRobust(log.target(), log.propensity);
      default -> throw new AssertionError(where + ": unknown sample_weight " + kind);
    };
  }

  private static double doublyRobust(Log log, RewardPredictions predictions) {
    double[] expected = predictions.expected(log.actionDist);
    double[] q = predictions.logged();
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      sum += expected[i] + log.target()[i] / log.propensity[i] * (log.reward[i] - q[i]);
    }
    return sum / q.length;
  }

  private record Log(
      Decisions decisions, double[] reward, double[] propensity, double[] actionDist, Folds folds) {

    static Log of(JsonObject inputs) {
      double[] context = OpeInputs.numbers(inputs, "context");
      int[] action = OpeInputs.integers(inputs, "action");
      int rows = inputs.get("n_rounds").getAsInt();
      assertThat(action).hasSize(rows);
      return new Log(
          Decisions.of(inputs.get("n_actions").getAsInt(), context.length / rows, context, action),
          OpeInputs.numbers(inputs, "reward"),
          OpeInputs.numbers(inputs, "pscore"),
          OpeInputs.numbers(inputs, "action_dist"),
          Folds.given(OpeInputs.integers(inputs, "fold")));
    }

    /** e(a|x) of the logged actions. */
    double[] target() {
      double[] target = new double[reward.length];
      Arrays.setAll(target, i -> actionDist[i * decisions.actions() + decisions.action(i)]);
      return target;
    }
  }
}
