package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums of an estimator's statistics over groups of independent units, in bounded memory: what
 * resampling and cluster-robust errors are made from.
 *
 * <p>A unit is what was drawn independently: a row, a slate, an episode, a user. While a log has no
 * more than {@link #GROUPS} units, each is a group of its own. Beyond that, units are dealt into
 * {@code GROUPS} buckets by the remainders of their keys, in turn where keys are consecutive. Which
 * group a unit is in depends on its key and on the number of distinct units alone, not on the order
 * or the split of the log.
 */
public final class UnitSums {

  /** Most groups that are kept; a prime, so that no period in the log's rows falls in with it. */
  public static final int GROUPS = 1_009;

  /** Places of the table of units; at most half of them are taken. */
  private static final int PLACES = 2_048;

  private int statistics;
  private int[] groupAt = new int[PLACES]; // 1 + group, 0 where free; null once units share buckets
  private long[] units = new long[16]; // the key of each group, while every unit is alone
  private double[] sums;
  private long[] rows;
  private int used;

  /** Starts with nothing, for {@code statistics} sums in each group. */
  public UnitSums(int statistics) {
    Check.atLeast(statistics, 1, "UnitSums.statistics", "Give at least one.");
    this.statistics = statistics;
    sums = new double[16 * statistics];
    rows = new long[16];
  }

  /** Sums kept for each group. */
  public int statistics() {
    return statistics;
  }

  /** Number of groups so far. */
  public int groups() {
    return groupAt == null ? GROUPS : used;
  }

  /** Whether every unit is a group of its own. */
  public boolean eachUnitAlone() {
    return groupAt != null;
  }

  /**
   * The place of a unit's group, for {@link #add(int, int, double)}; valid until the next call.
   *
   * @param unit the unit's key, the same for all its rows
   */
  public int group(long unit) {
    if (groupAt != null) {
      int place = place(unit);
      if (groupAt[place] > 0) {
        return groupAt[place] - 1;
      }
      if (used < GROUPS) {
        return newGroup(unit, place);
      }
      deal();
    }
    return bucket(unit);
  }

  /** Where the unit stands in the table, or the free place where it belongs. */
  private int place(long unit) {
    int place = (int) (mix(unit) >>> 53);
    while (groupAt[place] > 0 && units[groupAt[place] - 1] != unit) {
      place = (place + 1) % PLACES;
    }
    return place;
  }

  private int newGroup(long unit, int place) {
    int group = used++;
    if (group == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(8 * rows.length, GROUPS));
      units = Arrays.copyOf(units, rows.length);
      sums = Arrays.copyOf(sums, rows.length * statistics);
    }
    units[group] = unit;
    groupAt[place] = used;
    return group;
  }

  /** Moves all units into their buckets. */
  private void deal() {
    double[] dealt = new double[GROUPS * statistics];
    long[] dealtRows = new long[GROUPS];
    for (int group = 0; group < used; group++) {
      int bucket = bucket(units[group]);
      dealtRows[bucket] += rows[group];
      for (int s = 0; s < statistics; s++) {
        dealt[bucket * statistics + s] += sums[group * statistics + s];
      }
    }
    groupAt = null;
    units = new long[0];
    sums = dealt;
    rows = dealtRows;
    used = GROUPS;
  }

  private static int bucket(long unit) {
    return (int) Long.remainderUnsigned(unit, GROUPS);
  }

  /**
   * Fibonacci hashing (Knuth, "The Art of Computer Programming", volume 3, 6.4): the upper bits of
   * neighboring keys lie far apart, and those of a run of keys are spread evenly.
   */
  private static long mix(long unit) {
    return (unit ^ (unit >>> 32)) * 0x9E3779B97F4A7C15L;
  }

  /** Adds {@code value} to a sum of a group. */
  public void add(int group, int statistic, double value) {
    sums[group * statistics + statistic] += value;
  }

  /** Adds {@code values[0]} to {@code values[count - 1]} to a group's sums from one on. */
  public void add(int group, int firstStatistic, double[] values, int count) {
    int from = group * statistics + firstStatistic;
    for (int s = 0; s < count; s++) {
      sums[from + s] += values[s];
    }
  }

  /** Counts one row, or one episode or slate, toward a group. */
  public void count(int group) {
    rows[group]++;
  }

  /**
   * Counts rows {@code from} (inclusive) to {@code to} (exclusive) of a part, each toward the group
   * of its unit, and adds a column to each statistic.
   *
   * @param part the units of the whole part
   * @param columns one array for each statistic; the row {@code from} stands first in each
   */
  public void add(UnitKeys part, int from, int to, double[]... columns) {
    Check.length(columns.length, statistics, "UnitSums columns");
    int row = from;
    if (part.eachRow()) {
      for (; row < to && groupAt != null; row++) {
        addRow(group(part.key(row)), row - from, columns);
      }
      addInTurn(part.key(row), row - from, to - from, columns);
    } else {
      for (; row < to; row++) {
        addRow(group(part.key(row)), row - from, columns);
      }
    }
  }

  private void addRow(int group, int at, double[][] columns) {
    rows[group]++;
    for (int s = 0; s < statistics; s++) {
      sums[group * statistics + s] += columns[s][at];
    }
  }

  /** Rows of consecutive keys go to the buckets in turn. */
  private void addInTurn(long firstUnit, int from, int to, double[][] columns) {
    int bucket = bucket(firstUnit);
    int at = from;
    while (at < to) {
      int run = Math.min(to - at, GROUPS - bucket);
      for (int i = 0; i < run; i++) {
        rows[bucket + i]++;
      }
      if (statistics == 2) {
        addTwo(columns[0], columns[1], at, run, bucket);
      } else {
        for (int s = 0; s < statistics; s++) {
          addColumn(columns[s], at, run, bucket, s);
        }
      }
      at += run;
      bucket = 0;
    }
  }

  /** The case of self-normalized means, in one pass. */
  private void addTwo(double[] one, double[] two, int from, int run, int bucket) {
    double[] into = sums;
    int first = 2 * bucket;
    for (int i = 0; i < run; i++) {
      into[first + 2 * i] += one[from + i];
      into[first + 2 * i + 1] += two[from + i];
    }
  }

  private void addColumn(double[] column, int from, int run, int bucket, int statistic) {
    double[] into = sums;
    int width = statistics;
    int first = bucket * width + statistic;
    for (int i = 0; i < run; i++) {
      into[first + i * width] += column[from + i];
    }
  }

  /** Makes room for more statistics; the new ones are zero in every group. */
  public void widen(int wanted) {
    if (wanted <= statistics) {
      return;
    }
    double[] wide = new double[rows.length * wanted];
    for (int group = 0; group < used; group++) {
      System.arraycopy(sums, group * statistics, wide, group * wanted, statistics);
    }
    sums = wide;
    statistics = wanted;
  }

  /** Makes room for more statistics; the new ones start as the last one stands in every group. */
  public void extend(int wanted) {
    int narrow = statistics;
    if (wanted <= narrow) {
      return;
    }
    widen(wanted);
    for (int group = 0; group < used; group++) {
      int from = group * statistics;
      Arrays.fill(sums, from + narrow, from + statistics, sums[from + narrow - 1]);
    }
  }

  /** Takes in what {@code other} has seen. */
  public void merge(UnitSums other) {
    merge(other, IntStream.range(0, other.statistics).toArray());
  }

  /**
   * Takes in what {@code other} has seen, its statistics in other places.
   *
   * @param statistic the statistic here that takes in each of {@code other}'s
   */
  public void merge(UnitSums other, int[] statistic) {
    Check.length(statistic.length, other.statistics, "UnitSums statistic");
    widen(Arrays.stream(statistic).max().orElseThrow() + 1);
    if (other.groupAt == null && groupAt != null) {
      deal();
    }
    for (int from = 0; from < other.used; from++) {
      int group = other.groupAt == null ? from : group(other.units[from]);
      rows[group] += other.rows[from];
      for (int s = 0; s < other.statistics; s++) {
        sums[group * statistics + statistic[s]] += other.sums[from * other.statistics + s];
      }
    }
  }

  /**
   * The groups as they stand, in an order that depends on the units alone.
   *
   * @return {@code [groups, 1 + statistics]}: how many rows were counted, then the sums
   */
  public double[][] table() {
    int[] order = IntStream.range(0, groups()).toArray();
    if (groupAt != null) {
      long[] sorted = Arrays.copyOf(units, used);
      Arrays.sort(sorted);
      Arrays.setAll(order, i -> groupAt[place(sorted[i])] - 1);
    }
    double[][] table = new double[order.length][1 + statistics];
    for (int i = 0; i < order.length; i++) {
      table[i][0] = rows[order[i]];
      System.arraycopy(sums, order[i] * statistics, table[i], 1, statistics);
    }
    return table;
  }
}
