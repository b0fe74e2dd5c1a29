package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReplicatesTest {

  /** Count, sum w, sum w r of three groups. */
  private static final double[][] TABLE = {{1, 2, 4}, {1, 0.5, 0}, {1, 1, 3}};

  private static final Replicates RATIO = new FunctionOfSums(TABLE, s -> s[2] / s[1]);

  @Test
  void aFunctionOfSumsIsThatOfTheCountedGroups() {
    assertThat(RATIO.groups()).isEqualTo(3);
    assertThat(RATIO.value(new double[] {1, 1, 1})).isEqualTo(2);
    assertThat(RATIO.value(new double[] {0, 2, 1})).isEqualTo(1.5);
    assertThat(RATIO.value(new double[] {0, 0, 0})).isNaN();
  }

  @Test
  void aRatiosInfluenceIsItsDeltaMethod() {
    // (w r - V w) / sum w with V = 2, sum w = 3.5.
    assertThat(RATIO.influence(new double[] {1, 1, 1}))
        .containsExactly(new double[] {0, -1 / 3.5, 1 / 3.5}, within(1e-9));
    // At counts 0, 2, 1: V = 1.5, sum w = 2.
    assertThat(RATIO.influence(new double[] {0, 2, 1}))
        .containsExactly(new double[] {0.5, -0.375, 0.75}, within(1e-9));
  }

  @Test
  void influenceIsThatOfTheCountedGroupsWhereADominatingOneIsNotAmongThem() {
    double[][] table = {{1, 1, 1}, {1, 2, 6}, {1, 1e8, 0}};

    double[] influence =
        new FunctionOfSums(table, s -> s[2] / s[1]).influence(new double[] {1, 1, 0});

    // (w r - V w) / sum w with V = 7/3, sum w = 3.
    assertThat(influence[0]).isCloseTo(-4 / 9.0, within(1e-9));
    assertThat(influence[1]).isCloseTo(4 / 9.0, within(1e-9));
    assertThat(influence[2]).isCloseTo(-7e8 / 9, within(1.0));
  }

  @Test
  void anyEstimatesInfluenceIsFoundByMovingTheCounts() {
    Replicates opaque =
        new Replicates() {
          @Override
          public int groups() {
            return RATIO.groups();
          }

          @Override
          public double value(double[] counts) {
            return RATIO.value(counts);
          }
        };
    double[] counts = {0, 2, 1};

    assertThat(opaque.influence(counts)).containsExactly(RATIO.influence(counts), within(1e-6));
    assertThat(counts).containsExactly(0, 2, 1);
  }

  @Test
  void aSumThatIsZeroEverywhereHasNoInfluence() {
    Replicates nothing = new FunctionOfSums(new double[][] {{1, 0}, {1, 0}}, s -> s[1] / s[0]);

    assertThat(nothing.influence(new double[] {1, 1})).containsExactly(0, 0);
  }
}
