package dev.strandline.io.importer;

import dev.strandline.io.ReadOptions;
import dev.strandline.policy.Check;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How {@link Importer} reads a source.
 *
 * @param format of the source; recognized by its content and name where empty
 * @param environment name of the environment or of the D4RL dataset that the log is from, where the
 *     source does not tell; its step limit, reference returns and action bounds are used where they
 *     are known
 * @param knownEnvironment facts of {@code environment}, where Strandline has it
 * @param maxEpisodeSteps steps after which an episode is cut, for sources that do not mark it; at
 *     least 1
 * @param counting how steps are counted toward that limit
 * @param columns the source's own name by role, as in {@code rewards -> profit}; roles are those of
 *     {@link ReadOptions}
 * @param strict whether actions out of bounds are an error and not a warning
 * @param clipActions whether such actions are moved to the nearest bound; as {@code strict}, an
 *     error where no bounds are known and actions reach beyond [-1, 1]
 */
public record ImportOptions(
    Optional<Format> format,
    Optional<String> environment,
    Optional<KnownEnvironment> knownEnvironment,
    OptionalInt maxEpisodeSteps,
    EpisodeCounting counting,
    Map<String, String> columns,
    boolean strict,
    boolean clipActions) {

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if the limit is below 1, a key of {@code columns} is not a
   *     role, a name is empty, two roles name the same column, an environment is known but not
   *     named, or the options are strict and clip as well
   */
  public ImportOptions {
    maxEpisodeSteps.ifPresent(
        limit ->
            Check.atLeast(
                limit, 1, "ImportOptions.maxEpisodeSteps", "An episode has at least one step."));
    Check.that(
        knownEnvironment.isEmpty() || environment.isPresent(),
        "ImportOptions.environment is empty, but knownEnvironment is not. Name the environment.");
    Check.that(
        !(strict && clipActions),
        "ImportOptions: strict refuses actions out of bounds and clipActions mends them. Choose one.");
    columns = new ReadOptions(columns).columns();
  }

  /** Everything as the source says. */
  public static ImportOptions defaults() {
    return new ImportOptions(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        EpisodeCounting.EXACT,
        Map.of(),
        false,
        false);
  }

  public ImportOptions withFormat(Format format) {
    return new ImportOptions(
        Optional.of(format),
        environment,
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withEnvironment(String name) {
    return new ImportOptions(
        format,
        Optional.of(name),
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  /** These options with an environment of which the facts are at hand. */
  public ImportOptions withEnvironment(String name, KnownEnvironment known) {
    return new ImportOptions(
        format,
        Optional.of(name),
        Optional.of(known),
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withMaxEpisodeSteps(int limit) {
    return new ImportOptions(
        format,
        environment,
        knownEnvironment,
        OptionalInt.of(limit),
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withCounting(EpisodeCounting counting) {
    return new ImportOptions(
        format,
        environment,
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withColumns(Map<String, String> columns) {
    return new ImportOptions(
        format,
        environment,
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withStrict(boolean strict) {
    return new ImportOptions(
        format,
        environment,
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }

  public ImportOptions withClipActions(boolean clipActions) {
    return new ImportOptions(
        format,
        environment,
        knownEnvironment,
        maxEpisodeSteps,
        counting,
        columns,
        strict,
        clipActions);
  }
}
