package dev.strandline.ope.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {

  private static final ActionProbabilities TARGET =
      new ActionProbabilities(2, new double[] {0.25, 0.75, 1, 0});
  private static final double[] Q = {1, 2, 3, 4};
  private static final int[] ACTION = {1, 1};
  private static final double[] PROPENSITY = {0.5, 0.2};
  private static final double[] REWARD = {5, 6};

  @Test
  void tablesGiveWeightsAndPredictions() {
    Rounds rounds = Rounds.of(TARGET, Q, ACTION, PROPENSITY, REWARD);

    assertThat(rounds.weight()).containsExactly(1.5, 0);
    assertThat(rounds.prediction()).containsExactly(2, 4);
    assertThat(rounds.targetValue()).containsExactly(0.25 + 1.5, 3);
    assertThat(Rounds.of(TARGET, ACTION, PROPENSITY, REWARD).weight()).containsExactly(1.5, 0);
    assertThat(TARGET.expected(Q)).isEqualTo(rounds.targetValue());
    assertThat(TARGET.of(ACTION)).containsExactly(0.75, 0);
    assertThat(ActionProbabilities.deterministic(2, ACTION).of(ACTION)).containsExactly(1, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void actionsOutOfRangeAreRefusedWithTheirRow(int action) {
    for (int[] actions : new int[][] {{0, action}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Rounds.of(TARGET, Q, actions, PROPENSITY, REWARD).prediction())
          .withMessageContaining("Row 1: action is " + action)
          .withMessageContaining("2 actions");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Rounds.of(TARGET, actions, PROPENSITY, REWARD).weight())
          .withMessageContaining("Row 1: action is " + action);
    }
  }

  /** Rows of tables are checked when an estimator reads them. */
  private static double estimate(Rounds rounds) {
    return BanditEstimator.dr().estimate(rounds).value();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefusedWithTheirRow(double bad) {
    double[] second = {1, bad};
    double[] fine = {1, 1};
    Rounds rounds = Rounds.of(REWARD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rounds.of(second))
        .withMessageContaining("Row 1: reward is " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BanditEstimator.ips().estimate(Rounds.of(TARGET, ACTION, PROPENSITY, second)))
        .withMessageContaining("Row 1: reward is " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimate(Rounds.of(TARGET, Q, ACTION, PROPENSITY, second)))
        .withMessageContaining("Row 1: reward is " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimate(Rounds.of(TARGET, Q, ACTION, new double[] {0.5, bad}, REWARD)))
        .withMessageContaining("Row 1: propensity is " + bad);
    for (Rounds made :
        List.of(
            Rounds.of(TARGET, Q, ACTION, PROPENSITY, second),
            Rounds.of(TARGET, ACTION, PROPENSITY, second))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> made.slice(1, 2))
          .withMessageContaining("Row 1: reward is " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> made.withWeight(fine))
          .withMessageContaining("Row 1: reward is " + bad);
    }
    // Even where the target never takes the action.
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                estimate(
                    Rounds.of(TARGET, new double[] {1, 2, 3, bad}, ACTION, PROPENSITY, REWARD)))
        .withMessageContaining("Row 1: a prediction");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rounds.withWeight(second))
        .withMessageContaining("Row 1: weight is " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rounds.withPredictions(second, fine))
        .withMessageContaining("Row 1: prediction is " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rounds.withPredictions(fine, second))
        .withMessageContaining("Row 1: target value is " + bad);
  }

  @Test
  void columnsOfOtherLengthsAreRefused() {
    Rounds rounds = Rounds.of(REWARD);

    assertThatIllegalArgumentException().isThrownBy(() -> rounds.withWeight(new double[3]));
    assertThatIllegalArgumentException().isThrownBy(() -> rounds.withStratum(new int[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> rounds.inUnits(new long[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> rounds.withTargetValue(new double[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rounds.of(TARGET, ACTION, PROPENSITY, new double[3]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rounds.of(TARGET, new double[3], ACTION, PROPENSITY, REWARD));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rounds.of(new double[0]))
        .withMessageContaining("at least one");
  }

  @Test
  void aPredictionThatIsNoNumberIsRefusedAlsoWhereTargetValuesAreGiven() {
    double[] q = {1, 1, 1, 1};
    q[2 + ACTION[1]] = Double.NaN;
    Rounds rounds = Rounds.of(TARGET, q, ACTION, PROPENSITY, REWARD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rounds.withTargetValue(new double[2]))
        .withMessageContaining("Row 1: the prediction q of the logged action is NaN");
  }

  @Test
  void probabilitiesThatAreNoneAreRefusedWithTheirRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionProbabilities(2, new double[] {0.5, 0.5, 0.5, 0.4}))
        .withMessageContaining("Row 1")
        .withMessageContaining("sum to 0.9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionProbabilities(2, new double[] {1.5, -0.5}))
        .withMessageContaining("Row 0")
        .withMessageContaining("the least is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionProbabilities(2, new double[] {Double.NaN, 1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionProbabilities(2, new double[3]))
        .withMessageContaining("3 numbers for 2 actions");
    assertThat(new ActionProbabilities(2, new double[] {0.5, 0.5 + 1e-7}).rows()).isEqualTo(1);
  }

  @Test
  void aSliceKeepsTheNumbersOfItsRowsAndItsColumns() {
    Rounds rounds =
        Rounds.of(new double[] {1, 2, 3})
            .withWeight(new double[] {1, 1, 4})
            .withPredictions(new double[3], new double[] {7, 8, 9})
            .withStratum(new int[] {5, 5, 6})
            .from(10);

    Rounds slice = rounds.slice(1, 3);

    assertThat(slice.reward()).containsExactly(2, 3);
    assertThat(slice.weight()).containsExactly(1, 4);
    assertThat(slice.targetValue()).containsExactly(8, 9);
    assertThat(slice.stratum()).containsExactly(5, 6);
    long[] keys = new long[2];
    slice.units().copy(0, 2, keys);
    assertThat(keys).containsExactly(11, 12);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rounds.slice(2, 4))
        .withMessageContaining("Rows 2 to 4");
  }

  @Test
  void uniformWeightsOnARandomLogGiveTheMeanReward() {
    double[] uniform = {0.5, 0.5, 0.5, 0.5};
    Rounds rounds =
        Rounds.of(new ActionProbabilities(2, uniform), ACTION, new double[] {0.5, 0.5}, REWARD);

    assertThat(BanditEstimator.ips().estimate(rounds).value()).isCloseTo(5.5, within(1e-15));
  }
}
