package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a file is one message: file, column, row, value, cure. */
class TransitionFileErrorsTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("log.parquet");
  }

  private void assertFails(ForeignWriter writer, String message) throws IOException {
    assertFails(writer.write(file, 6), message);
  }

  private static void assertFails(Path path, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TransitionFile.read(path))
        .withMessageContaining(message);
  }

  @Test
  void aMissingFileIsAnError() {
    assertFails(file, "log.parquet: there is no such file. Give a Parquet file");
  }

  @Test
  void whatIsNotParquetIsAnError() throws IOException {
    String damaged = "log.parquet: is damaged or not a Parquet file (";

    assertFails(Files.createFile(file), damaged + "it is empty). Write it again or copy it anew.");
    assertFails(Files.writeString(file, "PAR1"), damaged + "it has only 4 bytes)");
    assertFails(
        Files.writeString(file, "a,b\n1,2\n3,4\n"), damaged + "it does not begin with PAR1)");
    byte[] bytes = Files.readAllBytes(ForeignWriter.standard().write(file, 6));
    assertFails(
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2)),
        damaged + "it does not end with PAR1)");
  }

  @Test
  void aFolderWithoutPartsAndOneWithFoldersAreErrors() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("log"));
    assertFails(parts, "log: is a folder without part files");

    Files.createDirectory(parts.resolve("day=1"));
    assertFails(parts, "log: has a folder day=1 among its part files");
  }

  @Test
  void partsWithOtherColumnsAreAnError() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("log"));
    ForeignWriter.standard().write(parts.resolve("a.parquet"), 0, 3);
    ForeignWriter.standard()
        .column("rewards", "required double rewards;", (g, row) -> g.add("rewards", 1.0))
        .write(parts.resolve("b.parquet"), 3, 6);

    assertFails(
        parts,
        "b.parquet: its column 4 is required double rewards, but in a.parquet it is required float rewards");
  }

  @Test
  void noRowsAreAnError() throws IOException {
    assertFails(ForeignWriter.standard().write(file, 0), "log.parquet: has no rows");
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAreThere() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .without("rewards")
            .column("profit", "required float profit;", (g, row) -> g.add("profit", 1f)),
        "log.parquet: has no column rewards. It has: episode_id, step, observations, actions, terminals, timeouts,"
            + " profit. If one of them holds the rewards under another name, map it:"
            + " --column rewards=NAME on the command line,"
            + " ReadOptions.withColumn in Java.");
  }

  @Test
  void aMappedColumnThatIsMissingIsNamedEvenIfItsRoleIsOptional() throws IOException {
    ForeignWriter.standard().write(file, 6);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                TransitionFile.read(
                    file, ReadOptions.defaults().withColumn("next_observations", "next")))
        .withMessageContaining("has no column next. It has: episode_id");
  }

  @Test
  void aWrongTypeIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "rewards", "required binary rewards (STRING);", (g, row) -> g.add("rewards", "1")),
        "column rewards: holds texts, one in each row, but must hold numbers, one in each row");
    assertFails(
        ForeignWriter.standard()
            .column("terminals", "required float terminals;", (g, row) -> g.add("terminals", 0f)),
        "column terminals: holds real numbers, one in each row, but must hold booleans or whole numbers 0 and 1");
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                "required group observations { required float x; required float y; }",
                (g, row) -> g.addGroup("observations").append("x", 0f).append("y", 0f)),
        "column observations: holds 'required group observations { required float x; required float y; }'");
  }

  @Test
  void aGapAmongTheDimensionsIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .without("observations")
            .column(
                "observations_0",
                "required float observations_0;",
                (g, row) -> g.add("observations_0", 0f))
            .column(
                "observations_2",
                "required float observations_2;",
                (g, row) -> g.add("observations_2", 0f)),
        "its columns observations_0, observations_2 are not the dimensions of one vector");
  }

  @Test
  void theFirstRowOfAnotherWidthIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                ForeignWriter.OBSERVATIONS,
                ForeignWriter.list("observations", row -> new float[row == 4 ? 3 : 2])),
        "log.parquet, column observations, row 4: has 3 values, but row 0 has 2");
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                ForeignWriter.OBSERVATIONS,
                ForeignWriter.list(
                    "observations", row -> new float[row == 4 ? 1 : row == 5 ? 3 : 2])),
        "log.parquet, column observations, row 4: has 1 values, but row 0 has 2");
    assertFails(
        ForeignWriter.standard()
            .column(
                "actions",
                ForeignWriter.ACTIONS,
                ForeignWriter.list("actions", row -> new float[row == 2 ? 0 : 2])),
        "log.parquet, column actions, row 2: is an empty list");
  }

  @Test
  void nextObservationsOfAnotherWidthAreNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "next_observations",
                ForeignWriter.OBSERVATIONS.replace("observations", "next_observations"),
                ForeignWriter.list("next_observations", row -> new float[3])),
        "column next_observations: has 3 values in a row, but observations have 2");
  }

  @Test
  void aNumberThatIsNotFiniteIsNamedWithItsElement() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                ForeignWriter.OBSERVATIONS,
                ForeignWriter.list(
                    "observations", row -> new float[] {0, row == 3 ? Float.NaN : 0})),
        "log.parquet, column observations, row 3, element 1: is NaN, but must be a finite number");
    assertFails(
        ForeignWriter.standard()
            .column(
                "actions",
                ForeignWriter.ACTIONS,
                ForeignWriter.list(
                    "actions", row -> new float[] {row == 1 ? Float.NEGATIVE_INFINITY : 0})),
        "column actions, row 1, element 0: is -Infinity");
    assertFails(
        ForeignWriter.standard()
            .column(
                "rewards",
                ForeignWriter.REWARDS,
                (g, row) -> g.add("rewards", row == 5 ? Float.NaN : 0f)),
        "column rewards, row 5: is NaN");
    assertFails(
        ForeignWriter.standard()
            .without("observations")
            .column(
                "observations_0",
                "required float observations_0;",
                (g, row) -> g.add("observations_0", 0f))
            .column(
                "observations_1",
                "required double observations_1;",
                (g, row) -> g.add("observations_1", row == 2 ? 1e300 : 0)),
        "column observations_1, row 2: is 1.0E300, but must be a finite number that a float can hold");
  }

  @Test
  void aWholeNumberThatAFloatDoesNotHoldIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                "required int64 observations;",
                (g, row) -> g.add("observations", row == 1 ? 16_777_217L : 0L)),
        "column observations, row 1: is 16777217, which a float does not hold exactly");
  }

  @Test
  void aNullIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "rewards",
                "optional float rewards;",
                (g, row) -> {
                  if (row != 3) {
                    g.add("rewards", 1f);
                  }
                }),
        "log.parquet, column rewards, row 3: is null");
    assertFails(
        ForeignWriter.standard()
            .column(
                "observations",
                "optional group observations (LIST) { repeated group list { optional float element; } }",
                (g, row) -> {
                  Group list = g.addGroup("observations");
                  list.addGroup(0).add(0, 1f);
                  Group second = list.addGroup(0);
                  if (row != 2) {
                    second.add(0, 1f);
                  }
                }),
        "log.parquet, column observations, row 2: is null");
    assertFails(
        ForeignWriter.standard()
            .column(
                "actions",
                "optional group actions (LIST) { repeated group list { optional float element; } }",
                (g, row) -> {
                  if (row != 0) {
                    g.addGroup("actions").addGroup(0).add(0, 1f);
                  }
                }),
        "log.parquet, column actions, row 0: is null");
  }

  @Test
  void aFlagThatIsNeitherZeroNorOneIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "timeouts",
                "required int32 timeouts;",
                (g, row) -> g.add("timeouts", row == 2 ? 2 : 0)),
        "log.parquet, column timeouts, row 2: is 2, but a flag is 0 or 1");
  }

  @Test
  void stepsThatDoNotCountFromZeroAreNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "step",
                ForeignWriter.STEP,
                (g, row) -> g.add("step", row % 3 + (row >= 4 ? 1 : 0))),
        "log.parquet, column step, row 4: is 2, but step 1 of episode 1 is expected");
  }

  @Test
  void anEpisodeThatComesBackIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column(
                "episode_id",
                ForeignWriter.EPISODE,
                (g, row) -> g.add("episode_id", (long) (row / 2 % 2)))
            .column("step", ForeignWriter.STEP, (g, row) -> g.add("step", row % 2)),
        "log.parquet, column episode_id, row 4: episode 0 begins again after another one");
  }

  @Test
  void aFlagInsideAnEpisodeIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard()
            .column("terminals", ForeignWriter.TERMINALS, (g, row) -> g.add("terminals", row == 4)),
        "log.parquet: row 4 ends episode 1 (terminals is true), but row 5 goes on with it");
  }

  @Test
  void aRowOfALaterPartIsNamedWithinItsFile() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("log"));
    ForeignWriter bad =
        ForeignWriter.standard()
            .column(
                "rewards",
                ForeignWriter.REWARDS,
                (g, row) -> g.add("rewards", row == 5 ? Float.NaN : 0f));
    bad.write(parts.resolve("a.parquet"), 0, 3);
    bad.write(parts.resolve("b.parquet"), 3, 6);

    assertFails(parts, "b.parquet, column rewards, row 2: is NaN");
  }

  @Test
  void metadataThatContradictsTheColumnsIsNamed() throws IOException {
    assertFails(
        ForeignWriter.standard().metadata("strandline.kind", "bandit"),
        "log.parquet: holds records of kind bandit, but transitions are to be read");
    assertFails(
        ForeignWriter.standard().metadata("strandline.observation_dim", "3"),
        "column observations: has 2 values in a row, but the file's metadata strandline.observation_dim says 3");
    assertFails(
        ForeignWriter.standard()
            .metadata("strandline.action_space", "{\"type\":\"discrete\",\"count\":3}"),
        "column actions: holds lists of real numbers, 1 in a row, which does not fit");
    for (String malformed :
        new String[] {
          "",
          "{",
          "[]",
          "{\"type\":\"ball\"}",
          "{\"type\":\"discrete\"}",
          "{\"type\":\"discrete\",\"count\":1.5}",
          "{\"type\":\"discrete\",\"count\":\"many\"}",
          "{\"type\":\"box\",\"low\":[1],\"high\":[0]}",
          "{\"type\":\"box\",\"low\":0,\"high\":[0]}",
          "{\"type\":\"box\",\"low\":[null],\"high\":[0]}"
        }) {
      assertFails(
          ForeignWriter.standard().metadata("strandline.action_space", malformed),
          "log.parquet: its metadata strandline.action_space: "
              + malformed
              + " is not an action space");
    }
  }

  @Test
  void aDiscreteActionOutsideItsSpaceIsNamed() throws IOException {
    ForeignWriter writer =
        ForeignWriter.standard()
            .column(
                "actions",
                "required int32 actions;",
                (g, row) -> g.add("actions", row == 3 ? -1 : row));

    assertFails(
        writer, "log.parquet, column actions, row 3: is -1, but actions are the indices 0 to 5");
    assertFails(
        writer
            .column("actions", "required int32 actions;", (g, row) -> g.add("actions", row))
            .metadata("strandline.action_space", "{\"type\":\"discrete\",\"count\":5}"),
        "log.parquet, column actions, row 5: is 5, but actions are the indices 0 to 4");
    assertFails(
        ForeignWriter.standard()
            .column("actions", "required int32 actions;", (g, row) -> g.add("actions", 1 << 24)),
        "column actions: its largest action is 16777216, but indices of discrete actions end below 16777216");
  }

  @Test
  void messagesNameNoClass() throws IOException {
    ForeignWriter.standard().without("rewards").write(file, 6);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TransitionFile.read(file))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception", "org.apache"));
  }
}
