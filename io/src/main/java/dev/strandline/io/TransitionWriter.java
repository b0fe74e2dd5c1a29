package dev.strandline.io;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.ConversionPatterns;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Writes one log in the layout that {@link TransitionFile} documents. */
final class TransitionWriter {

  static final long ROW_GROUP_BYTES = 16L << 20;

  /** Adds the value at {@code index} of a column's array. */
  @FunctionalInterface
  private interface Value {
    void add(RecordConsumer out, int index);
  }

  /** Whether a row has a value. */
  @FunctionalInterface
  private interface Presence {
    boolean at(int row);
  }

  /** A column of the file: its type and where its rows' values come from. */
  private record Field(Type type, int width, boolean list, Presence presence, Value value) {

    void write(RecordConsumer out, int position, int row) {
      if (!presence.at(row)) {
        return;
      }
      out.startField(type.getName(), position);
      if (list) {
        out.startGroup();
        out.startField("list", 0);
        for (int i = row * width; i < (row + 1) * width; i++) {
          out.startGroup();
          out.startField("element", 0);
          value.add(out, i);
          out.endField("element", 0);
          out.endGroup();
        }
        out.endField("list", 0);
        out.endGroup();
      } else {
        value.add(out, row);
      }
      out.endField(type.getName(), position);
    }
  }

  private final Transitions data;
  private final List<Field> fields = new ArrayList<>();

  TransitionWriter(Transitions data) {
    this.data = data;
    checkEpisodes();
    addTransition();
    data.extras().forEach(this::addExtra);
  }

  void write(Path file, long rowGroupBytes) throws IOException {
    Builder builder =
        new Builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodec())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withRowGroupSize(rowGroupBytes)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding(false);
    for (Field field : fields) {
      if (!field.list && isDictionaryWorthwhile(field.type.asPrimitiveType())) {
        builder.withDictionaryEncoding(field.type.getName(), true);
      }
    }
    try (ParquetWriter<Integer> out = builder.build()) {
      for (int row = 0; row < data.size(); row++) {
        out.write(row);
      }
    }
  }

  private static boolean isDictionaryWorthwhile(PrimitiveType type) {
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    return name == INT32 || name == INT64 || name == BINARY;
  }

  private void checkEpisodes() {
    long[] ids = new long[data.episodes()];
    for (int episode = 0; episode < ids.length; episode++) {
      ids[episode] = data.episodeId(episode);
    }
    int repeated = EpisodeIndex.firstRepeated(ids);
    Check.that(
        repeated < 0,
        "episode %d at row %d has the id %d of an earlier one. Give each episode an id of its own.",
        repeated,
        repeated < 0 ? 0 : data.episodeStart(repeated),
        repeated < 0 ? 0 : ids[repeated]);
  }

  private void addTransition() {
    int[] episode = new int[data.size()];
    for (int e = 0; e < data.episodes(); e++) {
      Arrays.fill(episode, data.episodeStart(e), data.episodeEnd(e), e);
    }
    addScalar(Names.EPISODE_ID, INT64, (out, row) -> out.addLong(data.episodeId(episode[row])));
    addScalar(
        Names.STEP, INT32, (out, row) -> out.addInteger(row - data.episodeStart(episode[row])));
    addVectors(Names.OBSERVATIONS, data.observations(), data.observationSize());
    addActions();
    addRewards();
    addScalar(Names.TERMINALS, BOOLEAN, (out, row) -> out.addBoolean(data.terminal()[row]));
    addScalar(Names.TIMEOUTS, BOOLEAN, (out, row) -> out.addBoolean(data.truncated()[row]));
    data.nextObservations()
        .ifPresent(next -> addVectors(Names.NEXT_OBSERVATIONS, next, data.observationSize()));
  }

  private void addVectors(String name, float[] values, int width) {
    for (int i = 0; i < values.length; i++) {
      Check.that(
          Float.isFinite(values[i]),
          "%s, row %d, element %d: is %s, but must be a finite number. Leave the row's episode out.",
          name,
          i / width,
          i % width,
          values[i]);
    }
    addList(name, FLOAT, width, (out, i) -> out.addFloat(values[i]));
  }

  private void addActions() {
    float[] actions = data.actions();
    if (data.actionSpace() instanceof ActionSpace.Discrete space) {
      for (int row = 0; row < actions.length; row++) {
        Check.that(
            actions[row] >= 0 && actions[row] < space.count() && actions[row] == (int) actions[row],
            "actions, row %d: is %s, but actions are the indices 0 to %d. Mend the log, or widen its action space.",
            row,
            actions[row],
            space.count() - 1);
      }
      addScalar(Names.ACTIONS, INT32, (out, row) -> out.addInteger((int) actions[row]));
    } else {
      addVectors(Names.ACTIONS, actions, data.actionSpace().size());
    }
  }

  private void addRewards() {
    double[] rewards = data.rewards();
    boolean floats = true;
    for (int row = 0; row < rewards.length; row++) {
      Check.that(
          Double.isFinite(rewards[row]),
          "rewards, row %d: is %s, but must be a finite number. Leave the row's episode out.",
          row,
          rewards[row]);
      floats &= (float) rewards[row] == rewards[row];
    }
    if (floats) {
      addScalar(Names.REWARDS, FLOAT, (out, row) -> out.addFloat((float) rewards[row]));
    } else {
      addScalar(Names.REWARDS, DOUBLE, (out, row) -> out.addDouble(rewards[row]));
    }
  }

  private void addExtra(String name, Column column) {
    Check.that(
        !name.isEmpty() && !Names.TRANSITION.contains(name),
        "an extra column is named '%s', which %s. Give it another name.",
        name,
        name.isEmpty() ? "is empty" : "is a column of the transition itself");
    if (column instanceof Column.Numbers numbers) {
      double[] values = numbers.values();
      addColumn(
          name, DOUBLE, numbers.width(), numbers.list(), (out, i) -> out.addDouble(values[i]));
    } else if (column instanceof Column.Integers integers) {
      addScalar(name, INT64, (out, row) -> out.addLong(integers.values()[row]));
    } else if (column instanceof Column.Flags flags) {
      boolean[] values = flags.values();
      addColumn(name, BOOLEAN, flags.width(), flags.list(), (out, i) -> out.addBoolean(values[i]));
    } else if (column instanceof Column.Texts texts) {
      String[] values = texts.values();
      PrimitiveType type =
          Types.optional(BINARY).as(LogicalTypeAnnotation.stringType()).named(name);
      fields.add(
          new Field(
              type,
              1,
              false,
              row -> values[row] != null,
              (out, row) -> out.addBinary(Binary.fromString(values[row]))));
    }
  }

  private void addColumn(
      String name, PrimitiveTypeName type, int width, boolean list, Value value) {
    if (list || width > 1) {
      addList(name, type, width, value);
    } else {
      addScalar(name, type, value);
    }
  }

  private void addScalar(String name, PrimitiveTypeName type, Value value) {
    fields.add(new Field(Types.required(type).named(name), 1, false, row -> true, value));
  }

  private void addList(String name, PrimitiveTypeName type, int width, Value value) {
    Type list =
        ConversionPatterns.listOfElements(
            Repetition.REQUIRED, name, Types.required(type).named("element"));
    fields.add(new Field(list, width, true, row -> true, value));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>(data.metadata());
    metadata.remove(Names.SKIPPED_COLUMNS); // says what an earlier reading left out
    metadata.put(Names.KIND, Names.KIND_TRANSITION);
    metadata.put(Names.OBSERVATION_DIM, Integer.toString(data.observationSize()));
    metadata.put(Names.ACTION_SPACE, ActionSpaceJson.write(data.actionSpace()));
    metadata.put(Names.CONTENT_HASH, ContentHash.of(data));
    return metadata;
  }

  /** Parquet's way of asking for a writer whose records are row numbers. */
  private final class Builder extends ParquetWriter.Builder<Integer, Builder> {

    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // still abstract
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new Rows();
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(ParquetConfiguration configuration) {
      return new Rows();
    }
  }

  /** Gives a row's values to Parquet, without an object for each row. */
  private final class Rows extends WriteSupport<Integer> {

    private RecordConsumer out;

    @Override
    @SuppressWarnings("deprecation") // still abstract
    public WriteContext init(Configuration configuration) {
      return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return context();
    }

    private WriteContext context() {
      MessageType schema =
          new MessageType(Names.KIND_TRANSITION, fields.stream().map(Field::type).toList());
      return new WriteContext(schema, metadata());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Integer row) {
      out.startMessage();
      for (int position = 0; position < fields.size(); position++) {
        fields.get(position).write(out, position, row);
      }
      out.endMessage();
    }
  }
}
