package dev.strandline.offline;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.strandline.datasets.Sampler;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.io.Checkpoint;
import dev.strandline.io.ContentHash;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import dev.strandline.policy.WholeFile;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Trains a learner on a dataset, once for each seed, and keeps everything in a {@link RunFolder}.
 *
 * <p>A run that was killed at any moment is resumed from its last checkpoint and ends with the same
 * bits as one that was not: every random number is addressed by seed, use and step, checkpoints
 * hold all other state, and rows of metrics after the checkpoint are cut and written again. The
 * bits do not depend on the number of threads. A run that fails before its first checkpoint leaves
 * nothing, so that its folder can be used again.
 */
public final class TrainingRun {

  private static final String LOCK = ".lock";
  private static final int CHECKPOINTS_KEPT = 2;
  private static final String CHECKPOINT_SUFFIX = ".bin";

  /** What does not change the result may differ when a run is resumed. */
  private static final List<String> FREE_TO_CHANGE = List.of("dataName", "threads", "versions");

  private final RunSettings settings;
  private final Transitions data;
  private final String dataName;
  private final int threads;
  private final RunListener listener;
  private volatile boolean stopped;

  /**
   * A run that has not begun.
   *
   * @param data what to learn from
   * @param dataName what to call the data in {@code run.json}, such as its file's name
   * @param threads threads to train with, at least 1; seeds run side by side before a single seed
   *     is split
   * @param listener hears of progress
   */
  public TrainingRun(
      RunSettings settings, Transitions data, String dataName, int threads, RunListener listener) {
    Check.atLeast(threads, 1, "threads", "Use the number of cores.");
    this.settings = settings;
    this.data = data;
    this.dataName = dataName;
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * Trains from the beginning.
   *
   * @param folder must not exist or be empty
   * @throws IOException if it does, or cannot be written
   * @throws DivergedException if a loss stops being finite
   */
  public RunFolder start(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              folder
                  + ": already holds files. Give another --out, or go on with the run there by --resume.");
        }
      }
    }
    return train(folder);
  }

  /**
   * Goes on with a run where its last checkpoint left it; begins it if it has not begun.
   *
   * @throws IOException if the folder holds a run with other settings or data, or cannot be read or
   *     written
   * @throws DivergedException if a loss stops being finite
   */
  public RunFolder resume(Path folder) throws IOException {
    return train(folder);
  }

  private RunFolder train(Path folder) throws IOException {
    TrainingRows rows =
        settings.config().rows(TrainingRows.of(data).withRewards(settings.preparation().rewards()));
    ActionSpace.Box actions = rows.actionBox();
    ObservationNormalizer normalizer =
        settings.preparation().normalizeObservations()
            ? rows.normalizer(Preparation.EPSILON)
            : ObservationNormalizer.identity(data.observationSize());
    Sampler sampler = settings.sampling().over(rows);
    WholeFile.makeFolder(folder);
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, folder);
      boolean begun = Files.exists(folder.resolve(RunFolder.RECORD));
      try {
        describe(folder, rows);
        listener.started(settings, rows);
        Learner.Maker maker = settings.config().over(rows, normalizer);
        trainSeeds(folder, new Prepared(sampler, normalizer, actions, maker));
      } finally {
        if (!begun && !hasCheckpoint(folder)) {
          removeRun(folder);
        }
        Files.deleteIfExists(folder.resolve(LOCK));
      }
    }
    return RunFolder.open(folder);
  }

  private boolean hasCheckpoint(Path folder) throws IOException {
    for (long seed : settings.seeds()) {
      if (!checkpoints(RunFolder.seedFolder(folder, settings.seeds(), seed)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Deletes what a run without a checkpoint wrote, and nothing that was there before it. */
  private void removeRun(Path folder) throws IOException {
    for (long seed : settings.seeds()) {
      Path own = RunFolder.seedFolder(folder, settings.seeds(), seed);
      Files.deleteIfExists(own.resolve(RunFolder.METRICS));
      Files.deleteIfExists(own.resolve(RunFolder.CHECKPOINTS));
      if (!own.equals(folder)) {
        Files.deleteIfExists(own);
      }
    }
    Files.deleteIfExists(folder.resolve(RunFolder.RECORD));
  }

  private static void lock(FileChannel channel, Path folder) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Falls through: another thread of this process holds it.
    }
    throw new IOException(
        folder + ": another process is training here. Wait for it, or give another --out.");
  }

  /** Writes run.json, or checks that the one there describes the same run. */
  private void describe(Path folder, TrainingRows rows) throws IOException {
    JsonObject description = description(rows);
    if (Files.exists(folder.resolve(RunFolder.RECORD))) {
      JsonObject found = RunFolder.open(folder).description();
      for (String key : description.keySet()) {
        if (!FREE_TO_CHANGE.contains(key) && !description.get(key).equals(found.get(key))) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: the run there has %s %s, but now it is %s. Resume with what it was started with, or give"
                      + " another --out.",
                  folder.resolve(RunFolder.RECORD),
                  key,
                  found.get(key),
                  description.get(key)));
        }
      }
      return;
    }
    String text =
        new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(description);
    WholeFile.write(
        folder.resolve(RunFolder.RECORD),
        out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private JsonObject description(TrainingRows rows) {
    JsonObject json = new JsonObject();
    json.addProperty("format", "strandline-run/1");
    json.addProperty("algorithm", Algorithms.nameOf(settings.config()));
    json.add("settings", texts((Record) settings.config()));
    json.add("preparation", texts(settings.preparation()));
    json.addProperty("sampler", Settings.nameOf(Sampling.all(), settings.sampling()));
    json.add("samplerSettings", texts((Record) settings.sampling()));
    json.addProperty("steps", settings.steps());
    json.add("environment", JsonNull.INSTANCE);
    settings.environment().ifPresent(env -> json.addProperty("environment", env.name()));
    json.addProperty("evaluateEvery", settings.evaluateEvery());
    json.addProperty("evaluationEpisodes", settings.evaluationEpisodes());
    json.addProperty("logEvery", settings.logEvery());
    json.addProperty("checkpointEvery", settings.checkpointEvery());
    JsonArray seeds = new JsonArray();
    settings.seeds().forEach(seeds::add);
    json.add("seeds", seeds);
    JsonObject log = new JsonObject();
    log.addProperty("contentHash", ContentHash.of(data));
    log.addProperty("rows", data.size());
    log.addProperty("nextObservations", rows.rule().name().toLowerCase(Locale.ROOT));
    log.addProperty("rowsLeftOut", rows.leftOut());
    json.add("data", log);
    json.addProperty("dataName", dataName);
    json.addProperty("threads", threads);
    json.add("versions", Versions.describe());
    return json;
  }

  private static JsonObject texts(Record record) {
    JsonObject json = new JsonObject();
    Settings.describe(record).forEach(json::addProperty);
    return json;
  }

  private record Prepared(
      Sampler sampler,
      ObservationNormalizer normalizer,
      ActionSpace.Box actions,
      Learner.Maker maker) {}

  /** Seeds run side by side, each on its share of the threads. */
  private void trainSeeds(Path folder, Prepared prepared) throws IOException {
    int sideBySide = Math.min(threads, settings.seeds().size());
    ExecutorService executor = Executors.newFixedThreadPool(sideBySide);
    try {
      ExecutorCompletionService<Void> seeds = new ExecutorCompletionService<>(executor);
      for (long seed : settings.seeds()) {
        Path seedFolder = RunFolder.seedFolder(folder, settings.seeds(), seed);
        seeds.submit(
            () -> {
              try (Workers workers = new Workers(threads / sideBySide)) {
                new SeedRun(seed, seedFolder, prepared, workers).train();
              }
              return null;
            });
      }
      for (int i = 0; i < settings.seeds().size(); i++) {
        seeds.take().get();
      }
    } catch (ExecutionException e) {
      stopped = true;
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
      throw new IOException(folder + ": training was interrupted. Go on with it by --resume.", e);
    } finally {
      executor.shutdown();
      awaitEnd(executor);
    }
  }

  /** Throws what a seed threw; declared to return so that callers can say {@code throw}. */
  private static RuntimeException rethrown(Throwable cause) throws IOException {
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }

  private static void awaitEnd(ExecutorService executor) {
    try {
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The training of one seed. */
  private final class SeedRun {

    private final long seed;
    private final Path folder;
    private final Prepared prepared;
    private final Learner learner;
    private final Minibatch batch;
    private final RandomStream minibatches;
    private final LossAverages averages = new LossAverages();
    private long step;

    SeedRun(long seed, Path folder, Prepared prepared, Workers workers) {
      this.seed = seed;
      this.folder = folder;
      this.prepared = prepared;
      Streams streams = new Streams(seed);
      Learner.Setup setup =
          new Learner.Setup(
              data.observationSize(),
              prepared.actions(),
              Precision.FLOAT,
              workers,
              Noise.of(streams));
      learner = prepared.maker().learner(setup);
      learner.initialize(streams.open("initial-weights"));
      batch =
          new Minibatch(
              Precision.FLOAT,
              settings.config().batchSize(),
              data.observationSize(),
              prepared.actions().size());
      minibatches = streams.open("minibatch");
    }

    void train() throws IOException {
      WholeFile.makeFolder(folder.resolve(RunFolder.CHECKPOINTS));
      removeLeftovers();
      loadLastCheckpoint();
      if (step > 0) {
        listener.resumed(seed, step);
      }
      int[] picked = new int[batch.size()];
      try (Metrics.Log metrics = new Metrics.Log(folder.resolve(RunFolder.METRICS), step)) {
        while (step < settings.steps() && !stopped) {
          step++;
          prepared.sampler().draw(minibatches.seek(step), picked);
          batch.load(prepared.sampler().rows(), prepared.normalizer(), picked);
          Learner.Losses losses = learner.update(batch);
          if (!losses.finite()) {
            throw new DivergedException(seed, step, losses);
          }
          averages.add(losses);
          listener.stepped(seed, step);
          writeMetrics(metrics);
          if (step % settings.checkpointEvery() == 0 || step == settings.steps()) {
            saveCheckpoint();
          }
        }
      }
      if (!stopped) {
        Path policy = folder.resolve(RunFolder.POLICY);
        policy().save(policy);
        listener.finished(seed, policy);
      }
    }

    private MlpPolicy policy() {
      return learner.policy(prepared.normalizer());
    }

    private void writeMetrics(Metrics.Log metrics) throws IOException {
      boolean last = step == settings.steps();
      boolean evaluates =
          settings.environment().isPresent() && (last || step % settings.evaluateEvery() == 0);
      if (!evaluates && !last && step % settings.logEvery() != 0) {
        return;
      }
      Map<String, Double> row = averages.take();
      if (evaluates) {
        EnvSpec env = settings.environment().orElseThrow();
        // The reference implementations evaluate in an environment seeded with seed + 100.
        Evaluation evaluation =
            Evaluation.run(policy(), env, settings.evaluationEpisodes(), seed + 100);
        listener.evaluated(seed, step, evaluation, Map.copyOf(row));
        row.put(Metrics.RETURN_MEAN, evaluation.mean());
        row.put(Metrics.RETURN_SD, evaluation.standardDeviation());
        row.put(Metrics.NORMALIZED_SCORE, env.normalizedScore(evaluation.mean()));
      }
      metrics.write(step, row);
    }

    private void saveCheckpoint() throws IOException {
      Checkpoint.Builder checkpoint = Checkpoint.builder();
      checkpoint.put("run.step", step);
      averages.save(checkpoint);
      learner.save(checkpoint);
      Path file = folder.resolve(RunFolder.CHECKPOINTS).resolve(checkpointName(step));
      checkpoint.build().write(file);
      listener.checkpointed(seed, step, file);
      List<Path> all = checkpoints(folder);
      for (Path old : all.subList(0, Math.max(0, all.size() - CHECKPOINTS_KEPT))) {
        Files.delete(old);
      }
    }

    private void loadLastCheckpoint() throws IOException {
      List<Path> all = checkpoints(folder);
      if (all.isEmpty()) {
        return;
      }
      Path last = all.get(all.size() - 1);
      Checkpoint checkpoint = Checkpoint.read(last);
      try {
        learner.load(checkpoint);
        averages.load(checkpoint);
        step = checkpoint.number("run.step");
      } catch (IllegalArgumentException e) {
        throw new IOException(
            last
                + ": does not fit this run ("
                + e.getMessage()
                + "). Delete it to resume from the checkpoint before.",
            e);
      }
    }

    /** Deletes what a killed process left half written. */
    private void removeLeftovers() throws IOException {
      for (Path place : List.of(folder, folder.resolve(RunFolder.CHECKPOINTS))) {
        try (Stream<Path> files = Files.list(place)) {
          for (Path file : files.toList()) {
            if (file.toString().endsWith(WholeFile.TEMPORARY_SUFFIX)) {
              Files.delete(file);
            }
          }
        }
      }
    }
  }

  /** Checkpoints of a seed's folder, the oldest first. */
  private static List<Path> checkpoints(Path folder) throws IOException {
    Path place = folder.resolve(RunFolder.CHECKPOINTS);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(CHECKPOINT_SUFFIX)).sorted().toList();
    }
  }

  /** Names sort by step. */
  private static String checkpointName(long step) {
    return String.format(Locale.ROOT, "step-%012d%s", step, CHECKPOINT_SUFFIX);
  }
}
