package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.Env;
import dev.strandline.envs.Pendulum;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PendulumGoldenTest {

  private static final double TOLERANCE = 1e-9;

  private final Pendulum env = new Pendulum();

  @Test
  void everyTrajectoryIsReplayedFromItsStart() throws IOException {
    replay(false);
  }

  @Test
  void everyStepIsReplayedFromItsRecordedState() throws IOException {
    replay(true);
  }

  private void replay(boolean fromEveryState) throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.PENDULUM)) {
      try (Comparison comparison = new Comparison(file, TOLERANCE, 0)) {
        int number = 0;
        for (JsonElement trajectory : file.content().getAsJsonArray("trajectories")) {
          String where = "trajectory " + number++;
          replay(comparison, trajectory.getAsJsonObject(), fromEveryState, where);
        }
      }
    }
  }

  private void replay(
      Comparison comparison, JsonObject trajectory, boolean fromEveryState, String name) {
    JsonArray states = trajectory.getAsJsonArray("states");
    JsonArray actions = trajectory.getAsJsonArray("actions");
    assertThat(states.size()).as(name).isEqualTo(actions.size() + 1);
    restore(trajectory.getAsJsonArray("initial_state"));
    for (int t = 0; t < actions.size(); t++) {
      String where = name + ", step " + t;
      if (fromEveryState) {
        restore(states.get(t).getAsJsonArray());
      }
      compareState(comparison, states.get(t).getAsJsonArray(), where + ", state");
      Env.Step step = env.step(new float[] {action(actions.get(t))});
      compareState(comparison, states.get(t + 1).getAsJsonArray(), where + ", next state");
      comparison.close(
          step.reward(),
          trajectory.getAsJsonArray("rewards").get(t).getAsDouble(),
          where + ", reward");
      assertThat(step.terminated())
          .as(where)
          .isEqualTo(trajectory.getAsJsonArray("terminated").get(t).getAsBoolean());
      compareObservation(
          step.observation(),
          trajectory.getAsJsonArray("observations").get(t).getAsJsonArray(),
          where);
    }
  }

  private void restore(JsonArray state) {
    env.restoreState(new double[] {state.get(0).getAsDouble(), state.get(1).getAsDouble(), 0});
  }

  private static float action(JsonElement action) {
    return action.isJsonArray() ? action.getAsJsonArray().get(0).getAsFloat() : action.getAsFloat();
  }

  private void compareState(Comparison comparison, JsonArray expected, String where) {
    comparison.close(env.saveState()[0], expected.get(0).getAsDouble(), where + ".theta");
    comparison.close(env.saveState()[1], expected.get(1).getAsDouble(), where + ".omega");
  }

  private static void compareObservation(float[] actual, JsonArray expected, String where) {
    assertThat(expected.size()).as(where).isEqualTo(actual.length);
    for (int j = 0; j < actual.length; j++) {
      assertThat(actual[j])
          .as("%s, observation[%d]", where, j)
          .isEqualTo((float) expected.get(j).getAsDouble());
    }
  }
}
