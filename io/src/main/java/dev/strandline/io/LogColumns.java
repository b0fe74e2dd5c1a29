package dev.strandline.io;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.Column;
import dev.strandline.policy.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns of a file hold which role of a log of decisions, and a role's values as primitive
 * arrays. What does not fit is an error with its place.
 */
final class LogColumns {

  private static final Pattern DIMENSION = Pattern.compile("(.+)_(\\d{1,6})");

  private final Table table;
  private final LogOptions options;
  private final Map<String, String> defaults;
  private final Map<String, List<Table.Field>> roles = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Begins to look for roles.
   *
   * @param known all roles of the kind of log
   * @param defaults the file's column of a role that is not mapped, if not the role's own name
   */
  LogColumns(
      Table table, LogOptions options, Collection<String> known, Map<String, String> defaults) {
    this.table = table;
    this.options = options;
    this.defaults = defaults;
    options
        .columns()
        .keySet()
        .forEach(
            role ->
                Check.that(
                    known.contains(role),
                    "'%s' is no role of this kind of log. Roles are: %s.",
                    role,
                    String.join(", ", known)));
  }

  /** The file's name of a role. */
  String name(String role) {
    return options.columns().getOrDefault(role, defaults.getOrDefault(role, role));
  }

  /** Finds one column; empty where the file has none and none was named. */
  Optional<Table.Field> scalar(String role) throws IOException {
    String name = name(role);
    Optional<Table.Field> field = field(name);
    if (field.isEmpty()) {
      if (options.columns().containsKey(role)) {
        throw missing(role);
      }
      return Optional.empty();
    }
    if (field.get().list()) {
      throw wrongType(name, field.get().words(), "one value in each row");
    }
    take(role, List.of(field.get()));
    return field;
  }

  /** Finds one column that must be there. */
  Table.Field required(String role) throws IOException {
    Optional<Table.Field> field = scalar(role);
    if (field.isEmpty()) {
      throw missing(role);
    }
    return field.get();
  }

  /** Finds one column, a column of lists, or a column for each dimension. */
  List<Table.Field> vector(String role) throws IOException {
    String name = name(role);
    Optional<Table.Field> field = field(name);
    List<Table.Field> found =
        field.isPresent() ? List.of(field.get()) : dimensions(name, options.columns().get(role));
    if (found.isEmpty() && options.columns().containsKey(role)) {
      throw missing(role);
    }
    take(role, found);
    return found;
  }

  /** Finds the columns of a list of names with stars, or of a vector. */
  List<Table.Field> several(String role) throws IOException {
    String names = name(role);
    if (!names.contains(",") && !names.contains("*")) {
      return vector(role);
    }
    Set<Table.Field> found = new LinkedHashSet<>();
    for (String name : names.split(",", -1)) {
      Predicate<String> matches =
          Pattern.compile(Pattern.quote(name.strip()).replace("*", "\\E.*\\Q")).asMatchPredicate();
      List<Table.Field> matching =
          table.fields().stream().filter(field -> matches.test(field.name())).toList();
      if (matching.isEmpty()) {
        field(name.strip());
        throw missing(name.strip(), role);
      }
      found.addAll(matching);
    }
    List<Table.Field> fields = List.copyOf(found);
    take(role, fields);
    return fields;
  }

  private void take(String role, List<Table.Field> fields) {
    if (fields.isEmpty()) {
      return;
    }
    for (Table.Field field : fields) {
      Check.that(
          taken.add(field.name()),
          "%s: column %s is %s and another role as well. Give each role a column of its own.",
          table.path(),
          field.name(),
          role);
    }
    roles.put(role, fields);
  }

  private Optional<Table.Field> field(String name) throws IOException {
    String unreadable = table.unreadable().get(name);
    if (unreadable != null) {
      throw wrongType(
          name, unreadable, "numbers, booleans, texts, or lists of numbers or booleans");
    }
    return table.field(name);
  }

  private List<Table.Field> dimensions(String name, String mapped) throws IOException {
    Map<Integer, Table.Field> found = new TreeMap<>();
    for (Table.Field field : table.fields()) {
      Matcher matcher = DIMENSION.matcher(field.name());
      if (matcher.matches() && matcher.group(1).equals(name)) {
        found.put(Integer.parseInt(matcher.group(2)), field);
      }
    }
    List<Table.Field> fields = List.copyOf(found.values());
    boolean gap = !found.isEmpty() && !found.containsKey(0);
    for (int j = 0; j < fields.size(); j++) {
      gap |= !found.containsKey(j) || fields.get(j).list();
    }
    if (gap) {
      if (mapped == null) {
        return List.of(); // context_2 alone is somebody's column
      }
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its columns %s are not the dimensions of one vector. Name them %s_0, %s_1 and so on without a gap.",
              table.path(),
              String.join(", ", fields.stream().map(Table.Field::name).toList()),
              name,
              name));
    }
    return fields;
  }

  /** Columns without a role that are to be carried along. */
  List<Table.Field> extras() throws IOException {
    if (options.extras().isEmpty()) {
      return table.fields().stream().filter(field -> !taken.contains(field.name())).toList();
    }
    List<Table.Field> fields = new ArrayList<>();
    for (String name : options.extras().get()) {
      Optional<Table.Field> field = field(name);
      if (field.isEmpty()) {
        throw missing(name, "extra");
      }
      if (!taken.contains(name)) {
        fields.add(field.get());
      }
    }
    return fields;
  }

  /** Names of columns that nothing could take. */
  Collection<String> skipped() {
    return options.extras().isEmpty() ? table.unreadable().keySet() : List.of();
  }

  // Errors.

  IOException missing(String role) {
    return missing(name(role), role);
  }

  private IOException missing(String name, String role) {
    List<String> names = table.fields().stream().map(Table.Field::name).toList();
    String there = String.join(", ", names.subList(0, Math.min(names.size(), 20)));
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: has no column %s. It has: %s%s. If one of them holds the %s under another name, map it:"
                + " --column %s=NAME on the command line, LogOptions.withColumn in Java.",
            table.path(),
            name,
            there,
            names.size() > 20 ? " and " + (names.size() - 20) + " more" : "",
            role,
            role));
  }

  IOException wrongType(String name, String found, String expected) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s, column %s: holds %s, but must hold %s. Write it as such, or map another column to it.",
            table.path(),
            name,
            found,
            expected));
  }

  /** The same complaint, with the file's name of the column and the row within its file. */
  IOException located(BadRowsException bad) {
    String column = name(bad.column());
    return new IOException(table.where(column, bad.row()) + ": " + bad.problem(), bad);
  }

  // Values.

  /** Requires that a role holds numbers, a number or a list in each row. */
  void requireNumbers(List<Table.Field> fields, String expected) throws IOException {
    for (Table.Field field : fields) {
      if (!field.number()) {
        throw wrongType(field.name(), field.words(), expected);
      }
    }
  }

  /** Requires that a column holds numbers, or flags that stand for 0 and 1. */
  void requireNumbersOrFlags(Table.Field field) throws IOException {
    if (field.kind() != Shape.Kind.FLAG) {
      requireNumbers(List.of(field), "numbers, one in each row");
    }
  }

  /** Values in each row of columns that were read together. */
  static int width(List<Column> columns) {
    int width = 0;
    for (Column column : columns) {
      width +=
          column instanceof Column.Numbers numbers
              ? numbers.width()
              : column instanceof Column.Flags flags ? flags.width() : 1;
    }
    return width;
  }

  /** Numbers of one column or several, {@code [rows * width]}, row-major. */
  static double[] numbers(List<Column> columns, int rows) {
    if (columns.size() == 1) {
      return numbers(columns.get(0));
    }
    int width = width(columns);
    double[] values = new double[Math.multiplyExact(rows, width)];
    int at = 0;
    for (Column column : columns) {
      double[] part = numbers(column);
      int size = part.length / rows;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(part, row * size, values, row * width + at, size);
      }
      at += size;
    }
    return values;
  }

  /** Numbers of one column; flags are 0 and 1. */
  static double[] numbers(Column column) {
    if (column instanceof Column.Numbers numbers) {
      return numbers.values();
    }
    if (column instanceof Column.Integers integers) {
      double[] values = new double[column.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = integers.values()[row];
      }
      return values;
    }
    if (column instanceof Column.Flags flags) {
      double[] values = new double[flags.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = flags.values()[i] ? 1 : 0;
      }
      return values;
    }
    throw new IllegalStateException("texts where numbers were checked for");
  }

  /** Whole numbers that an int holds, {@code [rows]}. */
  int[] integers(Table.Field field, Column column, long firstRow) throws IOException {
    if (!(column instanceof Column.Integers integers)) {
      throw notWhole(field, column, firstRow);
    }
    long[] values = integers.values();
    int[] ints = new int[values.length];
    require(
        field,
        firstRow,
        values.length,
        row -> values[row] == (int) values[row],
        row -> Long.toString(values[row]),
        "whole numbers here lie between -2147483648 and 2147483647");
    for (int row = 0; row < ints.length; row++) {
      ints[row] = (int) values[row];
    }
    return ints;
  }

  private IOException notWhole(Table.Field field, Column column, long firstRow) throws IOException {
    if (column instanceof Column.Numbers numbers && !field.list()) {
      require(
          field,
          firstRow,
          column.rows(),
          row -> numbers.values()[row] == Math.rint(numbers.values()[row]),
          row ->
              Double.isNaN(numbers.values()[row])
                  ? "missing or NaN"
                  : Double.toString(numbers.values()[row]),
          "must be a whole number");
    }
    return wrongType(field.name(), field.words(), "whole numbers");
  }

  /** Flags of one column or several, {@code [rows * width]}; numbers must be 0 or 1. */
  boolean[] flags(List<Table.Field> fields, List<Column> columns, int rows, long firstRow)
      throws IOException {
    if (columns.size() == 1 && columns.get(0) instanceof Column.Flags flags) {
      return flags.values();
    }
    double[] values = numbers(columns, rows);
    int width = values.length / rows;
    boolean[] flags = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      int row = i / width;
      double value = values[i];
      if (value != 0 && value != 1) {
        Table.Field field = fields.size() == 1 ? fields.get(0) : fields.get(i % width);
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %s, but a flag is 0 or 1. Write it as a boolean, or as 0 and 1.",
                table.where(field.name(), firstRow + row),
                value));
      }
      flags[i] = value == 1;
    }
    return flags;
  }

  /** Names a row that does not hold what its column must. */
  void require(
      Table.Field field,
      long firstRow,
      int rows,
      IntPredicate good,
      IntFunction<String> value,
      String rule)
      throws IOException {
    for (int row = 0; row < rows; row++) {
      if (!good.test(row)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: is %s, but %s. Mend the row, or map another column.",
                table.where(field.name(), firstRow + row),
                value.apply(row),
                rule));
      }
    }
  }
}
