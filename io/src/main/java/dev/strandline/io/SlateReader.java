package dev.strandline.io;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads a log of slates, whole or in parts: finds its columns, then fills arrays. */
final class SlateReader {

  private static final int LOOK = 1 << 12;
  private static final String SAME_LENGTH =
      "Slates have the same length; sort the log by slate and position, and leave slates of another length out.";

  private final Table table;
  private final LogOptions options;
  private final LogColumns columns;
  private final Table.Field slate;
  private final Table.Field position;
  private final Table.Field action;
  private final Table.Field reward;
  private final Map<String, Table.Field> optional = new LinkedHashMap<>();
  private final List<Table.Field> contextFields;
  private final ContextColumns context;
  private final IndexColumn items;
  private final int actionCount;

  SlateReader(Table table, LogOptions options) throws IOException {
    this.table = table;
    this.options = options;
    BanditReader.checkKind(table, Names.KIND_SLATE);
    columns = new LogColumns(table, options, Names.SLATES, Map.of());
    slate = columns.required(Names.SLATE);
    position = columns.required(Names.POSITION);
    action = columns.required(Names.ACTION);
    reward = columns.required(Names.REWARD);
    columns.requireNumbersOrFlags(reward);
    for (String role :
        List.of(
            Roles.PROPENSITY,
            Names.PROPENSITY_ITEM_POSITION,
            Names.PROPENSITY_CASCADE,
            Names.CLUSTER_ID,
            Names.TIMESTAMP,
            Names.POLICY_VERSION)) {
      columns.scalar(role).ifPresent(field -> optional.put(role, field));
    }
    contextFields = columns.several(Names.CONTEXT);

    FirstPass first = new FirstPass();
    int stated = statedActions();
    items = new IndexColumn(table, columns, action, first, stated > 0);
    context =
        new ContextColumns(
            contextFields,
            first,
            Labels.ofJson(table, Names.CONTEXT_NAMES),
            options.mostCategories());
    first.run(table);
    boolean refused = action.kind() == Shape.Kind.REAL; // with its row, once that is read
    actionCount = stated > 0 ? stated : refused ? 0 : items.count();
  }

  private int statedActions() {
    String stated = table.metadata().get(Names.ACTION_COUNT);
    return action.kind() != Shape.Kind.TEXT && stated != null && stated.matches("[1-9]\\d{0,7}")
        ? Integer.parseInt(stated)
        : 0;
  }

  /** The columns that roles take. */
  List<Table.Field> fields() {
    List<Table.Field> fields = new ArrayList<>(List.of(slate, position, action, reward));
    fields.addAll(optional.values());
    fields.addAll(contextFields);
    return fields;
  }

  List<Table.Field> extras() throws IOException {
    return columns.extras();
  }

  int actionCount() {
    return actionCount;
  }

  /** Reads everything at once. */
  SlateLog read() throws IOException {
    int rows = (int) table.rows();
    Map<String, Column> read = BanditReader.readAll(table, fields(), rows);
    int length = rowsOfFirst(read.get(slate.name()));
    List<String> skipped = new ArrayList<>(columns.skipped());
    Map<String, Column> extras =
        BanditReader.readExtras(
            table, columns.extras(), rows, options.extras().isPresent(), skipped);
    return log(read, extras, 0, length, skipped);
  }

  /** Rows in the first slate, which all others must have too. */
  int length() throws IOException {
    try (Table.Pass pass = table.read(List.of(slate))) {
      Object id = null;
      long rows = 0;
      while (rows < table.rows()) {
        Column some = pass.next((int) Math.min(LOOK, table.rows() - rows)).get(0);
        id = rows == 0 ? id(some, 0) : id;
        for (int row = 0; row < some.rows(); row++) {
          if (!Objects.equals(id(some, row), id)) {
            return Math.toIntExact(rows + row);
          }
        }
        rows += some.rows();
      }
      return Math.toIntExact(rows);
    }
  }

  private static int rowsOfFirst(Column slates) {
    int row = 1;
    while (row < slates.rows() && Objects.equals(id(slates, row), id(slates, 0))) {
      row++;
    }
    return row;
  }

  /** What identifies the slate of the last row. */
  Object lastSlate(Map<String, Column> read) {
    Column slates = read.get(slate.name());
    return id(slates, slates.rows() - 1);
  }

  /** Requires that the first row begins another slate than the row before it. */
  void checkBegins(Map<String, Column> read, Object before, long firstRow, int length)
      throws IOException {
    if (Objects.equals(id(read.get(slate.name()), 0), before)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: slate %s goes on here, but the first slate has %d rows. %s",
              table.where(slate.name(), firstRow),
              before,
              length,
              SAME_LENGTH));
    }
  }

  /** A log of rows that were read, with the checks that every log passes. */
  SlateLog log(
      Map<String, Column> read,
      Map<String, Column> extras,
      long firstRow,
      int length,
      Collection<String> skipped)
      throws IOException {
    int[] actions = items.values(read.get(action.name()), firstRow);
    checkLengths(read.get(slate.name()), firstRow, length);
    checkPositions(
        columns.integers(position, read.get(position.name()), firstRow), firstRow, length);
    SlateLog.Builder log =
        new SlateLog.Builder(length, actionCount)
            .firstRow(firstRow)
            .slates(read.get(slate.name()))
            .actions(actions)
            .actionLabels(
                items.identifiers() ? items.texts() : Labels.ofJson(table, Names.ACTION_LABELS))
            .rewards(LogColumns.numbers(read.get(reward.name())));
    numbers(Roles.PROPENSITY, read).ifPresent(log::propensities);
    numbers(Names.PROPENSITY_ITEM_POSITION, read).ifPresent(log::itemPositionPropensities);
    numbers(Names.PROPENSITY_CASCADE, read).ifPresent(log::cascadePropensities);
    if (optional.containsKey(Names.CLUSTER_ID)) {
      log.clusters(read.get(optional.get(Names.CLUSTER_ID).name()));
    }
    if (!contextFields.isEmpty()) {
      double[] values =
          context.values(
              contextFields.stream().map(field -> read.get(field.name())).toList(), actions.length);
      log.context(context.names(), values);
    }
    Table.Field time = optional.get(Names.TIMESTAMP);
    if (time != null) {
      log.extra(Names.TIMESTAMP, Times.milliseconds(table, time, read.get(time.name()), firstRow));
    }
    Table.Field version = optional.get(Names.POLICY_VERSION);
    if (version != null) {
      log.extra(Names.POLICY_VERSION, read.get(version.name()));
    }
    extras.forEach(log::extra);
    table
        .metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(Names.PREFIX)) {
                log.metadata(key, value);
              }
            });
    if (!skipped.isEmpty()) {
      log.metadata(Names.SKIPPED_COLUMNS, String.join(", ", skipped));
    }
    try {
      return log.build();
    } catch (BadRowsException e) {
      throw columns.located(e);
    } catch (IllegalArgumentException e) {
      throw new IOException(table.path() + ": " + e.getMessage(), e);
    }
  }

  private void checkLengths(Column slates, long firstRow, int length) throws IOException {
    int begin = 0;
    for (int row = 1; row <= slates.rows(); row++) {
      if (row < slates.rows() && Objects.equals(id(slates, row), id(slates, begin))) {
        continue;
      }
      if (row - begin != length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: slate %s has %d rows that stand together, but the first slate has %d. %s",
                table.where(slate.name(), firstRow + begin),
                id(slates, begin),
                row - begin,
                length,
                SAME_LENGTH));
      }
      begin = row;
    }
  }

  static Object id(Column slates, int row) {
    return slates instanceof Column.Texts texts
        ? texts.values()[row]
        : slates instanceof Column.Integers integers
            ? (Object) integers.values()[row]
            : LogColumns.numbers(slates)[row];
  }

  private void checkPositions(int[] positions, long firstRow, int length) throws IOException {
    for (int row = 0; row < positions.length; row++) {
      if (positions[row] != row % length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %d, but position %d of the slate is expected. Positions of a slate count from 0 without a gap;"
                    + " sort the log by slate and position, or number them anew.",
                table.where(position.name(), firstRow + row),
                positions[row],
                row % length));
      }
    }
  }

  private Optional<double[]> numbers(String role, Map<String, Column> read) throws IOException {
    Table.Field field = optional.get(role);
    if (field == null) {
      return Optional.empty();
    }
    columns.requireNumbers(List.of(field), "numbers, one in each row");
    return Optional.of(LogColumns.numbers(read.get(field.name())));
  }
}
