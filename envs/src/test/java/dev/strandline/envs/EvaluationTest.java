package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Streams;
import dev.strandline.policy.UniformPolicy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final EnvSpec PENDULUM = Environments.named("Pendulum-v1");

  @Test
  void meanAndDeviationAreThoseWorkedOutByHand() {
    Evaluation evaluation = new Evaluation(new double[] {1, 3, 8}, new int[] {5, 6, 7});

    assertThat(evaluation.mean()).isEqualTo(4);
    // Squares of -3, -1 and 4 sum to 26.
    assertThat(evaluation.standardDeviation()).isCloseTo(Math.sqrt(26.0 / 3), within(1e-15));
    assertThat(new Evaluation(new double[] {2}, new int[] {1}).standardDeviation()).isZero();
  }

  @Test
  void theExpertEarnsAbout156BelowZeroInEpisodesOf200Steps() {
    Evaluation evaluation = Evaluation.run(new PendulumExpert(), PENDULUM, 300, 1);

    assertThat(evaluation.mean()).isCloseTo(-156, within(20.0));
    assertThat(evaluation.lengths()).hasSize(300).containsOnly(200);
  }

  @Test
  void aStochasticPolicyPlaysItsMeanAction() {
    // The middle of the torques is none at all, so the rod swings freely.
    UniformPolicy uniform = new UniformPolicy(3, ActionSpace.Box.symmetric(1, 2));
    Evaluation evaluation = Evaluation.run(uniform, PENDULUM, 1, 4);
    Pendulum env = new Pendulum();
    env.reset(new Streams(4).at("evaluation", 0).nextLong());
    double free = 0;
    for (int step = 0; step < 200; step++) {
      free += env.step(new float[] {0}).reward();
    }

    assertThat(evaluation.returns()).containsExactly(free);
  }

  @Test
  void theSeedDecidesEverythingAndMoreEpisodesKeepTheFirstOnes() {
    Evaluation five = Evaluation.run(new PendulumExpert(), PENDULUM, 5, 9);
    Evaluation eight = Evaluation.run(new PendulumExpert(), PENDULUM, 8, 9);

    assertThat(Evaluation.run(new PendulumExpert(), PENDULUM, 5, 9)).isEqualTo(five);
    assertThat(Evaluation.run(new PendulumExpert(), PENDULUM, 5, 10)).isNotEqualTo(five);
    assertThat(Arrays.copyOf(eight.returns(), 5)).containsExactly(five.returns());
  }

  @Test
  void aPolicyOfAnotherSizeIsRefusedWithBothSizes() {
    UniformPolicy fourSenses = new UniformPolicy(4, ActionSpace.Box.symmetric(1, 2));
    UniformPolicy twoMotors = new UniformPolicy(3, ActionSpace.Box.symmetric(2, 1));
    UniformPolicy buttons = new UniformPolicy(3, new ActionSpace.Discrete(2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.run(fourSenses, PENDULUM, 1, 0))
        .withMessageContaining("sees 4 numbers, but an observation of Pendulum-v1 has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.run(twoMotors, PENDULUM, 1, 0))
        .withMessageContaining("Choose a policy made for Pendulum-v1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.run(buttons, PENDULUM, 1, 0))
        .withMessageContaining("Discrete[count=2]");
  }

  @Test
  void noEpisodesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.run(new PendulumExpert(), PENDULUM, 0, 0))
        .withMessageContaining("episodes must be at least 1, but is 0");
  }

  @Test
  void aRolloutIsTheEpisodeOfThatNumber() {
    Evaluation evaluation = Evaluation.run(new PendulumExpert(), PENDULUM, 3, 9);

    Rollout third = Rollout.play(new PendulumExpert(), PENDULUM, 2, 9);

    assertThat(third.steps()).isEqualTo(200);
    assertThat(third.episodeReturn()).isEqualTo(evaluation.returns()[2]);
    assertThat(third.action(0)).isEqualTo(new PendulumExpert().act(third.observation(0)));
    assertThat(third.observation(200)).hasSize(3).isNotEqualTo(third.observation(199));
    assertThat(third.reward(199)).isBetween(-17.0, 0.0);
  }

  @Test
  void onPolicyReturnsAverageToTheExactDiscountedValue() {
    TabularMdp lake = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
    TabularPolicy policy = TabularPolicy.softmax(lake.optimal(0.95, 100), 0.05);
    int n = 4_000;

    Evaluation own = Evaluation.onPolicy(policy, Environments.named("FrozenLake-v1"), n, 0.95, 6);

    double error = own.standardDeviation() / Math.sqrt(n);
    double exact = lake.evaluate(policy, 0.95, 100).mean();
    assertThat(own.mean()).isCloseTo(exact, within(3.5 * error));
    assertThat(error).isLessThan(0.05 * exact);
  }

  @Test
  void onPolicyADeterministicPolicyPlaysAsEverAndItsFirstRewardCountsInFull() {
    Rollout third = Rollout.play(new PendulumExpert(), PENDULUM, 2, 9);
    double discounted = 0;
    for (int t = 199; t >= 0; t--) {
      discounted = third.reward(t) + 0.9 * discounted;
    }

    Evaluation own = Evaluation.onPolicy(new PendulumExpert(), PENDULUM, 3, 0.9, 9);

    assertThat(own.returns()[2]).isCloseTo(discounted, within(1e-10));
    assertThat(Evaluation.onPolicy(new PendulumExpert(), PENDULUM, 3, 1, 9))
        .isEqualTo(Evaluation.run(new PendulumExpert(), PENDULUM, 3, 9));
    assertThat(Evaluation.onPolicy(new PendulumExpert(), PENDULUM, 1, 0, 9).returns()[0])
        .isEqualTo(Rollout.play(new PendulumExpert(), PENDULUM, 0, 9).reward(0));
  }

  @Test
  void drawnActionsDependOnTheSeedOnly() {
    UniformPolicy uniform = new UniformPolicy(3, ActionSpace.Box.symmetric(1, 2));

    Evaluation two = Evaluation.onPolicy(uniform, PENDULUM, 2, 1, 4);

    assertThat(Evaluation.onPolicy(uniform, PENDULUM, 2, 1, 4)).isEqualTo(two);
    assertThat(Evaluation.run(uniform, PENDULUM, 2, 4)).isNotEqualTo(two);
  }
}
