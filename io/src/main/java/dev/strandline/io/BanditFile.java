package dev.strandline.io;

import dev.strandline.datasets.BanditLog;
import dev.strandline.policy.Check;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Logs of single decisions in Parquet files or folders of part files, and in comma-separated values
 * ({@code .csv}, {@code .csv.gz}).
 *
 * <p><b>Columns.</b> {@code action} (INT32 from 0, texts that identify actions, or a LIST of
 * DOUBLE) and {@code reward} (DOUBLE) must be there. May be there: {@code context} (LIST of FLOAT
 * or DOUBLE, or several columns, see {@link LogOptions}), {@code propensity} (DOUBLE above 0),
 * {@code position} (INT32 from 0), {@code stratum} (INT32 or texts), {@code behavior_distribution}
 * (LIST of DOUBLE), {@code available_actions} (LIST of BOOLEAN), {@code cluster_id} (INT64 or
 * texts), {@code round_id} (INT64 or texts), {@code timestamp} (INT64 in ms, a Parquet timestamp,
 * or ISO texts) and {@code policy_version}. Every other column is carried along in {@link
 * BanditLog#extras()}.
 *
 * <p>Identifiers are numbered in the order in which Java sorts texts. The number of actions is what
 * the file's metadata, {@code behavior_distribution} or {@code available_actions} states, else one
 * more than the largest index.
 *
 * <p><b>Open Bandit Dataset.</b> A file with columns {@code item_id} and {@code click} but neither
 * {@code action} nor {@code reward} is read by that dataset's names: {@code propensity_score}, and
 * as context {@code user_feature_*} and {@code user-item_affinity_*}; positions, which count from 1
 * there, count from 0 here. There is one affinity column for each item.
 *
 * <p><b>Read</b> are all types that {@link TransitionFile} reads. In CSV, vectors are columns
 * {@code name_0}, {@code name_1} and so on; a first column without a name is left out; an empty
 * field of a column of numbers is missing.
 */
public final class BanditFile {

  /** What columns can be mapped to, see {@link LogOptions}. */
  public static final List<String> ROLES = Names.BANDIT;

  private BanditFile() {}

  /** Reads a log whose columns have their default or Open Bandit names. */
  public static BanditLog read(Path fileOrFolder) throws IOException {
    return read(fileOrFolder, LogOptions.defaults());
  }

  /**
   * Reads a log.
   *
   * @param fileOrFolder a Parquet or CSV file, or a folder of Parquet part files
   * @param options which column holds which role
   * @throws IOException with one message that names the file, the column, the first bad row within
   *     the file (from 0), its value and the cure: if a file is missing or damaged; a column is
   *     missing, of another type or of varying width; a reward or a context is missing or not
   *     finite; a propensity is missing, not above 0 or not finite, or above 1 though actions are
   *     discrete; an action is negative, missing, at or above the number of actions, or not
   *     available; probabilities are negative or do not add up to 1; a flag is not 0 or 1; a
   *     round's identifier is there twice at one position; there are no rows, or more than memory
   *     holds
   * @throws IllegalArgumentException if {@code options} name a role that there is not, or one
   *     column for two roles
   */
  public static BanditLog read(Path fileOrFolder, LogOptions options) throws IOException {
    try {
      return new BanditReader(Table.open(fileOrFolder), options).read();
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
   * Reads a log in parts, in memory that does not grow with its length. Extra columns that are not
   * needed cost time: name those that are, with {@link LogOptions#withExtras}.
   *
   * <p>Columns of texts, and the actions where nothing else states their number, are read once
   * beforehand, so that all parts number them alike. A round that is there twice goes unnoticed.
   *
   * @param rowsPerBatch rows in each part but the last
   * @throws IOException as {@link #read} does, as far as it shows before the first row is read
   */
  public static BanditBatches batches(Path fileOrFolder, LogOptions options, int rowsPerBatch)
      throws IOException {
    Check.atLeast(rowsPerBatch, 1, "rowsPerBatch", "Some 100,000 rows are fast.");
    return new BanditBatches(Table.open(fileOrFolder), options, rowsPerBatch);
  }

  /**
   * Writes a log as Parquet, whole or not at all, so that reading it gives the same log; rows are
   * then numbered from 0.
   *
   * @throws IllegalArgumentException if an extra's name is that of another column
   * @throws IOException if the file cannot be written; what was there before still is
   */
  public static void write(BanditLog log, Path file) throws IOException {
    ColumnWriter columns = LogWriter.columns(log);
    WholeFile.replace(file, temporary -> columns.write(temporary, Integer.MAX_VALUE));
  }
}
