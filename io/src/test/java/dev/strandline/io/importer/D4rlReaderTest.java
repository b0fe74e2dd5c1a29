package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class D4rlReaderTest {

  private static final int ROWS = Fixture.ROWS;

  @TempDir private Path folder;

  private static RawLog read(String name) throws IOException {
    return read(name, ImportOptions.defaults());
  }

  private static RawLog read(String name, ImportOptions options) throws IOException {
    return D4rlReader.read(Fixture.path(name), options, (rows, of) -> {});
  }

  /** A file of two rows, with what {@code more} puts into it. */
  private Path written(Consumer<WritableGroup> more) {
    Path file = folder.resolve("written.hdf5");
    try (WritableHdfFile root = HdfFile.write(file)) {
      root.putDataset("observations", new float[][] {{1}, {2}});
      root.putDataset("actions", new float[][] {{0.5f}, {-0.5f}});
      root.putDataset("rewards", new double[] {1, 2});
      root.putDataset("terminals", new byte[] {0, 1});
      more.accept(root);
    }
    return file;
  }

  private static ImportOptions mapping(String role, String name) {
    return ImportOptions.defaults().withColumns(Map.of(role, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"locomotion.hdf5", "replay.hdf5", "plain.hdf5", "floatflags.hdf5", "latest.hdf5"})
  void everyLayoutOnDiskGivesTheSameRows(String name) throws IOException {
    RawLog log = read(name);

    assertThat(log.observationSize).isEqualTo(4);
    assertThat(log.actionSize).isEqualTo(2);
    for (int i = 0; i < ROWS * 4; i++) {
      assertThat(log.observations[i]).isEqualTo(i / 8f);
    }
    for (int i = 0; i < ROWS * 2; i++) {
      assertThat(log.actions[i]).isEqualTo(i / 64f);
    }
    for (int row = 0; row < ROWS; row++) {
      assertThat(log.terminals[row]).isEqualTo(row == 5);
      if (log.timeouts != null) {
        assertThat(log.timeouts[row]).isEqualTo(row == 15);
      }
    }
    assertThat(log.rewards).hasSize(ROWS);
  }

  @Test
  void rewardsKeepTheirBits() throws IOException {
    assertThat(read("replay.hdf5").rewards[3]).isEqualTo(3 / 10.0);
    assertThat(read("locomotion.hdf5").rewards[3]).isEqualTo((float) (3 / 10.0));
    assertThat(read("plain.hdf5").rewards[3]).isEqualTo((float) (3 / 10.0));
    assertThat(read("floatflags.hdf5").rewards[3]).isEqualTo(3);
  }

  @Test
  void nextObservationsAndLogProbabilitiesComeAlong() throws IOException {
    RawLog log = read("locomotion.hdf5");

    assertThat(log.nextObservations[7]).isEqualTo(7 / 8f + 0.5f);
    assertThat(log.extras.get("action_log_probs"))
        .isInstanceOfSatisfying(
            Column.Numbers.class,
            column -> {
              assertThat(column.list()).isFalse();
              assertThat(column.values()[9]).isEqualTo(-9 / 4.0);
            });
  }

  @Test
  void timeoutsAreNullWhereTheFileHasNone() throws IOException {
    assertThat(read("plain.hdf5").timeouts).isNull();
  }

  @Test
  void otherInfosAreKeptUnderTheirOwnNames() throws IOException {
    assertThat(read("plain.hdf5").extras.get("infos"))
        .isInstanceOfSatisfying(
            Column.Integers.class, column -> assertThat(column.values()).startsWith(0, 1, 2));
    assertThat(read("latest.hdf5").extras.get("infos/goal"))
        .isInstanceOfSatisfying(
            Column.Numbers.class,
            column -> {
              assertThat(column.width()).isEqualTo(2);
              assertThat(column.values()[5]).isEqualTo(5 / 8.0);
            });
  }

  @Test
  void metadataIsProvenanceAndPolicyWeightsAreLeftOutWithANote() throws IOException {
    RawLog log = read("locomotion.hdf5");

    assertThat(log.provenance.keySet()).containsExactly("metadata");
    JsonObject metadata = log.provenance.getAsJsonObject("metadata");
    assertThat(metadata.get("algorithm").getAsString()).isEqualTo("SAC");
    assertThat(metadata.get("iteration").getAsString()).isEqualTo("3");
    assertThat(log.extras).doesNotContainKey("metadata/policy/fc0/weight");
    assertThat(log.notes).anyMatch(note -> note.contains("metadata/policy, the weights"));
  }

  @Test
  void whatAFileSaysOfItselfReplacesNothingThatTheImportFoundOut() throws IOException {
    Path file =
        written(
            root -> {
              WritableGroup metadata = root.putGroup("metadata");
              for (String key : List.of("file", "bytes", "sha256", "importer", "format")) {
                metadata.putDataset(key, "forged");
              }
            });
    String sha256 = Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString();

    ImportedLog log = Importer.read(file, ImportOptions.defaults(), (rows, of) -> {});

    JsonObject source =
        JsonParser.parseString(log.data().metadata().get(Transitions.SOURCE)).getAsJsonObject();
    assertThat(log.report().sha256()).isEqualTo(sha256);
    assertThat(source.get("file").getAsString()).isEqualTo("written.hdf5");
    assertThat(source.get("bytes").getAsLong()).isEqualTo(Files.size(file));
    assertThat(source.get("sha256").getAsString()).isEqualTo(sha256);
    assertThat(source.get("importer").getAsString()).startsWith("strandline ");
    assertThat(source.get("format").getAsString()).isEqualTo("d4rl");
    assertThat(source.getAsJsonObject("metadata").get("sha256").getAsString()).isEqualTo("forged");
  }

  @Test
  void narrowingOfDoublesIsNoted() throws IOException {
    assertThat(read("replay.hdf5").notes)
        .anyMatch(note -> note.startsWith("observations, actions, next_observations are float64"));
    assertThat(read("locomotion.hdf5").notes).noneMatch(note -> note.contains("float64"));
  }

  @ParameterizedTest
  @CsvSource({
    "hopper-medium-v2, true",
    "maze2d-umaze-v1, true",
    "antmaze-umaze-v2, false",
    "door-human-v0, false"
  })
  void positionsAndVelocitiesAreTheStateOnlyWhereTheyAreFromBeforeTheAction(
      String environment, boolean before) throws IOException {
    RawLog log = read("locomotion.hdf5", ImportOptions.defaults().withEnvironment(environment));

    if (before) {
      assertThat(log.extras).doesNotContainKeys("infos/qpos", "infos/qvel");
      assertThat(log.extras.get("simulator_state"))
          .isInstanceOfSatisfying(
              Column.Numbers.class,
              column -> {
                assertThat(column.width()).isEqualTo(5);
                assertThat(column.values()).startsWith(0, 1 / 8.0, -0.0, -1 / 8.0, -2 / 8.0);
                assertThat(column.values()[5]).isEqualTo(2 / 8.0);
              });
    } else {
      assertThat(log.extras).containsKeys("infos/qpos", "infos/qvel");
      assertThat(log.extras).doesNotContainKey("simulator_state");
      assertThat(log.notes)
          .anyMatch(
              note ->
                  note.contains(
                      environment.startsWith("antmaze")
                          ? "antmaze stores them from after the action."
                          : "whether door stores them from before or after the action is not known."));
    }
  }

  @Test
  void rolesBesideTheTransitionAreColumnsThatAreWrittenAndReadBack() throws IOException {
    Path file =
        written(
            root -> {
              root.putGroup("infos").putDataset("action_log_probs", new double[][] {{-1}, {-2}});
              root.putDataset("chances", new float[][] {{0.25f}, {0.5f}});
              root.putDataset("mask", new byte[][] {{0, 1}, {1, 1}});
              root.putDataset("state", new double[] {7, 8});
            });
    ImportOptions options =
        ImportOptions.defaults()
            .withColumns(
                Map.of(
                    "propensity",
                    "chances",
                    "available_actions",
                    "mask",
                    "simulator_state",
                    "state"));
    Path parquet = folder.resolve("log.parquet");

    TransitionFile.write(Importer.read(file, options, (rows, of) -> {}).data(), parquet);
    Map<String, Column> read = TransitionFile.read(parquet).extras();

    assertThat(read)
        .containsOnlyKeys("propensity", "action_log_probs", "available_actions", "simulator_state");
    assertNumbers(read.get("propensity"), false, 0.25, 0.5);
    assertNumbers(read.get("action_log_probs"), false, -1, -2);
    assertNumbers(read.get("simulator_state"), true, 7, 8);
    assertThat(read.get("available_actions"))
        .isInstanceOfSatisfying(
            Column.Flags.class,
            mask -> {
              assertThat(mask.width()).isEqualTo(2);
              assertThat(mask.values()).containsExactly(false, true, true, true);
            });
  }

  private static void assertNumbers(Column column, boolean list, double... values) {
    assertThat(column)
        .isInstanceOfSatisfying(
            Column.Numbers.class,
            numbers -> {
              assertThat(numbers.list()).isEqualTo(list);
              assertThat(numbers.width()).isEqualTo(1);
              assertThat(numbers.values()).containsExactly(values);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "propensity | pairs | pairs: has the shape (24, 2), but the propensity must have one number",
        "action_log_probs | pairs | has the shape (24, 2), but the action_log_probs must have one",
        "available_actions | twos | dataset twos: row 0: is 2.0, but a flag is 0 or 1",
        "propensity | texts | texts, which was mapped to the propensity, is no dataset",
      })
  void whatCannotBeARoleBesideTheTransitionIsAnError(String role, String dataset, String message) {
    assertThatIOException()
        .isThrownBy(() -> read("odd.hdf5", mapping(role, dataset)))
        .withMessageContaining("odd.hdf5")
        .withMessageContaining(message);
  }

  @Test
  void vectorsOfLogProbabilitiesKeepTheirOwnName() throws IOException {
    Path file =
        written(
            root ->
                root.putGroup("infos")
                    .putDataset("action_log_probs", new double[][] {{-1, 0}, {-2, 0}}));

    RawLog log = D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {});

    assertThat(log.extras).containsOnlyKeys("infos/action_log_probs");
  }

  @Test
  void aMappingWinsOverTheRolesOwnNameAndTheOthersAreNamed() throws IOException {
    Path file =
        written(
            root -> {
              root.putDataset("action_log_probs", new double[] {-1, -1});
              root.putGroup("infos").putDataset("action_log_probs", new double[] {-2, -2});
              root.putDataset("mine", new double[] {-3, -3});
            });

    RawLog mapped = D4rlReader.read(file, mapping("action_log_probs", "mine"), (rows, of) -> {});
    RawLog byName = D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {});

    assertThat(mapped.extras).containsOnlyKeys("action_log_probs");
    assertNumbers(mapped.extras.get("action_log_probs"), false, -3, -3);
    assertThat(mapped.notes)
        .containsExactly(
            "Left out: action_log_probs, as mine holds the action_log_probs;"
                + " infos/action_log_probs, as mine holds the action_log_probs.");
    assertThat(byName.extras).containsOnlyKeys("action_log_probs", "mine");
    assertNumbers(byName.extras.get("action_log_probs"), false, -1, -1);
    assertThat(byName.notes)
        .containsExactly(
            "Left out: infos/action_log_probs, as action_log_probs holds the action_log_probs.");
  }

  @Test
  void aMappedStateWinsOverPositionsAndVelocities() throws IOException {
    ImportOptions options =
        mapping("simulator_state", "infos/qpos").withEnvironment("hopper-medium-v2");

    RawLog log = read("locomotion.hdf5", options);

    assertThat(log.extras).containsOnlyKeys("simulator_state", "action_log_probs", "infos/qvel");
    assertThat(((Column.Numbers) log.extras.get("simulator_state")).width()).isEqualTo(2);
  }

  @Test
  void aMappingThatNamesNoColumnIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> read("locomotion.hdf5", mapping("propensity", "infos/nothing")))
        .withMessageContaining("infos/nothing, which was mapped to the propensity, is no dataset")
        .withMessageContaining("infos/qpos");
  }

  @Test
  void withoutAKnownEnvironmentThePositionsKeepTheirNames() throws IOException {
    RawLog log = read("locomotion.hdf5");

    assertThat(log.extras).containsKeys("infos/qpos", "infos/qvel");
    assertThat(log.notes).anyMatch(note -> note.contains("depends on the dataset"));
  }

  @Test
  void theEnvironmentThatIsNamedGivesReferenceReturnsAndSaysWhatDiffers() throws IOException {
    RawLog log =
        read("locomotion.hdf5", ImportOptions.defaults().withEnvironment("hopper-medium-v2"));

    assertThat(log.metadata)
        .containsEntry(Transitions.ENVIRONMENT, "hopper-medium-v2")
        .containsEntry(Transitions.REFERENCE_MIN, "-20.272305")
        .containsEntry(Transitions.REFERENCE_MAX, "3234.3");
    assertThat(log.official.orElseThrow())
        .contains("is not the official file of hopper-medium-v2")
        .contains("bytes instead of 152,756,557")
        .contains("instead of 5bdf1bc4a713c82941de44633df669b36c89850b652a25985166796d25cf71a0")
        .contains("4 numbers in an observation instead of 11")
        .contains("24 rows instead of 1,000,000");
    assertThat(log.notes).anyMatch(note -> note.contains("random actions return about 18"));
  }

  @Test
  void anotherDatasetMayBeMappedToARole() throws IOException {
    RawLog log = read("odd.hdf5", mapping("actions", "pairs"));

    assertThat(log.actions).containsOnly(0);
    assertThat(log.extras).doesNotContainKey("pairs");
    assertThat(log.notes).anyMatch(note -> note.contains("actions, which has no role here"));
  }

  @Test
  void whatIsNotOneValueARowIsLeftOutWithItsReason() throws IOException {
    RawLog log = read("odd.hdf5");

    assertThat(log.extras.keySet()).containsExactlyInAnyOrder("twos", "pairs", "nan");
    assertThat(log.notes.get(0))
        .contains("texts (|S2)")
        .contains("varying_texts (texts of varying length)")
        .contains("cube of shape (24, 2, 2)")
        .contains("scalar of shape ()")
        .contains("links, which are not followed: external, soft");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rewards | texts | dataset texts: holds texts, but must hold numbers",
        "rewards | varying_texts | dataset varying_texts: holds texts of varying length",
        "rewards | compounds | dataset compounds: holds compounds",
        "rewards | references | dataset references: holds references",
        "rewards | lists | dataset lists: holds lists of varying length",
        "rewards | colors | dataset colors: holds an enumeration that is not FALSE and TRUE",
        "terminals | colors | but must hold flags: booleans, or numbers 0 and 1",
        "terminals | texts | dataset texts: holds texts, but must hold flags",
        "rewards | halves | dataset halves: holds numbers of an unusual form",
        "rewards | scalar | dataset scalar: has the shape (), but must have one row for each step",
        "observations | cube | dataset cube: has the shape (24, 2, 2)",
        "rewards | nothing | dataset nothing: has the shape (0,): there is nothing in it",
        "rewards | short | dataset short: has 23 rows, but observations has 24",
        "rewards | pairs | dataset pairs: has the shape (24, 2), but must have one value in each row",
        "terminals | twos | dataset twos: row 0: is 2.0, but a flag is 0 or 1",
        "terminals | nan | dataset nan: row 0: is NaN, but a flag is 0 or 1",
        "rewards | soft | odd.hdf5, soft: is a link to /rewards, and links are not followed",
        "rewards | external | external: is a link to elsewhere.hdf5:/rewards, and links",
        "rewards | missing | has no dataset missing, which was mapped to the rewards. It has: actions,",
      })
  void whatCannotBeARoleIsAnErrorThatNamesIt(String role, String dataset, String message) {
    assertThatIOException()
        .isThrownBy(() -> read("odd.hdf5", mapping(role, dataset)))
        .withMessageContaining("odd.hdf5")
        .withMessageContaining(message);
  }

  @Test
  void linksInGroupsAreNamed() throws IOException {
    RawLog log = read("linked.hdf5");

    assertThat(log.extras.keySet()).containsExactly("infos/goal");
    assertThat(log.notes)
        .containsExactly(
            "Left out: links, which are not followed: infos/deep/external, infos/soft, other.");
  }

  @ParameterizedTest
  @CsvSource({
    "rewards, infos/soft, infos/soft: is a link to /rewards",
    "rewards, infos/deep/external, infos/deep/external: is a link to elsewhere.hdf5:/rewards",
    "rewards, other/goal, other: is a link to /infos",
    "propensity, infos/soft, infos/soft: is a link to /rewards",
  })
  void aRoleThatIsALinkOrBehindOneIsAnError(String role, String dataset, String message) {
    assertThatIOException()
        .isThrownBy(() -> read("linked.hdf5", mapping(role, dataset)))
        .withMessageContaining("linked.hdf5, " + message + ", and links are not followed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "observations | endless | dataset endless: has the shape (1000000000000, 4)",
        "rewards | unwritten | dataset unwritten: it was never written",
        "rewards | half_written | 1 of its 3 chunks are there; the others were never written",
        "rewards | quantized | its chunks passed through filter 6, which is not read here",
      })
  void numbersThatAreNotThereAreAnError(String role, String dataset, String message) {
    assertThatIOException()
        .isThrownBy(() -> read("gaps.hdf5", mapping(role, dataset)))
        .withMessageContaining("gaps.hdf5")
        .withMessageContaining(message);
  }

  @Test
  void groupsThatContainOneAnotherAreAnError() {
    assertThatIOException()
        .isThrownBy(() -> read("circle.hdf5"))
        .withMessageContaining("circle.hdf5: is damaged or not an HDF5 file")
        .withMessageContaining("its groups lie more than 32 deep");
  }

  @Test
  void groupsThatAreMetOnAMillionWaysAreAnError() {
    assertThatIOException()
        .isThrownBy(() -> read("diamonds.hdf5"))
        .withMessageContaining("diamonds.hdf5: is damaged or not an HDF5 file")
        .withMessageContaining("its structure goes round in circles");
  }

  @Test
  void aMissingRoleIsAnErrorThatListsWhatIsThere() {
    assertThatIOException()
        .isThrownBy(() -> read("minari/data/main_data.hdf5"))
        .withMessageContaining("has no dataset observations. It has: episode_0/actions,")
        .withMessageContaining("--format minari");
  }

  @Test
  void progressRisesToTheNumberOfRows() throws IOException {
    List<Long> heard = new ArrayList<>();

    D4rlReader.read(
        Fixture.path("locomotion.hdf5"),
        ImportOptions.defaults(),
        (rows, of) -> {
          assertThat(of).isEqualTo(ROWS);
          heard.add(rows);
        });

    assertThat(heard).isSorted().last().isEqualTo((long) ROWS);
  }

  @Test
  void anOpenFileIsClosedAndAMissingOneIsNamed() throws IOException {
    Path file = folder.resolve("none.hdf5");

    assertThatIOException()
        .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {}))
        .withMessageContaining("none.hdf5: there is no such file");

    Files.write(file, new byte[0]);
    assertThatIOException()
        .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {}))
        .withMessageContaining("none.hdf5: is damaged or not an HDF5 file (it is empty)");

    Files.writeString(file, "observations,actions\n1,2\n");
    assertThatIOException()
        .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {}))
        .withMessageContaining("no HDF5 signature was found");
  }
}
