package dev.strandline.envs;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * D4RL's scripted controller for its point mazes: plans a way through the cells, then steers from
 * one waypoint to the next.
 *
 * <p>The plan is greedy in the values of 50 sweeps of value iteration with gamma 0.99 and reward 1
 * for being in the target's cell; of equal moves the first of stay, y-1, y+1, x-1, x+1 wins. The
 * waypoints are its cells' integer coordinates, each moved by its own -U(0, 0.2) along both axes,
 * but for the target's. At position p and velocity v it acts u = clip(10 (w - p) - v). A waypoint w
 * is reached within 0.1 of it, and the target likewise, if the ball has also moved less than 0.1
 * since the call before.
 *
 * <p>Differs from D4RL's in one thing: a plan from a place whose rounded coordinates are a wall's
 * begins at the cell that holds the place. Not thread-safe.
 */
public final class WaypointController {

  private static final int SWEEPS = 50;
  private static final double GAMMA = 0.99;
  private static final int[] MOVE_X = {0, 0, 0, -1, 1};
  private static final int[] MOVE_Y = {0, -1, 1, 0, 0};
  private static final double REACHED = 0.1;
  private static final double WAYPOINT_SHIFT = 0.2;
  private static final double GAIN = 10;

  private final Maze maze;
  private final Map<Maze.Cell, int[]> plans = new HashMap<>();

  private Maze.Cell target;
  private double[] waypointsX = {};
  private double[] waypointsY = {};
  private int next;
  private double lastX;
  private double lastY;
  private boolean arrived;

  /** A controller for {@code maze}, with no target yet. */
  public WaypointController(Maze maze) {
    this.maze = maze;
  }

  /**
   * The cells of the planned way.
   *
   * @param from a free cell
   * @param to a free cell
   * @return those after {@code from}, ending with {@code to}; {@code to} alone where they are equal
   * @throws IllegalArgumentException if a cell is a wall, or no way of less than 50 moves joins
   *     them
   */
  public List<Maze.Cell> path(Maze.Cell from, Maze.Cell to) {
    for (Maze.Cell cell : List.of(from, to)) {
      Check.that(
          !maze.wall(cell.x(), cell.y()),
          "(%d, %d) is a wall of the %s maze. Choose a free cell.",
          cell.x(),
          cell.y(),
          maze.name());
    }
    int[] moves = plans.computeIfAbsent(to, this::plan);
    List<Maze.Cell> path = new ArrayList<>();
    Maze.Cell cell = from;
    do {
      int move = moves[index(cell.x(), cell.y())];
      cell = new Maze.Cell(cell.x() + MOVE_X[move], cell.y() + MOVE_Y[move]);
      path.add(cell);
      Check.that(
          path.size() <= SWEEPS,
          "the %s maze has no way of less than %d moves from (%d, %d) to (%d, %d). Open a wall, or"
              + " choose a nearer target.",
          maze.name(),
          SWEEPS,
          from.x(),
          from.y(),
          to.x(),
          to.y());
    } while (!cell.equals(to));
    return path;
  }

  private int index(int x, int y) {
    return x * maze.sizeY() + y;
  }

  /** The best move of each cell: Q(s, a) = [s is the target] + gamma max_a' Q(s', a'). */
  private int[] plan(Maze.Cell to) {
    double[] values = new double[maze.sizeX() * maze.sizeY()];
    int[] best = new int[values.length];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double[] improved = new double[values.length];
      for (Maze.Cell cell : maze.freeCells()) {
        int here = index(cell.x(), cell.y());
        double greatest = Double.NEGATIVE_INFINITY;
        for (int move = 0; move < MOVE_X.length; move++) {
          int x = cell.x() + MOVE_X[move];
          int y = cell.y() + MOVE_Y[move];
          double value =
              (cell.equals(to) ? 1 : 0) + GAMMA * values[maze.wall(x, y) ? here : index(x, y)];
          if (value > greatest) {
            greatest = value;
            best[here] = move;
          }
        }
        improved[here] = greatest;
      }
      values = improved;
    }
    return best;
  }

  /**
   * Plans the way from a position.
   *
   * @param x position of the ball, likewise {@code y}
   * @param to a free cell
   * @param chance where the waypoints' shifts come from
   * @throws IllegalArgumentException as {@link #path}
   */
  public void head(double x, double y, Maze.Cell to, RandomGenerator chance) {
    Maze.Cell from = new Maze.Cell((int) Math.rint(x), (int) Math.rint(y));
    if (maze.wall(from.x(), from.y())) {
      from = maze.cellAt(x, y);
    }
    List<Maze.Cell> path = path(from, to);
    target = to;
    waypointsX = new double[path.size()];
    waypointsY = new double[path.size()];
    for (int i = 0; i < path.size(); i++) {
      boolean last = i == path.size() - 1;
      waypointsX[i] = path.get(i).x() - (last ? 0 : WAYPOINT_SHIFT * chance.nextDouble());
      waypointsY[i] = path.get(i).y() - (last ? 0 : WAYPOINT_SHIFT * chance.nextDouble());
    }
    next = 0;
    lastX = from.x();
    lastY = from.y();
    arrived = false;
  }

  /**
   * Steers toward the next waypoint, or the target once it is reached.
   *
   * @param observation (x, y, vx, vy), not changed
   * @return two motors in [-1, 1], a fresh array
   * @throws IllegalStateException before the first {@link #head}
   */
  public float[] act(float[] observation) {
    if (target == null) {
      throw new IllegalStateException(
          "WaypointController.act before there is a target. Call head.");
    }
    double x = observation[0];
    double y = observation[1];
    boolean slow = distance(x, y, lastX, lastY) < REACHED;
    arrived = slow && distance(x, y, target.x(), target.y()) < REACHED;
    double towardX = arrived ? target.x() : waypointsX[next];
    double towardY = arrived ? target.y() : waypointsY[next];
    if (!arrived && slow && distance(x, y, towardX, towardY) < REACHED) {
      next++;
    }
    lastX = x;
    lastY = y;
    return new float[] {
      clip(GAIN * (towardX - x) - observation[2]), clip(GAIN * (towardY - y) - observation[3])
    };
  }

  private static double distance(double x, double y, double toX, double toY) {
    return Math.sqrt((x - toX) * (x - toX) + (y - toY) * (y - toY));
  }

  private static float clip(double motor) {
    return (float) Math.max(-1, Math.min(1, motor));
  }

  /** Whether the target was reached at the last {@link #act}. */
  public boolean arrived() {
    return arrived;
  }

  /** The cell it heads for; null before the first {@link #head}. */
  public Maze.Cell target() {
    return target;
  }
}
