package dev.strandline.io;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A log of ranked lists in parts of whole slates, in the order of its rows. Memory holds one part
 * and a page of each column, however long the log is. Items and contexts are numbered alike in all
 * parts. Close it after use.
 */
public final class SlateBatches implements Iterator<SlateLog>, Closeable {

  private final Table table;
  private final SlateReader reader;
  private final List<Table.Field> roles;
  private final List<Table.Field> extras;
  private final Table.Pass pass;
  private final int length;
  private final int most;
  private long done;
  private Object lastSlate;

  SlateBatches(Table table, LogOptions options, int slates) throws IOException {
    this.table = table;
    this.reader = new SlateReader(table, options);
    this.length = reader.length();
    this.most = Math.min(slates, Integer.MAX_VALUE / length) * length;
    this.roles = reader.fields();
    this.extras = reader.extras();
    List<Table.Field> all = new ArrayList<>(roles);
    all.addAll(extras);
    this.pass = table.read(all);
  }

  /** Rows in the whole log. */
  public long rows() {
    return table.rows();
  }

  /** Rows in a slate. */
  public int length() {
    return length;
  }

  /** Number of items there are, shown or not. */
  public int actionCount() {
    return reader.actionCount();
  }

  @Override
  public boolean hasNext() {
    return done < table.rows();
  }

  /**
   * The next slates, their rows numbered on from the last.
   *
   * @throws UncheckedIOException for everything that {@link SlateFile#read} would throw, except
   *     that a slate which is there again in another part goes unnoticed
   */
  @Override
  public SlateLog next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the log has no more rows");
    }
    int rows = (int) Math.min(most, table.rows() - done);
    try {
      List<Column> columns = pass.next(rows);
      Map<String, Column> read = BanditBatches.named(roles, columns.subList(0, roles.size()));
      if (done > 0) {
        reader.checkBegins(read, lastSlate, done, length);
      }
      SlateLog log =
          reader.log(
              read,
              BanditBatches.named(extras, columns.subList(roles.size(), columns.size())),
              done,
              length,
              List.of());
      lastSlate = reader.lastSlate(read);
      done += rows;
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    pass.close();
  }
}
