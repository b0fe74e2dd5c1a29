package dev.strandline.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * One Parquet file, or a folder of part files that are read as one, in the order of their names.
 * Names that begin with {@code _} or {@code .} are not parts.
 */
final class ParquetFiles {

  private final Path path;
  private final List<Footer> footers;

  private ParquetFiles(Path path, List<Footer> footers) {
    this.path = path;
    this.footers = footers;
  }

  static ParquetFiles open(Path path) throws IOException {
    List<Footer> footers = new ArrayList<>();
    long rows = 0;
    for (Path file : Files.isDirectory(path) ? parts(path) : List.of(path)) {
      Footer footer = Footer.read(file);
      if (!footers.isEmpty()) {
        checkAgree(footers.get(0), footer);
      }
      footers.add(footer);
      rows += footer.rows();
    }
    if (rows == 0) {
      throw new IOException(
          path + ": has no rows. A log needs at least one; check what wrote the file.");
    }
    if (rows > Integer.MAX_VALUE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has %d rows, but at most %d fit into memory at a time. Split it by episode, and read the pieces one"
                  + " by one.",
              path,
              rows,
              Integer.MAX_VALUE));
    }
    return new ParquetFiles(path, footers);
  }

  private static List<Path> parts(Path folder) throws IOException {
    List<Path> parts;
    try (Stream<Path> entries = Files.list(folder)) {
      parts =
          entries
              .filter(entry -> !entry.getFileName().toString().matches("[_.].*"))
              .sorted()
              .toList();
    }
    for (Path part : parts) {
      if (Files.isDirectory(part)) {
        throw new IOException(
            folder
                + ": has a folder "
                + part.getFileName()
                + " among its part files. Write it without partition columns, or read one of its folders.");
      }
    }
    if (parts.isEmpty()) {
      throw new IOException(
          folder
              + ": is a folder without part files. Give a Parquet file, or a folder that holds some.");
    }
    return parts;
  }

  private static void checkAgree(Footer first, Footer other) throws IOException {
    List<Type> expected = first.schema().getFields();
    List<Type> found = other.schema().getFields();
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      Type one = i < expected.size() ? expected.get(i) : null;
      Type two = i < found.size() ? found.get(i) : null;
      if (!Objects.equals(one, two)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: its column %d is %s, but in %s it is %s. The part files of a folder have the same columns; write"
                    + " them anew together.",
                other.file(),
                i,
                describe(two),
                first.file().getFileName(),
                describe(one)));
      }
    }
  }

  private static String describe(Type type) {
    return type == null ? "missing" : type.toString().replaceAll("\\s+", " ");
  }

  /** What was opened. */
  Path path() {
    return path;
  }

  int rows() {
    return (int) footers.stream().mapToLong(Footer::rows).sum();
  }

  MessageType schema() {
    return footers.get(0).schema();
  }

  /** The key/value pairs that all parts agree on. */
  Map<String, String> metadata() {
    Map<String, String> common = new LinkedHashMap<>(footers.get(0).metadata());
    footers.forEach(footer -> common.entrySet().retainAll(footer.metadata().entrySet()));
    common.values().removeIf(Objects::isNull); // the format allows a key without a value
    return common;
  }

  /** Values of a leaf column in all parts: numbers, and a place for each null or empty list. */
  long values(ColumnDescriptor leaf) {
    return footers.stream()
        .flatMap(footer -> footer.groups().stream())
        .mapToLong(group -> chunk(group, leaf).getValueCount())
        .sum();
  }

  /** Steps through a leaf column's values; close it after use. */
  Cursor cursor(ColumnDescriptor leaf) {
    return new Cursor(footers, leaf);
  }

  /** Where a row is, for a message: file, column and the row within that file. */
  String where(String column, int row) {
    long within = row;
    for (Footer footer : footers) {
      if (within < footer.rows()) {
        return footer.file() + ", column " + column + ", row " + within;
      }
      within -= footer.rows();
    }
    return where(column);
  }

  /** Where a column is, for a message. */
  String where(String column) {
    return path + ", column " + column;
  }

  static ColumnChunkMetaData chunk(BlockMetaData group, ColumnDescriptor leaf) {
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      if (Arrays.equals(chunk.getPath().toArray(), leaf.getPath())) {
        return chunk;
      }
    }
    throw new IllegalStateException("no column " + leaf + " in a checked footer");
  }
}
