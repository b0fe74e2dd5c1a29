package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NeighborStatisticsTest {

  private static Transitions log(ActionSpace space, float[] observations, float[] actions) {
    int n = actions.length / space.size();
    boolean[] truncated = new boolean[n];
    truncated[n - 1] = true;
    return new Transitions.Builder(observations.length / n, space)
        .observations(observations)
        .actions(actions)
        .rewards(new double[n])
        .terminal(new boolean[n])
        .truncated(truncated)
        .episodesByEnds()
        .build();
  }

  /** Observations of three numbers, the last one constant, and actions of two. */
  private static Transitions noise(int rows) {
    RandomStream random = new Streams(4).open("noise");
    float[] observations = new float[3 * rows];
    float[] actions = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      observations[3 * row] = (float) random.nextGaussian();
      observations[3 * row + 1] = (float) (100 * random.nextGaussian());
      observations[3 * row + 2] = 7;
      actions[2 * row] = (float) (2 * random.nextDouble() - 1);
      actions[2 * row + 1] = (float) (2 * random.nextDouble() - 1);
    }
    return log(ActionSpace.Box.symmetric(2, 2), observations, actions);
  }

  @Test
  void fourRowsGiveTheDistancesWorkedOutByHand() {
    // Observations 0, 0, 3, 3: standard deviation 1.5, so the pairs are 2 apart.
    // Actions in [-2, 2]: 0, 1, 0, 0, halves of the range 0, 0.5, 0, 0.
    Transitions log =
        log(ActionSpace.Box.symmetric(1, 2), new float[] {0, 0, 3, 3}, new float[] {0, 1, 0, 0});

    NeighborStatistics statistics = NeighborStatistics.of(log, 1).orElseThrow();

    assertThat(statistics.rows()).isEqualTo(4);
    assertThat(statistics.neighbors()).isEqualTo(3);
    assertThat(statistics.observations().duplicates()).isEqualTo(1);
    assertThat(statistics.observations().median()).isZero();
    // To the nearest pair: rows 0 and 1 are 0.5 apart, rows 2 and 3 equal.
    assertThat(statistics.pairs().duplicates()).isEqualTo(0.5);
    assertThat(statistics.pairs().median()).isEqualTo(0.25);
    assertThat(statistics.pairs().quantiles().get(4).value()).isCloseTo(0.5, within(1e-6));
    // Of the three other rows one acts 0.5 otherwise: a third of 0.5; from row 1 all do.
    assertThat(statistics.disagreement()).isCloseTo(0.5 / 3, within(1e-6));
  }

  @Test
  void nearestRowsAreThoseOfAScan() {
    Transitions log = noise(300);
    double[] nearest = new double[300];
    double[] scale = new double[2];
    for (int j = 0; j < 2; j++) {
      int dimension = j;
      scale[j] =
          DatasetSummary.Spread.of(300, row -> log.observations()[3 * row + dimension])
              .standardDeviation();
    }
    for (int row = 0; row < 300; row++) {
      nearest[row] = Double.POSITIVE_INFINITY;
      for (int other = 0; other < 300; other++) {
        double sum = 0;
        for (int j = 0; j < 2; j++) {
          double difference =
              (log.observations()[3 * row + j] - log.observations()[3 * other + j]) / scale[j];
          sum += difference * difference;
        }
        nearest[row] = other == row ? nearest[row] : Math.min(nearest[row], Math.sqrt(sum));
      }
    }
    Arrays.sort(nearest);

    NeighborStatistics statistics = NeighborStatistics.of(log, 1).orElseThrow();

    assertThat(statistics.observations().median())
        .isCloseTo(DatasetSummary.quantile(nearest, 0.5), within(1e-6));
    assertThat(statistics.observations().quantiles().get(0).value())
        .isCloseTo(DatasetSummary.quantile(nearest, 0.05), within(1e-6));
    assertThat(statistics.observations().duplicates()).isZero();
    assertThat(statistics.observations().atRandom())
        .isGreaterThan(5 * statistics.observations().median());
  }

  @Test
  void actionsThatFollowFromTheStateAgreeAndOthersDoNot() {
    Transitions random = noise(3_000);
    float[] decided = new float[6_000];
    for (int row = 0; row < 3_000; row++) {
      decided[2 * row] = (float) Math.tanh(random.observations()[3 * row]);
      decided[2 * row + 1] = (float) Math.tanh(random.observations()[3 * row + 1] / 100);
    }
    Transitions deterministic =
        log(ActionSpace.Box.symmetric(2, 2), random.observations(), decided);

    NeighborStatistics free = NeighborStatistics.of(random, 1).orElseThrow();
    NeighborStatistics bound = NeighborStatistics.of(deterministic, 1).orElseThrow();

    assertThat(free.rows()).isEqualTo(NeighborStatistics.SAMPLE);
    assertThat(free.disagreement()).isCloseTo(free.disagreementAtRandom(), within(0.03));
    assertThat(bound.disagreement()).isLessThan(0.1 * bound.disagreementAtRandom());
  }

  @Test
  void sameSeedSameSampleAndAnotherSeedAnother() {
    Transitions log = noise(2_500);

    NeighborStatistics one = NeighborStatistics.of(log, 1, 200).orElseThrow();

    assertThat(NeighborStatistics.of(log, 1, 200)).contains(one);
    assertThat(NeighborStatistics.of(log, 2, 200).orElseThrow().observations())
        .isNotEqualTo(one.observations());
    assertThat(one.rows()).isEqualTo(200);
  }

  @Test
  void discreteActionsAreTheSameOrNot() {
    // Action 2 is taken once only; each other row has one of its action, 1 / sd away.
    Transitions log =
        log(new ActionSpace.Discrete(3), new float[] {0, 1, 2, 3, 4}, new float[] {0, 0, 2, 1, 1});

    NeighborStatistics statistics = NeighborStatistics.of(log, 1).orElseThrow();

    assertThat(statistics.pairs().alone()).isEqualTo(1);
    assertThat(statistics.pairs().median()).isCloseTo(1 / Math.sqrt(2), within(1e-6));
    assertThat(statistics.observations().alone()).isZero();
    // Of the four others, three have another action than a row of 0 or 1 has.
    assertThat(statistics.disagreement()).isEqualTo(0.75);
  }

  @Test
  void aRowAmongManyEqualOnesIsNotItsOwnNeighbor() {
    Transitions log = log(ActionSpace.Box.symmetric(1, 1), new float[50], new float[50]);

    NeighborStatistics statistics = NeighborStatistics.of(log, 1).orElseThrow();

    assertThat(statistics.observations().duplicates()).isEqualTo(1);
    assertThat(statistics.disagreement()).isZero();
  }

  @Test
  void aSingleRowAndNumbersThatAreNotFiniteGiveNone() {
    ActionSpace space = ActionSpace.Box.symmetric(1, 1);

    assertThat(NeighborStatistics.of(log(space, new float[1], new float[1]), 1)).isEmpty();
    assertThat(
            NeighborStatistics.of(
                log(space, new float[] {1, Float.NaN, 2}, new float[] {0, 0, 0}), 1))
        .isEmpty();
    assertThat(
            NeighborStatistics.of(
                log(space, new float[] {1, 2, 3}, new float[] {0, 0, Float.NaN}), 1))
        .isEmpty();
  }
}
