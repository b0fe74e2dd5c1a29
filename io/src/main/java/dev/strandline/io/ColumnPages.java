package dev.strandline.io;

import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The pages of one column in one row group, read one at a time. Parquet's own reader takes a whole
 * row group's column into memory first; here a page is all there is, however large a row group the
 * file's writer chose.
 *
 * <p>A page whose header carries a checksum is checked against it. Damage is an IOException that
 * says what is wrong but not where, or a RuntimeException from Parquet's classes.
 */
final class ColumnPages implements Closeable {

  /**
   * A data page, decompressed; the next one overwrites it.
   *
   * @param values number of values, nulls and empty lists included
   * @param repetition repetition levels, in Parquet's hybrid of runs and packed bits
   * @param definition definition levels, likewise
   * @param encoding how {@code data} holds the values that are there
   * @param data those values
   */
  record Page(
      int values,
      ByteBuffer repetition,
      ByteBuffer definition,
      Encoding encoding,
      ByteBuffer data) {}

  /** Bytes that one page after the other is read into. */
  static final class Buffers {
    private byte[] stored = {};
    private byte[] plain = {};

    private byte[] stored(int size) {
      if (stored.length < size) {
        stored = new byte[roomy(size)];
      }
      return stored;
    }

    private byte[] plain(int size) {
      if (plain.length < size) {
        plain = new byte[roomy(size)];
      }
      return plain;
    }

    /** Pages of a column differ a little in size. */
    private static int roomy(int size) {
      return (int) Math.min(size + size / 8L, Integer.MAX_VALUE - 8);
    }
  }

  private static final int STREAM_BYTES = 1 << 13;

  private final ColumnDescriptor leaf;
  private final ColumnChunkMetaData chunk;
  private final Buffers buffers;
  private final InputStream in;
  private long valuesLeft;
  private Dictionary dictionary;

  ColumnPages(Footer footer, ColumnDescriptor leaf, ColumnChunkMetaData chunk, Buffers buffers)
      throws IOException {
    this.leaf = leaf;
    this.chunk = chunk;
    this.buffers = buffers;
    this.valuesLeft = chunk.getValueCount();
    if (!Decompression.supports(chunk.getCodec())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, column %s: is compressed by %s, which is not supported. Write it with zstd, snappy, gzip, lz4_raw or"
                  + " uncompressed.",
              footer.file(),
              chunk.getPath().toDotString(),
              chunk.getCodec()));
    }
    FileInputStream file = new FileInputStream(footer.file().toFile());
    in = new BufferedInputStream(ByteStreams.limit(file, chunk.getTotalSize()), STREAM_BYTES);
    file.getChannel().position(chunk.getStartingPos());
  }

  /** The next data page that has values; null after the last. */
  Page next() throws IOException {
    while (valuesLeft > 0) {
      PageHeader header = readHeader();
      Page page =
          switch (header.getType()) {
            case DATA_PAGE -> v1(header);
            case DATA_PAGE_V2 -> v2(header);
            case DICTIONARY_PAGE -> {
              dictionary = readDictionary(header);
              yield null;
            }
            case INDEX_PAGE -> {
              stored(header);
              yield null;
            }
          };
      if (page != null && page.values > 0) {
        valuesLeft -= page.values;
        return page;
      }
    }
    return null;
  }

  private PageHeader readHeader() throws IOException {
    try {
      return Util.readPageHeader(in);
    } catch (IOException | RuntimeException e) {
      throw new IOException("a page's header cannot be read", e);
    }
  }

  /** What the current page's values may refer to; null where the column has no dictionary. */
  Dictionary dictionary() {
    return dictionary;
  }

  private Dictionary readDictionary(PageHeader header) throws IOException {
    DictionaryPageHeader page = header.getDictionary_page_header();
    int size = header.getUncompressed_page_size();
    int values = page.getNum_values();
    require(
        dictionary == null && values >= 0 && values <= size,
        "a dictionary of %d values in %d bytes",
        values,
        size);
    byte[] plain = new byte[size]; // texts of the dictionary refer to their bytes in the page
    decompress(stored(header), 0, header.getCompressed_page_size(), plain, size);
    Encoding encoding = encoding(page.getEncoding());
    return encoding.initDictionary(
        leaf, new DictionaryPage(BytesInput.from(plain), values, encoding));
  }

  private Page v1(PageHeader header) throws IOException {
    DataPageHeader page = header.getData_page_header();
    byte[] plain = stored(header);
    int size = header.getUncompressed_page_size();
    if (chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
      byte[] stored = plain;
      plain = buffers.plain(size);
      decompress(stored, 0, header.getCompressed_page_size(), plain, size);
    }
    ByteBuffer bytes = ByteBuffer.wrap(plain, 0, size).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer repetition =
        levels(bytes, leaf.getMaxRepetitionLevel(), page.getRepetition_level_encoding());
    ByteBuffer definition =
        levels(bytes, leaf.getMaxDefinitionLevel(), page.getDefinition_level_encoding());
    return page(page.getNum_values(), repetition, definition, page.getEncoding(), bytes);
  }

  /** Levels as a page of version 1 holds them: behind their length, and only if there are any. */
  private ByteBuffer levels(
      ByteBuffer bytes, int maxLevel, org.apache.parquet.format.Encoding encoding)
      throws IOException {
    if (maxLevel == 0) {
      return bytes.slice(bytes.position(), 0);
    }
    require(encoding == org.apache.parquet.format.Encoding.RLE, "levels in encoding %s", encoding);
    int length = bytes.getInt();
    ByteBuffer levels = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return levels;
  }

  private Page v2(PageHeader header) throws IOException {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    byte[] stored = stored(header);
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    int levels = repetition + definition;
    int length = header.getCompressed_page_size() - levels;
    int size = header.getUncompressed_page_size() - levels;
    require(
        repetition >= 0 && definition >= 0 && levels >= 0 && length >= 0 && size >= 0,
        "a page of %d bytes of which %d are levels",
        header.getCompressed_page_size(),
        levels);
    ByteBuffer data = ByteBuffer.wrap(stored, levels, length);
    boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
    if (compressed && chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
      byte[] plain = buffers.plain(size);
      decompress(stored, levels, length, plain, size);
      data = ByteBuffer.wrap(plain, 0, size);
    }
    return page(
        page.getNum_values(),
        ByteBuffer.wrap(stored, 0, repetition),
        ByteBuffer.wrap(stored, repetition, definition),
        page.getEncoding(),
        data);
  }

  private Page page(
      int values,
      ByteBuffer repetition,
      ByteBuffer definition,
      org.apache.parquet.format.Encoding encoding,
      ByteBuffer data)
      throws IOException {
    require(
        values >= 0 && values <= valuesLeft,
        "a page of %d values where %d are left",
        values,
        valuesLeft);
    return new Page(
        values, repetition, definition, encoding(encoding), data.order(ByteOrder.LITTLE_ENDIAN));
  }

  /** The page's bytes as the file has them. */
  private byte[] stored(PageHeader header) throws IOException {
    int size = header.getCompressed_page_size();
    require(
        size >= 0 && size <= chunk.getTotalSize() && header.getUncompressed_page_size() >= 0,
        "a page of %d bytes in a column of %d",
        size,
        chunk.getTotalSize());
    byte[] stored = buffers.stored(size);
    if (in.readNBytes(stored, 0, size) < size) {
      throw new EOFException("a page ends beyond its column");
    }
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(stored, 0, size);
      require((int) crc.getValue() == header.getCrc(), "a page differs from its checksum");
    }
    return stored;
  }

  private void decompress(byte[] from, int begin, int length, byte[] to, int size)
      throws IOException {
    if (chunk.getCodec() == CompressionCodecName.UNCOMPRESSED) {
      require(size == length, "a page of %d bytes in %d", size, length);
      System.arraycopy(from, begin, to, 0, size);
    } else if (size > 0) {
      try {
        Decompression.decompress(chunk.getCodec(), from, begin, length, to, size);
      } catch (IOException | RuntimeException e) {
        throw new IOException("a page cannot be decompressed", e);
      }
    }
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return Encoding.valueOf(encoding.name());
  }

  private static void require(boolean condition, String otherwise, Object... arguments)
      throws IOException {
    if (!condition) {
      throw new IOException(String.format(Locale.ROOT, otherwise, arguments));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
