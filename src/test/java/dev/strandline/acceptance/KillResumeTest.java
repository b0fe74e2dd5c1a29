package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real program, killed by SIGKILL while it trains. */
class KillResumeTest {

  private static final int KILLS = 10;

  @TempDir Path temp;

  private Process program(String... arguments) throws IOException {
    return new ProcessBuilder(Program.command((Object[]) arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("output.txt").toFile()))
        .start();
  }

  private Path data() throws IOException, InterruptedException {
    Path file = temp.resolve("pendulum.parquet");
    Process generate =
        program(
            "generate",
            "Pendulum-v1",
            "--mix",
            "expert=0.1,random=0.9",
            "--episodes",
            "50",
            "--seed",
            "1",
            "--out",
            file.toString());
    assertThat(generate.waitFor()).isZero();
    return file;
  }

  private Process train(Path data, Path run, int threads) throws IOException {
    return program(
        "train",
        "--algorithm",
        "td3bc",
        "--data",
        data.toString(),
        "--env",
        "Pendulum-v1",
        "--steps",
        "1500",
        "--set",
        "hidden=32-32",
        "--set",
        "batchSize=64",
        "--sampler",
        "rw",
        "--eval-every",
        "250",
        "--eval-episodes",
        "2",
        "--seed",
        "1",
        "--threads",
        Integer.toString(threads),
        "--out",
        run.toString(),
        "--resume");
  }

  private static long checkpoints(Path run) throws IOException {
    Path folder = run.resolve("checkpoints");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".bin")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRunKilledAtTenRandomMomentsEndsWithThePolicyOfOneNeverKilled(int threads)
      throws IOException, InterruptedException {
    Path data = data();
    Path straight = temp.resolve("straight");
    long begun = System.nanoTime();
    assertThat(train(data, straight, 1).waitFor()).as(output()).isZero();
    long wholeMillis = (System.nanoTime() - begun) / 1_000_000;
    // Moments anywhere in a whole run; one that has ended by then is followed by another.
    RandomStream moments = new Streams(threads).open("moments");
    List<Path> killed = new ArrayList<>();
    int killedAfterACheckpoint = 0;
    for (int attempt = 0; killed.size() < KILLS && attempt < 10 * KILLS; attempt++) {
      Path run = temp.resolve("attempt-" + attempt);
      Process process = train(data, run, threads);
      process.waitFor(moments.nextLong(1, wholeMillis), TimeUnit.MILLISECONDS);
      int exit = process.destroyForcibly().waitFor();
      assertThat(exit).as(output()).isIn(0, 128 + 9);
      if (exit != 0) {
        killed.add(run);
        killedAfterACheckpoint += checkpoints(run) > 0 ? 1 : 0;
      }
    }

    assertThat(killed).hasSize(KILLS);
    assertThat(killedAfterACheckpoint).isPositive();
    for (Path run : killed) {
      assertThat(train(data, run, threads).waitFor()).as(output()).isZero();
      assertThat(run.resolve("policy.bin")).hasSameBinaryContentAs(straight.resolve("policy.bin"));
      assertThat(run.resolve("metrics.csv"))
          .hasSameTextualContentAs(straight.resolve("metrics.csv"));
    }
  }

  private String output() throws IOException {
    return Files.readString(temp.resolve("output.txt"));
  }
}
