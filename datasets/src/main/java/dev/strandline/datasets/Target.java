package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How likely a target policy is to take the logged actions of a log, and where it is known, all
 * others as well.
 *
 * @param name what the policy is called
 * @param logged probability (density, for continuous actions) of each row's logged action, {@code
 *     [rows]}; 0 is legal
 * @param distribution probability of every action, {@code [rows * actionCount]}
 */
public record Target(String name, double[] logged, Optional<double[]> distribution) {

  /**
   * A policy whose probabilities stand in a column of the log: one number in each row, that of the
   * logged action; or a list, one for each action in the order of their indices.
   *
   * @throws BadRowsException if a probability is negative, not finite or, of discrete actions,
   *     above 1, or if a list does not add up to 1 (within 1e-6)
   * @throws IllegalArgumentException if there is no such column or it holds something else
   */
  public static Target of(String name, BanditLog log, String column) {
    Column found = log.extras().get(column);
    if (found == null) {
      throw missing(name, column, log.extras().keySet());
    }
    return log.discrete()
        ? discrete(name, column, found, log.firstRow(), log.actions(), log.actionCount())
        : continuous(name, column, found, log.firstRow());
  }

  /** The same, from a log of steps. */
  public static Target of(String name, Transitions log, String column) {
    Column found = log.extras().get(column);
    if (found == null) {
      throw missing(name, column, log.extras().keySet());
    }
    return log.actionSpace() instanceof ActionSpace.Discrete space
        ? discrete(name, column, found, 0, log.discreteActions(), space.count())
        : continuous(name, column, found, 0);
  }

  /**
   * A policy given by its probabilities of every action.
   *
   * @param distribution {@code [rows * actionCount]}
   * @throws BadRowsException if a probability is negative or a row does not add up to 1
   */
  public static Target of(String name, BanditLog log, double[] distribution) {
    return discrete(
        name,
        name,
        Column.Numbers.vectors(distribution, log.actionCount()),
        log.firstRow(),
        log.actions(),
        log.actionCount());
  }

  /**
   * The same, in a log of steps with discrete actions.
   *
   * @param distribution {@code [rows * actionCount]}
   */
  public static Target of(String name, Transitions log, double[] distribution) {
    int count = ((ActionSpace.Discrete) log.actionSpace()).count();
    return discrete(
        name, name, Column.Numbers.vectors(distribution, count), 0, log.discreteActions(), count);
  }

  /** The policy that takes each action of the row with the same probability. */
  public static Target uniform(BanditLog log) {
    int count = log.actionCount();
    double[] distribution = new double[log.actions().length * count];
    for (int row = 0; row < log.size(); row++) {
      int choices = 0;
      for (int a = 0; a < count; a++) {
        choices += available(log, row, a) ? 1 : 0;
      }
      for (int a = 0; a < count; a++) {
        distribution[row * count + a] = available(log, row, a) ? 1.0 / choices : 0;
      }
    }
    return of("uniform", log, distribution);
  }

  private static boolean available(BanditLog log, int row, int action) {
    return log.available().isEmpty() || log.available().get()[row * log.actionCount() + action];
  }

  private static Target discrete(
      String name, String column, Column found, long firstRow, int[] actions, int count) {
    int rows = actions.length;
    LogChecks checks = new LogChecks("Target " + name, firstRow, rows);
    double[] values = numbers(name, column, found);
    if (found instanceof Column.Numbers numbers && (numbers.list() || numbers.width() > 1)) {
      Check.that(
          numbers.width() == count,
          "target %s, column %s: has lists of %d probabilities, but the log has %d actions. Give one for each action, in"
              + " the order of their indices.",
          name,
          column,
          numbers.width(),
          count);
      checks.length(column, values.length, (long) rows * count);
      checks.distributions(column, values, count);
      double[] logged = new double[rows];
      for (int row = 0; row < rows; row++) {
        logged[row] = values[row * count + actions[row]];
      }
      return new Target(name, logged, Optional.of(values));
    }
    checks.length(column, values.length, rows);
    BadRowsException.check(
        column,
        firstRow,
        rows,
        row -> !(values[row] >= 0 && values[row] <= 1 + LogChecks.PROBABILITY_TOLERANCE),
        row -> LogChecks.word(values[row]),
        "the target's probability of the logged action lies in [0, 1]",
        "Mend what computes it.");
    return new Target(name, values, Optional.empty());
  }

  private static Target continuous(String name, String column, Column found, long firstRow) {
    double[] values = numbers(name, column, found);
    Check.that(
        values.length == found.rows(),
        "target %s, column %s: has lists, but actions are real numbers, so one density in each row is needed.",
        name,
        column);
    BadRowsException.check(
        column,
        firstRow,
        values.length,
        row -> !(values[row] >= 0 && values[row] < Double.POSITIVE_INFINITY),
        row -> LogChecks.word(values[row]),
        "the target's density of the logged action is finite and not negative",
        "Mend what computes it.");
    return new Target(name, values, Optional.empty());
  }

  private static double[] numbers(String name, String column, Column found) {
    if (found instanceof Column.Numbers numbers) {
      return numbers.values();
    }
    if (found instanceof Column.Integers integers) {
      return Arrays.stream(integers.values()).asDoubleStream().toArray();
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "target %s, column %s: holds no numbers, but must hold the probability of the logged action, or a list of the"
                + " probabilities of all actions.",
            name,
            column));
  }

  static IllegalArgumentException missing(String name, String column, Set<String> there) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "target %s: the log has no column %s. Its other columns are: %s. Name one that holds the probability of the"
                + " logged action, or a list of the probabilities of all actions.",
            name,
            column,
            String.join(", ", there)));
  }
}
