package dev.strandline.ope.slate;

import static dev.strandline.ope.slate.SlateEstimator.cascadeDr;
import static dev.strandline.ope.slate.SlateEstimator.iips;
import static dev.strandline.ope.slate.SlateEstimator.rips;
import static dev.strandline.ope.slate.SlateEstimator.sips;
import static dev.strandline.ope.slate.SlateEstimator.sniips;
import static dev.strandline.ope.slate.SlateEstimator.snrips;
import static dev.strandline.ope.slate.SlateEstimator.snsips;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.ByValueAlone;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.slate.Slates.Scope;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SlateEstimatorTest {

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Two slates of two positions: rewards 1, 2 and 3, 0. */
  private static Slates two() {
    double[] ones = ones(4);
    return Slates.of(2, new double[] {1, 2, 3, 0})
        .withWeight(Scope.LIST, new double[] {3, 3, 0.5, 0.5}, ones)
        .withWeight(Scope.ITEM, new double[] {2, 1, 0.5, 4}, ones)
        .withWeight(Scope.CASCADE, new double[] {2, 3, 0.5, 0.25}, ones)
        .withPredictions(new double[] {1, 1, 2, 1}, new double[] {2, 0.5, 1, 4});
  }

  static Stream<Arguments> workedByHand() {
    return Stream.of(
        Arguments.of(sips(), (9 + 1.5) / 2),
        Arguments.of(iips(), (4 + 1.5) / 2),
        Arguments.of(rips(), (8 + 1.5) / 2),
        Arguments.of(snsips(), (9 + 1.5) / 3.5),
        Arguments.of(sniips(), (2 + 1.5) / 2.5 + 2 / 5.0),
        Arguments.of(snrips(), (2 + 1.5) / 2.5 + 6 / 3.25),
        // 2 (1-1) + 2 + 3 (2-1) + 2 * 0.5 = 6, and 0.5 (3-2) + 1 + 0.25 (0-1) + 0.5 * 4 = 3.25
        Arguments.of(cascadeDr(), (6 + 3.25) / 2));
  }

  @ParameterizedTest
  @MethodSource("workedByHand")
  void twoSlatesGiveTheValueWorkedOutByHand(SlateEstimator estimator, double expected) {
    Estimate estimate = estimator.estimate(two());

    assertThat(estimate.value()).isCloseTo(expected, within(1e-14));
    assertThat(Arrays.stream(estimator.terms(two())).average().orElseThrow())
        .isCloseTo(expected, within(1e-14));
    assertThat(estimate.units()).isEqualTo(2);
    assertThat(estimate.terms()).isEqualTo(!estimator.name().startsWith("sn"));
  }

  @Test
  void theErrorOfARatioForEachPositionAddsTheirInfluences() {
    // Position 0: R = 1.4, mean w 1.25; position 1: R = 6 / 3.25, mean w 1.625.
    double first = (2 - 1.4 * 2) / 1.25 + (6 - 6 / 3.25 * 3) / 1.625;
    double second = (1.5 - 1.4 * 0.5) / 1.25 + (0 - 6 / 3.25 * 0.25) / 1.625;

    assertThat(snrips().estimate(two()).standardError())
        .isCloseTo(Math.sqrt((first * first + second * second) / 4), within(1e-14));
    assertThat(sips().estimate(two()).standardError())
        .isCloseTo(Math.sqrt(2 * 3.75 * 3.75 / 2), within(1e-14));
  }

  @Test
  void theWeightsShownAreThoseOfTheWorstPosition() {
    Estimate estimate = rips().estimate(two());

    assertThat(estimate.weights().orElseThrow().max()).isEqualTo(3);
    assertThat(estimate.weights().orElseThrow().count()).isEqualTo(2);
    assertThat(sips().estimate(two()).weights().orElseThrow().count()).isEqualTo(2);
  }

  @Test
  void slatesOfOnePositionAreRounds() {
    double[] reward = {1, 0, 4};
    double[] weight = {0.5, 2, 1};
    Slates slates = Slates.of(1, reward);
    for (Scope scope : Scope.values()) {
      slates = slates.withWeight(scope, weight, ones(3));
    }
    Rounds rounds = Rounds.of(reward).withWeight(weight);

    for (SlateEstimator estimator : List.of(sips(), iips(), rips())) {
      assertThat(estimator.terms(slates)).isEqualTo(BanditEstimator.ips().terms(rounds));
    }
    for (SlateEstimator estimator : List.of(snsips(), sniips(), snrips())) {
      Estimate ratio = BanditEstimator.snips().estimate(rounds);
      assertThat(estimator.estimate(slates).value()).isCloseTo(ratio.value(), within(1e-15));
      assertThat(estimator.estimate(slates).standardError())
          .isCloseTo(ratio.standardError(), within(1e-15));
    }
  }

  @Test
  void cascadeDrWithoutAModelIsRips() {
    Slates noModel = two().withPredictions(new double[4], new double[4]);

    assertThat(cascadeDr().terms(noModel)).isEqualTo(rips().terms(noModel));
  }

  @Test
  void tablesGivePredictions() {
    ActionProbabilities target =
        new ActionProbabilities(2, new double[] {0.5, 0.5, 1, 0, 0, 1, 0.25, 0.75});
    Slates slates =
        two()
            .withPredictions(target, new double[] {1, 3, 5, 7, 2, 4, 0, 8}, new int[] {0, 1, 1, 0});

    assertThat(slates.prediction()).containsExactly(1, 7, 4, 0);
    assertThat(slates.targetValue()).containsExactly(2, 5, 4, 6);
  }

  private static Slates random(int from, int to) {
    int length = 3;
    int all = 2_500 * length;
    RandomStream random = new Streams(4).open("slates");
    double[] reward = random.doubles(all).toArray();
    double[] list = random.doubles(2_500, 0, 2).toArray();
    double[] item = random.doubles(all, 0, 2).toArray();
    double[] cascade = random.doubles(all, 0, 2).toArray();
    double[] q = random.doubles(all).toArray();
    double[] ofList = new double[all];
    Arrays.setAll(ofList, row -> list[row / length]);
    int a = from * length;
    int b = to * length;
    double[] ones = ones(b - a);
    return Slates.of(length, Arrays.copyOfRange(reward, a, b))
        .withWeight(Scope.LIST, Arrays.copyOfRange(ofList, a, b), ones)
        .withWeight(Scope.ITEM, Arrays.copyOfRange(item, a, b), ones)
        .withWeight(Scope.CASCADE, Arrays.copyOfRange(cascade, a, b), ones)
        .withPredictions(Arrays.copyOfRange(q, a, b), Arrays.copyOfRange(q, a, b))
        .from(from);
  }

  @Test
  void theSplitOfTheLogLeavesNoTrace() {
    Slates all = random(0, 2_500);

    for (SlateEstimator estimator :
        List.of(sips(), iips(), rips(), snsips(), sniips(), snrips(), cascadeDr())) {
      Accumulator<Slates> whole = estimator.accumulator();
      whole.add(all);
      Accumulator<Slates> parts = estimator.accumulator();
      parts.merge(estimator.accumulator());
      Accumulator<Slates> last = estimator.accumulator();
      last.add(random(1_100, 2_500));
      parts.merge(last);
      parts.add(random(0, 1));
      parts.add(random(1, 1_100));

      Estimate expected = whole.estimate();
      assertThat(parts.estimate().value()).isCloseTo(expected.value(), within(1e-12));
      assertThat(parts.estimate().standardError())
          .isCloseTo(expected.standardError(), within(1e-12));
      double[] counts = new double[UnitSums.GROUPS];
      Arrays.setAll(counts, g -> g % 3);
      assertThat(parts.replicates().value(counts))
          .isCloseTo(whole.replicates().value(counts), within(1e-12));
    }
  }

  @Test
  void aPositionWithoutWeightLeavesARatioUndefinedAndIsNamed() {
    Slates slates =
        Slates.of(2, new double[] {1, 2, 3, 4})
            .withWeight(Scope.ITEM, new double[] {1, 0, 2, 0}, ones(4));

    Estimate ratio = sniips().estimate(slates);
    assertThat(ratio.value()).isNaN();
    assertThat(ratio.remarks()).anyMatch(r -> r.contains("position 1") && r.contains("undefined"));
    assertThat(iips().estimate(slates).value()).isEqualTo(3.5);
    assertThat(iips().estimate(slates).remarks()).anyMatch(r -> r.contains("position 1"));
  }

  @Test
  void slatesOfSeveralUsersAreClusters() {
    Estimate estimate = sips().estimate(two().inUnits(new long[] {4, 4}));

    assertThat(estimate.standardError()).isNaN();
    assertThat(estimate.units()).isEqualTo(1);
    assertThat(estimate.terms()).isFalse();
  }

  @Test
  void badSlatesAreRefusedWithTheirPlace() {
    double[] ones = ones(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slates.of(3, ones))
        .withMessageContaining("4 rewards for slates of 3 positions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slates.of(2, new double[] {1, Double.NaN}))
        .withMessageContaining("Row 1: reward is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Slates.of(2, ones).withWeight(Scope.ITEM, ones, new double[] {1, 1, 0, 1}))
        .withMessageContaining("Row 2: propensity is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Slates.of(2, ones).withWeight(Scope.LIST, new double[] {1, 1, 1, 2}, ones))
        .withMessageContaining("Row 3")
        .withMessageContaining("whole list");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rips().estimate(Slates.of(2, ones)))
        .withMessageContaining("no weights of scope CASCADE");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> cascadeDr().estimate(Slates.of(2, ones).withWeight(Scope.CASCADE, ones, ones)))
        .withMessageContaining("no predictions");
    Accumulator<Slates> sums = iips().accumulator();
    sums.add(two());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(Slates.of(1, ones).withWeight(Scope.ITEM, ones, ones)))
        .withMessageContaining("Slates of 1 positions follow slates of 2");
    assertThatIllegalArgumentException().isThrownBy(() -> sums.merge(rips().accumulator()));
    assertThatIllegalStateException().isThrownBy(() -> rips().accumulator().estimate());
  }

  @Test
  void theInfluenceOfAGroupIsHowItsCountMovesTheValue() {
    RandomStream random = new Streams(5).open("slates");
    double[] logged = random.doubles(120, 0.2, 0.8).toArray();
    double[] target = random.doubles(120, 0.2, 0.8).toArray();
    Slates slates =
        Slates.of(3, random.doubles(120, -1, 2).toArray())
            .withWeight(Slates.Scope.ITEM, target, logged);
    double[] counts = new double[40];
    Arrays.setAll(counts, g -> g % 4);
    for (SlateEstimator estimator : List.of(SlateEstimator.iips(), SlateEstimator.sniips())) {
      Accumulator<Slates> sums = estimator.accumulator();
      sums.add(slates);
      Replicates replicates = sums.replicates();

      double[] influence = replicates.influence(counts);

      assertThat(influence)
          .as(estimator.name())
          .containsExactly(new ByValueAlone(replicates).influence(counts), within(1e-6));
    }
  }
}
