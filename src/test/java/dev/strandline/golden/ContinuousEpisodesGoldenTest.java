package dev.strandline.golden;

import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.Kernel;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.KernelForm;
import dev.strandline.ope.sequential.Ratios;
import dev.strandline.ope.sequential.WeightConvention;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Logged episodes of equal length with vectors as actions, under kernels. */
class ContinuousEpisodesGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.CONTINUOUS_EPISODES)) {
      JsonObject inputs = file.content().getAsJsonObject("inputs");
      try (Comparison comparison = Comparison.asStated(file)) {
        for (OpeCase c : OpeCase.of(file)) {
          c.paramsAmong("kernel", "bandwidth", "n_step_pdis");
          DiscreteEpisodesGoldenTest.compareEstimate(
              comparison,
              c,
              episodes(inputs, c.params()),
              inputs.get("gamma").getAsDouble(),
              c.parts()[1]);
        }
      }
    }
  }

  private static Episodes episodes(JsonObject inputs, JsonObject params) {
    int[] starts =
        OpeCase.equalStarts(
            inputs.get("n_episodes").getAsInt(), inputs.get("steps_per_episode").getAsInt());
    int rows = starts[starts.length - 1];
    double[] ratio =
        Ratios.continuous(
            OpeCase.numbers(inputs.get("evaluation_action")),
            OpeCase.numbers(inputs.get("action")),
            OpeCase.numbers(inputs.get("pscore")),
            rows,
            Kernel.valueOf(params.get("kernel").getAsString().toUpperCase(Locale.ROOT)),
            params.get("bandwidth").getAsDouble(),
            KernelForm.EUCLIDEAN);
    double[] values = OpeCase.numbers(inputs.get("q_hat"));
    double[] q = new double[rows];
    double[] v = new double[rows];
    for (int row = 0; row < rows; row++) {
      q[row] = values[2 * row];
      v[row] = values[2 * row + 1];
    }
    return Episodes.builder(starts, ratio, OpeCase.numbers(inputs.get("reward")))
        .values(q, v)
        .initialValue(OpeCase.numbers(inputs.get("initial_state_value")))
        .stateWeight(OpeCase.numbers(inputs.get("state_weight")), WeightConvention.DISCOUNTED_RATIO)
        .stateActionWeight(
            OpeCase.numbers(inputs.get("state_action_weight")), WeightConvention.DISCOUNTED_RATIO)
        .build();
  }
}
