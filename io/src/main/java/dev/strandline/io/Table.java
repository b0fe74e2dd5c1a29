package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Named columns of a file that are read in the order of its rows, a batch at a time. */
interface Table {

  /**
   * A column whose values can be read.
   *
   * @param name the file's name for it
   * @param kind what the values are
   * @param list whether each row holds a list, of the same length in all rows
   * @param perMillisecond of whole numbers that are times: their units in a millisecond; else 1
   * @param words what the column holds, for a message; where it is no number, an example if known
   */
  record Field(String name, Shape.Kind kind, boolean list, long perMillisecond, String words) {
    boolean number() {
      return kind == Shape.Kind.REAL || kind == Shape.Kind.INTEGER;
    }
  }

  /** One reading of some columns, from the first row on. */
  interface Pass extends Closeable {
    /** The next {@code rows} rows of each column, in the order in which they were asked for. */
    List<Column> next(int rows) throws IOException;
  }

  /** Opens a file: comma-separated values where its name says so, else Parquet. */
  static Table open(Path path) throws IOException {
    String name = path.toString().toLowerCase(Locale.ROOT);
    boolean csv = name.endsWith(".csv") || name.endsWith(".csv.gz");
    return csv && !Files.isDirectory(path)
        ? CsvTable.open(path)
        : new ParquetTable(ParquetFiles.open(path));
  }

  /** What was opened. */
  Path path();

  /** The columns that can be read, in the file's order. */
  List<Field> fields();

  /** Names of columns that the file has but that cannot be read, with what they are. */
  Map<String, String> unreadable();

  /** The file's key/value pairs. */
  Map<String, String> metadata();

  /** Number of rows, at least 1. */
  long rows();

  /**
   * Begins to read columns.
   *
   * @throws IOException if the file cannot be read
   */
  Pass read(List<Field> columns) throws IOException;

  /** Where a row is, for a message. */
  String where(String column, long row);

  /** A column by its name. */
  default Optional<Field> field(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
