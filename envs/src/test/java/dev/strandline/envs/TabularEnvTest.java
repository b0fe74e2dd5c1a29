package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.tabular.CliffWalking;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.IcuSepsis;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.policy.ActionSpace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TabularEnvTest {

  private final TabularEnv lake =
      new TabularEnv(FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY), 100);

  @Test
  void aWalkWithoutIceIsPlayedByTheTable() {
    TabularEnv env = new TabularEnv(FrozenLake.mdp(FrozenLake.MAP_4X4, 1), 100);

    assertThat(env.reset(8)).containsExactly(0);
    for (int action : new int[] {1, 1, 2, 1, 2}) {
      assertThat(env.step(new float[] {action}).ended()).isFalse();
    }
    Env.Step last = env.step(new float[] {2});
    assertThat(last.observation()).containsExactly(15);
    assertThat(last.reward()).isOne();
    assertThat(last.terminated()).isTrue();
    assertThat(last.truncated()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[] {0}))
        .withMessageContaining("ended after 6 steps");
  }

  @Test
  void theStepLimitTruncates() {
    TabularEnv env = new TabularEnv(CliffWalking.mdp(false), 3);
    env.reset(0);
    env.step(new float[] {0});
    env.step(new float[] {0});
    Env.Step last = env.step(new float[] {0});

    assertThat(last.truncated()).isTrue();
    assertThat(last.terminated()).isFalse();
  }

  @Test
  void anEpisodeGoesOnFromItsSavedStateAsItWouldHave() {
    TabularEnv other = new TabularEnv(FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY), 100);
    for (long seed : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0x80000000L}) {
      lake.reset(seed);
      double[] start = lake.saveState();
      Env.Step here;
      boolean first = true;
      do {
        here = lake.step(new float[] {3});
        assertThat(first ? other.restoreState(start) : new float[1]).hasSize(1);
        first = false;
        Env.Step there = other.step(new float[] {3});
        assertThat(there.observation()).isEqualTo(here.observation());
        assertThat(there.ended()).isEqualTo(here.ended());
      } while (!here.ended());
      assertThat(other.saveState()).isEqualTo(lake.saveState());
      assertThatIllegalStateException().isThrownBy(() -> other.step(new float[] {3}));
    }
  }

  @Test
  void badActionsStatesAndCallsAreNamed() {
    TabularEnv fresh = new TabularEnv(CliffWalking.mdp(false), 3);

    assertThatIllegalStateException().isThrownBy(() -> fresh.step(new float[] {0}));
    assertThatIllegalStateException().isThrownBy(fresh::saveState);
    fresh.reset(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fresh.step(new float[] {4}))
        .withMessageContaining("action is 4.0 at step 0")
        .withMessageContaining("0 to 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fresh.step(new float[] {Float.NaN}))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fresh.restoreState(new double[] {48, 0, 0, 0, 0}))
        .withMessageContaining("state is 48.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fresh.restoreState(new double[] {0, 4, 0, 0, 0}))
        .withMessageContaining("steps taken is 4.0");
  }

  @ParameterizedTest
  @CsvSource({"CliffWalking-v1, 0.99", "FrozenLake-v1, 0.99", "FrozenLake8x8-v1, 0.99"})
  void referencesAreTheExactValuesOfRandomAndOptimalPlay(String name, double gamma) {
    TabularMdp mdp =
        name.startsWith("Cliff")
            ? CliffWalking.mdp(false)
            : FrozenLake.mdp(
                name.contains("8x8") ? FrozenLake.MAP_8X8 : FrozenLake.MAP_4X4,
                FrozenLake.SLIPPERY);
    referencesAreExact(name, mdp, gamma);
  }

  @Test
  void referencesOfIcuSepsisAreExactToo() {
    referencesAreExact("ICU-Sepsis", IcuSepsis.load().mdp(), 1);
  }

  private static void referencesAreExact(String name, TabularMdp mdp, double gamma) {
    EnvSpec spec = Environments.named(name);
    int limit = spec.factory().get().stepLimit();
    TabularPolicy random = TabularPolicy.uniform(mdp.states(), mdp.actions());
    TabularPolicy optimal = TabularPolicy.greedy(mdp.optimal(gamma));

    assertThat(mdp.evaluate(random, 1, limit).mean())
        .isCloseTo(spec.referenceMin(), within(1e-10 * Math.abs(spec.referenceMin())));
    assertThat(mdp.evaluate(optimal, 1, limit).mean())
        .isCloseTo(spec.referenceMax(), within(1e-10 * Math.abs(spec.referenceMax())));
  }

  @Test
  void aGeneratedLogKnowsItsPropensitiesAndItsMeanReturnIsTheExactValue() {
    EnvSpec spec = Environments.named("FrozenLake-v1");
    TabularMdp mdp = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
    TabularPolicy policy = TabularPolicy.greedy(mdp.optimal(0.99)).withExploration(0.3);
    Transitions log =
        Generator.tier(spec, "epsilon-greedy", new Amount.Episodes(4_000), 2, rows -> {});
    double[] logProbs = ((Column.Numbers) log.extras().get(Generator.ACTION_LOG_PROBS)).values();

    assertThat(log.actionSpace()).isEqualTo(new ActionSpace.Discrete(4));
    for (int row = 0; row < log.size(); row++) {
      int state = (int) log.observations()[row];
      int action = (int) log.actions()[row];
      assertThat(Math.exp(logProbs[row]))
          .isCloseTo(policy.probability(state, action), within(1e-12));
    }
    double exact = mdp.evaluate(policy, 1, 100).mean();
    assertThat(Arrays.stream(log.returns()).average().orElseThrow())
        .isCloseTo(exact, within(3 * Math.sqrt(exact * (1 - exact) / 4_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "CliffWalking-v1, optimal",
    "CliffWalking-v1, softmax",
    "FrozenLake-v1, softmax",
    "FrozenLake8x8-v1, random",
    "ICU-Sepsis, clinicians"
  })
  void everyTierOfATablePlays(String name, String tier) {
    Transitions log =
        Generator.tier(Environments.named(name), tier, new Amount.Episodes(5), 1, rows -> {});

    assertThat(log.episodes()).isEqualTo(5);
    assertThat(log.extras()).containsKey(Generator.ACTION_LOG_PROBS);
  }
}
