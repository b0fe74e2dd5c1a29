package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TabularPolicyTest {

  private static final Values VALUES =
      new Values(new double[][] {{1, 2, 2}, {0, 0, -1}}, new double[] {2, 0}, new double[] {1, 0});

  @Test
  void theGreedyPolicyTakesTheFirstOfTheBest() {
    TabularPolicy greedy = TabularPolicy.greedy(VALUES);

    assertThat(greedy.act(new float[] {0})).containsExactly(1);
    assertThat(greedy.act(new float[] {1})).containsExactly(0);
    assertThat(greedy.probability(0, 2)).isZero();
  }

  @Test
  void valuesThatDifferByRoundingTie() {
    Values rounded =
        new Values(new double[][] {{1 - 1e-15, 1}}, new double[] {1}, new double[] {1});

    assertThat(TabularPolicy.greedy(rounded).act(new float[] {0})).containsExactly(0);
  }

  @Test
  void softmaxIsBoltzmannsFormula() {
    TabularPolicy softmax = TabularPolicy.softmax(VALUES, 0.5);
    double worse = Math.exp(-2);

    assertThat(softmax.probability(0, 0)).isCloseTo(worse / (2 + worse), within(1e-15));
    assertThat(softmax.probability(0, 1)).isCloseTo(1 / (2 + worse), within(1e-15));
  }

  @Test
  void explorationSharesItsPartAmongAllActions() {
    TabularPolicy mixed = TabularPolicy.greedy(VALUES).withExploration(0.3);

    assertThat(mixed.probability(0, 0)).isCloseTo(0.1, within(1e-15));
    assertThat(mixed.probability(0, 1)).isCloseTo(0.8, within(1e-15));
  }

  @Test
  void actionsAreDrawnWithTheirProbabilities() {
    TabularPolicy policy = new TabularPolicy(new double[][] {{0.2, 0, 0.8}});
    RandomGenerator chance = new Streams(5).open("draws");
    int[] drawn = new int[3];
    for (int i = 0; i < 10_000; i++) {
      drawn[(int) policy.sample(new float[] {0}, chance)[0]]++;
    }

    assertThat(drawn[1]).isZero();
    assertThat(drawn[0]).isCloseTo(2_000, within(160)); // four standard errors
    assertThat(policy.logProb(new float[] {0}, new float[] {2})).isEqualTo(StrictMath.log(0.8));
    assertThat(policy.logProb(new float[] {0}, new float[] {1})).isEqualTo(-1.0 / 0);
    assertThat(policy.logProb(new float[] {0}, new float[] {3})).isEqualTo(-1.0 / 0);
  }

  @Test
  void whatIsNoPolicyOrNoStateIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TabularPolicy(new double[][] {{1}, {0.5}}))
        .withMessageContaining("state 1: the probabilities sum to 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TabularPolicy(new double[][] {{1.5, -0.5}}))
        .withMessageContaining("state 0: probability 1 is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TabularPolicy.uniform(2, 2).act(new float[] {0.5f}))
        .withMessageContaining("observation is 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TabularPolicy.uniform(2, 2).act(new float[] {2}))
        .withMessageContaining("from 0 to 1");
  }
}
