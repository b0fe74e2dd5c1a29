package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RatioSumsTest {

  private static final double[] NUMERATOR = {2, 1, 0, 4};
  private static final double[] DENOMINATOR = {2, 0.5, 0, 1.5};

  @Test
  void aMeanAndARatioGiveValueAndErrorWorkedOutByHand() {
    RatioSums sums = new RatioSums(true, 1);

    sums.add(UnitKeys.numbered(0), 0, 4, new double[] {1, 2, 3, 6}, NUMERATOR, DENOMINATOR);

    // R = 7/4, mean denominator 1; psi = (base - 3) + (numerator - 7/4 denominator).
    double[] psi = {-2 - 1.5, -1 + 0.125, 0, 3 + 1.375};
    double squares = Arrays.stream(psi).map(x -> x * x).sum();
    assertThat(sums.value()).isCloseTo(3 + 1.75, within(1e-15));
    assertThat(sums.standardError()).isCloseTo(Math.sqrt(squares / 4 / 4), within(1e-14));
    assertThat(sums.units()).isEqualTo(4);
  }

  @Test
  void rowsOfOneUnitAreSummedBeforeTheirInfluencesAreSquared() {
    RatioSums sums = new RatioSums(false, 1);

    sums.add(UnitKeys.of(new long[] {8, 3, 3, 8}), 0, 4, NUMERATOR, DENOMINATOR);

    // Unit 8: 6 - 1.75 * 3.5 = -0.125, unit 3 the opposite; mean denominator 1, two groups.
    double squares = 2 * 0.125 * 0.125;
    assertThat(sums.standardError()).isCloseTo(Math.sqrt(2 * squares) / 4, within(1e-15));
    assertThat(sums.units()).isEqualTo(2);
    assertThat(sums.remarks()).containsExactly("4 rows are judged by their 2 units.");
  }

  @Test
  void keysThatAllDifferGiveTheErrorOfRows() {
    RatioSums keyed = new RatioSums(false, 1);
    keyed.add(UnitKeys.of(new long[] {40, 10, 20, 30}), 0, 4, NUMERATOR, DENOMINATOR);
    RatioSums rows = new RatioSums(false, 1);
    rows.add(UnitKeys.numbered(7), 0, 4, NUMERATOR, DENOMINATOR);

    assertThat(keyed.standardError()).isEqualTo(rows.standardError());
    assertThat(keyed.unitsAreRows()).isTrue();
  }

  @Test
  void aDenominatorThatIsZeroThroughoutLeavesTheValueUndefined() {
    RatioSums sums = new RatioSums(false, 1);

    sums.add(UnitKeys.numbered(0), 0, 2, new double[2], new double[2]);

    assertThat(sums.value()).isNaN();
    assertThat(sums.standardError()).isNaN();
    assertThat(sums.replicates().value(new double[] {1, 1})).isNaN();
  }

  @Test
  void largeNumeratorsDoNotCancelTheError() {
    RandomStream random = new Streams(1).open("large");
    RatioSums small = new RatioSums(false, 1);
    RatioSums large = new RatioSums(false, 1);
    double[] weight = random.doubles(1_000, 0, 2).toArray();
    double[] reward = random.doubles(1_000).toArray();
    double[] weighted = new double[1_000];
    double[] shifted = new double[1_000];
    for (int i = 0; i < 1_000; i++) {
      weighted[i] = weight[i] * reward[i];
      shifted[i] = weight[i] * (reward[i] + 1e8);
    }

    small.add(UnitKeys.numbered(0), 0, 1_000, weighted, weight);
    large.add(UnitKeys.numbered(0), 0, 1_000, shifted, weight);

    double expected = small.standardError();
    assertThat(large.standardError()).isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void theSplitOfTheRowsLeavesNoTrace() {
    RandomStream random = new Streams(2).open("split");
    double[] base = random.doubles(5_000, -3, 50).toArray();
    double[] denominator = random.doubles(5_000, 0, 2).toArray();
    double[] numerator = random.doubles(5_000, -1, 9).toArray();
    RatioSums whole = sums(base, numerator, denominator, 0, 5_000);

    RatioSums parts = new RatioSums(true, 1);
    parts.merge(sums(base, numerator, denominator, 3_000, 5_000));
    parts.merge(sums(base, numerator, denominator, 0, 1));
    parts.merge(sums(base, numerator, denominator, 1, 3_000));

    assertThat(parts.value()).isCloseTo(whole.value(), within(1e-12 * whole.value()));
    assertThat(parts.standardError())
        .isCloseTo(whole.standardError(), within(1e-12 * whole.standardError()));
    double[] counts = random.doubles(UnitSums.GROUPS, 0, 3).toArray();
    assertThat(parts.replicates().groups()).isEqualTo(UnitSums.GROUPS);
    assertThat(parts.replicates().value(counts))
        .isCloseTo(whole.replicates().value(counts), within(1e-12 * whole.value()));
  }

  private static RatioSums sums(
      double[] base, double[] numerator, double[] denominator, int from, int to) {
    RatioSums sums = new RatioSums(true, 1);
    for (int i = from; i < to; i += RatioSums.CHUNK) {
      int end = Math.min(i + RatioSums.CHUNK, to);
      sums.add(
          UnitKeys.numbered(0),
          i,
          end,
          Arrays.copyOfRange(base, i, end),
          Arrays.copyOfRange(numerator, i, end),
          Arrays.copyOfRange(denominator, i, end));
    }
    return sums;
  }

  @Test
  void countsOfOneGiveTheValueAndOtherCountsRecomputeItsDenominator() {
    RatioSums sums = new RatioSums(false, 1);
    sums.add(UnitKeys.numbered(0), 0, 4, NUMERATOR, DENOMINATOR);

    Replicates replicates = sums.replicates();

    assertThat(replicates.value(new double[] {1, 1, 1, 1})).isEqualTo(sums.value());
    assertThat(replicates.value(new double[] {0, 2, 1, 1})).isEqualTo(6 / 2.5);
    assertThat(replicates.value(new double[] {0, 0, 3, 0})).isNaN();
  }

  @Test
  void manyUnitsAreJudgedByGroupsThatShowAboutTheSameError() {
    RandomStream random = new Streams(3).open("groups");
    long[] key = new long[1_000];
    double[] x = new double[1_000];
    RatioSums rows = new RatioSums(true, 0);
    RatioSums keyed = new RatioSums(true, 0);
    for (long from = 0; from < 40_000; from += 1_000) {
      for (int i = 0; i < 1_000; i++) {
        key[i] = from + i;
        x[i] = random.nextDouble();
      }
      rows.add(UnitKeys.numbered(from), 0, 1_000, x);
      keyed.add(UnitKeys.of(key), 0, 1_000, x);
    }

    assertThat(keyed.units()).isEqualTo(UnitSums.GROUPS);
    assertThat(keyed.remarks()).singleElement().asString().contains(UnitSums.GROUPS + " groups");
    // As many groups estimate a standard error to about 1 / sqrt(2000).
    assertThat(keyed.standardError() / rows.standardError()).isBetween(0.9, 1.1);
  }

  @Test
  void partsThatUseTheSameNumbersTwiceAreRefused() {
    RatioSums sums = new RatioSums(true, 0);
    sums.add(UnitKeys.numbered(0), 0, 2, new double[] {1, 2});
    sums.add(UnitKeys.numbered(0), 0, 2, new double[] {3, 4});

    assertThatIllegalStateException()
        .isThrownBy(sums::standardError)
        .withMessageContaining("4 rows have only 2 different numbers")
        .withMessageContaining("first row");
  }

  @Test
  void partsWithKeysAndPartsWithoutAreRefused() {
    RatioSums sums = new RatioSums(true, 0);
    sums.add(UnitKeys.numbered(0), 0, 2, new double[] {1, 2});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(UnitKeys.of(new long[] {1}), 0, 1, new double[] {3}))
        .withMessageContaining("keys for all parts or for none");
  }

  @Test
  void oneUnitHasAValueAndNoError() {
    RatioSums sums = new RatioSums(true, 0);
    sums.add(UnitKeys.numbered(0), 0, 1, new double[] {5});

    assertThat(sums.value()).isEqualTo(5);
    assertThat(sums.standardError()).isNaN();
    assertThat(sums.remarks()).containsExactly("One unit gives no standard error.");
  }

  @Test
  void theInfluenceOfAGroupIsHowItsCountMovesTheValue() {
    RandomStream random = new Streams(4).open("influence");
    double[] base = random.doubles(60, -3, 50).toArray();
    double[] denominator = random.doubles(60, 0, 2).toArray();
    double[] numerator = random.doubles(60, -1, 9).toArray();
    RatioSums sums = new RatioSums(true, 2);
    sums.add(UnitKeys.numbered(0), 0, 60, base, numerator, denominator, denominator, base);
    double[] counts = new double[60];
    Arrays.setAll(counts, g -> g % 4);

    Replicates replicates = sums.replicates();

    assertThat(replicates.influence(counts))
        .containsExactly(new ByValueAlone(replicates).influence(counts), within(1e-6));
  }
}
