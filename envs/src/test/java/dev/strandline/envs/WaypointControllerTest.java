package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaypointControllerTest {

  private static final Maze.Cell START = new Maze.Cell(3, 3);

  private final WaypointController controller = new WaypointController(Maze.UMAZE);

  @Test
  void theWayGoesAroundTheWall() {
    assertThat(controller.path(new Maze.Cell(3, 2), Maze.UMAZE.goal()))
        .containsExactly(
            START,
            new Maze.Cell(2, 3),
            new Maze.Cell(1, 3),
            new Maze.Cell(1, 2),
            new Maze.Cell(1, 1));
    assertThat(controller.path(START, START)).containsExactly(START);
  }

  @Test
  void everyWayInEveryMazeIsAShortestOne() {
    for (Maze maze : List.of(Maze.OPEN, Maze.UMAZE, Maze.MEDIUM, Maze.LARGE)) {
      WaypointController planner = new WaypointController(maze);
      for (Maze.Cell to : maze.freeCells()) {
        Map<Maze.Cell, Integer> moves = movesTo(maze, to);
        for (Maze.Cell from : maze.freeCells()) {
          assertThat(planner.path(from, to))
              .as("%s from %s to %s", maze, from, to)
              .hasSize(Math.max(1, moves.get(from)));
        }
      }
    }
  }

  /** Breadth first. */
  private static Map<Maze.Cell, Integer> movesTo(Maze maze, Maze.Cell to) {
    Map<Maze.Cell, Integer> moves = new HashMap<>(Map.of(to, 0));
    Deque<Maze.Cell> open = new ArrayDeque<>(List.of(to));
    while (!open.isEmpty()) {
      Maze.Cell cell = open.remove();
      for (int[] step : new int[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
        Maze.Cell near = new Maze.Cell(cell.x() + step[0], cell.y() + step[1]);
        if (!maze.wall(near.x(), near.y()) && !moves.containsKey(near)) {
          moves.put(near, moves.get(cell) + 1);
          open.add(near);
        }
      }
    }
    return moves;
  }

  @Test
  void itSteersAsAProportionalControllerWithDamping() {
    controller.head(1, 1, Maze.UMAZE.goal(), new Streams(1).open("waypoints"));

    float[] action = controller.act(new float[] {1.02f, 0.95f, 0.1f, 0.3f});

    // 10 (1 - 1.02) - 0.1 and 10 (1 - 0.95) - 0.3.
    assertThat((double) action[0]).isCloseTo(-0.3, within(1e-6));
    assertThat((double) action[1]).isCloseTo(0.2, within(1e-6));
    assertThat(controller.arrived()).isTrue();
    assertThat(controller.act(new float[] {1.25f, 0.5f, -2, 0})).containsExactly(-0.5f, 1);
    assertThat(controller.arrived()).isFalse();
  }

  @Test
  void aWaypointThatIsReachedGivesWayToTheNextOne() {
    controller.head(3, 3, new Maze.Cell(1, 3), new Streams(1).open("waypoints"));
    PointMaze env = new PointMaze(Maze.UMAZE, false, 300);
    float[] observation = env.restoreState(new double[] {3, 3, 0, 0, 0});

    int steps = 0;
    while (!controller.arrived()) {
      observation = env.step(controller.act(observation)).observation();
      steps++;
    }

    assertThat(steps).isBetween(30, 150);
    assertThat(env.saveState()[0]).isCloseTo(1, within(0.12));
    assertThat(env.saveState()[1]).isCloseTo(3, within(0.12));
  }

  @Test
  void aPlaceThatRoundsToAWallIsPlannedFromTheCellThatHoldsIt() {
    // (0.45, 1.1) rounds to the border cell (0, 1), but lies in the square of (1, 1).
    controller.head(0.45, 1.1, new Maze.Cell(1, 2), new Streams(1).open("waypoints"));

    assertThat(controller.act(new float[] {0.45f, 1.1f, 0, 0})).containsExactly(1, 1);
  }

  @Test
  void aTargetInAWallOrOutOfReachIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> controller.path(START, new Maze.Cell(2, 2)))
        .withMessageContaining("(2, 2) is a wall of the umaze maze");
    WaypointController split = new WaypointController(new Maze("split", "#####", "#G#O#", "#####"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split.path(new Maze.Cell(1, 3), new Maze.Cell(1, 1)))
        .withMessageContaining("no way of less than 50 moves from (1, 3) to (1, 1)");
    assertThatIllegalStateException()
        .isThrownBy(() -> controller.act(new float[4]))
        .withMessageContaining("Call head");
  }
}
