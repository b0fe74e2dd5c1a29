package dev.strandline.datasets;

import java.util.Arrays;

/**
 * Finds which rows are equal to an earlier one: an open-addressing table of row numbers, of 8 to 16
 * bytes for each row it has room for. Equality is decided by the rows themselves, so the counts are
 * exact.
 */
final class FirstOccurrences {

  /** Rows that can be told apart. */
  interface Rows {

    /** Equal for equal rows. */
    long hash(int row);

    boolean equal(int row, int other);
  }

  private static final int FREE = -1;

  private final Rows rows;
  private final int[] table;

  /**
   * An empty table.
   *
   * @param room how many rows will be added at most
   */
  FirstOccurrences(Rows rows, int room) {
    this.rows = rows;
    table = new int[Integer.highestOneBit(Math.max(2, Math.min(room, 1 << 28))) << 2];
    Arrays.fill(table, FREE);
  }

  /** How many of the first {@code count} rows are different. */
  static int count(Rows rows, int count) {
    FirstOccurrences seen = new FirstOccurrences(rows, count);
    int distinct = 0;
    for (int row = 0; row < count; row++) {
      distinct += seen.add(row) == row ? 1 : 0;
    }
    return distinct;
  }

  /** Adds a row and returns the first that is equal to it: the row itself if none came before. */
  int add(int row) {
    int mask = table.length - 1;
    int slot = (int) mix(rows.hash(row)) & mask;
    while (table[slot] != FREE) {
      if (rows.equal(table[slot], row)) {
        return table[slot];
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = row;
    return row;
  }

  /** One step of a hash over many numbers. */
  static long mix(long hash, long next) {
    return mix(hash * 31 + next);
  }

  /** The finalizer of MurmurHash3 (Appleby): every bit of the input moves half of the output's. */
  private static long mix(long z) {
    z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return z ^ (z >>> 33);
  }
}
