package dev.strandline.datasets;

import java.util.Arrays;

/**
 * Rows and episodes that a log holds more than once: equal in every number of observation, action
 * and reward. Found by hash, decided by comparison.
 *
 * @param rows how many are equal to an earlier one
 * @param firstRow the first of them, -1 if there is none
 * @param firstRowEquals the row that it repeats, -1 if there is none
 * @param episodes how many are equal to an earlier one, row by row
 * @param firstEpisode the first of them, counted from 0, -1 if there is none
 * @param firstEpisodeEquals the episode that it repeats, -1 if there is none
 */
public record Duplicates(
    int rows,
    int firstRow,
    int firstRowEquals,
    int episodes,
    int firstEpisode,
    int firstEpisodeEquals) {

  static Duplicates of(Transitions data) {
    long[] hashes = new long[data.size()];
    Arrays.setAll(hashes, row -> hash(data, row));
    int[] rows =
        repeated(
            data.size(),
            new FirstOccurrences.Rows() {
              @Override
              public long hash(int row) {
                return hashes[row];
              }

              @Override
              public boolean equal(int row, int other) {
                return hashes[row] == hashes[other] && rowsEqual(data, row, other);
              }
            });
    int[] episodes =
        repeated(
            data.episodes(),
            new FirstOccurrences.Rows() {
              @Override
              public long hash(int episode) {
                long hash = 0;
                for (int row = data.episodeStart(episode); row < data.episodeEnd(episode); row++) {
                  hash = FirstOccurrences.mix(hash, hashes[row]);
                }
                return hash;
              }

              @Override
              public boolean equal(int episode, int other) {
                return episodesEqual(data, episode, other);
              }
            });
    return new Duplicates(rows[0], rows[1], rows[2], episodes[0], episodes[1], episodes[2]);
  }

  /** How many are repeated, the first of them, and which it repeats. */
  private static int[] repeated(int size, FirstOccurrences.Rows rows) {
    FirstOccurrences seen = new FirstOccurrences(rows, size);
    int[] found = {0, -1, -1};
    for (int i = 0; i < size; i++) {
      int first = seen.add(i);
      if (first != i && found[0]++ == 0) {
        found[1] = i;
        found[2] = first;
      }
    }
    return found;
  }

  private static long hash(Transitions data, int row) {
    long hash = bits(data.rewards()[row]);
    hash = hash(hash, data.observations(), data.observationSize(), row);
    return hash(hash, data.actions(), data.actionSpace().size(), row);
  }

  private static long hash(long hash, float[] values, int size, int row) {
    long mixed = hash;
    for (int i = row * size; i < (row + 1) * size; i++) {
      mixed = FirstOccurrences.mix(mixed, Float.floatToIntBits(values[i] + 0f)); // -0 becomes 0
    }
    return mixed;
  }

  private static boolean rowsEqual(Transitions data, int row, int other) {
    return bits(data.rewards()[row]) == bits(data.rewards()[other])
        && equal(data.observations(), data.observationSize(), row, other)
        && equal(data.actions(), data.actionSpace().size(), row, other);
  }

  private static long bits(double reward) {
    return Double.doubleToLongBits(reward + 0.0);
  }

  private static boolean equal(float[] values, int size, int row, int other) {
    for (int j = 0; j < size; j++) {
      if (Float.floatToIntBits(values[row * size + j] + 0f)
          != Float.floatToIntBits(values[other * size + j] + 0f)) {
        return false;
      }
    }
    return true;
  }

  private static boolean episodesEqual(Transitions data, int episode, int other) {
    int length = data.episodeLength(episode);
    if (length != data.episodeLength(other)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!rowsEqual(data, data.episodeStart(episode) + i, data.episodeStart(other) + i)) {
        return false;
      }
    }
    return true;
  }
}
