package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A column of indices from 0, or of identifiers, which are numbered as {@link Labels} are. */
final class IndexColumn {

  private static final int MOST = 1 << 24;

  private final Table table;
  private final LogColumns columns;
  private final Table.Field field;
  private final Labels.Collector texts; // or
  private final FirstPass.Largest largest; // or neither, where their number is known
  private Labels labels;

  /** Takes the column; {@code countKnown} saves looking for the largest index. */
  IndexColumn(
      Table table, LogColumns columns, Table.Field field, FirstPass first, boolean countKnown)
      throws IOException {
    this.table = table;
    this.columns = columns;
    this.field = field;
    boolean identifiers = field.kind() == Shape.Kind.TEXT;
    if (!identifiers && field.kind() == Shape.Kind.FLAG) {
      throw columns.wrongType(field.name(), field.words(), "indices from 0, or identifiers");
    }
    texts = identifiers ? first.texts(field, Labels.MOST) : null;
    largest =
        !identifiers && field.kind() == Shape.Kind.INTEGER && !countKnown
            ? first.largest(field)
            : null;
  }

  boolean identifiers() {
    return texts != null;
  }

  /** How many there are, after the first pass. */
  int count() throws IOException {
    if (texts != null) {
      return Math.max(1, labels().size());
    }
    if (largest.value() >= MOST) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: is %d, but indices end below %d. Number them anew from 0, or write identifiers as texts.",
              table.where(field.name(), largest.row()),
              largest.value(),
              MOST));
    }
    return (int) Math.max(0, largest.value()) + 1;
  }

  /** The identifiers in the order of their numbers; empty where they are indices. */
  List<String> texts() throws IOException {
    return texts == null ? List.of() : labels().texts();
  }

  private Labels labels() throws IOException {
    if (labels == null) {
      if (texts.tooMany()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s, column %s: has more than %d different identifiers. Map the right column, or number them anew.",
                table.path(),
                field.name(),
                Labels.MOST));
      }
      labels = texts.labels();
    }
    return labels;
  }

  /** Numbers of these rows. */
  int[] values(Column column, long firstRow) throws IOException {
    if (!(column instanceof Column.Texts identifiers)) {
      return columns.integers(field, column, firstRow);
    }
    String[] given = identifiers.values();
    columns.require(
        field,
        firstRow,
        given.length,
        row -> given[row] != null,
        row -> "missing",
        "every row needs one");
    Labels known = labels();
    int[] values = new int[given.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = known.code(given[row]);
    }
    return values;
  }
}
