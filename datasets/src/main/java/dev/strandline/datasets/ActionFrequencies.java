package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.stream.IntStream;

/**
 * How often a log takes each action at each position: the context-free policy that it shows.
 *
 * <p>For a logger whose choice does not depend on the context, such as Thompson sampling on item
 * counts, this is its policy averaged over the time of the log.
 */
public final class ActionFrequencies {

  private final int positions;
  private final int actionCount;
  private final double[] frequencies; // [positions * actionCount]

  private ActionFrequencies(int positions, int actionCount, double[] frequencies) {
    this.positions = positions;
    this.actionCount = actionCount;
    this.frequencies = frequencies;
  }

  /** The frequencies in all rows of a log of discrete actions. */
  public static ActionFrequencies of(BanditLog log) {
    return of(log, IntStream.range(0, log.size()).toArray());
  }

  /**
   * The frequencies in some rows, as a bootstrap draws them.
   *
   * @param rows row numbers; one that is there twice counts twice
   */
  public static ActionFrequencies of(BanditLog log, int[] rows) {
    int count = log.actionCount();
    int[] actions = log.actions();
    int[] position = log.positions().orElseGet(() -> new int[log.size()]);
    int positions = IntStream.of(position).max().orElse(0) + 1;
    double[] frequencies = new double[positions * count];
    double[] total = new double[positions];
    for (int row : rows) {
      frequencies[position[row] * count + actions[row]]++;
      total[position[row]]++;
    }
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= total[i / count];
    }
    return new ActionFrequencies(positions, count, frequencies);
  }

  /** Share of the rows at {@code position} that take {@code action}; NaN if no row is there. */
  public double at(int position, int action) {
    return frequencies[position * actionCount + action];
  }

  /**
   * These frequencies as a policy on another log of the same actions.
   *
   * @throws IllegalArgumentException if that log has other actions or positions
   */
  public Target on(String name, BanditLog log) {
    Check.that(
        log.actionCount() == actionCount,
        "target %s: has %d actions, but the log has %d. Both logs must have the same actions.",
        name,
        actionCount,
        log.actionCount());
    int[] position = log.positions().orElseGet(() -> new int[log.size()]);
    double[] distribution = new double[log.size() * actionCount];
    for (int row = 0; row < log.size(); row++) {
      boolean known = position[row] < positions && !Double.isNaN(at(position[row], 0));
      Check.that(
          known,
          "target %s, row %d: its position %d is not in the log that the frequencies come from. Leave such rows out.",
          name,
          log.firstRow() + row,
          position[row]);
      System.arraycopy(
          frequencies, position[row] * actionCount, distribution, row * actionCount, actionCount);
    }
    return Target.of(name, log, distribution);
  }
}
