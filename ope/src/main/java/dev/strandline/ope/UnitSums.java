package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums of an estimator's statistics over groups of independent units, in bounded memory: what
 * resampling and cluster-robust errors are made from.
 *
 * <p>A unit is what was drawn independently: a row, a slate, an episode, a user. While a log has no
 * more than {@link #GROUPS} units, each is a group of its own. Beyond that, units are dealt into
 * {@code GROUPS} buckets by a hash of their keys. Which group a unit is in depends on its key and
 * on the number of distinct units alone, not on the order or the split of the log.
 */
public final class UnitSums {

  /** Most groups that are kept. */
  public static final int GROUPS = 1_000;

  private int statistics;
  private Map<Long, Integer> groupOf = new HashMap<>(); // null once units share buckets
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
    return groupOf == null ? GROUPS : used;
  }

  /** Whether every unit is a group of its own. */
  public boolean eachUnitAlone() {
    return groupOf != null;
  }

  /**
   * The place of a unit's group, for {@link #add(int, int, double)}; valid until the next call.
   *
   * @param unit the unit's key, the same for all its rows
   */
  public int group(long unit) {
    if (groupOf != null) {
      Integer known = groupOf.get(unit);
      if (known != null) {
        return known;
      }
      if (used < GROUPS) {
        return newGroup(unit);
      }
      deal();
    }
    return bucket(unit);
  }

  private int newGroup(long unit) {
    int group = used++;
    if (group == rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
      sums = Arrays.copyOf(sums, rows.length * statistics);
    }
    groupOf.put(unit, group);
    return group;
  }

  /** Moves all units into their buckets. */
  private void deal() {
    double[] dealt = new double[GROUPS * statistics];
    long[] dealtRows = new long[GROUPS];
    groupOf.forEach(
        (unit, group) -> {
          int bucket = bucket(unit);
          dealtRows[bucket] += rows[group];
          for (int s = 0; s < statistics; s++) {
            dealt[bucket * statistics + s] += sums[group * statistics + s];
          }
        });
    groupOf = null;
    sums = dealt;
    rows = dealtRows;
    used = GROUPS;
  }

  private static int bucket(long unit) {
    return (int) Long.remainderUnsigned(mix(unit), GROUPS);
  }

  /** SplitMix64's finalizer: neighboring keys land in unrelated buckets. */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
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

  /** Takes in what {@code other} has seen. */
  public void merge(UnitSums other) {
    widen(other.statistics);
    if (other.groupOf == null) {
      if (groupOf != null) {
        deal();
      }
      for (int group = 0; group < GROUPS; group++) {
        take(group, other, group);
      }
      return;
    }
    other.groupOf.forEach((unit, from) -> take(group(unit), other, from));
  }

  private void take(int group, UnitSums other, int from) {
    rows[group] += other.rows[from];
    for (int s = 0; s < other.statistics; s++) {
      sums[group * statistics + s] += other.sums[from * other.statistics + s];
    }
  }

  /**
   * The groups as they stand, in an order that depends on the units alone.
   *
   * @return {@code [groups, 1 + statistics]}: how many rows were counted, then the sums
   */
  public double[][] table() {
    int[] order = new int[groups()];
    if (groupOf == null) {
      Arrays.setAll(order, group -> group);
    } else {
      long[] units = groupOf.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
      Arrays.setAll(order, i -> groupOf.get(units[i]));
    }
    double[][] table = new double[order.length][1 + statistics];
    for (int i = 0; i < order.length; i++) {
      table[i][0] = rows[order[i]];
      System.arraycopy(sums, order[i] * statistics, table[i], 1, statistics);
    }
    return table;
  }
}
