package dev.strandline.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Where each episode of a log begins, collected from its rows' episode ids. */
final class EpisodeIndex {

  private long[] ids = new long[16];
  private int[] starts = new int[16];
  private int count;

  void add(int row, long id) {
    if (count > 0 && ids[count - 1] == id) {
      return;
    }
    if (count == ids.length) {
      int capacity = (int) Math.min(count + (count >> 1), Integer.MAX_VALUE - 8L);
      ids = Arrays.copyOf(ids, capacity);
      starts = Arrays.copyOf(starts, capacity);
    }
    ids[count] = id;
    starts[count++] = row;
  }

  long[] ids() {
    return Arrays.copyOf(ids, count);
  }

  int[] starts() {
    return Arrays.copyOf(starts, count);
  }

  /** Which episode, counted from 0, has an id that an earlier one has; -1 if none has. */
  static int firstRepeated(long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    boolean repeated = false;
    for (int i = 1; i < sorted.length; i++) {
      repeated |= sorted[i] == sorted[i - 1];
    }
    if (!repeated) {
      return -1;
    }
    Map<Long, Integer> seen = new HashMap<>();
    for (int episode = 0; episode < ids.length; episode++) {
      if (seen.putIfAbsent(ids[episode], episode) != null) {
        return episode;
      }
    }
    return -1;
  }
}
