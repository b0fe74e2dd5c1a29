package dev.strandline.ope.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.ByValueAlone;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiLoggerTest {

  private static final double[] ONES = {1, 1, 1, 1};

  /** T = 1, 3 from logger 9 and 2, 6 from logger -5. */
  private static Rounds four() {
    return Rounds.of(new double[] {1, 3, 1, 5})
        .withWeight(ONES)
        .withPredictions(new double[4], new double[] {0, 0, 1, 1})
        .withStratum(new int[] {9, 9, -5, -5});
  }

  @Test
  void fourRoundsOfTwoLoggersGiveValuesAndErrorsWorkedOutByHand() {
    Estimate naive = MultiLogger.naive(BanditEstimator.dr()).estimate(four());
    Estimate weighted = MultiLogger.weighted(BanditEstimator.dr()).estimate(four());
    Estimate correction = MultiLogger.weightedCorrection(BanditEstimator.dr()).estimate(four());

    // Variances 1 and 4, so that sum n/v = 2.5, M = 1.6 and 0.4.
    assertThat(naive.value()).isCloseTo(3, within(1e-15));
    assertThat(weighted.value()).isCloseTo((1.6 * 4 + 0.4 * 8) / 4, within(1e-15));
    assertThat(correction.value()).isCloseTo((2 + 1.6 * 4 + 0.4 * 6) / 4, within(1e-15));
    // Within loggers var1 is 2 and 8: (2 * 2 + 2 * 8) / 16, and with M^2 before each.
    assertThat(naive.standardError()).isCloseTo(Math.sqrt(1.25), within(1e-15));
    assertThat(weighted.standardError()).isCloseTo(Math.sqrt(0.8), within(1e-15));
    assertThat(correction.standardError()).isCloseTo(Math.sqrt(0.8), within(1e-15));
    assertThat(naive.estimator()).isEqualTo("naive-dr");
    assertThat(naive.terms()).isTrue();
    assertThat(weighted.terms()).isFalse();
  }

  @Test
  void aLoggerWhoseTermsDoNotVaryMakesAllCountAlikeAndSaysSo() {
    double[] reward = {0.1, 0.1, 0.1, 1, 5};
    Rounds rounds =
        Rounds.of(reward)
            .withWeight(new double[] {1, 1, 1, 1, 1})
            .withStratum(new int[] {0, 0, 0, 1, 1});

    Estimate estimate = MultiLogger.weighted(BanditEstimator.ips()).estimate(rounds);

    assertThat(estimate.value()).isCloseTo(6.3 / 5, within(1e-15));
    assertThat(estimate.remarks()).anyMatch(remark -> remark.contains("do not vary"));
  }

  @Test
  void oneLoggerMakesAllCombinationsThePlainEstimate() {
    Rounds rounds = Logs.random(1, 300, 3).rounds().withStratum(new int[300]);
    Estimate plain = BanditEstimator.dr().estimate(rounds);

    for (MultiLogger estimator :
        List.of(
            MultiLogger.naive(BanditEstimator.dr()),
            MultiLogger.balanced(BanditEstimator.dr()),
            MultiLogger.weighted(BanditEstimator.dr()),
            MultiLogger.weightedCorrection(BanditEstimator.dr()))) {
      Estimate estimate = estimator.estimate(rounds);
      assertThat(estimate.value()).isCloseTo(plain.value(), within(1e-14));
      assertThat(estimate.standardError()).isCloseTo(plain.standardError(), within(1e-14));
    }
  }

  @Test
  void theSplitOfTheLogLeavesNoTraceThoughLoggersAreMetInAnotherOrder() {
    int[] logger = IntStream.range(0, 3_000).map(i -> i / 7 % 3 - 1).toArray();
    Rounds rounds = Logs.random(2, 3_000, 4).rounds().withStratum(logger);

    for (MultiLogger estimator :
        List.of(
            MultiLogger.naive(BanditEstimator.ips()),
            MultiLogger.weighted(BanditEstimator.dr(1.5)),
            MultiLogger.weightedCorrection(BanditEstimator.dr()))) {
      Accumulator<Rounds> whole = estimator.accumulator();
      whole.add(rounds);
      Accumulator<Rounds> parts = estimator.accumulator();
      parts.add(rounds.slice(1_000, 1_010));
      parts.merge(estimator.accumulator());
      Accumulator<Rounds> rest = estimator.accumulator();
      rest.add(rounds.slice(0, 1_000));
      rest.add(rounds.slice(1_010, 3_000));
      parts.merge(rest);

      Estimate expected = whole.estimate();
      assertThat(parts.estimate().value()).isCloseTo(expected.value(), within(1e-12));
      assertThat(parts.estimate().standardError())
          .isCloseTo(expected.standardError(), within(1e-12));
      double[] counts = IntStream.range(0, UnitSums.GROUPS).mapToDouble(g -> g % 4).toArray();
      assertThat(parts.replicates().value(counts))
          .isCloseTo(whole.replicates().value(counts), within(1e-12));
      Arrays.fill(counts, 1);
      assertThat(whole.replicates().value(counts)).isCloseTo(expected.value(), within(1e-12));
    }
  }

  @Test
  void aResampleRecomputesTheWeightsOfTheLoggers() {
    Accumulator<Rounds> sums = MultiLogger.weighted(BanditEstimator.dr()).accumulator();
    sums.add(four());

    // T = 1, 1, 3 of logger 9 (variance 8/9) and 2, 2, 6 (32/9): M = 6 / (v * 3 * (9/8 + 9/32)).
    double[] counts = {2, 1, 2, 1};
    double precision = 3 * (9 / 8.0 + 9 / 32.0);
    double expected = (5 * 9 / 8.0 + 10 * 9 / 32.0) / precision;
    assertThat(sums.replicates().value(counts)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void unitsThatSpanLoggersAreClusters() {
    Estimate estimate =
        MultiLogger.naive(BanditEstimator.dr()).estimate(four().inUnits(new long[] {1, 2, 1, 2}));

    // T around its logger's mean: -1, 1, -2, 2; units -3 and 3: 2/1 * 18 / 16.
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(36) / 4, within(1e-15));
    assertThat(estimate.units()).isEqualTo(2);
  }

  @Test
  void aLoggerWithOneRoundLeavesTheErrorUndefinedAndSaysSo() {
    Rounds rounds =
        Rounds.of(new double[] {1, 2, 3})
            .withWeight(new double[] {1, 1, 1})
            .withStratum(new int[] {0, 0, 1});

    Estimate estimate = MultiLogger.naive(BanditEstimator.ips()).estimate(rounds);

    assertThat(estimate.value()).isCloseTo(2, within(1e-15));
    assertThat(estimate.standardError()).isNaN();
    assertThat(estimate.remarks()).anyMatch(remark -> remark.contains("one round"));
  }

  @Test
  void oneClusterGivesNoErrorAndOneRoundOfALoggerIsNotTheReason() {
    for (MultiLogger estimator :
        List.of(
            MultiLogger.naive(BanditEstimator.dr()), MultiLogger.weighted(BanditEstimator.dr()))) {
      for (int[] stratum : new int[][] {{9, 9, -5, -5}, {9, 9, 9, -5}}) {
        Rounds rounds = four().withStratum(stratum).inUnits(new long[] {3, 3, 3, 3});

        Estimate estimate = estimator.estimate(rounds);

        assertThat(estimate.units()).isEqualTo(1);
        assertThat(estimate.standardError()).isNaN();
        assertThat(estimate.remarks())
            .contains("One unit gives no standard error.")
            .noneMatch(remark -> remark.contains("one round"));
      }
    }
  }

  @Test
  void selfNormalizedTermsAndRoundsWithoutLoggersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiLogger.weighted(BanditEstimator.snips()))
        .withMessageContaining("snips is self-normalized");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MultiLogger.naive(BanditEstimator.ips()).estimate(Rounds.of(ONES).withWeight(ONES)))
        .withMessageContaining("withStratum");
  }

  @Test
  void theInfluenceOfAGroupIsHowItsCountMovesTheValueAlsoOfLargeRewards() {
    for (double level : new double[] {0, 1e4}) {
      RandomStream random = new Streams(8).open("influence");
      double[] reward = random.doubles(80, level, level + 1).toArray();
      double[] weight = random.doubles(80, 0.5, 1.5).map(w -> level == 0 ? w : 1).toArray();
      double[] q = random.doubles(80, 0, 1).toArray();
      Rounds rounds =
          Rounds.of(reward)
              .withWeight(weight)
              .withPredictions(q, q)
              .withStratum(IntStream.range(0, 80).map(i -> i % 3).toArray());
      double[] counts = IntStream.range(0, 80).mapToDouble(g -> g % 4).toArray();
      for (MultiLogger estimator :
          List.of(
              MultiLogger.naive(BanditEstimator.ips()),
              MultiLogger.weighted(BanditEstimator.ips()),
              MultiLogger.weightedCorrection(BanditEstimator.dr()))) {
        Accumulator<Rounds> sums = estimator.accumulator();
        sums.add(rounds);
        Replicates replicates = sums.replicates();

        double[] influence = replicates.influence(counts);

        assertThat(influence)
            .as("%s, rewards from %s", estimator.name(), level)
            .containsExactly(new ByValueAlone(replicates).influence(counts), within(1e-6));
      }
    }
  }
}
