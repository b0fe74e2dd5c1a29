package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodeStartsTest {

  private static EpisodeStarts starts(String ids) {
    EpisodeStarts starts = new EpisodeStarts();
    String[] each = ids.split(" ", -1);
    for (int row = 0; row < each.length; row++) {
      starts.add(row, Long.parseLong(each[row]));
    }
    return starts;
  }

  @Test
  void anEpisodeBeginsWhereTheIdChanges() {
    EpisodeStarts starts = starts("4 4 -1 7 7 7");

    assertThat(starts.ids()).containsExactly(4, -1, 7);
    assertThat(starts.starts()).containsExactly(0, 2, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "5, -1, 0",
    "3 2 1, -1, 0",
    "3 2 3, 2, 0",
    "1 9 2 9 2 1 9, 3, 1",
    "8 1 1 3 1 8 8 1, 3, 1",
  })
  void theFirstEpisodeThatBeginsAgainIsFound(String ids, int repeated, int first) {
    EpisodeStarts starts = starts(ids);

    assertThat(starts.firstRepeated()).isEqualTo(repeated);
    assertThat(starts.firstLike(Math.max(0, repeated))).isEqualTo(first);
  }

  @Test
  void manyEpisodesTakeTheMemoryOfTheirNumbers() {
    EpisodeStarts starts = new EpisodeStarts();
    int episodes = 1_000_000;
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();

    for (int row = 0; row < episodes; row++) {
      starts.add(row, row * 7L);
    }
    int repeated = starts.firstRepeated();

    assertThat(repeated).isEqualTo(-1);
    assertThat((thread.getCurrentThreadAllocatedBytes() - before) / episodes).isLessThan(64);
  }
}
