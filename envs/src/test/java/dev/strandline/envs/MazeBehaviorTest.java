package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MazeBehaviorTest {

  private static final EnvSpec UMAZE = Environments.named("maze2d-umaze-v1");

  private static Transitions collected(int rows) {
    return Generator.tier(UMAZE, "collector", new Amount.Transitions(rows), 4, done -> {});
  }

  private static double[] column(Transitions log, String name, int row) {
    Column.Numbers numbers = (Column.Numbers) log.extras().get(name);
    return Arrays.copyOfRange(numbers.values(), row * numbers.width(), (row + 1) * numbers.width());
  }

  private static float[] row(float[] column, int row, int width) {
    return Arrays.copyOfRange(column, row * width, (row + 1) * width);
  }

  /** Means with standard errors of the same policies in D4RL's simulator on MuJoCo. */
  @ParameterizedTest
  @CsvSource({
    "maze2d-umaze-v1, expert, 167, 7",
    "maze2d-medium-v1, expert, 250, 15",
    "maze2d-large-v1, expert, 314, 19",
    "maze2d-umaze-v1, random, 28.0, 3.4",
    "maze2d-medium-v1, random, 17.2, 3.2",
    "maze2d-large-v1, random, 6.7, 2.0"
  })
  void tiersEarnWhatTheyEarnInMujoco(String name, String tier, double mean, double error) {
    Amount thousand = new Amount.Episodes(1000);

    double[] returns =
        Generator.tier(Environments.named(name), tier, thousand, 1, done -> {}).returns();

    double ours = Arrays.stream(returns).average().orElseThrow();
    double squares = Arrays.stream(returns).map(r -> (r - ours) * (r - ours)).sum();
    double ourError = Math.sqrt(squares) / 1000;
    assertThat(ours).isCloseTo(mean, within(3 * Math.hypot(error, ourError)));
  }

  @Test
  void aPlanForEachEpisodeLeavesNoneBehindAWall() {
    Amount hundred = new Amount.Episodes(100);

    double[] planned = Generator.tier(UMAZE, "planner", hundred, 1, done -> {}).returns();
    double[] expert = Generator.tier(UMAZE, "expert", hundred, 1, done -> {}).returns();

    assertThat(Arrays.stream(planned).min().orElseThrow()).isGreaterThan(50);
    assertThat(Arrays.stream(expert).min().orElseThrow()).isZero();
    assertThat(planned[0]).as("the first episode is planned by both").isEqualTo(expert[0]);
  }

  @Test
  void theCollectorsPositionGoesOnAcrossTargets() {
    Transitions log = collected(5000);

    assertThat(log.episodes()).isGreaterThan(40);
    assertThat(log.terminal()).containsOnly(false);
    float[] next = log.nextObservations().orElseThrow();
    for (int row = 0; row + 1 < log.size(); row++) {
      assertThat(row(log.observations(), row + 1, 4)).containsExactly(row(next, row, 4));
    }
  }

  @Test
  void everyRowOfTheCollectorCanBeReplayedFromItsSimulatorState() {
    Transitions log = collected(3000);
    PointMaze env = new PointMaze(Maze.UMAZE, false, 300);

    for (int row = 0; row < log.size(); row++) {
      double[] state = column(log, Generator.SIMULATOR_STATE, row);
      assertThat(env.restoreState(state)).containsExactly(row(log.observations(), row, 4));
      Env.Step step = env.step(row(log.actions(), row, 2));

      assertThat(step.observation())
          .containsExactly(row(log.nextObservations().orElseThrow(), row, 4));
      assertThat(step.reward()).isEqualTo(log.rewards()[row]);
    }
  }

  @Test
  void anEpisodeOfTheCollectorEndsWhereItsTargetsCellIsReached() {
    Transitions log = collected(20000);

    for (int episode = 0; episode < log.episodes(); episode++) {
      int last = log.episodeEnd(episode) - 1;
      double[] target = column(log, Generator.CONTROLLER_TARGET, last);
      for (int row = log.episodeStart(episode); row < last; row++) {
        assertThat(column(log, Generator.CONTROLLER_TARGET, row)).containsExactly(target);
      }
      if (log.truncated()[last] && log.episodeLength(episode) < 300) {
        float[] seen = row(log.observations(), last, 4);
        assertThat(Math.hypot(seen[0] - Math.rint(target[0]), seen[1] - Math.rint(target[1])))
            .isLessThan(0.1);
      }
      assertThat(target[0]).isCloseTo(Math.rint(target[0]), within(0.1));
    }
  }

  @Test
  void theCollectorsNoiseIsClippedAndItsDensityNotStored() {
    Transitions log = collected(5000);

    int atBounds = 0;
    for (float motor : log.actions()) {
      assertThat(motor).isBetween(-1f, 1f);
      atBounds += Math.abs(motor) == 1 ? 1 : 0;
    }
    assertThat(atBounds).isBetween(1000, 9000);
    assertThat(log.extras())
        .containsKeys(Generator.CONTROLLER_TARGET, Generator.SIMULATOR_STATE)
        .doesNotContainKey(Generator.ACTION_LOG_PROBS);
  }

  @Test
  void inAMixTheCollectorGoesOnFromItsOwnLastPlace() {
    Mix mix = Mix.parse("collector=0.5,random=0.5");
    Transitions log = Generator.mix(UMAZE, mix, new Amount.Episodes(20), 4, done -> {});
    String[] tiers = ((Column.Texts) log.extras().get(Generator.TIER)).values();

    float[] leftAt = null;
    for (int episode = 0; episode < log.episodes(); episode++) {
      int first = log.episodeStart(episode);
      if (tiers[first].equals("collector")) {
        if (leftAt != null) {
          assertThat(row(log.observations(), first, 4)).containsExactly(leftAt);
        }
        leftAt = row(log.nextObservations().orElseThrow(), log.episodeEnd(episode) - 1, 4);
      } else {
        assertThat(column(log, Generator.CONTROLLER_TARGET, first)).containsOnly(Double.NaN);
      }
    }
    assertThat(leftAt).isNotNull();
  }

  @Test
  void theSeedDecidesWhatIsCollected() {
    Transitions log = collected(2000);

    assertThat(collected(2000).actions()).containsExactly(log.actions());
    assertThat(
            Generator.tier(UMAZE, "collector", new Amount.Transitions(2000), 5, done -> {})
                .actions())
        .isNotEqualTo(log.actions());
  }
}
