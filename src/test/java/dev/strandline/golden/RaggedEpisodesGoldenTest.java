package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.Ratios;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Episodes of different lengths, one row for each step that exists. */
class RaggedEpisodesGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.RAGGED_EPISODES)) {
      JsonObject inputs = file.content().getAsJsonObject("inputs");
      double gamma = inputs.get("gamma").getAsDouble();
      Episodes log = episodes(inputs.getAsJsonObject("rows"));
      assertThat(log.size()).as("%s", file).isEqualTo(inputs.get("n_episodes").getAsInt());
      try (Comparison comparison = Comparison.asStated(file)) {
        comparison.close(
            Arrays.stream(log.returns(gamma)).average().orElseThrow(),
            inputs.get("behavior_mean_discounted_return").getAsDouble(),
            "mean return of the log");
        for (OpeCase c : OpeCase.of(file)) {
          c.paramsAmong();
          DiscreteEpisodesGoldenTest.compareEstimate(comparison, c, log, gamma, c.id());
        }
      }
    }
  }

  private static Episodes episodes(JsonObject rows) {
    long[] episode =
        Arrays.stream(OpeCase.numbers(rows.get("episode"))).mapToLong(n -> (long) n).toArray();
    int[] starts = Episodes.starts(episode, OpeCase.integers(rows.get("step")));
    checkEnds(rows, starts);
    int[] action = OpeCase.integers(rows.get("action"));
    double[] distribution = OpeCase.numbers(rows.get("action_dist"));
    double[] q = OpeCase.numbers(rows.get("q_hat"));
    return Episodes.builder(
            starts,
            Ratios.discrete(distribution, action, OpeCase.numbers(rows.get("pscore"))),
            OpeCase.numbers(rows.get("reward")))
        .values(
            Ratios.ofLoggedAction(q, action), Ratios.expectedValue(distribution, q, action.length))
        .build();
  }

  private static void checkEnds(JsonObject rows, int[] starts) {
    List<Integer> ends = new ArrayList<>();
    int row = 0;
    for (JsonElement terminal : rows.getAsJsonArray("terminal")) {
      row++;
      if (terminal.getAsBoolean()) {
        ends.add(row);
      }
    }
    assertThat(Arrays.stream(starts).skip(1).boxed().toList())
        .as("rows after terminal ones")
        .containsExactlyElementsOf(ends);
  }
}
