package dev.strandline.io.importer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Where each episode of a log begins, collected row by row. */
final class EpisodeStarts {

  private final Map<Long, Integer> firstRow = new HashMap<>();
  private long[] ids = new long[16];
  private int[] starts = new int[16];
  private int count;

  /**
   * Adds the next row.
   *
   * @return the first row of an earlier episode that had the same id and ended, or -1
   */
  int add(int row, long id) {
    if (count > 0 && ids[count - 1] == id) {
      return -1;
    }
    Integer earlier = firstRow.putIfAbsent(id, row);
    if (earlier != null) {
      return earlier;
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, count + (count >> 1));
      starts = Arrays.copyOf(starts, count + (count >> 1));
    }
    ids[count] = id;
    starts[count++] = row;
    return -1;
  }

  /** First row of the latest episode. */
  int latestStart() {
    return starts[count - 1];
  }

  long[] ids() {
    return Arrays.copyOf(ids, count);
  }

  int[] starts() {
    return Arrays.copyOf(starts, count);
  }
}
