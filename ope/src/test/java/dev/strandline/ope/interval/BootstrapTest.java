package dev.strandline.ope.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Replicates;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootstrapTest {

  private static RandomStream random(long seed) {
    return new Streams(seed).open("bootstrap");
  }

  @Test
  void givenDrawsGiveTheirMeansAndTheQuantilesBetweenThem() {
    double[] terms = {1, 2, 6};

    Bootstrap bootstrap =
        Bootstrap.ofTerms(terms, new int[][] {{0, 0, 0}, {2, 2, 2}, {0, 1, 2}, {0, 0, 2}});

    // Means 1, 8/3, 3, 6 in order; the quantiles are at positions 0.3 and 2.7.
    assertThat(bootstrap.value()).isEqualTo(3);
    assertThat(bootstrap.meanOfResamples()).isCloseTo((1 + 6 + 3 + 8.0 / 3) / 4, within(1e-15));
    Interval interval = bootstrap.interval(0.2);
    assertThat(interval.lower()).isCloseTo(1 + 0.3 * (8.0 / 3 - 1), within(1e-14));
    assertThat(interval.upper()).isCloseTo(3 + 0.7 * 3, within(1e-14));
  }

  @Test
  void quantilesOfTypeSevenInterpolateBetweenOrderStatistics() {
    double[] sample = {4, 1, 3, 2};

    assertThat(Quantile.of(sample, 0)).isEqualTo(1);
    assertThat(Quantile.of(sample, 0.5)).isEqualTo(2.5);
    assertThat(Quantile.of(sample, 1)).isEqualTo(4);
    assertThat(sample).containsExactly(4, 1, 3, 2);
    assertThat(
            Quantile.of(new double[] {1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}, 0.75))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Quantile.of(new double[] {1, Double.POSITIVE_INFINITY}, 0.25))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Quantile.of(new double[] {Double.NEGATIVE_INFINITY, 1}, 0.75))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantile.of(new double[] {1, Double.NaN}, 0.5))
        .withMessageContaining("holds NaN");
  }

  @Test
  void resampledMeansSpreadLikeTheMean() {
    // Not a multiple of the block, so that the last block is a part; the terms differ by block.
    double[] terms = new double[2_500];
    Arrays.setAll(terms, i -> i / 1_000.0 + (i % 7));
    double mean = Arrays.stream(terms).average().orElseThrow();
    double variance =
        Arrays.stream(terms).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    double error = Math.sqrt(variance / terms.length);

    Bootstrap bootstrap = Bootstrap.ofTerms(terms, 5_000, random(1));

    Interval interval = bootstrap.interval(0.05);
    assertThat(bootstrap.meanOfResamples()).isCloseTo(mean, within(4 * error / Math.sqrt(5_000)));
    assertThat((interval.upper() - interval.lower()) / (2 * 1.96 * error)).isBetween(0.95, 1.05);
  }

  @Test
  void everyTermIsDrawnAsOftenAsAnyOther() {
    // The mean over resamples of an indicator is 1/n wherever the one stands.
    for (int place : new int[] {0, 1_023, 1_024, 1_499}) {
      double[] terms = new double[1_500];
      terms[place] = 1_500;

      double mean = Bootstrap.ofTerms(terms, 3_000, random(2)).meanOfResamples();

      assertThat(mean).as("term %s", place).isCloseTo(1, within(0.074)); // four standard errors
    }
  }

  @Test
  void binomialDrawsHaveTheirMeanAndVariance() {
    RandomStream random = random(3);
    for (double p : new double[] {0.003, 0.4, 0.9}) {
      int trials = 700;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 20_000; i++) {
        double x = Binomial.draw(trials, p, random) - trials * p;
        sum += x;
        squares += x * x;
      }
      double variance = trials * p * (1 - p);
      assertThat(sum / 20_000).isCloseTo(0, within(4 * Math.sqrt(variance / 20_000)));
      assertThat(squares / 20_000 / variance).isBetween(0.95, 1.05);
    }
    assertThat(Binomial.draw(10, 0, random)).isZero();
    assertThat(Binomial.draw(10, 1, random)).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void countsHaveMeanAndVarianceOne(Resampling resampling) {
    double[] counts = new double[50_000];

    resampling.draw(counts, random(4));

    double mean = Arrays.stream(counts).average().orElseThrow();
    double variance =
        Arrays.stream(counts).map(c -> (c - mean) * (c - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(1, within(0.02));
    assertThat(variance).isCloseTo(1, within(0.06));
  }

  /** sum w r / sum w with one unit for each group. */
  private static Replicates ratio(double[] numerator, double[] denominator) {
    return new Replicates() {
      @Override
      public int groups() {
        return numerator.length;
      }

      @Override
      public double value(double[] counts) {
        double above = 0;
        double below = 0;
        for (int g = 0; g < counts.length; g++) {
          above += counts[g] * numerator[g];
          below += counts[g] * denominator[g];
        }
        return above / below;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void aRatioOfProportionalSumsHasNoUncertaintyWhenItsDenominatorIsResampled(
      Resampling resampling) {
    double[] weights = {1, 2, 5, 0.5, 3};

    Interval interval =
        Bootstrap.of(
                ratio(Arrays.stream(weights).map(w -> 2 * w).toArray(), weights),
                200,
                resampling,
                random(5))
            .interval(0.05);

    assertThat(interval.lower()).isCloseTo(2, within(1e-12));
    assertThat(interval.upper()).isCloseTo(2, within(1e-12));
  }

  @Test
  void undefinedResamplesAreLeftOutAndCounted() {
    Bootstrap bootstrap =
        Bootstrap.of(
            ratio(new double[] {1, 0}, new double[] {1, 0}),
            400,
            Resampling.MULTINOMIAL,
            random(6));

    // The only unit with weight is missing from a quarter of the resamples.
    assertThat(bootstrap.undefined()).isBetween(65, 135);
    assertThat(bootstrap.interval(0.1).remarks()).singleElement().asString().contains("undefined");
  }

  @Test
  void oneUnitHasNoSpreadAndSaysSo() {
    double[] one = {3};
    Bootstrap ofTerm = Bootstrap.ofTerms(one, 100, random(9));
    Bootstrap ofGroup =
        Bootstrap.of(ratio(one, new double[] {1}), 100, Resampling.MULTINOMIAL, random(9));

    for (Bootstrap bootstrap : List.of(ofTerm, ofGroup)) {
      Interval interval = bootstrap.interval(0.1);

      assertThat(bootstrap.value()).isEqualTo(3);
      assertThat(interval.lower()).isNaN();
      assertThat(interval.upper()).isNaN();
      assertThat(interval.remarks()).containsExactly("One unit has no spread.");
    }
  }

  @Test
  void theSameStreamGivesTheSameResamples() {
    double[] terms = {3, 1, 4, 1, 5};

    assertThat(Bootstrap.ofTerms(terms, 100, random(7)).interval(0.1))
        .isEqualTo(Bootstrap.ofTerms(terms, 100, random(7)).interval(0.1));
  }

  @Test
  void theMeanIsCoveredAsOftenAsStated() {
    RandomStream random = random(8);
    int covered = 0;
    double[] sample = new double[100];
    for (int repetition = 0; repetition < 600; repetition++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = random.nextGaussian();
      }
      Interval interval = Bootstrap.ofTerms(sample, 300, random).interval(0.05);
      covered += interval.lower() <= 0 && 0 <= interval.upper() ? 1 : 0;
    }
    assertThat(covered / 600.0).isBetween(0.915, 0.972);
  }
}
