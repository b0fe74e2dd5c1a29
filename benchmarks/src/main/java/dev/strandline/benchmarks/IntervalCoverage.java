package dev.strandline.benchmarks;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.interval.EmpiricalBernstein;
import dev.strandline.ope.interval.Hoeffding;
import dev.strandline.ope.interval.Interval;
import dev.strandline.ope.interval.Resampling;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * How often 95 % intervals hold the policy's value, over many logs of worlds whose values are known
 * exactly: two bandits with weights of at most 6.75, and FrozenLake with weights of at most 6.35.
 *
 * <p>Counted are the logs that pass the gates of a verdict; the shorter logs are the beginnings of
 * the longest. Student's t and the percentile bootstrap are to cover within the binomial error of
 * 95 %, Hoeffding's and Bernstein's bounds, given the true width of the terms, at least so often.
 * The binomial band is two-sided at 5 % over all cells with a promise together (Bonferroni).
 * Clipped, switched, shrunk and tuned forms cover their own mean rather than the policy's value;
 * their figures are printed without a promise.
 *
 * <p>{@code IntervalCoverage [LOGS [RESAMPLES [SEED]]]}
 */
public final class IntervalCoverage {

  private static final double ALPHA = 0.05;

  /** What is claimed of an interval's coverage. */
  private enum Promise {
    NOMINAL,
    AT_LEAST,
    NONE
  }

  /** A line of the table. */
  private record Line(String estimator, String interval, Promise promise) {}

  /** Covered and counted logs of a line, for each size. */
  private static final class Counts {
    private final int[] covered;
    private final int[] counted;

    Counts(int sizes) {
      covered = new int[sizes];
      counted = new int[sizes];
    }
  }

  private final CoverageWorld world;
  private final int resamples;
  private final long seed;
  private final Map<Line, Counts> table = new LinkedHashMap<>();

  private IntervalCoverage(CoverageWorld world, int resamples, long seed) {
    this.world = world;
    this.resamples = resamples;
    this.seed = seed;
  }

  public static void main(String[] args) {
    if (args.length > 3) {
      System.err.println("usage: IntervalCoverage [LOGS [RESAMPLES [SEED]]]");
      System.exit(2);
    }
    int logs = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int resamples = args.length > 1 ? Integer.parseInt(args[1]) : 400;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 0;
    System.out.printf(
        "coverage in %% of 95 %% intervals, %d logs, %d resamples, seed %d%n",
        logs, resamples, seed);
    List<IntervalCoverage> all = new ArrayList<>();
    for (CoverageWorld world :
        List.of(
            new CoverageBandit("bandit, clicks", true, seed),
            new CoverageBandit("bandit, ratings", false, seed),
            new CoverageLake())) {
      IntervalCoverage coverage = new IntervalCoverage(world, resamples, seed);
      coverage.run(logs);
      all.add(coverage);
    }
    int cells = all.stream().mapToInt(IntervalCoverage::promised).sum();
    int outside = all.stream().mapToInt(coverage -> coverage.print(cells)).sum();
    System.out.printf(
        "%n%d of %d cells with a promise are outside their band (marked !)%n", outside, cells);
  }

  private int promised() {
    long lines = table.keySet().stream().filter(l -> l.promise() != Promise.NONE).count();
    return (int) lines * world.sizes().length;
  }

  private void run(int logs) {
    long start = System.nanoTime();
    AtomicInteger done = new AtomicInteger();
    IntStream.range(0, logs)
        .parallel()
        .forEach(
            log -> {
              List<CoverageWorld.Sample> samples =
                  world.samples(new Streams(seed).at(world.name(), log));
              for (int size = 0; size < samples.size(); size++) {
                take(samples.get(size), size, new Streams(seed).at("resamples", log));
              }
              int now = done.incrementAndGet();
              double seconds = (System.nanoTime() - start) / 1e9;
              System.err.printf(
                  Locale.ROOT,
                  "\r%s: %d of %d logs, %.0f s left  ",
                  world.name(),
                  now,
                  logs,
                  seconds / now * (logs - now));
            });
    System.err.println();
  }

  /** Counts all intervals of a log. */
  private void take(CoverageWorld.Sample sample, int size, RandomGenerator random) {
    for (CoverageWorld.Measured<?> measured : sample.estimates()) {
      take(measured, sample.answered(), size, random);
    }
  }

  private <B> void take(
      CoverageWorld.Measured<B> measured, boolean answered, int size, RandomGenerator random) {
    Estimator<B> estimator = measured.estimator();
    Accumulator<B> accumulator = estimator.accumulator();
    accumulator.add(measured.log());
    Estimate estimate = accumulator.estimate();
    Promise promise = measured.promised() ? Promise.NOMINAL : Promise.NONE;
    String name = measured.name();
    Map<Line, Interval> intervals = new LinkedHashMap<>();
    intervals.put(new Line(name, "t", promise), StudentT.of(estimate).interval(ALPHA));
    intervals.put(
        new Line(name, "bootstrap", promise),
        Bootstrap.of(accumulator.replicates(), resamples, Resampling.MULTINOMIAL, random)
            .interval(ALPHA));
    if (measured.width().isPresent()) {
      TermWidth width = TermWidth.known(measured.width().getAsDouble());
      intervals.put(
          new Line(name, "hoeffding", Promise.AT_LEAST),
          Hoeffding.of(estimate, width).interval(ALPHA));
      intervals.put(
          new Line(name, "bernstein", Promise.AT_LEAST),
          EmpiricalBernstein.of(estimate, width).interval(ALPHA));
    }
    count(intervals, answered, size);
  }

  private synchronized void count(Map<Line, Interval> intervals, boolean answered, int size) {
    double truth = world.truth();
    intervals.forEach(
        (line, interval) -> {
          Counts counts = table.computeIfAbsent(line, added -> new Counts(world.sizes().length));
          if (answered) {
            counts.counted[size]++;
            counts.covered[size] += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
          }
        });
  }

  /** Prints the world's table and returns how many cells break their promise. */
  private int print(int cells) {
    System.out.printf(Locale.ROOT, "%n%s: true value %.6f%n", world.name(), world.truth());
    System.out.printf("%-12s %-10s", world.unit(), "");
    for (int size : world.sizes()) {
      System.out.printf("%9d ", size);
    }
    System.out.printf("%n%-12s %-10s", "pass gates", "");
    Counts any = table.values().iterator().next();
    for (int counted : any.counted) {
      System.out.printf("%9d ", counted);
    }
    System.out.println();
    int outside = 0;
    for (Map.Entry<Line, Counts> entry : table.entrySet()) {
      Line line = entry.getKey();
      System.out.printf("%-12s %-10s", line.estimator(), line.interval());
      for (int size = 0; size < world.sizes().length; size++) {
        int covered = entry.getValue().covered[size];
        int counted = entry.getValue().counted[size];
        boolean broken = broken(line.promise(), covered, counted, cells);
        outside += broken ? 1 : 0;
        System.out.printf(Locale.ROOT, "%9.1f%s", 100.0 * covered / counted, broken ? "!" : " ");
      }
      System.out.println(line.promise() == Promise.NONE ? "  no promise" : "");
    }
    return outside;
  }

  private static boolean broken(Promise promise, int covered, int counted, int cells) {
    if (promise == Promise.NONE || counted == 0) {
      return false;
    }
    BinomialDistribution nominal = new BinomialDistribution(null, counted, 1 - ALPHA);
    double tail = 0.05 / cells / 2;
    boolean below = nominal.cumulativeProbability(covered) < tail;
    boolean above = 1 - nominal.cumulativeProbability(covered - 1) < tail;
    return below || (promise == Promise.NOMINAL && above);
  }
}
