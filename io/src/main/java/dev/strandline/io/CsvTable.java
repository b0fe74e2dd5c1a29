package dev.strandline.io;

import dev.strandline.datasets.Column;
import dev.strandline.io.text.CsvColumn;
import dev.strandline.io.text.CsvNumber;
import dev.strandline.io.text.CsvRecords;
import dev.strandline.io.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Columns of comma-separated values. The text is read once to count its rows and to see what its
 * columns hold, then once for each pass.
 */
final class CsvTable implements Table {

  private final Path path;
  private final List<String> header;
  private final Map<String, CsvColumn> columns;
  private final List<Field> fields;
  private final Map<String, String> unreadable;
  private final int rows;
  private final boolean rowIsLine;

  private CsvTable(
      Path path,
      List<String> header,
      Map<String, CsvColumn> columns,
      List<Field> fields,
      Map<String, String> unreadable,
      int rows,
      boolean rowIsLine) {
    this.path = path;
    this.header = header;
    this.columns = columns;
    this.fields = fields;
    this.unreadable = unreadable;
    this.rows = rows;
    this.rowIsLine = rowIsLine;
  }

  /** The column without a name that pandas puts first, the row's number, is left out. */
  static CsvTable open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(
          path + ": there is no such file. Give a CSV or Parquet file, or a folder of part files.");
    }
    try (CsvRecords records = CsvRecords.open(path)) {
      Map<String, CsvColumn> columns = new LinkedHashMap<>();
      Map<String, Integer> places = records.columns(1);
      records.header().stream()
          .filter(places::containsKey)
          .forEach(name -> columns.put(name, new CsvColumn(places.get(name))));
      Map<String, String> notNumbers = new LinkedHashMap<>();
      int rows = 0;
      boolean rowIsLine = true;
      while (records.next()) {
        if (rows == Integer.MAX_VALUE - 8) {
          throw new IOException(path + ": has more rows than can be read. Split the log.");
        }
        rowIsLine &= records.line() == rows + 2;
        for (Map.Entry<String, CsvColumn> column : columns.entrySet()) {
          String field = records.field(column.getValue().column());
          column.getValue().look(field);
          if (!field.isEmpty()
              && !notNumbers.containsKey(column.getKey())
              && !CsvNumber.isReal(field)) {
            notNumbers.put(
                column.getKey(),
                "'"
                    + Printable.name(field)
                    + "' in row "
                    + rows
                    + " (line "
                    + records.line()
                    + ")");
          }
        }
        rows++;
      }
      if (rows == 0) {
        throw new IOException(
            path + ": has a header but no rows. A log needs at least one; check what wrote it.");
      }
      List<Field> fields = new ArrayList<>();
      Map<String, String> unreadable = new LinkedHashMap<>();
      for (Map.Entry<String, CsvColumn> column : columns.entrySet()) {
        if (column.getValue().empty()) {
          unreadable.put(column.getKey(), "nothing, in any row");
        } else {
          fields.add(field(column.getKey(), column.getValue(), notNumbers.get(column.getKey())));
        }
      }
      return new CsvTable(path, records.header(), columns, fields, unreadable, rows, rowIsLine);
    }
  }

  private static Field field(String name, CsvColumn column, String notNumber) {
    column.begin(0);
    Column values = column.column(0);
    if (values instanceof Column.Flags) {
      return new Field(name, Shape.Kind.FLAG, false, 1, "true and false");
    }
    if (values instanceof Column.Texts) {
      return new Field(name, Shape.Kind.TEXT, false, 1, "texts, the first " + notNumber);
    }
    return values instanceof Column.Integers
        ? new Field(name, Shape.Kind.INTEGER, false, 1, "whole numbers")
        : new Field(name, Shape.Kind.REAL, false, 1, "real numbers");
  }

  @Override
  public Path path() {
    return path;
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
    return Map.of();
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public String where(String column, long row) {
    return String.format(
        Locale.ROOT,
        "%s, column %s, row %d%s",
        path,
        Printable.name(column),
        row,
        rowIsLine ? " (line " + (row + 2) + ")" : "");
  }

  @Override
  public Pass read(List<Field> wanted) throws IOException {
    List<CsvColumn> read = wanted.stream().map(field -> columns.get(field.name())).toList();
    CsvRecords records = CsvRecords.open(path);
    if (!records.header().equals(header)) {
      records.close();
      throw CsvRecords.changed(path);
    }
    return new Pass() {
      private long done;

      @Override
      public List<Column> next(int rows) throws IOException {
        read.forEach(column -> column.begin(rows));
        for (int row = 0; row < rows; row++) {
          if (!records.next()) {
            throw CsvRecords.changed(path);
          }
          for (int c = 0; c < read.size(); c++) {
            take(read.get(c), wanted.get(c), row, records);
          }
        }
        done += rows;
        if (done == CsvTable.this.rows && records.next()) {
          throw CsvRecords.changed(path);
        }
        return read.stream().map(column -> column.column(rows)).toList();
      }

      @Override
      public void close() throws IOException {
        records.close();
      }
    };
  }

  private void take(CsvColumn column, Field field, int row, CsvRecords records) throws IOException {
    String text = records.field(column.column());
    boolean fits =
        switch (field.kind()) {
          case REAL -> text.isEmpty() || CsvNumber.isReal(text);
          case INTEGER -> CsvNumber.isWhole(text);
          case FLAG -> CsvNumber.isFlag(text);
          case TEXT -> true;
        };
    if (!fits) {
      throw CsvRecords.changed(path);
    }
    column.take(row, text);
  }
}
