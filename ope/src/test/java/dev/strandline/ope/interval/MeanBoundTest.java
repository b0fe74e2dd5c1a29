package dev.strandline.ope.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.Moments;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MeanBoundTest {

  private static Estimate estimate(boolean terms) {
    return new Estimate("snips", 0.5, 0.1, 25, terms, Optional.empty(), List.of());
  }

  @Test
  void hoeffdingOfAThousandTermsInTheUnitIntervalIsFourPercentWide() {
    Hoeffding bound = new Hoeffding(1_000, 0.5, TermWidth.known(1));

    // sqrt(ln(1 / 0.025) / 2000)
    assertThat(bound.halfWidth(0.025)).isCloseTo(0.04294694083467376, within(1e-15));
    assertThat(bound.interval(0.05).upper()).isCloseTo(0.5429469408346738, within(1e-15));
  }

  @Test
  void bernsteinIsTheSumOfAVarianceTermAndAWidthTerm() {
    EmpiricalBernstein bound = new EmpiricalBernstein(8, 1, 4, TermWidth.known(3));

    double log = Math.log(2 / 0.1);

    assertThat(bound.halfWidth(0.1)).isCloseTo(Math.sqrt(log) + log, within(1e-14));
  }

  @Test
  void studentsQuantilesAreThoseOfTheTables() {
    assertThat(StudentT.quantile(0.975, 1)).isCloseTo(Math.tan(Math.PI * 0.475), within(1e-11));
    assertThat(StudentT.quantile(0.975, 99)).isCloseTo(1.9842169515864039, within(1e-12));
    assertThat(StudentT.quantile(0.9, 11)).isCloseTo(1.3634303180205214, within(1e-12));
    assertThat(StudentT.quantile(0.05, 7)).isCloseTo(-1.8945786050900075, within(1e-12));
  }

  @Test
  void theQuantilesForManyUnitsJoinThoseForFew() {
    double few = StudentT.quantile(0.995, 4_999);
    double many = StudentT.quantile(0.995, 5_000);

    // (z^3 + z) / (4 n^2), what one degree of freedom takes away.
    assertThat(few - many).isCloseTo(1.967e-7, within(2e-10));
    assertThat(StudentT.quantile(0.975, 1_000_000_000)).isCloseTo(1.959963986, within(1e-8));
  }

  @Test
  void aTwoSidedIntervalIsMadeOfTwoBoundsOfHalfTheError() {
    for (MeanBound bound :
        List.of(
            new Hoeffding(30, 2, TermWidth.known(5)),
            new EmpiricalBernstein(30, 2, 1.5, TermWidth.known(5)),
            new StudentT(30, 2, 1.5))) {
      Interval interval = bound.interval(0.1);

      assertThat(interval.lower()).isEqualTo(bound.lower(0.05)).isLessThan(2);
      assertThat(interval.upper()).isEqualTo(bound.upper(0.05)).isGreaterThan(2);
      assertThat(interval.level()).isEqualTo(0.9);
      assertThat(bound.halfWidth(0.01)).isGreaterThan(bound.halfWidth(0.02));
    }
  }

  @Test
  void selfNormalizedEstimatesHaveNoBoundForMeansOfTerms() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hoeffding.of(estimate(false), TermWidth.known(1)))
        .withMessageContaining("snips divides by a sum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmpiricalBernstein.of(estimate(false), TermWidth.known(1)))
        .withMessageContaining("snips divides by a sum");
  }

  @Test
  void anEstimatesStandardErrorIsTheVarianceOfItsTerms() {
    // 0.1^2 * 25 = 0.25
    assertThat(StudentT.of(estimate(false)).variance()).isCloseTo(0.25, within(1e-15));
    assertThat(EmpiricalBernstein.of(estimate(true), TermWidth.known(1)).variance())
        .isCloseTo(0.25, within(1e-15));
  }

  @Test
  void theWidthOfWeightedRewardsReachesToZero() {
    assertThat(TermWidth.weighted(-1, 2, 10).value()).isEqualTo(30);
    assertThat(TermWidth.weighted(1, 2, 10).value()).isEqualTo(20);
    assertThat(TermWidth.weighted(-3, -2, 10).value()).isEqualTo(30);
    assertThat(TermWidth.weighted(-1, 2, 10).remarks()).isEmpty();
  }

  @Test
  void widthsFromTheSampleAreFlagged() {
    double[] signed = {-1, 3};

    assertThat(TermWidth.sampleRange(signed).value()).isEqualTo(4);
    assertThat(new Hoeffding(2, 1, TermWidth.sampleRange(signed)).interval(0.1).remarks())
        .singleElement()
        .asString()
        .contains("SAMPLE_RANGE");
    assertThat(TermWidth.sampleMax(new double[] {0, 3}).value()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TermWidth.sampleMax(signed))
        .withMessageContaining("a term is -1");
  }

  @Test
  void anErrorThatIsALevelOrNoProbabilityIsRefused() {
    StudentT bound = new StudentT(10, 0, 1);

    for (double error : new double[] {0, 1, 1.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bound.interval(error))
          .withMessageContaining("(0, 1)");
    }
  }

  @Test
  void theMeanIsCoveredAsOftenAsStated() {
    RandomStream random = new Streams(4).open("coverage");
    DoubleSupplier uniform = random::nextDouble;
    DoubleSupplier normal = random::nextGaussian;

    assertThat(covered(uniform, 0.5, m -> new Hoeffding(100, m.mean(0), TermWidth.known(1))))
        .isGreaterThan(0.99);
    assertThat(
            covered(
                uniform,
                0.5,
                m ->
                    new EmpiricalBernstein(
                        100, m.mean(0), m.sampleVariance(0), TermWidth.known(1))))
        .isGreaterThan(0.99);
    assertThat(covered(normal, 0, m -> new StudentT(100, m.mean(0), m.sampleVariance(0))))
        .isBetween(0.94, 0.96);
  }

  /** Share of 4,000 samples of 100 whose 95 % interval holds the mean. */
  private static double covered(
      DoubleSupplier draw, double mean, Function<Moments, MeanBound> bound) {
    int covered = 0;
    double[] sample = new double[100];
    for (int repetition = 0; repetition < 4_000; repetition++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = draw.getAsDouble();
      }
      Moments moments = new Moments(1);
      moments.add(0, sample.length, sample);
      Interval interval = bound.apply(moments).interval(0.05);
      covered += interval.lower() <= mean && mean <= interval.upper() ? 1 : 0;
    }
    return covered / 4_000.0;
  }

  @Test
  void theIntervalOfThreeReturnsIsThatOfTheTables() {
    StudentT bound = StudentT.of(new double[] {1, 3, 8});

    assertThat(bound.units()).isEqualTo(3);
    assertThat(bound.mean()).isEqualTo(4);
    assertThat(bound.variance()).isCloseTo(13, within(1e-13));
    // t(0.975, 2) = 4.302653.
    assertThat(bound.interval(0.05).upper())
        .isCloseTo(4 + 4.302653 * Math.sqrt(13 / 3.0), within(1e-5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudentT.of(new double[] {1}))
        .withMessageContaining("two terms");
  }
}
