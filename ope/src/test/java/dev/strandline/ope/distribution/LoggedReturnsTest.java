package dev.strandline.ope.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.TrajectoryAccumulator;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoggedReturnsTest {

  private static final double[] GRID = {0, 1, 2, 3};

  /** Episodes of one step: returns 1, 2, 1; weights 0.5, 1.5, 2; modelled values 0.5, 2, 3. */
  private static Episodes three() {
    return episodes(
        new double[] {0.5, 1.5, 2}, new double[] {1, 2, 1}, new double[] {0.5, 2, 3}, 0);
  }

  private static Episodes episodes(double[] weight, double[] reward, double[] value, long first) {
    int[] starts = new int[weight.length + 1];
    Arrays.setAll(starts, i -> i);
    long[] ids = new long[weight.length];
    Arrays.setAll(ids, i -> first + i);
    return Episodes.builder(starts, weight, reward).ids(ids).values(value, value).build();
  }

  private static Episodes random(long seed, int episodes) {
    RandomStream stream = new Streams(seed).open("returns");
    double[] weight = stream.doubles(episodes, 0.5, 1.4).toArray();
    // Few distinct returns, many ties.
    double[] reward = stream.ints(episodes, 0, 9).mapToDouble(r -> r / 4.0 - 1).toArray();
    double[] value = stream.doubles(episodes, -1, 1).toArray();
    return episodes(weight, reward, value, seed * 1_000_000);
  }

  private static double[] cdf(CdfEstimator estimator) {
    return LoggedReturns.on(GRID, three(), 1).distribution(estimator).cdf();
  }

  @Test
  void threeEpisodesGiveTheFunctionsWorkedOutByHand() {
    assertThat(cdf(CdfEstimator.DM)).containsExactly(new double[] {0, 1 / 3., 2 / 3., 1}, TOL);
    assertThat(cdf(CdfEstimator.TIS)).containsExactly(new double[] {0, 2.5 / 3, 1, 1}, TOL);
    assertThat(cdf(CdfEstimator.SNTIS)).containsExactly(new double[] {0, 2.5 / 4, 1, 1}, TOL);
    // Raw 0, (2.5 - 0.5 + 1) / 3 = 1, then (4 - 2 + 2) / 3, cut to 1.
    assertThat(cdf(CdfEstimator.TDR)).containsExactly(new double[] {0, 1, 1, 1}, TOL);
    // Raw 0, 2 / 4 + 1 / 3, 2 / 4 + 2 / 3, 0 + 1.
    assertThat(cdf(CdfEstimator.SNTDR)).containsExactly(new double[] {0, 5 / 6., 1, 1}, TOL);
  }

  private static final org.assertj.core.data.Offset<Double> TOL = within(1e-12);

  @Test
  void weightsOfOneGiveTheEmpiricalDistribution() {
    double[] ones = {1, 1, 1, 1};
    Episodes log = episodes(ones, new double[] {3, 1, 2, 1}, ones, 0);
    LoggedReturns returns = LoggedReturns.exact(log, 1);

    ReturnDistribution f = returns.distribution(CdfEstimator.TIS);

    assertThat(returns.grid()).containsExactly(1, 2, 3);
    assertThat(f.cdf()).containsExactly(0.5, 0.75, 1);
    assertThat(f.cvar(1)).isCloseTo(f.mean(), within(1e-12));
    for (int j = 0; j < 3; j++) {
      assertThat(f.quantile(f.cdf()[j])).isEqualTo(f.grid()[j]);
    }
  }

  @Test
  void onTheExactGridTheMeanIsTheEstimatorsValue() {
    Episodes log = random(1, 400);
    LoggedReturns returns = LoggedReturns.exact(log, 1);

    assertThat(returns.distribution(CdfEstimator.SNTIS).mean())
        .isCloseTo(TrajectoryEstimator.sntis(1).estimate(log).value(), within(1e-12));
    ReturnDistribution plain = returns.distribution(CdfEstimator.TIS);
    assertThat(plain.reached()).as("not cut").isLessThan(1);
    assertThat(plain.mean())
        .isCloseTo(TrajectoryEstimator.tis(1).estimate(log).value(), within(1e-12));
  }

  @Test
  void everyFunctionRisesInsideTheUnitIntervalAndSelfNormalizedOnesEndAtOne() {
    LoggedReturns returns = LoggedReturns.exact(random(2, 300), 1);

    for (CdfEstimator estimator : CdfEstimator.values()) {
      ReturnDistribution f = returns.distribution(estimator);
      if (estimator.selfNormalized()) {
        assertThat(f.reached()).as("%s", estimator).isCloseTo(1, within(1e-12));
      }
      double below = Double.NEGATIVE_INFINITY;
      for (double alpha = 0; alpha <= 1; alpha += 0.05) {
        assertThat(f.cvar(alpha)).as("%s", estimator).isGreaterThanOrEqualTo(below - 1e-12);
        below = f.cvar(alpha);
      }
    }
  }

  @Test
  void returnsOutsideTheGridAreClippedIntoIt() {
    double[] ones = {1, 1, 1};
    Episodes log = episodes(ones, new double[] {-5, 1.5, 9}, ones, 0);

    ReturnDistribution f =
        LoggedReturns.on(new double[] {0, 1, 2}, log, 1).distribution(CdfEstimator.TIS);

    assertThat(f.cdf()).containsExactly(new double[] {1 / 3., 1 / 3., 1}, TOL);
  }

  @Test
  void negativeZeroIsZero() {
    double[] ones = {1, 1};
    Episodes log = episodes(ones, new double[] {-0.0, 0.0}, ones, 0);

    assertThat(LoggedReturns.exact(log, 1).grid()).containsExactly(0);
  }

  @Test
  void aModelledDistributionThatStepsAtTheValueChangesNothing() {
    double[] steps = {0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1};
    LoggedReturns returns = LoggedReturns.on(GRID, three(), 1);
    ReturnHistogram histogram = new ReturnHistogram(GRID, 1);
    histogram.add(three(), steps);

    for (CdfEstimator estimator : CdfEstimator.values()) {
      assertThat(returns.withConditional(steps).distribution(estimator).cdf())
          .containsExactly(returns.distribution(estimator).cdf(), TOL);
      assertThat(histogram.distribution(estimator).cdf())
          .containsExactly(returns.distribution(estimator).cdf(), TOL);
    }
  }

  @Test
  void aModelledDistributionThatSpreadsReplacesTheStep() {
    double[] spread = {0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1};

    ReturnDistribution f =
        LoggedReturns.on(GRID, three(), 1).withConditional(spread).distribution(CdfEstimator.DM);

    assertThat(f.cdf()).containsExactly(new double[] {0.5, 0.5, 0.5, 1}, TOL);
  }

  @Test
  void aHistogramOfPartsIsThatOfTheWholeLog() {
    double[] grid = ReturnHistogram.evenGrid(-1, 1, 9);
    Episodes one = random(3, 1_500);
    Episodes two = random(4, 40);
    ReturnHistogram first = new ReturnHistogram(grid, 1);
    first.add(two);
    ReturnHistogram second = new ReturnHistogram(grid, 1);
    second.add(one);
    second.merge(first);
    ReturnHistogram whole = new ReturnHistogram(grid, 1);
    whole.add(one);
    whole.add(two);

    for (CdfEstimator estimator : CdfEstimator.values()) {
      assertThat(second.distribution(estimator).cdf())
          .containsExactly(whole.distribution(estimator).cdf(), TOL);
    }
    assertThat(second.weights().mean()).isCloseTo(whole.weights().mean(), within(1e-12));
  }

  @Test
  void bothKindsAgreeOnOneGridAndInEveryReplicate() {
    double[] grid = ReturnHistogram.evenGrid(-1, 1, 9);
    Episodes log = random(5, 1_200);
    LoggedReturns inMemory = LoggedReturns.on(grid, log, 1);
    ReturnHistogram inParts = new ReturnHistogram(grid, 1);
    inParts.add(log);
    TrajectoryAccumulator value = TrajectoryEstimator.sntis(1).accumulator();
    value.add(log);
    RandomStream stream = new Streams(6).open("counts");
    Replicates one = inMemory.replicates(CdfEstimator.SNTDR, d -> d.cvar(0.1));
    Replicates two = inParts.replicates(CdfEstimator.SNTDR, d -> d.cvar(0.1));
    double[] counts = stream.ints(one.groups(), 0, 3).asDoubleStream().toArray();

    assertThat(two.groups()).isEqualTo(one.groups());
    assertThat(one.value(counts)).isCloseTo(two.value(counts), within(1e-12));
    // The groups are those of the estimators of the value, in the same order.
    Replicates mean =
        LoggedReturns.exact(log, 1).replicates(CdfEstimator.SNTIS, ReturnDistribution::mean);
    assertThat(mean.value(counts)).isCloseTo(value.replicates().value(counts), within(1e-12));
  }

  @Test
  void withoutAnyWeightTheSelfNormalizedFunctionIsRefusedWithTheReason() {
    double[] none = {0, 0};
    LoggedReturns returns = LoggedReturns.exact(episodes(none, new double[] {1, 2}, none, 0), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> returns.distribution(CdfEstimator.SNTIS))
        .withMessageContaining("cannot answer");
    assertThat(
            returns
                .replicates(CdfEstimator.SNTIS, ReturnDistribution::mean)
                .value(new double[] {1, 1}))
        .isNaN();
  }

  @Test
  void aMissingModelIsNamed() {
    Episodes log = Episodes.builder(new int[] {0, 1}, new double[] {1}, new double[] {1}).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoggedReturns.exact(log, 1).distribution(CdfEstimator.TDR))
        .withMessageContaining("TDR needs a value model");
  }
}
