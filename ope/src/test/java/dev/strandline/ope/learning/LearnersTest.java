package dev.strandline.ope.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Design;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.Log;
import dev.strandline.ope.model.LogisticRegression;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.model.Sgd;
import dev.strandline.policy.Activation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnersTest {

  private static final int ROWS = 3_000;

  private final Log log = new Log(ROWS, 3, 2, 1);
  private final Log other = new Log(ROWS, 3, 2, 2);

  /** Value of a policy on another log's contexts, by the known expected rewards. */
  private double value(SoftmaxPolicy policy) {
    double[] p = policy.probabilities(other.decisions);
    double sum = 0;
    for (int at = 0; at < p.length; at++) {
      sum += p[at] * Log.expected(other.context[at / 3 * 2], at % 3);
    }
    return sum / ROWS;
  }

  private double bestValue() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int a = 0; a < 3; a++) {
        best = Math.max(best, Log.expected(other.context[2 * i], a));
      }
      sum += best;
    }
    return sum / ROWS;
  }

  private double loggersValue() {
    return Arrays.stream(other.reward).average().orElseThrow();
  }

  @Test
  void theQLearnerChoosesNearlyAlwaysTheBest() {
    SoftmaxPolicy policy = QLearner.defaults().fit(log.decisions, log.reward);

    assertThat(value(policy)).isBetween(bestValue() - 0.02, bestValue());
    assertThat(loggersValue()).isLessThan(bestValue() - 0.4); // there was something to learn
  }

  @Test
  void aQLearnerWithoutInteractionsChoosesAlikeEverywhere() {
    SoftmaxPolicy policy =
        new QLearner(new Ridge(1, Design.additive(), true), 0).fit(log.decisions, log.reward);

    double[] p = policy.probabilities(other.decisions);

    assertThat(Arrays.copyOfRange(p, 3, 6)).isEqualTo(Arrays.copyOf(p, 3));
    assertThat(value(policy)).isLessThan(bestValue() - 0.1);
  }

  @Test
  void theDrLearnerComesCloseToTheBestAlsoOnAWrongModel() {
    RewardPredictions q =
        RewardPredictions.crossFit(
            new Ridge(1, Design.additive(), true),
            log.decisions,
            log.reward,
            SampleWeights.equal(ROWS),
            Folds.shuffled(log.decisions, 2, 0));

    SoftmaxPolicy policy = DrLearner.defaults().fit(log.decisions, log.reward, log.propensity, q);

    assertThat(value(policy)).isGreaterThan(bestValue() - 0.1);
  }

  @Test
  void theIpwLearnerBeatsTheLoggerOnRewardsOfZeroAndOne() {
    double[] click = new double[ROWS];
    Arrays.setAll(click, i -> log.reward[i] > 0.5 ? 1 : 0);

    SoftmaxPolicy policy =
        IpwLearner.defaults().withTemperature(0).fit(log.decisions, click, log.propensity);

    assertThat(value(policy)).isGreaterThan(loggersValue() + 0.3);
  }

  @Test
  void theWeightsOfTheIpwLearnerDecideBetweenActions() {
    // Without context: action 0 is logged 9 times as often, action 1 pays twice as much.
    int[] action = new int[1_000];
    double[] reward = new double[1_000];
    double[] propensity = new double[1_000];
    for (int i = 0; i < 1_000; i++) {
      action[i] = i % 10 == 0 ? 1 : 0;
      reward[i] = action[i] == 1 ? 2 : 1;
      propensity[i] = action[i] == 1 ? 0.1 : 0.9;
    }
    Decisions decisions = Decisions.of(2, 0, new double[0], action);

    SoftmaxPolicy policy = IpwLearner.defaults().fit(decisions, reward, propensity);

    // The most likely probabilities are proportional to sum r / b: 1000 and 2000.
    assertThat(policy.probabilities(new double[0])[1]).isCloseTo(2.0 / 3, within(0.03));
  }

  @Test
  void negativeRewardsAreRefusedByTheIpwLearnerWithTheirRow() {
    double[] reward = new double[ROWS];
    reward[7] = -0.5;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpwLearner.defaults().fit(log.decisions, reward, log.propensity))
        .withMessageContaining("reward, row 7 is -0.5")
        .withMessageContaining("DrLearner");
  }

  @Test
  void aPropensityOfZeroIsRefusedWithItsRow() {
    double[] propensity = log.propensity.clone();
    propensity[12] = 0;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpwLearner.defaults().fit(log.decisions, new double[ROWS], propensity))
        .withMessageContaining("propensity, row 12 is 0.0");
  }

  @Test
  void aLogisticQLearnersTemperatureIsInUnitsOfTheReward() {
    double[] click = new double[ROWS];
    Arrays.setAll(click, i -> log.reward[i] > 0.5 ? 1 : 0);
    LogisticRegression model = new LogisticRegression(Design.interacted(), Sgd.defaults());

    SoftmaxPolicy policy = new QLearner(model, 0.5).fit(log.decisions, click);

    double[] q = model.fit(log.decisions, click, SampleWeights.equal(ROWS)).table(log.decisions);
    double[] p = policy.probabilities(new double[] {log.context[0], log.context[1]});
    assertThat(Math.log(p[1] / p[0])).isCloseTo((q[1] - q[0]) / 0.5, within(1e-9));
  }

  @Test
  void tuningChoosesByTheValueOnUnseenRows() {
    Folds folds = Folds.shuffled(log.decisions, 2, 3);
    List<Double> temperatures = List.of(50.0, 1.0, 0.05);

    PolicyTuning<Double> tuning =
        PolicyTuning.choose(
            temperatures,
            log.decisions,
            folds,
            (tau, rows) ->
                QLearner.defaults()
                    .withTemperature(tau)
                    .fit(
                        log.decisions.rows(rows),
                        Arrays.stream(rows).mapToDouble(i -> log.reward[i]).toArray()),
            this::snips);

    assertThat(tuning.best()).isEqualTo(0.05);
    assertThat(tuning.values()).isSorted();
  }

  private double snips(double[] target) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < ROWS; i++) {
      double w = target[3 * i + log.action[i]] / log.propensity[i];
      sum += w * log.reward[i];
      total += w;
    }
    return sum / total;
  }

  @Test
  void tuningNeverShowsALearnerTheRowsThatJudgeIt() {
    Folds folds = Folds.given(new int[] {0, 1, 0, 1});
    Decisions four = Decisions.of(2, 0, new double[0], new int[] {0, 1, 0, 1});

    PolicyTuning.choose(
        List.of("only"),
        four,
        folds,
        (setting, rows) -> {
          // Fold 1's rows come first, when fold 0 is held out; each policy prefers their action.
          double[] bias = {rows[0] == 1 ? 0 : 5, rows[0] == 1 ? 5 : 0};
          return new SoftmaxPolicy(
              Activation.RELU, new double[][] {{}}, new double[][] {bias}, 0, false);
        },
        target -> {
          assertThat(target).containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
          return 1;
        });
  }

  @Test
  void tuningRefusesFoldsThatHideNothingAndValuesThatAreAllUndefined() {
    PolicyTuning.Learner<Double> learner =
        (tau, rows) -> QLearner.defaults().fit(log.decisions, log.reward);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PolicyTuning.choose(
                    List.of(1.0), log.decisions, Folds.none(ROWS), learner, target -> 1))
        .withMessageContaining("have not seen them");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PolicyTuning.choose(
                    List.of(1.0, 2.0),
                    log.decisions,
                    Folds.shuffled(log.decisions, 2, 0),
                    learner,
                    target -> Double.NaN))
        .withMessageContaining("none of the 2 settings");
  }
}
