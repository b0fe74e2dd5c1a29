package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.strandline.datasets.Column;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest {

  @TempDir private Path folder;

  private RawLog read(NpzFile npz) throws IOException {
    return read(npz, ImportOptions.defaults());
  }

  private RawLog read(NpzFile npz, ImportOptions options) throws IOException {
    return NpzReader.read(npz.write(folder.resolve("log.npz")), options, (read, of) -> {});
  }

  private ThrowableAssertAlternative<?> refused(NpzFile npz) {
    return assertThatIOException().isThrownBy(() -> read(npz)).withMessageContaining("log.npz");
  }

  /** A column whose name is a role's, while another column has the role. */
  private static void assertLeftOut(RawLog log, String name) throws IOException {
    ImportedLog imported = new LogAssembler(log, ImportOptions.defaults()).assemble();
    assertThat(imported.data().extras()).doesNotContainKey(name);
    assertThat(imported.report().notes())
        .anyMatch(note -> note.endsWith("bear their names: " + name + "."));
  }

  private static NpzFile with(String name, String header, byte[] data) {
    return NpzFile.flat().header(name, header, data);
  }

  @Test
  void neorl2sLayoutIsRead() throws IOException {
    RawLog log = read(NpzFile.neorl2());

    assertThat(log.observationSize).isEqualTo(2);
    assertThat(log.observations).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(log.actionSize).isEqualTo(1);
    assertThat(log.actions).containsExactly(0.5f, -0.5f, 1, -1);
    assertThat(log.discreteActions).isFalse();
    assertThat(log.nextObservations).containsExactly(3, 4, 4, 5, 7, 8, 9, 9);
    assertThat(log.rewards).containsExactly(0.25, 1, 2, 3);
    assertThat(log.terminals).containsExactly(false, true, false, false);
    assertThat(log.timeouts).containsExactly(false, false, false, true);
    assertThat(log.extras).isEmpty();
    assertThat(log.notes).isEmpty();
  }

  @Test
  void d4rlsFlatLayoutIsReadAndRoundedDoublesAreNoted() throws IOException {
    RawLog log =
        read(
            NpzFile.flat()
                .doubles("next_observations", "(4, 2)", 0.1, 0, 0, 0, 0, 0, 0, 0)
                .stored());

    assertThat(log.rewards).containsExactly(0.1, 1, 2, 3);
    assertThat(log.nextObservations[0]).isEqualTo(0.1f);
    assertThat(log.notes)
        .singleElement()
        .asString()
        .contains("32-bit floats")
        .contains(": next_observations.");
  }

  @Test
  void everyNumberTypeAndByteOrderIsRead() throws IOException {
    byte[] big =
        ByteBuffer.allocate(32).putDouble(1).putDouble(-2).putDouble(3).putDouble(4).array();
    byte[] whole =
        ByteBuffer.allocate(8).putShort((short) -1).putShort((short) 2).putInt(0).array();
    RawLog log =
        read(
            NpzFile.neorl2()
                .array("big", ">f8", "(4,)", big)
                .array("short", ">i2", "(4,)", whole)
                .array("pairs", "<u2", "(4, 1)", whole)
                .bytes("tiny", "|i1", "(4,)", -1, 0, 1, 2)
                .bytes("unsigned", "|u1", "(4,)", -1, 0, 1, 2)
                .bytes("flag", "|b1", "(4,)", 1, 0, 0, 1));

    assertThat(((Column.Numbers) log.extras.get("big")).values()).containsExactly(1, -2, 3, 4);
    assertThat(((Column.Integers) log.extras.get("short")).values()).containsExactly(-1, 2, 0, 0);
    Column.Numbers pairs = (Column.Numbers) log.extras.get("pairs");
    assertThat(pairs.values()).containsExactly(0xffff, 0x200, 0, 0);
    assertThat(pairs.list()).isTrue();
    assertThat(((Column.Integers) log.extras.get("tiny")).values()).containsExactly(-1, 0, 1, 2);
    assertThat(((Column.Integers) log.extras.get("unsigned")).values())
        .containsExactly(255, 0, 1, 2);
    assertThat(((Column.Flags) log.extras.get("flag")).values())
        .containsExactly(true, false, false, true);
  }

  @Test
  void columnMajorArraysAreTransposed() throws IOException {
    // [[1, 5], [2, 6], [3, 7], [4, 8]] column by column.
    ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= 8; i++) {
      data.putFloat(i);
    }
    RawLog log =
        read(
            with(
                "goal",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (4, 2), }",
                data.array()));

    assertThat(((Column.Numbers) log.extras.get("goal")).values())
        .containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void allThreeVersionsOfTheHeaderAreRead(int version) throws IOException {
    String header = "{\"descr\": \"|u1\", 'shape': (4L,) ,'fortran_order':False}   ";
    RawLog log =
        read(
            NpzFile.flat()
                .entry("goal.npy", NpzFile.npy(version, header, new byte[] {1, 2, 3, 4})));

    assertThat(((Column.Integers) log.extras.get("goal")).values()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void wholeActionsOneInARowAreIndices() throws IOException {
    RawLog log =
        read(
            new NpzFile()
                .floats("observations", "(3,)", 1, 2, 3)
                .bytes("actions", "|i1", "(3,)", 2, 0, 1)
                .floats("rewards", "(3, 1)", 1, 2, 3)
                .bytes("terminals", "|u1", "(3,)", 0, 0, 1));

    assertThat(log.discreteActions).isTrue();
    assertThat(log.observationSize).isEqualTo(1);
    assertThat(log.timeouts).isNull();
    ImportedLog imported = new LogAssembler(log, ImportOptions.defaults()).assemble();
    assertThat(imported.data().actionSpace()).isEqualTo(new ActionSpace.Discrete(3));
  }

  @Test
  void episodeIdsCutTheLog() throws IOException {
    NpzFile npz = NpzFile.flat().bytes("episode_id", "|i1", "(4,)", 7, 7, 9, 9);

    RawLog log = read(npz);

    assertThat(log.episodeIds).containsExactly(7, 9);
    assertThat(log.episodeStarts).containsExactly(0, 2);
    refused(NpzFile.flat().bytes("episode_id", "|i1", "(4,)", 7, 9, 7, 7))
        .withMessageContaining("episode_id, row 2: episode 7 begins again")
        .withMessageContaining("Sort the log");
    refused(
            NpzFile.flat()
                .bytes("episode_id", "|i1", "(4,)", 7, 7, 9, 9)
                .bytes("step", "|i1", "(4,)", 0, 1, 0, 2))
        .withMessageContaining("step, row 3: is 2, but step 1 of episode 9 is expected");
  }

  @Test
  void rolesAreTakenFromTheArraysThatAreMappedToThem() throws IOException {
    NpzFile npz = NpzFile.flat().doubles("profit", "(4,)", 9, 8, 7, 6);

    RawLog log = read(npz, ImportOptions.defaults().withColumns(Map.of("rewards", "profit")));

    assertThat(log.rewards).containsExactly(9, 8, 7, 6);
    assertLeftOut(log, "rewards");
  }

  @Test
  void aMappedArrayThatIsNotThereIsAnError() throws IOException {
    Path file = NpzFile.flat().write(folder.resolve("log.npz"));
    ImportOptions options = ImportOptions.defaults().withColumns(Map.of("timeouts", "cut"));

    assertThatIOException()
        .isThrownBy(() -> NpzReader.read(file, options, (read, of) -> {}))
        .withMessageContaining("has no array cut. It has: observations, actions")
        .withMessageContaining("--column timeouts=NAME");
  }

  @Test
  void aMissingArrayIsAnErrorWithTheNamesSoughtAndFound() {
    refused(new NpzFile().floats("state", "(1, 1)", 1).floats("reward", "(1,)", 1))
        .withMessageContaining("has no array observations or obs. It has: state, reward.")
        .withMessageContaining("--column observations=NAME");
  }

  @Test
  void aPickledRoleIsRefusedAndAPickledOtherLeftOut() throws IOException {
    byte[] pickle = {(byte) 0x80, 4, 'N', '.'};
    NpzFile role =
        new NpzFile()
            .array("observations", "|O", "(1,)", pickle)
            .floats("actions", "(1, 1)", 0)
            .floats("rewards", "(1,)", 0)
            .floats("terminals", "(1,)", 0);

    refused(role)
        .withMessageContaining("array observations: is a pickled object, which is never loaded");
    assertThat(read(NpzFile.neorl2().array("infos", "|O", "(4,)", pickle)).notes)
        .singleElement()
        .asString()
        .contains("infos (is a pickled object, which is never loaded)");
  }

  @ParameterizedTest
  @CsvSource({
    "<U5, holds texts",
    "|S3, holds texts",
    "<c8, holds complex numbers",
    "<M8, holds dates",
    "<f2, which are not read",
    "|V8, holds records or raw bytes"
  })
  void rolesOfOtherTypesAreRefused(String type, String said) {
    refused(
            new NpzFile()
                .array("observations", type, "(1,)", new byte[8])
                .floats("actions", "(1, 1)", 0)
                .floats("rewards", "(1,)", 0)
                .floats("terminals", "(1,)", 0))
        .withMessageContaining("array observations: ")
        .withMessageContaining(said);
  }

  @Test
  void structuredArraysAreNotParsed() throws IOException {
    String header =
        "{'descr': [('x', '<f4'), ('y', '<f4')], 'fortran_order': False, 'shape': (4,)}";

    assertThat(read(with("pairs", header, new byte[32])).notes)
        .singleElement()
        .asString()
        .contains("pairs (holds records of several fields)");
  }

  @Test
  void arraysWithoutAnEntryForEachRowAreLeftOut() throws IOException {
    RawLog log =
        read(
            NpzFile.neorl2()
                .floats("init_qpos", "(2, 2)", 1, 2, 3, 4)
                .floats("gamma", "()", 0.99)
                .floats("images", "(4, 1, 1)", 1, 2, 3, 4)
                .entry("README.txt", new byte[] {'h', 'i'}));

    assertThat(log.extras).isEmpty();
    assertThat(log.notes)
        .containsExactly(
            "Left out, as they have no number or vector for each of the 4 rows: init_qpos (2, 2),"
                + " gamma (), images (4, 1, 1).",
            "Left out, as they hold no numbers: README.txt.");
  }

  @Test
  void aPathInANameIsANameLikeAnother() throws IOException {
    RawLog log = read(NpzFile.neorl2().floats("../../evil", "(4,)", 1, 2, 3, 4));

    assertThat(log.extras).containsOnlyKeys("../../evil");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("log.npz"));
    }
  }

  @Test
  void lengthsThatDifferAreAnError() {
    refused(
            new NpzFile()
                .floats("observations", "(2, 1)", 1, 2)
                .floats("actions", "(3, 1)", 0, 0, 0)
                .floats("rewards", "(2,)", 0, 0)
                .floats("terminals", "(2,)", 0, 1))
        .withMessageContaining("array actions: has the shape (3, 1), but must have 2 entries")
        .withMessageContaining("as observations has");
  }

  @Test
  void aFlagThatIsNeitherIsAnErrorWithItsRow() {
    refused(
            new NpzFile()
                .floats("observations", "(2, 1)", 1, 2)
                .floats("actions", "(2, 1)", 0, 0)
                .floats("rewards", "(2,)", 0, 0)
                .floats("terminals", "(2,)", 0, 0.5))
        .withMessageContaining("array terminals, row 1: is 0.5, but a flag is 0 or 1");
  }

  @Test
  void aDoubleBeyondFloatsIsAnErrorWithItsRow() {
    refused(
            new NpzFile()
                .doubles("observations", "(2, 1)", 1, 1e300)
                .floats("actions", "(2, 1)", 0, 0)
                .floats("rewards", "(2,)", 0, 0)
                .floats("terminals", "(2,)", 0, 1))
        .withMessageContaining("array observations, row 1: is 1.0E300, but observations are kept");
  }

  @Test
  void noRowsAreAnError() {
    refused(
            new NpzFile()
                .floats("observations", "(0, 3)")
                .floats("actions", "(0, 1)")
                .floats("rewards", "(0,)")
                .floats("terminals", "(0,)"))
        .withMessageContaining("has no rows");
  }

  static List<String> headersThatLie() {
    String begin = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
    return List.of(
        begin + "(5,), }",
        begin + "(-4,), }",
        begin + "(1000000000000, 1000000000000), }",
        begin + "(999999999999999999, 0, 9), }",
        begin + "((4,),), }",
        begin + "(((((((((((((((((((4, }",
        begin + "(4.0,), }",
        begin + "(__import__('os').system('true'),), }",
        begin + "4, }",
        begin + "(" + "1,".repeat(40) + "), }",
        begin + "(4,)",
        begin + "(4,), } + {}",
        begin + "(4,), 'shape': (4,), }",
        begin + "(4,), 'extra': 1, }",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,), }",
        "{'descr': '<f4', 'fortran_order': False, }",
        "{'descr': 'float', 'fortran_order': False, 'shape': (4,), }",
        "{'descr': '<f4\\x00', 'fortran_order': False, 'shape': (4,), }",
        "[]",
        "");
  }

  @ParameterizedTest
  @MethodSource("headersThatLie")
  void headersThatLieAreAnErrorAndNeverEvaluated(String header) {
    refused(with("goal", header, new byte[16]))
        .withMessageContaining("array goal: has ")
        .withMessageContaining("Copy the file anew");
  }

  @Test
  void aHeaderLongerThanTheFileIsAnError() {
    byte[] npy =
        NpzFile.npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", new byte[16]);
    ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 60_000);
    refused(NpzFile.flat().entry("goal.npy", npy)).withMessageContaining("ends within its header");
    ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    refused(NpzFile.flat().entry("goal.npy", npy))
        .withMessageContaining("has a header of 4294967295 bytes");
  }

  @Test
  void anArrayThatIsThereTwiceIsAnError() throws IOException {
    byte[] bytes = NpzFile.flat().doubles("rewardz", "(4,)", 1, 2, 3, 4).content();
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("rewardz", "rewards");
    Path file = Files.write(folder.resolve("log.npz"), text.getBytes(StandardCharsets.ISO_8859_1));

    assertThatIOException()
        .isThrownBy(() -> NpzReader.read(file, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("array rewards: is in the archive twice");
  }

  @Test
  void aFlippedBitOfAStoredArrayIsFoundByItsChecksum() throws IOException {
    byte[] bytes = NpzFile.neorl2().stored().floats("goal", "(4,)", 1.5, 1.5, 1.5, 1.5).content();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String number = new String(new byte[] {0, 0, (byte) 0xc0, 0x3f}, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf(number.repeat(4)) + 2] ^= 1;
    Path file = Files.write(folder.resolve("log.npz"), bytes);

    assertThatIOException()
        .isThrownBy(() -> NpzReader.read(file, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("array goal: is damaged (its checksum is another)");
  }

  @Test
  void anotherKindOfFileIsAnError() throws IOException {
    Path file = Files.write(folder.resolve("log.npz"), new byte[] {'P', 'K', 3, 4, 0, 0});

    assertThatIOException()
        .isThrownBy(() -> NpzReader.read(file, ImportOptions.defaults(), (read, of) -> {}))
        .withMessageContaining("log.npz: is damaged or not a NumPy archive");
  }

  @Test
  void progressEndsAtAllRows() throws IOException {
    List<Long> read = new ArrayList<>();

    NpzReader.read(
        NpzFile.neorl2().write(folder.resolve("log.npz")),
        ImportOptions.defaults(),
        (rows, of) -> {
          assertThat(of).isEqualTo(4);
          read.add(rows);
        });

    assertThat(read).isSorted().last().isEqualTo(4L);
  }
}
