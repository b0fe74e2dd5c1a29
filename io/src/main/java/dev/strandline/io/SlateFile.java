package dev.strandline.io;

import dev.strandline.datasets.SlateLog;
import dev.strandline.policy.Check;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Logs of ranked lists in Parquet files or folders of part files, and in comma-separated values
 * ({@code .csv}, {@code .csv.gz}): one row for each slate and position, in that order.
 *
 * <p><b>Columns.</b> {@code slate} (INT64 or texts), {@code position} (INT32, from 0 without a
 * gap), {@code action} (INT32 from 0, or texts) and {@code reward} (DOUBLE) must be there. May be
 * there: {@code propensity} (of the whole list), {@code propensity_item_position}, {@code
 * propensity_cascade}, {@code context}, {@code cluster_id}, {@code timestamp} and {@code
 * policy_version}, as {@link BanditFile} has them. Every other column is carried along.
 */
public final class SlateFile {

  /** What columns can be mapped to, see {@link LogOptions}. */
  public static final List<String> ROLES = Names.SLATES;

  private SlateFile() {}

  /** Reads a log whose columns have their default names. */
  public static SlateLog read(Path fileOrFolder) throws IOException {
    return read(fileOrFolder, LogOptions.defaults());
  }

  /**
   * Reads a log.
   *
   * @throws IOException as {@link BanditFile#read} does, and if slates differ in length, their rows
   *     do not stand together, positions do not count from 0, or the propensity of a whole list
   *     differs within it
   * @throws IllegalArgumentException if {@code options} name a role that there is not, or one
   *     column for two roles
   */
  public static SlateLog read(Path fileOrFolder, LogOptions options) throws IOException {
    try {
      return new SlateReader(Table.open(fileOrFolder), options).read();
    } catch (OutOfMemoryError e) {
      throw new IOException(
          fileOrFolder
              + ": does not fit into Java's heap of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB. Start Java with a larger -Xmx, name the extra columns that are needed, or read it in batches.",
          e);
    }
  }

  /**
   * Reads a log in parts of whole slates, in memory that does not grow with its length. Extra
   * columns that are not needed cost time: name those that are, with {@link LogOptions#withExtras}.
   *
   * @param slatesPerBatch slates in each part but the last
   * @throws IOException as {@link #read} does, as far as it shows before the first row is read
   */
  public static SlateBatches batches(Path fileOrFolder, LogOptions options, int slatesPerBatch)
      throws IOException {
    Check.atLeast(slatesPerBatch, 1, "slatesPerBatch", "Some 10,000 slates are fast.");
    return new SlateBatches(Table.open(fileOrFolder), options, slatesPerBatch);
  }

  /**
   * Writes a log as Parquet, whole or not at all, so that reading it gives the same log.
   *
   * @throws IllegalArgumentException if an extra's name is that of another column
   * @throws IOException if the file cannot be written; what was there before still is
   */
  public static void write(SlateLog log, Path file) throws IOException {
    ColumnWriter columns = LogWriter.columns(log);
    WholeFile.replace(file, temporary -> columns.write(temporary, Integer.MAX_VALUE));
  }
}
