package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.Arrays;

/** Which independent unit each row, slate or episode of a part of a log belongs to. Immutable. */
public final class UnitKeys {

  private final long[] key; // empty: every row is a unit of its own
  private final long first;

  private UnitKeys(long[] key, long first) {
    this.key = key;
    this.first = first;
  }

  /**
   * Every row is a unit of its own, known by its number in the whole log.
   *
   * @param first number of the part's first row
   */
  public static UnitKeys numbered(long first) {
    return new UnitKeys(new long[0], first);
  }

  /**
   * Rows with the same key belong together, as those of one user do.
   *
   * @param key one for each row; kept, not copied
   */
  public static UnitKeys of(long[] key) {
    Check.that(key.length > 0, "The part has no unit keys. Give one for each row.");
    return new UnitKeys(key, 0);
  }

  /** Whether every row is a unit of its own. */
  public boolean eachRow() {
    return key.length == 0;
  }

  /** Requires one key for each of {@code rows} rows. */
  public void checkRows(int rows) {
    if (!eachRow()) {
      Check.length(key.length, rows, "unit key");
    }
  }

  /** The units of rows {@code from} (inclusive) to {@code to} (exclusive) of the same part. */
  public UnitKeys slice(int from, int to) {
    return eachRow() ? numbered(first + from) : of(Arrays.copyOfRange(key, from, to));
  }

  /** The key of a row's unit. */
  public long key(int row) {
    return eachRow() ? first + row : key[row];
  }

  /** Writes the keys of rows {@code from} to {@code to - 1} to the start of {@code into}. */
  public void copy(int from, int to, long[] into) {
    if (!eachRow()) {
      System.arraycopy(key, from, into, 0, to - from);
      return;
    }
    for (int i = from; i < to; i++) {
      into[i - from] = first + i;
    }
  }
}
