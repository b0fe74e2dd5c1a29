package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TimeSplitTest {

  private final BanditLog log = log(new Column.Integers(new long[] {50, 10, 30, 30, 30, 40}));

  private static BanditLog log(Column times) {
    return BanditLog.discrete(1)
        .actions(new int[6])
        .rewards(new double[] {0, 1, 2, 3, 4, 5})
        .extra(BanditLog.TIMESTAMP, times)
        .build();
  }

  @Test
  void rowsOfTheMomentItselfComeAfterIt() {
    TimeSplit split = TimeSplit.at(log, 40);

    assertThat(split.before().rewards()).containsExactly(1, 2, 3, 4);
    assertThat(split.after().rewards()).containsExactly(0, 5);
  }

  @Test
  void aShareIsOfTheRowsInOrderOfTimeAndKeepsAMomentTogether() {
    assertThat(TimeSplit.share(log, 4.0 / 6).before().rewards()).containsExactly(1, 2, 3, 4);
    assertThat(TimeSplit.share(log, 0.5).before().rewards()).containsExactly(1);
    assertThat(TimeSplit.share(log, 0.99).after().rewards()).containsExactly(0);
  }

  @Test
  void cutsThatLeaveASideEmptyAreRefusedWithTheTimesThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.at(log, 10))
        .withMessageContaining("times 10 to 50 has 0 rows before and 6 after");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.at(log, 51))
        .withMessageContaining("6 rows before and 0 after");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.share(log, 1))
        .withMessageContaining("inside (0, 1), but is 1.0");
  }

  @Test
  void aLogWithoutTimesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.share(log(new Column.Texts(new String[6])), 0.5))
        .withMessageContaining("no column timestamp of whole numbers");
  }
}
