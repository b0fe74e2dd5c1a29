package dev.strandline.ope.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.neural.NeuralFqe.Actions;
import dev.strandline.ope.neural.NeuralFqe.Config;
import dev.strandline.ope.neural.NeuralFqe.Fit;
import dev.strandline.ope.neural.NeuralFqe.Log;
import dev.strandline.ope.sequential.Cut;
import dev.strandline.ope.tabular.FittedQ;
import dev.strandline.ope.tabular.TabularLog;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NeuralFqeTest {

  private static final Workers WORKERS = new Workers(1);

  private static final double GAMMA = 0.8;

  /** Far from the greedy policy of any values, so that a greedy bootstrap would show. */
  private static final double[] POLICY = {0.5, 0.5, 0.7, 0.3, 0.2, 0.8};

  /** A linear function of indicators of the state is a table. */
  private static final Config TABLE =
      new Config(GAMMA, Cut.FINITE_HORIZON, List.of(), 0.01, 60, 2_000, 25, 1);

  @AfterAll
  static void stop() {
    WORKERS.close();
  }

  /** 60 episodes of 4 steps over 3 states and 2 actions; the environment ends every other one. */
  private static final class World {
    final int rows = 240;
    final int[] starts = new int[61];
    final int[] state = new int[rows];
    final int[] action = new int[rows];
    final int[] next = new int[rows];
    final double[] reward = new double[rows];
    final boolean[] terminal = new boolean[rows];

    World(boolean everyEpisodeTerminal) {
      RandomStream stream = new Streams(5).open("world");
      Arrays.setAll(starts, i -> 4 * i);
      for (int row = 0; row < rows; row++) {
        state[row] = row % 4 == 0 ? stream.nextInt(3) : next[row - 1];
        action[row] = stream.nextInt(2);
        next[row] = stream.nextInt(3);
        reward[row] = state[row] == 1 && action[row] == 0 ? 3 : 1 - action[row];
        terminal[row] = row % 4 == 3 && (everyEpisodeTerminal || row % 8 == 3);
      }
    }

    Log log() {
      return new Log(starts, indicators(state), reward, indicators(next), terminal);
    }

    private static double[] indicators(int[] states) {
      double[] indicators = new double[3 * states.length];
      for (int row = 0; row < states.length; row++) {
        indicators[3 * row + states[row]] = 1;
      }
      return indicators;
    }

    Actions actions() {
      return new Actions.Discrete(action, policy(state), policy(next));
    }

    private static double[] policy(int[] states) {
      double[] policy = new double[2 * states.length];
      for (int row = 0; row < states.length; row++) {
        System.arraycopy(POLICY, 2 * states[row], policy, 2 * row, 2);
      }
      return policy;
    }

    FittedQ tabular(boolean[] ends) {
      return FittedQ.evaluate(
          new TabularLog(3, 2, state, action, reward, next, ends, new int[] {0, 1, 2}),
          POLICY,
          GAMMA,
          100);
    }

    void compare(Fit fit, FittedQ expected, double tolerance) {
      for (int row = 0; row < rows; row++) {
        int s = state[row];
        assertThat(fit.q()[row]).isCloseTo(expected.q()[2 * s + action[row]], within(tolerance));
        double v =
            POLICY[2 * s] * expected.q()[2 * s] + POLICY[2 * s + 1] * expected.q()[2 * s + 1];
        assertThat(fit.v()[row]).isCloseTo(v, within(tolerance));
      }
    }
  }

  @Test
  void onIndicatorsALinearNetworkFindsTheTabularValues() {
    World world = new World(true);

    Fit fit = NeuralFqe.fit(TABLE, world.log(), world.actions(), 1, WORKERS);

    world.compare(fit, world.tabular(world.terminal), 0.15);
    assertThat(fit.crossFitted()).isFalse();
  }

  @Test
  void aCutEndsOrContinuesTheEpisodeAsAsked() {
    World world = new World(false);
    boolean[] everyEnd = new World(true).terminal;

    Fit finite = NeuralFqe.fit(TABLE, world.log(), world.actions(), 1, WORKERS);
    Fit continuing =
        NeuralFqe.fit(TABLE.withCut(Cut.CONTINUING), world.log(), world.actions(), 1, WORKERS);

    FittedQ ended = world.tabular(everyEnd);
    FittedQ bootstrapped = world.tabular(world.terminal);
    assertThat(ended.value()).isNotCloseTo(bootstrapped.value(), within(0.5));
    world.compare(finite, ended, 0.15);
    world.compare(continuing, bootstrapped, 0.15);
    assertThat(continuing.valueAfter()[0]).as("ended by the environment").isZero();
    assertThat(continuing.valueAfter()[1]).isNotZero();
  }

  @Test
  void aRewardDoesNotReachThePredictionOfItsOwnEpisode() {
    World world = new World(true);
    Config config = TABLE.withUpdates(50).withFolds(3);
    Fit before = NeuralFqe.fit(config, world.log(), world.actions(), 1, WORKERS);
    world.reward[9] += 1_000; // of episode 2

    Fit after = NeuralFqe.fit(config, world.log(), world.actions(), 1, WORKERS);

    assertThat(after.crossFitted()).isTrue();
    assertThat(after.fold()).isEqualTo(before.fold());
    boolean elsewhere = false;
    for (int i = 0; i < 60; i++) {
      for (int row = 4 * i; row < 4 * i + 4; row++) {
        if (after.fold()[i] == after.fold()[2]) {
          assertThat(after.q()[row]).isEqualTo(before.q()[row]);
        } else {
          elsewhere |= after.q()[row] != before.q()[row];
        }
      }
    }
    assertThat(elsewhere).as("it reaches the other folds").isTrue();
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherDoesNot() {
    World world = new World(true);
    Config config = Config.defaults().withHidden(List.of(8)).withUpdates(20);

    double[] one = NeuralFqe.fit(config, world.log(), world.actions(), 3, WORKERS).q();
    double[] again = NeuralFqe.fit(config, world.log(), world.actions(), 3, WORKERS).q();
    double[] other = NeuralFqe.fit(config, world.log(), world.actions(), 4, WORKERS).q();

    assertThat(again).containsExactly(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void continuousActionsAreAveragedOverTheSamplesOfThePolicy() {
    // One step; the reward is 3 a + s, so V(s) = 3 mean(samples) + s.
    int rows = 200;
    RandomStream stream = new Streams(2).open("actions");
    int[] starts = new int[rows + 1];
    Arrays.setAll(starts, i -> i);
    double[] state = stream.doubles(rows, -1, 1).toArray();
    double[] action = stream.doubles(rows, -1, 1).toArray();
    double[] reward = new double[rows];
    Arrays.setAll(reward, row -> 3 * action[row] + state[row]);
    boolean[] terminal = new boolean[rows];
    Arrays.fill(terminal, true);
    double[] policy = new double[2 * rows];
    Arrays.setAll(policy, i -> i % 2 == 0 ? 0.9 : -0.1);

    Fit fit =
        NeuralFqe.fit(
            TABLE.withFolds(2),
            new Log(starts, state, reward, state, terminal),
            new Actions.Continuous(action, policy, policy, 2),
            1,
            WORKERS);

    for (int row = 0; row < rows; row++) {
      assertThat(fit.q()[row]).isCloseTo(reward[row], within(0.05));
      assertThat(fit.v()[row]).isCloseTo(3 * 0.4 + state[row], within(0.05));
    }
  }

  @Test
  void moreFoldsThanEpisodesAreRefused() {
    World world = new World(true);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NeuralFqe.fit(TABLE.withFolds(61), world.log(), world.actions(), 1, WORKERS))
        .withMessageContaining("61 folds of 60 episodes");
  }

  @Test
  void anObservationThatIsNoNumberIsRefusedWithItsRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Log(
                    new int[] {0, 2},
                    new double[] {1, 2, 3, Double.NaN},
                    new double[] {1, 1},
                    new double[4],
                    new boolean[2]))
        .withMessageContaining("column state, row 1: NaN");
  }
}
