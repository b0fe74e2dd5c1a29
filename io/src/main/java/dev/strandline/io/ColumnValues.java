package dev.strandline.io;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads columns into primitive arrays that are made once, at their final size. A value that cannot
 * stand in the array is a {@link ContentException} with its place.
 */
final class ColumnValues {

  /** A value that a column may not have: null, of another width, not finite, not 0 or 1. */
  static final class ContentException extends IOException {
    ContentException(String message) {
      super(message);
    }
  }

  /**
   * Takes the next value of a page, which is the one at {@code index} of {@code [rows * width]}.
   */
  @FunctionalInterface
  interface Sink {
    void put(int index, Cursor page) throws IOException;
  }

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int MOST_SHARED_TEXTS = 1 << 12;

  private final ParquetFiles files;
  private final int rows;

  ColumnValues(ParquetFiles files) {
    this.files = files;
    this.rows = files.rows();
  }

  /** Values in each row, from the first row of a list. */
  int width(Shape shape) throws IOException {
    if (shape.form() != Shape.Form.LIST) {
      return shape.leaves().size();
    }
    int[] width = {0};
    boolean[] ended = {false};
    try (Cursor cursor = files.cursor(shape.leaf())) {
      while (!ended[0]
          && cursor.readPage(
              page -> {
                int i = 0;
                while (i < page.count() && (width[0] == 0 || !page.beginsRow(i))) {
                  requireDefined(shape, page, i, 0);
                  width[0]++;
                  i++;
                }
                ended[0] = i < page.count();
              })) {}
    }
    return width[0];
  }

  /** Finite numbers as {@code float}, {@code [rows * width]}; doubles are rounded. */
  float[] floats(Shape shape, int width) throws IOException {
    float[] values = allocate(shape, width, Float.BYTES, float[]::new);
    boolean real = shape.kind() == Shape.Kind.REAL;
    fill(
        shape,
        width,
        (begin, stride, page) -> {
          if (stride == 1 && page.holdsFloats()) {
            page.floats(values, begin, page.count());
            for (int i = begin; i < begin + page.count(); i++) {
              if (!Float.isFinite(values[i])) {
                throw notFinite(shape, width, i, values[i]);
              }
            }
            return;
          }
          for (int i = 0; i < page.count(); i++) {
            int index = begin + i * stride;
            double value = page.number();
            float rounded = (float) value;
            if (!Float.isFinite(rounded)) {
              throw notFinite(shape, width, index, value);
            }
            if (!real && rounded != value) {
              throw new ContentException(
                  String.format(
                      Locale.ROOT,
                      "%s: is %.0f, which a float does not hold exactly. Whole numbers here go up to 16777216.",
                      place(shape, width, index),
                      value));
            }
            values[index] = rounded;
          }
        });
    return values;
  }

  /** Finite numbers as {@code double}, {@code [rows]}. */
  double[] finiteDoubles(Shape shape) throws IOException {
    double[] values = doubles(shape, 1);
    for (int row = 0; row < rows; row++) {
      if (!Double.isFinite(values[row])) {
        throw notFinite(shape, 1, row, values[row]);
      }
    }
    return values;
  }

  /** Numbers as {@code double}, {@code [rows * width]}, NaN and infinity included. */
  double[] doubles(Shape shape, int width) throws IOException {
    double[] values = allocate(shape, width, Double.BYTES, double[]::new);
    forEach(shape, width, (index, page) -> values[index] = page.number());
    return values;
  }

  /** Whole numbers, {@code [rows]}. */
  long[] longs(Shape shape) throws IOException {
    long[] values = allocate(shape, 1, Long.BYTES, long[]::new);
    forEach(shape, 1, (row, page) -> values[row] = page.integer());
    return values;
  }

  /** Booleans, or whole numbers that are 0 or 1, {@code [rows * width]}. */
  boolean[] flags(Shape shape, int width) throws IOException {
    boolean[] values = allocate(shape, width, 1, boolean[]::new);
    forEach(
        shape,
        width,
        (index, page) -> {
          long value = page.flag();
          if (value != 0 && value != 1) {
            throw new ContentException(
                place(shape, width, index)
                    + ": is "
                    + value
                    + ", but a flag is 0 or 1. Write it as a boolean, or as 0 and 1.");
          }
          values[index] = value == 1;
        });
    return values;
  }

  /** Texts, {@code [rows]}; null where the file has none. */
  String[] texts(Shape shape) throws IOException {
    String[] values = allocate(shape, 1, Integer.BYTES, String[]::new);
    Map<String, String> shared = new HashMap<>();
    int defined = shape.leaf().getMaxDefinitionLevel();
    readPages(
        shape.leaf(),
        (first, page) -> {
          for (int i = 0; i < page.count(); i++) {
            if (page.definition(i) == defined) {
              String text = page.text();
              if (shared.size() < MOST_SHARED_TEXTS) {
                shared.putIfAbsent(text, text);
              }
              values[first + i] = shared.getOrDefault(text, text);
            }
          }
        });
    return values;
  }

  /** Gives every value to {@code sink}, one column after the other, each in row order. */
  void forEach(Shape shape, int width, Sink sink) throws IOException {
    fill(
        shape,
        width,
        (begin, stride, page) -> {
          for (int i = 0; i < page.count(); i++) {
            sink.put(begin + i * stride, page);
          }
        });
  }

  /** Takes a page without nulls whose values belong at begin, begin + stride, and so on. */
  @FunctionalInterface
  private interface PageSink {
    void put(int begin, int stride, Cursor page) throws IOException;
  }

  /** Takes a page whose first entry is the {@code first} of its column. */
  @FunctionalInterface
  private interface Entries {
    void put(int first, Cursor page) throws IOException;
  }

  private void readPages(ColumnDescriptor leaf, Entries entries) throws IOException {
    int[] first = {0};
    try (Cursor cursor = files.cursor(leaf)) {
      while (cursor.readPage(
          page -> {
            entries.put(first[0], page);
            first[0] += page.count();
          })) {}
    }
  }

  private void fill(Shape shape, int width, PageSink sink) throws IOException {
    if (shape.form() == Shape.Form.LIST) {
      checkLists(shape, width, sink);
      return;
    }
    for (int j = 0; j < width; j++) {
      String column = shape.column(j);
      int dimension = j;
      int defined = shape.leaves().get(j).getMaxDefinitionLevel();
      readPages(
          shape.leaves().get(j),
          (first, page) -> {
            for (int i = 0; i < page.count(); i++) {
              if (page.definition(i) < defined) {
                throw isNull(files.where(column, first + i));
              }
            }
            sink.put(first * width + dimension, width, page);
          });
    }
  }

  /** Where every list has {@code width} values, a column's n-th value is the array's. */
  private void checkLists(Shape shape, int width, PageSink sink) throws IOException {
    int[] row = {-1};
    int[] length = {width};
    readPages(
        shape.leaf(),
        (first, page) -> {
          for (int i = 0; i < page.count(); i++) {
            if (page.beginsRow(i)) {
              requireWidth(shape, width, row[0], length[0]);
              row[0]++;
              length[0] = 0;
            }
            requireDefined(shape, page, i, row[0]);
            length[0]++;
          }
          if (sink != null) {
            sink.put(first, 1, page);
          }
        });
    requireWidth(shape, width, row[0], length[0]);
    if (row[0] != rows - 1) {
      throw miscounted(shape, row[0] + 1);
    }
  }

  private void requireWidth(Shape shape, int width, int row, int count) throws IOException {
    if (count != width) {
      throw new ContentException(
          String.format(
              Locale.ROOT,
              "%s: has %d values, but row 0 has %d. Every row has the same number; pad the short ones, or split the"
                  + " log.",
              files.where(shape.name(), row),
              count,
              width));
    }
  }

  private void requireDefined(Shape shape, Cursor page, int i, int row) throws IOException {
    int definition = page.definition(i);
    if (definition < shape.leaf().getMaxDefinitionLevel()) {
      String where = files.where(shape.name(), row);
      throw definition == listLevel(shape.leaf()) - 1
          ? new ContentException(
              where
                  + ": is an empty list. Every row has the same number of values; leave the row's episode out.")
          : isNull(where);
    }
  }

  /** The definition level from which on a list has an element. */
  private int listLevel(ColumnDescriptor leaf) {
    MessageType schema = files.schema();
    int level = 0;
    for (int depth = 1; depth <= leaf.getPath().length; depth++) {
      Type type = schema.getType(Arrays.copyOf(leaf.getPath(), depth));
      level += type.isRepetition(Type.Repetition.REQUIRED) ? 0 : 1;
      if (type.isRepetition(Type.Repetition.REPEATED)) {
        break;
      }
    }
    return level;
  }

  private IOException miscounted(Shape shape, int found) {
    return Footer.damaged(
        files.path(),
        "column " + shape.name() + ": " + found + " or more lists for " + rows + " rows",
        null);
  }

  private <A> A allocate(Shape shape, int width, int bytes, IntFunction<A> constructor)
      throws IOException {
    if (shape.form() == Shape.Form.LIST && files.values(shape.leaf()) != (long) rows * width) {
      checkLists(shape, width, null);
    }
    long size = (long) rows * width;
    if (size > LARGEST_ARRAY) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its %d rows of %d values are more than the %d that one array holds. Split the log by episode, and"
                  + " read the pieces one by one.",
              files.where(shape.name()),
              rows,
              width,
              LARGEST_ARRAY));
    }
    try {
      return constructor.apply((int) size);
    } catch (OutOfMemoryError e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its %d values need %d MB, for which Java's heap of %d MB has no room. Start Java with a larger -Xmx.",
              files.where(shape.name()),
              size,
              (size * bytes + (1 << 20) - 1) >> 20,
              Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  private ContentException isNull(String where) {
    return new ContentException(
        where + ": is null. Every row needs a value; fill it in, or leave the row's episode out.");
  }

  private ContentException notFinite(Shape shape, int width, int index, double value) {
    return new ContentException(
        String.format(
            Locale.ROOT,
            "%s: is %s, but must be a finite number%s. Mend the log, or leave the row's episode out.",
            place(shape, width, index),
            value,
            Double.isFinite(value) ? " that a float can hold" : ""));
  }

  /** Where the value at {@code index} is: file, column, row and, in a list, the element. */
  private String place(Shape shape, int width, int index) {
    int element = index % width;
    String row = files.where(shape.column(element), index / width);
    return shape.form() == Shape.Form.LIST ? row + ", element " + element : row;
  }
}
