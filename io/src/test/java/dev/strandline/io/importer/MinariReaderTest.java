package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.policy.ActionSpace;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MinariReaderTest {

  @TempDir Path folder;

  private static RawLog read(Path source) throws IOException {
    return MinariReader.read(source, ImportOptions.defaults(), (rows, of) -> {});
  }

  /** The fixture with another text as its metadata. */
  private Path withMetadata(String metadata) throws IOException {
    Files.copy(Fixture.path("minari/data/main_data.hdf5"), folder.resolve("main_data.hdf5"));
    Files.writeString(folder.resolve("metadata.json"), metadata);
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"minari", "minari/data", "minari/data/main_data.hdf5"})
  void theFolderTheFolderInItAndTheFileAreOneDataset(String source) throws IOException {
    RawLog log = read(Fixture.path(source));

    assertThat(log.rewards).hasSize(29);
    assertThat(log.source.getFileName()).hasToString("main_data.hdf5");
    assertThat(log.metadata)
        .containsEntry(Transitions.ENVIRONMENT, "Place-v1")
        .containsEntry(Transitions.REFERENCE_MIN, "-1.5")
        .containsEntry(Transitions.REFERENCE_MAX, "9.0");
    assertThat(log.provenance.get("algorithm_name").getAsString()).isEqualTo("counting");
  }

  @Test
  void episodesStandInTheOrderOfTheirNumbers() throws IOException {
    RawLog log = read(Fixture.path("minari"));

    assertThat(log.episodeIds).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(log.episodeStarts).containsExactly(0, 3, 6, 11, 14, 17, 20, 23, 26);
    assertThat(log.terminals[2]).isFalse();
    assertThat(log.timeouts[2]).isTrue();
    assertThat(log.terminals[5]).isTrue();
    assertThat(log.timeouts[5]).isFalse();
  }

  @Test
  void partsOfAnObservationStandInTheOrderOfTheirNames() throws IOException {
    RawLog log = read(Fixture.path("minari"));

    // place/_index_0, place/_index_1 (two numbers), velocity; row 1 of episode 2 is row 7.
    assertThat(log.observationSize).isEqualTo(4);
    assertThat(List.of(log.observations[28], log.observations[29], log.observations[30]))
        .containsExactly(201f, 201f, -201f);
    assertThat(log.observations[31]).isEqualTo(201.5f);
    assertThat(log.notes)
        .anyMatch(note -> note.contains("place/_index_0 (1), place/_index_1 (2), velocity (1)"));
  }

  @Test
  void nextObservationsAreTrueAlsoWhereAnEpisodeEnds() throws IOException {
    RawLog log = read(Fixture.path("minari"));

    assertThat(log.nextObservations[0]).isEqualTo(1f);
    assertThat(log.nextObservations[2 * 4]).isEqualTo(3f); // not 100, where the next one begins
  }

  @Test
  void discreteActionsAreNumberedFromZero() throws IOException {
    RawLog log = read(Fixture.path("minari"));

    assertThat(log.actionSpace).contains(new ActionSpace.Discrete(3));
    assertThat(log.actions).startsWith(0, 1, 2, 0, 1, 2);
    assertThat(log.notes).anyMatch(note -> note.contains("Actions begin at 1"));
  }

  @Test
  void infosWithOneValueMoreThanStepsAreFromBeforeTheAction() throws IOException {
    RawLog log = read(Fixture.path("minari"));

    assertThat(log.extras.keySet())
        .containsExactlyInAnyOrder("simulator_state", "infos/success", "seed");
    assertThat(log.extras.get("simulator_state"))
        .isInstanceOfSatisfying(
            Column.Numbers.class,
            column -> {
              assertThat(column.width()).isEqualTo(3);
              assertThat(column.values()[3 * 3]).isEqualTo(50); // first row of episode 1
              assertThat(column.values()[3 * 3 + 2]).isEqualTo(25);
            });
    assertThat(log.extras.get("infos/success")).isInstanceOf(Column.Flags.class);
    assertThat(log.extras.get("seed"))
        .isInstanceOfSatisfying(
            Column.Integers.class, column -> assertThat(column.values()[3]).isEqualTo(101));
    assertThat(log.notes).anyMatch(note -> note.contains("infos/rare (not in every episode)"));
  }

  /**
   * Episodes of one step and of two; {@code more} hears the group and the steps of each and adds to
   * it.
   */
  private Path written(ObjIntConsumer<WritableGroup> more) {
    Path file = folder.resolve("main_data.hdf5");
    try (WritableHdfFile root = HdfFile.write(file)) {
      for (int i = 0; i < 2; i++) {
        int steps = i + 1;
        WritableGroup episode = root.putGroup("episode_" + i);
        episode.putDataset("observations", new float[steps + 1][1]);
        episode.putDataset("actions", new float[steps][1]);
        episode.putDataset("rewards", new double[steps]);
        episode.putDataset("terminations", new byte[steps]);
        episode.putDataset("truncations", new byte[steps]);
        more.accept(episode, steps);
      }
    }
    return file;
  }

  @Test
  void whatHasAValueForEachStepIsKeptAndEverythingElseIsNamed() throws IOException {
    Path file =
        written(
            (episode, steps) -> {
              double[] logProbs = new double[steps];
              Arrays.fill(logProbs, -steps);
              episode.putDataset("behavior_log_prob", logProbs);
              episode.putDataset("note", "text");
              episode.putDataset("weights", new double[5]);
              WritableGroup options = episode.putGroup("options");
              options.putDataset("goal", new double[] {1, 2, 3, 4, 5});
              options.putDataset("speeds", new double[steps]);
            });

    RawLog log = read(file);

    assertThat(log.extras.keySet()).containsExactly("behavior_log_prob", "options/speeds");
    assertThat(log.extras.get("behavior_log_prob"))
        .isInstanceOfSatisfying(
            Column.Numbers.class,
            column -> assertThat(column.values()).containsExactly(-1, -2, -2));
    assertThat(log.notes)
        .contains(
            "Left out: note (|S5), options/goal (not one value a step), weights (not one value a"
                + " step).");
  }

  @Test
  void aSeedThatSomeEpisodesLackIsNamed() throws IOException {
    Path file =
        written(
            (episode, steps) -> {
              if (steps == 1) {
                episode.putAttribute("seed", 7L);
              }
            });

    RawLog log = read(file);

    assertThat(log.extras).isEmpty();
    assertThat(log.notes).contains("Left out: attribute seed (not in every episode).");
  }

  @Test
  void rolesBesideTheTransitionAreColumnsThatAreWrittenAndReadBack() throws IOException {
    Path file =
        written(
            (episode, steps) -> {
              double[][] chances = new double[steps][1];
              byte[][] masks = new byte[steps][2];
              for (int t = 0; t < steps; t++) {
                chances[t][0] = 0.25 * steps;
                masks[t][t] = 1;
              }
              episode.putDataset("propensity", chances);
              episode.putDataset("action_log_probs", new double[steps][2]);
              episode.putDataset("available_actions", masks);
              episode.putDataset("simulator_state", new double[steps]);
            });
    Path parquet = folder.resolve("log.parquet");

    ImportedLog imported = Importer.read(file, ImportOptions.defaults(), (rows, of) -> {});
    TransitionFile.write(imported.data(), parquet);
    Map<String, Column> read = TransitionFile.read(parquet).extras();

    assertThat(read).containsOnlyKeys("propensity", "available_actions", "simulator_state");
    assertThat(((Column.Numbers) read.get("propensity")).values()).containsExactly(0.25, 0.5, 0.5);
    assertThat(((Column.Flags) read.get("available_actions")).values())
        .containsExactly(true, false, true, false, false, true);
    assertThat(imported.report().notes())
        .contains("Left out: action_log_probs (not one number a step).");
  }

  @Test
  void withoutMetadataTheNumbersAreStillRead() throws IOException {
    Files.copy(Fixture.path("minari/data/main_data.hdf5"), folder.resolve("main_data.hdf5"));

    RawLog log = read(folder);

    assertThat(log.rewards).hasSize(29);
    assertThat(log.metadata).isEmpty();
    assertThat(log.actionSpace).isEmpty();
    assertThat(log.discreteActions).isTrue();
    assertThat(log.actions).startsWith(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data_format\": \"arrow\"} | is stored as arrow, and of Minari's formats only hdf5 is read",
        "{\"total_episodes\": 12} | has 9 episodes, but metadata.json says 12",
        "{\"a\": | metadata.json: the file is not a JSON object",
        "[1] | metadata.json: the file is not a JSON object",
        "{\"action_space\": \"{\"} | metadata.json: action_space is not a JSON object",
        "{\"action_space\": {\"type\": \"Discrete\"}} | action_space is not a space that can be read",
        "{\"action_space\": {\"type\": \"Discrete\", \"n\": 1e30}} | action_space is not a space",
        "{\"action_space\": {\"type\": \"Box\", \"low\": [-1, -1], \"high\": [1, 1]}} | action_space has 2 numbers",
      })
  void metadataThatContradictsTheDataIsAnError(String metadata, String message) throws IOException {
    Path source = withMetadata(metadata);

    assertThatIOException().isThrownBy(() -> read(source)).withMessageContaining(message);
  }

  @Test
  void metadataThatIsTooLargeOrTooDeepIsAnError() throws IOException {
    Path source = withMetadata("{\"a\": \"" + "x".repeat(5 << 20) + "\"}");

    assertThatIOException()
        .isThrownBy(() -> read(source))
        .withMessageContaining("metadata.json: has 5242889 bytes");

    Files.writeString(folder.resolve("metadata.json"), "[".repeat(1 << 20));
    assertThatIOException()
        .isThrownBy(() -> read(source))
        .withMessageContaining("metadata.json: the file is not a JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"Box\", \"low\": [-Infinity], \"high\": [Infinity]} | Optional.empty",
        "{\"type\": \"Box\", \"low\": [0], \"high\": [4.5]} | Optional[Box[low=[0.0], high=[4.5]]]",
        "{\"type\": \"MultiBinary\", \"n\": 1} | Optional[Box[low=[0.0], high=[1.0]]]",
        "{\"type\": \"Tuple\", \"subspaces\": [{\"type\": \"Box\", \"low\": [0], \"high\": [2]}]} | Optional[Box[low=[0.0], high=[2.0]]]",
      })
  void boundsOfActionsAreTheSpaces(String space, String expected) throws IOException {
    Path source = withMetadata("{\"action_space\": " + space + "}");

    assertThat(read(source).actionSpace).hasToString(expected);
  }

  @Test
  void aMappingIsRefusedAndNotOverlooked() {
    ImportOptions mapped = ImportOptions.defaults().withColumns(Map.of("rewards", "profit"));

    assertThatIOException()
        .isThrownBy(() -> MinariReader.read(Fixture.path("minari"), mapped, (rows, of) -> {}))
        .withMessageContaining("nothing can be mapped to rewards");
  }

  @Test
  void aFolderWithoutDataIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> read(folder))
        .withMessageContaining("has no main_data.hdf5");
  }

  @Test
  void aFileWithoutEpisodesIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> read(Fixture.path("plain.hdf5")))
        .withMessageContaining("plain.hdf5: has no groups episode_0");
  }

  @Test
  void linksThatNothingNeedsAreNamed() throws IOException {
    RawLog goal = read(Fixture.path("link-goal.hdf5"));
    RawLog infos = read(Fixture.path("link-infos.hdf5"));

    assertThat(goal.extras.keySet()).containsExactly("infos/speed");
    assertThat(goal.notes).containsExactly("Left out: infos/goal (a link, which is not followed).");
    assertThat(infos.extras).isEmpty();
    assertThat(infos.notes.get(0)).contains("infos (a link, which is not followed)");
  }

  @ParameterizedTest
  @CsvSource({
    "link-episode.hdf5, episode_1: is a link to /episode_0",
    "link-rewards.hdf5, episode_1/rewards: is a link to /episode_0/rewards",
    "link-place.hdf5, episode_1/observations/place: is a link to elsewhere.hdf5:/place",
  })
  void whatAnEpisodeNeedsMayNotBeALink(String file, String message) {
    assertThatIOException()
        .isThrownBy(() -> read(Fixture.path(file)))
        .withMessageContaining(file + ", " + message + ", and links are not followed");
  }

  @Test
  void anEpisodeThatHasEndsButNoRewardsIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> read(Fixture.path("empty-rewards.hdf5")))
        .withMessageContaining("episode_1/terminations: has 3 rows, but must have 0");
  }

  @Test
  void observationsOfMillionsOfPartsThatAreTheSameAreAnError() {
    assertThatIOException()
        .isThrownBy(() -> read(Fixture.path("diamonds.hdf5")))
        .withMessageContaining("diamonds.hdf5: is damaged or not an HDF5 file")
        .withMessageContaining("its structure goes round in circles");
  }
}
