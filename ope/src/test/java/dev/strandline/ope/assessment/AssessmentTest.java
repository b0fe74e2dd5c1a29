package dev.strandline.ope.assessment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssessmentTest {

  @Test
  void amongEqualEstimatesTheLaterCandidateComesFirst() {
    assertThat(SelectionOrder.of(new double[] {1, 3, -0.0, 3, 0.0, 2}))
        .containsExactly(3, 1, 5, 0, 4, 2);
  }

  @Test
  void aCandidateWithoutAnEstimateCannotBeRanked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionOrder.of(new double[] {1, Double.NaN}))
        .withMessageContaining("Candidate 1");
  }

  @Test
  void accuracyIsThatWorkedOutByHand() {
    double[] truth = {1, 2, 4, 3};
    double[] estimates = {2, 5, 1, 3};

    Accuracy accuracy = Accuracy.of(truth, estimates, 2, 2.5);

    // Errors 1, 3, -3, 0; selected are policies 1 and 3, worth 2 and 3; the best two are worth 7.
    assertThat(accuracy.mse()).isEqualTo(19.0 / 4);
    assertThat(accuracy.normalizedMse()).isEqualTo(19.0 / 30);
    // Ranks 1 2 4 3 and 2 4 1 3: 1 - 6 * (1 + 4 + 9 + 0) / (4 * 15).
    assertThat(accuracy.rankCorrelation()).isCloseTo(-0.4, within(1e-15));
    assertThat(accuracy.regret()).isEqualTo(1);
    assertThat(accuracy.regretSum()).isEqualTo(2);
    assertThat(accuracy.normalizedRegret()).isEqualTo(0.5);
    // Safe are 4 and 3, of which one is estimated at 1; of 1 and 2, one is estimated at 5.
    assertThat(accuracy.typeOneError()).isEqualTo(0.5);
    assertThat(accuracy.typeTwoError()).isEqualTo(0.5);
  }

  @Test
  void perfectEstimatesHaveNoErrorOfAnyKind() {
    double[] truth = {0.3, -2, 5, 1};

    assertThat(Accuracy.of(truth, truth, 2, 0)).isEqualTo(new Accuracy(0, 0, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void constantValuesHaveNoRankCorrelationAndEmptyGroupsNoErrors() {
    Accuracy accuracy = Accuracy.of(new double[] {7, 7}, new double[] {6, 8}, 1, 0);

    assertThat(accuracy.rankCorrelation()).isNaN();
    assertThat(accuracy.typeTwoError()).isZero();
  }

  @Test
  void aShareOfANegativeValueIsBelowIt() {
    assertThat(Accuracy.threshold(10, 0.9)).isEqualTo(9);
    assertThat(Accuracy.threshold(-10, 0.9)).isEqualTo(-11);
    assertThat(Accuracy.relativeError(-4, -5)).isEqualTo(0.25);
  }

  @Test
  void theTopOfThePaperIsRiskedBySampleAndPopulationDeviation() {
    // Kiyohara et al., 2024, example 1: the top two are worth 12 and 8, the behavior policy 8.
    List<TopK> top = TopK.of(new double[] {8, 12, 1}, new double[] {8, 12, 1}, 8, 5);

    assertThat(top.get(1).sharpe()).isCloseTo(4 / Math.sqrt(8), within(1e-15));
    assertThat(top.get(1).populationSharpe()).isCloseTo(2, within(1e-15));
    assertThat(top.get(2).mean()).isEqualTo(7);
    assertThat(top.get(2).worst()).isEqualTo(1);
    assertThat(top.get(2).kth()).isEqualTo(1);
    assertThat(top.get(2).violationRate()).isEqualTo(1.0 / 3);
  }

  @Test
  void aSinglePolicyHasNoSharpeRatio() {
    TopK first = TopK.of(new double[] {8, 12}, new double[] {8, 12}, 8, 5).get(0);

    assertThat(first.sharpe()).isNaN();
    assertThat(first.populationSharpe()).isNaN();
    assertThat(first.sampleDeviation()).isNaN();
    assertThat(first.populationDeviation()).isZero();
    assertThat(SharpeRatio.plotValue(first.sharpe(), 1)).isNaN();
  }

  @Test
  void gainsWithoutRiskAreInfiniteAndNothingOverNothingIsUndefined() {
    double[] equal = {7, 7, 7};

    assertThat(TopK.of(equal, equal, 6, 0).get(2).sharpe()).isInfinite();
    assertThat(TopK.of(equal, equal, 7, 0).get(2).sharpe()).isNaN();
    assertThat(TopK.of(equal, equal, 9, 0).get(2).sharpe()).isNaN();
    assertThat(TopK.of(new double[] {1, 2}, equalOf(2), 9, 0).get(1).sharpe()).isZero();
    assertThat(SharpeRatio.plotValue(Double.POSITIVE_INFINITY, 3)).isEqualTo(100);
    assertThat(SharpeRatio.plotValue(Double.NaN, 3)).isZero();
    assertThat(SharpeRatio.plotValue(1.5, 3)).isEqualTo(1.5);
  }

  private static double[] equalOf(int n) {
    return new double[n];
  }

  @Test
  void portfoliosObeyTheirInvariants() {
    RandomStream random = new Streams(11).open("portfolios");
    for (int trial = 0; trial < 200; trial++) {
      int n = 2 + random.nextInt(8);
      double[] truth = random.doubles(n, -5, 5).toArray();
      double[] estimates = random.doubles(n, -5, 5).toArray();
      double[] others = random.doubles(n, -5, 5).toArray();

      List<TopK> top = TopK.of(truth, estimates, 1, 0);
      List<TopK> moved = TopK.of(plus(truth, 3), plus(estimates, 3), 4, 3);
      List<TopK> scaled = TopK.of(times(truth, 7), times(estimates, 7), 7, 0);

      for (int i = 1; i < n; i++) {
        assertThat(top.get(i).best()).isGreaterThanOrEqualTo(top.get(i - 1).best());
        assertThat(top.get(i).worst()).isLessThanOrEqualTo(top.get(i - 1).worst());
        assertThat(moved.get(i).sharpe()).isCloseTo(top.get(i).sharpe(), within(1e-9));
        assertThat(scaled.get(i).sharpe()).isCloseTo(top.get(i).sharpe(), within(1e-9));
      }
      assertThat(TopK.of(truth, others, 1, 0).get(n - 1).sharpe())
          .isCloseTo(top.get(n - 1).sharpe(), within(1e-9));
    }
  }

  private static double[] plus(double[] values, double c) {
    return Arrays.stream(values).map(x -> x + c).toArray();
  }

  private static double[] times(double[] values, double c) {
    return Arrays.stream(values).map(x -> x * c).toArray();
  }

  @Test
  void functionalsOfTheReturnLookAtItsWorstEpisodes() {
    double[] returns = {5, 1, 4, 2, 3};

    assertThat(ReturnFunctional.value().of(returns)).isEqualTo(3);
    assertThat(ReturnFunctional.cvar(0.4).of(returns)).isEqualTo(1.5);
    for (ReturnFunctional functional :
        List.of(
            ReturnFunctional.value(), ReturnFunctional.cvar(0.4), ReturnFunctional.quantile(0.4))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> functional.of(new double[] {1, Double.NaN, 2}))
          .withMessageContaining("holds NaN");
    }
    assertThat(ReturnFunctional.cvar(0.59).of(returns)).isEqualTo(1.5);
    assertThat(ReturnFunctional.cvar(0.01).of(returns)).isEqualTo(1);
    assertThat(ReturnFunctional.cvar(1).of(returns)).isEqualTo(3);
    assertThat(ReturnFunctional.quantile(0.1).of(returns)).isCloseTo(1.4, within(1e-15));
    double[] hundred = new double[100];
    Arrays.setAll(hundred, i -> i);
    assertThat(ReturnFunctional.cvar(0.29).of(hundred)).isEqualTo(14); // of 29, not of 28
  }

  @Test
  void whatIsInfiniteOrUndefinedInSomeDatasetsIsCounted() {
    double inf = Double.POSITIVE_INFINITY;

    assertThat(Averaged.of(new double[] {1, Double.NaN, inf, 4, Double.NaN}))
        .isEqualTo(new Averaged(2.5, 2, 1, 2));
    assertThat(Averaged.of(new double[] {inf}).mean()).isNaN();
  }

  @Test
  void policiesWithoutATruthAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Accuracy.of(new double[] {1, Double.NaN}, new double[] {1, 1}, 1, 0))
        .withMessageContaining("Policy 1 has the true value NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Accuracy.of(new double[] {1}, new double[] {1}, 2, 0))
        .withMessageContaining("k must be from 1");
  }

  @Test
  void candidatesAreOrderedByWhateverIsAskedFor() {
    // A steady candidate, one with a higher mean, and one that now and then loses or wins it all.
    ReturnDistribution steady = ReturnDistribution.of(new double[] {4, 4, 4, 5});
    ReturnDistribution better = ReturnDistribution.of(new double[] {3, 5, 6, 6});
    ReturnDistribution gamble = ReturnDistribution.of(new double[] {-10, 0, 14, 14});
    List<ReturnDistribution> candidates = List.of(steady, better, gamble);

    assertThat(SelectionOrder.by(candidates, ReturnDistribution::mean)).containsExactly(1, 2, 0);
    assertThat(SelectionOrder.by(candidates, d -> d.quantile(0.25))).containsExactly(0, 1, 2);
    assertThat(SelectionOrder.by(candidates, d -> d.quantile(0.75))).containsExactly(2, 1, 0);
    assertThat(SelectionOrder.by(candidates, d -> d.cvar(0.75))).containsExactly(1, 0, 2);
    assertThat(SelectionOrder.by(candidates, d -> -d.variance())).containsExactly(0, 1, 2);
  }

  @Test
  void estimatesAndTheirLowerBoundsOrderDifferently() {
    List<StudentT> bounds = List.of(new StudentT(25, 5, 100), new StudentT(25, 4, 1));

    assertThat(SelectionOrder.by(bounds, StudentT::mean)).containsExactly(0, 1);
    assertThat(SelectionOrder.by(bounds, bound -> bound.lower(0.05))).containsExactly(1, 0);
    assertThat(SelectionOrder.by(bounds, bound -> bound.interval(0.1).lower()))
        .containsExactly(1, 0);
  }

  @Test
  void whatIsChosenByOneCriterionIsJudgedByAnother() {
    // Chosen by the estimated lower tail, judged by the true mean.
    List<ReturnDistribution> truth =
        List.of(
            ReturnDistribution.of(new double[] {4, 4, 4, 5}),
            ReturnDistribution.of(new double[] {3, 5, 6, 6}));
    double[] estimated = {4.1, 3.2};

    Accuracy accuracy =
        Accuracy.of(
            truth.stream().mapToDouble(ReturnDistribution::mean).toArray(), estimated, 1, 0);

    assertThat(SelectionOrder.by(truth, ReturnDistribution::mean)).containsExactly(1, 0);
    assertThat(accuracy.regret()).isEqualTo(0.75);
  }
}
