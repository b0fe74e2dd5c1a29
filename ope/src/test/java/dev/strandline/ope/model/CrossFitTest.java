package dev.strandline.ope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrossFitTest {

  static RewardLearner[] learners() {
    return new RewardLearner[] {
      Ridge.defaults(), LinearRegression.defaults(), new GradientBoosting(5, 0.3, 3, 1, 0)
    };
  }

  @ParameterizedTest
  @MethodSource("learners")
  void theRewardOfARowDoesNotChangeItsOwnPrediction(RewardLearner learner) {
    Log log = new Log(90, 3, 2, 1);
    Folds folds = Folds.shuffled(log.decisions, 3, 5);
    double[] weight = SampleWeights.equal(90);
    double[] changed = log.reward.clone();
    changed[17] += 100;

    double[] before =
        RewardPredictions.crossFit(learner, log.decisions, log.reward, weight, folds).table();
    double[] after =
        RewardPredictions.crossFit(learner, log.decisions, changed, weight, folds).table();

    assertThat(Arrays.copyOfRange(after, 51, 54)).isEqualTo(Arrays.copyOfRange(before, 51, 54));
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void withoutFoldsTheModelHasSeenItsRowsAndSaysSo() {
    Log log = new Log(40, 2, 1, 2);
    double[] changed = log.reward.clone();
    changed[3] += 100;
    double[] weight = SampleWeights.equal(40);

    RewardPredictions seen =
        RewardPredictions.crossFit(
            Ridge.defaults(), log.decisions, log.reward, weight, Folds.none(40));

    assertThat(seen.provenance().sawRows()).isTrue();
    assertThat(seen.provenance().sentence()).contains("no cross-fitting");
    assertThat(
            RewardPredictions.crossFit(
                    Ridge.defaults(), log.decisions, changed, weight, Folds.none(40))
                .q(3, 0))
        .isNotEqualTo(seen.q(3, 0));
  }

  @Test
  void provenanceNamesModelFoldsAndSeed() {
    Log log = new Log(40, 2, 1, 2);

    RewardPredictions predictions =
        RewardPredictions.crossFit(
            Ridge.defaults(),
            log.decisions,
            log.reward,
            SampleWeights.equal(40),
            Folds.shuffled(log.decisions, 4, 9));

    assertThat(predictions.provenance().sentence())
        .isEqualTo(
            "ridge regression (penalty 1.0, interacted, standardized), cross-fitted in 4 folds by unit (seed 9)");
  }

  @Test
  void everyPositionHasAModelOfItsOwn() {
    // Position 1 pays ten times as much.
    Log log = new Log(200, 2, 1, 3);
    int[] position = new int[200];
    double[] reward = log.reward.clone();
    for (int i = 0; i < 200; i++) {
      position[i] = i % 2;
      reward[i] *= position[i] == 1 ? 10 : 1;
    }
    Decisions decisions = log.decisions.atPositions(position);
    Folds folds = Folds.given(IntStream.range(0, 200).map(i -> i / 2 % 2).toArray());
    int[] first = IntStream.range(0, 200).filter(i -> i % 2 == 0).toArray();

    RewardPredictions together =
        RewardPredictions.crossFit(
            Ridge.defaults(), decisions, reward, SampleWeights.equal(200), folds);
    RewardPredictions alone =
        RewardPredictions.crossFit(
            Ridge.defaults(),
            log.decisions.rows(first),
            Arrays.stream(first).mapToDouble(i -> reward[i]).toArray(),
            SampleWeights.equal(100),
            Folds.given(IntStream.range(0, 100).map(i -> i % 2).toArray()));

    for (int i = 0; i < 100; i++) {
      assertThat(together.q(first[i], 1)).isEqualTo(alone.q(i, 1));
    }
  }

  @Test
  void rowsOfAUnitStayTogetherAndFoldsDifferByOneUnitAtMost() {
    long[] unit = {7, 7, 1, 2, 2, 3, 4, 5, 7};

    Folds folds = Folds.shuffled(unit, 4, 1);

    int[] unitsOf = new int[4];
    for (int f = 0; f < 4; f++) {
      int[] heldOut = folds.heldOut(f);
      unitsOf[f] = (int) Arrays.stream(heldOut).mapToLong(i -> unit[i]).distinct().count();
      for (int i : folds.training(f)) {
        assertThat(Arrays.stream(heldOut).mapToLong(h -> unit[h])).doesNotContain(unit[i]);
      }
      assertThat(heldOut.length + folds.training(f).length).isEqualTo(9);
    }
    assertThat(unitsOf).containsOnly(1, 2);
    assertThat(Arrays.stream(unitsOf).sum()).isEqualTo(6);
  }

  @Test
  void theFoldOfAUnitDoesNotDependOnTheOrderOfRows() {
    Folds forward = Folds.shuffled(new long[] {1, 2, 3, 4, 5, 6}, 3, 8);
    Folds backward = Folds.shuffled(new long[] {6, 5, 4, 3, 2, 1}, 3, 8);

    for (int f = 0; f < 3; f++) {
      assertThat(Arrays.stream(backward.heldOut(f)).map(i -> 5 - i).sorted().toArray())
          .isEqualTo(forward.heldOut(f));
    }
  }

  @Test
  void aPositionThatOneFoldHoldsWholeIsRefused() {
    Log log = new Log(4, 2, 1, 3);
    Decisions decisions = log.decisions.atPositions(new int[] {0, 0, 0, 2});

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RewardPredictions.crossFit(
                    Ridge.defaults(),
                    decisions,
                    log.reward,
                    SampleWeights.equal(4),
                    Folds.given(new int[] {0, 1, 0, 1})))
        .withMessageContaining("position 2");
  }

  @Test
  void expectedAndLoggedValuesReadTheTable() {
    Log log = new Log(30, 2, 1, 4);
    double[] target = new double[60];
    for (int i = 0; i < 30; i++) {
      target[2 * i] = 0.25;
      target[2 * i + 1] = 0.75;
    }

    RewardPredictions q =
        RewardPredictions.crossFit(
            Ridge.defaults(),
            log.decisions,
            log.reward,
            SampleWeights.equal(30),
            Folds.shuffled(log.decisions, 2, 0));

    assertThat(q.expected(target)[8]).isCloseTo(0.25 * q.q(8, 0) + 0.75 * q.q(8, 1), within(1e-15));
    assertThat(q.logged()[8]).isEqualTo(q.table()[16 + log.action[8]]);
  }

  @Test
  void badRowsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decisions.of(2, 1, new double[] {0, Double.NaN}, new int[] {0, 1}))
        .withMessageContaining("context, row 1, feature 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decisions.of(2, 0, new double[0], new int[] {0, 2}))
        .withMessageContaining("action, row 1: 2 is outside [0, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleWeights.importance(new double[] {1, 1}, new double[] {1, 0}))
        .withMessageContaining("propensity, row 1 is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Folds.shuffled(new long[] {1, 1, 2}, 3, 0))
        .withMessageContaining("3 folds cannot be made of 2 independent units");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Folds.given(new int[] {0, 2}))
        .withMessageContaining("without gaps");
  }

  @Test
  void treesFindTheInteractionThatAnAdditiveModelCannot() {
    Log log = new Log(1_500, 3, 2, 5);
    Folds folds = Folds.shuffled(log.decisions, 2, 0);
    double[] weight = SampleWeights.equal(1_500);

    double trees =
        error(
            log,
            RewardPredictions.crossFit(
                new GradientBoosting(30, 0.2, 4, 5, 0), log.decisions, log.reward, weight, folds));
    double additive =
        error(
            log,
            RewardPredictions.crossFit(
                new Ridge(1, Design.additive(), true), log.decisions, log.reward, weight, folds));

    assertThat(trees).isLessThan(0.5 * additive);
  }

  private static double error(Log log, RewardPredictions q) {
    double[] truth = new double[log.action.length];
    Arrays.setAll(truth, i -> Log.expected(log.context[2 * i], log.action[i]));
    return TribuoLinearTest.rootMeanSquare(q.logged(), truth);
  }

  @Test
  void withoutXgBoostTheErrorSaysWhatToAdd() throws Exception {
    try (WithoutXgBoost loader = new WithoutXgBoost()) {
      assertThat(loader.messageOfFit())
          .contains("XGBoost is not on the class path")
          .contains("org.tribuo:tribuo-regression-xgboost");
    }
  }
}
