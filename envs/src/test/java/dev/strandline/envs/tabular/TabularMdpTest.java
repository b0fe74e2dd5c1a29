package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.tabular.TabularMdp.Outcome;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabularMdpTest {

  /**
   * Two states. In 0, action 0 earns 1 and stays, action 1 leads to 1 with probability 1/2 and else
   * ends with reward 4. From 1 every action ends with reward 2.
   */
  private static final TabularMdp SMALL =
      new TabularMdp(
          new double[] {1, 0},
          List.of(
              List.of(new Outcome(1, 0, 1, false)),
              List.of(new Outcome(0.5, 1, 0, false), new Outcome(0.5, 0, 4, true)),
              List.of(new Outcome(1, 1, 2, true))),
          new int[][] {{0, 1}, {2, 2}});

  private static final TabularPolicy HALF = TabularPolicy.uniform(2, 2);

  @Test
  void valuesSolveBellmansEquationByHand() {
    // v1 = 2; q01 = 0.5 (0.8 * 2) + 0.5 * 4 = 2.8; q00 = 1 + 0.8 v0; v0 = (q00 + 2.8) / 2.
    Values values = SMALL.evaluate(HALF, 0.8);

    assertThat(values.v(1)).isCloseTo(2, within(1e-15));
    assertThat(values.v(0)).isCloseTo(3.8 / 1.2, within(1e-14));
    assertThat(values.q(0, 0)).isCloseTo(1 + 0.8 * 3.8 / 1.2, within(1e-14));
    assertThat(values.q(0, 1)).isCloseTo(2.8, within(1e-15));
    assertThat(values.mean()).isEqualTo(values.v(0));
  }

  @Test
  void aHorizonCutsWhatWouldComeLater() {
    // One step: q00 = 1, q01 = 2. Two: q00 = 1 + (1 + 2) / 2, q01 = 2 + 1.
    assertThat(SMALL.evaluate(HALF, 1, 1).mean()).isEqualTo(1.5);
    assertThat(SMALL.evaluate(HALF, 1, 2).q(0, 0)).isEqualTo(2.5);
    assertThat(SMALL.evaluate(HALF, 1, 2).q(0, 1)).isEqualTo(3);
    assertThat(SMALL.evaluate(HALF, 1, 200).mean())
        .isCloseTo(SMALL.evaluate(HALF, 1).mean(), within(1e-13));
  }

  @Test
  void theOptimumIsWorkedOutByHand() {
    // Staying for ever is worth 1 / (1 - 0.5) = 2 < q01 = 0.5 * 0.5 * 2 + 2 = 2.5.
    assertThat(SMALL.optimal(0.5).v(0)).isCloseTo(2.5, within(1e-13));
    assertThat(SMALL.optimal(0.9).v(0)).isCloseTo(10, within(1e-11));
    // Three steps: stay once, then gamble on 0.5 * 4 + 0.5 * 2.
    assertThat(SMALL.optimal(1, 3).mean()).isEqualTo(4);
  }

  @Test
  void anOptimumThatGrowsWithoutEndIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.optimal(1))
        .withMessageContaining("do not settle");
  }

  @Test
  void thePolicyThatIsGreedyOnTheOptimumHasItsValue() {
    TabularMdp lake = FrozenLake.mdp(FrozenLake.MAP_8X8, FrozenLake.SLIPPERY);
    Values optimum = lake.optimal(0.97);

    Values reached = lake.evaluate(TabularPolicy.greedy(optimum), 0.97);

    for (int s = 0; s < lake.states(); s++) {
      assertThat(reached.v(s)).isCloseTo(optimum.v(s), within(1e-12));
    }
  }

  @Test
  void occupancyWeighsRewardsToTheValue() {
    TabularMdp lake = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
    TabularPolicy policy = TabularPolicy.softmax(lake.optimal(0.9), 0.05);
    double[] occupancy = lake.occupancy(policy, 0.9);
    double[][] byStep = lake.occupancyByStep(policy, 300);

    double value = 0;
    for (int s = 0; s < lake.states(); s++) {
      double overSteps = 0;
      for (int t = 0; t < byStep.length; t++) {
        overSteps += Math.pow(0.9, t) * byStep[t][s];
      }
      assertThat(occupancy[s]).isCloseTo(overSteps, within(1e-12));
      for (int a = 0; a < lake.actions(); a++) {
        for (Outcome outcome : lake.outcomes(s, a)) {
          value +=
              occupancy[s] * policy.probability(s, a) * outcome.probability() * outcome.reward();
        }
      }
    }

    assertThat(value).isCloseTo(lake.evaluate(policy, 0.9).mean(), within(1e-14));
  }

  @Test
  void undiscountedOccupancySumsToTheMeanLength() {
    // Half the steps in state 0 stay; the others end it there or after one step in state 1.
    double[] occupancy = SMALL.occupancy(HALF, 1);

    assertThat(occupancy[0]).isCloseTo(2, within(1e-15));
    assertThat(occupancy[1]).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void aPolicyThatNeverEndsHasNoUndiscountedValue() {
    TabularPolicy stays = new TabularPolicy(new double[][] {{1, 0}, {1, 0}});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.evaluate(stays, 1))
        .withMessageStartingWith("from state 0 this policy never ends an episode");
    assertThat(SMALL.evaluate(stays, 1, 7).mean()).isEqualTo(7);
    assertThat(SMALL.evaluate(stays, 0.5).mean()).isCloseTo(2, within(1e-15));
  }

  @Test
  void sampledReturnsAverageToTheExactValue() {
    TabularMdp walk = CliffWalking.mdp(true);
    TabularPolicy policy = TabularPolicy.greedy(walk.optimal(0.95)).withExploration(0.1);
    double[] returns = walk.sample(policy, 20_000, 25, new Streams(3)).returns();
    double mean = Arrays.stream(returns).average().orElseThrow();
    double variance = Arrays.stream(returns).map(r -> (r - mean) * (r - mean)).sum() / 19_999;

    assertThat(mean)
        .isCloseTo(walk.evaluate(policy, 1, 25).mean(), within(3 * Math.sqrt(variance / 20_000)));
  }

  @Test
  void aSampledLogStoresPropensitiesAndEnds() {
    TabularPolicy mostlyStays = new TabularPolicy(new double[][] {{0.9, 0.1}, {0.25, 0.75}});
    Transitions log = SMALL.sample(mostlyStays, 500, 4, new Streams(1));
    double[] propensity = ((Column.Numbers) log.extras().get(TabularMdp.PROPENSITY)).values();
    float[] next = log.nextObservations().orElseThrow();

    assertThat(log.episodes()).isEqualTo(500);
    for (int episode = 0; episode < log.episodes(); episode++) {
      int last = log.episodeEnd(episode) - 1;
      assertThat(log.truncated()[last]).isEqualTo(!log.terminal()[last]);
      assertThat(log.episodeLength(episode)).isLessThanOrEqualTo(4);
      for (int row = log.episodeStart(episode); row <= last; row++) {
        int s = (int) log.observations()[row];
        assertThat(propensity[row]).isEqualTo(mostlyStays.probability(s, (int) log.actions()[row]));
        if (row < last) {
          assertThat(next[row]).isEqualTo(log.observations()[row + 1]);
        }
      }
    }
    assertThat(log.truncated()).contains(true);
    assertThat(log.terminal()).contains(true);
  }

  @Test
  void aShorterLogIsTheBeginningOfALongerOne() {
    Transitions few = SMALL.sample(HALF, 10, 50, new Streams(9));
    Transitions many = SMALL.sample(HALF, 40, 50, new Streams(9));

    assertThat(few.actions()).isEqualTo(Arrays.copyOf(many.actions(), few.size()));
    assertThat(SMALL.sample(HALF, 40, 50, new Streams(10)).actions()).isNotEqualTo(many.actions());
  }

  @Test
  void anOutcomeOfProbabilityZeroIsNeverDrawn() {
    double[] cumulative = TabularMdp.cumulative(new double[] {0, 0.5, 0, 0.5, 0}, "test");
    Streams streams = new Streams(4);

    for (int i = 0; i < 1_000; i++) {
      assertThat(TabularMdp.draw(cumulative, streams.at("draw", i))).isIn(1, 3);
    }
  }

  @Test
  void whatIsNoProcessIsNamed() {
    List<List<Outcome>> most = List.of(List.of(new Outcome(0.9, 0, 0, true)));
    List<List<Outcome>> away = List.of(List.of(new Outcome(1, 5, 0, true)));
    List<List<Outcome>> good = List.of(List.of(new Outcome(1, 0, 0, true)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TabularMdp(new double[] {1}, most, new int[][] {{0}}))
        .withMessageContaining("row 0: the probabilities sum to 0.9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TabularMdp(new double[] {1}, away, new int[][] {{0}}))
        .withMessageContaining("row 0 leads to state 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TabularMdp(new double[] {1}, good, new int[][] {{1}}))
        .withMessageContaining("state 0 names row 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.evaluate(TabularPolicy.uniform(2, 3), 0.5))
        .withMessageContaining("2 states and 3 actions, but the process has 2 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.evaluate(HALF, Double.NaN))
        .withMessageContaining("gamma must lie in [0.0, 1.0], but is NaN");
  }
}
