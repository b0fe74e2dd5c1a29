package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.DatasetSummary.Finding;
import dev.strandline.datasets.DatasetSummary.Quantile;
import dev.strandline.datasets.DatasetSummary.Severity;
import dev.strandline.datasets.DatasetSummary.Spread;
import dev.strandline.policy.ActionSpace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetSummaryTest {

  /** Episodes of 2, 3 and 1 rows; returns 10, 0 and 5; ends terminal, truncated and not at all. */
  private static Transitions.Builder small() {
    return new Transitions.Builder(2, ActionSpace.Box.symmetric(1, 1))
        .observations(new float[] {1, 7, 2, 7, 3, 7, 4, 7, 5, 7, 6, 7})
        .actions(new float[] {-0.5f, 0.5f, 0, 0.25f, 0.5f, -0.75f})
        .rewards(new double[] {4, 6, 1, -3, 2, 5})
        .terminal(new boolean[] {false, true, false, false, false, false})
        .truncated(new boolean[] {false, false, false, false, true, false})
        .episodesByEnds();
  }

  private static List<String> messages(Transitions data, Severity severity) {
    return DatasetSummary.of(data).findings().stream()
        .filter(finding -> finding.severity() == severity)
        .map(Finding::message)
        .toList();
  }

  @Test
  void aSmallLogIsSummarizedAsWorkedOutByHand() {
    DatasetSummary summary = DatasetSummary.of(small().build());

    assertThat(summary.rows()).isEqualTo(6);
    assertThat(summary.observationSize()).isEqualTo(2);
    assertThat(summary.actionSpace()).isEqualTo(ActionSpace.Box.symmetric(1, 1));
    assertThat(summary.nextRule()).isEqualTo(TrainingRows.NextRule.Q);
    assertThat(summary.leftOut()).isEqualTo(new TrainingRows.LeftOut(1, 1, 0));
    assertThat(summary.episodes()).isEqualTo(3);
    assertThat(summary.lengths()).isEqualTo(new Spread(1, 2, 3, Math.sqrt(2.0 / 3)));
    assertThat(summary.ends()).isEqualTo(new DatasetSummary.Ends(1, 1, 1));
    assertThat(summary.rewards().mean()).isEqualTo(2.5);
    assertThat(summary.rewards().min()).isEqualTo(-3);
    assertThat(summary.rewards().max()).isEqualTo(6);
    assertThat(summary.observations())
        .containsExactly(new Spread(1, 3.5, 6, Math.sqrt(17.5 / 6)), new Spread(7, 7, 7, 0));
    assertThat(summary.actions()).hasSize(1);
    assertThat(summary.actions().get(0).min()).isEqualTo(-0.75);
    assertThat(summary.actions().get(0).mean()).isZero();
    assertThat(summary.actions().get(0).max()).isEqualTo(0.5);
  }

  @Test
  void returnsAreThoseOfFinishedEpisodes() {
    DatasetSummary summary = DatasetSummary.of(small().build());

    assertThat(summary.returns()).isEqualTo(new Spread(0, 5, 10, 5));
    assertThat(summary.returnQuantiles())
        .containsExactly(
            new Quantile(0.05, 0.5),
            new Quantile(0.25, 2.5),
            new Quantile(0.5, 5),
            new Quantile(0.75, 7.5),
            new Quantile(0.95, 9.5));
    // Only 10 is above the mean, by 5: 25 / 2.
    assertThat(summary.positiveSidedVariance()).isEqualTo(12.5);
  }

  @Test
  void returnsAreThoseOfAllEpisodesWhereNoneIsFinished() {
    Transitions data =
        small()
            .terminal(new boolean[6])
            .truncated(new boolean[6])
            .episodes(new long[] {0, 1, 2}, new int[] {0, 2, 5})
            .build();

    assertThat(DatasetSummary.of(data).returns().max()).isEqualTo(10);
    assertThat(DatasetSummary.of(data).returns().mean()).isEqualTo(5);
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("3 of 3 episodes are unfinished (first: episode 0, rows 0 to 1)");
  }

  @Test
  void positiveSidedVarianceCountsWhatLiesAboveTheMean() {
    assertThat(DatasetSummary.positiveSidedVariance(new double[] {10, 0, 5}))
        .isCloseTo(25.0 / 3, within(1e-15));
    assertThat(DatasetSummary.positiveSidedVariance(new double[] {4, 4, 4})).isZero();
  }

  @Test
  void theHistogramCountsEveryReturnOnceAndTheLargestInTheLastBin() {
    double[] sorted = new double[101];
    Arrays.setAll(sorted, i -> i);

    DatasetSummary.Histogram histogram = DatasetSummary.Histogram.of(sorted.length, i -> sorted[i]);

    assertThat(histogram.edges()).hasSize(21).startsWith(0.0, 5.0, 10.0).endsWith(95.0, 100.0);
    assertThat(histogram.counts()).hasSize(20).startsWith(5, 5).endsWith(5, 6);
    assertThat(histogram.counts().stream().mapToInt(Integer::intValue).sum()).isEqualTo(101);
  }

  @Test
  void equalReturnsAreOneBin() {
    DatasetSummary.Histogram histogram = DatasetSummary.Histogram.of(2, i -> 3);

    assertThat(histogram.edges()).containsExactly(3.0, 3.0);
    assertThat(histogram.counts()).containsExactly(2);
  }

  @Test
  void scoresAreNormalizedByTheReferencesOfTheMetadata() {
    Transitions data =
        small()
            .metadata(Transitions.REFERENCE_MIN, "-10")
            .metadata(Transitions.REFERENCE_MAX, "10")
            .build();

    assertThat(DatasetSummary.of(data).normalizedScores()).contains(new Spread(50, 75, 100, 25));
    assertThat(DatasetSummary.of(small().build()).normalizedScores()).isEmpty();
  }

  @Test
  void referencesThatAreNoNumbersAreFound() {
    Transitions data =
        small()
            .metadata(Transitions.REFERENCE_MIN, "low")
            .metadata(Transitions.REFERENCE_MAX, "10")
            .build();

    assertThat(DatasetSummary.of(data).normalizedScores()).isEmpty();
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("strandline.reference_min is low");
  }

  @Test
  void aHealthySmallLogHasOnlyNotes() {
    List<Finding> findings = DatasetSummary.of(small().build()).findings();

    assertThat(findings)
        .extracting(Finding::severity)
        .containsExactly(Severity.NOTE, Severity.NOTE);
    assertThat(findings.get(0).message())
        .contains("1 of 3 episodes are unfinished (first: episode 2, rows 5 to 5)");
    assertThat(findings.get(1).message()).contains("observation[1]: all 6 rows have 7.0");
  }

  @Test
  void constantRewardsAreFound() {
    assertThat(messages(small().rewards(new double[6]).build(), Severity.WARNING))
        .singleElement()
        .asString()
        .contains("reward: all 6 rows have 0.0");
  }

  @Test
  void actionsOutsideTheBoxAreFoundWithTheirFirstRow() {
    Transitions data = small().actions(new float[] {0, 0.5f, 1.5f, 0, -2, 0}).build();

    assertThat(messages(data, Severity.ERROR)).isEmpty();
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("2 of 6 rows are outside the action box")
        .contains("first: row 2, where number 0 is 1.5, beyond [-1.0, 1.0]");
  }

  @Test
  void actionsAtABoundAreFoundWithTheirShare() {
    Transitions data = small().actions(new float[] {0, 1, 0.5f, -1, -1, 0}).build();

    assertThat(messages(data, Severity.NOTE))
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("action[0]: 3 of 6 rows are at a bound, -1.0 or 1.0: 50.0 percent")
                    .contains("first: row 1"));
  }

  @Test
  void numbersThatAreNotFiniteAreTheWorstFindings() {
    float nan = Float.NaN;
    Transitions data =
        small()
            .observations(new float[] {1, 7, 2, 7, 3, nan, 4, 7, 5, 7, 6, 7})
            .rewards(new double[] {4, 6, 1, Double.NEGATIVE_INFINITY, 2, 5})
            .actions(new float[] {0, 0.5f, 0, nan, 0.5f, 0})
            .build();

    assertThat(DatasetSummary.of(data).findings().get(0).severity()).isEqualTo(Severity.ERROR);
    assertThat(messages(data, Severity.ERROR))
        .anySatisfy(
            m ->
                assertThat(m)
                    .contains("observation[1]: 1 of 6 rows is not finite (first: row 2, NaN)"))
        .anySatisfy(
            m -> assertThat(m).contains("action[0]: 1 of 6 rows is not finite (first: row 3, NaN)"))
        .anySatisfy(
            m ->
                assertThat(m)
                    .contains("reward: 1 of 6 rows is not finite (first: row 3, -Infinity)"));
  }

  @Test
  void rowsThatRepeatTheOneBeforeAreFoundInsideEpisodesOnly() {
    Transitions data =
        small()
            .observations(new float[] {1, 7, 3, 7, 3, 7, 3, 7, 3, 7, 6, 7})
            .actions(new float[] {0, 0.5f, 0.5f, 0.5f, 0, 0})
            .rewards(new double[] {4, 6, 6, 6, 2, 5})
            .build();

    // Row 2 repeats row 1, but begins an episode.
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("1 of 6 rows is equal to the row before")
        .contains("first: row 3");
  }

  @Test
  void aLogWithoutARowToLearnFromIsSummarizedAndSaysSo() {
    DatasetSummary summary = DatasetSummary.of(Logs.of("LBL").build());

    assertThat(summary.leftOut()).isEqualTo(new TrainingRows.LeftOut(3, 0, 0));
    assertThat(summary.findings().get(0).severity()).isEqualTo(Severity.ERROR);
    assertThat(summary.findings().get(0).message())
        .startsWith("no row of 3 can be learned from: none has a next observation.");
  }

  @Test
  void storedNextObservationsLeaveNoRowOut() {
    DatasetSummary summary = DatasetSummary.of(small().nextObservations(new float[12]).build());

    assertThat(summary.nextRule()).isEqualTo(TrainingRows.NextRule.STORED);
    assertThat(summary.leftOut().total()).isZero();
  }

  @Test
  void discreteActionsOutsideTheirCountAreFound() {
    Transitions data =
        new Transitions.Builder(1, new ActionSpace.Discrete(3))
            .observations(new float[] {1, 2, 3})
            .actions(new float[] {0, 2, 3})
            .rewards(new double[] {1, 2, 3})
            .terminal(new boolean[] {false, false, true})
            .truncated(new boolean[3])
            .episodesByEnds()
            .build();

    assertThat(messages(data, Severity.ERROR))
        .singleElement()
        .asString()
        .contains("1 of 3 rows is outside Discrete[count=3] (first: row 2, 3.0)");
  }

  /** Three episodes of two rows with stored next observations; the second repeats the first. */
  private static Transitions.Builder repeating() {
    return new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
        .observations(new float[] {0.5f, 1.5f, 0.5f, 1.5f, 2.5f, 3.5f})
        .nextObservations(new float[] {1.5f, 9.5f, 1.5f, 2.5f, 3.5f, 9.5f})
        .actions(new float[] {-1, 0.5f, -1, 0.5f, 1, -0f})
        .rewards(new double[] {1, 0, 1, 0, 2, 0})
        .terminal(new boolean[] {false, true, false, false, false, true})
        .truncated(new boolean[] {false, false, false, true, false, false})
        .episodesByEnds();
  }

  @Test
  void episodesThatAreThereTwiceAreFoundWithTheFirstPair() {
    Transitions data = repeating().build();

    assertThat(DatasetSummary.of(data).duplicates()).isEqualTo(new Duplicates(2, 2, 0, 1, 1, 0));
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("1 of 3 episodes is equal to an earlier one")
        .contains("episode 1 equals episode 0, rows 2 and 0 on");
  }

  @Test
  void equalRowsInDifferentEpisodesAreCountedToo() {
    Transitions data = repeating().rewards(new double[] {1, 0, 1, 5, 2, 0}).build();

    assertThat(DatasetSummary.of(data).duplicates()).isEqualTo(new Duplicates(1, 2, 0, 0, -1, -1));
    assertThat(messages(data, Severity.NOTE))
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("first: row 2 equals row 0")
                    .contains("no whole episode is"));
  }

  @Test
  void minusZeroEqualsZeroAndNanEqualsNan() {
    Transitions data =
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[] {0f, -0f, Float.NaN, Float.NaN})
            .actions(new float[] {-0f, 0f, 1, 1})
            .rewards(new double[] {0.0, -0.0, 1, 1})
            .terminal(new boolean[] {false, false, false, true})
            .truncated(new boolean[4])
            .episodesByEnds()
            .build();

    assertThat(DatasetSummary.of(data).duplicates().rows()).isEqualTo(2);
  }

  @Test
  void tablesOfWholeNumbersRepeatWithoutAWarning() {
    Transitions data =
        repeating()
            .observations(new float[] {0, 1, 0, 1, 2, 3})
            .nextObservations(new float[] {1, 9, 1, 2, 3, 9})
            .build();

    assertThat(DatasetSummary.of(data).duplicates().episodes()).isEqualTo(1);
    assertThat(messages(data, Severity.WARNING)).isEmpty();
    assertThat(messages(data, Severity.NOTE))
        .anySatisfy(message -> assertThat(message).contains("is equal to an earlier one"));
  }

  @Test
  void aNextObservationThatIsNotWhatFollowedIsFoundWithTheLargestDifference() {
    // Rows 0 and 4 jump, by 0.25 and 2; standard deviation 1.
    Transitions data =
        repeating()
            .observations(new float[] {0, 1, 0.5f, 1.5f, 2.5f, 3.5f})
            .nextObservations(new float[] {1.25f, 9.5f, 1.5f, 7, 5.5f, 9.5f})
            .build();

    Continuity continuity = DatasetSummary.of(data).continuity().orElseThrow();

    double deviation = DatasetSummary.of(data).observations().get(0).standardDeviation();
    assertThat(continuity.jumps()).isEqualTo(2);
    assertThat(continuity.firstJump()).isZero();
    assertThat(continuity.largestJump()).isCloseTo(2 / deviation, within(1e-12));
    assertThat(continuity.largestJumpRow()).isEqualTo(4);
    assertThat(continuity.largestJumpDimension()).isZero();
    assertThat(continuity.boundaries()).isEqualTo(1);
    assertThat(continuity.continued()).isZero();
    assertThat(continuity.inOneStream()).isFalse();
    assertThat(messages(data, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("in 2 of 3 rows inside an episode")
        .contains("first: row 0; most: row 4, number 0");
  }

  @Test
  void aDifferenceInTheLastBitIsRounding() {
    Transitions data =
        repeating()
            .rewards(new double[] {1, 0, 3, 0, 2, 0})
            .nextObservations(new float[] {Math.nextUp(1.5f), 9.5f, 1.5f, 7, 3.5f, 9.5f})
            .build();

    assertThat(DatasetSummary.of(data).continuity().orElseThrow().jumps()).isEqualTo(1);
    assertThat(messages(data, Severity.WARNING)).isEmpty();
    assertThat(messages(data, Severity.NOTE))
        .anySatisfy(message -> assertThat(message).contains("That is rounding."));
  }

  @Test
  void aTruncationAfterWhichTheLogGoesOnIsNoReset() {
    Transitions data = repeating().build();

    Continuity continuity = DatasetSummary.of(data).continuity().orElseThrow();

    assertThat(continuity).isEqualTo(new Continuity(0, -1, 0, -1, -1, 1, 3, 1));
    assertThat(continuity.inOneStream()).isTrue();
    assertThat(Continuity.of(data)).contains(continuity);
    assertThat(messages(data, Severity.NOTE))
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("1 of 1 episode ends that are not terminal go on")
                    .contains("first: row 3"));
  }

  @Test
  void logsWithoutNextObservationsHaveNothingToCompare() {
    assertThat(DatasetSummary.of(small().build()).continuity()).isEmpty();
  }

  @Test
  void actionsAtTheBoundsAreSharesAndAHistogram() {
    ActionUse use = DatasetSummary.of(repeating().build()).actionUse().get(0);

    assertThat(use.atLow()).isCloseTo(2.0 / 6, within(1e-15));
    assertThat(use.atHigh()).isCloseTo(1.0 / 6, within(1e-15));
    assertThat(use.saturated()).isCloseTo(0.5, within(1e-15));
    assertThat(use.histogram().counts().stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
  }

  @Test
  void discreteActionsAreCountedEach() {
    Transitions data =
        new Transitions.Builder(1, new ActionSpace.Discrete(4))
            .observations(new float[] {1, 2, 3})
            .actions(new float[] {0, 2, 2})
            .rewards(new double[] {1, 0, 3})
            .terminal(new boolean[] {false, false, true})
            .truncated(new boolean[3])
            .episodesByEnds()
            .build();

    assertThat(DatasetSummary.of(data).actionUse())
        .containsExactly(
            new ActionUse(
                0,
                0,
                new DatasetSummary.Histogram(
                    List.of(0.0, 1.0, 2.0, 3.0, 4.0), List.of(1, 0, 2, 0))));
    assertThat(DatasetSummary.of(data).zeroRewards()).isCloseTo(1.0 / 3, within(1e-15));
  }

  @Test
  void headroomIsHowFarTheBetterEpisodesAreAboveTheMean() {
    double[] returns = new double[20];
    returns[3] = 40;
    returns[7] = 20;
    int[] lengths = new int[20];
    Arrays.fill(lengths, 1);

    DatasetSummary summary = DatasetSummary.of(Logs.withReturns(returns, lengths));

    // Mean 3; the best two of twenty have mean 30. Above the mean: 37^2 + 17^2 of 20 x 91.
    assertThat(summary.headroom().best()).isEqualTo(37);
    assertThat(summary.headroom().bestTenth()).isEqualTo(27);
    assertThat(summary.headroom().shareAbove()).isCloseTo(1658.0 / 1820, within(1e-12));
    assertThat(summary.lengthHistogram().counts()).containsExactly(20);
  }

  @Test
  void equalReturnsHaveNoHeadroom() {
    DatasetSummary.Headroom headroom =
        DatasetSummary.of(Logs.withReturns(new double[] {4, 4}, new int[] {1, 2})).headroom();

    assertThat(headroom.best()).isZero();
    assertThat(headroom.shareAbove()).isNaN();
  }

  @Test
  void qualityIsTheNormalizedScoreOverAHundred() {
    Transitions data =
        small()
            .metadata(Transitions.REFERENCE_MIN, "-10")
            .metadata(Transitions.REFERENCE_MAX, "10")
            .build();

    assertThat(DatasetSummary.of(data).quality()).contains(new TrajectoryQuality(5, -10, 10));
    assertThat(DatasetSummary.of(data).quality().orElseThrow().value()).isEqualTo(0.75);
    assertThat(DatasetSummary.of(small().build()).quality()).isEmpty();
  }
}
