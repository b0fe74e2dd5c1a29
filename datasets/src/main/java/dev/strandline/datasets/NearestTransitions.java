package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * Finds, among the points of a log, the ones nearest to a query by Euclidean distance; exactly,
 * never approximately.
 *
 * <p>A bucket k-d tree: points are split at the median of their widest dimension until at most
 * {@value #BUCKET} remain, and every node keeps the smallest box around its points. A search visits
 * the nearer child first and leaves out boxes that lie farther than what it has. Distances are
 * summed in {@code double}, dimension by dimension, in points and boxes alike, so that rounding
 * cannot hide a nearer point: the answer equals a scan's, ties included, which go to the lower row.
 *
 * <p>A search is fast where it begins with a good guess. A query whose state is a row of the log
 * has one: that row itself, which bounds the distance before the search begins (Ran et al., "Policy
 * Regularization with Dataset Constraint for Offline Reinforcement Learning", 2023, ask such
 * queries only).
 *
 * <p>Points keep the precision they come in. A million rows take as much memory again as their
 * numbers, and a second or two to build. The index is immutable and shared freely; a {@link Search}
 * belongs to one thread.
 */
public final class NearestTransitions {

  /** No guess. */
  public static final int NONE = -1;

  private static final int BUCKET = 16;

  private final int dimensions;
  private final int depth;
  private final int[] rows; // the row at each place, leaf by leaf
  private final float[] floats; // points in that order, or null where they are doubles
  private final double[] doubles;
  private final double[] boxes; // of each node, in heap order: lower corner, upper corner
  private final int[] places; // where each row stands

  /**
   * Indexes points in single precision.
   *
   * @param points {@code [rows * dimensions]}, row-major, finite; copied
   * @param dimensions numbers in a point, at least 1
   */
  public static NearestTransitions of(float[] points, int dimensions) {
    return new NearestTransitions(points.length, dimensions, points, null);
  }

  /** Indexes points in double precision; the parameters are those of the other. */
  public static NearestTransitions of(double[] points, int dimensions) {
    return new NearestTransitions(points.length, dimensions, null, points);
  }

  private NearestTransitions(int numbers, int dimensions, float[] asFloats, double[] asDoubles) {
    Check.atLeast(dimensions, 1, "dimensions", "A point has at least one number.");
    Check.that(
        numbers > 0 && numbers % dimensions == 0,
        "%d numbers are no whole number of points of %d dimensions. Give at least one point, row-major.",
        numbers,
        dimensions);
    this.dimensions = dimensions;
    Source source = asFloats != null ? i -> asFloats[i] : i -> asDoubles[i];
    for (int i = 0; i < numbers; i++) {
      Check.that(
          Double.isFinite(source.get(i)),
          "point %d, dimension %d: is %s, but must be a finite number. Leave such rows out.",
          i / dimensions,
          i % dimensions,
          source.get(i));
    }
    int n = numbers / dimensions;
    int levels = 0;
    while (((n - 1) >> levels) + 1 > BUCKET) {
      levels++;
    }
    depth = levels;
    rows = new int[n];
    Arrays.setAll(rows, row -> row);
    boxes = new double[((2 << depth) - 1) * 2 * dimensions];
    new Build(source).split(0, 0, n, 0);
    places = new int[n];
    floats = asFloats == null ? null : new float[numbers];
    doubles = asDoubles == null ? null : new double[numbers];
    for (int place = 0; place < n; place++) {
      places[rows[place]] = place;
      Object from = asFloats != null ? asFloats : asDoubles;
      Object to = asFloats != null ? floats : doubles;
      System.arraycopy(from, rows[place] * dimensions, to, place * dimensions, dimensions);
    }
  }

  @FunctionalInterface
  private interface Source {
    double get(int index);
  }

  /** Splits places until buckets are small enough. */
  private final class Build {
    private final Source source;

    Build(Source source) {
      this.source = source;
    }

    void split(int node, int from, int to, int level) {
      int widest = box(node, from, to);
      if (level == depth) {
        return;
      }
      int middle = (from + to) >>> 1;
      select(from, to - 1, middle, widest);
      split(2 * node + 1, from, middle, level + 1);
      split(2 * node + 2, middle, to, level + 1);
    }

    /** Measures the box around some places and returns its widest dimension. */
    private int box(int node, int from, int to) {
      int low = node * 2 * dimensions;
      int high = low + dimensions;
      int widest = 0;
      for (int d = 0; d < dimensions; d++) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int place = from; place < to; place++) {
          double value = source.get(rows[place] * dimensions + d);
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
        boxes[low + d] = min;
        boxes[high + d] = max;
        if (max - min > boxes[high + widest] - boxes[low + widest]) {
          widest = d;
        }
      }
      return widest;
    }

    /** Hoare's selection: no place before {@code nth} has a larger value, none after a smaller. */
    private void select(int from, int to, int nth, int dimension) {
      while (from < to) {
        double pivot =
            median(
                value(from, dimension), value((from + to) >>> 1, dimension), value(to, dimension));
        int i = from;
        int j = to;
        while (i <= j) {
          while (value(i, dimension) < pivot) {
            i++;
          }
          while (value(j, dimension) > pivot) {
            j--;
          }
          if (i <= j) {
            int swapped = rows[i];
            rows[i++] = rows[j];
            rows[j--] = swapped;
          }
        }
        if (nth <= j) {
          to = j;
        } else if (nth >= i) {
          from = i;
        } else {
          return;
        }
      }
    }

    private double value(int place, int dimension) {
      return source.get(rows[place] * dimensions + dimension);
    }

    private static double median(double a, double b, double c) {
      return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
  }

  /** Number of points. */
  public int size() {
    return rows.length;
  }

  /** Numbers in a point. */
  public int dimensions() {
    return dimensions;
  }

  /** Copies the point of {@code row} into {@code target} from {@code offset} on. */
  public void point(int row, double[] target, int offset) {
    int first = places[row] * dimensions;
    for (int d = 0; d < dimensions; d++) {
      target[offset + d] = floats != null ? floats[first + d] : doubles[first + d];
    }
  }

  /** A search of one thread's own; nothing is allocated after this. */
  public Search search() {
    return new Search();
  }

  /** Searches the index, one query at a time. */
  public final class Search {

    private final double[] query = new double[dimensions];
    private final int[] oneRow = new int[1];
    private final double[] oneDistance = new double[1];
    private int k;
    private int guess;
    private int[] found;
    private double[] distances; // squared, ascending

    private Search() {}

    /**
     * The row nearest to a query.
     *
     * @param query holds the query's numbers from {@code offset} on, finite
     * @param guess a row that may be near, whose distance bounds the search; {@link #NONE} for none
     */
    public int nearest(double[] query, int offset, int guess) {
      search(query, offset, guess, 1, oneRow, oneDistance);
      return oneRow[0];
    }

    /** Squared distance of the row that {@link #nearest(double[], int, int)} answered last. */
    public double squaredDistance() {
      return oneDistance[0];
    }

    /**
     * The {@code k} rows nearest to a query, the nearest first.
     *
     * @param query holds the query's numbers from {@code offset} on, finite
     * @param guess a row that may be near, whose distance bounds the search where {@code k} is 1;
     *     {@link #NONE} for none
     * @param k at least 1, at most the index's size
     * @param rows receives the rows, {@code [k]} or longer
     * @param squaredDistances receives their squared distances, {@code [k]} or longer
     */
    public void nearest(
        double[] query, int offset, int guess, int k, int[] rows, double[] squaredDistances) {
      if (k < 1 || k > size()) {
        throw new IllegalArgumentException(
            "k is "
                + k
                + ", but the index has "
                + size()
                + " points. Ask for 1 to "
                + size()
                + ".");
      }
      search(query, offset, guess, k, rows, squaredDistances);
    }

    private void search(
        double[] source, int offset, int guess, int k, int[] rows, double[] squaredDistances) {
      System.arraycopy(source, offset, query, 0, dimensions);
      this.k = k;
      this.guess = guess;
      found = rows;
      distances = squaredDistances;
      Arrays.fill(found, 0, k, Integer.MAX_VALUE);
      Arrays.fill(distances, 0, k, Double.POSITIVE_INFINITY);
      if (guess != NONE) {
        offer(guess, places[guess] * dimensions);
      }
      visit(0, 0, size(), 0);
    }

    private void visit(int node, int from, int to, int level) {
      if (level == depth) {
        for (int place = from; place < to; place++) {
          if (rows[place] != guess) {
            offer(rows[place], place * dimensions);
          }
        }
        return;
      }
      int middle = (from + to) >>> 1;
      int left = 2 * node + 1;
      double toLeft = distanceToBox(left);
      double toRight = distanceToBox(left + 1);
      if (toLeft <= toRight) {
        visitWithin(toLeft, left, from, middle, level + 1);
        visitWithin(toRight, left + 1, middle, to, level + 1);
      } else {
        visitWithin(toRight, left + 1, middle, to, level + 1);
        visitWithin(toLeft, left, from, middle, level + 1);
      }
    }

    private void visitWithin(double distance, int node, int from, int to, int level) {
      if (distance <= distances[k - 1]) {
        visit(node, from, to, level);
      }
    }

    /** Squared distance to a node's box, 0 inside; infinite as soon as it is too far to matter. */
    private double distanceToBox(int node) {
      double bound = distances[k - 1];
      int low = node * 2 * dimensions;
      int high = low + dimensions;
      double sum = 0;
      for (int d = 0; d < dimensions; d++) {
        double q = query[d];
        double outside = Math.max(Math.max(boxes[low + d] - q, q - boxes[high + d]), 0);
        sum += outside * outside;
        if (sum > bound) {
          return Double.POSITIVE_INFINITY;
        }
      }
      return sum;
    }

    /** Takes a row among the found ones if it is near enough. */
    private void offer(int row, int first) {
      double bound = distances[k - 1];
      double sum = 0;
      if (floats != null) {
        for (int d = 0; d < dimensions; d++) {
          double difference = query[d] - floats[first + d];
          sum += difference * difference;
          if (sum > bound) {
            return;
          }
        }
      } else {
        for (int d = 0; d < dimensions; d++) {
          double difference = query[d] - doubles[first + d];
          sum += difference * difference;
          if (sum > bound) {
            return;
          }
        }
      }
      if (sum == bound && row > found[k - 1]) {
        return;
      }
      int place = k - 1;
      while (place > 0
          && (sum < distances[place - 1]
              || (sum == distances[place - 1] && row < found[place - 1]))) {
        distances[place] = distances[place - 1];
        found[place] = found[place - 1];
        place--;
      }
      distances[place] = sum;
      found[place] = row;
    }
  }
}
