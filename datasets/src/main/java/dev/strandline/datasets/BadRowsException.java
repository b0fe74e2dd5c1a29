package dev.strandline.datasets;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Rows of a log hold what no log may: says in which column, how many, the first of them with its
 * value, and how to mend it.
 */
public final class BadRowsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String column;
  private final long row;
  private final long count;
  private final long rows;
  private final String value;
  private final String rule;
  private final String cure;

  /**
   * Describes the rows.
   *
   * @param column the column's name
   * @param row the first bad row, from 0
   * @param count how many rows are bad
   * @param rows how many were looked at
   * @param value what the first bad row holds
   * @param rule what a row must hold, as in {@code "a propensity is positive"}
   * @param cure one or more sentences that say what to do
   */
  public BadRowsException(
      String column, long row, long count, long rows, String value, String rule, String cure) {
    super(
        String.format(Locale.ROOT, "column %s, row %d: ", column, row)
            + said(value, rule, count, rows, cure));
    this.column = column;
    this.row = row;
    this.count = count;
    this.rows = rows;
    this.value = value;
    this.rule = rule;
    this.cure = cure;
  }

  private static String said(String value, String rule, long count, long rows, String cure) {
    return String.format(
        Locale.ROOT,
        "is %s, but %s%s. %s",
        value,
        rule,
        rows == 1 ? "" : String.format(Locale.ROOT, " (so in %,d of %,d rows)", count, rows),
        cure);
  }

  /**
   * Requires that no row is bad.
   *
   * @param firstRow number of row 0, where the rows are a part of a log
   * @param rows number of rows
   * @param bad whether a row is bad
   * @param value what a bad row holds
   */
  static void check(
      String column,
      long firstRow,
      int rows,
      IntPredicate bad,
      IntFunction<String> value,
      String rule,
      String cure) {
    int first = -1;
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (bad.test(row)) {
        first = count == 0 ? row : first;
        count++;
      }
    }
    if (count > 0) {
      throw new BadRowsException(
          column, firstRow + first, count, rows, value.apply(first), rule, cure);
    }
  }

  /** The column's name. */
  public String column() {
    return column;
  }

  /** The first bad row, from 0. */
  public long row() {
    return row;
  }

  /** How many rows are bad. */
  public long count() {
    return count;
  }

  /** How many rows were looked at. */
  public long rows() {
    return rows;
  }

  /** What the first bad row holds. */
  public String value() {
    return value;
  }

  /** What a row must hold. */
  public String rule() {
    return rule;
  }

  /** What to do. */
  public String cure() {
    return cure;
  }

  /** The message without the place. */
  public String problem() {
    return said(value, rule, count, rows, cure);
  }
}
