package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PendulumTest {

  private final Pendulum env = new Pendulum();

  private Env.Step stepFrom(double theta, double omega, float torque) {
    env.restoreState(new double[] {theta, omega, 0});
    return env.step(new float[] {torque});
  }

  @Test
  void uprightAtRestWithFullTorqueMovesAsWorkedOutByHand() {
    // omega' = 3 * 2 * 0.05 = 0.3, theta' = 0.3 * 0.05 = 0.015, reward -0.001 * 2^2.
    Env.Step step = stepFrom(0, 0, 2);

    assertThat(step.reward()).isCloseTo(-0.004, within(1e-15));
    assertThat(env.saveState()[0]).isCloseTo(0.015, within(1e-15));
    assertThat(env.saveState()[1]).isCloseTo(0.3, within(1e-15));
    assertThat(step.observation()).hasSize(3);
    assertThat(step.observation()[0]).isCloseTo((float) Math.cos(0.015), within(1e-7f));
    assertThat(step.observation()[1]).isCloseTo((float) Math.sin(0.015), within(1e-7f));
    assertThat(step.observation()[2]).isEqualTo(0.3f);
  }

  @Test
  void theRewardIsThatOfTheStateBeforeTheStep() {
    // Lying on its side, turning at 2 rad/s: -(pi^2 / 4 + 0.1 * 4 + 0.001).
    Env.Step step = stepFrom(Math.PI / 2, 2, 1);

    assertThat(step.reward()).isCloseTo(-(Math.PI * Math.PI / 4 + 0.4 + 0.001), within(1e-14));
  }

  @Test
  void theRewardMeasuresTheAngleTheShortWayRound() {
    assertThat(stepFrom(2 * Math.PI + 0.5, 0, 0).reward()).isCloseTo(-0.25, within(1e-14));
    assertThat(stepFrom(-6 * Math.PI - 0.5, 0, 0).reward()).isCloseTo(-0.25, within(1e-13));
    assertThat(stepFrom(Math.PI + 0.5, 0, 0).reward())
        .isCloseTo(-(Math.PI - 0.5) * (Math.PI - 0.5), within(1e-13));
  }

  @Test
  void torqueBeyondTheBoundsIsClipped() {
    Env.Step strong = stepFrom(0.3, 0.1, 50);

    assertThat(strong).usingRecursiveComparison().isEqualTo(stepFrom(0.3, 0.1, 2));
  }

  @Test
  void speedIsClippedBeforeItMovesTheRod() {
    stepFrom(1, 7.9, 2);

    assertThat(env.saveState()[1]).isEqualTo(8);
    assertThat(env.saveState()[0]).isCloseTo(1.4, within(1e-15));
  }

  @Test
  void theLimitTruncatesAndNothingTerminates() {
    env.reset(7);

    for (int step = 1; step <= 200; step++) {
      Env.Step result = env.step(new float[] {0});
      assertThat(result.terminated()).isFalse();
      assertThat(result.truncated()).isEqualTo(step == 200);
      assertThat(result.ended()).isEqualTo(step == 200);
    }
  }

  @Test
  void steppingAfterTheEndOrBeforeAResetIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[] {0}))
        .withMessageContaining("Call reset");
    assertThatIllegalStateException()
        .isThrownBy(env::saveState)
        .withMessageContaining("Call reset");

    env.restoreState(new double[] {0, 0, 200});

    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[] {0}))
        .withMessageContaining("200 steps");
  }

  @Test
  void anEpisodeGoesOnFromASavedStateBitForBit() {
    RandomGenerator chance = new Streams(3).open("torque");
    env.reset(11);
    for (int step = 0; step < 120; step++) {
      env.step(new float[] {(float) (4 * chance.nextDouble() - 2)});
    }
    double[] state = env.saveState();
    Pendulum other = new Pendulum();
    float[] observation = other.restoreState(state);

    assertThat(observation[2]).isEqualTo((float) state[1]);
    for (int step = 120; step < 200; step++) {
      float[] torque = {(float) (4 * chance.nextDouble() - 2)};
      assertThat(other.step(torque)).usingRecursiveComparison().isEqualTo(env.step(torque));
    }
    assertThat(other.saveState()).containsExactly(env.saveState());
    assertThatIllegalStateException().isThrownBy(() -> other.step(new float[1]));
  }

  @Test
  void startsAreSpreadOverTheCircleAndDependOnTheSeed() {
    double left = 0;
    for (int seed = 0; seed < 1000; seed++) {
      env.reset(seed);
      double[] state = env.saveState();
      assertThat(state[0]).isBetween(-Math.PI, Math.PI);
      assertThat(state[1]).isBetween(-1.0, 1.0);
      assertThat(state[2]).isZero();
      left += state[0] < 0 ? 1 : 0;
    }

    assertThat(left).isBetween(430.0, 570.0);
    assertThat(env.reset(5)).containsExactly(new Pendulum().reset(5));
    assertThat(env.reset(5)).isNotEqualTo(env.reset(6));
  }

  @Test
  void anActionOfNanIsRefusedWithItsStep() {
    env.restoreState(new double[] {0, 0, 17});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[] {Float.NaN}))
        .withMessageContaining("action[0] is NaN at step 17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[2]))
        .withMessageContaining("has 2 numbers, but 1");
  }

  @Test
  void whatIsNoStateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0, 0}))
        .withMessageContaining("has 2 numbers, but 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {Double.NaN, 0, 0}))
        .withMessageContaining("theta is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0, 8.5, 0}))
        .withMessageContaining("omega 8.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0, 0, 0.5}))
        .withMessageContaining("steps taken is 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0, 0, 201}))
        .withMessageContaining("steps taken is 201.0");
  }

  @Test
  void theExpertHoldsTheRodAndPumpsEnergyAsWorkedOutByHand() {
    PendulumExpert expert = new PendulumExpert();
    float cos = (float) Math.cos(0.1);
    float sin = (float) Math.sin(0.1);

    // Upright: -(12 * 0.1 + 2.5 * -0.2) = -0.7.
    assertThat(expert.act(new float[] {cos, sin, -0.2f})[0]).isCloseTo(-0.7f, within(1e-6f));
    // Hanging, omega 7.7: E = 7.7^2 / 6 - 10 = -0.118333, u = 0.1775 along the motion.
    assertThat(expert.act(new float[] {-1, 0, 7.7f})[0]).isCloseTo(0.1775f, within(1e-5f));
    assertThat(expert.act(new float[] {-1, 0, -7.7f})[0]).isCloseTo(-0.1775f, within(1e-5f));
    // Hanging slowly, it pushes with all it has; at rest it waits.
    assertThat(expert.act(new float[] {-1, 0, 1})).containsExactly(2);
    assertThat(expert.act(new float[] {-1, 0, 0})[0]).isZero();
  }

  @Test
  void theExpertRefusesWhatIsNoObservation() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PendulumExpert().act(new float[] {1, 0, Float.NaN}))
        .withMessageContaining("observation[2] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PendulumExpert().act(new float[] {1, 0}))
        .withMessageContaining("has 2 numbers");
  }
}
