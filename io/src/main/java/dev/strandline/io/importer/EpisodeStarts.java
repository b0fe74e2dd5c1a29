package dev.strandline.io.importer;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Where each episode of a log begins, collected row by row. */
final class EpisodeStarts {

  private long[] ids = new long[16];
  private int[] starts = new int[16];
  private int count;

  /** Adds the next row, and tells whether an episode begins with it. */
  boolean add(int row, long id) {
    if (count > 0 && ids[count - 1] == id) {
      return false;
    }
    if (count == ids.length) {
      int capacity = (int) Math.min(count + (long) (count >> 1), Integer.MAX_VALUE - 8L);
      ids = Arrays.copyOf(ids, capacity);
      starts = Arrays.copyOf(starts, capacity);
    }
    ids[count] = id;
    starts[count++] = row;
    return true;
  }

  /** Number of the first episode, from 0, with the id of that one; it is that one if none was. */
  int firstLike(int episode) {
    return IntStream.range(0, episode)
        .filter(earlier -> ids[earlier] == ids[episode])
        .findFirst()
        .orElse(episode);
  }

  /** Number of the first episode, from 0, that has the id of an earlier one; -1 if none has. */
  int firstRepeated() {
    long[] sorted = ids();
    Arrays.sort(sorted);
    int repeated = 0;
    for (int i = 1; i < count; i++) {
      if (sorted[i] == sorted[i - 1] && (repeated == 0 || sorted[repeated - 1] != sorted[i])) {
        sorted[repeated++] = sorted[i];
      }
    }
    boolean[] seen = new boolean[repeated];
    for (int episode = 0; episode < count; episode++) {
      int place = Arrays.binarySearch(sorted, 0, repeated, ids[episode]);
      if (place >= 0 && seen[place]) {
        return episode;
      }
      if (place >= 0) {
        seen[place] = true;
      }
    }
    return -1;
  }

  int count() {
    return count;
  }

  long id(int episode) {
    return ids[episode];
  }

  long[] ids() {
    return Arrays.copyOf(ids, count);
  }

  int[] starts() {
    return Arrays.copyOf(starts, count);
  }
}
