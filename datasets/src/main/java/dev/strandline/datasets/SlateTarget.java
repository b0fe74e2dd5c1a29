package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How likely a target policy is to show the logged slates: the same three probabilities that {@link
 * SlateLog} has of the logging policy. Each estimator needs one of them.
 *
 * @param name what the policy is called
 * @param joint probability of the whole list, the same in all rows of a slate, {@code [rows]}
 * @param itemPosition marginal probability of the row's item at its position, {@code [rows]}
 * @param cascade probability of the items at positions 0 to the row's own, {@code [rows]}
 * @param distribution probability of every item at the row's position, given the items above it,
 *     {@code [rows * actionCount]}; for estimators with a model
 */
public record SlateTarget(
    String name,
    Optional<double[]> joint,
    Optional<double[]> itemPosition,
    Optional<double[]> cascade,
    Optional<double[]> distribution) {

  /** A policy of which the probabilities of the items shown are known, and of no others. */
  public SlateTarget(
      String name,
      Optional<double[]> joint,
      Optional<double[]> itemPosition,
      Optional<double[]> cascade) {
    this(name, joint, itemPosition, cascade, Optional.empty());
  }

  /**
   * A policy whose probabilities stand in the log's columns {@code column}, {@code
   * column_item_position} and {@code column_cascade}, of which at least one is there, and in {@code
   * column_distribution} as lists, where that is there.
   *
   * @throws BadRowsException if a probability is outside [0, 1], the whole list's differs within a
   *     slate, or a distribution does not add up to 1
   * @throws IllegalArgumentException if none of the columns is there or one holds no numbers
   */
  public static SlateTarget of(String name, SlateLog log, String column) {
    Optional<double[]> joint = probabilities(name, log, column);
    joint.ifPresent(values -> log.constantInSlate(column, values));
    SlateTarget target =
        new SlateTarget(
            name,
            joint,
            probabilities(name, log, column + "_item_position"),
            probabilities(name, log, column + "_cascade"),
            distribution(name, log, column + "_distribution"));
    Check.that(
        target.joint.isPresent() || target.itemPosition.isPresent() || target.cascade.isPresent(),
        "target %s: the log has none of the columns %s, %s_item_position and %s_cascade. Its other columns are: %s.",
        name,
        column,
        column,
        column,
        String.join(", ", log.extras().keySet()));
    return target;
  }

  private static Optional<double[]> distribution(String name, SlateLog log, String column) {
    Column found = log.extras().get(column);
    if (found == null) {
      return Optional.empty();
    }
    int count = log.actionCount();
    if (!(found instanceof Column.Numbers numbers) || numbers.width() != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "target %s, column %s: must hold a list of %d probabilities in each row, one for each item in the order of"
                  + " their indices, given the items above the row's position.",
              name,
              column,
              count));
    }
    new LogChecks("Target " + name, log.firstRow(), log.size())
        .distributions(column, numbers.values(), count);
    return Optional.of(numbers.values());
  }

  private static Optional<double[]> probabilities(String name, SlateLog log, String column) {
    Column found = log.extras().get(column);
    if (found == null) {
      return Optional.empty();
    }
    double[] values;
    if (found instanceof Column.Numbers numbers && numbers.width() == 1) {
      values = numbers.values();
    } else if (found instanceof Column.Integers integers) {
      values = Arrays.stream(integers.values()).asDoubleStream().toArray();
    } else {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "target %s, column %s: must hold one probability in each row.",
              name,
              column));
    }
    BadRowsException.check(
        column,
        log.firstRow(),
        values.length,
        row -> !(values[row] >= 0 && values[row] <= 1 + LogChecks.PROBABILITY_TOLERANCE),
        row -> LogChecks.word(values[row]),
        "a probability lies in [0, 1]",
        "Mend what computes it.");
    return Optional.of(values);
  }
}
