package dev.strandline.io;

import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The pages of one column in one row group, read one at a time. Parquet's own reader takes a whole
 * row group's column into memory first; here a page is all there is, however large a row group the
 * file's writer chose. A page overwrites the one before it.
 *
 * <p>A page whose header carries a checksum is checked against it.
 */
final class ColumnPages implements PageReader, Closeable {

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

  private final ColumnChunkMetaData chunk;
  private final Buffers buffers;
  private final InputStream in;
  private long valuesLeft;
  private PageHeader next;

  ColumnPages(Footer footer, ColumnChunkMetaData chunk, Buffers buffers) throws IOException {
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
    file.getChannel().position(chunk.getStartingPos());
    in = new BufferedInputStream(ByteStreams.limit(file, chunk.getTotalSize()), STREAM_BYTES);
  }

  @Override
  public long getTotalValueCount() {
    return chunk.getValueCount();
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      next = Util.readPageHeader(in);
      if (next.getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      PageHeader header = next;
      next = null;
      DictionaryPageHeader dictionary = header.getDictionary_page_header();
      int size = header.getUncompressed_page_size();
      require(
          dictionary.getNum_values() >= 0 && dictionary.getNum_values() <= size,
          "a dictionary of " + dictionary.getNum_values() + " values in " + size + " bytes");
      byte[] stored = stored(header);
      byte[] plain = new byte[size]; // a dictionary may refer to its page's bytes
      decompress(stored, 0, header.getCompressed_page_size(), plain, size);
      return new DictionaryPage(
          BytesInput.from(plain), dictionary.getNum_values(), encoding(dictionary.getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      while (valuesLeft > 0) {
        PageHeader header = next != null ? next : Util.readPageHeader(in);
        next = null;
        byte[] stored = stored(header);
        int values = 0;
        if (header.getType() == PageType.DATA_PAGE) {
          values = header.getData_page_header().getNum_values();
        } else if (header.getType() == PageType.DATA_PAGE_V2) {
          values = header.getData_page_header_v2().getNum_values();
        } else {
          require(header.getType() == PageType.INDEX_PAGE, "a page of type " + header.getType());
        }
        require(
            values >= 0 && values <= valuesLeft,
            "a page of " + values + " values where " + valuesLeft + " are left");
        if (values > 0) {
          valuesLeft -= values;
          return header.getType() == PageType.DATA_PAGE ? v1(header, stored) : v2(header, stored);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage v1(PageHeader header, byte[] stored) throws IOException {
    DataPageHeader page = header.getData_page_header();
    int size = header.getUncompressed_page_size();
    byte[] plain = stored;
    if (chunk.getCodec() == CompressionCodecName.UNCOMPRESSED) {
      require(size == header.getCompressed_page_size(), "a page of two sizes");
    } else {
      plain = buffers.plain(size);
      decompress(stored, 0, header.getCompressed_page_size(), plain, size);
    }
    return new DataPageV1(
        BytesInput.from(plain, 0, size),
        page.getNum_values(),
        size,
        null,
        encoding(page.getRepetition_level_encoding()),
        encoding(page.getDefinition_level_encoding()),
        encoding(page.getEncoding()));
  }

  private DataPage v2(PageHeader header, byte[] stored) throws IOException {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    int begin = repetition + definition;
    int length = header.getCompressed_page_size() - begin;
    int size = header.getUncompressed_page_size() - begin;
    require(
        repetition >= 0 && definition >= 0 && begin >= 0 && length >= 0 && size >= 0,
        "a page of " + header.getCompressed_page_size() + " bytes with " + begin + " of levels");
    BytesInput values = BytesInput.from(stored, begin, length);
    boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
    if (compressed && chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
      byte[] plain = buffers.plain(size);
      decompress(stored, begin, length, plain, size);
      values = BytesInput.from(plain, 0, size);
    }
    return DataPageV2.uncompressed(
        page.getNum_rows(),
        page.getNum_nulls(),
        page.getNum_values(),
        BytesInput.from(stored, 0, repetition),
        BytesInput.from(stored, repetition, definition),
        encoding(page.getEncoding()),
        values,
        null);
  }

  /** The page's bytes as the file has them. */
  private byte[] stored(PageHeader header) throws IOException {
    int size = header.getCompressed_page_size();
    require(
        size >= 0 && size <= chunk.getTotalSize() && header.getUncompressed_page_size() >= 0,
        "a page of " + size + " bytes in a column of " + chunk.getTotalSize());
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
      require(size == length, "a page of two sizes");
      System.arraycopy(from, begin, to, 0, size);
    } else if (size > 0) {
      Decompression.decompress(chunk.getCodec(), from, begin, length, to, size);
    }
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return Encoding.valueOf(encoding.name());
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
