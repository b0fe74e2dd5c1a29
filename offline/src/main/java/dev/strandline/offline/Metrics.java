package dev.strandline.offline;

import dev.strandline.policy.Check;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a {@code metrics.csv}: a step in each, losses averaged since the row before, and what
 * an evaluation at that step earned. Numbers that were not measured are empty in the file and NaN
 * here.
 */
public final class Metrics {

  /** Mean undiscounted return of an evaluation, in the environment's units. */
  public static final String RETURN_MEAN = "return_mean";

  /** Standard deviation of an evaluation's returns over its episodes. */
  public static final String RETURN_SD = "return_sd";

  /** {@link #RETURN_MEAN} on the scale where the environment's references are 0 and 100. */
  public static final String NORMALIZED_SCORE = "normalized_score";

  private static final String STEP = "step";

  private final List<String> columns;
  private final List<double[]> rows;

  private Metrics(List<String> columns, List<double[]> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Names of the columns after the step. */
  public List<String> columns() {
    return columns.subList(1, columns.size());
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** The step of row {@code i}. */
  public long step(int i) {
    return (long) rows.get(i)[0];
  }

  /**
   * The number in row {@code i}, NaN where none was measured.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public double value(int i, String column) {
    int at = columns.indexOf(column);
    Check.that(at >= 0, "metrics have no column '%s'. They have %s.", column, columns);
    return rows.get(i)[at];
  }

  /**
   * Reads a file of metrics; a last line that was cut off while being written is left out.
   *
   * @throws IOException if there is no such file or it holds something else
   */
  public static Metrics read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file. Give a run's folder.", e);
    }
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty() || !lines.get(0).startsWith(STEP + ",")) {
      throw new IOException(file + ": line 1 is not the header of a run's metrics.");
    }
    List<String> columns = List.of(lines.get(0).split(","));
    List<double[]> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      if (cells.length != columns.size()) {
        throw new IOException(
            file
                + ": line "
                + (i + 1)
                + " has "
                + cells.length
                + " cells, but the header has "
                + columns.size()
                + ".");
      }
      double[] row = new double[cells.length];
      for (int j = 0; j < row.length; j++) {
        try {
          row[j] = cells[j].isEmpty() ? Double.NaN : Double.parseDouble(cells[j]);
        } catch (NumberFormatException e) {
          throw new IOException(
              file
                  + ": line "
                  + (i + 1)
                  + ", column "
                  + columns.get(j)
                  + ": '"
                  + cells[j]
                  + "' is not a number.",
              e);
        }
      }
      rows.add(row);
    }
    return new Metrics(columns, rows);
  }

  /** Writes a run's metrics row by row; a row is in the file when {@link #write} returns. */
  static final class Log implements AutoCloseable {

    private final Path file;
    private final List<String> kept;
    private List<String> columns;
    private Writer out;

    /** Opens {@code file} for rows after {@code step}; those that are there already are cut. */
    Log(Path file, long step) throws IOException {
      this.file = file;
      kept = new ArrayList<>();
      if (step == 0 || !Files.exists(file)) {
        Files.deleteIfExists(file);
        return;
      }
      String text = Files.readString(file);
      List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String first = lines.get(i).substring(0, lines.get(i).indexOf(','));
        if (i == 0 || Long.parseLong(first) <= step) {
          kept.add(lines.get(i));
        }
      }
      if (!kept.isEmpty()) {
        open(List.of(kept.get(0).split(",")));
      }
    }

    /** Writes what is kept; from then on, rows are appended. */
    private void open(List<String> header) throws IOException {
      columns = header;
      if (kept.isEmpty()) {
        kept.add(String.join(",", header));
      }
      String text = String.join("\n", kept) + "\n";
      WholeFile.write(file, content -> content.write(text.getBytes(StandardCharsets.UTF_8)));
      out = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    }

    /** Appends a row; the first one's losses name the columns. */
    void write(long step, Map<String, Double> values) throws IOException {
      if (out == null) {
        Set<String> header = new LinkedHashSet<>(List.of(STEP));
        header.addAll(values.keySet());
        header.addAll(List.of(RETURN_MEAN, RETURN_SD, NORMALIZED_SCORE));
        open(List.copyOf(header));
      }
      List<String> cells = new ArrayList<>(List.of(Long.toString(step)));
      for (String column : columns.subList(1, columns.size())) {
        double value = values.getOrDefault(column, Double.NaN);
        cells.add(Double.isNaN(value) ? "" : Double.toString(value));
      }
      out.write(String.join(",", cells) + "\n");
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}
