package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DoubleMassSpringDamperTest {

  private final DoubleMassSpringDamper env = new DoubleMassSpringDamper();

  @Test
  void oneStepIsTheFormulaWorkedOutByHand() {
    env.restoreState(new double[] {0.5, -0.25, 1, 2, 0.1, 0.2, 0.3, 0.4, 0});

    Env.Step step = env.step(new float[] {0.5f, -3});

    // dt / m = 0.01. Pull on 1: -2 - 0.5 - 8 + 8 + 15 = 12.5; on 2: 1 + 1 + 4 - 16 - 30 = -40.
    double[] state = env.saveState();
    assertThat(state[0]).isCloseTo(0.7, within(1e-15));
    assertThat(state[1]).isCloseTo(0.15, within(1e-15));
    assertThat(state[2]).isCloseTo(1.125, within(1e-15));
    assertThat(state[3]).isCloseTo(1.6, within(1e-15));
    assertThat(step.reward()).isCloseTo(-Math.log(0.61) - Math.log(0.06), within(1e-5));
    assertThat(step.observation()).containsExactly(0.7f, 0.15f, 1.125f, 1.6f, 0.1f, 0.2f);
  }

  @Test
  void theTargetAfterTheStepCountsAndChangesAtStepFifty() {
    env.restoreState(new double[] {0, 0, 0, 0, 1, 1, -1.2, -1.3, 48});

    Env.Step early = env.step(new float[2]);
    Env.Step late = env.step(new float[2]);

    assertThat(early.observation()).endsWith(1, 1);
    assertThat(early.reward()).isCloseTo(-2 * Math.log(1.01), within(1e-12));
    assertThat(late.observation()).endsWith(-1.2f, -1.3f);
    assertThat(late.reward()).isCloseTo(-Math.log(1.21) - Math.log(1.31), within(1e-6));
  }

  @Test
  void startsAndTargetsAreDrawnAsDocumented() {
    int constant = 0;
    for (int seed = 0; seed < 400; seed++) {
      env.reset(seed);
      double[] state = env.saveState();
      for (int mass = 0; mass < 2; mass++) {
        assertThat(Math.abs(state[mass])).isLessThanOrEqualTo(0.25);
        assertThat(Math.abs(state[2 + mass])).isLessThanOrEqualTo(0.1);
        assertThat(Math.abs(state[4 + mass])).isLessThanOrEqualTo(1.5);
        assertThat(Math.abs(state[6 + mass])).isLessThanOrEqualTo(1.5);
        constant += state[4 + mass] == state[6 + mass] ? 1 : 0;
      }
      assertThat(state[4]).isNotEqualTo(state[5]);
    }

    // Of 800, each with probability 1/2: standard deviation 14.
    assertThat(constant).isBetween(343, 457);
  }

  @Test
  void anEpisodeIsTruncatedAfterAHundredSteps() {
    env.reset(1);
    for (int step = 0; step < 99; step++) {
      assertThat(env.step(new float[2]).ended()).isFalse();
    }

    Env.Step last = env.step(new float[2]);

    assertThat(last.truncated()).isTrue();
    assertThat(last.terminated()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[2]))
        .withMessageContaining("Call reset");
  }

  @Test
  void aRestoredEpisodeGoesOnAsTheSavedOneBitForBit() {
    env.reset(3);
    for (int step = 0; step < 40; step++) {
      env.step(new float[] {0.3f, -0.7f});
    }
    DoubleMassSpringDamper other = new DoubleMassSpringDamper();
    other.restoreState(env.saveState());

    for (int step = 40; step < 100; step++) {
      Env.Step expected = env.step(new float[] {-0.3f, step % 2});
      Env.Step actual = other.step(new float[] {-0.3f, step % 2});
      assertThat(actual.observation()).containsExactly(expected.observation());
      assertThat(actual.reward()).isEqualTo(expected.reward());
    }
  }

  @Test
  void theSeedDecidesTheStart() {
    float[] start = env.reset(11);

    assertThat(env.reset(11)).containsExactly(start);
    assertThat(env.reset(12)).isNotEqualTo(start);
  }

  @Test
  void zeroActionsEarnAbout108AndUniformOnesAboutNeoRl2sReference() {
    double idle = 0;
    for (int seed = 0; seed < 1000; seed++) {
      env.reset(seed);
      Env.Step step;
      do {
        step = env.step(new float[2]);
        idle += step.reward() / 1000;
      } while (!step.ended());
    }
    double[] random =
        Generator.tier(
                Environments.named("DMSD"), "random", new Amount.Episodes(1000), 0, rows -> {})
            .returns();

    assertThat(idle).isCloseTo(108, within(10.0));
    // Standard error 2.2.
    assertThat(java.util.Arrays.stream(random).average().orElseThrow())
        .isCloseTo(30.60, within(7.0));
  }

  @Test
  void whatIsNoActionOrStateIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[2]))
        .withMessageContaining("before an episode has begun");
    env.reset(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[] {Float.NaN, 0}))
        .withMessageContaining("action[0] is NaN at step 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[1]))
        .withMessageContaining("has 1 numbers, but 2 are expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0.5}))
        .withMessageContaining("steps taken is 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> env.restoreState(new double[] {0, 0, 0, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0}))
        .withMessageContaining("state[3] is Infinity");
  }
}
