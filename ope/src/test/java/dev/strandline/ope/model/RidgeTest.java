package dev.strandline.ope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RidgeTest {

  @Test
  void fourRowsGiveTheCoefficientsWorkedOutByHand() {
    // One feature x = -1, 1, -1, 1, actions 0, 0, 1, 1, rewards 0, 2, 1, 3. Centered, x'x = 4 and
    // each action's code is +-1/2 with sum of squares 1; x and the codes are orthogonal, the two
    // codes are opposite. Slope of x: 4 / (4 + penalty). With u, -u on the codes:
    // (1 + penalty / 1) per code and -1 between them gives u (2 + penalty) = -1.
    Decisions decisions = Decisions.of(2, 1, new double[] {-1, 1, -1, 1}, new int[] {0, 0, 1, 1});
    Ridge ridge = new Ridge(4, Design.additive(), false);

    LinearRewardModel model =
        ridge.fit(decisions, new double[] {0, 2, 1, 3}, SampleWeights.equal(4));

    double slope = 4.0 / 8;
    double u = 1.0 / (2 + 4);
    assertThat(model.scores().coefficients())
        .containsExactly(new double[] {slope, slope}, within(1e-12));
    assertThat(model.scores().constants())
        .containsExactly(new double[] {1.5 - u, 1.5 + u}, within(1e-12));
  }

  @Test
  void aWeightCountsRows() {
    Log log = new Log(60, 3, 2, 1);
    double[] weight = SampleWeights.equal(60);
    weight[7] = 3;
    int[] repeated = new int[62];
    double[] reward = new double[62];
    for (int i = 0; i < 62; i++) {
      repeated[i] = i < 60 ? i : 7;
      reward[i] = log.reward[repeated[i]];
    }
    Ridge ridge = new Ridge(1, Design.additive(), false);

    double[] weighted = ridge.fit(log.decisions, log.reward, weight).table(log.decisions);

    assertThat(
            ridge
                .fit(log.decisions.rows(repeated), reward, SampleWeights.equal(62))
                .table(log.decisions))
        .containsExactly(weighted, within(1e-10));
  }

  @Test
  void unitsOfTheContextDoNotMatterWhenStandardized() {
    Log log = new Log(80, 3, 2, 2);
    double[] scaled = log.context.clone();
    for (int i = 0; i < 80; i++) {
      scaled[2 * i] = 1e6 + 1e3 * scaled[2 * i];
    }
    Decisions other = Decisions.of(3, 2, scaled, log.action);

    double[] q = Ridge.defaults().fit(other, log.reward, SampleWeights.equal(80)).table(other);

    assertThat(q)
        .containsExactly(
            Ridge.defaults()
                .fit(log.decisions, log.reward, SampleWeights.equal(80))
                .table(log.decisions),
            within(1e-6));
  }

  @Test
  void oneHotActionFeaturesAreTheOneHotCode() {
    Log log = new Log(50, 3, 2, 3);
    double[][] oneHot = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double[] weight = SampleWeights.equal(50);

    double[] q =
        new Ridge(1, Design.interacted().withActionFeatures(oneHot), true)
            .fit(log.decisions, log.reward, weight)
            .table(log.decisions);

    assertThat(q)
        .containsExactly(
            Ridge.defaults().fit(log.decisions, log.reward, weight).table(log.decisions),
            within(1e-10));
  }

  @Test
  void leastVarianceForADeterministicTargetIsTheWeightedRegression() {
    Log log = new Log(200, 3, 2, 4);
    double[] target = new double[600];
    double[] logged = new double[200];
    for (int i = 0; i < 200; i++) {
      int best = log.context[2 * i] > 0 ? 1 : 2;
      target[3 * i + best] = 1;
      logged[i] = best == log.action[i] ? 1 : 0;
    }
    Ridge ridge = Ridge.defaults();

    double[] q =
        ridge.fitMoreRobust(log.decisions, log.reward, target, log.behavior).table(log.decisions);

    double[] weight = SampleWeights.moreRobust(logged, log.propensity);
    assertThat(q)
        .containsExactly(
            ridge.fit(log.decisions, log.reward, weight).table(log.decisions), within(1e-8));
  }

  @Test
  void leastVarianceForAStochasticTargetHasNoLargerVarianceThanAnyNeighbor() {
    Log log = new Log(150, 3, 1, 5);
    double[] target = new double[450];
    for (int i = 0; i < 150; i++) {
      double e = 1 / (1 + Math.exp(-2 * log.context[i]));
      target[3 * i] = e / 2;
      target[3 * i + 1] = e / 2;
      target[3 * i + 2] = 1 - e;
    }
    Ridge ridge = new Ridge(1e-9, Design.interacted(), false);

    LinearRewardModel model = ridge.fitMoreRobust(log.decisions, log.reward, target, log.behavior);

    double least = variance(log, target, model.scores());
    RandomGenerator stream = new Streams(6).open("directions");
    for (int trial = 0; trial < 20; trial++) {
      double[] weights = new double[6];
      for (int k = 0; k < 3; k++) {
        weights[2 * k] = model.scores().coefficients()[k] + 0.01 * stream.nextGaussian();
        weights[2 * k + 1] = model.scores().constants()[k] + 0.01 * stream.nextGaussian();
      }
      assertThat(variance(log, target, new LinearScores(3, 1, weights))).isGreaterThan(least);
    }
  }

  /** sum_i w_i g_i' Omega_i g_i, written out. */
  private static double variance(Log log, double[] target, LinearScores scores) {
    double[] q = new LinearRewardModel(scores, false).table(log.decisions);
    double sum = 0;
    for (int i = 0; i < log.action.length; i++) {
      double squares = 0;
      double total = 0;
      for (int a = 0; a < 3; a++) {
        double g = target[3 * i + a] * q[3 * i + a] - (a == log.action[i] ? log.reward[i] : 0);
        squares += g * g / log.behavior[3 * i + a];
        total += g;
      }
      sum += target[3 * i + log.action[i]] / log.propensity[i] * (squares - total * total);
    }
    return sum;
  }

  @Test
  void aTargetOutsideTheLogsSupportIsRefused() {
    Decisions decisions = Decisions.of(2, 0, new double[0], new int[] {0, 0});
    double[] sure = {1, 0, 1, 0};
    double[] even = {0.5, 0.5, 0.5, 0.5};

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Ridge.defaults().fitMoreRobust(decisions, new double[] {1, 2}, even, sure))
        .withMessageContaining("row 0: action 1 has probability 0")
        .withMessageContaining("0.5");
  }

  @Test
  void rowsThatAllWeighNothingAreRefused() {
    Log log = new Log(5, 2, 1, 7);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ridge.defaults().fit(log.decisions, log.reward, new double[5]))
        .withMessageContaining("all 5 rows have weight 0");
  }
}
