package dev.strandline.benchmarks;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.io.BanditBatches;
import dev.strandline.io.BanditFile;
import dev.strandline.io.LogOptions;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A bandit log that memory need not hold: five scalar columns (action, reward, propensity, the
 * target's probability, the user), written in parts, and streamed through IPS and SNIPS with users
 * as units.
 *
 * <p>{@code LargeLog write FOLDER ROWS [ROWS_PER_PART]}, {@code LargeLog read FOLDER
 * [ROWS_PER_BATCH]}.
 */
public final class LargeLog {

  private static final int ACTIONS = 10;
  private static final int ROWS_PER_USER = 20;
  private static final String TARGET = "target";

  private LargeLog() {}

  public static void main(String[] args) throws IOException {
    boolean write = args.length >= 3 && args.length <= 4 && args[0].equals("write");
    boolean read = args.length >= 2 && args.length <= 3 && args[0].equals("read");
    if (!write && !read) {
      System.err.println(
          "usage: LargeLog write FOLDER ROWS [ROWS_PER_PART] | read FOLDER [ROWS_PER_BATCH]");
      System.exit(2);
    }
    Path folder = Path.of(args[1]);
    long start = System.nanoTime();
    if (write) {
      int part = args.length == 4 ? Integer.parseInt(args[3]) : 2_000_000;
      write(Files.createDirectories(folder), Long.parseLong(args[2]), part);
    } else {
      read(folder, args.length == 3 ? Integer.parseInt(args[2]) : 100_000);
    }
    System.out.printf(Locale.ROOT, "%.1f s, %s%n", (System.nanoTime() - start) / 1e9, peakMemory());
  }

  /** The most memory that this process has held, as the kernel of Linux counts it. */
  private static String peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "peak memory not known on this system";
    }
    try (Stream<String> lines = Files.lines(status)) {
      return "peak memory "
          + lines
              .filter(line -> line.startsWith("VmHWM:"))
              .map(line -> line.substring("VmHWM:".length()).trim())
              .findFirst()
              .orElse("not known");
    }
  }

  private static void write(Path folder, long rows, int rowsPerPart) throws IOException {
    RandomGenerator random = new Streams(0).open("log");
    for (long first = 0; first < rows; first += rowsPerPart) {
      int n = (int) Math.min(rowsPerPart, rows - first);
      BanditFile.write(
          part(first, n, random),
          folder.resolve(String.format("part-%05d.parquet", first / rowsPerPart)));
      System.err.printf(Locale.ROOT, "\r%,d of %,d rows written", first + n, rows);
    }
    System.err.println();
  }

  private static BanditLog part(long first, int n, RandomGenerator random) {
    int[] action = new int[n];
    double[] reward = new double[n];
    double[] propensity = new double[n];
    double[] target = new double[n];
    long[] user = new long[n];
    for (int i = 0; i < n; i++) {
      action[i] = random.nextInt(ACTIONS);
      propensity[i] = 0.05 + 0.1 * random.nextDouble();
      // Its mean over the rows is 1 / ACTIONS, as the propensity's is.
      target[i] = propensity[i] * 2 * random.nextDouble();
      reward[i] = random.nextDouble() < 0.02 + 0.01 * action[i] ? 1 : 0;
      user[i] = (first + i) / ROWS_PER_USER;
    }
    return BanditLog.discrete(ACTIONS)
        .actions(action)
        .rewards(reward)
        .propensities(propensity)
        .clusters(new Column.Integers(user))
        .extra(TARGET, Column.Numbers.scalar(target))
        .build();
  }

  private static void read(Path folder, int rowsPerBatch) throws IOException {
    List<Accumulator<Rounds>> accumulators =
        List.of(BanditEstimator.ips().accumulator(), BanditEstimator.snips().accumulator());
    long start = System.nanoTime();
    long rows;
    try (BanditBatches batches =
        BanditFile.batches(folder, LogOptions.defaults().withExtras(TARGET), rowsPerBatch)) {
      rows = batches.rows();
      while (batches.hasNext()) {
        BanditLog log = batches.next();
        Target target = Target.of(TARGET, log, TARGET);
        Rounds rounds =
            Rounds.of(log.rewards())
                .withWeight(
                    ImportanceWeights.ratio(target.logged(), log.propensities().orElseThrow()))
                .inUnits(log.unitKeys());
        accumulators.forEach(accumulator -> accumulator.add(rounds));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Accumulator<Rounds> accumulator : accumulators) {
      Estimate estimate = accumulator.estimate();
      System.out.printf(
          Locale.ROOT,
          "%-6s %.6f, standard error %.6f, effective sample size %.0f%n",
          estimate.estimator(),
          estimate.value(),
          estimate.standardError(),
          estimate.weights().orElseThrow().effectiveSampleSize());
    }
    System.out.printf(Locale.ROOT, "%,d rows, %,.0f rows/s%n", rows, rows / seconds);
  }
}
