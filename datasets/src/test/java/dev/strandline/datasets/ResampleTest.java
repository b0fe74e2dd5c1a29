package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Resampled logs of decisions. */
class ResampleTest {

  @Test
  void everyRowIsDrawnAsOftenAsAnyOther() {
    BanditLog log = builder().build();
    RandomStream random = new Streams(3).open("resamples");
    int[] drawn = new int[3];
    for (int b = 0; b < 5_000; b++) {
      BanditLog resample = log.resample(random);
      for (int row = 0; row < resample.size(); row++) {
        int original = (int) resample.rewards()[row] - 1;
        drawn[original]++;
        assertThat(resample.actions()[row]).isEqualTo(log.actions()[original]);
      }
    }

    // 15,000 draws with probability 1/3 have the standard deviation 58.
    assertThat(drawn[0] + drawn[1] + drawn[2]).isEqualTo(15_000);
    assertThat(drawn[0]).isBetween(4_770, 5_230);
    assertThat(drawn[1]).isBetween(4_770, 5_230);
  }

  @Test
  void rowsOfAClusterAreDrawnTogetherAndTwiceDrawnCountTwice() {
    BanditLog log =
        builder()
            .clusters(new Column.Texts(new String[] {"u", "v", "u"}))
            .context(1, new double[] {10, 20, 30})
            .extra("day", new Column.Integers(new long[] {1, 2, 3}))
            .build();
    RandomStream random = new Streams(4).open("resamples");
    Set<List<Double>> drawn = new HashSet<>();
    for (int b = 0; b < 100; b++) {
      BanditLog resample = log.resample(random);
      long units = Arrays.stream(resample.unitKeys()).distinct().count();
      assertThat(units).isEqualTo(2);
      for (int row = 0; row < resample.size(); row++) {
        double reward = resample.rewards()[row];
        assertThat(resample.context()[row]).isEqualTo(10 * reward);
        assertThat(((Column.Integers) resample.extras().get("day")).values()[row])
            .isEqualTo((long) reward);
        assertThat(resample.propensities().get()[row])
            .isEqualTo(log.propensities().get()[(int) reward - 1]);
      }
      drawn.add(Arrays.stream(resample.rewards()).boxed().toList());
    }

    assertThat(drawn)
        .containsExactlyInAnyOrder(
            List.of(1.0, 3.0, 1.0, 3.0),
            List.of(1.0, 3.0, 2.0),
            List.of(2.0, 1.0, 3.0),
            List.of(2.0, 2.0));
  }

  private static BanditLog.Builder builder() {
    return BanditLog.discrete(2)
        .actions(new int[] {0, 1, 0})
        .rewards(new double[] {1, 2, 3})
        .propensities(new double[] {0.5, 0.25, 1});
  }
}
