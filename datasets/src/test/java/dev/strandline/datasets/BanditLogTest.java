package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import org.junit.jupiter.api.Test;

class BanditLogTest {

  @Test
  void propensitiesComeFromTheDistributionWhereOnlyThatWasLogged() {
    BanditLog log =
        builder().propensities(null).behavior(new double[] {0.7, 0.3, 0.4, 0.6, 1, 0}).build();

    assertThat(log.propensities().get()).containsExactly(0.7, 0.6, 1);
  }

  @Test
  void anActionThatItsDistributionExcludesIsRefused() {
    assertThatThrownBy(
            () ->
                builder().propensities(null).behavior(new double[] {0.7, 0.3, 1, 0, 1, 0}).build())
        .isInstanceOf(BadRowsException.class)
        .hasMessageContaining("column behavior_distribution, row 1: is 0.0");
  }

  @Test
  void rowsOfAPartAreNumberedAsInTheLog() {
    assertThat(builder().firstRow(1_000).build().unitKeys()).containsExactly(1000, 1001, 1002);
    assertThatThrownBy(
            () -> builder().firstRow(1_000).rewards(new double[] {1, 2, Double.NaN}).build())
        .hasMessageContaining("column reward, row 1002: is missing or NaN");
  }

  @Test
  void columnsOfDifferentLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().propensities(new double[] {1}).build())
        .withMessageContaining("propensities has 1 entries, but 3 are expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BanditLog.discrete(2).build())
        .withMessageContaining("no rows");
  }

  @Test
  void actionsOfTheOtherKindAreNotToBeHad() {
    assertThatIllegalStateException().isThrownBy(() -> builder().build().actionVectors());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                BanditLog.continuous(1)
                    .actionVectors(new double[] {0.5})
                    .rewards(new double[] {1})
                    .build()
                    .actions());
  }

  @Test
  void aTargetIsAProbabilityOrADistribution() {
    BanditLog log =
        builder()
            .extra("p", Column.Numbers.scalar(new double[] {0, 0.5, 1}))
            .extra("e", Column.Numbers.vectors(new double[] {0.2, 0.8, 0.3, 0.7, 1, 0}, 2))
            .extra("day", new Column.Texts(new String[] {"a", "b", "c"}))
            .build();

    assertThat(Target.of("new", log, "p").logged()).containsExactly(0, 0.5, 1);
    assertThat(Target.of("new", log, "p").distribution()).isEmpty();
    assertThat(Target.of("new", log, "e").logged()).containsExactly(0.2, 0.7, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Target.of("new", log, "day"))
        .withMessageContaining("target new, column day: holds no numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Target.of("new", log, "q"))
        .withMessageContaining("the log has no column q. Its other columns are: p, e, day");
  }

  @Test
  void aTargetThatIsNoProbabilityIsRefusedWithItsRow() {
    BanditLog log =
        builder()
            .extra("p", Column.Numbers.scalar(new double[] {0, 0.5, 1.5}))
            .extra("e", Column.Numbers.vectors(new double[] {0.2, 0.8, 0.3, 0.3, 1, 0}, 2))
            .extra("k", Column.Numbers.vectors(new double[9], 3))
            .build();

    assertThatThrownBy(() -> Target.of("new", log, "p"))
        .hasMessageContaining("column p, row 2: is 1.5");
    assertThatThrownBy(() -> Target.of("new", log, "e"))
        .hasMessageContaining("column e, row 1: is a list that adds up to 0.6");
    assertThatThrownBy(() -> Target.of("new", log, "k"))
        .hasMessageContaining("lists of 3 probabilities, but the log has 2 actions");
  }

  @Test
  void theUniformTargetLeavesOutWhatIsNotAvailable() {
    BanditLog log =
        builder().available(new boolean[] {true, true, false, true, true, true}).build();

    assertThat(Target.uniform(log).distribution().get()).containsExactly(0.5, 0.5, 0, 1, 0.5, 0.5);
  }

  @Test
  void frequenciesAreCountedAtEachPosition() {
    BanditLog log =
        BanditLog.discrete(2)
            .actions(new int[] {0, 1, 1, 1})
            .positions(new int[] {0, 0, 0, 1})
            .rewards(new double[4])
            .build();

    ActionFrequencies all = ActionFrequencies.of(log);

    assertThat(all.at(0, 1)).isEqualTo(2.0 / 3);
    assertThat(all.at(1, 0)).isZero();
    assertThat(ActionFrequencies.of(log, new int[] {0, 0, 1, 3}).at(0, 0)).isEqualTo(2.0 / 3);
    assertThat(all.on("own", log).logged()).containsExactly(1.0 / 3, 2.0 / 3, 2.0 / 3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActionFrequencies.of(log, new int[] {0}).on("own", log))
        .withMessageContaining("row 3: its position 1");
  }

  @Test
  void densitiesOfSeveralDimensionsMultiply() {
    Transitions log =
        transitions()
            .extra("propensity", Column.Numbers.vectors(new double[] {0.5, 0.25, 3, 2}, 2))
            .build();
    Transitions negative =
        transitions()
            .extra("propensity", Column.Numbers.vectors(new double[] {0.5, 0.25, -3, -2}, 2))
            .build();
    Transitions logs =
        transitions()
            .extra("action_log_probs", Column.Numbers.scalar(new double[] {Math.log(0.5), 0}))
            .build();

    assertThat(log.propensities().get()).containsExactly(0.125, 6);
    assertThat(logs.propensities().get()[0]).isCloseTo(0.5, within(1e-15));
    assertThat(transitions().build().propensities()).isEmpty();
    assertThatThrownBy(negative::propensities)
        .isInstanceOf(BadRowsException.class)
        .hasMessageContaining("column propensity, row 1");
  }

  @Test
  void statesAndMasksOfTablesAreTyped() {
    Transitions log =
        new Transitions.Builder(1, new ActionSpace.Discrete(3))
            .observations(new float[] {4, 0})
            .actions(new float[] {2, 1})
            .rewards(new double[] {0, 1})
            .terminal(new boolean[] {false, true})
            .truncated(new boolean[2])
            .episodesByEnds()
            .extra(
                "available_actions",
                new Column.Flags(new boolean[] {true, false, true, true, false, true}, 3, true))
            .build();

    assertThat(log.discreteStates()).containsExactly(4, 0);
    assertThat(log.discreteActions()).containsExactly(2, 1);
    assertThatThrownBy(log::availableActions)
        .isInstanceOf(BadRowsException.class)
        .hasMessageContaining("row 1: is false for action 1");
    assertThatIllegalStateException().isThrownBy(() -> transitions().build().discreteActions());
  }

  @Test
  void aSlateLogNumbersItsSlatesWhereNothingDoes() {
    SlateLog log =
        new SlateLog.Builder(2, 3)
            .actions(new int[] {0, 1, 2, 0})
            .rewards(new double[] {1, 0, 0, 1})
            .clusters(new Column.Texts(new String[] {"u", "u", "u", "u"}))
            .build();

    assertThat(log.slates()).isEqualTo(2);
    assertThat(((Column.Integers) log.slateIds()).values()).containsExactly(0, 0, 1, 1);
    assertThat(log.unitKeys()[0]).isEqualTo(log.unitKeys()[1]);
    assertThat(log.label(1)).isEqualTo("1");
  }

  private static BanditLog.Builder builder() {
    return BanditLog.discrete(2)
        .actions(new int[] {0, 1, 0})
        .rewards(new double[] {1, 2, 3})
        .propensities(new double[] {0.5, 0.5, 1});
  }

  private static Transitions.Builder transitions() {
    return new Transitions.Builder(1, ActionSpace.Box.symmetric(2, 1))
        .observations(new float[] {0.5f, 1})
        .actions(new float[] {0, 0, 1, 1})
        .rewards(new double[] {0, 1})
        .terminal(new boolean[] {false, true})
        .truncated(new boolean[2])
        .episodesByEnds();
  }
}
