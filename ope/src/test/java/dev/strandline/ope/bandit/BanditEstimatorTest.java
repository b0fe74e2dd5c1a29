package dev.strandline.ope.bandit;

import static dev.strandline.ope.bandit.BanditEstimator.balancedIps;
import static dev.strandline.ope.bandit.BanditEstimator.dm;
import static dev.strandline.ope.bandit.BanditEstimator.dr;
import static dev.strandline.ope.bandit.BanditEstimator.drOs;
import static dev.strandline.ope.bandit.BanditEstimator.ips;
import static dev.strandline.ope.bandit.BanditEstimator.mean;
import static dev.strandline.ope.bandit.BanditEstimator.replay;
import static dev.strandline.ope.bandit.BanditEstimator.sgDr;
import static dev.strandline.ope.bandit.BanditEstimator.sgIps;
import static dev.strandline.ope.bandit.BanditEstimator.sndr;
import static dev.strandline.ope.bandit.BanditEstimator.snips;
import static dev.strandline.ope.bandit.BanditEstimator.switchDr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.WeightDiagnostics;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BanditEstimatorTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Three rounds, the last one of an action that the target never takes. */
  private static Rounds three() {
    return Rounds.of(new double[] {1, 2, 3})
        .withWeight(new double[] {2, 0.5, 0})
        .withPredictions(new double[] {0.5, 1, 1}, new double[] {1, 1, 2});
  }

  private static double value(BanditEstimator estimator, Rounds rounds) {
    return estimator.estimate(rounds).value();
  }

  static Stream<Arguments> workedByHand() {
    // w r = 2, 1, 0; w (r - q) = 1, 0.5, 0; sum w = 2.5; mean qe = 4/3
    return Stream.of(
        Arguments.of(mean(), 2.0),
        Arguments.of(dm(), 4 / 3.0),
        Arguments.of(ips(), 1.0),
        Arguments.of(ips(1), 2 / 3.0),
        Arguments.of(snips(), 3 / 2.5),
        Arguments.of(dr(), 5.5 / 3),
        Arguments.of(dr(1), 5 / 3.0),
        Arguments.of(sndr(), 4 / 3.0 + 1.5 / 2.5),
        Arguments.of(switchDr(1), 4.5 / 3),
        Arguments.of(switchDr(2), 5.5 / 3),
        Arguments.of(switchDr(0), 4 / 3.0),
        Arguments.of(drOs(2), (4 + 2 / 3.0 * 0.5 + 4 / 9.0) / 3),
        Arguments.of(drOs(0), 4 / 3.0),
        Arguments.of(drOs(INFINITY), 5.5 / 3),
        Arguments.of(sgIps(0), 1.0),
        Arguments.of(sgIps(0.5), 8 / 9.0),
        Arguments.of(sgIps(1), 1.0),
        Arguments.of(sgDr(0.5), 16 / 9.0),
        Arguments.of(balancedIps(1), 2 / 1.5),
        Arguments.of(balancedIps(INFINITY), 3 / 2.5));
  }

  @ParameterizedTest
  @MethodSource("workedByHand")
  void threeRoundsGiveTheValueWorkedOutByHand(BanditEstimator estimator, double expected) {
    Estimate estimate = estimator.estimate(three());

    assertThat(estimate.value()).isCloseTo(expected, within(1e-15));
    assertThat(Arrays.stream(estimator.terms(three())).average().orElseThrow())
        .isCloseTo(expected, within(1e-15));
    assertThat(estimate.estimator()).isEqualTo(estimator.name());
    assertThat(estimate.units()).isEqualTo(3);
  }

  @Test
  void replayIsTheMeanRewardWhereTheTargetAgrees() {
    double[] agreement = ImportanceWeights.agreement(new int[] {1, 0, 2}, new int[] {1, 1, 2});
    Rounds rounds = Rounds.of(new double[] {1, 2, 3}).withWeight(agreement);

    assertThat(value(replay(), rounds)).isEqualTo(2);
    assertThat(replay().terms(rounds)).containsExactly(1.5, 0, 4.5);
  }

  @Test
  void replayThatNeverAgreesIsZeroAndSaysSo() {
    Estimate estimate = replay().estimate(Rounds.of(new double[] {1, 2}).withWeight(new double[2]));

    assertThat(estimate.value()).isZero();
    assertThat(estimate.standardError()).isNaN();
    assertThat(estimate.remarks()).anyMatch(remark -> remark.contains("never takes"));
    assertThat(replay().terms(Rounds.of(new double[] {1, 2}).withWeight(new double[2])))
        .containsOnly(0);
  }

  @Test
  void replayRefusesWeightsOfAStochasticTarget() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> replay().estimate(three()))
        .withMessageContaining("Row 0")
        .withMessageContaining("2.0")
        .withMessageContaining("ImportanceWeights.agreement");
  }

  @Test
  void standardErrorsAreThoseWorkedOutByHand() {
    assertThat(ips().estimate(three()).standardError())
        .isCloseTo(Math.sqrt(1 / 3.0), within(1e-15));
    assertThat(snips().estimate(three()).standardError())
        .isCloseTo(Math.sqrt(4 * 0.04 + 0.25 * 0.64) / 2.5, within(1e-15));
    // psi = qe - 4/3 + w (d - 0.6) / (5/6), d = 0.5, 1, 2
    double squares =
        Math.pow(-1 / 3.0 - 0.24, 2) + Math.pow(-1 / 3.0 + 0.24, 2) + Math.pow(2 / 3.0, 2);
    assertThat(sndr().estimate(three()).standardError())
        .isCloseTo(Math.sqrt(squares / 9), within(1e-15));
  }

  @Test
  void onlyPlainMeansOfRowsHaveIndependentTerms() {
    assertThat(ips().estimate(three()).terms()).isTrue();
    assertThat(dr().estimate(three()).terms()).isTrue();
    assertThat(snips().estimate(three()).terms()).isFalse();
    assertThat(ips().estimate(three().inUnits(new long[] {1, 1, 2})).terms()).isFalse();
  }

  @Test
  void theErrorOfUnitsWithSeveralRowsIsClusterRobust() {
    Estimate estimate = ips().estimate(three().inUnits(new long[] {7, 7, 9}));

    // X = 2, 1 | 0 around V = 1: influences 1 and -1, two groups, three rows.
    assertThat(estimate.value()).isEqualTo(1);
    assertThat(estimate.standardError()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(estimate.units()).isEqualTo(2);
  }

  @Test
  void weightsAreDescribedAsTheyWereBeforeClipping() {
    WeightDiagnostics weights = ips(0.1).estimate(three()).weights().orElseThrow();

    assertThat(weights.max()).isEqualTo(2);
    assertThat(weights.effectiveSampleSize()).isCloseTo(6.25 / 4.25, within(1e-15));
    assertThat(dm().estimate(three()).weights()).isEmpty();
  }

  @Test
  void clippingSaysHowManyRoundsAndHowMuchWeightItChanged() {
    assertThat(ips(1).estimate(three()).remarks())
        .containsExactly(
            "Clip[lambda=1.0] changed the weights of 33.3 % of the rounds, by 40.0 % of the weight mass.");
    assertThat(ips(2).estimate(three()).remarks()).isEmpty();
    assertThat(ips().estimate(three()).remarks()).isEmpty();
  }

  @Test
  void theWeightsThatAnEstimatorUsesAreThoseItHasChanged() {
    assertThat(ips(1).weights(three())).containsExactly(1, 0.5, 0);
    assertThat(switchDr(1).weights(three())).containsExactly(0, 0.5, 0);
    assertThat(drOs(2).weights(three())).containsExactly(2 * 2 / 6.0, 2 * 0.5 / 2.25, 0);
    assertThat(dm().weights(three())).containsOnly(0);
  }

  @Test
  void aTargetThatNeverTakesALoggedActionLeavesRatiosUndefinedAndSaysSo() {
    Rounds none =
        Rounds.of(new double[] {1, 2})
            .withWeight(new double[2])
            .withPredictions(new double[2], new double[] {3, 5});

    Estimate undefined = snips().estimate(none);
    assertThat(undefined.value()).isNaN();
    assertThat(undefined.standardError()).isNaN();
    assertThat(undefined.remarks()).anyMatch(remark -> remark.contains("undefined"));
    assertThat(snips().terms(none)).containsOnly(Double.NaN);
    assertThat(sndr().estimate(none).value()).isNaN();
    assertThat(ips().estimate(none).value()).isZero();
    assertThat(ips().estimate(none).remarks()).anyMatch(remark -> remark.contains("never takes"));
    assertThat(dr().estimate(none).value()).isEqualTo(4);
  }

  @Test
  void termsThatOverflowAreNotPutDownToWeightsOfZero() {
    Rounds huge =
        Rounds.of(new double[] {1e200, 1})
            .withWeight(new double[] {1e200, 1})
            .withPredictions(new double[2], new double[2]);

    for (BanditEstimator estimator : List.of(ips(), dr(), snips())) {
      Estimate estimate = estimator.estimate(huge);

      assertThat(estimate.value()).as(estimator.name()).isNaN();
      assertThat(estimate.remarks())
          .as(estimator.name())
          .containsExactly("Terms that are larger than any double leave the estimate undefined.");
    }
  }

  @Test
  void shrinkageOfAHugeWeightDoesNotOverflow() {
    Rounds huge =
        Rounds.of(new double[] {1})
            .withWeight(new double[] {1e200})
            .withPredictions(new double[] {0}, new double[] {0.5});

    assertThat(drOs(5).terms(huge)).containsExactly(0.5);
  }

  @Test
  void optimisticShrinkageIsSafeAtBothEndsOfLambdaAndOfTheWeights() {
    Rounds rounds = Rounds.of(new double[3]).withWeight(new double[] {0, 1e-170, 10});

    assertThat(drOs(0).weights(rounds)).containsExactly(0, 0, 0);
    assertThat(drOs(Double.MIN_VALUE).weights(rounds)[0]).isZero();
    assertThat(drOs(1e308).weights(rounds)).containsExactly(0, 1e-170, 10);
    assertThat(drOs(INFINITY).weights(rounds)).containsExactly(0, 1e-170, 10);
  }

  @Test
  void columnsThatAreMissingAreNamed() {
    Rounds bare = Rounds.of(new double[] {1, 2});

    assertThat(value(mean(), bare)).isEqualTo(1.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ips().estimate(bare))
        .withMessageContaining("no importance weights")
        .withMessageContaining("withWeight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dr().estimate(bare.withWeight(new double[2])))
        .withMessageContaining("withPredictions");
    assertThat(value(dm(), bare.withTargetValue(new double[] {3, 4}))).isEqualTo(3.5);
  }

  @Test
  void lambdaOutOfBoundsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ips(-1)).withMessageContaining("-1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> sgIps(1.5)).withMessageContaining("1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> drOs(Double.NaN));
  }

  @Test
  void nothingSeenIsNoEstimate() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ips().accumulator().estimate())
        .withMessageContaining("ips has seen no rows");
    assertThatIllegalStateException().isThrownBy(() -> ips().accumulator().replicates());
  }

  @Test
  void sumsOfOtherSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ips(1).accumulator().merge(ips(2).accumulator()))
        .withMessageContaining("lambda=1.0")
        .withMessageContaining("same settings");
  }

  // Properties

  private static List<BanditEstimator> all() {
    return List.of(
        mean(),
        dm(),
        ips(),
        ips(1),
        snips(),
        dr(),
        dr(1),
        sndr(),
        switchDr(1),
        drOs(3),
        sgIps(0.2),
        sgDr(0.2),
        balancedIps(1.2));
  }

  private static Rounds shifted(Logs log, double c) {
    double[] reward = Arrays.stream(log.reward()).map(r -> r + c).toArray();
    double[] q = Arrays.stream(log.q()).map(x -> x + c).toArray();
    return Rounds.of(log.target(), q, log.action(), log.propensity(), reward);
  }

  @Test
  void judgingTheLoggingPolicyGivesTheMeanReward() {
    Logs log = Logs.random(1, 500, 4);
    Rounds rounds = Rounds.of(log.behavior(), log.action(), log.propensity(), log.reward());

    assertThat(value(ips(), rounds)).isEqualTo(value(mean(), rounds));
    assertThat(value(snips(), rounds)).isCloseTo(value(mean(), rounds), within(1e-14));
  }

  @Test
  void aConstantAddedToRewardsAndPredictionsMovesRatiosByItAndIpsByItTimesTheMeanWeight() {
    Logs log = Logs.random(2, 500, 4);

    for (BanditEstimator estimator : List.of(snips(), sndr(), dr(), dm(), mean())) {
      assertThat(value(estimator, shifted(log, 5)))
          .as(estimator.name())
          .isCloseTo(value(estimator, log.rounds()) + 5, within(1e-12));
    }
    double meanWeight = ips().estimate(log.rounds()).weights().orElseThrow().mean();
    assertThat(meanWeight).isNotCloseTo(1, within(1e-6));
    assertThat(value(ips(), shifted(log, 5)))
        .isCloseTo(value(ips(), log.rounds()) + 5 * meanWeight, within(1e-12));
  }

  @Test
  void predictionsThatAreRightOnTheLogMakeEveryFormTheDirectMethod() {
    Logs log = Logs.random(3, 300, 3);
    Rounds rounds = log.rounds();
    Rounds exact = rounds.withPredictions(rounds.reward(), rounds.targetValue());

    for (BanditEstimator estimator :
        List.of(dr(), dr(1), sndr(), switchDr(1), drOs(2), sgDr(0.5))) {
      assertThat(estimator.terms(exact)).as(estimator.name()).isEqualTo(dm().terms(exact));
    }
  }

  @Test
  void predictionsOfZeroMakeDoublyRobustFormsWeightedOnes() {
    Rounds rounds = Logs.random(4, 300, 3).rounds();
    double[] zero = new double[300];
    Rounds noModel = rounds.withPredictions(zero, zero);

    assertThat(dr().terms(noModel)).isEqualTo(ips().terms(rounds));
    assertThat(dr(1).terms(noModel)).isEqualTo(ips(1).terms(rounds));
    assertThat(sndr().terms(noModel)).isEqualTo(snips().terms(rounds));
    assertThat(sgDr(0.3).terms(noModel)).isEqualTo(sgIps(0.3).terms(rounds));
  }

  @Test
  void selfNormalizedValuesStayWithinTheRewards() {
    for (int seed = 0; seed < 20; seed++) {
      Rounds rounds = Logs.random(seed, 7, 3).rounds();

      assertThat(value(snips(), rounds))
          .isBetween(
              Arrays.stream(rounds.reward()).min().orElseThrow(),
              Arrays.stream(rounds.reward()).max().orElseThrow());
    }
  }

  @Test
  void oneActionMakesEverythingTheMean() {
    Logs log = Logs.random(5, 50, 1);
    Rounds rounds = log.rounds().withPredictions(log.reward(), log.reward());

    for (BanditEstimator estimator : all()) {
      assertThat(value(estimator, rounds))
          .as(estimator.name())
          .isCloseTo(value(mean(), rounds), within(1e-14));
    }
  }

  @Test
  void aLogTwiceOverHasTheSameValueAndTheErrorOfTwiceTheRows() {
    Rounds rounds = Logs.random(6, 400, 4).rounds();

    for (BanditEstimator estimator : all()) {
      Accumulator<Rounds> twice = estimator.accumulator();
      twice.add(rounds);
      twice.add(rounds.from(400));
      Estimate once = estimator.estimate(rounds);
      assertThat(twice.estimate().value()).isCloseTo(once.value(), within(1e-13));
      assertThat(twice.estimate().standardError())
          .as(estimator.name())
          .isCloseTo(once.standardError() / Math.sqrt(2), within(0.002 * once.standardError()));
    }
  }

  @Test
  void theSplitAndOrderOfTheLogLeaveNoTrace() {
    Rounds rounds = Logs.random(7, 4_000, 5).rounds();

    for (BanditEstimator estimator : all()) {
      Accumulator<Rounds> whole = estimator.accumulator();
      whole.add(rounds);
      Accumulator<Rounds> first = estimator.accumulator();
      first.add(rounds.slice(2_500, 4_000));
      Accumulator<Rounds> second = estimator.accumulator();
      second.add(rounds.slice(0, 3));
      second.add(rounds.slice(3, 2_500));
      first.merge(second);
      first.merge(estimator.accumulator());

      Estimate expected = whole.estimate();
      Estimate actual = first.estimate();
      assertThat(actual.value()).isCloseTo(expected.value(), within(1e-12 * expected.value()));
      assertThat(actual.standardError())
          .isCloseTo(expected.standardError(), within(1e-12 * expected.standardError()));
      assertThat(actual.remarks()).isEqualTo(expected.remarks());
      double[] counts =
          IntStream.range(0, whole.replicates().groups()).mapToDouble(g -> g % 3).toArray();
      assertThat(first.replicates().value(counts))
          .isCloseTo(whole.replicates().value(counts), within(1e-12));
    }
  }

  @Test
  void aResampleOfASmallLogIsTheEstimateOfTheResampledLog() {
    Rounds rounds = Logs.random(8, 40, 3).rounds();
    int[] drawn = IntStream.range(0, 40).map(i -> i * i % 40).toArray();
    double[] counts = new double[40];
    Arrays.stream(drawn).forEach(row -> counts[row]++);

    for (BanditEstimator estimator : all()) {
      Accumulator<Rounds> sums = estimator.accumulator();
      sums.add(rounds);
      Accumulator<Rounds> resampled = estimator.accumulator();
      for (int i = 0; i < 40; i++) {
        resampled.add(rounds.slice(drawn[i], drawn[i] + 1).from(i));
      }

      assertThat(sums.replicates().value(counts))
          .as(estimator.name())
          .isCloseTo(resampled.estimate().value(), within(1e-13));
    }
  }

  @Test
  void errorsMatchTheSpreadOfEstimatesOverManyLogs() {
    for (BanditEstimator estimator : List.of(ips(), snips(), sndr())) {
      double sum = 0;
      double squares = 0;
      double variance = 0;
      int logs = 400;
      for (int seed = 0; seed < logs; seed++) {
        Estimate estimate = estimator.estimate(Logs.random(1_000 + seed, 100, 3).rounds());
        sum += estimate.value();
        squares += estimate.value() * estimate.value();
        variance += estimate.standardError() * estimate.standardError() / logs;
      }
      double spread = (squares - sum * sum / logs) / (logs - 1);
      // 400 logs know a variance to 7 %.
      assertThat(variance / spread).as(estimator.name()).isBetween(0.75, 1.33);
    }
  }

  @Test
  void partsWithTheSameRowNumbersAreRefused() {
    Accumulator<Rounds> sums = ips().accumulator();
    sums.add(three());
    sums.add(three());

    assertThatIllegalStateException()
        .isThrownBy(sums::estimate)
        .withMessageContaining("6 rows have only 3 different numbers");
  }
}
