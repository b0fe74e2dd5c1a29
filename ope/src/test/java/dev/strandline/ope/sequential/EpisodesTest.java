package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodesTest {

  @Test
  void episodesBeginWhereTheirStepsDo() {
    int[] starts = Episodes.starts(new long[] {5, 5, 5, 2, 9, 9}, new int[] {0, 1, 2, 0, 0, 1});

    assertThat(starts).containsExactly(0, 3, 4, 6);
  }

  @Test
  void aGapInTheStepsIsNamedWithRowAndEpisode() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Episodes.starts(new long[] {5, 5, 5}, new int[] {0, 1, 3}))
        .withMessageContaining("row 2")
        .withMessageContaining("step 3 of episode 5, but step 2 must come here");
  }

  @Test
  void aDoubledStepIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Episodes.starts(new long[] {5, 5}, new int[] {0, 0}))
        .withMessageContaining("row 1");
  }

  @Test
  void rowsOfAnEpisodeThatDoNotStandTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Episodes.starts(new long[] {5, 2, 5}, new int[] {0, 0, 1}))
        .withMessageContaining("row 2: episode 5")
        .withMessageContaining("Sort");
  }

  @Test
  void anEmptyLogIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Episodes.builder(new int[] {0}, new double[0], new double[0]).build())
        .withMessageContaining("no episode");
  }

  @Test
  void anEpisodeWithoutStepsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Episodes.builder(new int[] {0, 1, 1}, new double[] {1}, new double[] {1}).build())
        .withMessageContaining("episode 1")
        .withMessageContaining("no step");
  }

  @Test
  void aRewardThatIsNoNumberIsNamedWithRowEpisodeAndStep() {
    double[] reward = {1, 2, Double.NaN};

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Episodes.builder(new int[] {0, 1, 3}, new double[] {1, 1, 1}, reward).build())
        .withMessageContaining("column reward, row 2 (episode 1, step 1): NaN");
  }

  @Test
  void aNegativeRatioIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Episodes.builder(new int[] {0, 1}, new double[] {-0.5}, new double[] {1}).build())
        .withMessageContaining("column ratio, row 0")
        .withMessageContaining("not negative");
  }

  @Test
  void aColumnOfTheWrongLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Episodes.builder(new int[] {0, 2}, new double[] {1, 1}, new double[] {1}).build())
        .withMessageContaining("reward");
  }

  @Test
  void theFirstRewardIsNotDiscounted() {
    Episodes log =
        Episodes.builder(new int[] {0, 2, 3}, new double[] {1, 1, 1}, new double[] {1, 2, 5})
            .build();

    assertThat(log.returns(0.5)).containsExactly(2, 5);
  }

  private static final int[] STARTS = {0, 1, 3};
  private static final double[] TARGET = {0.5, 0.25, 0.75};
  private static final double[] PROPENSITY = {0.5, 0.5, 0.25};
  private static final double[] REWARD = {1, -2, 3};

  private static double[] changed(double[] column, double value) {
    double[] other = column.clone();
    other[1] = value;
    return other;
  }

  @Test
  void probabilitiesGiveWhatTheirRatiosGive() {
    for (double third : new double[] {0.75, 0, 1e-200}) {
      double[] target = {0.5, 0.25, third};
      Episodes probabilities = Episodes.builder(STARTS, target, PROPENSITY, REWARD).build();
      Episodes ratios =
          Episodes.builder(STARTS, new double[] {1, 0.5, third / 0.25}, REWARD).build();
      for (TrajectoryEstimator estimator :
          List.of(
              TrajectoryEstimator.tis(0.9),
              TrajectoryEstimator.pdis(0.9),
              TrajectoryEstimator.snpdis(0.9))) {
        assertThat(estimator.estimate(probabilities)).isEqualTo(estimator.estimate(ratios));
        assertThat(estimator.terms(probabilities)).isEqualTo(estimator.terms(ratios));
      }
    }
    Episodes episodes = Episodes.builder(STARTS, TARGET, PROPENSITY, REWARD).build();
    assertThat(episodes.episodeWeights()).containsExactly(1, 1.5);
    assertThat(episodes.only(new int[] {1}).episodeWeights()).containsExactly(1.5);
    assertThat(episodes.only(new int[] {1}).returns(1)).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void badProbabilitiesAreRefusedWhenTheyAreRead(double bad) {
    assertRefused(changed(TARGET, bad), PROPENSITY, REWARD, "column target, row 1 (episode 1");
    assertRefused(TARGET, changed(PROPENSITY, bad), REWARD, "column propensity, row 1");
    assertRefused(TARGET, changed(PROPENSITY, 0), REWARD, "0.0 must be finite and positive");
    assertRefused(
        changed(TARGET, -0.5), changed(PROPENSITY, -0.5), REWARD, "column propensity, row 1");
    assertRefused(
        changed(TARGET, 1e300), changed(PROPENSITY, 1e-300), REWARD, "target / propensity, row 1");
    assertRefused(TARGET, PROPENSITY, changed(REWARD, Double.NaN), "column reward, row 1");
    assertRefused(
        TARGET, PROPENSITY, changed(REWARD, Double.NEGATIVE_INFINITY), "column reward, row 1");
  }

  private static void assertRefused(
      double[] target, double[] propensity, double[] reward, String message) {
    Episodes episodes = Episodes.builder(STARTS, target, propensity, reward).build();
    for (double gamma : new double[] {0, 1}) {
      for (TrajectoryEstimator estimator :
          List.of(TrajectoryEstimator.pdis(gamma), TrajectoryEstimator.sntis(gamma))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> estimator.estimate(episodes))
            .withMessageContaining(message);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> episodes.returns(1))
        .withMessageContaining(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> episodes.only(new int[] {1}))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void badValuesAreRefusedWhenTheyAreRead(double bad) {
    double[] values = {1, 2, 3};
    assertValuesRefused(changed(values, bad), values, "column q, row 1 (episode 1, step 0)");
    assertValuesRefused(values, changed(values, bad), "column v, row 1 (episode 1, step 0)");
    assertValuesRefused(values, new double[] {1, 2, bad}, "column v, row 2 (episode 1, step 1)");
  }

  private static void assertValuesRefused(double[] q, double[] v, String message) {
    for (double second : new double[] {0.25, 0, 1e-300}) {
      Episodes episodes =
          Episodes.builder(STARTS, changed(TARGET, second), PROPENSITY, REWARD)
              .values(q, v)
              .build();
      for (double gamma : new double[] {0, 1}) {
        for (TrajectoryEstimator estimator :
            List.of(TrajectoryEstimator.dr(gamma), TrajectoryEstimator.sndr(gamma))) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> estimator.estimate(episodes))
              .withMessageContaining(message);
        }
      }
    }
  }
}
