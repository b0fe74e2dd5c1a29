package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;

/**
 * D4RL's maze2d: a ball that two motors push through a maze, exact without MuJoCo.
 *
 * <p>The state (x, y, vx, vy) is also the observation, in float32. The action u is clipped to [-1,
 * 1]. Each step clips both velocities to [-5, 5] and then advances h = 0.01 s; without a wall
 * nearby, with the ball's mass m = 4 pi / 3, damping c = 1 and gear G = 100:
 *
 * <pre>
 * f = G u - c v,   v' = v + h f / (m + h c),   x' = x + h v'
 * </pre>
 *
 * A wall whose surface is nearer than 2 mm to the ball (radius 0.1) adds MuJoCo's soft contact
 * force, see {@link #accelerate}. The reward is of the position after the step: sparse 1 within 0.5
 * of the goal, else 0; dense exp(-distance). An episode starts in a free cell, uniform within 0.1
 * of its integer coordinates, with velocities 0.1 N(0, 1); it never terminates, not even at the
 * goal.
 *
 * <p>Source: D4RL's {@code maze2d} on libmujoco 2.2.2, whose single steps this follows to 1e-12.
 * The arithmetic is in {@code double} with {@link StrictMath}, so that every machine gives the same
 * bits.
 *
 * <p>The saved state is (x, y, vx, vy, steps taken).
 */
public final class PointMaze implements RestorableEnv {

  private static final ActionSpace.Box MOTORS = ActionSpace.Box.symmetric(2, 1);
  private static final double STEP_SECONDS = 0.01;
  private static final double RADIUS = 0.1;
  private static final double MASS = 4 * Math.PI / 3;
  private static final double DAMPING = 1;
  private static final double GEAR = 100;
  private static final double FASTEST = 5;
  private static final double CLOSE_TO_GOAL = 0.5;
  private static final double START_SPREAD = 0.1;

  /** Mean inverse mass over three axes, along two of which the ball moves. */
  private static final double INVERSE_WEIGHT = 2 / (3 * MASS);

  private static final double CONTACT_MARGIN = 0.002;
  private static final double IMPEDANCE_FAR = 0.9;
  private static final double IMPEDANCE_NEAR = 0.95;
  private static final double IMPEDANCE_WIDTH = 0.001;
  private static final double CONTACT_SECONDS = 0.02;
  private static final double STIFFNESS =
      1 / (IMPEDANCE_NEAR * IMPEDANCE_NEAR * CONTACT_SECONDS * CONTACT_SECONDS);
  private static final double CONTACT_DAMPING = 2 / (IMPEDANCE_NEAR * CONTACT_SECONDS);

  /** A little more than the ball and the margin, so that rounding hides no wall. */
  private static final double REACH = RADIUS + 2 * CONTACT_MARGIN;

  /** The ball is narrower than a cell, so it meets the four cells around one corner at most. */
  private static final int MOST_CONTACTS = 4;

  private static final int NOT_STARTED = -1;

  private final Maze maze;
  private final boolean dense;
  private final int stepLimit;

  private double x;
  private double y;
  private double vx;
  private double vy;
  private int steps = NOT_STARTED;

  private int contacts;
  private final double[] normalX = new double[MOST_CONTACTS];
  private final double[] normalY = new double[MOST_CONTACTS];
  private final double[] weight = new double[MOST_CONTACTS];
  private final double[] reference = new double[MOST_CONTACTS];
  private double accelerationX;
  private double accelerationY;

  /**
   * A ball in {@code maze}.
   *
   * @param dense whether the reward falls off with the distance to the goal instead of being 1 or 0
   * @param stepLimit steps after which an episode is truncated, at least 1
   */
  public PointMaze(Maze maze, boolean dense, int stepLimit) {
    Check.atLeast(stepLimit, 1, "PointMaze.stepLimit", "D4RL allows 300 in its smallest maze.");
    this.maze = maze;
    this.dense = dense;
    this.stepLimit = stepLimit;
  }

  /** The maze that the ball is in. */
  public Maze maze() {
    return maze;
  }

  @Override
  public int observationSize() {
    return 4;
  }

  @Override
  public ActionSpace.Box actionSpace() {
    return MOTORS;
  }

  @Override
  public int stepLimit() {
    return stepLimit;
  }

  @Override
  public float[] reset(long seed) {
    RandomStream start = new Streams(seed).open("point-maze-start");
    Maze.Cell cell = maze.freeCells().get(start.nextInt(maze.freeCells().size()));
    x = cell.x() + START_SPREAD * (2 * start.nextDouble() - 1);
    y = cell.y() + START_SPREAD * (2 * start.nextDouble() - 1);
    vx = 0.1 * start.nextGaussian();
    vy = 0.1 * start.nextGaussian();
    steps = 0;
    return observation();
  }

  @Override
  public Step step(float[] action) {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException("PointMaze.step before an episode has begun. Call reset.");
    }
    if (steps == stepLimit) {
      throw new IllegalStateException(
          "PointMaze.step after the end: the episode has had its "
              + stepLimit
              + " steps. Call reset.");
    }
    Check.length(action.length, 2, "PointMaze action");
    for (int j = 0; j < 2; j++) {
      Check.that(
          !Float.isNaN(action[j]),
          "PointMaze action[%d] is NaN at step %d. An action is two motors in [-1, 1]; mend the policy.",
          j,
          steps);
    }
    vx = Math.max(-FASTEST, Math.min(FASTEST, vx));
    vy = Math.max(-FASTEST, Math.min(FASTEST, vy));
    meetWalls();
    accelerate(
        GEAR * MOTORS.clip(0, action[0]) - DAMPING * vx,
        GEAR * MOTORS.clip(1, action[1]) - DAMPING * vy);
    // The damping is implicit: the force m a acts on the mass m + h c.
    double kick = STEP_SECONDS * MASS / (MASS + STEP_SECONDS * DAMPING);
    vx += kick * accelerationX;
    vy += kick * accelerationY;
    x += STEP_SECONDS * vx;
    y += STEP_SECONDS * vy;
    steps++;
    return new Step(observation(), reward(), false, steps == stepLimit);
  }

  /** Finds the walls within the margin among the cells that the ball can touch. */
  private void meetWalls() {
    contacts = 0;
    int lastX = Maze.index(x + REACH);
    int lastY = Maze.index(y + REACH);
    for (int i = Maze.index(x - REACH); i <= lastX; i++) {
      for (int j = Maze.index(y - REACH); j <= lastY; j++) {
        if (maze.wall(i, j)) {
          meet(i, j);
        }
      }
    }
  }

  /**
   * Adds the contact with a wall, if there is one: with d the distance of the surfaces beyond the
   * margin and n from the wall to the ball, the normal acceleration that the contact aims at is r =
   * -B (n.v) - K I d, and missing it costs D = I / ((1 - I) A), where the impedance I grows from
   * 0.9 to 0.95 over the first millimeter.
   */
  private void meet(int i, int j) {
    double awayX = x - nearest(x, i);
    double awayY = y - nearest(y, j);
    double distance = Math.sqrt(awayX * awayX + awayY * awayY);
    double depth = distance - RADIUS - CONTACT_MARGIN;
    if (depth >= 0) {
      return;
    }
    double nx = awayX / distance;
    double ny = awayY / distance;
    double impedance = impedance(-depth / IMPEDANCE_WIDTH);
    normalX[contacts] = nx;
    normalY[contacts] = ny;
    weight[contacts] = impedance / ((1 - impedance) * INVERSE_WEIGHT);
    reference[contacts] = -CONTACT_DAMPING * (nx * vx + ny * vy) - STIFFNESS * impedance * depth;
    contacts++;
  }

  /** The coordinate nearest to {@code position} that a cell's square covers. */
  private static double nearest(double position, int cell) {
    double middle = cell - Maze.OFFSET;
    return Math.max(middle - Maze.HALF_WIDTH, Math.min(middle + Maze.HALF_WIDTH, position));
  }

  private static double impedance(double share) {
    if (share >= 1) {
      return IMPEDANCE_NEAR;
    }
    double rise = share <= 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share);
    return IMPEDANCE_FAR + (IMPEDANCE_NEAR - IMPEDANCE_FAR) * rise;
  }

  /**
   * Finds the acceleration a that the force f and the contacts lead to, without the damping's
   * implicit part: the one that minimizes
   *
   * <pre>
   * (m / 2) |a - f / m|^2 + sum_i (D_i / 2) min(0, n_i.a - r_i)^2
   * </pre>
   *
   * For each subset of contacts that may push, the minimum solves (m + sum D n n') a = f + sum D r
   * n; the right subset is the one of just those contacts that are short of their r. The sum is
   * strictly convex, so there is one; where rounding leaves none, the least wrong one is it. At the
   * minimum m a is f plus the contact forces.
   */
  private void accelerate(double forceX, double forceY) {
    double leastWrong = Double.POSITIVE_INFINITY;
    for (int pushing = 0; pushing < 1 << contacts && leastWrong > 0; pushing++) {
      double xx = MASS;
      double xy = 0;
      double yy = MASS;
      double rightX = forceX;
      double rightY = forceY;
      for (int i = 0; i < contacts; i++) {
        if ((pushing >> i & 1) == 1) {
          xx += weight[i] * normalX[i] * normalX[i];
          xy += weight[i] * normalX[i] * normalY[i];
          yy += weight[i] * normalY[i] * normalY[i];
          rightX += weight[i] * reference[i] * normalX[i];
          rightY += weight[i] * reference[i] * normalY[i];
        }
      }
      double determinant = xx * yy - xy * xy;
      double ax = (yy * rightX - xy * rightY) / determinant;
      double ay = (xx * rightY - xy * rightX) / determinant;
      double wrong = 0;
      for (int i = 0; i < contacts; i++) {
        double beyond = normalX[i] * ax + normalY[i] * ay - reference[i];
        wrong = Math.max(wrong, (pushing >> i & 1) == 1 ? beyond : -beyond);
      }
      if (wrong < leastWrong) {
        leastWrong = wrong;
        accelerationX = ax;
        accelerationY = ay;
      }
    }
  }

  private double reward() {
    double dx = x - maze.goal().x();
    double dy = y - maze.goal().y();
    double distance = Math.sqrt(dx * dx + dy * dy);
    if (dense) {
      return StrictMath.exp(-distance);
    }
    return distance <= CLOSE_TO_GOAL ? 1 : 0;
  }

  private float[] observation() {
    return new float[] {(float) x, (float) y, (float) vx, (float) vy};
  }

  @Override
  public double[] saveState() {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException(
          "PointMaze.saveState before an episode has begun. Call reset.");
    }
    return new double[] {x, y, vx, vy, steps};
  }

  @Override
  public float[] restoreState(double[] state) {
    Check.length(state.length, 5, "PointMaze state");
    for (int i = 0; i < 4; i++) {
      Check.that(
          Double.isFinite(state[i]),
          "PointMaze state[%d] is %s. Give finite numbers: x, y, vx, vy, steps taken.",
          i,
          state[i]);
    }
    Check.that(
        free(state[0], state[1]),
        "PointMaze state: (%s, %s) lies in a wall of the %s maze. Give a position inside a free"
            + " cell; cell (i, j) is centered at (i - 0.2, j - 0.2) and 1 wide.",
        state[0],
        state[1],
        maze.name());
    Check.that(
        state[4] == (int) state[4] && state[4] >= 0 && state[4] <= stepLimit,
        "PointMaze state: steps taken is %s. It must be a whole number in [0, %d].",
        state[4],
        stepLimit);
    x = state[0];
    y = state[1];
    vx = state[2];
    vy = state[3];
    steps = (int) state[4];
    return observation();
  }

  /** Whether a position touches no wall's square. */
  private boolean free(double atX, double atY) {
    int i = Maze.index(atX);
    int j = Maze.index(atY);
    for (int nearX = i - 1; nearX <= i + 1; nearX++) {
      for (int nearY = j - 1; nearY <= j + 1; nearY++) {
        if (maze.wall(nearX, nearY) && nearest(atX, nearX) == atX && nearest(atY, nearY) == atY) {
          return false;
        }
      }
    }
    return true;
  }
}
