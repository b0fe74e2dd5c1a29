package dev.strandline.io.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Imports logs that other programs wrote.
 *
 * <p><b>What is kept.</b> Every row, in its order; rewards with all their bits; observations and
 * actions as 32-bit floats; columns that have no role, where they hold one entry for each row.
 *
 * <p><b>Time limits.</b> Where a source does not mark them but a step limit is known, from the
 * options or from the environment's name, rows are counted as {@link EpisodeCounting} says.
 *
 * <p><b>Action bounds</b> are those that the source states, else the environment's if they are
 * known, else [-1, 1] if all actions lie there, else the smallest box that holds them, with a
 * warning. Actions outside stay as they are, with a warning, unless the options say otherwise.
 *
 * <p><b>Provenance.</b> The log's metadata get {@code strandline.source}, a JSON object of the
 * file's name, bytes and SHA-256, the importer and its version, the format, and the options that
 * changed the data; what a D4RL file says of itself stands under {@code metadata} in it.
 */
public final class Importer {

  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};

  private Importer() {}

  /**
   * Reads a source.
   *
   * @param source a file, or the folder of a Minari dataset
   * @param progress hears the rows read so far
   * @throws IOException with one message that names the file, the place in it and the cure: if the
   *     source is missing, damaged or of no known format; lacks a role; holds something else than
   *     numbers or flags where these must be; arrays differ in length; a number is not finite; an
   *     end stands inside an episode; actions are out of bounds and the options are strict, or are
   *     strict or clip and no bounds are known; the environment's sizes are others; or there are no
   *     rows
   */
  public static ImportedLog read(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    if (!Files.exists(source)) {
      throw new NoSuchFileException(source.toString());
    }
    Format format = options.format().isPresent() ? options.format().get() : recognize(source);
    if (format != Format.MINARI && Files.isDirectory(source)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is a folder, but the format %s is one file. Give the file in it.",
              source,
              format));
    }
    RawLog raw =
        switch (format) {
          case NPZ -> NpzReader.read(source, options, progress);
          case CSV -> CsvReader.read(source, options, progress);
          case D4RL -> D4rlReader.read(source, options, progress);
          case MINARI -> MinariReader.read(source, options, progress);
        };
    return new LogAssembler(raw, options).assemble();
  }

  /** The format that content and name suggest. */
  private static Format recognize(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return Format.MINARI;
    }
    byte[] begin;
    try (InputStream in = Files.newInputStream(source)) {
      begin = in.readNBytes(HDF5.length);
    }
    String name = source.toAbsolutePath().getFileName().toString().toLowerCase(Locale.ROOT);
    if (begins(begin, HDF5)) {
      return name.equals("main_data.hdf5") ? Format.MINARI : Format.D4RL;
    }
    if (begins(begin, PARQUET)) {
      throw new IOException(
          source
              + ": is a Parquet file, which needs no import. Look at it with ./strandline inspect.");
    }
    Optional<Format> byName =
        name.endsWith(".csv") || name.endsWith(".csv.gz")
            ? Optional.of(Format.CSV)
            : name.endsWith(".npz")
                ? Optional.of(Format.NPZ)
                : name.endsWith(".hdf5") || name.endsWith(".h5")
                    ? Optional.of(Format.D4RL)
                    : Optional.empty();
    if (byName.isEmpty() && begins(begin, ZIP)) {
      return Format.NPZ;
    }
    return byName.orElseThrow(
        () ->
            new IOException(
                source
                    + ": is of no format that can be told from its content or name. Say which one it is:"
                    + " --format d4rl, minari, npz or csv."));
  }

  private static boolean begins(byte[] file, byte[] magic) {
    return file.length >= magic.length
        && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
  }
}
