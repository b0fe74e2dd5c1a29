package dev.strandline.io;

import dev.strandline.datasets.Transitions;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.Type;

/**
 * Logs of transitions in Parquet files that Spark, DuckDB and pandas read as well.
 *
 * <p><b>Columns.</b> {@code episode_id} (INT64; rows of an episode stand together), {@code step}
 * (INT32; from 0 without a gap), {@code observations} (LIST of FLOAT), {@code actions} (LIST of
 * FLOAT, or INT32 where they are discrete), {@code rewards} (FLOAT, or DOUBLE where one is not
 * exactly a float), {@code terminals} (BOOLEAN; the environment ended) and {@code timeouts}
 * (BOOLEAN; the log was cut, {@link Transitions#truncated()}). {@code next_observations}, {@code
 * propensity}, {@code action_log_probs}, {@code available_actions} and {@code simulator_state} may
 * be there; every other column is carried along in {@link Transitions#extras()}.
 *
 * <p><b>Written</b> are required fields, lists of three levels, Zstandard at level 3, data pages of
 * version 1 with checksums, dictionaries for whole numbers and texts only, and row groups of 16 MB.
 *
 * <p><b>Read</b> are also: the wider and the narrower type of a number; whole numbers for reals;
 * flags as whole numbers 0 and 1; optional fields without nulls; lists of two levels, whatever
 * their inner names; vectors as columns {@code observations_0}, {@code observations_1} and so on;
 * pages of version 2; Snappy, gzip, raw LZ4 and no compression; and folders of part files in the
 * order of their names, of which those that begin with {@code _} or {@code .} are left out. Reading
 * needs little more memory than the numbers themselves, however large the file's row groups are.
 *
 * <p><b>Metadata.</b> {@link Transitions#metadata()} holds the file's keys that begin with {@code
 * strandline.} (of a folder: those that all parts agree on). Writing sets {@code strandline.kind},
 * {@code strandline.observation_dim}, {@code strandline.action_space} (JSON) and {@code
 * strandline.content_hash} ({@link ContentHash}). Reading adds {@code
 * strandline.action_space_source}: {@code file} where the file states the action space; {@code
 * assumed} where it does not and all actions lie in [-1, 1], which then is the box; {@code data}
 * where the space is the smallest that holds the actions of the log. Where an import wrote it, it
 * is kept, and may be {@code environment} as well. It adds {@code strandline.skipped_columns},
 * names joined by commas, where other columns could not be carried along: maps, nested records,
 * lists of texts, vectors of varying length, numbers with nulls.
 */
public final class TransitionFile {

  private TransitionFile() {}

  /**
   * Writes a log, whole or not at all.
   *
   * @param data the log; its extras may not bear the name of a transition's own column
   * @param file where to; a file that is there is replaced, and missing folders are made
   * @throws IllegalArgumentException if a number of a transition is not finite, a discrete action
   *     is outside its space, two episodes have the same id, or an extra's name is taken
   * @throws IOException if the file cannot be written; what was there before still is
   */
  public static void write(Transitions data, Path file) throws IOException {
    write(data, file, Integer.MAX_VALUE);
  }

  static void write(Transitions data, Path file, int mostGroupRows) throws IOException {
    TransitionWriter writer = new TransitionWriter(data);
    WholeFile.replace(file, temporary -> writer.write(temporary, mostGroupRows));
  }

  /** Reads a log whose columns have their default names; see {@link #read(Path, ReadOptions)}. */
  public static Transitions read(Path fileOrFolder) throws IOException {
    return read(fileOrFolder, ReadOptions.defaults());
  }

  /**
   * Reads a log.
   *
   * @param fileOrFolder a Parquet file, or a folder of part files with the same columns
   * @param options which column holds which role
   * @throws IOException with one message that names the file, the column, the row within the file
   *     (from 0), the value and the cure: if the file is missing, damaged or not Parquet; a column
   *     is missing, of another type or of varying width; a value is null; an observation, action,
   *     reward or next observation is not finite; a flag is not 0 or 1; steps do not count from 0;
   *     an episode's rows do not stand together or an end flag stands inside one; there are no
   *     rows, or more than an array holds
   */
  public static Transitions read(Path fileOrFolder, ReadOptions options) throws IOException {
    return new TransitionReader(ParquetFiles.open(fileOrFolder), options).read();
  }

  /**
   * The names of a file's columns, in its order.
   *
   * @param fileOrFolder a Parquet file, or a folder of part files with the same columns
   * @throws IOException if the file is missing, damaged or not Parquet, or has no rows
   */
  public static List<String> columns(Path fileOrFolder) throws IOException {
    return ParquetFiles.open(fileOrFolder).schema().getFields().stream()
        .map(Type::getName)
        .toList();
  }
}
