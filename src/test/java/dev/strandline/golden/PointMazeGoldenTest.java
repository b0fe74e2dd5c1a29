package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.Env;
import dev.strandline.envs.Environments;
import dev.strandline.envs.Maze;
import dev.strandline.envs.PointMaze;
import dev.strandline.envs.WaypointController;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointMazeGoldenTest {

  private static final double ONE_STEP = 1e-11;

  /** Contacts amplify the last bits over a trajectory of hundreds of steps. */
  private static final double WHOLE_TRAJECTORY = 2e-8;

  private static final Map<String, Maze> MAZES =
      Map.of("open", Maze.OPEN, "umaze", Maze.UMAZE, "medium", Maze.MEDIUM, "large", Maze.LARGE);

  /** What is done with a maze of a file. */
  private interface Check {
    void of(Comparison comparison, Maze maze, JsonObject recorded, String where);
  }

  private static void inEveryMaze(double tolerance, Check check) throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.POINT_MAZE)) {
      try (Comparison comparison = new Comparison(file, tolerance, 0)) {
        JsonObject mazes = file.content().getAsJsonObject("mazes");
        for (String name : mazes.keySet()) {
          assertThat(MAZES).as("mazes that are known, for %s of %s", name, file).containsKey(name);
          check.of(comparison, MAZES.get(name), mazes.getAsJsonObject(name), name);
        }
      }
    }
  }

  @Test
  void mazesHaveTheRecordedLayoutGoalAndStepLimit() throws IOException {
    inEveryMaze(
        0,
        (comparison, maze, recorded, where) -> {
          List<String> rows = new ArrayList<>();
          recorded.getAsJsonArray("grid").forEach(row -> rows.add(row.getAsString()));
          assertThat(maze.rows()).as(where).isEqualTo(rows);
          comparison.close(
              new double[] {maze.goal().x(), maze.goal().y()},
              recorded.getAsJsonArray("goal"),
              where + ", goal");
          String env = "maze2d-" + where + (maze == Maze.OPEN ? "-v0" : "-v1");
          comparison.close(
              Environments.named(env).factory().get().stepLimit(),
              recorded.get("max_episode_steps").getAsDouble(),
              where + ", step limit");
        });
  }

  @Test
  void everyStepIsReplayedFromItsRecordedState() throws IOException {
    inEveryMaze(
        ONE_STEP,
        (comparison, maze, recorded, where) -> {
          replay(comparison, maze, recorded, false, true, where);
          replay(comparison, maze, recorded, true, true, where);
        });
  }

  @Test
  void everyTrajectoryIsReplayedFromItsStart() throws IOException {
    inEveryMaze(
        WHOLE_TRAJECTORY,
        (comparison, maze, recorded, where) ->
            replay(comparison, maze, recorded, true, false, where));
  }

  private static void replay(
      Comparison comparison,
      Maze maze,
      JsonObject recorded,
      boolean dense,
      boolean fromEveryState,
      String name) {
    int number = 0;
    for (JsonElement element : recorded.getAsJsonArray("trajectories")) {
      JsonObject trajectory = element.getAsJsonObject();
      JsonArray states = trajectory.getAsJsonArray("states");
      JsonArray actions = trajectory.getAsJsonArray("actions");
      JsonArray rewards = trajectory.getAsJsonArray(dense ? "reward_dense" : "reward_sparse");
      String where = name + ", trajectory " + number++;
      assertThat(states.size()).as(where).isEqualTo(actions.size() + 1);
      PointMaze env = new PointMaze(maze, dense, actions.size());
      env.restoreState(state(states.get(0)));
      for (int t = 0; t < actions.size(); t++) {
        if (fromEveryState) {
          env.restoreState(state(states.get(t)));
        }
        JsonArray motors = actions.get(t).getAsJsonArray();
        Env.Step step =
            env.step(new float[] {motors.get(0).getAsFloat(), motors.get(1).getAsFloat()});
        String at = where + ", step " + t;
        JsonArray next = states.get(t + 1).getAsJsonArray();
        double[] reached = env.saveState();
        for (int i = 0; i < next.size(); i++) {
          comparison.close(reached[i], next.get(i).getAsDouble(), at + ", next state[" + i + "]");
          assertThat(step.observation()[i]).as(at).isEqualTo((float) reached[i]);
        }
        comparison.close(step.reward(), rewards.get(t).getAsDouble(), at + ", reward");
        assertThat(step.terminated()).as(at).isFalse();
      }
    }
  }

  /** The recorded numbers, with no steps taken. */
  private static double[] state(JsonElement recorded) {
    JsonArray numbers = recorded.getAsJsonArray();
    assertThat(numbers.size()).isEqualTo(4);
    double[] state = new double[5];
    for (int i = 0; i < 4; i++) {
      state[i] = numbers.get(i).getAsDouble();
    }
    return state;
  }

  @Test
  void plansGoThroughTheRecordedCells() throws IOException {
    inEveryMaze(
        0,
        (comparison, maze, recorded, where) -> {
          WaypointController controller = new WaypointController(maze);
          for (JsonElement element : recorded.getAsJsonArray("waypoint_cells")) {
            JsonObject way = element.getAsJsonObject();
            Maze.Cell from = cell(way.get("from"));
            Maze.Cell to = cell(way.get("to"));
            List<Maze.Cell> expected = new ArrayList<>();
            way.getAsJsonArray("cells").forEach(cell -> expected.add(cell(cell)));
            List<Maze.Cell> path = controller.path(from, to);
            assertThat(path).as("%s from %s to %s", where, from, to).isEqualTo(expected);
            comparison.close(path.size(), expected.size(), where);
          }
        });
  }

  private static Maze.Cell cell(JsonElement recorded) {
    JsonArray numbers = recorded.getAsJsonArray();
    return new Maze.Cell(numbers.get(0).getAsInt(), numbers.get(1).getAsInt());
  }
}
