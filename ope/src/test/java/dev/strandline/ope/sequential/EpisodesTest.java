package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

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
}
