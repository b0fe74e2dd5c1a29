package dev.strandline.ope.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SelectionTest {

  @Test
  void slopeStopsBeforeTheFirstCandidateThatDisagrees() {
    double[] widths = {1, 0.5, 0.1};

    // |2 - 0| <= 0.5 + 1.449; |3 - 0| > 0.1 + 1.449.
    assertThat(Slope.choose(new double[] {0, 1.9, 3}, widths)).isEqualTo(1);
    assertThat(Slope.choose(new double[] {0, 2, 3}, widths)).isZero();
    assertThat(Slope.choose(new double[] {0, 0.1, 0.2}, widths)).isEqualTo(2);
  }

  @Test
  void slopeVisitsByWidthWhateverTheOrderGiven() {
    assertThat(Slope.choose(new double[] {3, 1.9, 0}, new double[] {0.1, 0.5, 1})).isEqualTo(1);
  }

  @Test
  void amongEquallyWideCandidatesTheLaterIsVisitedFirst() {
    // Visited: 1, then 0, which disagrees; so 1 is the choice.
    assertThat(Slope.choose(new double[] {9, 0}, new double[] {1, 1})).isEqualTo(1);
    assertThat(Slope.choose(new double[] {0, 0}, new double[] {1, 1})).isZero();
  }

  @Test
  void slopeChecksAgainstEveryCandidateBefore() {
    // 2 agrees with 1 but not with 0.
    assertThat(Slope.choose(new double[] {0, 1.7, 2.5}, new double[] {1, 0.9, 0.8})).isEqualTo(1);
  }

  @Test
  void anOrderOfTheCallersIsKept() {
    double[] points = {0, 5, 0};
    double[] widths = {1, 1, 0.1};

    assertThat(Slope.choose(points, widths, new int[] {2, 0, 1})).isZero();
  }

  @Test
  void slopeOnTermsTakesStudentsWidths() {
    double[][] terms = {{0, 10, 0, 10}, {4.9, 5.1, 4.9, 5.1}, {40, 40, 40, 40}};

    // Widths 1.6377 * 5.7735 / 2 = 4.728, 0.0946 and 0.
    assertThat(Slope.choose(terms, 0.1)).isEqualTo(1);
  }

  @Test
  void aCandidateWithoutAnEstimateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slope.choose(new double[] {1, Double.NaN}, new double[] {1, 1}))
        .withMessageContaining("candidate 1 is NaN");
  }

  @Test
  void theSurrogateIsVarianceAndSquaredBias() {
    double[] weights = {4, 1};
    double[] clipped = {2, 1};
    double[] rewards = {1, 3};
    double[] terms = {2, 3};

    // var0 = 1/4, over n = 2: 1/8; bias = |2 * 1 + 0| / 2 = 1.
    assertThat(SurrogateMse.score(terms, weights, clipped, rewards))
        .isCloseTo(1.125, within(1e-15));
    double log = Math.log(2 / 0.05);
    double upper = 1 + Math.sqrt(2 * 8.5 * log / 2) + 2 * 4 * log / 6;
    assertThat(SurrogateMse.upperScore(terms, weights, clipped, rewards, 0.05))
        .isCloseTo(0.125 + upper * upper, within(1e-12));
  }

  @Test
  void theFirstOfTheLowestScoresIsChosen() {
    assertThat(SurrogateMse.choose(new double[] {3, 1, 1, 2})).isEqualTo(1);
  }
}
