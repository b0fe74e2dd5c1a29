package dev.strandline.datasets;

import dev.strandline.policy.Check;

/**
 * A column that a log carries beside the transition's own, such as a market segment, a second
 * reward or a simulator's state. The arrays are the column's own and must not be changed.
 */
public sealed interface Column {

  /** Number of rows. */
  int rows();

  /**
   * Real numbers, {@code width} of them in each row.
   *
   * @param values {@code [rows * width]}, row-major
   * @param width numbers in a row, at least 1
   * @param list whether a file holds them as a list, also where {@code width} is 1
   */
  record Numbers(double[] values, int width, boolean list) implements Column {
    public Numbers {
      Check.atLeast(width, 1, "Column.Numbers.width", "A row holds at least one number.");
      Check.that(
          values.length % width == 0,
          "Column.Numbers: %d values are no whole number of rows of %d.",
          values.length,
          width);
    }

    /** One number in each row. */
    public static Numbers scalar(double[] values) {
      return new Numbers(values, 1, false);
    }

    /** A list of {@code width} numbers in each row. */
    public static Numbers vectors(double[] values, int width) {
      return new Numbers(values, width, true);
    }

    @Override
    public int rows() {
      return values.length / width;
    }
  }

  /** One whole number in each row. */
  record Integers(long[] values) implements Column {
    @Override
    public int rows() {
      return values.length;
    }
  }

  /** One string in each row; null where the log has none. */
  record Texts(String[] values) implements Column {
    @Override
    public int rows() {
      return values.length;
    }
  }

  /**
   * Yes-or-no values, {@code width} of them in each row, such as the mask of available actions.
   *
   * @param values {@code [rows * width]}, row-major
   * @param width values in a row, at least 1
   * @param list whether a file holds them as a list, also where {@code width} is 1
   */
  record Flags(boolean[] values, int width, boolean list) implements Column {
    public Flags {
      Check.atLeast(width, 1, "Column.Flags.width", "A row holds at least one value.");
      Check.that(
          values.length % width == 0,
          "Column.Flags: %d values are no whole number of rows of %d.",
          values.length,
          width);
    }

    @Override
    public int rows() {
      return values.length / width;
    }
  }
}
