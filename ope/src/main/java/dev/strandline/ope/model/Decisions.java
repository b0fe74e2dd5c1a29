package dev.strandline.ope.model;

import dev.strandline.datasets.BanditLog;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Logged decisions as models see them: context and action of every row, the slot that the action
 * was shown in, and the independent unit that the row belongs to. Immutable.
 */
public final class Decisions {

  private final int actions;
  private final int features;
  private final double[] context;
  private final int[] action;
  private final int[] position;
  private final long[] unit;
  private final Names names;

  private Decisions(
      int actions,
      int features,
      double[] context,
      int[] action,
      int[] position,
      long[] unit,
      Names names) {
    this.actions = actions;
    this.features = features;
    this.context = context;
    this.action = action;
    this.position = position;
    this.unit = unit;
    this.names = names;
  }

  /**
   * Decisions in one position, each row a unit of its own.
   *
   * @param actions number of actions K, at least 2
   * @param features numbers d in a context, 0 or more
   * @param context {@code [n, d]} row-major, finite; categories are to be one-hot already
   * @param action {@code [n]}, each in [0, K)
   * @throws IllegalArgumentException if there is no row, or a number is out of bounds
   */
  public static Decisions of(int actions, int features, double[] context, int[] action) {
    Check.atLeast(actions, 2, "Decisions.actions", "With one action there is nothing to model.");
    Check.atLeast(features, 0, "Decisions.features", "Give 0 for a log without context.");
    int n = action.length;
    Check.atLeast(n, 1, "rows of Decisions", "Give at least one logged row.");
    Check.that(
        context.length == (long) n * features,
        "context has %d numbers, but %d rows of %d features are %d. Give one row for each action.",
        context.length,
        n,
        features,
        (long) n * features);
    for (int i = 0; i < n; i++) {
      Check.that(
          action[i] >= 0 && action[i] < actions,
          "action, row %d: %d is outside [0, %d). Map identifiers to consecutive codes.",
          i,
          action[i],
          actions);
    }
    for (int at = 0; at < context.length; at++) {
      if (!Double.isFinite(context[at])) {
        throw new IllegalArgumentException(
            "context, row %d, feature %d is %s. Fill gaps or leave such rows out."
                .formatted(at / features, at % features, context[at]));
      }
    }
    return new Decisions(
        actions,
        features,
        context.clone(),
        action.clone(),
        new int[n],
        IntStream.range(0, n).asLongStream().toArray(),
        Names.none());
  }

  /**
   * The decisions of a log with discrete actions, in its positions and units and with its names.
   *
   * @throws IllegalStateException if actions are vectors
   */
  public static Decisions of(BanditLog log) {
    Decisions decisions =
        of(log.actionCount(), log.contextSize(), log.context(), log.actions())
            .ofUnits(log.unitKeys())
            .named(Names.of(log));
    return log.positions().map(decisions::atPositions).orElse(decisions);
  }

  /**
   * The same decisions, each shown in a slot of its own; models are fitted one for each slot.
   *
   * @param position {@code [n]}, 0 or more
   */
  public Decisions atPositions(int[] position) {
    Check.length(position.length, size(), "position");
    for (int i = 0; i < position.length; i++) {
      Check.that(
          position[i] >= 0,
          "position, row %d: %d is negative. Count positions from 0.",
          i,
          position[i]);
    }
    return new Decisions(actions, features, context, action, position.clone(), unit, names);
  }

  /**
   * The same decisions, rows of one unit (a user, a session) staying together in folds.
   *
   * @param unit {@code [n]}, the same key for all rows of a unit
   */
  public Decisions ofUnits(long[] unit) {
    Check.length(unit.length, size(), "unit");
    return new Decisions(actions, features, context, action, position, unit.clone(), names);
  }

  private Decisions named(Names names) {
    return new Decisions(actions, features, context, action, position, unit, names);
  }

  /**
   * The same decisions with categorical columns appended to the context, one-hot: the features of
   * p(a|x, e) for embeddings e.
   *
   * @param categories {@code [n, D]} row-major, column j in [0, counts[j])
   * @param counts {@code [D]}, number of categories of each column
   */
  public Decisions withCategories(int[] categories, int[] counts) {
    int columns = counts.length;
    Check.length(categories.length, size() * columns, "categories");
    int width = features + Arrays.stream(counts).sum();
    double[] wide = new double[size() * width];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(context, i * features, wide, i * width, features);
      int at = i * width + features;
      for (int j = 0; j < columns; j++) {
        int category = categories[i * columns + j];
        Check.that(
            category >= 0 && category < counts[j],
            "category %d, row %d: %d is outside [0, %d). Map categories to consecutive codes.",
            j,
            i,
            category,
            counts[j]);
        wide[at + category] = 1;
        at += counts[j];
      }
    }
    return new Decisions(
        actions, width, wide, action, position, unit, new Names(names.actions(), List.of()));
  }

  /** The rows given, in that order. */
  public Decisions rows(int[] rows) {
    double[] chosen = new double[rows.length * features];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(context, rows[i] * features, chosen, i * features, features);
    }
    return new Decisions(
        actions,
        features,
        chosen,
        Arrays.stream(rows).map(row -> action[row]).toArray(),
        Arrays.stream(rows).map(row -> position[row]).toArray(),
        Arrays.stream(rows).mapToLong(row -> unit[row]).toArray(),
        names);
  }

  /** The same contexts with other actions. */
  Decisions taking(int[] other) {
    return new Decisions(actions, features, context, other, position, unit, names);
  }

  /** These rows, then those of {@code next}. */
  Decisions followedBy(Decisions next) {
    return new Decisions(
        actions,
        features,
        DoubleStream.concat(Arrays.stream(context), Arrays.stream(next.context)).toArray(),
        IntStream.concat(Arrays.stream(action), Arrays.stream(next.action)).toArray(),
        IntStream.concat(Arrays.stream(position), Arrays.stream(next.position)).toArray(),
        LongStream.concat(Arrays.stream(unit), Arrays.stream(next.unit)).toArray(),
        names);
  }

  /** Number of rows n. */
  public int size() {
    return action.length;
  }

  /** Number of actions K. */
  public int actions() {
    return actions;
  }

  /** Numbers d in a context. */
  public int features() {
    return features;
  }

  /** What the log calls its actions and the numbers of its context. */
  public Names names() {
    return names;
  }

  /** The action of a row. */
  public int action(int row) {
    return action[row];
  }

  /** The slot of a row. */
  public int position(int row) {
    return position[row];
  }

  /** The unit's key of every row, {@code [n]}; a copy. */
  public long[] units() {
    return unit.clone();
  }

  /** One number of a row's context. */
  public double context(int row, int feature) {
    return context[row * features + feature];
  }

  /** All actions, {@code [n]}; a copy. */
  public int[] actionsTaken() {
    return action.clone();
  }

  /** Slots that occur, ascending. */
  int[] positions() {
    return Arrays.stream(position).distinct().sorted().toArray();
  }

  /** Requires one finite number for each row. */
  void checkColumn(double[] column, String name) {
    Check.length(column.length, size(), name);
    for (int i = 0; i < column.length; i++) {
      if (!Double.isFinite(column[i])) {
        throw new IllegalArgumentException(
            "%s, row %d is %s. Mend the log, or leave such rows out."
                .formatted(name, i, column[i]));
      }
    }
  }

  /**
   * Requires what every learner from a log needs.
   *
   * @param reward {@code [n]}, finite
   * @param propensity b(a|x) of the logged actions, {@code [n]}, in (0, 1]
   * @throws IllegalArgumentException that names the column, the row and the value
   */
  public void checkLogged(double[] reward, double[] propensity) {
    checkColumn(reward, "reward");
    Check.length(propensity.length, size(), "propensity");
    for (int i = 0; i < propensity.length; i++) {
      Check.that(
          propensity[i] > 0 && propensity[i] <= 1,
          "propensity, row %d is %s, but the logger took this action, so it must lie in (0, 1]. Mend the logging.",
          i,
          propensity[i]);
    }
  }

  /** Requires a distribution over the actions in each row, {@code [n, K]}. */
  void checkDistribution(double[] distribution, String name) {
    Check.length(distribution.length, size() * actions, name);
    for (int i = 0; i < size(); i++) {
      double sum = 0;
      for (int a = 0; a < actions; a++) {
        double p = distribution[i * actions + a];
        Check.that(
            p >= 0,
            "%s, row %d, action %d: %s is not a probability. Mend the column.",
            name,
            i,
            a,
            p);
        sum += p;
      }
      Check.that(
          Math.abs(sum - 1) <= 1e-6,
          "%s, row %d sums to %s, but must sum to 1 within 1e-6. Normalize the column.",
          name,
          i,
          sum);
    }
  }
}
