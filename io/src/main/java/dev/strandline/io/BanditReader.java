package dev.strandline.io;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a log of single decisions, whole or in parts: finds its columns, then fills arrays. */
final class BanditReader {

  /** Places that a decision may fill; sums are kept for each place up to the last. */
  private static final int MOST_POSITIONS = 10_000;

  private static final String ITEM_ID = "item_id";
  private static final String CLICK = "click";
  private static final String PROPENSITY_SCORE = "propensity_score";
  private static final String USER_FEATURE = "user_feature_";
  private static final String AFFINITY = "user-item_affinity_";

  private final Table table;
  private final LogOptions options;
  private final boolean openBandit;
  private final LogColumns columns;
  private final List<Table.Field> action;
  private final Table.Field reward;
  private final Optional<Table.Field> propensity;
  private final Optional<Table.Field> position;
  private final Optional<Table.Field> stratum;
  private final List<Table.Field> behavior;
  private final List<Table.Field> available;
  private final Optional<Table.Field> cluster;
  private final List<Table.Field> marks = new ArrayList<>(); // round, time and version
  private final List<String> markNames = new ArrayList<>();
  private final List<Table.Field> contextFields;
  private final ContextColumns context;
  private final boolean discrete;
  private final int actionCount;
  private final List<String> actionLabels;
  private final Optional<IndexColumn> actionIndices;
  private final Optional<IndexColumn> stratumIndices;
  private final List<String> stratumLabels;

  BanditReader(Table table, LogOptions options) throws IOException {
    this.table = table;
    this.options = options;
    checkKind(table, Names.KIND_BANDIT);
    openBandit =
        table.field(ITEM_ID).isPresent()
            && table.field(CLICK).isPresent()
            && table.field(Names.ACTION).isEmpty()
            && table.field(Names.REWARD).isEmpty();
    columns = new LogColumns(table, options, Names.BANDIT, defaults());
    action = columns.vector(Names.ACTION);
    if (action.isEmpty()) {
      throw columns.missing(Names.ACTION);
    }
    reward = columns.required(Names.REWARD);
    columns.requireNumbersOrFlags(reward);
    propensity = columns.scalar(Roles.PROPENSITY);
    columns.requireNumbers(propensity.stream().toList(), "numbers, one in each row");
    position = columns.scalar(Names.POSITION);
    stratum = columns.scalar(Names.STRATUM);
    behavior = columns.vector(Names.BEHAVIOR_DISTRIBUTION);
    columns.requireNumbers(behavior, "a list of probabilities in each row");
    available = columns.vector(Roles.AVAILABLE_ACTIONS);
    requireFlags();
    cluster = columns.scalar(Names.CLUSTER_ID);
    for (String role : List.of(Names.ROUND_ID, Names.TIMESTAMP, Names.POLICY_VERSION)) {
      Optional<Table.Field> mark = columns.scalar(role);
      if (mark.isPresent()) {
        marks.add(mark.get());
        markNames.add(role);
      }
    }
    contextFields = columns.several(Names.CONTEXT);

    FirstPass first = new FirstPass();
    Table.Field only = action.get(0);
    discrete =
        action.size() == 1
            && !only.list()
            && only.kind() != Shape.Kind.REAL
            && columns.name(Names.ACTION).equals(only.name());
    if (!discrete) {
      columns.requireNumbers(action, "indices, identifiers, or vectors of numbers");
    }
    int known = discrete ? knownActions(only.kind() == Shape.Kind.TEXT) : 0;
    actionIndices =
        discrete
            ? Optional.of(new IndexColumn(table, columns, only, first, known > 0))
            : Optional.empty();
    stratumIndices =
        stratum.isPresent()
            ? Optional.of(new IndexColumn(table, columns, stratum.get(), first, true))
            : Optional.empty();
    context =
        new ContextColumns(
            contextFields,
            first,
            Labels.ofJson(table, Names.CONTEXT_NAMES),
            options.mostCategories());
    first.run(table);

    boolean identifiers = discrete && actionIndices.get().identifiers();
    actionLabels =
        identifiers ? actionIndices.get().texts() : Labels.ofJson(table, Names.ACTION_LABELS);
    actionCount = !discrete ? 0 : known > 0 ? known : actionIndices.get().count();
    stratumLabels =
        stratumIndices.isPresent() && stratumIndices.get().identifiers()
            ? stratumIndices.get().texts()
            : Labels.ofJson(table, Names.STRATUM_LABELS);
  }

  static void checkKind(Table table, String expected) throws IOException {
    String kind = table.metadata().getOrDefault(Names.KIND, expected);
    if (!kind.equals(expected)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: holds records of kind %s, but records of kind %s are to be read. Say --kind %s, or give another file.",
              table.path(),
              kind,
              expected,
              kind));
    }
  }

  /** Names of the Open Bandit Dataset (Saito, Aihara, Matsutani and Narita, 2021). */
  private Map<String, String> defaults() {
    if (!openBandit) {
      return Map.of();
    }
    Map<String, String> names = new HashMap<>();
    names.put(Names.ACTION, ITEM_ID);
    names.put(Names.REWARD, CLICK);
    names.put(Roles.PROPENSITY, PROPENSITY_SCORE);
    String stars =
        String.join(
            ",",
            Stream.of(USER_FEATURE, AFFINITY)
                .filter(prefix -> affinities(prefix) > 0)
                .map(prefix -> prefix + "*")
                .toList());
    if (!stars.isEmpty()) {
      names.put(Names.CONTEXT, stars);
    }
    return names;
  }

  private int affinities(String prefix) {
    return (int) table.fields().stream().filter(f -> f.name().startsWith(prefix)).count();
  }

  private void requireFlags() throws IOException {
    for (Table.Field field : available) {
      if (field.kind() != Shape.Kind.FLAG && !field.number()) {
        throw columns.wrongType(field.name(), field.words(), "a list of booleans in each row");
      }
    }
  }

  /** The number of actions that something else than the actions states; 0 where nothing does. */
  private int knownActions(boolean identifiers) throws IOException {
    if (identifiers) {
      return 0;
    }
    String stated = table.metadata().get(Names.ACTION_COUNT);
    if (stated != null && stated.matches("[1-9]\\d{0,7}")) {
      return Integer.parseInt(stated);
    }
    int distribution = width(behavior);
    int mask = width(available);
    if (distribution > 0 && mask > 0 && distribution != mask) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: column %s has %d values in a row, but %s has %d. Both have one for each action.",
              table.path(),
              columns.name(Names.BEHAVIOR_DISTRIBUTION),
              distribution,
              columns.name(Roles.AVAILABLE_ACTIONS),
              mask));
    }
    int items = openBandit ? affinities(AFFINITY) : 0;
    return Math.max(items, Math.max(distribution, mask));
  }

  private int width(List<Table.Field> fields) throws IOException {
    if (fields.isEmpty()) {
      return 0;
    }
    try (Table.Pass pass = table.read(fields)) {
      return LogColumns.width(pass.next(1));
    }
  }

  /** The columns that roles take. */
  List<Table.Field> fields() {
    List<Table.Field> fields = new ArrayList<>(action);
    fields.add(reward);
    Stream.of(propensity, position, stratum, cluster).forEach(f -> f.ifPresent(fields::add));
    Stream.of(behavior, available, marks, contextFields).forEach(fields::addAll);
    return fields;
  }

  List<Table.Field> extras() throws IOException {
    return columns.extras();
  }

  int actionCount() {
    return actionCount;
  }

  /** Reads everything at once. */
  BanditLog read() throws IOException {
    int rows = (int) table.rows();
    Map<String, Column> read = readAll(table, fields(), rows);
    List<String> skipped = new ArrayList<>(columns.skipped());
    Map<String, Column> extras =
        readExtras(table, columns.extras(), rows, options.extras().isPresent(), skipped);
    BanditLog log = log(read, extras, 0, rows, skipped);
    checkRounds(log);
    return log;
  }

  /** Requires that no round is there twice, or twice at a position. */
  private void checkRounds(BanditLog log) throws IOException {
    Column rounds = log.extras().get(Names.ROUND_ID);
    if (rounds == null) {
      return;
    }
    if (rounds instanceof Column.Flags) {
      throw columns.wrongType(columns.name(Names.ROUND_ID), "booleans", "whole numbers or texts");
    }
    int[] position = log.positions().orElse(new int[log.size()]);
    long[] hash = new long[log.size()];
    Arrays.setAll(hash, row -> hash(round(rounds, row), position[row]));
    long[] sorted = hash.clone();
    Arrays.sort(sorted);
    Set<Long> repeated = new HashSet<>();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        repeated.add(sorted[i]);
      }
    }
    Map<List<Object>, Integer> seen = new HashMap<>();
    for (int row = 0; row < hash.length && !repeated.isEmpty(); row++) {
      Object id = round(rounds, row);
      Integer earlier =
          id != null && repeated.contains(hash[row])
              ? seen.putIfAbsent(List.of(id, position[row]), row)
              : null;
      if (earlier != null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %s, as in row %d%s, but a round is there once%s. A decision that counts twice narrows every"
                    + " interval: leave the repeated rows out, or, if the column says something else, rename it.",
                table.where(columns.name(Names.ROUND_ID), row),
                id,
                earlier,
                log.positions().isPresent() ? " at the same position" : "",
                log.positions().isPresent() ? " for each position" : ""));
      }
    }
  }

  /** A round's identifier; null where it is missing. */
  private static Object round(Column rounds, int row) {
    Object id = SlateReader.id(rounds, row);
    return id instanceof Double number && number.isNaN() ? null : id;
  }

  private static long hash(Object id, int position) {
    return ((long) Objects.hashCode(id) << Integer.SIZE) ^ position;
  }

  static Map<String, Column> readAll(Table table, List<Table.Field> fields, int rows)
      throws IOException {
    Map<String, Column> read = new LinkedHashMap<>();
    if (!fields.isEmpty()) {
      try (Table.Pass pass = table.read(fields)) {
        List<Column> columns = pass.next(rows);
        for (int c = 0; c < columns.size(); c++) {
          read.put(fields.get(c).name(), columns.get(c));
        }
      } catch (ArithmeticException e) {
        throw new IOException(
            table.path()
                + ": has more values in a column than one array holds. Read it in batches, or split it.",
            e);
      }
    }
    return read;
  }

  /** Columns without a role; those that cannot be carried along are skipped unless named. */
  static Map<String, Column> readExtras(
      Table table, List<Table.Field> fields, int rows, boolean named, List<String> skipped)
      throws IOException {
    try {
      return readAll(table, fields, rows);
    } catch (ColumnValues.ContentException e) {
      if (named) {
        throw e;
      }
    }
    Map<String, Column> read = new LinkedHashMap<>();
    for (Table.Field field : fields) {
      try {
        read.putAll(readAll(table, List.of(field), rows));
      } catch (ColumnValues.ContentException e) {
        skipped.add(field.name());
      }
    }
    return read;
  }

  /** A log of rows that were read, with the checks that every log passes. */
  BanditLog log(
      Map<String, Column> read,
      Map<String, Column> extras,
      long firstRow,
      int rows,
      Collection<String> skipped)
      throws IOException {
    BanditLog.Builder log;
    if (discrete) {
      log =
          BanditLog.discrete(actionCount)
              .actions(actionIndices.get().values(one(read, action.get(0)), firstRow))
              .actionLabels(actionLabels);
    } else {
      List<Column> vectors = all(read, action);
      log =
          BanditLog.continuous(LogColumns.width(vectors))
              .actionVectors(LogColumns.numbers(vectors, rows));
    }
    log.firstRow(firstRow).rewards(LogColumns.numbers(one(read, reward)));
    propensity.ifPresent(field -> log.propensities(LogColumns.numbers(one(read, field))));
    if (position.isPresent()) {
      log.positions(positions(one(read, position.get()), firstRow));
    }
    if (stratumIndices.isPresent()) {
      log.strata(stratumIndices.get().values(one(read, stratum.get()), firstRow))
          .stratumLabels(stratumLabels);
    }
    if (!behavior.isEmpty()) {
      log.behavior(LogColumns.numbers(all(read, behavior), rows));
    }
    if (!available.isEmpty()) {
      log.available(columns.flags(available, all(read, available), rows, firstRow));
    }
    cluster.ifPresent(field -> log.clusters(one(read, field)));
    if (!contextFields.isEmpty()) {
      double[] values = context.values(all(read, contextFields), rows);
      log.context(context.names(), values);
    }
    for (int m = 0; m < marks.size(); m++) {
      Column column = one(read, marks.get(m));
      log.extra(
          markNames.get(m),
          markNames.get(m).equals(Names.TIMESTAMP)
              ? Times.milliseconds(table, marks.get(m), column, firstRow)
              : column);
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

  /** Open Bandit's positions count from 1. */
  private int[] positions(Column column, long firstRow) throws IOException {
    int[] positions = columns.integers(position.get(), column, firstRow);
    columns.require(
        position.get(),
        firstRow,
        positions.length,
        row -> positions[row] < MOST_POSITIONS,
        row -> Integer.toString(positions[row]),
        "positions end below " + MOST_POSITIONS + ": number the places anew from 0");
    if (!openBandit || !position.get().name().equals(Names.POSITION)) {
      return positions;
    }
    columns.require(
        position.get(),
        firstRow,
        positions.length,
        row -> positions[row] >= 1,
        row -> Integer.toString(positions[row]),
        "positions of the Open Bandit Dataset count from 1");
    Arrays.setAll(positions, row -> positions[row] - 1);
    return positions;
  }

  private static Column one(Map<String, Column> read, Table.Field field) {
    return read.get(field.name());
  }

  private static List<Column> all(Map<String, Column> read, List<Table.Field> fields) {
    return fields.stream().map(field -> read.get(field.name())).toList();
  }
}
