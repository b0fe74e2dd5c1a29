package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitSumsBatchTest {

  @ParameterizedTest
  @ValueSource(ints = {5, UnitSums.GROUPS, UnitSums.GROUPS + 1, 6_000})
  void manyRowsAtOnceGiveTheSumsOfRowAfterRow(int units) {
    long[] unit = LongStream.range(0, 20_000).map(row -> row * 7_919 % units).toArray();
    double[] one = LongStream.range(0, 20_000).mapToDouble(row -> row % 13).toArray();
    double[] two = LongStream.range(0, 20_000).mapToDouble(row -> row % 5).toArray();

    UnitSums batch = new UnitSums(2);
    batch.add(UnitKeys.of(unit), 0, 9_000, one, two);
    batch.add(UnitKeys.of(unit), 9_000, 20_000, rest(one), rest(two));

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

  private static double[] rest(double[] column) {
    return Arrays.copyOfRange(column, 9_000, column.length);
  }

  @Test
  void numberedRowsGiveTheSumsOfTheirNumbersAsKeys() {
    double[] value = LongStream.range(0, 5_000).mapToDouble(row -> row % 13).toArray();
    long[] number = LongStream.range(700, 5_700).toArray();

    UnitSums numbered = new UnitSums(1);
    numbered.add(UnitKeys.numbered(700), 0, 1_500, value);
    numbered.add(UnitKeys.numbered(700), 1_500, 5_000, Arrays.copyOfRange(value, 1_500, 5_000));
    UnitSums keyed = new UnitSums(1);
    keyed.add(UnitKeys.of(number), 0, 5_000, value);

    assertThat(numbered.table()).isDeepEqualTo(keyed.table());
  }

  @Test
  void statisticsMayStandElsewhereInTheOtherPart() {
    UnitSums here = new UnitSums(1);
    here.add(UnitKeys.of(new long[] {4}), 0, 1, new double[] {1});
    UnitSums other = new UnitSums(2);
    other.add(UnitKeys.of(new long[] {4}), 0, 1, new double[] {20}, new double[] {300});

    here.merge(other, new int[] {2, 0});

    assertThat(here.table()).isDeepEqualTo(new double[][] {{2, 301, 0, 20}});
  }

  @Test
  void aRunOfKeysIsSpreadEvenlyOverTheBuckets() {
    UnitSums sums = new UnitSums(1);
    long[] unit = LongStream.range(123_456_789_012L, 123_456_889_012L).toArray();

    sums.add(UnitKeys.of(unit), 0, unit.length, new double[unit.length]);

    for (double[] bucket : sums.table()) {
      assertThat(bucket[0]).isBetween(99.0, 100.0);
    }
  }
}
