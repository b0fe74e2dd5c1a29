package dev.strandline.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Steps through one leaf column page by page, row group by row group and file by file: the levels
 * of a page first, then its values one after the other. One page is in memory at a time.
 */
final class Cursor implements Closeable {

  /** Takes the page that a cursor stands on; may read only as many values as the page has. */
  @FunctionalInterface
  interface PageReader {
    void read(Cursor page) throws IOException;
  }

  private record Chunk(Footer footer, ColumnChunkMetaData data) {}

  private final ColumnDescriptor leaf;
  private final PrimitiveTypeName type;
  private final Iterator<Chunk> chunks;
  private final ColumnPages.Buffers buffers = new ColumnPages.Buffers();
  private Footer footer;
  private ColumnPages pages;

  private int count;
  private byte[] repetition = {};
  private byte[] definition = {};
  private ByteBuffer plain; // numbers in Parquet's plain encoding, or
  private ValuesReader encoded; // values in any other

  Cursor(List<Footer> footers, ColumnDescriptor leaf) {
    this.leaf = leaf;
    this.type = leaf.getPrimitiveType().getPrimitiveTypeName();
    this.footer = footers.get(0);
    this.chunks =
        footers.stream()
            .flatMap(
                file ->
                    file.groups().stream()
                        .map(group -> new Chunk(file, ParquetFiles.chunk(group, leaf))))
            .iterator();
  }

  /**
   * Gives the next page to {@code reader}; false after the last.
   *
   * @throws IOException if {@code reader} throws it or the page is damaged, whatever Parquet's
   *     decoders throw then
   */
  boolean readPage(PageReader reader) throws IOException {
    try {
      if (!nextPage()) {
        return false;
      }
      reader.read(this);
      return true;
    } catch (RuntimeException e) {
      throw damaged("a page cannot be decoded", e);
    } catch (OutOfMemoryError e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, column %s: memory ran out while a page was decoded (Java's heap has %d MB). Start Java with a larger"
                  + " -Xmx; if that does not help, the file is damaged: write it again or copy it anew.",
              footer.file(),
              name(),
              Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  private boolean nextPage() throws IOException {
    ColumnPages.Page page = pages == null ? null : next(pages);
    while (page == null) {
      close();
      if (!chunks.hasNext()) {
        return false;
      }
      Chunk chunk = chunks.next();
      footer = chunk.footer;
      pages = new ColumnPages(footer, leaf, chunk.data, buffers);
      page = next(pages);
    }
    begin(page);
    return true;
  }

  private void begin(ColumnPages.Page page) throws IOException {
    count = page.values();
    if (definition.length < count) {
      repetition = new byte[count];
      definition = new byte[count];
    }
    Levels.decode(page.repetition(), leaf.getMaxRepetitionLevel(), count, repetition);
    Levels.decode(page.definition(), leaf.getMaxDefinitionLevel(), count, definition);
    plain = null;
    encoded = null;
    Encoding encoding = page.encoding();
    if (encoding == Encoding.PLAIN && isNumber()) {
      plain = page.data();
      return;
    }
    encoded =
        encoding.usesDictionary()
            ? encoding.getDictionaryBasedValuesReader(leaf, ValuesType.VALUES, pages.dictionary())
            : encoding.getValuesReader(leaf, ValuesType.VALUES);
    try {
      encoded.initFromPage(count, ByteBufferInputStream.wrap(page.data()));
    } catch (IOException e) {
      throw damaged("a page cannot be decoded", e);
    }
  }

  private boolean isNumber() {
    return switch (type) {
      case FLOAT, DOUBLE, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** Values of the page, nulls and empty lists included. */
  int count() {
    return count;
  }

  /** Whether entry {@code i} of the page begins a row. */
  boolean beginsRow(int i) {
    return repetition[i] == 0;
  }

  /**
   * How much of the path of entry {@code i} of the page is there; all of it if there is a value.
   */
  int definition(int i) {
    return definition[i];
  }

  /** Whether the page holds {@code float} as they are, so that {@link #floats} can copy them. */
  boolean holdsFloats() {
    return plain != null && type == PrimitiveTypeName.FLOAT;
  }

  /** Copies the page's next {@code length} floats to {@code target[offset ..]}. */
  void floats(float[] target, int offset, int length) {
    plain.asFloatBuffer().get(target, offset, length);
    plain.position(plain.position() + length * Float.BYTES);
  }

  /** Takes the page's next {@code length} numbers, real or whole, into {@code target[0 ..]}. */
  void numbers(double[] target, int length) {
    if (plain != null && type == PrimitiveTypeName.DOUBLE) {
      plain.asDoubleBuffer().get(target, 0, length);
      plain.position(plain.position() + length * Double.BYTES);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[i] = number();
    }
  }

  /** Takes the page's next {@code length} whole numbers into {@code target[0 ..]}. */
  void integers(long[] target, int length) {
    if (plain != null && type == PrimitiveTypeName.INT64) {
      plain.asLongBuffer().get(target, 0, length);
      plain.position(plain.position() + length * Long.BYTES);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[i] = integer();
    }
  }

  /** The next number, real or whole. */
  double number() {
    return switch (type) {
      case FLOAT -> plain != null ? plain.getFloat() : encoded.readFloat();
      case DOUBLE -> plain != null ? plain.getDouble() : encoded.readDouble();
      default -> integer();
    };
  }

  /** The next whole number. */
  long integer() {
    if (type == PrimitiveTypeName.INT32) {
      return plain != null ? plain.getInt() : encoded.readInteger();
    }
    return plain != null ? plain.getLong() : encoded.readLong();
  }

  /** The next flag of a column of booleans or whole numbers: 0, 1, or what is wrongly there. */
  long flag() {
    return type == PrimitiveTypeName.BOOLEAN ? (encoded.readBoolean() ? 1 : 0) : integer();
  }

  /** The next text. */
  String text() {
    return encoded.readBytes().toStringUsingUTF8();
  }

  private ColumnPages.Page next(ColumnPages from) throws IOException {
    try {
      return from.next();
    } catch (IOException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private String name() {
    return String.join(".", leaf.getPath());
  }

  private IOException damaged(String how, Exception cause) {
    return Footer.damaged(footer.file(), "column " + name() + ": " + how, cause);
  }

  @Override
  public void close() throws IOException {
    if (pages != null) {
      pages.close();
      pages = null;
    }
  }
}
