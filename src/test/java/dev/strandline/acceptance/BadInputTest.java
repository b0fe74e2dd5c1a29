package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.strandline.acceptance.Program.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with the input: one message that names it and a cure, and nothing left. */
class BadInputTest {

  private static final int NONE = -1;

  /** A log of Pendulum-v1 that nothing is wrong with. */
  private static Path good;

  private static Path goodPolicy;

  @TempDir private static Path shared;
  @TempDir private Path folder;

  @BeforeAll
  static void makeWhatIsThenDamaged() throws Exception {
    good = shared.resolve("good.parquet");
    Ended generated =
        Program.run(
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            2,
            "--seed",
            1,
            "--out",
            good);
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    Path run = shared.resolve("run");
    Ended trained = Program.run(train(good, run));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    goodPolicy = run.resolve("policy.bin");
  }

  private static Object[] train(Path data, Path run) {
    return new Object[] {
      "train",
      "--algorithm",
      "td3bc",
      "--data",
      data,
      "--set",
      "hidden=8",
      "--steps",
      2,
      "--seed",
      1,
      "--out",
      run
    };
  }

  /** Asserts that training on a file fails with one message, and leaves the folder as it was. */
  private void trainingFails(Path data, String... said) throws Exception {
    Map<String, Long> before = listing(folder);

    Ended ended = Program.run(train(data, folder.resolve("run")));

    fails(ended, said);
    assertThat(ended.err()).contains(data.toString());
    assertThat(listing(folder)).isEqualTo(before);
  }

  private static void fails(Ended ended, String... said) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("error: ").hasLineCount(1).contains(said);
    assertThat(ended.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(ended.err()).as("says how to mend it").containsPattern("\\. [A-Z].*\\.\\s*$");
  }

  /** Every file and folder below {@code root} with its size. */
  private static Map<String, Long> listing(Path root) throws IOException {
    Map<String, Long> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        listing.put(path.toString(), Files.isDirectory(path) ? 0 : Files.size(path));
      }
    }
    return listing;
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /**
   * Writes a log of seven rows by another program's means.
   *
   * @param rewards the column's declaration; empty for none
   * @param nanAt row whose reward is not a number
   */
  private Path foreign(String name, String rewards, int rows, int nanAt) throws IOException {
    Path file = folder.resolve(name);
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message log { required int64 episode_id; required int32 step;"
                + " required group observations (LIST)"
                + " { repeated group list { required float element; } }"
                + " required group actions (LIST)"
                + " { repeated group list { required float element; } } "
                + rewards
                + " required boolean terminals; required boolean timeouts; }");
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> out =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .build()) {
      for (int row = 0; row < rows; row++) {
        Group group = groups.newGroup();
        group.add("episode_id", 0L);
        group.add("step", row);
        group.addGroup("observations").addGroup(0).add(0, (float) row);
        group.addGroup("actions").addGroup(0).add(0, 0.5f);
        if (rewards.contains("float")) {
          group.add("rewards", row == nanAt ? Float.NaN : row);
        } else if (rewards.contains("binary")) {
          group.add("rewards", "much");
        }
        group.add("terminals", row == rows - 1);
        group.add("timeouts", false);
        out.write(group);
      }
    }
    return file;
  }

  @Test
  void truncatedFiles() throws Exception {
    byte[] whole = Files.readAllBytes(good);
    for (int length : new int[] {3, whole.length / 2, whole.length - 1}) {
      trainingFails(file("cut.parquet", Arrays.copyOf(whole, length)), "cut.parquet");
    }
  }

  @Test
  void anEmptyFile() throws Exception {
    trainingFails(file("empty.parquet", new byte[0]), "empty");
  }

  @Test
  void aFileOfAnotherKind() throws Exception {
    byte[] csv = "state,action,reward\n0.1,0.2,0.3\n".repeat(40).getBytes(StandardCharsets.UTF_8);

    trainingFails(file("log.parquet", csv), "Parquet");
  }

  @Test
  void aFileWithFlippedBytes() throws Exception {
    byte[] bytes = Files.readAllBytes(good);
    bytes[bytes.length / 3] ^= 0x55;

    trainingFails(file("flipped.parquet", bytes), "damaged");
  }

  @Test
  void aMissingColumn() throws Exception {
    trainingFails(foreign("log.parquet", "", 7, NONE), "rewards", "--column");
  }

  @Test
  void aColumnOfTheWrongType() throws Exception {
    trainingFails(
        foreign("log.parquet", "required binary rewards (STRING);", 7, NONE),
        "rewards",
        "texts",
        "numbers");
  }

  @Test
  void aRewardThatIsNotANumber() throws Exception {
    Path log = foreign("log.parquet", "required float rewards;", 7, 4);

    trainingFails(log, "rewards", "row 4", "NaN");
    fails(Program.run("inspect", log), "rewards", "row 4", "NaN");
  }

  @Test
  void noRows() throws Exception {
    trainingFails(foreign("log.parquet", "required float rewards;", 0, NONE), "no rows");
  }

  /** Asserts that an import fails with one message, and leaves the folder as it was. */
  private void importFails(Path source, String... said) throws Exception {
    Map<String, Long> before = listing(folder);

    Ended ended = Program.run("import", source, folder.resolve("new").resolve("log.parquet"));

    fails(ended, said);
    assertThat(ended.err()).contains(source.toString());
    assertThat(listing(folder)).isEqualTo(before);
  }

  @Test
  void aNumPyArchiveOfPickledObjects() throws Exception {
    ByteArrayOutputStream npz = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(npz)) {
      for (String name : List.of("observations", "actions", "rewards", "terminals")) {
        String header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n";
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        zip.write(new byte[] {(byte) header.length(), 0});
        zip.write(header.getBytes(StandardCharsets.US_ASCII));
        zip.write("cos\nsystem\n(S'touch pickled'\ntR.".getBytes(StandardCharsets.US_ASCII));
      }
    }

    importFails(
        file("log.npz", npz.toByteArray()),
        "array observations: is a pickled object, which is never loaded");
  }

  @Test
  void aShortRowOfCsv() throws Exception {
    String csv = "observations,actions,rewards,terminals\n0.5,1,2,0\n0.5,1,2\n0.5,1,2,1\n";

    importFails(
        file("log.csv", csv.getBytes(StandardCharsets.UTF_8)),
        "line 3: has 3 fields, but the header has 4");
  }

  @Test
  void anOutputBelowARegularFile() throws Exception {
    Path regular = file("regular", new byte[] {1, 2, 3});
    Map<String, Long> before = listing(folder);

    Ended generated =
        Program.run(
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            1,
            "--seed",
            1,
            "--out",
            regular.resolve("log.parquet"));
    Ended trained = Program.run(train(good, regular.resolve("run")));

    fails(generated, regular + " is a file");
    fails(trained, regular + " is a file");
    assertThat(listing(folder)).isEqualTo(before);
  }

  @Test
  void flippedBytesInAPolicy() throws Exception {
    byte[] whole = Files.readAllBytes(goodPolicy);
    for (int at : new int[] {0, 9, whole.length / 2, whole.length - 1}) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x10;
      Path policy = file("policy.bin", bytes);

      fails(
          Program.run("evaluate", policy, "--env", "Pendulum-v1", "--episodes", 1, "--seed", 1),
          policy.toString());
    }
  }

  @Test
  void aFullDisk() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mount(disk);
    try {
      Path log = disk.resolve("log.parquet");
      Ended generated =
          Program.run(
              "generate",
              "Pendulum-v1",
              "--tier",
              "random",
              "--episodes",
              200,
              "--seed",
              1,
              "--out",
              log);
      fails(generated, log.toString(), "no space left");
      assertThat(listing(disk)).containsOnlyKeys(disk.toString());

      Path run = disk.resolve("run");
      Object[] wide = train(good, run);
      wide[6] = "hidden=256-256";
      fails(Program.run(wide), run.toString(), "no space left");
      assertThat(listing(disk).keySet())
          .as("what was whole when the disk got full may stay, to be resumed")
          .noneMatch(path -> path.endsWith(".part"));
    } finally {
      shell("umount", disk.toString());
    }
  }

  /** Mounts a disk of a megabyte, or gives the test up where that is not allowed. */
  private static void mount(Path disk) throws Exception {
    String refused;
    try {
      refused = shell("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
    } catch (IOException e) {
      refused = e.getMessage();
    }
    if (!refused.isEmpty()) {
      abort("a small disk is needed, but cannot be mounted here: " + refused);
    }
  }

  /** Runs a command and returns what it complained of, nothing if it succeeded. */
  private static String shell(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said.isBlank() ? "it failed" : said.strip();
  }
}
