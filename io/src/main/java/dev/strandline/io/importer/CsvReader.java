package dev.strandline.io.importer;

import dev.strandline.datasets.Column;
import dev.strandline.io.Roles;
import dev.strandline.io.text.CsvColumn;
import dev.strandline.io.text.CsvNumber;
import dev.strandline.io.text.CsvRecords;
import dev.strandline.io.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads comma-separated values with a header row.
 *
 * <p>The text is read twice: once to count its rows and to see what its other columns hold, then
 * into arrays of the right size, so that memory stays near the numbers themselves.
 *
 * <p>Without {@code episode_id}, an episode begins at every step 0, or without {@code step} as well
 * after every terminal or timeout.
 */
final class CsvReader {

  private static final List<String> IN_DOUBLES =
      List.of(Roles.PROPENSITY, Roles.ACTION_LOG_PROBS, Roles.SIMULATOR_STATE);

  private static final int NAMES_IN_A_MESSAGE = 20;
  private static final int ROWS_BETWEEN_NEWS = 1 << 10;
  private static final Pattern DIMENSION = Pattern.compile("(.+)_(\\d{1,6})");

  /** Takes a row: its record and its number from 0. */
  @FunctionalInterface
  private interface Row {
    void take(CsvRecords fields, int row) throws IOException;
  }

  private final Path source;
  private final ImportOptions options;
  private final ImportProgress progress;
  private final long bytes;
  private final RawLog log;

  /** Column of each name, in the order of the file. */
  private final Map<String, Integer> header = new LinkedHashMap<>();

  /** Columns of each role, by dimension. */
  private final Map<String, int[]> roles = new LinkedHashMap<>();

  private final Map<String, CsvColumn> extras = new LinkedHashMap<>();
  private List<String> names = List.of();
  private int rows;

  private CsvReader(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.bytes = Math.max(1, Files.size(source));
    this.log = new RawLog(source, Format.CSV);
  }

  static RawLog read(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    return new CsvReader(source, options, progress).read();
  }

  private RawLog read() throws IOException {
    rows = forEachRow(0, this::look);
    if (rows == 0) {
      throw new IOException(
          source + ": has a header but no rows. A log needs at least one; check what wrote it.");
    }
    checkMemory();
    fill();
    return log;
  }

  // Records.

  /**
   * Gives every row to {@code each} and returns how many there are.
   *
   * @param before rows, counted twice, that were read before; half the work is each reading
   */
  private int forEachRow(int before, Row each) throws IOException {
    int row = 0;
    try (CsvRecords records = CsvRecords.open(source)) {
      readHeader(records);
      while (records.next()) {
        if (row == Integer.MAX_VALUE - 8) {
          throw new IOException(source + ": has more rows than can be read. Split the log.");
        }
        each.take(records, row++);
        if (row % ROWS_BETWEEN_NEWS == 0) {
          report(before, row, records);
        }
      }
    }
    return row;
  }

  /** The rows so far, as a share of those that there are or seem to be. */
  private void report(int before, int row, CsvRecords records) {
    if (before == 0) {
      long all = Math.max(row, (long) ((double) row * bytes / Math.max(1, records.bytesRead())));
      progress.read(row / 2, all);
    } else {
      progress.read((before + (long) row) / 2, before);
    }
  }

  // The header.

  private void readHeader(CsvRecords records) throws IOException {
    if (!names.isEmpty()) {
      if (!names.equals(records.header())) {
        throw CsvRecords.changed(source);
      }
      return;
    }
    names = records.header();
    records.columns(0);
    for (int column = 0; column < names.size(); column++) {
      header.put(names.get(column), column);
    }
    for (String role : Roles.ALL) {
      find(role);
    }
    for (String role : RoleRules.REQUIRED) {
      if (!roles.containsKey(role)) {
        throw missing(role);
      }
    }
    shape();
  }

  /** Finds the columns of a role, if the file has them. */
  private void find(String role) throws IOException {
    String mapped = options.columns().get(role);
    String name = mapped == null ? role : mapped;
    if (mapped == null && options.columns().containsValue(name)) {
      return;
    }
    if (header.containsKey(name)) {
      roles.put(role, new int[] {header.get(name)});
    } else {
      int[] dimensions = dimensions(name);
      if (dimensions.length > 0) {
        roles.put(role, dimensions);
      } else if (mapped != null) {
        throw missing(role);
      }
    }
    log.roleNames.put(role, name);
  }

  private int[] dimensions(String name) throws IOException {
    TreeMap<Integer, Integer> columns = new TreeMap<>();
    for (Map.Entry<String, Integer> column : header.entrySet()) {
      Matcher matcher = DIMENSION.matcher(column.getKey());
      if (matcher.matches() && matcher.group(1).equals(name)) {
        int dimension = Integer.parseInt(matcher.group(2));
        if (columns.put(dimension, column.getValue()) != null) {
          throw notAVector(name);
        }
      }
    }
    if (!columns.isEmpty()
        && (columns.firstKey() != 0 || columns.lastKey() != columns.size() - 1)) {
      throw notAVector(name);
    }
    return columns.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private IOException notAVector(String name) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s, line 1: its columns of %s are not the dimensions of one vector. Name them %s_0, %s_1 and so on"
                + " without a gap.",
            source,
            Printable.name(name),
            Printable.name(name),
            Printable.name(name)));
  }

  private IOException missing(String role) {
    String there =
        names.stream()
            .limit(NAMES_IN_A_MESSAGE)
            .map(Printable::name)
            .collect(Collectors.joining(", "));
    int more = names.size() - NAMES_IN_A_MESSAGE;
    String name = options.columns().getOrDefault(role, role);
    boolean vector = role.equals(Roles.OBSERVATIONS) || role.equals(Roles.ACTIONS);
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: has no column %s%s. It has: %s%s. If one of them holds the %s under another name, map it: --column"
                + " %s=NAME on the command line%s, ImportOptions.withColumns in Java.",
            source,
            Printable.name(name),
            vector
                ? " or " + Printable.name(name) + "_0, " + Printable.name(name) + "_1 and so on"
                : "",
            there,
            more > 0 ? " and " + more + " more" : "",
            role,
            role,
            vector ? " (NAME also stands for NAME_0, NAME_1 and so on)" : ""));
  }

  private void shape() throws IOException {
    log.observationSize = roles.get(Roles.OBSERVATIONS).length;
    log.actionSize = roles.get(Roles.ACTIONS).length;
    log.discreteActions = log.actionSize == 1 && named(Roles.ACTIONS);
    for (Map.Entry<String, int[]> role : roles.entrySet()) {
      if (!RoleRules.vector(role.getKey()) && role.getValue().length > 1) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s, line 1: has %d columns of %s, but must have one. Rename the others.",
                source,
                role.getValue().length,
                Printable.name(log.name(role.getKey()))));
      }
    }
    int[] next = roles.get(Roles.NEXT_OBSERVATIONS);
    if (next != null && next.length != log.observationSize) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, line 1: has %d columns of %s, but %d of %s. Both are the same vector, one step apart; check what"
                  + " wrote the log.",
              source,
              next.length,
              Printable.name(log.name(Roles.NEXT_OBSERVATIONS)),
              log.observationSize,
              Printable.name(log.name(Roles.OBSERVATIONS))));
    }
    header.forEach(
        (name, column) -> {
          if (roles.values().stream().noneMatch(columns -> contains(columns, column))) {
            extras.put(name, new CsvColumn(column));
          }
        });
  }

  /** Whether a role is one column of its own name, without a dimension. */
  private boolean named(String role) {
    return header.containsKey(log.name(role));
  }

  private static boolean contains(int[] columns, int column) {
    for (int other : columns) {
      if (other == column) {
        return true;
      }
    }
    return false;
  }

  // The first reading.

  private void look(CsvRecords fields, int row) {
    if (log.discreteActions) {
      String action = fields.field(roles.get(Roles.ACTIONS)[0]);
      log.discreteActions = CsvNumber.isWhole(action);
    }
    for (CsvColumn extra : extras.values()) {
      extra.look(fields.field(extra.column()));
    }
  }

  /** That Java's heap can hold the numbers, before memory is taken for them. */
  private void checkMemory() throws IOException {
    long perRow = 0;
    for (Map.Entry<String, int[]> role : roles.entrySet()) {
      int bytes = IN_DOUBLES.contains(role.getKey()) ? Double.BYTES : Float.BYTES;
      perRow += (long) role.getValue().length * bytes;
    }
    perRow += Double.BYTES + extras.values().stream().mapToLong(CsvColumn::bytesPerRow).sum();
    long widest = roles.values().stream().mapToLong(columns -> columns.length).max().orElse(1);
    if (rows * widest > Integer.MAX_VALUE - 8) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %d rows of %d numbers are more than can be read. Split the log.",
              source,
              rows,
              widest));
    }
    Memory.check(source, rows * perRow);
  }

  // The second reading.

  private void fill() throws IOException {
    log.observations = new float[rows * log.observationSize];
    log.actions = new float[rows * log.actionSize];
    log.rewards = new double[rows];
    log.terminals = new boolean[rows];
    if (roles.containsKey(Roles.TIMEOUTS)) {
      log.timeouts = new boolean[rows];
    }
    if (roles.containsKey(Roles.NEXT_OBSERVATIONS)) {
      log.nextObservations = new float[rows * log.observationSize];
    }
    Map<String, double[]> numbers = new HashMap<>();
    for (String role : IN_DOUBLES) {
      if (roles.containsKey(role)) {
        numbers.put(role, new double[rows * roles.get(role).length]);
      }
    }
    boolean[] mask =
        roles.containsKey(Roles.AVAILABLE_ACTIONS)
            ? new boolean[rows * roles.get(Roles.AVAILABLE_ACTIONS).length]
            : null;
    extras.values().forEach(extra -> extra.begin(rows));
    Episodes episodes = new Episodes();
    int read =
        forEachRow(
            rows,
            (fields, row) -> {
              if (row == rows) {
                throw CsvRecords.changed(source);
              }
              floats(fields, row, Roles.OBSERVATIONS, log.observations);
              floats(fields, row, Roles.ACTIONS, log.actions);
              log.rewards[row] = number(fields, roles.get(Roles.REWARDS)[0]);
              log.terminals[row] = flag(fields, roles.get(Roles.TERMINALS)[0]);
              if (log.timeouts != null) {
                log.timeouts[row] = flag(fields, roles.get(Roles.TIMEOUTS)[0]);
              }
              if (log.nextObservations != null) {
                floats(fields, row, Roles.NEXT_OBSERVATIONS, log.nextObservations);
              }
              for (Map.Entry<String, double[]> role : numbers.entrySet()) {
                int[] columns = roles.get(role.getKey());
                for (int j = 0; j < columns.length; j++) {
                  role.getValue()[row * columns.length + j] = number(fields, columns[j]);
                }
              }
              if (mask != null) {
                int[] columns = roles.get(Roles.AVAILABLE_ACTIONS);
                for (int j = 0; j < columns.length; j++) {
                  mask[row * columns.length + j] = flag(fields, columns[j]);
                }
              }
              episodes.add(fields, row);
              for (CsvColumn extra : extras.values()) {
                extra.take(row, fields.field(extra.column()));
              }
            });
    if (read != rows) {
      throw CsvRecords.changed(source);
    }
    episodes.finish();
    numbers.forEach(
        (role, values) ->
            log.extras.put(
                role,
                role.equals(Roles.SIMULATOR_STATE)
                    ? Column.Numbers.vectors(values, roles.get(role).length)
                    : Column.Numbers.scalar(values)));
    if (mask != null) {
      log.extras.put(
          Roles.AVAILABLE_ACTIONS,
          new Column.Flags(mask, roles.get(Roles.AVAILABLE_ACTIONS).length, true));
    }
    addExtras();
  }

  private void addExtras() {
    List<String> empty = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    extras.forEach(
        (name, extra) -> {
          if (extra.empty()) {
            empty.add(Printable.name(name));
            return;
          }
          if (extra.hasGaps()) {
            gaps.add(Printable.name(name));
          }
          log.extras.put(name, extra.column(rows));
        });
    if (!empty.isEmpty()) {
      log.notes.add("Left out, as they are empty: " + String.join(", ", empty) + ".");
    }
    if (!gaps.isEmpty()) {
      log.notes.add("Empty fields became NaN: " + String.join(", ", gaps) + ".");
    }
  }

  private void floats(CsvRecords fields, int row, String role, float[] target) throws IOException {
    int[] columns = roles.get(role);
    for (int j = 0; j < columns.length; j++) {
      String text = fields.field(columns[j]);
      float value = CsvNumber.isReal(text) ? Float.parseFloat(text) : Float.NaN;
      if (!Float.isFinite(value)) {
        number(fields, columns[j]); // says what else is wrong with it
        throw wrong(
            fields,
            columns[j],
            "is " + Printable.name(text) + ", but 32-bit floats end at 3.4e38. Rescale the column");
      }
      target[row * columns.length + j] = value;
    }
  }

  private double number(CsvRecords fields, int column) throws IOException {
    String text = fields.field(column);
    if (!CsvNumber.isReal(text)) {
      throw wrong(
          fields,
          column,
          text.isEmpty()
              ? "is empty, but must be a number. Fill it in, or leave the episode out"
              : "is '"
                  + Printable.name(text)
                  + "', but must be a finite number with a dot, as in -0.25 or 1e-3. Mend the field, or leave the"
                  + " episode out");
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw wrong(
          fields,
          column,
          "is " + Printable.name(text) + ", more than a number can be. Mend the field");
    }
    return value;
  }

  private long whole(CsvRecords fields, int column) throws IOException {
    String text = fields.field(column);
    if (!CsvNumber.isWhole(text)) {
      throw wrong(
          fields,
          column,
          "is '" + Printable.name(text) + "', but must be a whole number. Mend the field");
    }
    return Long.parseLong(text);
  }

  private boolean flag(CsvRecords fields, int column) throws IOException {
    String text = fields.field(column);
    if (CsvNumber.isFlag(text)) {
      return Boolean.parseBoolean(text);
    }
    if (CsvNumber.isReal(text)) {
      double value = Double.parseDouble(text);
      if (value == 0 || value == 1) {
        return value == 1;
      }
    }
    throw wrong(
        fields,
        column,
        "is '" + Printable.name(text) + "', but a flag is 0, 1, true or false. Mend the field");
  }

  private IOException wrong(CsvRecords fields, int column, String what) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s, line %d, column %s: %s.",
            source,
            fields.line(),
            Printable.name(names.get(column)),
            what));
  }

  /** Cuts the rows into episodes and checks that they are whole. */
  private final class Episodes {

    private final EpisodeStarts starts = new EpisodeStarts();
    private final int[] id = roles.get(Roles.EPISODE_ID);
    private final int[] step = roles.get(Roles.STEP);
    private long episode = -1;
    private int begin;
    private long beginLine;

    void add(CsvRecords fields, int row) throws IOException {
      if (id == null && step == null) {
        return;
      }
      long now = step == null ? 0 : whole(fields, step[0]);
      long current =
          id != null ? whole(fields, id[0]) : now == 0 ? episode + 1 : Math.max(episode, 0);
      if (starts.add(row, current)) {
        int latest = starts.count() - 1;
        if (now != 0 && starts.firstLike(latest) < latest) {
          throw beginsAgain(fields, latest);
        }
        episode = current;
        begin = row;
        beginLine = fields.line();
      } else if (log.terminals[row - 1] || (log.timeouts != null && log.timeouts[row - 1])) {
        throw wrong(
            fields,
            id != null ? id[0] : step[0],
            "goes on with the episode that began in line "
                + beginLine
                + ", but the row before ends it ("
                + log.name(log.terminals[row - 1] ? Roles.TERMINALS : Roles.TIMEOUTS)
                + " is true). Begin a new episode there, or clear the flag");
      }
      if (step != null && now != row - begin) {
        throw wrong(
            fields,
            step[0],
            String.format(
                Locale.ROOT,
                "is %d, but step %d of %s is expected. Steps of an episode count from 0 without a gap; sort the log by"
                    + " episode_id and step, or number them anew",
                now,
                row - begin,
                id != null ? "episode " + current : "the episode that began in line " + beginLine));
      }
    }

    private IOException beginsAgain(CsvRecords fields, int number) {
      return wrong(
          fields,
          id[0],
          "episode "
              + starts.id(number)
              + " begins again after episode "
              + starts.id(number - 1)
              + ". Rows of an episode stand together; sort the log by episode_id and step");
    }

    /** Only a further reading tells the line of a row. */
    private void checkNoneBeginsAgain() throws IOException {
      int repeated = starts.firstRepeated();
      if (repeated < 0) {
        return;
      }
      int first = starts.starts()[repeated];
      forEachRow(
          rows,
          (fields, row) -> {
            if (row == first) {
              throw beginsAgain(fields, repeated);
            }
          });
      throw CsvRecords.changed(source);
    }

    void finish() throws IOException {
      checkNoneBeginsAgain();
      if (id == null && step == null) {
        log.notes.add(
            "There is no episode_id and no step, so episodes are cut after each terminal or timeout"
                + " and numbered from 0.");
        return;
      }
      if (id == null) {
        log.notes.add("There is no episode_id, so an episode begins at each step 0.");
      } else if (step == null) {
        log.notes.add("There is no step, so steps are counted in the order of the rows.");
      }
      log.episodeIds = starts.ids();
      log.episodeStarts = starts.starts();
    }
  }
}
