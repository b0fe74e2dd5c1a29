package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line of docs/your-data.md is run as it stands, but with 20 training steps. */
class YourDataTest {

  private static final String FEW_STEPS = "20";

  @TempDir private Path folder;

  @Test
  void everyCommandEndsWellAndLeavesAPolicy() throws IOException, InterruptedException {
    Path resources = Documents.root().resolve("src/test/resources");
    Path formats = resources.resolve("golden/envs/formats");
    Files.copy(
        formats.resolve("gym-v2-single-policy.hdf5"), folder.resolve("hopper_medium-v2.hdf5"));
    copyTree(formats.resolve("minari/point/umaze-v0"), folder.resolve("point/umaze-v0"));
    Files.copy(resources.resolve("data/neorl2/DMSD-train.npz"), folder.resolve("DMSD-train.npz"));
    writeRides(folder.resolve("rides.csv.gz"));

    List<String> trained = new ArrayList<>();
    for (String command : Documents.commands("docs/your-data.md")) {
      List<String> words = new ArrayList<>(List.of(command.split(" +")));
      assertThat(words.remove(0)).isEqualTo("./strandline");
      int steps = words.indexOf("--steps");
      if (steps >= 0) {
        words.set(steps + 1, FEW_STEPS);
        trained.add(words.get(words.indexOf("--out") + 1));
      }

      Program.Ended ended = Program.runIn(folder, words.toArray());

      assertThat(ended.exitCode()).as("%s%n%s", command, ended.err()).isZero();
    }

    assertThat(trained).containsExactly("rides", "hopper-medium", "point-policy", "dmsd");
    assertThat(trained)
        .allSatisfy(run -> assertThat(folder.resolve(run).resolve("policy.bin")).isRegularFile());
    assertThat(folder.resolve("hopper-medium.html")).isNotEmptyFile();
  }

  @Test
  void theJavaExampleLeavesAPolicyThatActs() throws IOException {
    try (Documents.Shell shell = new Documents.Shell()) {
      shell.run(
          """
          import dev.strandline.datasets.*;
          import dev.strandline.io.*;
          import dev.strandline.offline.*;
          import dev.strandline.policy.*;
          import java.nio.file.*;
          float[] seen = new float[200];
          float[] done = new float[100];
          double[] earned = new double[100];
          boolean[] over = new boolean[100];
          boolean[] cut = new boolean[100];
          for (int i = 0; i < 100; i++) {
            seen[i] = i;
            done[i] = i % 3 - 1;
            earned[i] = i % 7;
            over[i] = i % 20 == 19;
          }
          """);
      shell.run("Path folder = Path.of(\"" + folder + "\");");

      shell.run(Documents.blocks("docs/your-data.md", "java").get(0).replace("100_000", FEW_STEPS));

      assertThat(shell.value("policy.act(new float[2]).length")).isEqualTo("1");
      assertThat(folder.resolve("decisions.parquet")).isNotEmptyFile();
    }
  }

  private static void writeRides(Path file) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      out.write("episode_id,step,observations_0,observations_1,actions_0,profit,terminals,city\n");
      for (int row = 0; row < 60; row++) {
        out.write(
            String.join(
                    ",",
                    List.of(
                        Integer.toString(row / 20),
                        Integer.toString(row % 20),
                        Double.toString(0.1 * row),
                        Double.toString(1 - 0.05 * row),
                        Double.toString((row % 5 - 2) / 2.0),
                        Double.toString(3.5 * (row % 4)),
                        row % 20 == 19 ? "1" : "0",
                        row % 2 == 0 ? "Oslo" : "Lima"))
                + "\n");
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
