package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;

/** Predicted rewards q(x, a) of every action for every logged row. Immutable. */
public final class RewardPredictions {

  private final Decisions decisions;
  private final double[] table;
  private final Provenance provenance;

  RewardPredictions(Decisions decisions, double[] table, Provenance provenance) {
    this.decisions = decisions;
    this.table = table;
    this.provenance = provenance;
  }

  /**
   * Predicts every row by a model that was fitted to the other folds, one model for each position.
   *
   * @param reward {@code [n]}, finite
   * @param weight {@code [n]} as {@link SampleWeights} makes them, not negative
   * @param folds of these decisions
   */
  public static RewardPredictions crossFit(
      RewardLearner learner, Decisions decisions, double[] reward, double[] weight, Folds folds) {
    decisions.checkColumn(reward, "reward");
    decisions.checkColumn(weight, "weight");
    return crossFit(
        decisions,
        folds,
        learner.description(),
        rows -> learner.fit(decisions.rows(rows), at(reward, rows), at(weight, rows)));
  }

  /**
   * As {@link #crossFit}, for the linear model that minimizes the variance of the doubly robust
   * estimate of a stochastic target policy; see {@link Ridge#fitMoreRobust}.
   *
   * @param target e(.|x), {@code [n, K]}
   * @param behavior b(.|x), {@code [n, K]}, positive wherever {@code target} is
   */
  public static RewardPredictions crossFitMoreRobust(
      Ridge ridge,
      Decisions decisions,
      double[] reward,
      double[] target,
      double[] behavior,
      Folds folds) {
    decisions.checkColumn(reward, "reward");
    decisions.checkDistribution(target, "target");
    decisions.checkDistribution(behavior, "behavior");
    int actions = decisions.actions();
    return crossFit(
        decisions,
        folds,
        ridge.description() + ", least variance of the doubly robust estimate",
        rows ->
            ridge.fitMoreRobust(
                decisions.rows(rows),
                at(reward, rows),
                at(target, rows, actions),
                at(behavior, rows, actions)));
  }

  @FunctionalInterface
  private interface Fit {
    RewardModel of(int[] rows);
  }

  private static RewardPredictions crossFit(
      Decisions decisions, Folds folds, String description, Fit fit) {
    int actions = decisions.actions();
    double[] table = new double[decisions.size() * actions];
    folds.forEach(
        decisions,
        (training, heldOut) -> {
          double[] q = fit.of(training).table(decisions.rows(heldOut));
          for (int i = 0; i < heldOut.length; i++) {
            System.arraycopy(q, i * actions, table, heldOut[i] * actions, actions);
          }
        });
    return new RewardPredictions(decisions, table, folds.provenance(description));
  }

  private static double[] at(double[] column, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> column[row]).toArray();
  }

  private static double[] at(double[] table, int[] rows, int width) {
    double[] chosen = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table, rows[i] * width, chosen, i * width, width);
    }
    return chosen;
  }

  /** Requires predictions for as many rows and actions as {@code other} has. */
  public void check(Decisions other) {
    Check.that(
        other.size() == decisions.size() && other.actions() == decisions.actions(),
        "the predictions are of %d rows and %d actions, but the decisions have %d and %d. Predict for these decisions.",
        decisions.size(),
        decisions.actions(),
        other.size(),
        other.actions());
  }

  /** q(x, a) of every action, {@code [n, K]} row-major; a copy. */
  public double[] table() {
    return table.clone();
  }

  /** q(x, a) of one row and action. */
  public double q(int row, int action) {
    return table[row * decisions.actions() + action];
  }

  /** q(x, a) of the logged actions, {@code [n]}. */
  public double[] logged() {
    double[] q = new double[decisions.size()];
    Arrays.setAll(q, i -> q(i, decisions.action(i)));
    return q;
  }

  /**
   * sum_a e(a|x) q(x, a), {@code [n]}.
   *
   * @param target e(.|x), {@code [n, K]}
   */
  public double[] expected(double[] target) {
    Check.length(target.length, table.length, "target");
    double[] value = new double[decisions.size()];
    for (int i = 0; i < value.length; i++) {
      for (int a = 0; a < decisions.actions(); a++) {
        value[i] += target[i * decisions.actions() + a] * q(i, a);
      }
    }
    return value;
  }

  /** Where the predictions come from. */
  public Provenance provenance() {
    return provenance;
  }
}
