package dev.strandline.envs.tabular;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * FrozenLake-v1: cross a slippery lake from S to G without falling into a hole H.
 *
 * <p>States number the map's cells row by row; actions are 0 left, 1 down, 2 right, 3 up. A step
 * goes where it is meant to with some probability, else to either side of that alike, and stays
 * where it would leave the map. The reward is 1 on entering G, else 0. H and G end the episode, and
 * listed by themselves they loop. An episode starts on any S alike.
 *
 * <p>Source: Gymnasium's {@code FrozenLake-v1}, whose table this gives, in its order.
 */
public final class FrozenLake {

  /** The map of {@code FrozenLake-v1}; its step limit is 100. */
  public static final List<String> MAP_4X4 = List.of("SFFF", "FHFH", "FFFH", "HFFG");

  /** The map of {@code FrozenLake8x8-v1}; its step limit is 200. */
  public static final List<String> MAP_8X8 =
      List.of(
          "SFFFFFFF",
          "FFFFFFFF",
          "FFFHFFFF",
          "FFFFFHFF",
          "FFFHFFFF",
          "FHHFFFHF",
          "FHFFHFHF",
          "FFFHFFFG");

  /** Probability that a step on the published lakes goes where it is meant to. */
  public static final double SLIPPERY = 1.0 / 3;

  private static final int ACTIONS = 4;
  private static final int[] DOWN = {0, 1, 0, -1};
  private static final int[] RIGHT = {-1, 0, 1, 0};

  private FrozenLake() {}

  /**
   * Lists the lake.
   *
   * @param map rows of the letters S, F, H and G, equally long, at least one S among them
   * @param straight probability that a step goes where it is meant to, in [0, 1]; 1 is no ice
   * @throws IllegalArgumentException if the map is no such map
   */
  public static TabularMdp mdp(List<String> map, double straight) {
    Check.range(straight, 0, 1, "FrozenLake straight", "The published lakes have 1/3.");
    String cells = cells(map);
    int width = map.get(0).length();
    double[] initial = new double[cells.length()];
    List<List<Outcome>> rows = new ArrayList<>();
    int[][] rowOf = new int[cells.length()][ACTIONS];
    long starts = cells.chars().filter(cell -> cell == 'S').count();
    for (int s = 0; s < cells.length(); s++) {
      initial[s] = cells.charAt(s) == 'S' ? 1.0 / starts : 0;
      for (int a = 0; a < ACTIONS; a++) {
        rowOf[s][a] = rows.size();
        rows.add(outcomes(cells, width, s, a, straight));
      }
    }
    return new TabularMdp(initial, rows, rowOf);
  }

  private static String cells(List<String> map) {
    Check.that(!map.isEmpty(), "FrozenLake map has no rows. Give at least one.");
    for (String row : map) {
      Check.that(
          row.matches("[SFHG]+") && row.length() == map.get(0).length(),
          "FrozenLake map row '%s' must hold the letters S, F, H and G, as many as the first row"
              + " '%s'. Mend the map.",
          row,
          map.get(0));
    }
    String cells = String.join("", map);
    Check.that(cells.contains("S"), "FrozenLake map %s has no start S. Mark one.", map);
    return cells;
  }

  private static List<Outcome> outcomes(
      String cells, int width, int state, int action, double straight) {
    if (ends(cells, state)) {
      return List.of(new Outcome(1, state, 0, true));
    }
    double aside = (1 - straight) / 2;
    double[] probability = {aside, straight, aside};
    List<Outcome> outcomes = new ArrayList<>();
    for (int turn = -1; turn <= 1; turn++) {
      if (probability[turn + 1] > 0) {
        int next = move(cells, width, state, Math.floorMod(action + turn, ACTIONS));
        double reward = cells.charAt(next) == 'G' ? 1 : 0;
        outcomes.add(new Outcome(probability[turn + 1], next, reward, ends(cells, next)));
      }
    }
    return outcomes;
  }

  private static boolean ends(String cells, int state) {
    return cells.charAt(state) == 'H' || cells.charAt(state) == 'G';
  }

  private static int move(String cells, int width, int state, int direction) {
    int row = state / width + DOWN[direction];
    int column = state % width + RIGHT[direction];
    boolean onTheMap = row >= 0 && row < cells.length() / width && column >= 0 && column < width;
    return onTheMap ? row * width + column : state;
  }
}
