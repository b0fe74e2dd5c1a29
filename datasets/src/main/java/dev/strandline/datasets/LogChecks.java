package dev.strandline.datasets;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.strandline.policy.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What logs of decisions, of whatever kind, require of their columns. */
final class LogChecks {

  /** How far probabilities may be from adding up to 1. */
  static final double PROBABILITY_TOLERANCE = 1e-6;

  private static final HashFunction HASH = Hashing.murmur3_128(0);

  private final String log;
  private final long firstRow;
  private final int rows;

  /** Checks columns of {@code rows} rows, of which the first is number {@code firstRow}. */
  LogChecks(String log, long firstRow, int rows) {
    this.log = log;
    this.firstRow = firstRow;
    this.rows = rows;
    Check.that(rows >= 1, "%s has no rows. A log needs at least one.", log);
  }

  void length(String name, long length, long expected) {
    Check.that(
        length == expected,
        "%s.%s has %d entries, but %d are expected. Give every column the same number of rows.",
        log,
        name,
        length,
        expected);
  }

  void finite(String column, double[] values) {
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> !Double.isFinite(values[row]),
        row -> word(values[row]),
        "it must be a finite number",
        "Fill it in, or leave such rows out.");
  }

  /** Vectors of {@code names.size()} numbers, each dimension with a name of its own. */
  void finiteVectors(List<String> names, double[] values) {
    boolean finite = true;
    for (double value : values) {
      finite &= Double.isFinite(value);
    }
    if (finite) {
      return;
    }
    int size = names.size();
    for (int j = 0; j < size; j++) {
      int dimension = j;
      BadRowsException.check(
          names.get(j),
          firstRow,
          rows,
          row -> !Double.isFinite(values[row * size + dimension]),
          row -> word(values[row * size + dimension]),
          "it must be a finite number",
          "Fill it in, or leave such rows out.");
    }
  }

  /** Indices in [0, count). */
  void indices(String column, int[] values, int count) {
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> values[row] < 0 || values[row] >= count,
        row -> Integer.toString(values[row]),
        "actions are the indices 0 to " + (count - 1),
        "Number the actions from 0, or state a larger number of actions.");
  }

  void notNegative(String column, int[] values) {
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> values[row] < 0,
        row -> Integer.toString(values[row]),
        "it counts from 0",
        "Number anew from 0.");
  }

  /** Propensities of what was done: positive and finite; probabilities are at most 1. */
  void propensities(String column, double[] values, boolean probabilities) {
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> !(values[row] > 0 && values[row] < Double.POSITIVE_INFINITY),
        row -> word(values[row]),
        "what was logged has a positive propensity",
        "Mend the logging, or leave such rows out; if no row has one, leave the column out and have"
            + " propensities fitted.");
    if (probabilities) {
      BadRowsException.check(
          column,
          firstRow,
          rows,
          row -> values[row] > 1 + PROBABILITY_TOLERANCE,
          row -> word(values[row]),
          "the probability of one of several actions is at most 1",
          "Mend the logging; the column may hold a score, a percentage or 1/p.");
    }
  }

  /** Probabilities of {@code count} actions in each row. */
  void distributions(String column, double[] values, int count) {
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> badEntry(values, row, count) >= 0,
        row -> {
          int a = badEntry(values, row, count);
          return word(values[row * count + a]) + " for action " + a;
        },
        "probabilities are numbers that are not negative",
        "Mend what computes them.");
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> !(Math.abs(sum(values, row, count) - 1) <= PROBABILITY_TOLERANCE),
        row -> "a list that adds up to " + sum(values, row, count),
        "the probabilities of a row's " + count + " actions add up to 1 (within 1e-6)",
        "Normalize them; if they are scores, turn them into probabilities first.");
  }

  private static int badEntry(double[] values, int row, int count) {
    for (int a = 0; a < count; a++) {
      double p = values[row * count + a];
      if (!(p >= 0 && p < Double.POSITIVE_INFINITY)) {
        return a;
      }
    }
    return -1;
  }

  private static double sum(double[] values, int row, int count) {
    double sum = 0;
    for (int i = row * count; i < (row + 1) * count; i++) {
      sum += values[i];
    }
    return sum;
  }

  static String word(double value) {
    return Double.isNaN(value) ? "missing or NaN" : Double.toString(value);
  }

  /**
   * A key for each row, equal where the values are: a whole number is its own, a text has a hash of
   * 64 bits, the same on every machine.
   */
  long[] keys(String column, Column values) {
    if (values instanceof Column.Integers integers) {
      return integers.values();
    }
    if (values instanceof Column.Texts texts) {
      String[] names = texts.values();
      BadRowsException.check(
          column,
          firstRow,
          rows,
          row -> names[row] == null,
          row -> "missing",
          "every row belongs to one",
          "Fill it in, or leave such rows out.");
      long[] keys = new long[rows];
      for (int row = 0; row < rows; row++) {
        keys[row] =
            row > 0 && names[row].equals(names[row - 1])
                ? keys[row - 1]
                : HASH.hashString(names[row], StandardCharsets.UTF_8).asLong();
      }
      return keys;
    }
    throw new IllegalArgumentException(
        log
            + "."
            + column
            + " holds neither whole numbers nor texts. Identify units by one of them.");
  }
}
