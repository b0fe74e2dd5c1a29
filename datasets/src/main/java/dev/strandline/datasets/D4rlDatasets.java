package dev.strandline.datasets;

import com.google.common.base.Splitter;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The published D4RL datasets by name and by the hash of their files.
 *
 * <p>Sources: sizes, step limits, reference returns and file names are those of D4RL's registration
 * code and {@code infos.py}; numbers of rows are those of the paper (Fu et al., "D4RL: Datasets for
 * Deep Data-Driven Reinforcement Learning", 2020) or of D4RL's tracker; sizes and hashes of files
 * are the checksums that TensorFlow Datasets records for its D4RL builders. Random returns were
 * measured by simulation.
 */
public final class D4rlDatasets {

  private static final Supplier<List<D4rlDataset>> ALL = Suppliers.memoize(D4rlDatasets::read);

  private D4rlDatasets() {}

  private static List<D4rlDataset> read() {
    try {
      return Resources.readLines(
              Resources.getResource(D4rlDatasets.class, "d4rl-datasets.csv"),
              StandardCharsets.UTF_8)
          .stream()
          .skip(1)
          .map(line -> parse(Splitter.on(',').splitToList(line)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static D4rlDataset parse(List<String> cells) {
    String rows = cells.get(5);
    String random = cells.get(8);
    String bytes = cells.get(10);
    String sha256 = cells.get(11);
    return new D4rlDataset(
        cells.get(0),
        cells.get(1),
        Integer.parseInt(cells.get(2)),
        Integer.parseInt(cells.get(3)),
        Integer.parseInt(cells.get(4)),
        rows.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(rows)),
        Double.parseDouble(cells.get(6)),
        Double.parseDouble(cells.get(7)),
        random.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(random)),
        cells.get(9),
        bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes)),
        sha256.isEmpty() ? Optional.empty() : Optional.of(sha256));
  }

  /** All datasets, by name. */
  public static List<D4rlDataset> all() {
    return ALL.get();
  }

  /** The dataset of a name; empty if there is none. */
  public static Optional<D4rlDataset> find(String name) {
    return all().stream().filter(dataset -> dataset.name().equals(name)).findFirst();
  }

  /** Datasets whose published file has this size and hash; some share one file. */
  public static List<D4rlDataset> withHash(long bytes, String sha256) {
    return all().stream()
        .filter(
            dataset ->
                dataset.bytes().equals(OptionalLong.of(bytes))
                    && dataset.sha256().equals(Optional.of(sha256)))
        .toList();
  }

  /** Datasets whose published file has this size, so that its hash is worth computing. */
  public static List<D4rlDataset> withBytes(long bytes) {
    return all().stream()
        .filter(dataset -> dataset.bytes().equals(OptionalLong.of(bytes)))
        .toList();
  }

  /** Datasets that a file's name speaks of: the published file's name, or the dataset's own. */
  public static List<D4rlDataset> withFileName(String fileName) {
    return all().stream()
        .filter(
            dataset -> dataset.file().equals(fileName) || fileName.matches(ownName(dataset.name())))
        .toList();
  }

  private static String ownName(String name) {
    return "\\Q" + name + "\\E\\.(hdf5|h5)";
  }
}
