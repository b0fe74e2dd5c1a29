package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * The cells in which distinct pairs of observation and action are counted (Schweighofer et al., "A
 * Dataset Perspective on Offline Reinforcement Learning", 2022).
 *
 * <p>Each coordinate of real numbers has {@code m} edges, {@code linspace(min, max, m)} over the
 * reference's rows; a number's code is how many edges do not exceed it: 0 below the reference's
 * range, {@code m} at its maximum and above, {@code m + 1} codes in all. Coordinates that are
 * indices or, throughout the observation, whole numbers are their own codes.
 *
 * <p>Counting is exact: a pair's codes are packed into as few {@code long} as hold them, 8 bytes
 * for up to 21 coordinates with 5 edges, and counted in a table of 8 to 16 bytes a row.
 */
public final class CoverageGrid {

  private static final double LARGEST_EXACT = 1L << 24; // a float holds every whole number up to it

  private final double[][] edges; // empty for a coordinate that is its own code
  private final int[] word; // the long that holds a coordinate's code
  private final int[] shift; // where in it
  private final int words;

  private CoverageGrid(double[][] edges) {
    this.edges = edges;
    word = new int[edges.length];
    shift = new int[edges.length];
    int used = 0;
    int last = 0;
    for (int j = 0; j < edges.length; j++) {
      int bits = edges[j].length == 0 ? Integer.SIZE : bits(edges[j].length);
      if (used + bits > Long.SIZE) {
        last++;
        used = 0;
      }
      word[j] = last;
      shift[j] = used;
      used += bits;
    }
    words = last + 1;
  }

  private static int bits(int largest) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
  }

  /**
   * The grid over the first rows of a reference.
   *
   * @param rows how many, at least 1
   * @param edges m, at least 2
   * @param exactObservations whether observations are compared as they are; they must then be whole
   *     numbers
   * @throws IllegalArgumentException if a number is not finite
   */
  public static CoverageGrid over(
      StateActions reference, int rows, int edges, boolean exactObservations) {
    Check.atLeast(edges, 2, "CoverageGrid.edges", "5 is the authors' choice for D4RL.");
    Check.range(rows, 1, reference.size(), "CoverageGrid.rows", "Take what the reference has.");
    double[][] all = new double[reference.dimensions()][];
    for (int j = 0; j < all.length; j++) {
      boolean exact =
          j < reference.observationSize() ? exactObservations : reference.discreteActions();
      all[j] = exact ? new double[0] : edges(reference, rows, j, edges);
    }
    return new CoverageGrid(all);
  }

  private static double[] edges(StateActions reference, int rows, int j, int count) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < rows; row++) {
      double x = finite(reference, row, j);
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    double low = min;
    double step = (max - min) / (count - 1);
    double[] edges = new double[count];
    Arrays.setAll(edges, k -> low + k * step);
    edges[count - 1] = max; // whatever rounding made of it
    return edges;
  }

  /**
   * Whether all observations of the first rows are whole numbers, so that they are their own codes.
   */
  static boolean exactObservations(StateActions pairs, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < pairs.observationSize(); j++) {
        double x = pairs.coordinate(row, j);
        if (!(Math.abs(x) <= LARGEST_EXACT && x == Math.rint(x))) {
          return false;
        }
      }
    }
    return true;
  }

  private static double finite(StateActions pairs, int row, int j) {
    double x = pairs.coordinate(row, j);
    if (!Double.isFinite(x)) {
      boolean observation = j < pairs.observationSize();
      throw new IllegalArgumentException(
          (observation ? "observation[" + j : "action[" + (j - pairs.observationSize()))
              + "] is "
              + x
              + " in row "
              + row
              + ", so it lies in no cell. Mend the log, or leave its episode out.");
    }
    return x;
  }

  /** Coordinates of a pair. */
  public int dimensions() {
    return edges.length;
  }

  /**
   * The codes of one pair, {@code [dimensions]}.
   *
   * @throws IllegalArgumentException if one of its numbers is not finite
   */
  public int[] codes(StateActions pairs, int row) {
    Check.length(pairs.dimensions(), dimensions(), "a pair of observation and action");
    int[] codes = new int[dimensions()];
    for (int j = 0; j < codes.length; j++) {
      codes[j] = code(finite(pairs, row, j), j);
    }
    return codes;
  }

  private int code(double x, int j) {
    double[] at = edges[j];
    if (at.length == 0) {
      return (int) x;
    }
    int low = 0;
    int high = at.length;
    while (low < high) { // all edges before low are <= x, all from high on are above
      int middle = (low + high) >>> 1;
      if (at[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * How many of the first {@code rows} pairs lie in different cells.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public int distinct(StateActions pairs, int rows) {
    Check.length(pairs.dimensions(), dimensions(), "a pair of observation and action");
    Check.range(rows, 1, pairs.size(), "rows", "Take what the log has.");
    long[] packed = new long[Math.multiplyExact(rows, words)];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < edges.length; j++) {
        long code = Integer.toUnsignedLong(code(finite(pairs, row, j), j));
        packed[row * words + word[j]] |= code << shift[j];
      }
    }
    return FirstOccurrences.count(
        new FirstOccurrences.Rows() {
          @Override
          public long hash(int row) {
            long hash = 0;
            for (int i = row * words; i < (row + 1) * words; i++) {
              hash = FirstOccurrences.mix(hash, packed[i]);
            }
            return hash;
          }

          @Override
          public boolean equal(int row, int other) {
            return Arrays.equals(
                packed, row * words, (row + 1) * words, packed, other * words, (other + 1) * words);
          }
        },
        rows);
  }
}
