package dev.strandline.io.importer;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.strandline.datasets.D4rlDataset;
import dev.strandline.datasets.D4rlDatasets;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells which published dataset a source is, and what then is known of its environment. */
final class KnownDatasets {

  private KnownDatasets() {}

  /** What is known of the environment of the D4RL dataset {@code name}; empty if it is none. */
  static Optional<KnownEnvironment> environment(String name) {
    return D4rlDatasets.find(name)
        .map(
            dataset ->
                new KnownEnvironment(
                    dataset.observationSize(),
                    ActionSpace.Box.symmetric(dataset.actionSize(), 1),
                    dataset.maxEpisodeSteps(),
                    dataset.referenceMin(),
                    dataset.referenceMax()));
  }

  /**
   * The dataset that {@code file} is, or is said to be, in this order: by its size and hash, by the
   * name that the options give, by its own name where its sizes are that dataset's. Puts into
   * {@code log} what was found: the environment's name and reference returns, a statement on the
   * file, and notes. The log has its rows already.
   */
  static Optional<D4rlDataset> recognize(Path file, ImportOptions options, RawLog log)
      throws IOException {
    long bytes = Files.size(file);
    boolean worthHashing =
        !D4rlDatasets.withBytes(bytes).isEmpty()
            || claimed(file, options).flatMap(D4rlDataset::sha256).isPresent();
    String sha256 =
        worthHashing ? MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString() : "";
    return recognize(file, bytes, sha256, options, log);
  }

  private static Optional<D4rlDataset> claimed(Path file, ImportOptions options) {
    return options
        .environment()
        .flatMap(D4rlDatasets::find)
        .or(() -> D4rlDatasets.withFileName(file.getFileName().toString()).stream().findFirst());
  }

  /** As above, of a file whose size and hash are known; the hash may be empty if no one's is. */
  static Optional<D4rlDataset> recognize(
      Path file, long bytes, String sha256, ImportOptions options, RawLog log) {
    Optional<D4rlDataset> named = options.environment().flatMap(D4rlDatasets::find);
    Optional<D4rlDataset> claimed = claimed(file, options);
    List<D4rlDataset> official = D4rlDatasets.withHash(bytes, sha256);
    if (!official.isEmpty()) {
      D4rlDataset dataset = official.get(0);
      for (D4rlDataset one : official) {
        if (named.equals(Optional.of(one))) {
          dataset = one;
        }
      }
      log.official =
          Optional.of(
              "This is the official file of "
                  + String.join(" and of ", official.stream().map(D4rlDataset::name).toList())
                  + ": its "
                  + bytes
                  + " bytes have the published SHA-256.");
      if (named.isPresent() && !official.contains(named.get())) {
        log.notes.add(
            "The file is that of "
                + dataset.name()
                + ", not of "
                + named.get().name()
                + " as was said; what was said is used.");
        dataset = named.get();
      }
      return Optional.of(describe(dataset, log));
    }
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    D4rlDataset dataset = claimed.get();
    log.official = Optional.of(difference(dataset, log, bytes, sha256));
    if (named.isPresent()) {
      return Optional.of(describe(dataset, log));
    }
    if (log.observationSize != dataset.observationSize()
        || log.actionSize != dataset.actionSize()) {
      log.notes.add(
          "The file is named after "
              + dataset.name()
              + " but has other sizes; nothing was taken from its name.");
      return Optional.empty();
    }
    log.notes.add(
        "The environment "
            + dataset.name()
            + " was taken from the file's name; --env names another one.");
    return Optional.of(describe(dataset, log));
  }

  private static D4rlDataset describe(D4rlDataset dataset, RawLog log) {
    log.metadata.put(Transitions.ENVIRONMENT, dataset.name());
    log.metadata.put(Transitions.REFERENCE_MIN, Double.toString(dataset.referenceMin()));
    log.metadata.put(Transitions.REFERENCE_MAX, Double.toString(dataset.referenceMax()));
    dataset
        .randomReturn()
        .ifPresent(
            measured ->
                log.notes.add(
                    String.format(
                        Locale.ROOT,
                        "Score 0 of %s is the return %s, which D4RL publishes and all papers use; random actions return"
                            + " about %.0f.",
                        dataset.family(),
                        dataset.referenceMin(),
                        measured)));
    return dataset;
  }

  /** What tells the source from the official file, or that nobody can tell. */
  private static String difference(D4rlDataset dataset, RawLog log, long bytes, String sha256) {
    List<String> differences = new ArrayList<>();
    dataset.bytes().ifPresent(known -> differ(differences, bytes, known, "bytes"));
    dataset
        .sha256()
        .filter(known -> !known.equals(sha256))
        .ifPresent(known -> differences.add("SHA-256 " + sha256 + " instead of " + known));
    differ(
        differences, log.observationSize, dataset.observationSize(), "numbers in an observation");
    differ(differences, log.actionSize, dataset.actionSize(), "numbers in an action");
    dataset
        .transitions()
        .ifPresent(known -> differ(differences, log.rewards.length, known, "rows"));
    if (dataset.sha256().isEmpty()) {
      return "Whether this is the official file of "
          + dataset.name()
          + " cannot be told, since no hash of it is known"
          + (differences.isEmpty() ? "" : "; but it differs: " + String.join(", ", differences))
          + ".";
    }
    return "This is not the official file of "
        + dataset.name()
        + ": "
        + String.join(", ", differences)
        + ".";
  }

  private static void differ(List<String> differences, long found, long known, String what) {
    if (found != known) {
      differences.add(String.format(Locale.ROOT, "%,d %s instead of %,d", found, what, known));
    }
  }
}
