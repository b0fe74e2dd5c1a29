package dev.strandline.io;

import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.xerial.snappy.Snappy;

/**
 * Writes Parquet files as other programs do, through Parquet's own example writer.
 *
 * <p>The standard schema is the plainest one that is valid: scalars for every role.
 */
final class ForeignWriter {

  static final String EPISODE = "required int64 episode_id;";
  static final String STEP = "required int32 step;";
  static final String OBSERVATIONS =
      "required group observations (LIST) { repeated group list { required float element; } }";
  static final String ACTIONS =
      "required group actions (LIST) { repeated group list { required float element; } }";
  static final String REWARDS = "required float rewards;";
  static final String TERMINALS = "required boolean terminals;";
  static final String TIMEOUTS = "required boolean timeouts;";

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, BiConsumer<Group, Integer>> values = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private CompressionCodecName codec = CompressionCodecName.UNCOMPRESSED;
  private WriterVersion version = WriterVersion.PARQUET_1_0;
  private boolean dictionary = true;
  private boolean checksums = true;
  private int pageRows = 20_000;
  private int groupRows = 1_000_000;

  /**
   * Episodes of three steps; observations (row, row + 0.5), actions -0.5; the third step is
   * terminal.
   */
  static ForeignWriter standard() {
    return new ForeignWriter()
        .column("episode_id", EPISODE, (group, row) -> group.add("episode_id", row / 3L))
        .column("step", STEP, (group, row) -> group.add("step", row % 3))
        .column(
            "observations",
            OBSERVATIONS,
            list("observations", row -> new float[] {row, row + 0.5f}))
        .column("actions", ACTIONS, list("actions", row -> new float[] {-0.5f}))
        .column("rewards", REWARDS, (group, row) -> group.add("rewards", (float) row))
        .column("terminals", TERMINALS, (group, row) -> group.add("terminals", row % 3 == 2))
        .column("timeouts", TIMEOUTS, (group, row) -> group.add("timeouts", false));
  }

  interface Vector {
    float[] at(int row);
  }

  static BiConsumer<Group, Integer> list(String name, Vector vector) {
    return (group, row) -> {
      Group list = group.addGroup(name);
      for (float value : vector.at(row)) {
        list.addGroup(0).add(0, value);
      }
    };
  }

  /** Adds a column or replaces it. */
  ForeignWriter column(String key, String field, BiConsumer<Group, Integer> value) {
    fields.put(key, field);
    values.put(key, value);
    return this;
  }

  ForeignWriter without(String key) {
    fields.remove(key);
    values.remove(key);
    return this;
  }

  ForeignWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  ForeignWriter codec(CompressionCodecName newCodec) {
    codec = newCodec;
    return this;
  }

  ForeignWriter pagesOfVersion2() {
    version = WriterVersion.PARQUET_2_0;
    return this;
  }

  ForeignWriter withoutDictionaries() {
    dictionary = false;
    return this;
  }

  ForeignWriter withoutChecksums() {
    checksums = false;
    return this;
  }

  ForeignWriter smallPages() {
    pageRows = 7;
    groupRows = 13;
    return this;
  }

  Path write(Path file, int rows) throws IOException {
    return write(file, 0, rows);
  }

  /** Writes rows [from, to). */
  Path write(Path file, int from, int to) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message foreign { " + String.join(" ", fields.values()) + " }");
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> out =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withExtraMetaData(metadata)
            .withCodecFactory(new Codecs())
            .withCompressionCodec(codec)
            .withDictionaryEncoding(dictionary)
            .withPageWriteChecksumEnabled(checksums)
            .withWriterVersion(version)
            .withPageRowCountLimit(pageRows)
            .withMinRowCountForPageSizeCheck(1)
            .withRowGroupRowCountLimit(groupRows)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (int row = from; row < to; row++) {
        Group group = groups.newGroup();
        for (BiConsumer<Group, Integer> value : values.values()) {
          value.accept(group, row);
        }
        out.write(group);
      }
    }
    return file;
  }

  private static final class Codecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
          byte[] plain = bytes.toInputStream().readAllBytes();
          return switch (codec) {
            case SNAPPY -> BytesInput.from(Snappy.compress(plain));
            case GZIP -> {
              ByteArrayOutputStream zipped = new ByteArrayOutputStream();
              try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(plain);
              }
              yield BytesInput.from(zipped.toByteArray());
            }
            case LZ4_RAW -> {
              Lz4Compressor lz4 = new Lz4Compressor();
              byte[] packed = new byte[lz4.maxCompressedLength(plain.length)];
              int size = lz4.compress(plain, 0, plain.length, packed, 0, packed.length);
              yield BytesInput.from(Arrays.copyOf(packed, size));
            }
            case ZSTD -> new ZstdCodec().getCompressor(codec).compress(BytesInput.from(plain));
            default -> BytesInput.from(plain); // not compressed, whatever the footer will say
          };
        }

        @Override
        public CompressionCodecName getCodecName() {
          return codec;
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release() {}
  }
}
