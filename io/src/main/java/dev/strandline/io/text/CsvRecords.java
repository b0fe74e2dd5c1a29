package dev.strandline.io.text;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps through the rows of comma-separated values behind a header row. Every row has as many
 * fields as the header; what is no such row is an error with its line.
 */
public final class CsvRecords implements Closeable {

  private static final int LONGEST_FIELD = 1 << 16;
  private static final int LONGEST_NAME = 200;
  private static final int MOST_COLUMNS = 10_000;

  private final Path source;
  private final CsvText text;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final List<String> header;
  private CsvRecord record;

  private CsvRecords(Path source, CsvText text) throws IOException {
    this.source = source;
    this.text = text;
    this.reader =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(4 * LONGEST_FIELD)
            .build(
                CsvRecordHandler.builder()
                    .maxFieldSize(LONGEST_FIELD)
                    .maxFields(MOST_COLUMNS)
                    .build(),
                text);
    this.records = reader.iterator();
    if (!advance()) {
      throw new IOException(source + ": is empty. A log has a header row and a row for each step.");
    }
    header = List.copyOf(record.getFields());
  }

  /** Opens a file and reads its header. */
  public static CsvRecords open(Path source) throws IOException {
    CsvText text = CsvText.open(source);
    try {
      return new CsvRecords(source, text);
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** The fields of the first row. */
  public List<String> header() {
    return header;
  }

  /**
   * The place of each column by its name.
   *
   * @param from first column that must have a name
   * @throws IOException if a name is blank, very long, or there twice
   */
  public Map<String, Integer> columns(int from) throws IOException {
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < header.size(); column++) {
      String name = header.get(column);
      if (name.isBlank() && column < from) {
        continue;
      }
      if (name.isBlank() || name.length() > LONGEST_NAME) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s, line 1: column %d has %s. Give each column a short name of its own.",
                source,
                column + 1,
                name.isBlank() ? "no name" : "a name of " + name.length() + " characters"));
      }
      Integer earlier = columns.put(name, column);
      if (earlier != null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s, line 1: columns %d and %d are both called %s. Give each column a name of its own.",
                source,
                earlier + 1,
                column + 1,
                Printable.name(name)));
      }
    }
    return columns;
  }

  /** Steps to the next row; false after the last. */
  public boolean next() throws IOException {
    if (!advance()) {
      return false;
    }
    if (record.getFieldCount() != header.size()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, line %d: has %d %s, but the header has %d. Mend the row; a field that has a comma in it stands in"
                  + " quotes.",
              source,
              line(),
              record.getFieldCount(),
              record.getFieldCount() == 1 ? "field" : "fields",
              header.size()));
    }
    return true;
  }

  /** A field of the current row. */
  public String field(int column) {
    return record.getField(column);
  }

  /** The line on which the current row begins, from 1. */
  public long line() {
    return record.getStartingLineNumber();
  }

  /** Bytes of the file that were read so far, before they were decompressed. */
  public long bytesRead() {
    return text.bytesRead();
  }

  private boolean advance() throws IOException {
    try {
      if (!records.hasNext()) {
        return false;
      }
      record = records.next();
      return true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(CsvParseException thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof IOException own) {
      return own;
    }
    if (!(cause instanceof CsvParseException)) {
      throw thrown;
    }
    Matcher line =
        Pattern.compile("line (\\d+)").matcher(thrown.getMessage() + " " + cause.getMessage());
    String place = line.find() ? ", line " + line.group(1) : "";
    String said = cause.getMessage();
    String what =
        said.startsWith("Unclosed")
            ? "a quote that opens here is never closed. Close it, or write a quote within a field twice"
            : said.contains("buffer size") || said.contains("field size")
                ? "a field is longer than "
                    + LONGEST_FIELD
                    + " characters, or a quote that opens here is not closed. Mend the row"
                : "is no row of comma-separated values ("
                    + Printable.text(said, 100)
                    + "). Mend the row";
    return new IOException(source + place + ": " + what + ".", thrown);
  }

  /** That the file is no longer the one whose header was read first. */
  public static IOException changed(Path source) {
    return new IOException(
        source + ": changed while it was read. Read it again when nothing writes to it.");
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
