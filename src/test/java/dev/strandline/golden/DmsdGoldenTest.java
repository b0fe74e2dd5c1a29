package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.DoubleMassSpringDamper;
import dev.strandline.envs.Env;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.io.importer.ImportOptions;
import dev.strandline.io.importer.Importer;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * DMSD of the NeoRL-2 files. Their {@code pipeline} trajectories are not compared: that environment
 * is still to be written.
 */
class DmsdGoldenTest {

  private static final double STATES = 1e-12;

  /** The reference takes rewards from float32 observations, in float32. */
  private static final double REWARDS = 2e-6;

  /** Recorded states are float32, before and after the step. */
  private static final double RECORDED_STATES = 5e-7;

  private static final double RECORDED_REWARDS = 1e-6;

  private final DoubleMassSpringDamper env = new DoubleMassSpringDamper();

  @Test
  void everyTrajectoryIsReplayedFromItsStart() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.NEORL2)) {
      try (Comparison states = new Comparison(file, STATES, 0);
          Comparison rewards = new Comparison(file, REWARDS, 0)) {
        int number = 0;
        for (JsonElement trajectory : file.content().getAsJsonArray("dmsd")) {
          replay(states, rewards, trajectory.getAsJsonObject(), "dmsd " + number++);
        }
      }
    }
  }

  private void replay(Comparison states, Comparison rewards, JsonObject trajectory, String where) {
    JsonArray actions = trajectory.getAsJsonArray("actions");
    JsonArray observations = trajectory.getAsJsonArray("observations");
    assertThat(actions.size()).as(where).isEqualTo(env.stepLimit());
    assertThat(observations.size()).as(where).isEqualTo(actions.size() + 1);
    compare(
        states, env.restoreState(start(trajectory, where)), observations.get(0), where + ", start");
    for (int t = 0; t < actions.size(); t++) {
      String at = where + ", step " + t;
      JsonArray action = actions.get(t).getAsJsonArray();
      Env.Step step =
          env.step(new float[] {action.get(0).getAsFloat(), action.get(1).getAsFloat()});
      compare(states, step.observation(), observations.get(t + 1), at);
      rewards.close(
          step.reward(),
          trajectory.getAsJsonArray("rewards").get(t).getAsDouble(),
          at + ", reward");
      assertThat(step.terminated()).as(at).isFalse();
      assertThat(step.truncated()).as(at).isEqualTo(t == actions.size() - 1);
    }
  }

  /** The recorded start with the targets of both halves, which must be all that there are. */
  private static double[] start(JsonObject trajectory, String where) {
    JsonArray targets = trajectory.getAsJsonArray("targets");
    JsonArray start = trajectory.getAsJsonArray("start");
    double[] state = new double[9];
    for (int i = 0; i < 4; i++) {
      state[i] = start.get(i).getAsDouble();
    }
    int half = targets.size() / 2;
    for (int t = 0; t < targets.size(); t++) {
      assertThat(targets.get(t))
          .as("%s, target %d", where, t)
          .isEqualTo(targets.get(t < half ? 0 : half));
    }
    for (int mass = 0; mass < 2; mass++) {
      state[4 + mass] = targets.get(0).getAsJsonArray().get(mass).getAsDouble();
      state[6 + mass] = targets.get(half).getAsJsonArray().get(mass).getAsDouble();
    }
    return state;
  }

  @Test
  void everyRecordedTransitionOfTheDataFilesIsReplayed() throws Exception {
    int replayed = 0;
    for (GoldenFile file : GoldenFiles.open().of(Claim.NEORL2)) {
      JsonObject facts = file.content().getAsJsonObject("data_files");
      for (String name : facts.keySet()) {
        URL data = DmsdGoldenTest.class.getResource("/data/neorl2/" + name);
        if (name.startsWith("DMSD") && data != null) {
          Transitions log =
              Importer.read(Path.of(data.toURI()), ImportOptions.defaults(), (done, total) -> {})
                  .data();
          compareFacts(file, log, facts.getAsJsonObject(name), name);
          replay(file, log, name);
          replayed++;
        }
      }
    }
    if (replayed == 0) {
      String nothing = "DmsdGoldenTest: none of the DMSD data files is in data/neorl2.";
      // The build's console does not show why a test is skipped.
      System.err.println(nothing);
      Assumptions.abort(nothing);
    }
  }

  private static void compareFacts(
      GoldenFile file, Transitions log, JsonObject facts, String name) {
    assertThat(log.size()).as(name).isEqualTo(facts.get("transitions").getAsInt());
    assertThat(log.episodes()).as(name).isEqualTo(facts.get("episodes").getAsInt());
    DoubleSummaryStatistics returns = Arrays.stream(log.returns()).summaryStatistics();
    try (Comparison comparison = new Comparison(file, 0, 1e-6)) {
      comparison.close(
          returns.getAverage(), facts.get("return_mean").getAsDouble(), name + ", return_mean");
      comparison.close(returns.getMin(), facts.get("return_min").getAsDouble(), name);
      comparison.close(returns.getMax(), facts.get("return_max").getAsDouble(), name);
    }
  }

  private void replay(GoldenFile file, Transitions log, String name) {
    float[] next = log.nextObservations().orElseThrow();
    try (Comparison states = new Comparison(file, RECORDED_STATES, 0)) {
      for (int episode = 0; episode < log.episodes(); episode++) {
        int first = log.episodeStart(episode);
        int last = log.episodeEnd(episode) - 1;
        for (int row = first; row <= last; row++) {
          double[] state = new double[9];
          for (int i = 0; i < 4; i++) {
            state[i] = log.observations()[6 * row + i];
          }
          for (int mass = 0; mass < 2; mass++) {
            state[4 + mass] = log.observations()[6 * first + 4 + mass];
            state[6 + mass] = next[6 * last + 4 + mass];
          }
          state[8] = row - first;
          float[] seen = env.restoreState(state);
          String where = name + ", row " + row;
          assertThat(seen[4]).as(where).isEqualTo(log.observations()[6 * row + 4]);
          assertThat(seen[5]).as(where).isEqualTo(log.observations()[6 * row + 5]);
          Env.Step step =
              env.step(new float[] {log.actions()[2 * row], log.actions()[2 * row + 1]});
          double apart = 0;
          for (int i = 0; i < 6; i++) {
            states.close(step.observation()[i], next[6 * row + i], where);
            apart += i < 2 ? Math.abs(step.observation()[i] - next[6 * row + i]) : 0;
          }
          // A position's last bit weighs up to 1 / 0.01 in the reward.
          assertThat(step.reward())
              .as(where)
              .isCloseTo(log.rewards()[row], within(RECORDED_REWARDS + apart / 0.01));
        }
      }
    }
  }

  private void compare(Comparison states, float[] observation, JsonElement recorded, String where) {
    JsonArray expected = recorded.getAsJsonArray();
    double[] state = env.saveState();
    assertThat(expected.size()).as(where).isEqualTo(observation.length);
    for (int i = 0; i < 4; i++) {
      states.close(state[i], expected.get(i).getAsDouble(), where + ", state[" + i + "]");
    }
    for (int i = 0; i < observation.length; i++) {
      float rounded = (float) expected.get(i).getAsDouble();
      assertThat(observation[i])
          .as("%s, observation[%d]", where, i)
          .isCloseTo(rounded, within(Math.ulp(rounded)));
    }
  }
}
