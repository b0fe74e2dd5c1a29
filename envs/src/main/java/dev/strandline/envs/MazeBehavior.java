package dev.strandline.envs;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * The waypoint controller as a player in point mazes.
 *
 * <p>Its density is not known: the plan that it follows is not part of the observation, and clipped
 * noise puts weight on the very bounds of the action.
 */
final class MazeBehavior {

  private static final double TARGET_SPREAD = 0.1;
  private static final double NOISE = 0.5;

  private MazeBehavior() {}

  /** Steers to the evaluation goal in ordinary episodes, along a plan of its own in each. */
  static Behavior planner(Maze maze) {
    return new Tier(
        "D4RL's controller with a plan of its own in each episode, as well as it can",
        (env, streams) -> new GoalSeeker(maze, env, streams, true));
  }

  /**
   * The controller whose mean return D4RL's scores take for 100. Its script plans the way from the
   * first episode's start only; from the starts of later episodes it steers straight at the goal,
   * and a wall in between holds it up for good. {@link #planner} shows what the controller can do.
   */
  static Behavior expert(Maze maze) {
    return new Tier(
        "D4RL's controller as its score of 100 was measured: it plans in the first episode only,"
            + " then steers straight at the goal",
        (env, streams) -> new GoalSeeker(maze, env, streams, false));
  }

  /**
   * Collects data as D4RL's script does for its maze2d datasets: steers to one target after the
   * other, each uniform over the free cells and within 0.1 of their integer coordinates, with noise
   * 0.5 N(0, 1) on both motors before they are clipped.
   *
   * <p>An episode of the log is the way to one target. The row that begins within 0.1 of its cell's
   * coordinates is the last, marked as truncated, as is that of the environment's last step (D4RL
   * allows one more); the position then goes on to the next target, it is not a reset. No target is
   * a terminal.
   *
   * <p>The log holds what happened, where D4RL's files hold what their script left: there, the row
   * after a change of targets repeats the observation before it, next observations are the
   * observations of the next row, and the sparse reward of a row is that of the position before its
   * step, not after it as in the environment. Rewards are for the evaluation goal, here as there.
   */
  static Behavior collector(Maze maze) {
    return new Tier(
        "D4RL's data collection: from one random cell to the next, with noise",
        (env, streams) -> new Collector(maze, env, streams));
  }

  private record Tier(String description, BiFunction<RestorableEnv, Streams, Behavior.Player> maker)
      implements Behavior {

    @Override
    public Player player(RestorableEnv env, Streams streams) {
      return maker.apply(env, streams);
    }
  }

  private abstract static class Steering implements Behavior.Player {

    final Maze maze;
    final RestorableEnv env;
    final Streams streams;
    final WaypointController controller;

    Steering(Maze maze, RestorableEnv env, Streams streams) {
      this.maze = maze;
      this.env = env;
      this.streams = streams;
      controller = new WaypointController(maze);
    }

    RandomGenerator waypoints(int episode) {
      return streams.at("waypoints", episode);
    }

    float[] reset(int episode) {
      return env.reset(streams.at("episode", episode).nextLong());
    }

    @Override
    public boolean knowsDensity() {
      return false;
    }

    @Override
    public double logProb() {
      return Double.NaN;
    }
  }

  private static final class GoalSeeker extends Steering {

    private final boolean plansEachEpisode;

    GoalSeeker(Maze maze, RestorableEnv env, Streams streams, boolean plansEachEpisode) {
      super(maze, env, streams);
      this.plansEachEpisode = plansEachEpisode;
    }

    @Override
    public float[] begin(int episode) {
      float[] observation = reset(episode);
      if (plansEachEpisode || controller.target() == null) {
        controller.head(observation[0], observation[1], maze.goal(), waypoints(episode));
      }
      return observation;
    }

    @Override
    public float[] act(float[] observation) {
      return controller.act(observation);
    }

    @Override
    public Env.Step step(float[] action) {
      return env.step(action);
    }

    @Override
    public double[] target() {
      return new double[] {maze.goal().x(), maze.goal().y()};
    }
  }

  private static final class Collector extends Steering {

    private double[] leftAt;
    private double targetX;
    private double targetY;
    private RandomStream noise;

    Collector(Maze maze, RestorableEnv env, Streams streams) {
      super(maze, env, streams);
    }

    @Override
    public float[] begin(int episode) {
      float[] observation = leftAt == null ? reset(episode) : goOn();
      noise = streams.at("action", episode);
      RandomStream target = streams.at("target", episode);
      List<Maze.Cell> free = maze.freeCells();
      Maze.Cell cell = free.get(target.nextInt(free.size()));
      targetX = cell.x() + TARGET_SPREAD * (2 * target.nextDouble() - 1);
      targetY = cell.y() + TARGET_SPREAD * (2 * target.nextDouble() - 1);
      if (!cell.equals(controller.target())) {
        controller.head(observation[0], observation[1], cell, waypoints(episode));
      }
      return observation;
    }

    private float[] goOn() {
      leftAt[leftAt.length - 1] = 0; // steps taken
      return env.restoreState(leftAt);
    }

    @Override
    public float[] act(float[] observation) {
      float[] action = controller.act(observation);
      for (int j = 0; j < action.length; j++) {
        double noisy = action[j] + NOISE * noise.nextGaussian();
        action[j] = (float) Math.max(-1, Math.min(1, noisy));
      }
      return action;
    }

    @Override
    public Env.Step step(float[] action) {
      Env.Step step = env.step(action);
      if (controller.arrived()) {
        step = new Env.Step(step.observation(), step.reward(), false, true);
      }
      if (step.ended()) {
        leftAt = env.saveState();
      }
      return step;
    }

    @Override
    public double[] target() {
      return new double[] {targetX, targetY};
    }
  }
}
