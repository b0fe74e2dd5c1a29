package dev.strandline.ope.bandit;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.FunctionOfSums;
import dev.strandline.ope.Moments;
import dev.strandline.ope.RatioSums;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sums of a {@link MultiLogger}: the term T and its correction T - qe for each logger. */
final class MultiLoggerAccumulator implements Accumulator<Rounds> {

  /** A variance below this share of the squared mean is rounding. */
  private static final double VANISHES = 1e-14;

  // Sums of each logger in a group of units, and their number.
  private static final int ROWS = 0;
  private static final int TERM = 1;
  private static final int SQUARE = 2;
  private static final int CORRECTION = 3;
  private static final int SUMS = 4;

  private final MultiLogger.Form form;
  private final SortedMap<Integer, Integer> place = new TreeMap<>(); // of each logger, as met
  private final List<Moments> moments = new ArrayList<>(); // of T and T - qe, by place
  private final UnitSums units = new UnitSums(SUMS);
  private final RatioSums pooled = new RatioSums(true, 0);
  private final WeightUse weights;

  private final BanditEstimator.Columns chunk = new BanditEstimator.Columns(RatioSums.CHUNK);
  private final long[] keys = new long[RatioSums.CHUNK];
  private final double[] term = new double[RatioSums.CHUNK]; // of one logger
  private final double[] corrections = new double[RatioSums.CHUNK]; // of the chunk
  private final double[] correction = new double[RatioSums.CHUNK];

  MultiLoggerAccumulator(MultiLogger.Form form) {
    this.form = form;
    weights = new WeightUse(form.terms().shrinkage());
  }

  @Override
  public void add(Rounds rounds) {
    for (int from = 0; from < rounds.size(); from += RatioSums.CHUNK) {
      int to = Math.min(from + RatioSums.CHUNK, rounds.size());
      chunk.fill(form.terms(), rounds, from, to);
      weights.add(chunk.raw, chunk.weight, to - from);
      System.arraycopy(chunk.weighted, 0, corrections, 0, to - from);
      double[] terms = chunk.terms(form.terms(), to - from);
      pooled.add(rounds.units(), from, to, terms);
      rounds.units().copy(from, to, keys);
      int[] placeOfRow = new int[to - from];
      for (int i = 0; i < placeOfRow.length; i++) {
        placeOfRow[i] = place(rounds.stratum()[from + i]);
        addToUnit(units.group(keys[i]), placeOfRow[i], terms[i], corrections[i]);
      }
      for (int k : place.values()) {
        addToLogger(k, placeOfRow, terms);
      }
    }
  }

  private int place(int logger) {
    Integer known = place.get(logger);
    if (known != null) {
      return known;
    }
    int next = moments.size();
    place.put(logger, next);
    moments.add(new Moments(2));
    units.widen(SUMS * moments.size());
    return next;
  }

  private void addToUnit(int group, int k, double t, double c) {
    units.count(group);
    units.add(group, SUMS * k + ROWS, 1);
    units.add(group, SUMS * k + TERM, t);
    units.add(group, SUMS * k + SQUARE, t * t);
    units.add(group, SUMS * k + CORRECTION, c);
  }

  private void addToLogger(int k, int[] placeOfRow, double[] terms) {
    int rows = 0;
    for (int i = 0; i < placeOfRow.length; i++) {
      if (placeOfRow[i] == k) {
        term[rows] = terms[i];
        correction[rows] = corrections[i];
        rows++;
      }
    }
    moments.get(k).add(0, rows, term, correction);
  }

  @Override
  public void merge(Accumulator<Rounds> other) {
    Check.that(
        other instanceof MultiLoggerAccumulator their && their.form.equals(form),
        "%s cannot take in the sums of another estimator. Merge parts of one estimator with the"
            + " same settings.",
        form);
    MultiLoggerAccumulator their = (MultiLoggerAccumulator) other;
    int[] statistic = new int[their.units.statistics()];
    their.place.forEach(
        (logger, from) -> {
          int to = place(logger);
          moments.get(to).merge(their.moments.get(from));
          for (int s = 0; s < SUMS; s++) {
            statistic[SUMS * from + s] = SUMS * to + s;
          }
        });
    units.merge(their.units, statistic);
    pooled.merge(their.pooled);
    weights.merge(their.weights);
  }

  /** What the rounds of one logger say. */
  private record Logger(double rows, double mean, double meanCorrection, double variance) {

    boolean vanishes() {
      return !(variance > VANISHES * mean * mean);
    }
  }

  /**
   * The factors that make X from the sums of each logger: X = term[k] T + correction[k] (T - qe).
   */
  private record Factors(double[] term, double[] correction, boolean fellBack) {

    static Factors of(MultiLogger.Combination combination, List<Logger> loggers) {
      double[] ones = new double[loggers.size()];
      Arrays.fill(ones, 1);
      Factors naive = new Factors(ones, new double[ones.length], false);
      if (combination == MultiLogger.Combination.POOLED) {
        return naive;
      }
      if (loggers.stream().anyMatch(Logger::vanishes)) {
        return new Factors(naive.term, naive.correction, true);
      }
      double[] m = multipliers(loggers);
      if (combination == MultiLogger.Combination.INVERSE_VARIANCE) {
        return new Factors(m, naive.correction, false);
      }
      return new Factors(ones, Arrays.stream(m).map(mk -> mk - 1).toArray(), false);
    }

    /** M_k = n / (v_k sum_j n_j / v_j). */
    private static double[] multipliers(List<Logger> loggers) {
      double n = loggers.stream().mapToDouble(Logger::rows).sum();
      double precision = loggers.stream().mapToDouble(j -> j.rows() / j.variance()).sum();
      return loggers.stream().mapToDouble(k -> n / (k.variance() * precision)).toArray();
    }

    /** The mean of X. */
    double value(List<Logger> loggers) {
      double n = 0;
      double sum = 0;
      for (int k = 0; k < loggers.size(); k++) {
        Logger logger = loggers.get(k);
        n += logger.rows();
        sum += logger.rows() * (term[k] * logger.mean() + correction[k] * logger.meanCorrection());
      }
      return sum / n;
    }
  }

  private List<Logger> loggers() {
    return place.values().stream()
        .map(moments::get)
        .map(m -> new Logger(m.count(), m.mean(0), m.mean(1), m.populationVariance(0)))
        .toList();
  }

  @Override
  public Estimate estimate() {
    requireRows();
    List<Logger> loggers = loggers();
    Factors factors = Factors.of(form.combination(), loggers);
    List<String> remarks = new ArrayList<>(pooled.remarks());
    remarks.addAll(weights.remarks());
    if (factors.fellBack()) {
      remarks.add(
          "The terms of a logger do not vary, so all loggers count alike, as in naive forms.");
    }
    boolean single = loggers.stream().anyMatch(logger -> logger.rows() == 1);
    if (single && pooled.unitsAreRows() && pooled.count() > 1) {
      remarks.add("A logger with one round gives no standard error.");
    }
    return new Estimate(
        form.name(),
        factors.value(loggers),
        standardError(loggers, factors),
        pooled.units(),
        form.combination() == MultiLogger.Combination.POOLED && pooled.unitsAreRows(),
        weights.diagnostics(),
        remarks);
  }

  /**
   * Stratified: the sum over loggers of n_k var(X), or of squared influences of units, over n^2;
   * NaN for a logger with one round, or for a single unit.
   */
  private double standardError(List<Logger> loggers, Factors factors) {
    double sum = 0;
    if (pooled.unitsAreRows()) {
      int k = 0;
      for (int at : place.values()) {
        Moments of = moments.get(at);
        double n = of.count();
        double[] x = {factors.term()[k], factors.correction()[k]};
        sum += n / (n - 1) * of.comoment(x);
        k++;
      }
    } else {
      double groups = units.groups();
      if (groups < 2) {
        return Double.NaN;
      }
      sum = groups / (groups - 1) * squaredInfluences(loggers, factors);
    }
    return Math.sqrt(sum) / pooled.count();
  }

  private double squaredInfluences(List<Logger> loggers, Factors factors) {
    double sum = 0;
    for (double[] group : units.table()) {
      double psi = 0;
      int k = 0;
      for (int at : place.values()) {
        Logger logger = loggers.get(k);
        int start = 1 + SUMS * at;
        double rows = group[start + ROWS];
        psi += factors.term()[k] * (group[start + TERM] - logger.mean() * rows);
        psi +=
            factors.correction()[k] * (group[start + CORRECTION] - logger.meanCorrection() * rows);
        k++;
      }
      sum += psi * psi;
    }
    return sum;
  }

  private void requireRows() {
    if (pooled.count() == 0) {
      throw new IllegalStateException(
          form.name() + " has seen no rows. Add a part of the log before asking.");
    }
  }

  /** Terms are taken from their logger's mean, so that large means do not hide the variances. */
  @Override
  public Replicates replicates() {
    requireRows();
    int[] places = place.values().stream().mapToInt(Integer::intValue).toArray();
    double[] means = moments.stream().mapToDouble(of -> of.mean(0)).toArray();
    double[][] table = units.table();
    for (double[] group : table) {
      for (int at : places) {
        center(group, 1 + SUMS * at, means[at]);
      }
    }
    MultiLogger.Combination combination = form.combination();
    return new FunctionOfSums(
        table,
        sums -> {
          List<Logger> loggers = new ArrayList<>();
          for (int at : places) {
            int start = 1 + SUMS * at;
            if (sums[start + ROWS] > 0) {
              loggers.add(logger(sums, start, means[at]));
            }
          }
          return Factors.of(combination, loggers).value(loggers);
        });
  }

  private static void center(double[] sums, int start, double mean) {
    double rows = sums[start + ROWS];
    double sum = sums[start + TERM];
    sums[start + TERM] = sum - mean * rows;
    sums[start + SQUARE] += mean * (mean * rows - 2 * sum);
  }

  private static Logger logger(double[] centered, int start, double center) {
    double rows = centered[start + ROWS];
    double moved = centered[start + TERM] / rows;
    double variance = centered[start + SQUARE] / rows - moved * moved;
    return new Logger(rows, center + moved, centered[start + CORRECTION] / rows, variance);
  }
}
