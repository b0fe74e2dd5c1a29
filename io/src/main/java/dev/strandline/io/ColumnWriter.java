package dev.strandline.io;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.strandline.datasets.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * Writes columns that are arrays into one Parquet file: lists of three levels, Zstandard at level
 * 3, pages of version 1 with checksums, dictionaries for whole numbers and texts only, row groups
 * of 16 MB.
 */
final class ColumnWriter {

  private static final long ROW_GROUP_BYTES = 16L << 20;

  /** Adds the value at {@code index} of a column's array. */
  @FunctionalInterface
  interface Value {
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

  private final String kind;
  private final int rows;
  private final Map<String, String> metadata;
  private final List<Field> fields = new ArrayList<>();

  /** Begins a file of {@code rows} records of a kind. */
  ColumnWriter(String kind, int rows, Map<String, String> metadata) {
    this.kind = kind;
    this.rows = rows;
    this.metadata = new LinkedHashMap<>(metadata);
    this.metadata.remove(Names.SKIPPED_COLUMNS); // says what an earlier reading left out
    this.metadata.put(Names.KIND, kind);
  }

  /** Sets a key of the file's metadata. */
  void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /** Writes row groups of 16 MB, or of {@code mostGroupRows} rows if these are fewer. */
  void write(Path file, int mostGroupRows) throws IOException {
    Builder builder =
        new Builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodec())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withRowGroupRowCountLimit(mostGroupRows)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding(false);
    for (Field field : fields) {
      if (!field.list && isDictionaryWorthwhile(field.type.asPrimitiveType())) {
        builder.withDictionaryEncoding(field.type.getName(), true);
      }
    }
    try (ParquetWriter<Integer> out = builder.build()) {
      for (int row = 0; row < rows; row++) {
        out.write(row);
      }
    }
  }

  private static boolean isDictionaryWorthwhile(PrimitiveType type) {
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    return name == INT32 || name == INT64 || name == BINARY;
  }

  /** Adds a column as it is. */
  void add(String name, Column column) {
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

  void addScalar(String name, PrimitiveTypeName type, Value value) {
    fields.add(new Field(Types.required(type).named(name), 1, false, row -> true, value));
  }

  void addList(String name, PrimitiveTypeName type, int width, Value value) {
    Type list =
        ConversionPatterns.listOfElements(
            Repetition.REQUIRED, name, Types.required(type).named("element"));
    fields.add(new Field(list, width, true, row -> true, value));
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
      MessageType schema = new MessageType(kind, fields.stream().map(Field::type).toList());
      return new WriteContext(schema, metadata);
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
