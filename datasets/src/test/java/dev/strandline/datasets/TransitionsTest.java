package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TransitionsTest {

  @Test
  void episodesAreCutAfterTerminalAndTruncatedRows() {
    Transitions log = Logs.of("..T.L.B..").build();

    assertThat(log.episodes()).isEqualTo(4);
    assertThat(log.episodeStart(1)).isEqualTo(3);
    assertThat(log.episodeEnd(1)).isEqualTo(5);
    assertThat(log.episodeLength(0)).isEqualTo(3);
    assertThat(log.episodeEnd(3)).isEqualTo(9);
    assertThat(log.episodeId(3)).isEqualTo(3);
    assertThat(log.finished(2)).isTrue();
    assertThat(log.finished(3)).isFalse();
  }

  @Test
  void aReturnHoldsEveryRowOfItsEpisodeTheLastOneToo() {
    assertThat(Logs.of("..L.T.").build().returns())
        .containsExactly(new double[] {0.3, 0.7, 0.5}, within(1e-15));
  }

  @Test
  void returnsOfOtherRewardsNeedOneForEachRow() {
    Transitions log = Logs.of("..L.T").build();

    assertThat(log.returns(new double[] {1, 1, 1, 1, 1})).containsExactly(3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.returns(new double[4]))
        .withMessageContaining("rewards has 4 numbers, but 5");
  }

  @Test
  void columnsOfAnotherLengthAreRefusedWithTheirName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("..T").observations(new float[2]).build())
        .withMessageContaining("Transitions.observations has 2 entries, but 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("..T").nextObservations(new float[4]).build())
        .withMessageContaining("Transitions.nextObservations has 4 entries, but 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("..T").terminal(new boolean[4]).build())
        .withMessageContaining("Transitions.terminal has 4 entries, but 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Logs.of("..T").extra("profit", Column.Numbers.scalar(new double[2])).build())
        .withMessageContaining("Transitions.profit has 2 entries, but 3");
  }

  @Test
  void aLogWithoutRowsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("").build())
        .withMessageContaining("has no rows");
  }

  @Test
  void anEndInsideAnEpisodeIsRefusedWithRowAndCure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("..T..L").episodes(new long[] {7}, new int[] {0}).build())
        .withMessageContaining(
            "row 2 ends episode 7 (terminals is true), but row 3 goes on with it");
  }

  @Test
  void episodeStartsThatDoNotIncreaseOrBeginAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("....").episodes(new long[] {0}, new int[] {1}).build())
        .withMessageContaining("The first episode starts at row 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Logs.of("....").episodes(new long[] {0, 1, 2}, new int[] {0, 2, 2}).build())
        .withMessageContaining("episode 1 covers rows [2, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("....").episodes(new long[] {0, 1}, new int[] {0, 9}).build())
        .withMessageContaining("covers rows [0, 9) of 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Logs.of("....").episodes(new long[] {0, 1}, new int[] {0}).build())
        .withMessageContaining("1 episode starts for 2 episode ids");
  }

  @Test
  void extraColumnsAndMetadataAreKeptInOrder() {
    Transitions log =
        Logs.of("..T")
            .extra("b", new Column.Texts(new String[] {"x", null, "z"}))
            .extra("a", Column.Numbers.vectors(new double[] {1, 2, 3, 4, 5, 6}, 2))
            .extra("c", new Column.Integers(new long[3]))
            .extra("d", new Column.Flags(new boolean[6], 2, true))
            .metadata(Transitions.ENVIRONMENT, "Own-v0")
            .build();

    assertThat(log.extras().keySet()).containsExactly("b", "a", "c", "d");
    assertThat(log.extras().get("a").rows()).isEqualTo(3);
    assertThat(log.metadata()).containsEntry("strandline.env", "Own-v0");
  }

  @Test
  void columnsOfBrokenRowsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.Numbers.vectors(new double[5], 2))
        .withMessageContaining("5 values are no whole number of rows of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Column.Flags(new boolean[5], 0, true))
        .withMessageContaining("must be at least 1, but is 0");
  }
}
