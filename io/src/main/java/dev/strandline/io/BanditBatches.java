package dev.strandline.io;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A log of single decisions in parts, in the order of its rows. Memory holds one part and a page of
 * each column, however long the log is. Actions, strata and contexts are numbered alike in all
 * parts. Close it after use.
 */
public final class BanditBatches implements Iterator<BanditLog>, Closeable {

  private final Table table;
  private final BanditReader reader;
  private final List<Table.Field> roles;
  private final List<Table.Field> extras;
  private final Table.Pass pass;
  private final int most;
  private long done;

  BanditBatches(Table table, LogOptions options, int most) throws IOException {
    this.table = table;
    this.reader = new BanditReader(table, options);
    this.most = most;
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

  /** Number of actions there are; 0 where they are vectors. */
  public int actionCount() {
    return reader.actionCount();
  }

  @Override
  public boolean hasNext() {
    return done < table.rows();
  }

  /**
   * The next rows, numbered on from the last.
   *
   * @throws UncheckedIOException for everything that {@link BanditFile#read} would throw
   */
  @Override
  public BanditLog next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the log has no more rows");
    }
    int rows = (int) Math.min(most, table.rows() - done);
    try {
      List<Column> columns = pass.next(rows);
      BanditLog log =
          reader.log(
              named(roles, columns.subList(0, roles.size())),
              named(extras, columns.subList(roles.size(), columns.size())),
              done,
              rows,
              List.of());
      done += rows;
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Column> named(List<Table.Field> fields, List<Column> columns) {
    Map<String, Column> named = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      named.put(fields.get(c).name(), columns.get(c));
    }
    return named;
  }

  @Override
  public void close() throws IOException {
    pass.close();
  }
}
