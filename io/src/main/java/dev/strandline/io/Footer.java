package dev.strandline.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * What a Parquet file says of itself at its end. Sizes and offsets have been checked against the
 * file's own length, so whoever follows them stays inside the file.
 *
 * @param file the file, for messages
 * @param schema the columns
 * @param metadata the file's key/value pairs
 * @param groups the row groups
 * @param rows rows in all groups
 */
record Footer(
    Path file,
    MessageType schema,
    Map<String, String> metadata,
    List<BlockMetaData> groups,
    long rows) {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

  /**
   * Reads and checks a file's footer.
   *
   * @throws IOException if the file is missing, empty, truncated, foreign or damaged
   */
  static Footer read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          file + ": there is no such file. Give a Parquet file, or a folder of part files.");
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length < MAGIC.length + TAIL_BYTES) {
        throw damaged(file, length == 0 ? "it is empty" : "it has only " + length + " bytes", null);
      }
      byte[] head = new byte[MAGIC.length];
      byte[] tail = new byte[TAIL_BYTES];
      in.readFully(head);
      in.seek(length - TAIL_BYTES);
      in.readFully(tail);
      if (!Arrays.equals(head, MAGIC)) {
        throw damaged(file, "it does not begin with PAR1", null);
      }
      if (!Arrays.equals(tail, Integer.BYTES, TAIL_BYTES, MAGIC, 0, MAGIC.length)) {
        throw damaged(file, "it does not end with PAR1", null);
      }
      int size = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      long start = length - TAIL_BYTES - size;
      if (size <= 0 || start < MAGIC.length) {
        throw damaged(file, "a footer of " + size + " bytes does not fit into it", null);
      }
      byte[] bytes = new byte[size];
      in.seek(start);
      in.readFully(bytes);
      return parse(file, bytes, start);
    }
  }

  private static Footer parse(Path file, byte[] bytes, long dataEnd) throws IOException {
    try {
      FileMetaData raw = Util.readFileMetaData(new ByteArrayInputStream(bytes));
      ParquetMetadata parsed = new ParquetMetadataConverter().fromParquetMetadata(raw);
      check(raw, parsed, dataEnd);
      return new Footer(
          file,
          parsed.getFileMetaData().getSchema(),
          parsed.getFileMetaData().getKeyValueMetaData(),
          parsed.getBlocks(),
          raw.getNum_rows());
    } catch (Inconsistent e) {
      throw damaged(file, e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw damaged(file, "its footer cannot be read", e);
    } catch (OutOfMemoryError e) {
      throw damaged(file, "its footer announces lists larger than the heap", e);
    }
  }

  private static void check(FileMetaData raw, ParquetMetadata parsed, long dataEnd)
      throws Inconsistent {
    MessageType schema = parsed.getFileMetaData().getSchema();
    long rows = 0;
    for (int g = 0; g < parsed.getBlocks().size(); g++) {
      RowGroup rawGroup = raw.getRow_groups().get(g);
      List<ColumnChunkMetaData> chunks = parsed.getBlocks().get(g).getColumns();
      long groupRows = rawGroup.getNum_rows();
      consistent(
          groupRows >= 0 && groupRows <= raw.getNum_rows(),
          "row group %d has %d rows",
          g,
          groupRows);
      rows += groupRows;
      consistent(
          chunks.size() == schema.getColumns().size(),
          "row group %d has %d columns of %d",
          g,
          chunks.size(),
          schema.getColumns().size());
      for (int c = 0; c < chunks.size(); c++) {
        check(rawGroup.getColumns().get(c), chunks.get(c), schema, groupRows, dataEnd);
      }
    }
    consistent(
        rows == raw.getNum_rows(), "its row groups hold %d rows of %d", rows, raw.getNum_rows());
  }

  private static void check(
      ColumnChunk raw, ColumnChunkMetaData chunk, MessageType schema, long rows, long dataEnd)
      throws Inconsistent {
    String name = chunk.getPath().toDotString();
    ColumnDescriptor column = schema.getColumnDescription(chunk.getPath().toArray());
    consistent(!raw.isSetFile_path(), "column %s lies in another file", name);
    consistent(
        new ParquetMetadataConverter().getPrimitive(raw.getMeta_data().getType())
            == column.getPrimitiveType().getPrimitiveTypeName(),
        "column %s has two types",
        name);
    long begin = chunk.getStartingPos();
    consistent(
        begin >= MAGIC.length
            && begin <= dataEnd
            && chunk.getTotalSize() >= 0
            && chunk.getTotalSize() <= dataEnd - begin,
        "column %s lies at bytes [%d, %d + %d) of %d",
        name,
        begin,
        begin,
        chunk.getTotalSize(),
        dataEnd);
    long values = chunk.getValueCount();
    consistent(
        column.getMaxRepetitionLevel() == 0 ? values == rows : values >= rows,
        "column %s has %d values for %d rows",
        name,
        values,
        rows);
  }

  /** A footer that contradicts itself or its file. */
  private static final class Inconsistent extends Exception {
    Inconsistent(String message) {
      super(message);
    }
  }

  private static void consistent(boolean condition, String message, Object... arguments)
      throws Inconsistent {
    if (!condition) {
      throw new Inconsistent(String.format(Locale.ROOT, message, arguments));
    }
  }

  /** The one message for bytes that are not, or no longer, Parquet. */
  static IOException damaged(Path file, String how, Throwable cause) {
    return new IOException(
        file + ": is damaged or not a Parquet file (" + how + "). Write it again or copy it anew.",
        cause);
  }
}
