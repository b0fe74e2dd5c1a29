package dev.strandline.ope.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.model.Softmax;
import dev.strandline.policy.Streams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyLossTest {

  private static final int ROWS = 6;
  private static final int ACTIONS = 3;
  private static final double[] NONE = {};

  private final RandomGenerator stream = new Streams(1).open("numbers");
  private final double[] logits = numbers(ROWS * ACTIONS);
  private final double[] q = numbers(ROWS * ACTIONS);
  private final double[] reward = numbers(ROWS);
  private final int[] action = {0, 1, 2, 2, 1, 0};
  private final double[] propensity = {0.2, 0.5, 0.3, 0.9, 0.4, 0.6};

  private double[] numbers(int count) {
    return stream.doubles(count, -1, 1).toArray();
  }

  @Test
  void oneRowGivesTheTermsWorkedOutByHand() {
    // p = (1/4, 3/4), action 0, b = 1/2: w = 1/2; r = 2, q = (1, 3).
    double[] z = {0, Math.log(3)};
    double[] two = {2};
    double[] half = {0.5};
    int[] first = {0};
    double[] model = {1, 3};

    double ipw = PolicyLoss.of(Objective.IPW, 0).at(z, first, two, half, NONE).terms()[0];
    double dm = PolicyLoss.of(Objective.DM, 0).at(z, first, two, half, model).terms()[0];
    double dr = PolicyLoss.of(Objective.DR, 0).at(z, first, two, half, model).terms()[0];

    assertThat(ipw).isCloseTo(-Math.log(4), within(1e-15));
    assertThat(dm).isCloseTo(-Math.log(4) / 4 + 9.0 / 4 * Math.log(0.75), within(1e-15));
    assertThat(dr).isCloseTo(-0.5 * Math.log(4) + dm, within(1e-15));
  }

  /**
   * With constants held, d loss = -(1/n) sum c_i dlog p(a_i) - ..., by finite differences of them.
   */
  @ParameterizedTest
  @EnumSource(Objective.class)
  void gradientsMatchFiniteDifferencesWithTheConstantsHeld(Objective objective) {
    PolicyLoss loss = new PolicyLoss(objective, 0.4, 0.3, 0.2);

    double[] gradient = loss.at(logits, action, reward, propensity, q).gradient();

    for (int at = 0; at < logits.length; at++) {
      double h = 1e-5;
      double up = held(loss, moved(at, h));
      double down = held(loss, moved(at, -h));
      assertThat(gradient[at]).isCloseTo((up - down) / (2 * h), within(1e-8));
    }
  }

  private double[] moved(int at, double by) {
    double[] moved = logits.clone();
    moved[at] += by;
    return moved;
  }

  /** The loss at {@code z}, its coefficients taken at the unmoved logits. */
  private double held(PolicyLoss loss, double[] z) {
    double[] fixed = logits.clone();
    double[] p = z.clone();
    double[] terms = new double[ROWS];
    double meanWeight = 0;
    double mean = 0;
    for (int i = 0; i < ROWS; i++) {
      int row = i * ACTIONS;
      Softmax.inPlace(fixed, row, ACTIONS);
      Softmax.inPlace(p, row, ACTIONS);
      int logged = row + action[i];
      double w = fixed[logged] / propensity[i];
      terms[i] =
          loss.objective().coefficient(w, reward[i], q[logged], loss.lambda())
              * Math.log(p[logged]);
      for (int a = row; loss.objective().usesModel() && a < row + ACTIONS; a++) {
        terms[i] += q[a] * fixed[a] * Math.log(p[a]);
      }
      meanWeight += p[logged] / propensity[i] / ROWS;
      mean += terms[i] / ROWS;
    }
    double variance = 0;
    for (double term : terms) {
      variance += (term - mean) * (term - mean) / (ROWS - 1);
    }
    return -mean + loss.constraint() * Math.log(meanWeight) + loss.penalty() * variance;
  }

  @ParameterizedTest
  @EnumSource(Objective.class)
  void theGradientIsThatOfTheEstimatedValue(Objective objective) {
    PolicyLoss loss = new PolicyLoss(objective, 0.4, 0.3, 0);

    double[] gradient = loss.at(logits, action, reward, propensity, q).gradient();

    for (int at = 0; at < logits.length; at++) {
      double h = 1e-5;
      double up = loss.at(moved(at, h), action, reward, propensity, q).heldOutLoss();
      double down = loss.at(moved(at, -h), action, reward, propensity, q).heldOutLoss();
      assertThat(gradient[at]).isCloseTo((up - down) / (2 * h), within(1e-8));
    }
  }

  @Test
  void theHeldOutLossIsMinusTheEstimatedValue() {
    // p = (1/4, 3/4), action 0, b = 1/2: w = 1/2; r = 2, q = (1, 3): DM 10/4, DR 10/4 + 1/2.
    double[] z = {0, Math.log(3)};

    PolicyLoss.Value value =
        PolicyLoss.of(Objective.DR, 0)
            .at(z, new int[] {0}, new double[] {2}, new double[] {0.5}, new double[] {1, 3});

    assertThat(value.heldOutLoss()).isCloseTo(-3, within(1e-15));
    assertThat(value.meanWeight()).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void shrunkObjectivesBecomeIpwAtTheirLimits() {
    double[] ipw =
        PolicyLoss.of(Objective.IPW, 0).at(logits, action, reward, propensity, NONE).terms();

    assertThat(
            PolicyLoss.of(Objective.IPW_OS, 1e12)
                .at(logits, action, reward, propensity, NONE)
                .terms())
        .containsExactly(ipw, within(1e-9));
    assertThat(
            PolicyLoss.of(Objective.IPW_SUBGAUSSIAN, 0)
                .at(logits, action, reward, propensity, NONE)
                .terms())
        .containsExactly(ipw, within(1e-15));
  }

  @Test
  void lambdasWithoutMeaningAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.of(Objective.IPW_OS, 0))
        .withMessageContaining("lambda of IPW_OS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.of(Objective.IPW_SUBGAUSSIAN, 1))
        .withMessageContaining("lambda of IPW_SUBGAUSSIAN");
  }

  @Test
  void aTrainingStopsAfterPatienceEpochsWithoutEnoughImprovement() {
    EarlyStopping stopping = new EarlyStopping(2, 0.1);

    assertThat(stopping.improves(1.0)).isTrue();
    assertThat(stopping.improves(0.95)).isFalse(); // less than the tolerance
    assertThat(stopping.stops()).isFalse();
    assertThat(stopping.improves(0.85)).isTrue(); // 0.15 below the least improvement
    assertThat(stopping.improves(0.8)).isFalse();
    assertThat(stopping.improves(Double.NaN)).isFalse();
    assertThat(stopping.stops()).isTrue();
  }
}
