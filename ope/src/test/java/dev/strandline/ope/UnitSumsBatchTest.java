package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitSumsBatchTest {

  @ParameterizedTest
  @ValueSource(ints = {5, 1_000, 1_001, 6_000})
  void manyRowsAtOnceGiveTheSumsOfRowAfterRow(int units) {
    long[] unit = LongStream.range(0, 20_000).map(row -> row * 7_919 % units).toArray();
    double[] one = LongStream.range(0, 20_000).mapToDouble(row -> row % 13).toArray();
    double[] two = LongStream.range(0, 20_000).mapToDouble(row -> row % 5).toArray();

    UnitSums batch = new UnitSums(2);
    batch.add(unit, 0, 9_000, one, two);
    batch.add(unit, 9_000, 20_000, one, two);

    UnitSums rows = new UnitSums(2);
    for (int row = 0; row < unit.length; row++) {
      int group = rows.group(unit[row]);
      rows.count(group);
      rows.add(group, 0, one[row]);
      rows.add(group, 1, two[row]);
    }
    assertThat(batch.groups()).isEqualTo(Math.min(units, UnitSums.GROUPS));
    assertThat(batch.table()).isDeepEqualTo(rows.table());
  }

  @Test
  void statisticsMayStandElsewhereInTheOtherPart() {
    UnitSums here = new UnitSums(1);
    here.add(new long[] {4}, 0, 1, new double[] {1});
    UnitSums other = new UnitSums(2);
    other.add(new long[] {4}, 0, 1, new double[] {20}, new double[] {300});

    here.merge(other, new int[] {2, 0});

    assertThat(here.table()).isDeepEqualTo(new double[][] {{2, 301, 0, 20}});
  }

  @Test
  void aRunOfKeysIsSpreadEvenlyOverTheBuckets() {
    UnitSums sums = new UnitSums(1);
    long[] unit = LongStream.range(123_456_789_012L, 123_456_889_012L).toArray();

    sums.add(unit, 0, unit.length, new double[unit.length]);

    for (double[] bucket : sums.table()) {
      assertThat(bucket[0]).isBetween(80.0, 120.0);
    }
  }
}
