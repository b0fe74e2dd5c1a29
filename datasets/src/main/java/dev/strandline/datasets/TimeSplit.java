package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A log of decisions cut at a moment, so that a policy learned from what came before is judged by
 * what came after, as it will be in service.
 *
 * @param before rows of earlier times, in their order
 * @param after rows of that time or later, in their order
 */
public record TimeSplit(BanditLog before, BanditLog after) {

  /**
   * Cuts at a time.
   *
   * @param time milliseconds since 1970 in UTC: the first that belongs to the later part
   * @throws IllegalArgumentException if the log has no column {@link BanditLog#TIMESTAMP}, or all
   *     its rows are on one side
   */
  public static TimeSplit at(BanditLog log, long time) {
    return at(log, times(log), time);
  }

  /**
   * Cuts so that a share of the rows comes before; rows of one moment, such as the items of a page,
   * stay together in the later part.
   *
   * @param share of the rows, inside (0, 1)
   * @throws IllegalArgumentException as {@link #at(BanditLog, long)}
   */
  public static TimeSplit share(BanditLog log, double share) {
    Check.that(
        share > 0 && share < 1,
        "the share of rows before the cut must lie inside (0, 1), but is %s. Use 0.7.",
        share);
    long[] times = times(log);
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    int first = (int) Math.min(sorted.length - 1, Math.round(share * sorted.length));
    return at(log, times, sorted[first]);
  }

  private static TimeSplit at(BanditLog log, long[] times, long time) {
    int[] before = rows(times, row -> times[row] < time);
    int[] after = rows(times, row -> times[row] >= time);
    Check.that(
        before.length > 0 && after.length > 0,
        "cut at %d, a log of the times %d to %d has %d rows before and %d after. Choose a time between.",
        time,
        Arrays.stream(times).min().getAsLong(),
        Arrays.stream(times).max().getAsLong(),
        before.length,
        after.length);
    return new TimeSplit(log.rows(before), log.rows(after));
  }

  private static int[] rows(long[] times, IntPredicate side) {
    return IntStream.range(0, times.length).filter(side).toArray();
  }

  private static long[] times(BanditLog log) {
    Check.that(
        log.extras().get(BanditLog.TIMESTAMP) instanceof Column.Integers,
        "the log has no column %s of whole numbers, so nothing tells which rows came first. Map one to %s when reading.",
        BanditLog.TIMESTAMP,
        BanditLog.TIMESTAMP);
    return ((Column.Integers) log.extras().get(BanditLog.TIMESTAMP)).values();
  }
}
