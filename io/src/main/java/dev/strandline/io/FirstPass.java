package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What must be known of a whole file before its rows can be numbered: the texts of its columns and
 * the largest of its indices. Only the columns that need it are read.
 */
final class FirstPass {

  private static final int ROWS = 1 << 16;

  private final List<Table.Field> fields = new ArrayList<>();
  private final List<BiConsumer<Column, Long>> looks = new ArrayList<>();

  /** The largest whole number of a column and its row. */
  static final class Largest {
    private long value = Long.MIN_VALUE;
    private long row;

    long value() {
      return value;
    }

    long row() {
      return row;
    }

    private void look(Column column, long firstRow) {
      long[] values = ((Column.Integers) column).values();
      for (int i = 0; i < values.length; i++) {
        if (values[i] > value) {
          value = values[i];
          row = firstRow + i;
        }
      }
    }
  }

  /** Will collect a column's different texts, up to {@code most} and one more. */
  Labels.Collector texts(Table.Field field, int most) {
    Labels.Collector collector = new Labels.Collector(most);
    look(field, (column, firstRow) -> collector.add(column));
    return collector;
  }

  /** Will find a column's largest whole number. */
  Largest largest(Table.Field field) {
    Largest largest = new Largest();
    look(field, largest::look);
    return largest;
  }

  private void look(Table.Field field, BiConsumer<Column, Long> look) {
    fields.add(field);
    looks.add(look);
  }

  /** Reads the columns that were asked for, if any were. */
  void run(Table table) throws IOException {
    if (fields.isEmpty()) {
      return;
    }
    try (Table.Pass pass = table.read(fields)) {
      for (long row = 0; row < table.rows(); row += ROWS) {
        List<Column> columns = pass.next((int) Math.min(ROWS, table.rows() - row));
        for (int c = 0; c < columns.size(); c++) {
          looks.get(c).accept(columns.get(c), row);
        }
      }
    }
  }
}
