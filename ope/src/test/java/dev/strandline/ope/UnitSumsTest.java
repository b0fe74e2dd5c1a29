package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UnitSumsTest {

  /** Adds {@code value} once for each unit in {@code [from, to)}. */
  private static UnitSums sums(long from, long to, double value) {
    UnitSums sums = new UnitSums(1);
    for (long unit = from; unit < to; unit++) {
      int group = sums.group(unit);
      sums.count(group);
      sums.add(group, 0, value);
    }
    return sums;
  }

  @Test
  void fewUnitsAreGroupsOfTheirOwnInTheOrderOfTheirKeys() {
    UnitSums sums = new UnitSums(2);
    for (long unit : new long[] {9, 2, 9}) {
      int group = sums.group(unit);
      sums.count(group);
      sums.add(group, 1, (double) unit);
    }

    assertThat(sums.groups()).isEqualTo(2);
    assertThat(sums.table()).isDeepEqualTo(new double[][] {{1, 0, 2}, {2, 0, 18}});
  }

  @Test
  void manyUnitsShareBucketsAndLoseNothing() {
    UnitSums sums = sums(0, 50_000, 2);

    assertThat(sums.eachUnitAlone()).isFalse();
    assertThat(sums.groups()).isEqualTo(UnitSums.GROUPS);
    assertThat(Arrays.stream(sums.table()).mapToDouble(row -> row[0]).sum()).isEqualTo(50_000);
    assertThat(Arrays.stream(sums.table()).mapToDouble(row -> row[1]).sum()).isEqualTo(100_000);
    assertThat(Arrays.stream(sums.table()).mapToDouble(row -> row[0]).max().orElseThrow())
        .as("neighboring keys are spread")
        .isLessThan(100);
  }

  @Test
  void theGroupsAreTheSameForEveryOrderAndSplit() {
    UnitSums whole = sums(0, 3_000, 1);

    UnitSums back = sums(2_500, 3_000, 1);
    back.merge(sums(0, 900, 1));
    back.merge(sums(900, 2_500, 1));

    assertThat(back.table()).isDeepEqualTo(whole.table());
  }

  @Test
  void aPartThatHasAlreadyDealtItsUnitsTakesInOneThatHasNot() {
    UnitSums few = sums(0, 10, 1);
    few.merge(sums(10, 5_000, 1));

    assertThat(few.table()).isDeepEqualTo(sums(0, 5_000, 1).table());
  }

  @Test
  void widerPartsMakeRoomForTheirStatistics() {
    UnitSums narrow = sums(0, 2, 1);
    UnitSums wide = new UnitSums(3);
    int group = wide.group(1);
    wide.count(group);
    wide.add(group, 2, 7);

    narrow.merge(wide);

    assertThat(narrow.statistics()).isEqualTo(3);
    assertThat(narrow.table()).isDeepEqualTo(new double[][] {{1, 1, 0, 0}, {2, 1, 0, 7}});
  }
}
