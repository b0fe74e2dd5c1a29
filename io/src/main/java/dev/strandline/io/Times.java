package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times of decisions as milliseconds since 1970 in UTC. */
final class Times {

  private Times() {}

  /**
   * Times of some rows, from whole numbers (milliseconds, unless the file states another unit) or
   * from texts such as 2019-11-24 00:03:13.44+00:00; without an offset they are in UTC.
   */
  static Column milliseconds(Table table, Table.Field field, Column column, long firstRow)
      throws IOException {
    if (column instanceof Column.Integers integers) {
      if (field.perMillisecond() == 1) {
        return column;
      }
      long[] times = new long[column.rows()];
      for (int row = 0; row < times.length; row++) {
        times[row] = Math.floorDiv(integers.values()[row], field.perMillisecond());
      }
      return new Column.Integers(times);
    }
    if (!(column instanceof Column.Texts texts)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, column %s: holds %s, but must hold milliseconds since 1970 as whole numbers, or texts such as"
                  + " 2019-11-24T00:03:13Z. Write it as such, or map another column to timestamp.",
              table.path(),
              field.name(),
              field.words()));
    }
    long[] times = new long[column.rows()];
    for (int row = 0; row < times.length; row++) {
      String text = texts.values()[row];
      try {
        times[row] = parse(text == null ? "" : text).toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %s, but must be a time such as 2019-11-24T00:03:13Z. Mend the row, or do not map the column.",
                table.where(field.name(), firstRow + row),
                text == null ? "missing" : "'" + text + "'"),
            e);
      }
    }
    return new Column.Integers(times);
  }

  private static Instant parse(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    String iso = text.replaceFirst(" ", "T");
    return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }
}
