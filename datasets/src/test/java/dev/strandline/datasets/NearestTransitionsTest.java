package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTransitionsTest {

  @Test
  void theNearestOfThreePointsIsTheOneWorkedOutByHand() {
    NearestTransitions index = NearestTransitions.of(new double[] {2, .5, -4, 0, -3.8, -.8}, 2);
    NearestTransitions.Search search = index.search();

    int nearest = search.nearest(new double[] {9, -4, -.7}, 1, NearestTransitions.NONE);

    assertThat(nearest).isEqualTo(2);
    assertThat(search.squaredDistance())
        .isCloseTo(.2 * .2 + .1 * .1, org.assertj.core.api.Assertions.within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 50", "3, 2, 1000", "8, 5, 4000", "24, 8, 3000"})
  void answersEqualAScansInDouble(int dimensions, int k, int rows) {
    double[] points = clustered(dimensions, rows);
    NearestTransitions index = NearestTransitions.of(points, dimensions);

    compare(index, points, dimensions, Math.min(k, rows));
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 50", "6, 3, 5000", "24, 1, 3000"})
  void answersEqualAScansInFloat(int dimensions, int k, int rows) {
    double[] points = clustered(dimensions, rows);
    float[] floats = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      floats[i] = (float) points[i];
      points[i] = floats[i];
    }
    NearestTransitions index = NearestTransitions.of(floats, dimensions);

    compare(index, points, dimensions, k);
  }

  /** Clusters, a dimension of few values, and every tenth point a copy of an earlier one. */
  private static double[] clustered(int dimensions, int rows) {
    RandomStream stream = new Streams(dimensions).open("points");
    double[] points = new double[rows * dimensions];
    for (int row = 0; row < rows; row++) {
      for (int d = 0; d < dimensions; d++) {
        double center = (row % 7) * (d % 3);
        points[row * dimensions + d] = d == 1 ? stream.nextInt(3) : center + stream.nextGaussian();
      }
      if (row % 10 == 9) {
        int earlier = stream.nextInt(row);
        System.arraycopy(points, earlier * dimensions, points, row * dimensions, dimensions);
      }
    }
    return points;
  }

  /** Queries at points, near points, and far from all of them. */
  private static void compare(NearestTransitions index, double[] points, int dimensions, int k) {
    RandomStream stream = new Streams(k).open("queries");
    NearestTransitions.Search search = index.search();
    int n = points.length / dimensions;
    int[] rows = new int[k];
    double[] distances = new double[k];
    double[] query = new double[dimensions];
    for (int trial = 0; trial < 300; trial++) {
      int base = stream.nextInt(n);
      double noise = new double[] {0, 0.1, 1, 30}[trial % 4];
      for (int d = 0; d < dimensions; d++) {
        query[d] = points[base * dimensions + d] + noise * stream.nextGaussian();
      }
      int[] expected = scan(points, dimensions, query, k);

      search.nearest(query, 0, NearestTransitions.NONE, k, rows, distances);
      assertThat(rows).as("trial %d", trial).containsExactly(expected);
      assertThat(distances[k - 1]).isEqualTo(squared(points, dimensions, query, expected[k - 1]));
      search.nearest(query, 0, base, k, rows, distances);
      assertThat(rows).as("trial %d, guessed", trial).containsExactly(expected);
      assertThat(search.nearest(query, 0, stream.nextInt(n))).isEqualTo(expected[0]);
    }
  }

  private static int[] scan(double[] points, int dimensions, double[] query, int k) {
    return IntStream.range(0, points.length / dimensions)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(row -> squared(points, dimensions, query, row))
                .thenComparingInt(row -> row))
        .limit(k)
        .mapToInt(row -> row)
        .toArray();
  }

  private static double squared(double[] points, int dimensions, double[] query, int row) {
    double sum = 0;
    for (int d = 0; d < dimensions; d++) {
      double difference = query[d] - points[row * dimensions + d];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void amongEqualPointsTheLowestRowAnswers() {
    double[] points = new double[200];
    Arrays.fill(points, 3);
    NearestTransitions.Search search = NearestTransitions.of(points, 2).search();

    assertThat(search.nearest(new double[] {3, 3}, 0, 70)).isZero();
    assertThat(search.nearest(new double[] {4, 3}, 0, NearestTransitions.NONE)).isZero();
  }

  @Test
  void aPointIsGivenBack() {
    float[] points = {1, 2, 3, 4, 5, 6};
    double[] target = new double[4];

    NearestTransitions.of(points, 3).point(1, target, 1);

    assertThat(target).containsExactly(0, 4, 5, 6);
  }

  @Test
  void aPointThatIsNotFiniteIsRefusedWithItsPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NearestTransitions.of(new float[] {1, 2, 3, Float.NaN}, 2))
        .withMessageContaining("point 1, dimension 1: is NaN");
  }

  @Test
  void moreNeighborsThanPointsAreRefused() {
    NearestTransitions.Search search = NearestTransitions.of(new double[] {1, 2}, 1).search();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.nearest(new double[1], 0, -1, 3, new int[3], new double[3]))
        .withMessageContaining("k is 3, but the index has 2 points");
  }
}
