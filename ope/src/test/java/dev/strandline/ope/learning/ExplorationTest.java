package dev.strandline.ope.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplorationTest {

  private static final boolean[] ALL = {true, true, true};

  @Test
  void squareCbIsTheFormulaWorkedOutByHand() {
    // Gaps 0.3 and 0.1 below the best, gamma 10: 1 / (3 + 3) and 1 / (3 + 1).
    assertThat(Exploration.squareCb(new double[] {0.4, 0.7, 0.6}, ALL, 10))
        .containsExactly(new double[] {1.0 / 6, 1 - 1.0 / 6 - 1.0 / 4, 1.0 / 4}, within(1e-15));
  }

  @Test
  void fastCbIsTheFormulaWorkedOutByHand() {
    // 0.1 / (0.3 + 10 * 0.2) and 0.1 / (0.3 + 10 * 0.4).
    assertThat(Exploration.fastCb(new double[] {0.3, 0.1, 0.5}, ALL, 10))
        .containsExactly(
            new double[] {0.1 / 2.3, 1 - 0.1 / 2.3 - 0.1 / 4.3, 0.1 / 4.3}, within(1e-15));
  }

  @Test
  void actionsThatAreNotAvailableAreNeverTakenNorCounted() {
    boolean[] two = {true, false, true};

    assertThat(Exploration.squareCb(new double[] {0.4, 9, 0.6}, two, 0))
        .containsExactly(0.5, 0, 0.5);
    assertThat(Exploration.fastCb(new double[] {0.4, Double.NaN, 0.6}, two, 0))
        .containsExactly(0.5, 0, 0.5);
    assertThat(Exploration.withFloor(new double[] {1, 0, 0}, two, 0.2))
        .containsExactly(new double[] {0.9, 0, 0.1}, within(1e-15));
  }

  @Test
  void ofEqualPredictionsTheFirstIsTheBest() {
    double[] p = Exploration.squareCb(new double[] {0.1, 0.8, 0.8}, ALL, 100);

    assertThat(p[1]).isGreaterThan(p[2]);
  }

  @Test
  void lossesOutsideTheUnitIntervalAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exploration.fastCb(new double[] {0.3, 0, 0.5}, ALL, 1))
        .withMessageContaining("the loss of action 1 is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exploration.squareCb(new double[3], new boolean[3], 1))
        .withMessageContaining("number of available actions");
  }

  @Test
  void gumbelListsHaveThePlackettLuceProbabilities() {
    double[] scores = {1, 0, -0.5, Double.NEGATIVE_INFINITY};
    RandomGenerator stream = new Streams(1).open("lists");
    int draws = 20_000;
    Map<List<Integer>, Integer> counts = new HashMap<>();

    for (int i = 0; i < draws; i++) {
      int[] list = PlackettLuce.draw(scores, 0.8, 2, stream);
      counts.merge(IntStream.of(list).boxed().toList(), 1, Integer::sum);
    }

    assertThat(counts).hasSize(6);
    double total = 0;
    for (Map.Entry<List<Integer>, Integer> entry : counts.entrySet()) {
      int[] list = entry.getKey().stream().mapToInt(Integer::intValue).toArray();
      double p = Math.exp(PlackettLuce.logProb(scores, 0.8, list));
      total += p;
      assertThat(entry.getValue() / (double) draws)
          .as("list %s", entry.getKey())
          .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws)));
    }
    assertThat(total).isCloseTo(1, within(1e-12));
  }

  @Test
  void aListsProbabilityIsTheProductWorkedOutByHand() {
    // Strengths 1, 2, 3: 3/6 for item 2, then 1/3 for item 0.
    double[] scores = {0, Math.log(2), Math.log(3)};

    assertThat(PlackettLuce.logProb(scores, 1, new int[] {2, 0}))
        .isCloseTo(Math.log(1.0 / 6), within(1e-15));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlackettLuce.logProb(scores, 1, new int[] {2, 2}))
        .withMessageContaining("item 2 is placed twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlackettLuce.draw(scores, 1, 4, new Streams(1).open("lists")))
        .withMessageContaining("length of the list");
  }
}
