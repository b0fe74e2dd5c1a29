package dev.strandline.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * Steps through the values of one leaf column, file by file and row group by row group, with one
 * page in memory at a time. Whatever Parquet's decoders throw at damaged bytes becomes one
 * IOException.
 */
final class Cursor implements Closeable {

  private record Chunk(Footer footer, ColumnChunkMetaData data) {}

  private final ColumnDescriptor leaf;
  private final Iterator<Chunk> chunks;
  private final ColumnPages.Buffers buffers = new ColumnPages.Buffers();
  private Footer footer;
  private ColumnPages pages;
  private ColumnReader reader;
  private long left;

  Cursor(List<Footer> footers, ColumnDescriptor leaf) {
    this.leaf = leaf;
    this.footer = footers.get(0);
    this.chunks =
        footers.stream()
            .flatMap(
                file ->
                    file.groups().stream()
                        .map(group -> new Chunk(file, ParquetFiles.chunk(group, leaf))))
            .filter(chunk -> chunk.data.getValueCount() > 0)
            .iterator();
  }

  /** Moves to the next value; false after the last. */
  boolean next() throws IOException {
    try {
      if (left == 0) {
        if (!chunks.hasNext()) {
          return false;
        }
        open(chunks.next());
      } else {
        reader.consume();
      }
      left--;
      return true;
    } catch (UncheckedIOException e) {
      throw damaged(e.getCause());
    } catch (RuntimeException e) {
      throw damaged(e);
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

  private void open(Chunk chunk) throws IOException {
    close();
    footer = chunk.footer;
    pages = new ColumnPages(footer, chunk.data, buffers);
    reader = new ColumnReaderImpl(leaf, pages, new PrimitiveConverter() {}, footer.writer());
    left = chunk.data.getValueCount();
  }

  /** Level at which the current value repeats: 0 where a row begins. */
  int repetition() {
    return reader.getCurrentRepetitionLevel();
  }

  /** How much of the current value's path is there. */
  int definition() {
    return reader.getCurrentDefinitionLevel();
  }

  /** Gives the current value to {@code sink}, which reads it by its type's getter. */
  void give(int index, ColumnValues.Sink sink) throws IOException {
    try {
      sink.put(index, reader);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private String name() {
    return String.join(".", leaf.getPath());
  }

  private IOException damaged(Exception cause) {
    String how = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
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
