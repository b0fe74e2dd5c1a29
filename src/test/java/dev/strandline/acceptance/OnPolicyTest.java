package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.Environments;
import dev.strandline.envs.Evaluation;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.interval.Interval;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.policy.EpsilonGreedyHead;
import dev.strandline.policy.Streams;
import org.junit.jupiter.api.Test;

/** A policy's own episodes, and what off-policy evaluation would estimate of it. */
class OnPolicyTest {

  @Test
  void rolloutsGiveValueIntervalAndTailOfAPolicyThatDrawsItsActions() {
    TabularMdp lake = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
    TabularPolicy greedy = TabularPolicy.greedy(lake.optimal(0.99, 100));
    EpsilonGreedyHead policy = new EpsilonGreedyHead(greedy, 0.2);
    double exact = lake.evaluate(greedy.withExploration(0.2), 0.99, 100).mean();

    double[] returns =
        Evaluation.onPolicy(policy, Environments.named("FrozenLake-v1"), 3_000, 0.99, 12).returns();

    ReturnDistribution distribution = ReturnDistribution.of(returns);
    Interval t = StudentT.of(returns).interval(0.001);
    Interval bootstrap =
        Bootstrap.ofTerms(returns, 1_000, new Streams(13).open("bootstrap")).interval(0.001);
    assertThat(exact).isBetween(t.lower(), t.upper());
    assertThat(exact).isBetween(bootstrap.lower(), bootstrap.upper());
    assertThat(t.upper() - t.lower()).isLessThan(0.3 * exact);
    assertThat(distribution.mean()).isCloseTo(StudentT.of(returns).mean(), within(1e-12));
    assertThat(distribution.variance())
        .isCloseTo(StudentT.of(returns).variance() * 2_999 / 3_000, within(1e-12));
    // A walk that falls into a hole earns nothing; the reward of one that arrives is discounted.
    assertThat(distribution.cvar(0.1)).isZero();
    assertThat(distribution.quantile(1)).isBetween(0.5, 0.951);
  }
}
