package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.UniformPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  private static final EnvSpec PENDULUM = Environments.named("Pendulum-v1");

  private static Transitions tier(String tier, Amount amount, long seed) {
    return Generator.tier(PENDULUM, tier, amount, seed, rows -> {});
  }

  private static String[] tiers(Transitions log) {
    return ((Column.Texts) log.extras().get(Generator.TIER)).values();
  }

  private static long episodesOf(Transitions log, String tier) {
    long count = 0;
    for (int episode = 0; episode < log.episodes(); episode++) {
      count += tiers(log)[log.episodeStart(episode)].equals(tier) ? 1 : 0;
    }
    return count;
  }

  @Test
  void everyEpisodeIsWholeAndEndsByTruncation() {
    Transitions log = tier("random", new Amount.Episodes(3), 5);

    assertThat(log.size()).isEqualTo(600);
    assertThat(log.episodes()).isEqualTo(3);
    assertThat(log.terminal()).containsOnly(false);
    for (int row = 0; row < 600; row++) {
      assertThat(log.truncated()[row]).isEqualTo(row % 200 == 199);
    }
  }

  @Test
  void everyRowCanBeReplayedFromItsSimulatorState() {
    Transitions log = tier("mixed", new Amount.Episodes(3), 5);
    Column.Numbers states = (Column.Numbers) log.extras().get(Generator.SIMULATOR_STATE);
    Pendulum env = new Pendulum();

    for (int row = 0; row < log.size(); row++) {
      double[] state = Arrays.copyOfRange(states.values(), row * 3, row * 3 + 3);
      float[] observation = env.restoreState(state);
      Env.Step step = env.step(new float[] {log.actions()[row]});

      assertThat(state[2]).isEqualTo(row % 200);
      assertThat(Arrays.copyOfRange(log.observations(), row * 3, row * 3 + 3))
          .containsExactly(observation);
      assertThat(Arrays.copyOfRange(log.nextObservations().orElseThrow(), row * 3, row * 3 + 3))
          .containsExactly(step.observation());
      assertThat(log.rewards()[row]).isEqualTo(step.reward());
    }
  }

  @Test
  void columnsThatGrowHoldWhatColumnsOfAKnownSizeHold() {
    Mix alternate = Mix.parse("expert=0.5,random=0.5");
    EnvSpec maze = Environments.named("maze2d-umaze-v1");
    Transitions grown = Generator.mix(maze, alternate, new Amount.Episodes(250), 5, rows -> {});
    Transitions alone =
        Generator.tier(maze, "random", new Amount.Transitions(75_000), 5, rows -> {});
    String[] tiers = tiers(grown);
    double[] targets = ((Column.Numbers) grown.extras().get(Generator.CONTROLLER_TARGET)).values();
    double[] states = ((Column.Numbers) grown.extras().get(Generator.SIMULATOR_STATE)).values();
    double[] known = ((Column.Numbers) alone.extras().get(Generator.SIMULATOR_STATE)).values();
    int width = states.length / 75_000;
    int differing = 0;
    int wrongTargets = 0;
    for (int row = 0; row < 75_000; row++) {
      boolean random = tiers[row].equals("random");
      wrongTargets += Double.isNaN(targets[2 * row]) == random ? 0 : 1;
      differing +=
          random
                  && (grown.actions()[2 * row] != alone.actions()[2 * row]
                      || states[width * row] != known[width * row])
              ? 1
              : 0;
    }

    assertThat(grown.size()).isEqualTo(75_000).isEqualTo(alone.size());
    assertThat(wrongTargets).isZero();
    assertThat(differing).isZero();
  }

  @Test
  void theSeedDecidesEveryRow() {
    Transitions log = tier("random", new Amount.Episodes(2), 5);
    Transitions again = tier("random", new Amount.Episodes(2), 5);
    Transitions other = tier("random", new Amount.Episodes(2), 6);

    assertThat(again.observations()).containsExactly(log.observations());
    assertThat(again.actions()).containsExactly(log.actions());
    assertThat(again.rewards()).containsExactly(log.rewards());
    assertThat(again.metadata()).isEqualTo(log.metadata());
    assertThat(other.actions()).isNotEqualTo(log.actions());
    assertThat(other.observations()).isNotEqualTo(log.observations());
  }

  @Test
  void anEpisodesStartDoesNotDependOnWhoPlaysIt() {
    Transitions random = tier("random", new Amount.Episodes(2), 5);
    Transitions expert = tier("expert", new Amount.Episodes(2), 5);

    for (int row : new int[] {0, 200}) {
      assertThat(Arrays.copyOfRange(expert.observations(), row * 3, row * 3 + 3))
          .containsExactly(Arrays.copyOfRange(random.observations(), row * 3, row * 3 + 3));
    }
  }

  @Test
  void aMixGivesEachPolicyItsShareOfEpisodesInShuffledOrder() {
    Transitions log = tier("mixed", new Amount.Episodes(40), 1);
    Transitions other = tier("mixed", new Amount.Episodes(40), 2);

    assertThat(episodesOf(log, "expert")).isEqualTo(2);
    assertThat(episodesOf(log, "random")).isEqualTo(38);
    assertThat(tiers(other)).isNotEqualTo(tiers(log));
    for (int episode = 0; episode < 40; episode++) {
      int start = log.episodeStart(episode);
      assertThat(Arrays.copyOfRange(tiers(log), start, log.episodeEnd(episode)))
          .containsOnly(tiers(log)[start]);
    }
  }

  @Test
  void sharesAreRoundedByTheLargestRemainder() {
    Mix blend = Mix.parse("a=0.5,b=0.3,c=0.2");

    // Quotas 3.5, 2.1, 1.4: the one left goes to a.
    assertThat(Generator.counts(blend, 7)).containsExactly(4, 2, 1);
    // Quotas 0.5, 0.3, 0.2.
    assertThat(Generator.counts(blend, 1)).containsExactly(1, 0, 0);
    // 0.29 * 100 is a little less than 29 in double.
    assertThat(Generator.counts(Mix.parse("a=0.29,b=0.71"), 100)).containsExactly(29, 71);
    assertThat(Generator.counts(Mix.parse("expert=0.05,random=0.95"), 400))
        .containsExactly(20, 380);
  }

  @Test
  void anAmountOfTransitionsIsExactAndLeavesTheLastEpisodeUnfinished() {
    Transitions log = tier("mixed", new Amount.Transitions(450), 5);

    assertThat(log.size()).isEqualTo(450);
    assertThat(log.episodes()).isEqualTo(3);
    assertThat(log.episodeLength(2)).isEqualTo(50);
    assertThat(log.finished(1)).isTrue();
    assertThat(log.finished(2)).isFalse();
    assertThat(tier("random", new Amount.Transitions(400), 5).finished(1)).isTrue();
    assertThat(tier("random", new Amount.Transitions(1), 5).size()).isEqualTo(1);
  }

  @Test
  void towardsAnAmountOfTransitionsSharesHoldInEveryStretch() {
    Mix quarter = Mix.parse("expert=0.25,random=0.75");
    Transitions log = Generator.mix(PENDULUM, quarter, new Amount.Transitions(8000), 5, rows -> {});

    assertThat(episodesOf(log, "expert")).isEqualTo(10);
    int experts = 0;
    for (int episode = 0; episode < 40; episode++) {
      experts += tiers(log)[log.episodeStart(episode)].equals("expert") ? 1 : 0;
      assertThat((double) experts).isCloseTo(0.25 * (episode + 1), within(1.0));
    }
  }

  @Test
  void densitiesAreStoredWhereEveryPolicyHasOne() {
    Transitions random = tier("random", new Amount.Episodes(1), 5);
    Transitions mixed = tier("mixed", new Amount.Episodes(20), 5);

    Column.Numbers logProbs = (Column.Numbers) random.extras().get(Generator.ACTION_LOG_PROBS);
    assertThat(logProbs.list()).isFalse();
    assertThat(logProbs.values()).hasSize(200).containsOnly(-Math.log(4));
    assertThat(mixed.extras()).doesNotContainKey(Generator.ACTION_LOG_PROBS);
  }

  @Test
  void theLogSaysWhereItComesFrom() {
    Transitions log = tier("mixed", new Amount.Episodes(20), -7);

    assertThat(log.metadata())
        .containsEntry(Transitions.ENVIRONMENT, "Pendulum-v1")
        .containsEntry(Transitions.REFERENCE_MIN, Double.toString(PENDULUM.referenceMin()))
        .containsEntry(Transitions.REFERENCE_MAX, Double.toString(PENDULUM.referenceMax()))
        .containsEntry(
            Transitions.GENERATOR,
            "{\"mix\":{\"expert\":0.05,\"random\":0.95},\"episodes\":20,\"seed\":-7,"
                + "\"episodes_played\":{\"expert\":1,\"random\":19},\"version\":1}");
  }

  @Test
  void progressIsToldAfterEachEpisode() {
    List<Long> told = new ArrayList<>();

    Generator.tier(PENDULUM, "random", new Amount.Transitions(450), 5, told::add);

    assertThat(told).containsExactly(200L, 400L, 450L);
  }

  @Test
  void anEpisodeThatTerminatesIsFollowedByTheNext() {
    EnvSpec coin =
        new EnvSpec(
            "Coin-v0",
            "Ends when heads comes up.",
            CoinEnv::new,
            Map.of("random", Behavior.of(new UniformPolicy(1, new ActionSpace.Discrete(2)))),
            Map.of(),
            0,
            1);

    Transitions log = Generator.tier(coin, "random", new Amount.Episodes(50), 5, rows -> {});

    assertThat(log.episodes()).isEqualTo(50);
    assertThat(log.size()).isBetween(60, 150);
    for (int row = 0; row < log.size(); row++) {
      assertThat(log.terminal()[row]).isEqualTo(log.actions()[row] == 1);
    }
  }

  @Test
  void sharesThatDoNotSumTo1AreRefusedWithTheirSumAndACure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=0.05,random=0.9"))
        .withMessage(
            "the shares of expert=0.05,random=0.9 sum to 0.95, but must sum to 1."
                + " Write random=0.95.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=0.8,random=0.7,a=0.1"))
        .withMessageContaining("sum to 1.6")
        .withMessageContaining("Lower the shares before the last.");
    assertThat(Mix.parse("a=0.1,b=0.2,c=0.7").shares()).hasSize(3);
  }

  @Test
  void whatIsNoShareIsRefusedWithItsText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert"))
        .withMessageContaining("'expert' in the mix 'expert' is no share");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=half,random=0.5"))
        .withMessageContaining("'half' in 'expert=half' is no number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=NaN,random=0.5"))
        .withMessageContaining("the share of expert must lie in (0, 1], but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=0.5,expert=0.5"))
        .withMessageContaining("names expert twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mix.parse("expert=1,"))
        .withMessageContaining("'' in the mix");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Generator.mix(
                    PENDULUM,
                    Mix.parse("expert=0.5,medium=0.5"),
                    new Amount.Episodes(1),
                    0,
                    rows -> {}))
        .withMessageContaining("has no policy 'medium'. Choose among random, expert.");
  }

  @Test
  void amountsThatAreNoneOrTooLargeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Amount.Episodes(0))
        .withMessageContaining("must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Amount.Transitions(-3))
        .withMessageContaining("must be at least 1, but is -3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tier("random", new Amount.Transitions(Integer.MAX_VALUE), 0))
        .withMessageContaining("Generate fewer");
  }

  /** Ends with the action 1, or is cut after 20 steps. */
  private static final class CoinEnv implements RestorableEnv {
    private int steps;

    @Override
    public int observationSize() {
      return 1;
    }

    @Override
    public ActionSpace actionSpace() {
      return new ActionSpace.Discrete(2);
    }

    @Override
    public int stepLimit() {
      return 20;
    }

    @Override
    public float[] reset(long seed) {
      steps = 0;
      return new float[1];
    }

    @Override
    public Step step(float[] action) {
      boolean heads = action[0] == 1;
      return new Step(new float[1], heads ? 1 : 0, heads, ++steps == 20 && !heads);
    }

    @Override
    public double[] saveState() {
      return new double[] {steps};
    }

    @Override
    public float[] restoreState(double[] state) {
      steps = (int) state[0];
      return new float[1];
    }
  }
}
