package dev.strandline.io.text;

import dev.strandline.datasets.Column;
import java.util.Arrays;

/**
 * A column of a file of comma-separated values. Its type is the narrowest that all of its fields
 * have: whole numbers, numbers, flags, or texts.
 */
public final class CsvColumn {

  private final int column;
  private boolean whole = true;
  private boolean real = true;
  private boolean flag = true;
  private boolean gaps;
  private boolean empty = true;

  private long[] integers;
  private double[] numbers;
  private boolean[] flags;
  private String[] texts;

  /** The column at a place in the row. */
  public CsvColumn(int column) {
    this.column = column;
  }

  /** Where it stands in a row. */
  public int column() {
    return column;
  }

  /** Sees a field before memory is taken for them. */
  public void look(String field) {
    if (field.isEmpty()) {
      gaps = true;
      return;
    }
    empty = false;
    whole = whole && CsvNumber.isWhole(field);
    real = real && CsvNumber.isReal(field);
    flag = flag && CsvNumber.isFlag(field);
  }

  /** Whether no row has a value. */
  public boolean empty() {
    return empty;
  }

  /** Whether some rows of a column of numbers have none. */
  public boolean hasGaps() {
    return gaps && real && !empty;
  }

  /** Memory that a row takes, about. */
  public long bytesPerRow() {
    return empty ? 0 : flag && !gaps ? 1 : real ? Double.BYTES : 64;
  }

  /** Takes memory for rows; may be called again for more of them. */
  public void begin(int rows) {
    if (empty) {
      return;
    }
    if (flag && !gaps) {
      flags = new boolean[rows];
    } else if (whole && !gaps) {
      integers = new long[rows];
    } else if (real) {
      numbers = new double[rows];
    } else {
      texts = new String[rows];
    }
  }

  /** Takes the field of a row, which is numbered from the last {@link #begin}. */
  public void take(int row, String field) {
    if (flags != null) {
      flags[row] = Boolean.parseBoolean(field);
    } else if (integers != null) {
      integers[row] = Long.parseLong(field);
    } else if (numbers != null) {
      numbers[row] = field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    } else if (texts != null) {
      texts[row] = field.isEmpty() ? null : field;
    }
  }

  /** The column, of {@code rows} rows. */
  public Column column(int rows) {
    if (flags != null) {
      return new Column.Flags(flags, 1, false);
    }
    if (integers != null) {
      return new Column.Integers(integers);
    }
    return numbers != null
        ? Column.Numbers.scalar(numbers)
        : new Column.Texts(Arrays.copyOf(texts, rows));
  }
}
