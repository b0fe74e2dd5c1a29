package dev.strandline.io;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads a log of slates: finds its columns, then fills arrays. */
final class SlateReader {

  private final Table table;
  private final LogOptions options;
  private final LogColumns columns;

  SlateReader(Table table, LogOptions options) throws IOException {
    this.table = table;
    this.options = options;
    BanditReader.checkKind(table, Names.KIND_SLATE);
    columns = new LogColumns(table, options, Names.SLATES, Map.of());
  }

  SlateLog read() throws IOException {
    int rows = (int) table.rows();
    Table.Field slate = columns.required(Names.SLATE);
    Table.Field position = columns.required(Names.POSITION);
    Table.Field action = columns.required(Names.ACTION);
    Table.Field reward = columns.required(Names.REWARD);
    columns.requireNumbersOrFlags(reward);
    Map<String, Table.Field> optional = new LinkedHashMap<>();
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
    List<Table.Field> contextFields = columns.several(Names.CONTEXT);

    FirstPass first = new FirstPass();
    int stated = statedActions(action);
    IndexColumn items = new IndexColumn(table, columns, action, first, stated > 0);
    ContextColumns context =
        new ContextColumns(
            contextFields,
            first,
            Labels.ofJson(table, Names.CONTEXT_NAMES),
            options.mostCategories());
    first.run(table);

    List<Table.Field> fields = new ArrayList<>(List.of(slate, position, action, reward));
    fields.addAll(optional.values());
    fields.addAll(contextFields);
    Map<String, Column> read = BanditReader.readAll(table, fields, rows);
    int[] actions = items.values(read.get(action.name()), 0);
    int length = length(slate, read.get(slate.name()));
    checkPositions(position, columns.integers(position, read.get(position.name()), 0), length);
    SlateLog.Builder log =
        new SlateLog.Builder(length, stated > 0 ? stated : items.count())
            .slates(read.get(slate.name()))
            .actions(actions)
            .actionLabels(
                items.identifiers() ? items.texts() : Labels.ofJson(table, Names.ACTION_LABELS))
            .rewards(LogColumns.numbers(read.get(reward.name())));
    numbers(optional, Roles.PROPENSITY, read).ifPresent(log::propensities);
    numbers(optional, Names.PROPENSITY_ITEM_POSITION, read)
        .ifPresent(log::itemPositionPropensities);
    numbers(optional, Names.PROPENSITY_CASCADE, read).ifPresent(log::cascadePropensities);
    if (optional.containsKey(Names.CLUSTER_ID)) {
      log.clusters(read.get(optional.get(Names.CLUSTER_ID).name()));
    }
    if (!contextFields.isEmpty()) {
      double[] values =
          context.values(
              contextFields.stream().map(field -> read.get(field.name())).toList(), rows);
      log.context(context.names(), values);
    }
    addExtras(log, optional, read, rows);
    try {
      return log.build();
    } catch (BadRowsException e) {
      throw columns.located(e);
    } catch (IllegalArgumentException e) {
      throw new IOException(table.path() + ": " + e.getMessage(), e);
    }
  }

  private int statedActions(Table.Field action) {
    String stated = table.metadata().get(Names.ACTION_COUNT);
    return action.kind() != Shape.Kind.TEXT && stated != null && stated.matches("[1-9]\\d{0,7}")
        ? Integer.parseInt(stated)
        : 0;
  }

  /** Rows in the first slate, which all others must have too. */
  private int length(Table.Field field, Column slates) throws IOException {
    int rows = slates.rows();
    int length = 0;
    int begin = 0;
    for (int row = 1; row <= rows; row++) {
      if (row < rows && Objects.equals(id(slates, row), id(slates, begin))) {
        continue;
      }
      length = begin == 0 ? row : length;
      if (row - begin != length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: slate %s has %d rows that stand together, but the first slate has %d. Slates have the same length;"
                    + " sort the log by slate and position, and leave slates of another length out.",
                table.where(field.name(), begin),
                id(slates, begin),
                row - begin,
                length));
      }
      begin = row;
    }
    return length;
  }

  private static Object id(Column slates, int row) {
    return slates instanceof Column.Texts texts
        ? texts.values()[row]
        : slates instanceof Column.Integers integers
            ? (Object) integers.values()[row]
            : LogColumns.numbers(slates)[row];
  }

  private void checkPositions(Table.Field field, int[] positions, int length) throws IOException {
    for (int row = 0; row < positions.length; row++) {
      if (positions[row] != row % length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %d, but position %d of the slate is expected. Positions of a slate count from 0 without a gap;"
                    + " sort the log by slate and position, or number them anew.",
                table.where(field.name(), row),
                positions[row],
                row % length));
      }
    }
  }

  private Optional<double[]> numbers(
      Map<String, Table.Field> optional, String role, Map<String, Column> read) throws IOException {
    Table.Field field = optional.get(role);
    if (field == null) {
      return Optional.empty();
    }
    columns.requireNumbers(List.of(field), "numbers, one in each row");
    return Optional.of(LogColumns.numbers(read.get(field.name())));
  }

  private void addExtras(
      SlateLog.Builder log, Map<String, Table.Field> optional, Map<String, Column> read, int rows)
      throws IOException {
    Table.Field time = optional.get(Names.TIMESTAMP);
    if (time != null) {
      log.extra(Names.TIMESTAMP, Times.milliseconds(table, time, read.get(time.name()), 0));
    }
    Table.Field version = optional.get(Names.POLICY_VERSION);
    if (version != null) {
      log.extra(Names.POLICY_VERSION, read.get(version.name()));
    }
    List<String> skipped = new ArrayList<>(columns.skipped());
    BanditReader.readExtras(table, columns.extras(), rows, options.extras().isPresent(), skipped)
        .forEach(log::extra);
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
  }
}
