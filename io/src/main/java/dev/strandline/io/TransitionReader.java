package dev.strandline.io;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads one log: finds the columns of its roles, checks them, and fills the arrays. */
final class TransitionReader {

  private static final int MOST_ACTIONS = 1 << 24;

  private final ParquetFiles files;
  private final MessageType schema;
  private final Map<String, String> metadata;
  private final ReadOptions options;
  private final ColumnValues values;
  private final Set<String> taken = new HashSet<>();

  TransitionReader(ParquetFiles files, ReadOptions options) {
    this.files = files;
    this.schema = files.schema();
    this.metadata = files.metadata();
    this.options = options;
    this.values = new ColumnValues(files);
  }

  Transitions read() throws IOException {
    checkKind();
    Shape episodeId = scalar(Roles.EPISODE_ID, "whole numbers", Shape.Kind.INTEGER);
    Shape step = scalar(Roles.STEP, "whole numbers", Shape.Kind.INTEGER);
    Shape observations = vector(Roles.OBSERVATIONS);
    Shape actions = vector(Roles.ACTIONS);
    Shape rewards = scalar(Roles.REWARDS, "numbers", Shape.Kind.REAL, Shape.Kind.INTEGER);
    Shape terminals = flag(Roles.TERMINALS);
    Shape timeouts = flag(Roles.TIMEOUTS);
    Optional<Shape> next = optional(Roles.NEXT_OBSERVATIONS);

    EpisodeIndex episodes = episodes(episodeId);
    long[] ids = episodes.ids();
    int[] starts = episodes.starts();
    checkIds(episodeId, ids, starts);
    checkSteps(step, ids, starts);
    int observationSize = observationSize(observations);
    float[] acted = values.floats(actions, values.width(actions));
    Builder builder = new Builder(observationSize, actions, acted);
    builder
        .log
        .observations(values.floats(observations, observationSize))
        .actions(acted)
        .rewards(values.finiteDoubles(rewards))
        .terminal(values.flags(terminals, 1))
        .truncated(values.flags(timeouts, 1))
        .episodes(ids, starts);
    if (next.isPresent()) {
      builder.log.nextObservations(nextObservations(next.get(), observationSize));
    }
    builder.addExtras();
    return builder.build();
  }

  private void checkKind() throws IOException {
    String kind = metadata.getOrDefault(Names.KIND, Names.KIND_TRANSITION);
    if (!kind.equals(Names.KIND_TRANSITION)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: holds records of kind %s, but transitions are to be read. Give a file of transitions.",
              files.path(),
              kind));
    }
  }

  // Columns of the roles.

  private Shape scalar(String role, String expected, Shape.Kind... kinds) throws IOException {
    Shape shape = required(role);
    if (shape.form() != Shape.Form.SCALAR || !Arrays.asList(kinds).contains(shape.kind())) {
      throw wrongType(shape.name(), shape.words(), expected + ", one in each row");
    }
    return shape;
  }

  private Shape flag(String role) throws IOException {
    return scalar(role, "booleans or whole numbers 0 and 1", Shape.Kind.FLAG, Shape.Kind.INTEGER);
  }

  private Shape vector(String role) throws IOException {
    return numbers(required(role));
  }

  private Shape numbers(Shape shape) throws IOException {
    if (!shape.number()) {
      throw wrongType(
          shape.name(),
          shape.words(),
          "numbers: a list in each row, one in each row, or a column for each dimension");
    }
    return shape;
  }

  private Shape required(String role) throws IOException {
    Optional<Shape> shape = optional(role);
    if (shape.isEmpty()) {
      throw missing(role);
    }
    return shape.get();
  }

  /** The columns of a role, which then are no extras; empty where the file has none. */
  private Optional<Shape> optional(String role) throws IOException {
    String name = options.column(role);
    if (schema.containsField(name)) {
      taken.add(name);
      Optional<Shape> shape = Shape.of(schema, name);
      if (shape.isEmpty()) {
        throw wrongType(name, typeOf(name), "numbers, booleans or lists of them");
      }
      return shape;
    }
    List<String> dimensions = dimensions(name);
    if (dimensions.isEmpty()) {
      if (options.columns().containsKey(role)) {
        throw missing(role);
      }
      return Optional.empty();
    }
    taken.addAll(dimensions);
    Optional<Shape> shape = Shape.ofDimensions(schema, name);
    if (shape.isEmpty() || shape.get().leaves().size() != dimensions.size()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its columns %s are not the dimensions of one vector. Name them %s_0, %s_1 and so on without a gap,"
                  + " all of one type.",
              files.path(),
              String.join(", ", dimensions),
              name,
              name));
    }
    return shape;
  }

  private List<String> dimensions(String name) {
    Pattern dimension = Pattern.compile(Pattern.quote(name) + "_\\d+");
    return schema.getFields().stream()
        .map(Type::getName)
        .filter(field -> dimension.matcher(field).matches())
        .toList();
  }

  private IOException missing(String role) {
    String there = String.join(", ", schema.getFields().stream().map(Type::getName).toList());
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: has no column %s. It has: %s. If one of them holds the %s under another name, map it:"
                + " --column %s=NAME on the command line, ReadOptions.withColumn in Java.",
            files.path(),
            options.column(role),
            there,
            role,
            role));
  }

  private IOException wrongType(String name, String found, String expected) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: holds %s, but must hold %s. Write it as such, or map another column to it.",
            files.where(name),
            found,
            expected));
  }

  private String typeOf(String name) {
    return "'" + schema.getType(name).toString().replaceAll("\\s+", " ") + "'";
  }

  // Episodes.

  private EpisodeIndex episodes(Shape shape) throws IOException {
    EpisodeIndex episodes = new EpisodeIndex();
    values.forEach(shape, 1, (row, page) -> episodes.add(row, page.integer()));
    return episodes;
  }

  private void checkIds(Shape shape, long[] ids, int[] starts) throws IOException {
    int repeated = EpisodeIndex.firstRepeated(ids);
    if (repeated >= 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: episode %d begins again after another one. Rows of an episode stand together; sort the log by"
                  + " episode_id and step.",
              files.where(shape.name(), starts[repeated]),
              ids[repeated]));
    }
  }

  private void checkSteps(Shape shape, long[] ids, int[] starts) throws IOException {
    int[] episode = {0};
    values.forEach(
        shape,
        1,
        (row, page) -> {
          if (episode[0] + 1 < starts.length && row == starts[episode[0] + 1]) {
            episode[0]++;
          }
          long step = page.integer();
          int expected = row - starts[episode[0]];
          if (step != expected) {
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "%s: is %d, but step %d of episode %d is expected. Steps of an episode count from 0 without a gap;"
                        + " sort the log by episode_id and step, or number them anew.",
                    files.where(shape.name(), row),
                    step,
                    expected,
                    ids[episode[0]]));
          }
        });
  }

  // Vectors.

  private int observationSize(Shape shape) throws IOException {
    int width = values.width(shape);
    String announced = metadata.get(Names.OBSERVATION_DIM);
    if (announced != null && !announced.equals(Integer.toString(width))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has %d values in a row, but the file's metadata %s says %s. Write the file again.",
              files.where(shape.name()),
              width,
              Names.OBSERVATION_DIM,
              announced));
    }
    return width;
  }

  private float[] nextObservations(Shape shape, int observationSize) throws IOException {
    int width = values.width(numbers(shape));
    if (width != observationSize) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has %d values in a row, but observations have %d. Both are the same vector, one step apart; check"
                  + " what wrote the log.",
              files.where(shape.name()),
              width,
              observationSize));
    }
    return values.floats(shape, width);
  }

  /** The log under construction, with what was found out about the file. */
  private final class Builder {

    private final Transitions.Builder log;
    private final List<String> skipped = new ArrayList<>();

    Builder(int observationSize, Shape actions, float[] acted) throws IOException {
      boolean discrete =
          actions.form() == Shape.Form.SCALAR && actions.kind() == Shape.Kind.INTEGER;
      int size = acted.length / files.rows();
      String json = metadata.get(Names.ACTION_SPACE);
      ActionSpace space;
      String source;
      if (json != null) {
        space = stated(json, actions, size, discrete);
        source = metadata.getOrDefault(Names.ACTION_SPACE_SOURCE, "file");
      } else if (discrete) {
        space = new ActionSpace.Discrete(largest(actions, acted) + 1);
        source = "data";
      } else {
        space = ActionSpace.Box.symmetric(size, 1);
        source = "assumed";
        if (!within((ActionSpace.Box) space, acted)) {
          space = spanned(acted, size);
          source = "data";
        }
      }
      if (space instanceof ActionSpace.Discrete indices) {
        checkIndices(actions, acted, indices);
      }
      log = new Transitions.Builder(observationSize, space);
      metadata.forEach(
          (key, value) -> {
            if (key.startsWith(Names.PREFIX)) {
              log.metadata(key, value);
            }
          });
      log.metadata(Names.ACTION_SPACE_SOURCE, source);
    }

    private ActionSpace stated(String json, Shape actions, int size, boolean discrete)
        throws IOException {
      ActionSpace space;
      try {
        space = ActionSpaceJson.read(json);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            files.path()
                + ": its metadata "
                + Names.ACTION_SPACE
                + ": "
                + e.getMessage()
                + " Write the file again.",
            e);
      }
      if (space.size() != size || (space instanceof ActionSpace.Discrete && !discrete)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: holds %s, %d in a row, which does not fit the file's metadata %s: %s. Write the file again.",
                files.where(actions.name()),
                actions.words(),
                size,
                Names.ACTION_SPACE,
                json));
      }
      return space;
    }

    private int largest(Shape actions, float[] acted) throws IOException {
      float largest = 0;
      for (float action : acted) {
        largest = Math.max(largest, action);
      }
      if (largest >= MOST_ACTIONS) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: its largest action is %.0f, but indices of discrete actions end below %d. Number the actions"
                    + " anew from 0.",
                files.where(actions.name()),
                largest,
                MOST_ACTIONS));
      }
      return (int) largest;
    }

    private void checkIndices(Shape actions, float[] acted, ActionSpace.Discrete space)
        throws IOException {
      for (int row = 0; row < acted.length; row++) {
        if (acted[row] < 0 || acted[row] >= space.count()) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: is %.0f, but actions are the indices 0 to %d. Mend the log, or number the actions from 0.",
                  files.where(actions.name(), row),
                  acted[row],
                  space.count() - 1));
        }
      }
    }

    private boolean within(ActionSpace.Box box, float[] acted) {
      int size = box.size();
      for (int i = 0; i < acted.length; i++) {
        if (acted[i] != box.clip(i % size, acted[i])) {
          return false;
        }
      }
      return true;
    }

    /** The smallest box around the actions; a dimension that never changes gets room. */
    private ActionSpace.Box spanned(float[] acted, int size) {
      float[] low = Arrays.copyOf(acted, size);
      float[] high = low.clone();
      for (int i = size; i < acted.length; i++) {
        low[i % size] = Math.min(low[i % size], acted[i]);
        high[i % size] = Math.max(high[i % size], acted[i]);
      }
      for (int j = 0; j < size; j++) {
        if (low[j] == high[j]) {
          float room = Math.max(1, Math.abs(low[j]) / 2);
          low[j] = Math.max(low[j] - room, -Float.MAX_VALUE);
          high[j] = Math.min(high[j] + room, Float.MAX_VALUE);
        }
      }
      return new ActionSpace.Box(low, high);
    }

    void addExtras() throws IOException {
      for (String role : Roles.EXTRAS) {
        Optional<Shape> shape = optional(role);
        if (shape.isPresent()) {
          log.extra(role, known(role, shape.get()));
        }
      }
      for (Type field : schema.getFields()) {
        String name = field.getName();
        if (!taken.contains(name)) {
          addUnknown(name);
        }
      }
    }

    private Column known(String role, Shape shape) throws IOException {
      if (role.equals(Roles.AVAILABLE_ACTIONS)) {
        if (shape.kind() != Shape.Kind.FLAG && shape.kind() != Shape.Kind.INTEGER) {
          throw wrongType(shape.name(), shape.words(), "lists of booleans");
        }
        int width = values.width(shape);
        return new Column.Flags(values.flags(shape, width), width, true);
      }
      int width = values.width(numbers(shape));
      boolean list =
          role.equals(Roles.SIMULATOR_STATE)
              || (role.equals(Roles.PROPENSITY) && shape.form() != Shape.Form.SCALAR);
      if (!list && shape.form() != Shape.Form.SCALAR) {
        throw wrongType(shape.name(), shape.words(), "numbers, one in each row");
      }
      return new Column.Numbers(values.doubles(shape, width), width, list);
    }

    /** Carries a column along, or notes that it cannot be. */
    private void addUnknown(String name) throws IOException {
      Optional<Shape> shape = Shape.of(schema, name);
      boolean reserved = Roles.ALL.contains(name);
      if (shape.isEmpty() || reserved || unsupported(shape.get())) {
        skipped.add(name);
        return;
      }
      try {
        log.extra(name, unknown(shape.get()));
      } catch (ColumnValues.ContentException e) {
        skipped.add(name);
      }
    }

    private boolean unsupported(Shape shape) {
      return shape.form() == Shape.Form.LIST && shape.kind() == Shape.Kind.TEXT;
    }

    private Column unknown(Shape shape) throws IOException {
      int width = values.width(shape);
      boolean list = shape.form() == Shape.Form.LIST;
      return switch (shape.kind()) {
        case REAL -> new Column.Numbers(values.doubles(shape, width), width, list);
        case INTEGER ->
            list
                ? new Column.Numbers(values.doubles(shape, width), width, true)
                : new Column.Integers(values.longs(shape));
        case FLAG -> new Column.Flags(values.flags(shape, width), width, list);
        case TEXT -> new Column.Texts(values.texts(shape));
      };
    }

    Transitions build() throws IOException {
      if (!skipped.isEmpty()) {
        log.metadata(Names.SKIPPED_COLUMNS, String.join(", ", skipped));
      }
      try {
        return log.build();
      } catch (IllegalArgumentException e) {
        throw new IOException(files.path() + ": " + e.getMessage(), e);
      }
    }
  }
}
