package dev.strandline.datasets;

import dev.strandline.datasets.DatasetSummary.Histogram;
import dev.strandline.datasets.DatasetSummary.Quantile;
import dev.strandline.datasets.DatasetSummary.Spread;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How near the rows of a log lie to each other, and how much its actions differ where its states
 * agree: what a constraint to the nearest transitions can use.
 *
 * <p>Measured on a sample of rows against all others, exactly. Observations count in standard
 * deviations of each number over the log, those that never change not at all; actions in halves of
 * their range; discrete actions are the same or infinitely far. Distances are Euclidean, so they
 * grow with the dimensions: compare them with {@link Distances#atRandom}.
 *
 * @param rows how many were sampled, without replacement
 * @param seed that the sample was drawn with
 * @param observations from each row's observation to the nearest of another row
 * @param pairs from each row's observation and action to the nearest of another row
 * @param neighbors k, how many nearest observations the disagreement looks at
 * @param disagreement median over rows of how much the actions of the k nearest observations differ
 *     from the row's own: the mean over them of the root mean square over the action's numbers, in
 *     halves of their range; of discrete actions, the share that is another
 * @param disagreementAtRandom the same, of k rows drawn at random instead of near ones
 */
public record NeighborStatistics(
    int rows,
    long seed,
    Distances observations,
    Distances pairs,
    int neighbors,
    double disagreement,
    double disagreementAtRandom) {

  /** Seed of the sample where none is given. */
  public static final long SEED = 0;

  /** Most rows in the sample. */
  public static final int SAMPLE = 2_000;

  private static final int NEIGHBORS = 5;
  private static final int FEWEST = 100;
  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** What a sample costs at most, in numbers that a scan of the log for each row would read. */
  private static final double BUDGET = 4e9;

  /** Keeps discrete actions apart, farther than observations ever are from each other. */
  private static final double APART = 1e9;

  /**
   * Distances from sampled rows to the nearest other row.
   *
   * @param quantiles at 5, 25, 50, 75 and 95 percent, linear between neighbors
   * @param histogram how they are spread
   * @param duplicates share of the sample that another row equals in every number
   * @param alone sampled rows without another of the same discrete action, which are left out
   * @param atRandom median distance to a row drawn at random; of the same discrete action, where
   *     that counts
   */
  public record Distances(
      List<Quantile> quantiles,
      Histogram histogram,
      double duplicates,
      int alone,
      double atRandom) {

    public Distances {
      quantiles = List.copyOf(quantiles);
    }

    /** The median. */
    public double median() {
      return quantiles.get(quantiles.size() / 2).value();
    }
  }

  /**
   * The statistics by a sample of {@value #SAMPLE} rows or, of a log so large and wide that this
   * would take minutes, of fewer, at least {@value #FEWEST}.
   *
   * @return empty if the log has a single row, or an observation or action that is not finite
   */
  public static Optional<NeighborStatistics> of(Transitions data, long seed) {
    double cost = (double) data.size() * (data.observationSize() + data.actionSpace().size());
    return of(data, seed, (int) Math.max(FEWEST, Math.min(SAMPLE, BUDGET / cost)));
  }

  /**
   * The statistics by a sample of {@code sample} rows, or of all if there are fewer.
   *
   * @return empty if the log has a single row, or an observation or action that is not finite
   */
  public static Optional<NeighborStatistics> of(Transitions data, long seed, int sample) {
    Check.atLeast(sample, 1, "NeighborStatistics sample", "2,000 rows are usual.");
    return data.size() > 1 && finite(data.observations()) && finite(data.actions())
        ? Optional.of(new Measurement(data, seed, sample).measure())
        : Optional.empty();
  }

  private static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** One measurement; every array over the sample is filled by row, so threads change nothing. */
  private static final class Measurement {

    private final Transitions data;
    private final long seed;
    private final int[] sample;
    private final int[][] strangers; // k rows at random for each sampled one
    private final int k;
    private final double[] actionScale;
    private final boolean discrete;

    Measurement(Transitions data, long seed, int most) {
      this.data = data;
      this.seed = seed;
      k = Math.min(NEIGHBORS, data.size() - 1);
      RandomStream random = new Streams(seed).open("neighbor statistics");
      sample = sample(random, Math.min(most, data.size()));
      strangers = new int[sample.length][k];
      for (int i = 0; i < sample.length; i++) {
        for (int j = 0; j < k; j++) {
          int other = random.nextInt(data.size() - 1);
          strangers[i][j] = other < sample[i] ? other : other + 1;
        }
      }
      discrete = data.actionSpace() instanceof ActionSpace.Discrete;
      actionScale = new double[data.actionSpace().size()];
      Arrays.setAll(
          actionScale,
          j ->
              data.actionSpace() instanceof ActionSpace.Box box
                  ? 1 / (double) box.halfWidth(j)
                  : APART);
    }

    private int[] sample(RandomStream random, int count) {
      if (count == data.size()) {
        return IntStream.range(0, count).toArray();
      }
      boolean[] taken = new boolean[data.size()];
      int[] rows = new int[count];
      for (int i = 0; i < count; i++) {
        do {
          rows[i] = random.nextInt(data.size());
        } while (taken[rows[i]]);
        taken[rows[i]] = true;
      }
      return rows;
    }

    NeighborStatistics measure() {
      int size = data.observationSize();
      double[] scale = new double[size];
      for (int j = 0; j < size; j++) {
        int dimension = j;
        double deviation =
            Spread.of(data.size(), row -> data.observations()[row * size + dimension])
                .standardDeviation();
        scale[j] = deviation > 0 ? 1 / deviation : 0;
      }
      // The two indices are built side by side.
      Found[] found = new Found[2];
      IntStream.range(0, 2)
          .parallel()
          .forEach(
              i ->
                  found[i] =
                      i == 0
                          ? search(points(scale, new double[0]), k)
                          : search(points(scale, actionScale), 1));
      double[] near = new double[sample.length];
      double[] random = new double[sample.length];
      for (int i = 0; i < sample.length; i++) {
        near[i] = disagreement(sample[i], found[0].rows[i]);
        random[i] = disagreement(sample[i], strangers[i]);
      }
      return new NeighborStatistics(
          sample.length,
          seed,
          distances(found[0], false),
          distances(found[1], true),
          k,
          median(near),
          median(random));
    }

    /** Scaled observations and, where {@code actions} has scales, scaled actions. */
    private Points points(double[] observations, double[] actions) {
      int size = data.observationSize();
      int actionSize = actions.length;
      int dimensions = size + actionSize;
      float[] points = new float[Math.multiplyExact(data.size(), dimensions)];
      for (int row = 0; row < data.size(); row++) {
        for (int j = 0; j < size; j++) {
          points[row * dimensions + j] =
              (float) (data.observations()[row * size + j] * observations[j]);
        }
        for (int j = 0; j < actionSize; j++) {
          points[row * dimensions + size + j] =
              (float) (data.actions()[row * actionSize + j] * actions[j]);
        }
      }
      return new Points(points, dimensions);
    }

    private record Points(float[] numbers, int dimensions) {
      double distance(int row, int other) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
          double difference =
              (double) numbers[row * dimensions + d] - numbers[other * dimensions + d];
          sum += difference * difference;
        }
        return Math.sqrt(sum);
      }
    }

    /**
     * For each sampled row the nearest others, the nearest first, and its distance to a stranger.
     */
    private record Found(int[][] rows, double[] nearest, double[] stranger) {}

    private Found search(Points points, int count) {
      NearestTransitions index = NearestTransitions.of(points.numbers(), points.dimensions());
      Found found =
          new Found(new int[sample.length][], new double[sample.length], new double[sample.length]);
      int pieces = Runtime.getRuntime().availableProcessors();
      IntStream.range(0, pieces)
          .parallel()
          .forEach(
              piece -> {
                NearestTransitions.Search search = index.search();
                double[] query = new double[points.dimensions()];
                int[] rows = new int[count + 1];
                double[] squared = new double[count + 1];
                for (int i = piece; i < sample.length; i += pieces) {
                  int own = sample[i];
                  index.point(own, query, 0);
                  search.nearest(query, 0, NearestTransitions.NONE, count + 1, rows, squared);
                  // The row itself is the nearest, unless enough others are equal to it.
                  found.rows[i] =
                      Arrays.stream(rows).filter(row -> row != own).limit(count).toArray();
                  found.nearest[i] = points.distance(own, found.rows[i][0]);
                  found.stranger[i] = points.distance(own, strangers[i][0]);
                }
              });
      return found;
    }

    private double disagreement(int row, int[] others) {
      int size = data.actionSpace().size();
      double sum = 0;
      for (int other : others) {
        double squares = 0;
        for (int j = 0; j < size; j++) {
          double difference = data.actions()[row * size + j] - data.actions()[other * size + j];
          double scaled = discrete ? (difference == 0 ? 0 : 1) : difference * actionScale[j];
          squares += scaled * scaled;
        }
        sum += Math.sqrt(squares / size);
      }
      return sum / others.length;
    }

    private Distances distances(Found found, boolean withActions) {
      double[] known = sortedKnown(found.nearest);
      double[] measured = known.length == 0 ? new double[] {Double.NaN} : known;
      double[] strangers = sortedKnown(found.stranger);
      long equal =
          IntStream.range(0, sample.length)
              .filter(i -> found.nearest[i] == 0 && equal(sample[i], found.rows[i][0], withActions))
              .count();
      return new Distances(
          Arrays.stream(LEVELS)
              .mapToObj(level -> new Quantile(level, DatasetSummary.quantile(measured, level)))
              .toList(),
          Histogram.of(measured.length, i -> measured[i]),
          (double) equal / sample.length,
          sample.length - known.length,
          strangers.length == 0 ? Double.NaN : DatasetSummary.quantile(strangers, 0.5));
    }

    /** Two rows at distance 0 may still differ by less than a point's precision. */
    private boolean equal(int row, int other, boolean withActions) {
      return equal(data.observations(), data.observationSize(), row, other)
          && (!withActions || equal(data.actions(), data.actionSpace().size(), row, other));
    }

    private static boolean equal(float[] values, int size, int row, int other) {
      for (int j = 0; j < size; j++) {
        if (values[row * size + j] != values[other * size + j]) {
          return false;
        }
      }
      return true;
    }

    private static double[] sortedKnown(double[] distances) {
      return Arrays.stream(distances).filter(distance -> distance < APART / 2).sorted().toArray();
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return DatasetSummary.quantile(sorted, 0.5);
    }
  }
}
