package dev.strandline.ope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TribuoLinearTest {

  @Test
  void linearRegressionComesCloseToTheDirectSolver() {
    Log log = new Log(4_000, 3, 12, 1);
    double[] weight = SampleWeights.equal(4_000);

    double[] q =
        LinearRegression.defaults().fit(log.decisions, log.reward, weight).table(log.decisions);

    double[] exact =
        new Ridge(1e-3, Design.interacted(), true)
            .fit(log.decisions, log.reward, weight)
            .table(log.decisions);
    assertThat(rootMeanSquare(q, exact)).isLessThan(0.05);
  }

  @Test
  void weightsReachEveryRowOfALinearRegression() {
    // Two worlds in one log: rows of weight 4 follow reward 1, rows of weight 1 reward 0.
    int n = 2_000;
    double[] weight = new double[n];
    double[] reward = new double[n];
    int[] action = new int[n];
    for (int i = 0; i < n; i++) {
      action[i] = i % 2;
      reward[i] = i / 2 % 2;
      weight[i] = reward[i] == 1 ? 4 : 1;
    }
    Decisions decisions = Decisions.of(2, 0, new double[0], action);

    double[] q = LinearRegression.defaults().fit(decisions, reward, weight).table(decisions);

    assertThat(q[0]).isCloseTo(0.8, within(0.02));
    assertThat(q[1]).isCloseTo(0.8, within(0.02));
  }

  @Test
  void logisticRegressionFindsTheLogOdds() {
    Log log = new Log(4_000, 2, 1, 2);
    double[] click = new double[4_000];
    Arrays.setAll(click, i -> log.reward[i] > 0.3 ? 1 : 0);

    LinearRewardModel model =
        LogisticRegression.defaults().fit(log.decisions, click, SampleWeights.equal(4_000));

    // The probability that N(mean, 0.3) exceeds 0.3 is near logistic(1.7 (mean - 0.3) / 0.3).
    double[] q = model.table(log.decisions);
    double[] truth = new double[q.length];
    for (int i = 0; i < truth.length; i++) {
      double mean = Log.expected(log.context[i / 2], i % 2);
      truth[i] = 1 / (1 + Math.exp(-1.7 * (mean - 0.3) / 0.3));
    }
    assertThat(rootMeanSquare(q, truth)).isLessThan(0.04);
  }

  @Test
  void rewardsThatAreAllTheSameGiveAConstantProbability() {
    Log log = new Log(9, 2, 1, 3);

    double[] q =
        LogisticRegression.defaults()
            .fit(log.decisions, new double[9], SampleWeights.equal(9))
            .table(log.decisions);

    assertThat(q).containsOnly(q[0]);
    assertThat(q[0]).isCloseTo(1.0 / 20, within(1e-12));
  }

  @Test
  void logisticRegressionRefusesOtherRewards() {
    Log log = new Log(9, 2, 1, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LogisticRegression.defaults()
                    .fit(log.decisions, log.reward, SampleWeights.equal(9)))
        .withMessageContaining("reward, row 0 is " + log.reward[0])
        .withMessageContaining("Ridge");
  }

  @Test
  void classesWithoutARowAreImpossible() {
    Decisions decisions = Decisions.of(4, 1, new double[] {1, 2, 3, 4}, new int[] {0, 2, 0, 2});

    LinearScores scores =
        MultinomialLogistic.fit(
            Sgd.defaults(), decisions, decisions.actionsTaken(), SampleWeights.equal(4));

    double[] constants = scores.constants();
    assertThat(constants[1]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(constants[3]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(constants[0]).isFinite();
    assertThat(constants[2]).isFinite();
  }

  @Test
  void equalRowsAndSettingsGiveEqualBits() {
    Log log = new Log(300, 3, 2, 4);
    LinearRegression learner = LinearRegression.defaults();
    double[] weight = SampleWeights.equal(300);

    assertThat(learner.fit(log.decisions, log.reward, weight).table(log.decisions))
        .isEqualTo(learner.fit(log.decisions, log.reward, weight).table(log.decisions));
  }

  @Test
  void tribuoIsQuietUnlessSomeoneHasAskedIt() {
    Logger tribuo = Logger.getLogger("org.tribuo");
    Level before = tribuo.getLevel();
    try {
      tribuo.setLevel(null);
      TribuoData.quiet();
      assertThat(tribuo.getLevel()).isEqualTo(Level.WARNING);

      tribuo.setLevel(Level.FINE);
      TribuoData.quiet();
      assertThat(tribuo.getLevel()).isEqualTo(Level.FINE);
    } finally {
      tribuo.setLevel(before);
    }
  }

  static double rootMeanSquare(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(sum / one.length);
  }
}
