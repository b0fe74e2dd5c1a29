package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Environments;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {

  private static final RunListener QUIET = new RunListener() {};

  @TempDir Path temp;

  private static Transitions data(double rewardScale) {
    RandomGenerator stream = new Streams(1).open("data");
    int n = 300;
    float[] observations = new float[n * 3];
    float[] actions = new float[n];
    double[] rewards = new double[n];
    boolean[] truncated = new boolean[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 3; j++) {
        observations[i * 3 + j] = (float) stream.nextGaussian();
      }
      actions[i] = (float) (4 * stream.nextDouble() - 2);
      rewards[i] = rewardScale * stream.nextGaussian();
      truncated[i] = i % 20 == 19;
    }
    return new Transitions.Builder(3, ActionSpace.Box.symmetric(1, 2))
        .observations(observations)
        .nextObservations(observations.clone())
        .actions(actions)
        .rewards(rewards)
        .terminal(new boolean[n])
        .truncated(truncated)
        .episodesByEnds()
        .build();
  }

  private static RunSettings settings() {
    Td3Bc.Config config = Td3Bc.Config.defaults().withHidden(List.of(16)).withBatchSize(32);
    return RunSettings.of(config, 60)
        .withSampling(new Sampling.ReturnWeighted(0.1))
        .withEvaluation(Environments.named("Pendulum-v1"), 25, 2)
        .withSeeds(List.of(3L));
  }

  private static TrainingRun run(RunSettings settings, int threads, RunListener listener) {
    return new TrainingRun(settings, data(1), "data.parquet", threads, listener);
  }

  private static String text(RunFolder run, String name) throws IOException {
    return Files.readString(run.folder().resolve(name));
  }

  private static byte[] policy(RunFolder run, long seed) throws IOException {
    return Files.readAllBytes(run.seedFolder(seed).resolve("policy.bin"));
  }

  /** Ends the run as a kill would, after some updates. */
  private static RunListener killAfter(long steps) {
    return new RunListener() {
      @Override
      public void stepped(long seed, long step) {
        if (step == steps) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }

  @Test
  void aRunThatIsStoppedAnywhereAndResumedEqualsOneThatIsNot() throws IOException {
    RunFolder straight = run(settings(), 1, QUIET).start(temp.resolve("straight"));
    // Before the first checkpoint at 6, on one, between two, and twice in the same run.
    for (long stop : List.of(1L, 5L, 6L, 7L, 29L, 60L)) {
      Path folder = temp.resolve("stopped-" + stop);
      for (long kill : List.of(stop, Math.min(60, stop + 8))) {
        assertThatExceptionOfType(IllegalStateException.class)
            .isThrownBy(() -> run(settings(), 2, killAfter(kill)).resume(folder));
      }

      RunFolder resumed = run(settings(), 2, QUIET).resume(folder);

      assertThat(policy(resumed, 3)).isEqualTo(policy(straight, 3));
      assertThat(text(resumed, "metrics.csv")).isEqualTo(text(straight, "metrics.csv"));
    }
  }

  @Test
  void resumingAfterTheLastStepChangesNothing() throws IOException {
    RunFolder run = run(settings(), 1, QUIET).start(temp.resolve("run"));
    byte[] policy = policy(run, 3);
    String metrics = text(run, "metrics.csv");

    run(settings(), 1, killAfter(1)).resume(run.folder());

    assertThat(policy(run, 3)).isEqualTo(policy);
    assertThat(text(run, "metrics.csv")).isEqualTo(metrics);
  }

  @Test
  void seedsSideBySideLearnWhatEachLearnsAlone() throws IOException {
    RunFolder alone = run(settings(), 1, QUIET).start(temp.resolve("alone"));
    RunFolder together =
        run(settings().withSeeds(List.of(1L, 2L, 3L)), 2, QUIET).start(temp.resolve("together"));

    assertThat(policy(together, 3)).isEqualTo(policy(alone, 3));
    assertThat(policy(together, 1)).isNotEqualTo(policy(together, 2));
    assertThat(together.seedFolder(2)).endsWith(Path.of("together", "seed-2"));
    assertThat(alone.seedFolder(3)).isEqualTo(alone.folder());
  }

  @Test
  void metricsHoldLossesAndEvaluationsAtTheirSteps() throws IOException {
    RunSettings settings =
        new RunSettings(
            settings().config(),
            Preparation.defaults(),
            new Sampling.Uniform(),
            60,
            settings().environment(),
            25,
            2,
            10,
            20,
            List.of(3L));
    RunFolder run = run(settings, 1, QUIET).start(temp.resolve("run"));

    Metrics metrics = run.metrics(3);

    assertThat(metrics.columns())
        .containsExactly(
            "critic_loss",
            "actor_loss",
            "lambda",
            "imitation",
            "return_mean",
            "return_sd",
            "normalized_score");
    long[] steps = new long[metrics.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = metrics.step(i);
      boolean evaluated = List.of(25L, 50L, 60L).contains(steps[i]);
      assertThat(Double.isNaN(metrics.value(i, Metrics.RETURN_MEAN))).isEqualTo(!evaluated);
      assertThat(metrics.value(i, "critic_loss")).isPositive();
    }
    assertThat(steps).containsExactly(10, 20, 25, 30, 40, 50, 60);
  }

  @Test
  void theLastTwoCheckpointsAreKept() throws IOException {
    RunFolder run = run(settings(), 1, QUIET).start(temp.resolve("run"));

    try (Stream<Path> files = Files.list(run.folder().resolve("checkpoints"))) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly("step-000000000054.bin", "step-000000000060.bin");
    }
  }

  @Test
  void aFolderThatHoldsAnythingIsRefusedUnlessResumed() throws IOException {
    Files.writeString(temp.resolve("notes.txt"), "mine");

    assertThatIOException()
        .isThrownBy(() -> run(settings(), 1, QUIET).start(temp))
        .withMessageContaining(temp.toString())
        .withMessageContaining("--resume");
    assertThat(Files.readString(temp.resolve("notes.txt"))).isEqualTo("mine");
  }

  @Test
  void resumingWithOtherSettingsOrDataSaysWhatDiffers() throws IOException {
    Path folder = run(settings(), 1, QUIET).start(temp.resolve("run")).folder();

    assertThatIOException()
        .isThrownBy(() -> run(settings().withSeeds(List.of(4L)), 1, QUIET).resume(folder))
        .withMessageContaining("seeds [3]")
        .withMessageContaining("[4]");
    assertThatIOException()
        .isThrownBy(() -> new TrainingRun(settings(), data(2), "other", 1, QUIET).resume(folder))
        .withMessageContaining("contentHash");
  }

  @Test
  void twoRunsInOneFolderAtTheSameTimeAreRefused() throws IOException {
    Path folder = temp.resolve("run");
    IOException[] refused = new IOException[1];
    RunListener intruder =
        new RunListener() {
          @Override
          public void stepped(long seed, long step) {
            if (step == 10) {
              try {
                run(settings(), 1, QUIET).resume(folder);
              } catch (IOException e) {
                refused[0] = e;
              }
            }
          }
        };

    run(settings(), 1, intruder).start(folder);

    assertThat(refused[0]).hasMessageContaining("another process");
  }

  @Test
  void divergenceIsReportedWithItsStepSeedAndLosses() {
    RunSettings settings =
        RunSettings.of(Td3Bc.Config.defaults().withHidden(List.of(8)), 50)
            .withPreparation(new Preparation(true, 1e200, 0));

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> run(settings, 1, QUIET).start(temp.resolve("run")))
        .withMessageContaining("seed 0")
        .withMessageContaining("step 1")
        .withMessageContaining("critic")
        .withMessageContaining("learning rates");
  }

  @Test
  void aRunThatFailsBeforeItsFirstCheckpointLeavesItsFolderAsItWas() throws IOException {
    RunSettings two = settings().withSeeds(List.of(3L, 4L));
    Path folder = temp.resolve("run");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> run(settings(), 1, killAfter(5)).start(folder));
    assertThat(folder).isEmptyDirectory();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> run(two, 1, killAfter(5)).start(folder));
    assertThat(folder).isEmptyDirectory();
    Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> run(settings(), 1, killAfter(5)).resume(folder));
    assertThat(folder).isDirectoryContaining("glob:**/notes.txt");
    assertThat(folder.resolve("run.json")).doesNotExist();
  }

  @Test
  void aRunThatFailsLaterKeepsItsCheckpoint() throws IOException {
    Path folder = temp.resolve("run");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> run(settings(), 1, killAfter(7)).start(folder));

    assertThat(folder.resolve("checkpoints").resolve("step-000000000006.bin")).exists();
    assertThat(folder.resolve("run.json")).exists();
  }

  @Test
  void moreNeighborsThanRowsAreRefusedAndTheFolderCanBeUsedAgain() throws IOException {
    Path folder = temp.resolve("run");
    Map<String, String> small = Map.of("hidden", "8", "batchSize", "16");
    Prdc.Config config = Settings.with(Prdc.Config.defaults(), small);
    Prdc.Config many = Settings.with(config, Map.of("neighbors", "301"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(RunSettings.of(many, 5), 1, QUIET).start(folder))
        .withMessageContaining("neighbors is 301, but the log has 300 rows");
    RunFolder mended = run(RunSettings.of(config, 5), 1, QUIET).start(folder);

    assertThat(mended.finished(0)).isTrue();
  }

  @Test
  void aDamagedCheckpointIsOneClearError() throws IOException {
    RunFolder run = run(settings(), 1, QUIET).start(temp.resolve("run"));
    Path last = run.folder().resolve("checkpoints").resolve("step-000000000060.bin");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length / 2] ^= 1;
    Files.write(last, bytes);

    assertThatIOException()
        .isThrownBy(() -> run(settings(), 1, QUIET).resume(run.folder()))
        .withMessageContaining("step-000000000060.bin");
  }
}
