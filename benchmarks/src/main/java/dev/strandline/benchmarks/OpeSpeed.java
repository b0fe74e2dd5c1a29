package dev.strandline.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Times estimators on logs in memory: 1,000,000 rounds of 10 actions, of all of which the target's
 * probabilities are known, and 10,000 episodes of 100 steps with the target's probability of the
 * logged action. The script {@code benchmarks/ope-speed.sh} writes the logs with numpy, times the
 * same answers there, and puts the two side by side.
 *
 * <p>A time is the least of many batches, from the columns of the log to the estimate with its
 * standard error and diagnostics of weights, checks of the columns included: the process's own
 * processor time, so that other programs on the machine do not count, and the clock's where one
 * thread and two are compared.
 *
 * <p>A bare time is that of a loop for the value alone, without a check, an error or the spread of
 * weights: what the machine allows.
 *
 * <p>{@code OpeSpeed FOLDER REPETITIONS} prints a line for each estimator: name, kind of time,
 * seconds, value.
 */
public final class OpeSpeed {

  private static final int ROUNDS = 1_000_000;
  private static final int ACTIONS = 10;
  private static final int EPISODES = 10_000;
  private static final int STEPS = 100;
  private static final double GAMMA = 0.99;
  private static final int RESAMPLES = 100;

  /** Processor time of a batch of runs, in nanoseconds; some systems count it in steps of 10 ms. */
  private static final long BATCH = 500_000_000;

  private final Path folder;
  private final int repetitions;

  private OpeSpeed(Path folder, int repetitions) {
    this.folder = folder;
    this.repetitions = repetitions;
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    if (args.length != 2) {
      System.err.println("usage: OpeSpeed FOLDER REPETITIONS");
      System.exit(2);
    }
    OpeSpeed speed = new OpeSpeed(Path.of(args[0]), Integer.parseInt(args[1]));
    speed.rounds();
    speed.episodes();
  }

  private void rounds() throws IOException, InterruptedException, ExecutionException {
    double[] e = doubles("e");
    double[] q = doubles("q");
    int[] action = integers("a");
    double[] propensity = doubles("p");
    double[] reward = doubles("r");
    ActionProbabilities target = new ActionProbabilities(ACTIONS, e);
    for (BanditEstimator estimator : List.of(BanditEstimator.ips(), BanditEstimator.snips())) {
      time(
          estimator.name(),
          () -> estimator.estimate(Rounds.of(target, action, propensity, reward)).value());
    }
    time(
        "dm",
        () ->
            BanditEstimator.dm()
                .estimate(Rounds.of(target, q, action, propensity, reward))
                .value());
    time(
        "dr",
        () ->
            BanditEstimator.dr()
                .estimate(Rounds.of(target, q, action, propensity, reward))
                .value());
    time(
        "ips",
        "bare",
        () -> {
          double sum = 0;
          for (int i = 0; i < ROUNDS; i++) {
            sum += e[i * ACTIONS + action[i]] / propensity[i] * reward[i];
          }
          return sum / ROUNDS;
        });
    time(
        "dr",
        "bare",
        () -> {
          double sum = 0;
          for (int i = 0; i < ROUNDS; i++) {
            int first = i * ACTIONS;
            double expected = 0;
            for (int j = first; j < first + ACTIONS; j++) {
              expected += e[j] * q[j];
            }
            int at = first + action[i];
            sum += expected + e[at] / propensity[i] * (reward[i] - q[at]);
          }
          return sum / ROUNDS;
        });
    double[] terms = BanditEstimator.ips().terms(Rounds.of(target, action, propensity, reward));
    time(
        "bootstrap",
        () ->
            Bootstrap.ofTerms(terms, RESAMPLES, new Streams(0).open("bootstrap"))
                .meanOfResamples());
    Half[] halves = new Half[2];
    for (int h = 0; h < 2; h++) {
      int from = h * ROUNDS / 2;
      int to = from + ROUNDS / 2;
      halves[h] =
          new Half(
              new ActionProbabilities(ACTIONS, Arrays.copyOfRange(e, from * ACTIONS, to * ACTIONS)),
              Arrays.copyOfRange(q, from * ACTIONS, to * ACTIONS),
              Arrays.copyOfRange(action, from, to),
              Arrays.copyOfRange(propensity, from, to),
              Arrays.copyOfRange(reward, from, to),
              from);
    }
    inParts("ips", BanditEstimator.ips(), Arrays.asList(halves), Half::weighed);
    inParts("dr", BanditEstimator.dr(), Arrays.asList(halves), Half::predicted);
  }

  /** Half of the rounds. */
  private record Half(
      ActionProbabilities target,
      double[] q,
      int[] action,
      double[] propensity,
      double[] reward,
      int from) {

    Rounds weighed() {
      return Rounds.of(target, action, propensity, reward).from(from);
    }

    Rounds predicted() {
      return Rounds.of(target, q, action, propensity, reward).from(from);
    }
  }

  private void episodes() throws IOException, InterruptedException, ExecutionException {
    Steps all =
        new Steps(
            doubles("step-e"),
            doubles("step-p"),
            doubles("step-r"),
            doubles("step-q"),
            doubles("step-v"),
            0);
    TrajectoryEstimator pdis = TrajectoryEstimator.pdis(GAMMA);
    TrajectoryEstimator snpdis = TrajectoryEstimator.snpdis(GAMMA);
    TrajectoryEstimator dr = TrajectoryEstimator.dr(GAMMA);
    time("pdis", () -> pdis.estimate(all.weighed()).value());
    time("pdis", "bare", () -> barePdis(all));
    time("snpdis", () -> snpdis.estimate(all.weighed()).value());
    time("step dr", () -> dr.estimate(all.predicted()).value());
    List<Steps> halves = List.of(all.part(0, EPISODES / 2), all.part(EPISODES / 2, EPISODES));
    inParts("pdis", pdis, halves, Steps::weighed);
    inParts("step dr", dr, halves, Steps::predicted);
  }

  private static double barePdis(Steps steps) {
    double sum = 0;
    for (int from = 0; from < EPISODES * STEPS; from += STEPS) {
      double weight = 1;
      double discount = 1;
      for (int row = from; row < from + STEPS; row++) {
        weight *= steps.e[row] / steps.propensity[row];
        sum += discount * weight * steps.reward[row];
        discount *= GAMMA;
      }
    }
    return sum / EPISODES;
  }

  /** Rows of whole episodes, numbered from {@code firstEpisode}. */
  private record Steps(
      double[] e, double[] propensity, double[] reward, double[] q, double[] v, int firstEpisode) {

    Steps part(int fromEpisode, int toEpisode) {
      int from = fromEpisode * STEPS;
      int to = toEpisode * STEPS;
      return new Steps(
          Arrays.copyOfRange(e, from, to),
          Arrays.copyOfRange(propensity, from, to),
          Arrays.copyOfRange(reward, from, to),
          Arrays.copyOfRange(q, from, to),
          Arrays.copyOfRange(v, from, to),
          fromEpisode);
    }

    private Episodes.Builder builder() {
      int episodes = e.length / STEPS;
      return Episodes.builder(
              IntStream.rangeClosed(0, episodes).map(i -> i * STEPS).toArray(),
              e,
              propensity,
              reward)
          .ids(IntStream.range(0, episodes).mapToLong(i -> firstEpisode + i).toArray());
    }

    Episodes weighed() {
      return builder().build();
    }

    Episodes predicted() {
      return builder().values(q, v).build();
    }
  }

  private void time(String name, DoubleSupplier estimate) {
    time(name, "cpu", estimate);
  }

  private void time(String name, String kind, DoubleSupplier estimate) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double value = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < repetitions; i++) {
      long start = system.getProcessCpuTime();
      long spent = 0;
      int runs = 0;
      while (spent < BATCH) {
        value = estimate.getAsDouble();
        spent = system.getProcessCpuTime() - start;
        runs++;
      }
      least = Math.min(least, spent / runs);
    }
    print(name, kind, least, value);
  }

  private static void print(String name, String kind, long nanoseconds, double value) {
    System.out.printf(Locale.ROOT, "%s\t%s\t%.5f\t%.12g%n", name, kind, nanoseconds / 1e9, value);
  }

  /** A part of a log that is made into what an estimator sees. */
  @FunctionalInterface
  private interface Seen<P, B> {
    B of(P part);
  }

  /** Times two parts one after the other, and each on a thread of its own, merged. */
  private <P, B> void inParts(String name, Estimator<B> estimator, List<P> parts, Seen<P, B> seen)
      throws InterruptedException, ExecutionException {
    for (int threads = 1; threads <= parts.size(); threads++) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      long least = Long.MAX_VALUE;
      double value = 0;
      for (int i = 0; i < repetitions; i++) {
        long start = System.nanoTime();
        List<Future<Accumulator<B>>> running =
            parts.stream()
                .map(
                    part ->
                        pool.submit(
                            () -> {
                              Accumulator<B> accumulator = estimator.accumulator();
                              accumulator.add(seen.of(part));
                              return accumulator;
                            }))
                .toList();
        Accumulator<B> all = estimator.accumulator();
        for (Future<Accumulator<B>> part : running) {
          all.merge(part.get());
        }
        value = all.estimate().value();
        least = Math.min(least, System.nanoTime() - start);
      }
      pool.shutdown();
      print(name, threads == 1 ? "one thread" : "two threads", least, value);
    }
  }

  private double[] doubles(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  private int[] integers(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private ByteBuffer bytes(String name) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name))) {
      return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
