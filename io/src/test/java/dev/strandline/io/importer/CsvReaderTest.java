package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.strandline.datasets.Column;
import dev.strandline.policy.ActionSpace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

  private static final String HEADER =
      "episode_id,step,observations_0,observations_1,actions_0,rewards,terminals,timeouts\n";
  private static final String ROWS =
      "7,0,1,2,0.5,0.1,0,false\n7,1,3,4,-0.5,1,1,false\n9,0,5,6,1,2,0,false\n9,1,7,8,-1,3,0,true\n";

  @TempDir private Path folder;

  private RawLog read(String text) throws IOException {
    return read(text, ImportOptions.defaults());
  }

  private RawLog read(String text, ImportOptions options) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8), "log.csv", options);
  }

  private RawLog read(byte[] bytes, String name, ImportOptions options) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    return CsvReader.read(file, options, (read, of) -> {});
  }

  private ThrowableAssertAlternative<?> refused(String text) {
    return assertThatIOException().isThrownBy(() -> read(text)).withMessageContaining("log.csv");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void assertWhole(RawLog log) {
    assertThat(log.observationSize).isEqualTo(2);
    assertThat(log.observations).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(log.actions).containsExactly(0.5f, -0.5f, 1, -1);
    assertThat(log.discreteActions).isFalse();
    assertThat(log.rewards).containsExactly(0.1, 1, 2, 3);
    assertThat(log.terminals).containsExactly(false, true, false, false);
    assertThat(log.timeouts).containsExactly(false, false, false, true);
    assertThat(log.episodeIds).containsExactly(7, 9);
    assertThat(log.episodeStarts).containsExactly(0, 2);
  }

  @Test
  void everyRowIsReadAndCutIntoItsEpisodes() throws IOException {
    RawLog log = read(HEADER + ROWS);

    assertWhole(log);
    assertThat(log.extras).isEmpty();
    assertThat(log.notes).isEmpty();
  }

  @Test
  void aMarkAtTheBeginningAndAnyLineEndAreTaken() throws IOException {
    assertWhole(read("\ufeff" + (HEADER + ROWS).replace("\n", "\r\n").strip()));
    assertWhole(read("\n" + HEADER + "\n" + ROWS + "\n\n"));
  }

  @Test
  void gzippedTextIsToldByItsNameOrItsContent() throws IOException {
    byte[] bytes = gzip(HEADER + ROWS);

    assertWhole(read(bytes, "log.csv.gz", ImportOptions.defaults()));
    assertWhole(read(bytes, "log.csv", ImportOptions.defaults()));
    assertThatIOException()
        .isThrownBy(
            () ->
                read(
                    Arrays.copyOf(bytes, bytes.length - 12),
                    "log.csv.gz",
                    ImportOptions.defaults()))
        .withMessageContaining("log.csv.gz: is damaged or not gzipped");
    assertThatIOException()
        .isThrownBy(
            () ->
                read(HEADER.getBytes(StandardCharsets.UTF_8), "b.csv.gz", ImportOptions.defaults()))
        .withMessageContaining("b.csv.gz: is damaged or not gzipped");
  }

  @Test
  void columnsAreTakenFromAnyPlaceAndQuotedFieldsAreTaken() throws IOException {
    RawLog log =
        read(
            """
            terminals,"observations_1",rewards,actions_0,observations_0,timeouts
            TRUE,2,"0.1",+.5e0,1.,0
            """);

    assertThat(log.observations).containsExactly(1, 2);
    assertThat(log.actions).containsExactly(0.5f);
    assertThat(log.rewards).containsExactly(0.1);
    assertThat(log.terminals).containsExactly(true);
  }

  @Test
  void otherColumnsAreKeptWithTheNarrowestTypeOfAllTheirFields() throws IOException {
    RawLog log =
        read(
            """
            observations,actions_0,rewards,terminals,count,price,rush,place,gap,never
            1,0,0,0,5,1,true,"a, b",,
            2,0,0,1,-6,2.5,false,,3,
            """);

    assertThat(((Column.Integers) log.extras.get("count")).values()).containsExactly(5, -6);
    assertThat(((Column.Numbers) log.extras.get("price")).values()).containsExactly(1, 2.5);
    assertThat(((Column.Flags) log.extras.get("rush")).values()).containsExactly(true, false);
    assertThat(((Column.Texts) log.extras.get("place")).values()).containsExactly("a, b", null);
    assertThat(((Column.Numbers) log.extras.get("gap")).values()).containsExactly(Double.NaN, 3);
    assertThat(log.extras).doesNotContainKey("never");
    assertThat(log.notes)
        .contains("Left out, as they are empty: never.", "Empty fields became NaN: gap.");
  }

  @Test
  void knownColumnsBesideTheTransitionKeepTheirMeaning() throws IOException {
    RawLog log =
        read(
            "observations_0,actions,rewards,terminals,propensity,available_actions_0,"
                + "available_actions_1,simulator_state_0,simulator_state_1,next_observations_0\n"
                + "1,1,0,1,1,0,1,0.1,-2,3\n");

    assertThat(((Column.Numbers) log.extras.get("propensity")).values()).containsExactly(1);
    Column.Flags mask = (Column.Flags) log.extras.get("available_actions");
    assertThat(mask.values()).containsExactly(false, true);
    assertThat(mask.list()).isTrue();
    Column.Numbers state = (Column.Numbers) log.extras.get("simulator_state");
    assertThat(state.values()).containsExactly(0.1, -2);
    assertThat(state.width()).isEqualTo(2);
    assertThat(log.nextObservations).containsExactly(3);
  }

  @Test
  void oneColumnOfWholeActionsIsDiscreteAndOneOfADimensionIsNot() throws IOException {
    String rows = "1,0,0,0\n2,3,0,1\n";

    RawLog discrete = read("observations,actions,rewards,terminals\n" + rows);
    RawLog real = read("observations,actions_0,rewards,terminals\n" + rows);
    RawLog mixed = read("observations,actions,rewards,terminals\n" + rows + "3,0.5,0,1\n");

    assertThat(discrete.discreteActions).isTrue();
    assertThat(new LogAssembler(discrete, ImportOptions.defaults()).assemble().data().actionSpace())
        .isEqualTo(new ActionSpace.Discrete(4));
    assertThat(real.discreteActions).isFalse();
    assertThat(mixed.discreteActions).isFalse();
  }

  @Test
  void withoutIdsEpisodesBeginAtStepZeroAndWithoutStepsAfterEachEnd() throws IOException {
    String columns = "observations,actions_0,rewards,terminals,timeouts";
    RawLog steps = read(columns + ",step\n1,0,0,0,0,0\n2,0,0,0,0,1\n3,0,0,0,0,0\n");
    RawLog ends = read(columns + "\n1,0,0,1,0\n2,0,0,0,0\n");
    RawLog ids = read(columns + ",episode_id\n1,0,0,0,0,-4\n2,0,0,0,0,-4\n3,0,0,0,0,2\n");

    assertThat(steps.episodeStarts).containsExactly(0, 2);
    assertThat(steps.notes).anyMatch(note -> note.contains("an episode begins at each step 0"));
    assertThat(ends.episodeStarts).isNull();
    assertThat(ends.notes).anyMatch(note -> note.contains("cut after each terminal or timeout"));
    assertThat(ids.episodeIds).containsExactly(-4, 2);
    assertThat(ids.notes).anyMatch(note -> note.contains("counted in the order of the rows"));
  }

  @Test
  void rolesAreTakenFromTheColumnsThatAreMappedToThem() throws IOException {
    RawLog log =
        read(
            "state_0,state_1,move,profit,end\n1,2,0.5,3,1\n",
            ImportOptions.defaults()
                .withColumns(
                    Map.of(
                        "observations", "state",
                        "actions", "move",
                        "rewards", "profit",
                        "terminals", "end")));

    assertThat(log.observations).containsExactly(1, 2);
    assertThat(log.rewards).containsExactly(3);
    assertThat(log.extras).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9,0,5,6,1,2,0|line 6: has 7 fields, but the header has 8",
        "9,0,5,6,1,2,0,0,1|line 6: has 9 fields, but the header has 8",
        "8,0,5,x,1,2,0,0|line 6, column observations_1: is 'x', but must be a finite number",
        "8,0,5,,1,2,0,0|line 6, column observations_1: is empty",
        "8,0,5,6,1,NaN,0,0|line 6, column rewards: is 'NaN'",
        "8,0,5,6,1,Infinity,0,0|line 6, column rewards: is 'Infinity'",
        "8,0,5,6,0x1p3,2,0,0|line 6, column actions_0: is '0x1p3'",
        "8,0,5,6,1f,2,0,0|line 6, column actions_0: is '1f'",
        "8,0,5,6,1,1e400,0,0|line 6, column rewards: is 1e400, more than a number can be",
        "8,0,1e39,6,1,1,0,0|line 6, column observations_0: is 1e39, but 32-bit floats end",
        "8,0,5,6,1,'1,5',0,0|line 6, column rewards: is '1,5'",
        "8,0,5,6,1,2,2,0|line 6, column terminals: is '2', but a flag is 0, 1, true or false",
        "8,0,5,6,1,2,yes,0|line 6, column terminals: is 'yes'",
        "8,1,5,6,1,2,0,0|line 6, column step: is 1, but step 0 of episode 8 is expected",
        "8.5,0,5,6,1,2,0,0|line 6, column episode_id: is '8.5', but must be a whole number",
        "7,2,5,6,1,2,0,0|line 6, column episode_id: episode 7 begins again after episode 9",
        "7,0,5,6,1,2,0,0|line 6, column episode_id: episode 7 begins again after episode 9",
        "9,2,5,6,1,2,0,0|line 6, column episode_id: goes on with the episode that began in line 4"
      })
  void whatIsWrongWithARowIsSaidWithItsLineAndColumn(String row, String said) {
    refused(HEADER + ROWS + row.replace('\'', '"') + "\n").withMessageContaining(said);
  }

  @Test
  void anUnclosedQuoteIsAnErrorWithTheLineThatOpensIt() {
    refused(HEADER + "7,0,1,2,0.5,0.1,0,\"0\n" + ROWS)
        .withMessageContaining("line 2: a quote that opens here is never closed");
    refused(HEADER + ROWS + "8,0,5,6,1,2,0,\"0")
        .withMessageContaining("line 6: a quote that opens here is never closed");
    refused(HEADER + "7,0,1,2,0.5,0.1,0,\"0\"1\n").withMessageContaining("line 2: is no row");
  }

  @Test
  void aFieldWithoutEndIsAnErrorWithItsLine() {
    refused(HEADER + ROWS + "8,0,5,6,1," + "1".repeat(1 << 20) + ",0,0\n")
        .withMessageContaining("line 6: a field is longer than 65536 characters");
    refused(HEADER + ROWS + "\"" + "8,0,5,6,1,1,0,0\n".repeat(1 << 16))
        .withMessageContaining("line 6: a field is longer than 65536 characters, or a quote");
  }

  @Test
  void bytesThatAreNotUtf8AreAnErrorWithTheirLine() {
    byte[] bytes = (HEADER + ROWS + ROWS).getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 3] = (byte) 0xe9;

    assertThatIOException()
        .isThrownBy(() -> read(bytes, "log.csv", ImportOptions.defaults()))
        .withMessageContaining("log.csv, line 9: byte 0xe9 is not UTF-8. Save the file as UTF-8.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "\ufeff"})
  void anEmptyFileIsAnError(String text) {
    refused(text).withMessageContaining("is empty. A log has a header row");
  }

  @Test
  void whatIsWrongWithTheHeaderIsSaid() {
    refused(HEADER).withMessageContaining("has a header but no rows");
    refused("observations,actions,actions,terminals\n1,2,3,4\n")
        .withMessageContaining("line 1: columns 2 and 3 are both called actions");
    refused("observations,actions,,terminals\n1,2,3,4\n")
        .withMessageContaining("line 1: column 3 has no name");
    refused("observations_0,observations_2,actions,rewards,terminals\n1,2,3,4,5\n")
        .withMessageContaining("columns of observations are not the dimensions of one vector");
    refused("observations_0,observations_00,actions,rewards,terminals\n1,2,3,4,5\n")
        .withMessageContaining("columns of observations are not the dimensions of one vector");
    refused("observations_0,next_observations_0,next_observations_1,actions,rewards,terminals\n")
        .withMessageContaining("has 2 columns of next_observations, but 1 of observations");
    refused("observations_0,actions,rewards_0,rewards_1,terminals\n1,2,3,4,5\n")
        .withMessageContaining("has 2 columns of rewards, but must have one");
    refused("state,action,reward\n1,2,3\n")
        .withMessageContaining(
            "has no column observations or observations_0, observations_1 and so on. ")
        .withMessageContaining("It has: state, action, reward.")
        .withMessageContaining("--column observations=NAME");
  }

  @Test
  void progressEndsNearAllRows() throws IOException {
    StringBuilder text = new StringBuilder("observations,actions_0,rewards,terminals\n");
    for (int row = 0; row < 5_000; row++) {
      text.append(row).append(",0.5,1,0\n");
    }
    Path file = Files.writeString(folder.resolve("long.csv"), text);
    List<Double> shares = new ArrayList<>();

    RawLog log =
        CsvReader.read(
            file, ImportOptions.defaults(), (read, of) -> shares.add((double) read / of));

    assertThat(log.rewards).hasSize(5_000);
    assertThat(shares).hasSize(8).allMatch(share -> share >= 0 && share <= 1);
    assertThat(shares.get(7)).isGreaterThan(0.9);
  }
}
