package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real program, killed by SIGKILL while it trains. */
class KillResumeTest {

  private static final int KILLS = 10;

  @TempDir private static Path temp;

  private static Path data;
  private static Path straight;
  private static long wholeMillis;

  @BeforeAll
  static void trainARunThatIsNeverKilled() throws IOException, InterruptedException {
    data = temp.resolve("pendulum.parquet");
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
            data.toString());
    assertThat(generate.waitFor()).isZero();
    straight = temp.resolve("straight");
    long begun = System.nanoTime();
    assertThat(train(straight, 1).waitFor()).as(output()).isZero();
    wholeMillis = (System.nanoTime() - begun) / 1_000_000;
  }

  private static Process program(String... arguments) throws IOException {
    return new ProcessBuilder(Program.command((Object[]) arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("output.txt").toFile()))
        .start();
  }

  private static Process train(Path run, int threads) throws IOException {
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

  private static Set<String> checkpoints(Path run) throws IOException {
    Path folder = run.resolve("checkpoints");
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".bin"))
          .collect(Collectors.toSet());
    }
  }

  /** Waits until the run has a checkpoint that it did not have before, or has ended. */
  private static void awaitCheckpoint(Process process, Path run, Set<String> before)
      throws IOException, InterruptedException {
    boolean ended = false;
    while (!ended && before.containsAll(checkpoints(run))) {
      ended = process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRunKilledAtTenRandomMomentsEndsWithThePolicyOfOneNeverKilled(int threads)
      throws IOException, InterruptedException {
    // Every second one soon after a checkpoint, the others anywhere in the time of a whole run. A
    // run that has ended before the tenth is followed by another.
    RandomStream moments = new Streams(threads).open("moments");
    int kills = 0;
    int killsAfterACheckpoint = 0;
    for (int number = 0; kills < KILLS && number < 10 * KILLS; number++) {
      Path run = temp.resolve(threads + "-threads-" + number);
      boolean ended = false;
      while (!ended) {
        Set<String> before = checkpoints(run);
        Process process = train(run, threads);
        if (kills < KILLS) {
          boolean soonAfter = kills % 2 == 0;
          if (soonAfter) {
            awaitCheckpoint(process, run, before);
          }
          long longest = soonAfter ? wholeMillis / 20 : wholeMillis;
          process.waitFor(moments.nextLong(1, longest), TimeUnit.MILLISECONDS);
          process.destroyForcibly();
        }
        int exit = process.waitFor();
        assertThat(exit).as(output()).isIn(0, 128 + 9);
        ended = exit == 0;
        kills += ended ? 0 : 1;
        killsAfterACheckpoint += ended || checkpoints(run).isEmpty() ? 0 : 1;
      }
      assertThat(run.resolve("policy.bin")).hasSameBinaryContentAs(straight.resolve("policy.bin"));
      assertThat(run.resolve("metrics.csv"))
          .hasSameTextualContentAs(straight.resolve("metrics.csv"));
    }

    assertThat(kills).isEqualTo(KILLS);
    assertThat(killsAfterACheckpoint).isGreaterThanOrEqualTo(KILLS / 2);
  }

  private static String output() throws IOException {
    return Files.readString(temp.resolve("output.txt"));
  }
}
