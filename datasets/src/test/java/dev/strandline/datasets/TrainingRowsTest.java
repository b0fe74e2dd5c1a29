package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.ObservationNormalizer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

  private static final ObservationNormalizer AS_IS = ObservationNormalizer.identity(1);

  private static int[] kept(TrainingRows rows) {
    return IntStream.range(0, rows.size()).map(rows::row).toArray();
  }

  private static float next(TrainingRows rows, int row) {
    float[] next = new float[1];
    rows.nextObservations(new int[] {row}, AS_IS, next);
    return next[0];
  }

  @Test
  void byRuleQARowCutByTheLimitIsLeftOut() {
    TrainingRows rows = TrainingRows.of(Logs.of("..L..T.L").build());

    assertThat(rows.rule()).isEqualTo(TrainingRows.NextRule.Q);
    assertThat(kept(rows)).containsExactly(0, 1, 3, 4, 5, 6);
    assertThat(rows.leftOut()).isEqualTo(2);
  }

  @Test
  void actionsOutsideTheBoxAreGivenAsLogged() {
    Transitions log =
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[2])
            .actions(new float[] {-1.25f, 7})
            .rewards(new double[2])
            .terminal(new boolean[2])
            .truncated(new boolean[2])
            .episodesByEnds()
            .build();

    float[] actions = new float[2];
    TrainingRows.of(log).actions(new int[] {0, 1}, actions);

    assertThat(actions).containsExactly(-1.25f, 7);
  }

  @Test
  void byRuleQARowThatIsTerminalAndTruncatedIsLeftOut() {
    assertThat(kept(TrainingRows.of(Logs.of("..B..").build()))).containsExactly(0, 1, 3);
  }

  @Test
  void byRuleQTheLastRowOfTheLogIsNeverUsed() {
    assertThat(kept(TrainingRows.of(Logs.of("..T").build()))).containsExactly(0, 1);
    assertThat(kept(TrainingRows.of(Logs.of("...").build()))).containsExactly(0, 1);
  }

  @Test
  void byRuleQEveryEpisodeThatTheLimitCutsLosesOneRow() {
    // Ten episodes of ten rows give ninety transitions.
    TrainingRows rows = TrainingRows.of(Logs.of(".........L".repeat(10)).build());

    assertThat(rows.size()).isEqualTo(90);
    assertThat(rows.leftOut()).isEqualTo(10);
  }

  @Test
  void byRuleQTheNextObservationOfATerminalRowIsTheNextEpisodesFirst() {
    TrainingRows rows = TrainingRows.of(Logs.of(".T..L").build());

    assertThat(next(rows, 0)).isEqualTo(1);
    assertThat(next(rows, 1)).isEqualTo(2);
  }

  @Test
  void byRuleQTheLastRowOfAnUnfinishedEpisodeIsLeftOut() {
    Transitions log = Logs.of("......").episodes(new long[] {8, 9}, new int[] {0, 3}).build();

    assertThat(kept(TrainingRows.of(log))).containsExactly(0, 1, 3, 4);
  }

  @Test
  void rowsLeftOutAreCountedByReason() {
    Transitions unfinished =
        Logs.of("..T....B.").episodes(new long[] {1, 2, 3, 4}, new int[] {0, 3, 5, 8}).build();

    assertThat(TrainingRows.LeftOut.of(unfinished)).isEqualTo(new TrainingRows.LeftOut(1, 1, 1));
    assertThat(TrainingRows.of(unfinished).leftOut()).isEqualTo(3);
    assertThat(TrainingRows.LeftOut.of(Logs.of("..T").build()))
        .isEqualTo(new TrainingRows.LeftOut(0, 1, 0));
  }

  @Test
  void storedNextObservationsAreUsedAndLeaveNoRowOut() {
    Transitions log =
        Logs.of("..T..L").nextObservations(new float[] {10, 11, 12, 13, 14, 15}).build();
    TrainingRows rows = TrainingRows.of(log);

    assertThat(rows.rule()).isEqualTo(TrainingRows.NextRule.STORED);
    assertThat(kept(rows)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(next(rows, 2)).isEqualTo(12);
    assertThat(next(rows, 5)).isEqualTo(15);
  }

  @Test
  void ruleQCanBeAskedForWhereNextObservationsAreStored() {
    Transitions log =
        Logs.of("..T..L").nextObservations(new float[] {10, 11, 12, 13, 14, 15}).build();
    TrainingRows rows = TrainingRows.byRuleQ(log);

    assertThat(kept(rows)).containsExactly(0, 1, 2, 3, 4);
    assertThat(next(rows, 2)).isEqualTo(3);
  }

  @Test
  void aLogOfOneRowWithoutNextObservationsCannotBeLearnedFrom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingRows.of(Logs.of("T").build()))
        .withMessageContaining("no row of 1 can be learned from");
  }

  @Test
  void theNormalizerDividesByThePopulationsDeviationPlusEpsilon() {
    // Kept rows observe 0, 1, 3: mean 4/3, variance 14/9.
    ObservationNormalizer normalizer = TrainingRows.of(Logs.of("..L..").build()).normalizer(0.25);

    assertThat(normalizer.mean()[0]).isEqualTo((float) (4.0 / 3));
    assertThat(normalizer.scale()[0])
        .isCloseTo((float) (Math.sqrt(14.0 / 9) + 0.25), within(1e-7f));
  }

  @Test
  void aConstantDimensionIsScaledByEpsilonAlone() {
    Transitions log = Logs.of("...").observations(new float[] {5, 5, 5}).build();

    assertThat(TrainingRows.of(log).normalizer(1e-3).scale()).containsExactly(1e-3f);
  }

  @Test
  void theNormalizerKeepsItsPrecisionFarFromZero() {
    float[] far = new float[1001];
    for (int i = 0; i < far.length; i++) {
      far[i] = 1e6f + i % 2;
    }
    Transitions log = Logs.of(".".repeat(1001)).observations(far).build();

    assertThat(TrainingRows.of(log).normalizer(0).scale()[0]).isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void picksAreCopiedNormalized() {
    TrainingRows rows = TrainingRows.of(Logs.of("....L").build());
    ObservationNormalizer normalizer = new ObservationNormalizer(new float[] {1}, new float[] {2});
    int[] picked = {3, 0, 3};
    float[] target = new float[3];

    rows.observations(picked, normalizer, target);
    assertThat(target).containsExactly(1, -0.5f, 1);

    rows.nextObservations(picked, normalizer, target);
    assertThat(target).containsExactly(1.5f, 0, 1.5f);

    rows.actions(picked, target);
    assertThat(target).containsExactly(0.3f, 0, 0.3f);
  }

  @Test
  void rowsOfWeightZeroCanBeLeftOut() {
    TrainingRows rows = TrainingRows.of(Logs.of("..L..").build());

    TrainingRows some = rows.where(RowWeights.of(0, 1, 1, 0, 2));

    assertThat(kept(some)).containsExactly(1);
    assertThat(some.leftOut()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.where(RowWeights.of(1, 1)))
        .withMessageContaining("row weights has 2 numbers, but 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.where(RowWeights.of(0, 0, 1, 0, 0)))
        .withMessageContaining("no row of 5");
  }

  @Test
  void rewardsAreTransformedForTheLearnerOnly() {
    Transitions log = Logs.of("..L").build();
    TrainingRows rows = TrainingRows.of(log).withRewards(new RewardTransform(10, -1));

    assertThat(rows.rewards()).containsExactly(new double[] {-1, 0, 1}, within(1e-15));
    assertThat(log.rewards()).containsExactly(0, 0.1, 0.2);
    assertThat(rows.data()).isSameAs(log);
  }

  @Test
  void aTransformIsOfTheLogsRewardsAndNotOfATransformBefore() {
    TrainingRows rows =
        TrainingRows.of(Logs.of("..L").build())
            .withRewards(new RewardTransform(10, -1))
            .withRewards(RewardTransform.none());

    assertThat(rows.rewards()).containsExactly(0, 0.1, 0.2);
  }

  @Test
  void rewardsScaledByTheRangeOfReturnsHaveARangeOfAThousand() {
    Transitions log = Logs.withReturns(new double[] {10, -10, 5}, new int[] {2, 1, 1});

    double[] scaled = RewardTransform.returnRange(log).apply(log);

    assertThat(log.returns(scaled)).containsExactly(new double[] {500, -500, 250}, within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RewardTransform.returnRange(
                    Logs.withReturns(new double[] {3, 3}, new int[] {1, 1})))
        .withMessageContaining("every episode returns 3.0");
  }

  @Test
  void transformsThatAreNoneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewardTransform(0, 1))
        .withMessageContaining("scale is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewardTransform(1, Double.NaN))
        .withMessageContaining("shift NaN");
    Transitions log = Logs.of("..T").build();
    assertThat(RewardTransform.none().apply(log)).isSameAs(log.rewards());
  }

  @Test
  void aBoxIsRequiredOfContinuousLearners() {
    Transitions discrete =
        new Transitions.Builder(1, new ActionSpace.Discrete(2))
            .observations(new float[2])
            .actions(new float[] {0, 1})
            .rewards(new double[2])
            .terminal(new boolean[2])
            .truncated(new boolean[2])
            .episodesByEnds()
            .build();

    assertThat(TrainingRows.of(Logs.of("..").build()).actionBox())
        .isEqualTo(ActionSpace.Box.symmetric(1, 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingRows.of(discrete).actionBox())
        .withMessageContaining("actions are Discrete[count=2]");
  }
}
