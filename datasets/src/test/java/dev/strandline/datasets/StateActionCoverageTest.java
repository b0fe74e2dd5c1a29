package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateActionCoverageTest {

  /** One long episode of one-dimensional observations and actions. */
  private static Transitions log(ActionSpace space, float[] observations, float[] actions) {
    int n = actions.length;
    boolean[] truncated = new boolean[n];
    truncated[n - 1] = true;
    return new Transitions.Builder(observations.length / n, space)
        .observations(observations)
        .nextObservations(observations)
        .actions(actions)
        .rewards(new double[n])
        .terminal(new boolean[n])
        .truncated(truncated)
        .episodesByEnds()
        .build();
  }

  private static Transitions log(float[] observations, float[] actions) {
    return log(ActionSpace.Box.symmetric(1, 10), observations, actions);
  }

  /** Rows of noise around 0. */
  private static Transitions noise(int rows, int observationSize, double scale, long seed) {
    RandomStream random = new Streams(seed).open("noise");
    float[] observations = new float[rows * observationSize];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) (scale * random.nextGaussian());
    }
    float[] actions = new float[rows];
    for (int i = 0; i < rows; i++) {
      actions[i] = (float) (scale * random.nextDouble());
    }
    return log(observations, actions);
  }

  @Test
  void codesCountTheEdgesThatANumberReaches() {
    // Edges 0, 1, 2, 3, 4 for the observation and 0, 0.5, 1, 1.5, 2 for the action.
    StateActions reference = StateActions.of(new double[][] {{0}, {4}}, new double[][] {{2}, {0}});
    StateActions pairs =
        StateActions.of(
            new double[][] {{-0.1}, {0}, {0.9}, {2}, {4}, {9}},
            new double[][] {{0.4}, {0.5}, {0.6}, {1.49}, {2}, {-1}});

    CoverageGrid grid = CoverageGrid.over(reference, 2, 5, false);

    assertThat(grid.codes(pairs, 0)).containsExactly(0, 1);
    assertThat(grid.codes(pairs, 1)).containsExactly(1, 2);
    assertThat(grid.codes(pairs, 2)).containsExactly(1, 2);
    assertThat(grid.codes(pairs, 3)).containsExactly(3, 3);
    assertThat(grid.codes(pairs, 4)).containsExactly(5, 5);
    assertThat(grid.codes(pairs, 5)).containsExactly(5, 0);
    assertThat(grid.distinct(pairs, 6)).isEqualTo(5);
    assertThat(grid.distinct(pairs, 3)).isEqualTo(2);
  }

  @Test
  void aCoordinateThatIsConstantInTheReferenceHasTwoCodes() {
    StateActions reference = StateActions.of(new double[][] {{3}, {3}}, new double[][] {{0}, {1}});
    StateActions pairs =
        StateActions.of(new double[][] {{2.9}, {3}, {3.1}}, new double[][] {{0}, {0}, {0}});

    CoverageGrid grid = CoverageGrid.over(reference, 2, 5, false);

    assertThat(grid.codes(pairs, 0)[0]).isZero();
    assertThat(grid.codes(pairs, 1)[0]).isEqualTo(5);
    assertThat(grid.codes(pairs, 2)[0]).isEqualTo(5);
  }

  @Test
  void countingEqualsASetOfCodesAcrossSeveralWords() {
    // 30 dimensions of 4 bits take two longs; a narrow spread makes many rows equal.
    RandomStream random = new Streams(3).open("rows");
    double[][] observations = new double[5_000][29];
    double[][] actions = new double[5_000][1];
    for (int row = 0; row < observations.length; row++) {
      for (int j = 0; j < 29; j++) {
        observations[row][j] = j == row % 29 ? random.nextDouble() : 0;
      }
      actions[row][0] = random.nextInt(2);
    }
    StateActions pairs = StateActions.of(observations, actions);
    CoverageGrid grid = CoverageGrid.over(pairs, pairs.size(), 9, false);
    Set<String> codes = new HashSet<>();
    for (int row = 0; row < pairs.size(); row++) {
      codes.add(Arrays.toString(grid.codes(pairs, row)));
    }

    assertThat(grid.distinct(pairs, pairs.size())).isEqualTo(codes.size()).isLessThan(1_000);
  }

  @Test
  void theReferenceCoversItselfAndHalfOfItCoversLess() {
    Transitions reference = log(new float[] {0.5f, 1.5f, 2.5f, 4.5f}, new float[] {0, 0, 0, 0});
    Transitions half = log(new float[] {0.5f, 1.5f, 0.5f, 1.5f}, new float[] {0, 0, 0, 0});

    assertThat(StateActionCoverage.of(reference, reference).value()).isEqualTo(1);
    assertThat(StateActionCoverage.of(half, reference))
        .isEqualTo(new StateActionCoverage(2, 4, 4, 5, false));
    assertThat(StateActionCoverage.of(half, reference).value()).isEqualTo(0.5);
  }

  @Test
  void bothLogsAreCountedOverEquallyManyFirstRows() {
    Transitions reference = noise(500, 2, 1, 1);
    Transitions larger = noise(900, 2, 1, 2);

    assertThat(StateActionCoverage.of(larger, reference).rows()).isEqualTo(500);
    assertThat(StateActionCoverage.of(larger, reference, 5, 100).rows()).isEqualTo(100);
    assertThat(StateActionCoverage.of(larger, reference, 7, 1))
        .isEqualTo(new StateActionCoverage(1, 1, 1, 7, false));
  }

  @Test
  void theOrderOfRowsDoesNotMatterAndANarrowLogCoversLess() {
    Transitions reference = noise(2_000, 2, 1, 1);
    Transitions narrow = noise(2_000, 2, 0.2, 2);
    float[] turnedObservations = new float[4_000];
    float[] turnedActions = new float[2_000];
    for (int row = 0; row < 2_000; row++) {
      System.arraycopy(narrow.observations(), row * 2, turnedObservations, (1_999 - row) * 2, 2);
      turnedActions[1_999 - row] = narrow.actions()[row];
    }

    StateActionCoverage coverage = StateActionCoverage.of(narrow, reference);

    assertThat(coverage.value()).isBetween(0.02, 0.5);
    assertThat(StateActionCoverage.of(log(turnedObservations, turnedActions), reference))
        .isEqualTo(coverage);
  }

  @Test
  void discreteActionsAndWholeNumbersAreComparedAsTheyAre() {
    ActionSpace space = new ActionSpace.Discrete(1_000);
    // Five edges would put 1 and 2 of 0 .. 1000 into one cell.
    Transitions reference = log(space, new float[] {0, 1, 2, 1_000}, new float[] {1, 2, 3, 999});
    Transitions log = log(space, new float[] {7, 7, 7, 8}, new float[] {1, 1, 2, 1});

    assertThat(StateActionCoverage.of(log, reference))
        .isEqualTo(new StateActionCoverage(3, 4, 4, 5, true));
  }

  @Test
  void oneFractionMakesAllObservationsRealNumbers() {
    ActionSpace space = new ActionSpace.Discrete(2);
    Transitions reference = log(space, new float[] {0, 1, 2, 1_000.5f}, new float[] {0, 0, 1, 0});

    StateActionCoverage coverage = StateActionCoverage.of(reference, reference);

    assertThat(coverage.exactObservations()).isFalse();
    assertThat(coverage.distinct()).isEqualTo(3);
  }

  @Test
  void logsOfAnotherShapeAndNumbersThatAreNotFiniteAreRefused() {
    Transitions log = log(new float[] {0.5f, 1}, new float[] {0, 0});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateActionCoverage.of(log, noise(2, 3, 1, 1)))
        .withMessageContaining("observations of 1 numbers")
        .withMessageContaining("reference has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StateActionCoverage.of(log, log(new float[] {0.5f, 1}, new float[] {0, Float.NaN})))
        .withMessageContaining("action[0] is NaN in row 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StateActionCoverage.of(
                    log(new float[] {Float.POSITIVE_INFINITY, 1}, new float[] {0, 0}), log))
        .withMessageContaining("observation[0] is Infinity in row 0");
  }
}
