package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.DoubleMassSpringDamper;
import dev.strandline.envs.Env;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * DMSD of the NeoRL-2 files. Their {@code pipeline} trajectories are not compared: that environment
 * is still to be written.
 */
class DmsdGoldenTest {

  private static final double STATES = 1e-12;

  /** The reference takes rewards from float32 observations, in float32. */
  private static final double REWARDS = 2e-6;

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
