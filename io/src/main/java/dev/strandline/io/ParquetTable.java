package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Columns of Parquet files. A pass holds one decoded page of each column, whatever the length of
 * the file.
 */
final class ParquetTable implements Table {

  private static final int MOST_SHARED_TEXTS = 1 << 12;

  private final ParquetFiles files;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();

  ParquetTable(ParquetFiles files) {
    this.files = files;
    for (Type type : files.schema().getFields()) {
      String name = type.getName();
      Optional<Shape> shape = Shape.of(files.schema(), name);
      boolean list = shape.isPresent() && shape.get().form() == Shape.Form.LIST;
      if (shape.isEmpty() || (list && shape.get().kind() == Shape.Kind.TEXT)) {
        unreadable.put(name, "'" + type.toString().replaceAll("\\s+", " ") + "'");
      } else {
        shapes.put(name, shape.get());
        fields.add(
            new Field(
                name,
                shape.get().kind(),
                list,
                perMillisecond(shape.get().leaf().getPrimitiveType()),
                shape.get().words()));
      }
    }
  }

  private static long perMillisecond(PrimitiveType type) {
    if (type.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation time) {
      return switch (time.getUnit()) {
        case MILLIS -> 1;
        case MICROS -> 1_000;
        case NANOS -> 1_000_000;
      };
    }
    return 1;
  }

  @Override
  public Path path() {
    return files.path();
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public Map<String, String> unreadable() {
    return unreadable;
  }

  @Override
  public Map<String, String> metadata() {
    return files.metadata();
  }

  @Override
  public long rows() {
    return files.rows();
  }

  @Override
  public String where(String column, long row) {
    return files.where(column, (int) row);
  }

  @Override
  public Pass read(List<Field> wanted) throws IOException {
    List<Leaf> leaves = new ArrayList<>();
    for (Field field : wanted) {
      Shape shape = shapes.get(field.name());
      leaves.add(new Leaf(shape, new ColumnValues(files).width(shape)));
    }
    return new Pass() {
      @Override
      public List<Column> next(int rows) throws IOException {
        List<Column> columns = new ArrayList<>();
        for (Leaf leaf : leaves) {
          columns.add(leaf.next(rows));
        }
        return columns;
      }

      @Override
      public void close() throws IOException {
        for (Leaf leaf : leaves) {
          leaf.close();
        }
      }
    };
  }

  /** A column being read: its current page, decoded, and how much of that was taken. */
  private final class Leaf implements Closeable {

    private final Shape shape;
    private final int width;
    private final boolean list;
    private final int defined;
    private final Cursor cursor;
    private final Map<String, String> shared = new HashMap<>();

    private double[] numbers = {};
    private long[] integers = {};
    private boolean[] flags = {};
    private String[] texts = {};
    private int taken;
    private int there;
    private int row = -1; // the last that a list began in
    private int inRow; // values of that list so far
    private long entries; // scalars so far

    Leaf(Shape shape, int width) {
      this.shape = shape;
      this.width = width;
      this.list = shape.form() == Shape.Form.LIST;
      this.defined = shape.leaf().getMaxDefinitionLevel();
      this.cursor = files.cursor(shape.leaf());
      this.inRow = width;
    }

    Column next(int rows) throws IOException {
      int size = Math.multiplyExact(rows, width);
      return switch (shape.kind()) {
        case REAL -> numbers(size);
        case INTEGER -> list ? numbers(size) : integers(size);
        case FLAG -> {
          boolean[] values = new boolean[size];
          fill(size, (at, from, n) -> System.arraycopy(flags, from, values, at, n));
          yield new Column.Flags(values, width, list);
        }
        case TEXT -> {
          String[] values = new String[size];
          fill(size, (at, from, n) -> System.arraycopy(texts, from, values, at, n));
          yield new Column.Texts(values);
        }
      };
    }

    private Column numbers(int size) throws IOException {
      double[] values = new double[size];
      fill(size, (at, from, n) -> System.arraycopy(numbers, from, values, at, n));
      return new Column.Numbers(values, width, list);
    }

    private Column integers(int size) throws IOException {
      long[] values = new long[size];
      fill(size, (at, from, n) -> System.arraycopy(integers, from, values, at, n));
      return new Column.Integers(values);
    }

    private void fill(int size, Copy copy) throws IOException {
      int done = 0;
      while (done < size) {
        if (taken == there) {
          taken = 0;
          there = 0;
          if (!cursor.readPage(this::decode)) {
            requireWidth();
            throw Footer.damaged(
                files.path(), "column " + shape.name() + ": it has too few values", null);
          }
        }
        int n = Math.min(size - done, there - taken);
        copy.copy(done, taken, n);
        taken += n;
        done += n;
      }
    }

    private void decode(Cursor page) throws IOException {
      int n = page.count();
      if (list) {
        checkRows(page);
      }
      boolean whole = defined == 0 || allDefined(page);
      switch (shape.kind()) {
        case REAL -> decodeNumbers(page, n, whole);
        case INTEGER -> {
          if (list) {
            decodeNumbers(page, n, whole);
          } else {
            requireValues(page, whole);
            integers = integers.length < n ? new long[n] : integers;
            page.integers(integers, n);
          }
        }
        case FLAG -> {
          requireValues(page, whole);
          flags = flags.length < n ? new boolean[n] : flags;
          for (int i = 0; i < n; i++) {
            flags[i] = page.flag() == 1;
          }
        }
        case TEXT -> {
          texts = texts.length < n ? new String[n] : texts;
          for (int i = 0; i < n; i++) {
            texts[i] = page.definition(i) == defined ? share(page.text()) : null;
          }
        }
      }
      entries += n;
      there = n;
    }

    private void decodeNumbers(Cursor page, int n, boolean whole) throws IOException {
      numbers = numbers.length < n ? new double[n] : numbers;
      if (whole) {
        page.numbers(numbers, n);
        return;
      }
      if (list) {
        requireValues(page, false);
      }
      for (int i = 0; i < n; i++) {
        numbers[i] = page.definition(i) == defined ? page.number() : Double.NaN;
      }
    }

    private String share(String text) {
      if (shared.size() < MOST_SHARED_TEXTS) {
        shared.putIfAbsent(text, text);
      }
      return shared.getOrDefault(text, text);
    }

    private boolean allDefined(Cursor page) {
      for (int i = 0; i < page.count(); i++) {
        if (page.definition(i) < defined) {
          return false;
        }
      }
      return true;
    }

    /** Only real numbers and texts have a value that stands for none. */
    private void requireValues(Cursor page, boolean whole) throws IOException {
      if (whole) {
        return;
      }
      int i = 0;
      while (page.definition(i) == defined) {
        i++;
      }
      long at = entries + i;
      throw new ColumnValues.ContentException(
          files.where(shape.name(), (int) (list ? at / width : at))
              + ": is null. Every row needs a value; fill it in, leave such rows out, or do not read the column.");
    }

    private void checkRows(Cursor page) throws IOException {
      for (int i = 0; i < page.count(); i++) {
        if (page.beginsRow(i)) {
          requireWidth();
          row++;
          inRow = 0;
        }
        inRow++;
        if (page.definition(i) < defined) {
          throw new ColumnValues.ContentException(
              files.where(shape.name(), row)
                  + ": is null, empty, or has a null in it. Every row has a list of the same length; fill it in, or leave"
                  + " such rows out.");
        }
      }
    }

    private void requireWidth() throws IOException {
      if (inRow != width) {
        throw new ColumnValues.ContentException(
            String.format(
                Locale.ROOT,
                "%s: has %d values, but row 0 has %d. Every row has the same number; pad the short ones, or split the"
                    + " log.",
                files.where(shape.name(), row),
                inRow,
                width));
      }
    }

    @Override
    public void close() throws IOException {
      cursor.close();
    }
  }

  /** Copies decoded values {@code [from, from + n)} to {@code at} of an array. */
  @FunctionalInterface
  private interface Copy {
    void copy(int at, int from, int n);
  }
}
