package dev.strandline.ope.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Kernel;
import dev.strandline.ope.bandit.ImportanceWeights.Distance;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportanceWeightsTest {

  @Test
  void aRatioIsTargetOverPropensity() {
    assertThat(ImportanceWeights.ratio(new double[] {0.5, 0}, new double[] {0.25, 0.1}))
        .containsExactly(2, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e-310})
  void impossiblePropensitiesAreRefusedWithTheirRow(double propensity) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ImportanceWeights.ratio(new double[] {1, 1}, new double[] {0.5, propensity}))
        .withMessageContaining("Row 1")
        .withMessageContaining(String.valueOf(propensity))
        .withMessageContaining("must be positive");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void impossibleTargetProbabilitiesAreRefusedWithTheirRow(double target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.ratio(new double[] {1, target}, new double[] {1, 1}))
        .withMessageContaining("Row 1")
        .withMessageContaining("weight is " + target);
  }

  @Test
  void aMixtureWeighsLoggersByTheirShareOfTheRounds() {
    double[][] propensity = {{0.2, 0}, {0.6, 0.4}};

    assertThat(ImportanceWeights.mixture(propensity, new double[] {0.75, 0.25}))
        .containsExactly(0.75 * 0.2 + 0.25 * 0.6, 0.25 * 0.4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.mixture(propensity, new double[] {3, 1}))
        .withMessageContaining("[3.0, 1.0]")
        .withMessageContaining("n_k / n");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ImportanceWeights.mixture(new double[][] {{0.1, Double.NaN}}, new double[] {1}))
        .withMessageContaining("Row 1: propensity of policy 0 is NaN");
  }

  @Test
  void aDensityRatioIsTheOddsOfTheTarget() {
    assertThat(ImportanceWeights.densityRatio(new double[] {0.5, 0.75, 0}))
        .containsExactly(1, 3, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.densityRatio(new double[] {0.5, 1}))
        .withMessageContaining("Row 1")
        .withMessageContaining("[0, 1)");
  }

  @Test
  void balancedIpsWithTrueWeightsIsSnips() {
    Rounds rounds = Logs.random(3, 200, 3).rounds();
    double[] odds = Arrays.stream(rounds.weight()).map(w -> w / (1 + w)).toArray();
    Rounds balanced = Rounds.of(rounds.reward()).withWeight(ImportanceWeights.densityRatio(odds));

    assertThat(BanditEstimator.balancedIps(Double.POSITIVE_INFINITY).estimate(balanced).value())
        .isCloseTo(BanditEstimator.snips().estimate(rounds).value(), within(1e-12));
  }

  @Test
  void aKernelWeighsByDistanceInBandwidths() {
    double[] weight =
        ImportanceWeights.kernel(
            Kernel.TRIANGULAR,
            2,
            new double[] {1, 1, 1},
            new double[] {1, 2, 3},
            new double[] {0.5, 0.25, 1});

    assertThat(weight).containsExactly(1 / 2.0 / 0.5, 0.5 / 2 / 0.25, 0);
  }

  @Test
  void severalDimensionsMeetInADistanceOrInAProduct() {
    double[] target = {0, 0};
    double[] action = {0.3, 0.4};
    double[] density = {0.5, 2};

    double[] euclidean =
        ImportanceWeights.kernel(
            Kernel.TRIANGULAR, Distance.EUCLIDEAN, 1, 2, target, action, density);
    double[] product =
        ImportanceWeights.kernel(
            Kernel.TRIANGULAR, Distance.PRODUCT, 1, 2, target, action, new double[] {1});

    assertThat(euclidean[0]).isCloseTo(0.5, within(1e-15));
    assertThat(product[0]).isCloseTo(0.7 * 0.6, within(1e-15));
  }

  @Test
  void theProductIsADensityInTwoDimensions() {
    double step = 0.05;
    int side = 100;
    double[] action =
        IntStream.range(0, side * side)
            .boxed()
            .flatMap(i -> Stream.of(i / side, i % side))
            .mapToDouble(j -> (j - side / 2.0 + 0.5) * step)
            .toArray();
    double[] density = new double[side * side];
    Arrays.fill(density, 1);

    double[] weight =
        ImportanceWeights.kernel(
            Kernel.EPANECHNIKOV,
            Distance.PRODUCT,
            0.8,
            2,
            new double[action.length],
            action,
            density);

    assertThat(Arrays.stream(weight).sum() * step * step).isCloseTo(1, within(1e-2));
  }

  @Test
  void kernelSnipsOfAConstantRewardIsThatConstant() {
    double[] action = {0.1, 0.4, 0.2};
    double[] weight =
        ImportanceWeights.kernel(
            Kernel.GAUSSIAN, 0.3, new double[3], action, new double[] {1, 2, 0.3});
    Rounds rounds = Rounds.of(new double[] {7, 7, 7}).withWeight(weight);

    assertThat(BanditEstimator.snips().estimate(rounds).value()).isCloseTo(7, within(1e-14));
    assertThat(BanditEstimator.snips().estimate(rounds).standardError())
        .isCloseTo(0, within(1e-14));
  }

  @Test
  void badKernelsAreRefused() {
    double[] one = {1};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.kernel(Kernel.UNIFORM, 0, one, one, one))
        .withMessageContaining("bandwidth");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.kernel(Kernel.UNIFORM, 1, one, one, new double[] {0}))
        .withMessageContaining("Row 0");
    for (Kernel kernel : Kernel.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ImportanceWeights.kernel(kernel, 1, one, new double[] {Double.NaN}, one))
          .withMessageContaining("Column action, row 0, dimension 0: action is NaN");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeights.kernel(
                    Kernel.UNIFORM,
                    Distance.EUCLIDEAN,
                    1,
                    2,
                    new double[] {0, 0, 0, Double.NEGATIVE_INFINITY},
                    new double[4],
                    new double[] {1, 1}))
        .withMessageContaining("Column target, row 1, dimension 1: action is -Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeights.kernel(
                    Kernel.UNIFORM,
                    Distance.PRODUCT,
                    1,
                    2,
                    new double[4],
                    new double[4],
                    new double[3]))
        .withMessageContaining("3 densities for 2 actions of 2 dimensions");
  }

  @Test
  void aPosteriorGivesBackTheRatioWhereTheActionIsCertain() {
    ActionProbabilities target = new ActionProbabilities(2, new double[] {0.2, 0.8, 1, 0});
    ActionProbabilities behavior = new ActionProbabilities(2, new double[] {0.5, 0.5, 1, 0});
    ActionProbabilities posterior = new ActionProbabilities(2, new double[] {0, 1, 0.5, 0.5});

    assertThat(ImportanceWeights.posterior(target, behavior, posterior))
        .containsExactly(0.8 / 0.5, 0.5);
  }

  @Test
  void theLargestPercentIsAtLeastOneWeight() {
    assertThat(ImportanceWeights.shareOfLargest(new double[] {1, 6, 3}, 0.01)).isEqualTo(0.6);
    double[] ones = new double[700];
    Arrays.fill(ones, 1);
    assertThat(ImportanceWeights.shareOfLargest(ones, 0.01)).isEqualTo(7 / 700.0);
    assertThat(ImportanceWeights.shareOfLargest(new double[2], 0.5)).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.shareOfLargest(ones, 0));
  }
}
