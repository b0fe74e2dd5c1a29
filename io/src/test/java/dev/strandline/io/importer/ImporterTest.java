package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImporterTest {

  private static final KnownEnvironment SMALL =
      new KnownEnvironment(1, ActionSpace.Box.symmetric(1, 0.5f), 3, -10, 10);

  @TempDir private Path folder;

  /**
   * Imports rows, one for each letter of {@code ends}: {@code .} goes on, {@code T} is terminal,
   * {@code L} cut by a limit. Row i observes i, acts i / 10 and earns 1.
   */
  private ImportedLog rows(String ends, boolean timeouts, ImportOptions options)
      throws IOException {
    StringBuilder text = new StringBuilder("observations,actions_0,rewards,terminals");
    text.append(timeouts ? ",timeouts\n" : "\n");
    for (int row = 0; row < ends.length(); row++) {
      char end = ends.charAt(row);
      text.append(row).append(",0.").append(row % 10).append(",1,").append(end == 'T' ? 1 : 0);
      text.append(timeouts ? end == 'L' ? ",1\n" : ",0\n" : "\n");
    }
    return text(text.toString(), options);
  }

  private ImportedLog text(String text, ImportOptions options) throws IOException {
    return Importer.read(
        Files.writeString(folder.resolve("log.csv"), text), options, (read, of) -> {});
  }

  private static int[] cut(ImportedLog log) {
    boolean[] truncated = log.data().truncated();
    return IntStream.range(0, truncated.length).filter(row -> truncated[row]).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    // A limit of 3. Rows:    0123456789
    "EXACT,                   .T.......T, 4 7",
    "D4RL_QLEARNING,          .T.......T, 3 6 9",
    "D4RL_SEQUENCE,           .T.......T, 3 5 7 9",
    "EXACT,                   ..T..T..., 2 5 8",
  })
  void limitsAreCountedAsAsked(EpisodeCounting counting, String ends, String expected)
      throws IOException {
    ImportedLog log =
        rows(ends, false, ImportOptions.defaults().withMaxEpisodeSteps(3).withCounting(counting));

    assertThat(cut(log))
        .containsExactly(Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void withoutALimitOnlyTerminalsEndEpisodes() throws IOException {
    ImportedLog log = rows(".T...", false, ImportOptions.defaults());

    assertThat(cut(log)).isEmpty();
    assertThat(log.report().episodes()).isEqualTo(2);
    assertThat(log.report().ends()).isEqualTo(new ImportReport.Ends(1, 0, 1));
    assertThat(log.report().notes()).anyMatch(note -> note.contains("--max-episode-steps"));
  }

  @Test
  void anEndAtTheTimeLimitIsTerminalAndItsRowIsLeftOutAsRuleQDoes() throws IOException {
    ImportedLog log = rows("..T..", false, ImportOptions.defaults().withMaxEpisodeSteps(3));

    assertThat(log.report().ends()).isEqualTo(new ImportReport.Ends(1, 0, 1));
    assertThat(log.report().leftOut()).isEqualTo(new TrainingRows.LeftOut(1, 1, 0));
    assertThat(DatasetSummary.of(log.data()).ends()).isEqualTo(new DatasetSummary.Ends(1, 0, 1));
  }

  @Test
  void givenEpisodesAreCutWhereTheyAreAsLongAsTheLimit() throws IOException {
    String text =
        """
        episode_id,observations,actions_0,rewards,terminals
        0,1,0,0,0
        0,1,0,0,0
        1,1,0,0,0
        1,1,0,0,1
        2,1,0,0,0
        3,1,0,0,0
        3,1,0,0,0
        3,1,0,0,0
        """;

    ImportedLog log = text(text, ImportOptions.defaults().withMaxEpisodeSteps(2));

    assertThat(cut(log)).containsExactly(1);
    assertThat(log.report().ends()).isEqualTo(new ImportReport.Ends(1, 1, 2));
    assertThat(log.report().warnings())
        .singleElement()
        .asString()
        .contains("1 of 4 episodes have more steps than the limit of 2");
  }

  @Test
  void timeoutsOfTheSourceCountAndNotTheLimit() throws IOException {
    ImportedLog log = rows("....L..", true, ImportOptions.defaults().withMaxEpisodeSteps(2));

    assertThat(cut(log)).containsExactly(4);
    assertThat(log.report().notes()).anyMatch(note -> note.contains("limit of 2 steps was not"));
  }

  @Test
  void aWayOfCountingThatNothingNeededIsNoted() throws IOException {
    ImportOptions counted = ImportOptions.defaults().withCounting(EpisodeCounting.D4RL_QLEARNING);
    String episodes = "episode_id,observations,actions_0,rewards,terminals\n0,1,0,0,0\n";

    assertThat(rows("..L", true, counted.withMaxEpisodeSteps(2)).report().notes())
        .contains(
            "The source marks its time limits (timeouts), so the limit of 2 steps was not needed.",
            "The source marks its time limits (timeouts), so no steps were counted as"
                + " d4rl-qlearning does.");
    assertThat(rows("..T", false, counted).report().notes())
        .contains(
            "No limit is known that steps could be counted to, so no steps were counted as"
                + " d4rl-qlearning does.");
    assertThat(text(episodes, counted.withMaxEpisodeSteps(2)).report().notes())
        .contains(
            "The source says where its episodes begin, so no steps were counted as"
                + " d4rl-qlearning does.");
    assertThat(rows("..T", false, counted.withMaxEpisodeSteps(2)).report().notes())
        .noneMatch(note -> note.contains("no steps were counted"));
    assertThat(rows("..L", true, ImportOptions.defaults()).report().notes())
        .noneMatch(note -> note.contains("no steps were counted"));
  }

  @ParameterizedTest
  @CsvSource({
    "..L..T.L, 2, 0, 0",
    "..T, 0, 1, 0",
    "...L..., 1, 1, 0",
    "..L, 1, 0, 0",
  })
  void rowsLeftOutAreCountedByReasonAndAgreeWithTraining(
      String ends, int timeLimit, int endOfFile, int unfinished) throws IOException {
    ImportedLog log = rows(ends, true, ImportOptions.defaults());

    assertThat(log.report().nextRule()).isEqualTo(TrainingRows.NextRule.Q);
    assertThat(log.report().leftOut())
        .isEqualTo(new TrainingRows.LeftOut(timeLimit, endOfFile, unfinished));
    assertThat(log.report().leftOut().total()).isEqualTo(TrainingRows.of(log.data()).leftOut());
  }

  @Test
  void unfinishedEpisodesLoseTheirLastRow() throws IOException {
    ImportedLog log =
        text(
            """
            episode_id,observations,actions_0,rewards,terminals
            0,1,0,0,0
            0,1,0,0,0
            1,1,0,0,0
            1,1,0,0,0
            """,
            ImportOptions.defaults());

    assertThat(log.report().leftOut()).isEqualTo(new TrainingRows.LeftOut(0, 1, 1));
    assertThat(TrainingRows.of(log.data()).leftOut()).isEqualTo(2);
  }

  @Test
  void storedNextObservationsLeaveNothingOut() throws IOException {
    ImportedLog log =
        text(
            "observations,actions_0,rewards,terminals,next_observations\n1,0,0,0,2\n",
            ImportOptions.defaults());

    assertThat(log.report().nextRule()).isEqualTo(TrainingRows.NextRule.STORED);
    assertThat(log.report().leftOut().total()).isZero();
  }

  @Test
  void actionsOutOfBoundsStayWithAWarningThatCountsThem() throws IOException {
    ImportedLog log =
        rows(".........T", true, ImportOptions.defaults().withEnvironment("Small", SMALL));

    assertThat(log.data().actions()[9]).isEqualTo(0.9f);
    assertThat(log.report().bounds().space()).isEqualTo(SMALL.actionSpace());
    assertThat(log.report().bounds().source()).isEqualTo("environment");
    assertThat(log.report().bounds().rowsOutside()).isEqualTo(4);
    assertThat(log.report().bounds().outside()).containsExactly(4);
    assertThat(log.report().bounds().firstRow()).hasValue(6);
    assertThat(log.report().warnings())
        .singleElement()
        .asString()
        .contains("4 of 10 rows", "first: row 6, number 0 is 0.6, beyond [-0.5, 0.5]", "[0] 4");
  }

  @Test
  void actionsOutOfBoundsAreAnErrorWhereStrictAndMovedWhereClipped() throws IOException {
    ImportOptions options = ImportOptions.defaults().withEnvironment("Small", SMALL);

    assertThatIOException()
        .isThrownBy(() -> rows(".......T", true, options.withStrict(true)))
        .withMessageContaining("log.csv, actions: 2 of 8 rows")
        .withMessageContaining("--clip-actions");
    ImportedLog clipped = rows(".......T", true, options.withClipActions(true));

    assertThat(clipped.data().actions())
        .containsExactly(0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.5f, 0.5f);
    assertThat(clipped.report().warnings()).isEmpty();
    assertThat(clipped.report().bounds().clipped()).isTrue();
    assertThat(clipped.report().notes()).anyMatch(note -> note.contains("Moved to the nearest"));
    assertThat(source(clipped).get("clipped_rows").getAsInt()).isEqualTo(2);
  }

  @Test
  void boundsThatNothingStatesAreAssumedOrTakenFromTheData() throws IOException {
    ImportedLog within = rows("..T", true, ImportOptions.defaults());
    ImportedLog beyond =
        text(
            "observations,actions_0,actions_1,rewards,terminals\n1,-3,5,0,0\n1,2,5,0,1\n",
            ImportOptions.defaults());

    assertThat(within.data().actionSpace()).isEqualTo(ActionSpace.Box.symmetric(1, 1));
    assertThat(within.report().bounds().source()).isEqualTo("assumed");
    assertThat(beyond.data().actionSpace())
        .isEqualTo(new ActionSpace.Box(new float[] {-3, 2.5f}, new float[] {2, 7.5f}));
    assertThat(beyond.report().bounds().source()).isEqualTo("data");
    assertThat(within.report().warnings()).isEmpty();
    assertThat(beyond.report().warnings())
        .singleElement()
        .asString()
        .startsWith(
            "2 of 2 rows have an action beyond [-1, 1] (first: row 0, number 0 is -3.0);"
                + " numbers beyond [-1, 1] by dimension: [0] 2, [1] 2. Nothing states their bounds");
  }

  @Test
  void withoutKnownBoundsNoActionCanBeRefusedOrMoved() throws IOException {
    String text = "observations,actions_0,rewards,terminals\n1,-3,0,0\n1,0.5,0,1\n";
    ImportOptions strict = ImportOptions.defaults().withStrict(true);
    ImportOptions clip = ImportOptions.defaults().withClipActions(true);

    assertThatIOException()
        .isThrownBy(() -> text(text, strict))
        .withMessageContaining("log.csv, actions: 1 of 2 rows have an action beyond [-1, 1]")
        .withMessageContaining("No bounds are known")
        .withMessageContaining("name the environment with --env, or leave --strict away");
    assertThatIOException()
        .isThrownBy(() -> text(text, clip))
        .withMessageContaining("or leave --clip-actions away");
    assertThat(rows("..T", true, strict).report().bounds().source()).isEqualTo("assumed");
  }

  @Test
  void aNegativeIndexIsAnErrorWithItsRow() {
    assertThatIOException()
        .isThrownBy(
            () ->
                text(
                    "observations,actions,rewards,terminals\n1,0,0,0\n1,-1,0,1\n",
                    ImportOptions.defaults()))
        .withMessageContaining("actions, row 1: is -1, but actions are indices")
        .withMessageContaining("actions_0");
  }

  @Test
  void whetherActionsAreIndicesIsTheEnvironmentsToSay() throws IOException {
    String text = "observations,actions,rewards,terminals\n1,0,0,0\n1,1,0,1\n";
    KnownEnvironment discrete = new KnownEnvironment(1, new ActionSpace.Discrete(5), 3, 0, 1);

    assertThat(
            text(text, ImportOptions.defaults().withEnvironment("Small", SMALL))
                .data()
                .actionSpace())
        .isEqualTo(SMALL.actionSpace());
    assertThat(
            text(text, ImportOptions.defaults().withEnvironment("Five", discrete))
                .data()
                .actionSpace())
        .isEqualTo(new ActionSpace.Discrete(5));
  }

  @Test
  void sizesThatAreNotTheEnvironmentsAreAnError() {
    assertThatIOException()
        .isThrownBy(
            () ->
                text(
                    "observations_0,observations_1,actions_0,rewards,terminals\n1,2,0,0,1\n",
                    ImportOptions.defaults().withEnvironment("Small", SMALL)))
        .withMessageContaining("has 2 numbers in a row, but an observation of Small has 1");
    assertThatIOException()
        .isThrownBy(
            () ->
                text(
                    "observations,actions_0,actions_1,rewards,terminals\n1,2,0,0,1\n",
                    ImportOptions.defaults().withEnvironment("Small", SMALL)))
        .withMessageContaining("has 2 numbers in a row, but an action of Small has 1");
    assertThatIOException()
        .isThrownBy(
            () -> rows("..T", true, ImportOptions.defaults().withEnvironment("hopper-medium-v2")))
        .withMessageContaining("an observation of hopper-medium-v2 has 11");
  }

  @Test
  void theEnvironmentsLimitAndReturnsComeAlong() throws IOException {
    ImportedLog log =
        rows("......", false, ImportOptions.defaults().withEnvironment("Small", SMALL));

    assertThat(cut(log)).containsExactly(2, 5);
    assertThat(log.report().environment()).hasValue("Small");
    assertThat(log.data().metadata())
        .containsEntry(Transitions.ENVIRONMENT, "Small")
        .containsEntry(Transitions.REFERENCE_MIN, "-10.0")
        .containsEntry(Transitions.REFERENCE_MAX, "10.0");
  }

  private static JsonObject source(ImportedLog log) {
    return JsonParser.parseString(log.data().metadata().get(Transitions.SOURCE)).getAsJsonObject();
  }

  @Test
  void theLogSaysWhereItIsFromAndWhatWasChanged() throws IOException {
    ImportedLog log =
        rows(
            "......",
            false,
            ImportOptions.defaults()
                .withMaxEpisodeSteps(3)
                .withCounting(EpisodeCounting.D4RL_SEQUENCE));
    byte[] bytes = Files.readAllBytes(folder.resolve("log.csv"));
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();

    JsonObject source = source(log);
    assertThat(source.get("file").getAsString()).isEqualTo("log.csv");
    assertThat(source.get("bytes").getAsLong()).isEqualTo(bytes.length);
    assertThat(source.get("sha256").getAsString()).isEqualTo(sha256);
    assertThat(source.get("importer").getAsString()).startsWith("strandline ");
    assertThat(source.get("format").getAsString()).isEqualTo("csv");
    assertThat(source.get("max_episode_steps").getAsInt()).isEqualTo(3);
    assertThat(source.get("episode_counting").getAsString()).isEqualTo("d4rl-sequence");
    assertThat(source.toString()).doesNotContain(folder.toString());
    assertThat(log.report().sha256()).isEqualTo(sha256);
  }

  @Test
  void whatIsImportedIsWrittenAndReadBack() throws IOException {
    Path npz =
        NpzFile.neorl2()
            .floats("a.b/c", "(4,)", 1, 2, 3, 4)
            .floats("next_observations_3", "(4,)", 1, 2, 3, 4)
            .write(folder.resolve("log.npz"));
    Path file = folder.resolve("log.parquet");

    ImportedLog log = Importer.read(npz, ImportOptions.defaults(), (read, of) -> {});
    TransitionFile.write(log.data(), file);
    Transitions read = TransitionFile.read(file);

    assertThat(read.observations()).isEqualTo(log.data().observations());
    assertThat(read.nextObservations()).isPresent();
    assertThat(read.rewards()).isEqualTo(log.data().rewards());
    assertThat(read.extras()).containsOnlyKeys("a.b/c");
    assertThat(read.metadata().get(Transitions.SOURCE)).contains("\"format\":\"npz\"");
    assertThat(read.metadata()).containsEntry("strandline.action_space_source", "assumed");
  }

  @Test
  void numbersThatAreNotFiniteAreAnErrorWithTheirRowAndNumber() throws IOException {
    NpzFile npz =
        new NpzFile()
            .floats("obs", "(3, 2)", 1, 2, 3, Double.NaN, 5, Double.NEGATIVE_INFINITY)
            .floats("action", "(3, 1)", 0, 0, 0)
            .floats("reward", "(3,)", 0, 0, 0)
            .floats("done", "(3,)", 0, 0, 1)
            .floats("truncated", "(3,)", 0, 0, 0);
    Path file = npz.write(folder.resolve("log.npz"));

    assertThatIOException()
        .isThrownBy(() -> Importer.read(file, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("log.npz, obs, row 1: number 1 is NaN, the first of 2");
  }

  @Test
  void theFormatIsToldByContentAndName() throws IOException {
    Path npz = NpzFile.flat().write(folder.resolve("data.bin"));
    Path parquet = Files.write(folder.resolve("b"), "PAR1....".getBytes(StandardCharsets.UTF_8));
    Path other = Files.writeString(folder.resolve("c.txt"), "a,b\n1,2\n");

    assertThat(Importer.read(npz, ImportOptions.defaults(), (read, of) -> {}).report().format())
        .isEqualTo(Format.NPZ);
    assertThatIOException()
        .isThrownBy(() -> Importer.read(parquet, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("is a Parquet file, which needs no import");
    assertThatIOException()
        .isThrownBy(() -> Importer.read(other, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("c.txt: is of no format that can be told")
        .withMessageContaining("--format d4rl, minari, npz or csv");
    assertThatIOException()
        .isThrownBy(
            () ->
                Importer.read(
                    folder, ImportOptions.defaults().withFormat(Format.CSV), (read, of) -> {}))
        .withMessageContaining("is a folder");
    assertThatIOException()
        .isThrownBy(
            () -> Importer.read(folder.resolve("no"), ImportOptions.defaults(), (read, of) -> {}))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportOptions.defaults().withMaxEpisodeSteps(0))
        .withMessageContaining("at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportOptions.defaults().withColumns(Map.of("profit", "rewards")))
        .withMessageContaining("'profit' is not a role");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportOptions.defaults().withStrict(true).withClipActions(true))
        .withMessageContaining("Choose one");
  }
}
