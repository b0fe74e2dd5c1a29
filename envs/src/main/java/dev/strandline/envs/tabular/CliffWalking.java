package dev.strandline.envs.tabular;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * CliffWalking-v1: walk along a cliff to the goal (Sutton and Barto, "Reinforcement Learning: An
 * Introduction", 2018, example 6.6).
 *
 * <p>States number a grid of 4 rows and 12 columns; the start is 36, the goal 47, the cliff 37 to
 * 46. Actions are 0 up, 1 right, 2 down, 3 left; steps off the grid stay. A step costs 1; one onto
 * the cliff costs 100 and leads back to the start. Entering the goal ends the episode.
 *
 * <p>Source: Gymnasium's {@code CliffWalking-v1}, whose table this gives, in its order, what it
 * lists for cliff and goal included.
 */
public final class CliffWalking {

  private static final int HEIGHT = 4;
  private static final int WIDTH = 12;
  private static final int START = 36;
  private static final int GOAL = 47;
  private static final int ACTIONS = 4;
  private static final int[] DOWN = {-1, 0, 1, 0};
  private static final int[] RIGHT = {0, 1, 0, -1};

  private CliffWalking() {}

  /**
   * Lists the walk.
   *
   * @param slippery whether a step goes where it is meant to, and to either side of that, with
   *     probability 1/3 each
   */
  public static TabularMdp mdp(boolean slippery) {
    double[] initial = new double[HEIGHT * WIDTH];
    initial[START] = 1;
    List<List<Outcome>> rows = new ArrayList<>();
    int[][] rowOf = new int[initial.length][ACTIONS];
    for (int s = 0; s < initial.length; s++) {
      for (int a = 0; a < ACTIONS; a++) {
        rowOf[s][a] = rows.size();
        rows.add(slippery ? slip(s, a) : List.of(outcome(1, s, a)));
      }
    }
    return new TabularMdp(initial, rows, rowOf);
  }

  private static List<Outcome> slip(int state, int action) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int turn = -1; turn <= 1; turn++) {
      outcomes.add(outcome(1.0 / 3, state, Math.floorMod(action + turn, ACTIONS)));
    }
    return outcomes;
  }

  private static Outcome outcome(double probability, int state, int direction) {
    int row = clamp(state / WIDTH + DOWN[direction], HEIGHT);
    int column = clamp(state % WIDTH + RIGHT[direction], WIDTH);
    int next = row * WIDTH + column;
    return next > START && next < GOAL
        ? new Outcome(probability, START, -100, false)
        : new Outcome(probability, next, -1, next == GOAL);
  }

  private static int clamp(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }
}
