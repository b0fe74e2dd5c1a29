package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.UniformPolicy;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {

  @Test
  void pendulumsReferencesAreMeansOfAThousandGeneratedEpisodes() {
    EnvSpec pendulum = Environments.named("Pendulum-v1");

    assertThat(meanReturn(pendulum, "random")).isEqualTo(pendulum.referenceMin());
    assertThat(meanReturn(pendulum, "expert")).isEqualTo(pendulum.referenceMax());
  }

  private static double meanReturn(EnvSpec spec, String tier) {
    Amount thousand = new Amount.Episodes(1000);
    double[] returns = Generator.tier(spec, tier, thousand, 0, rows -> {}).returns();
    return Arrays.stream(returns).average().orElseThrow();
  }

  @Test
  void pendulumsReferencesAreWithinThreeStandardErrorsOfLongMeasurements() {
    EnvSpec pendulum = Environments.named("Pendulum-v1");

    // Over 15,000 and 20,000 episodes: -1229 and -155.5, deviations 288 and 94.
    assertThat(pendulum.referenceMin()).isCloseTo(-1229, within(3 * 288 / Math.sqrt(1000)));
    assertThat(pendulum.referenceMax()).isCloseTo(-155.5, within(3 * 94 / Math.sqrt(1000)));
  }

  @Test
  void normalizedScoresAre0And100AtTheReferences() {
    EnvSpec pendulum = Environments.named("Pendulum-v1");
    double middle = (pendulum.referenceMin() + pendulum.referenceMax()) / 2;

    assertThat(pendulum.normalizedScore(pendulum.referenceMin())).isZero();
    assertThat(pendulum.normalizedScore(pendulum.referenceMax())).isEqualTo(100);
    assertThat(pendulum.normalizedScore(middle)).isCloseTo(50, within(1e-12));
  }

  @Test
  void tiersAreThePoliciesAndThenTheMixes() {
    EnvSpec pendulum = Environments.named("Pendulum-v1");

    assertThat(pendulum.tiers()).containsExactly("random", "expert", "mixed");
    assertThat(pendulum.tier("mixed")).isEqualTo(Mix.parse("expert=0.05,random=0.95"));
    assertThat(pendulum.tier("expert")).isEqualTo(Mix.only("expert"));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Environments.named("pendulum"))
        .withMessageStartingWith(
            "there is no environment 'pendulum'. Choose one of CliffWalking-v1, DMSD, FrozenLake-v1, ")
        .withMessageEndingWith(", Pendulum-v1.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Environments.named("Pendulum-v1").tier("medium"))
        .withMessage("Pendulum-v1 has no tier 'medium'. Choose one of random, expert, mixed.");
  }

  @Test
  void aSpecRefusesPoliciesThatDoNotFitItsEnvironment() {
    Behavior wide = Behavior.of(new UniformPolicy(4, ActionSpace.Box.symmetric(1, 2)));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EnvSpec("Own-v0", "", Pendulum::new, Map.of("wide", wide), Map.of(), 0, 1))
        .withMessageContaining("wide sees 4 numbers")
        .withMessageContaining("Own-v0 has 3");
  }

  @Test
  void aSpecRefusesAMixOfPoliciesThatItDoesNotHave() {
    Map<String, Behavior> expert = Map.of("expert", Behavior.of(new PendulumExpert()));
    Map<String, Mix> mixed = Map.of("mixed", Mix.parse("expert=0.5,random=0.5"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EnvSpec("Own-v0", "", Pendulum::new, expert, mixed, 0, 1))
        .withMessageContaining("has no policy 'random'. Choose among expert.");
  }

  @Test
  void aSpecRefusesReferencesThatAreNotInOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EnvSpec("Own-v0", "", Pendulum::new, Map.of(), Map.of(), 1, 1))
        .withMessageContaining("reference returns are 1.0 and 1.0");
  }
}
