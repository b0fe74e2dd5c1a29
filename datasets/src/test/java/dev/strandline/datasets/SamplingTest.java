package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplingTest {

  private static int[] counts(double[] weights, int draws) {
    AliasTable table = new AliasTable(weights);
    RandomStream stream = new Streams(1).open("draws");
    int[] counts = new int[weights.length];
    for (int i = 0; i < draws; i++) {
      counts[table.draw(stream)]++;
    }
    return counts;
  }

  /** 99 degrees of freedom: above 180 in less than one of a million good tables. */
  @Test
  void indicesAreDrawnInProportionToTheirWeights() {
    double[] weights = new double[100];
    Arrays.setAll(weights, i -> (i + 1) * (i + 1));
    double sum = Arrays.stream(weights).sum();

    int[] counts = counts(weights, 1_000_000);

    double chiSquare = 0;
    for (int i = 0; i < 100; i++) {
      double expected = 1e6 * weights[i] / sum;
      chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    assertThat(chiSquare).isBetween(45.0, 180.0);
  }

  @Test
  void anIndexOfWeightZeroIsNeverDrawn() {
    double[] weights = new double[1000];
    Arrays.setAll(weights, i -> i % 3 == 0 ? 0 : 1e-5 * i);

    int[] counts = counts(weights, 1_000_000);

    for (int i = 0; i < 1000; i++) {
      assertThat(counts[i] == 0).as("index %d", i).isEqualTo(i % 3 == 0);
    }
  }

  @Property
  void noWeightsOfAnySizeLetAZeroBeDrawn(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1e6) Double> drawn) {
    double[] weights = new double[drawn.size()];
    Arrays.setAll(weights, i -> i % 2 == 0 ? drawn.get(i) : 0);
    weights[0] = 0.5;

    int[] counts = counts(weights, 200);

    for (int i = 0; i < weights.length; i++) {
      if (weights[i] == 0) {
        assertThat(counts[i]).isZero();
      }
    }
  }

  @Test
  void oneIndexIsAlwaysDrawn() {
    assertThat(counts(new double[] {1e-300}, 10)).containsExactly(10);
    assertThat(counts(new double[] {0, 7, 0}, 10)).containsExactly(0, 10, 0);
  }

  @Test
  void weightsThatAreNoneAreRefusedWithTheirIndex() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AliasTable(new double[] {1, -1}))
        .withMessageContaining("weight 1 is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AliasTable(new double[] {Double.NaN}))
        .withMessageContaining("weight 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AliasTable(new double[3]))
        .withMessageContaining("At least one weight must be positive");
  }

  @Test
  void aUniformSamplerDrawsTheRowsThatCanBeLearnedFrom() {
    TrainingRows rows = TrainingRows.of(Logs.of("..L..L..").build());
    int[] picked = new int[10_000];

    Sampler.uniform(rows).draw(new Streams(1).open("rows"), picked);

    int[] counts = new int[8];
    for (int row : picked) {
      counts[row]++;
    }
    assertThat(counts[2] + counts[5] + counts[7]).isZero();
    for (int row : new int[] {0, 1, 3, 4, 6}) {
      assertThat(counts[row]).isBetween(1_800, 2_200);
    }
  }

  @Test
  void aWeightedSamplerIgnoresWeightsOfRowsThatCannotBeLearnedFrom() {
    TrainingRows rows = TrainingRows.of(Logs.of("..L..").build());
    int[] picked = new int[1_000];

    Sampler.weighted(rows, RowWeights.of(0, 1, 100, 0, 100))
        .draw(new Streams(1).open("rows"), picked);

    assertThat(picked).containsOnly(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampler.weighted(rows, RowWeights.of(0, 0, 1, 0, 1)))
        .withMessageContaining("At least one weight must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampler.weighted(rows, RowWeights.uniform(4)))
        .withMessageContaining("row weights has 4 numbers, but 5");
  }

  @Test
  void theStreamDecidesEveryDraw() {
    Sampler sampler = Sampler.uniform(TrainingRows.of(Logs.of(".".repeat(50)).build()));
    int[] first = new int[20];
    int[] again = new int[20];

    sampler.draw(new Streams(1).at("rows", 5), first);
    sampler.draw(new Streams(1).at("rows", 5), again);

    assertThat(again).containsExactly(first);
  }

  @Test
  void weightsComposeByMultiplication() {
    RowWeights product = RowWeights.of(1, 2, 3).times(RowWeights.of(4, 0, 0.5));

    assertThat(product.size()).isEqualTo(3);
    assertThat(product.get(0)).isEqualTo(4);
    assertThat(product.get(1)).isZero();
    assertThat(product.get(2)).isEqualTo(1.5);
    assertThat(product.probabilities())
        .containsExactly(new double[] {4 / 5.5, 0, 1.5 / 5.5}, within(1e-15));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowWeights.of(1, 0).times(RowWeights.of(0, 1)))
        .withMessageContaining("all 2 row weights are 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowWeights.of(1, 0).times(RowWeights.of(1)))
        .withMessageContaining("row weights has 1 numbers, but 2");
  }

  @Test
  void uniformWeightsChangeNothing() {
    RowWeights weights = RowWeights.of(1, 2, 5);

    assertThat(weights.times(RowWeights.uniform(3)).probabilities())
        .containsExactly(weights.probabilities(), within(1e-15));
  }

  @Test
  void rowWeightsThatAreNoneAreRefusedWithTheirRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowWeights.of(1, -0.5))
        .withMessageContaining("row 1 has -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowWeights.of(Double.NaN))
        .withMessageContaining("row 0 has NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowWeights.of(0, 0))
        .withMessageContaining("all 2 row weights are 0");
  }
}
