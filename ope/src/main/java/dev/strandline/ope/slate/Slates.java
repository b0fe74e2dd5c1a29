package dev.strandline.ope.slate;

import dev.strandline.ope.UnitKeys;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * A part of a log of ranked lists as estimators see it: slates of one length L, row by row, the
 * rows of a slate together and by position. Columns are {@code [slates, L]} row-major.
 *
 * <p>Immutable as long as the arrays that it was made from are left alone; they are kept, not
 * copied.
 */
public final class Slates {

  /** What of a slate an importance weight compares. */
  public enum Scope {
    /** The whole list: the same weight in every row of a slate. */
    LIST,
    /** The item at its position, by its marginal probability. */
    ITEM,
    /** The items at positions 0 to that of the row. */
    CASCADE
  }

  private static final double[] NONE = {};
  private static final double SAME = 1e-6;

  private final int length;
  private final double[] reward;
  private final Map<Scope, double[]> weight;
  private final double[] prediction;
  private final double[] targetValue;
  private final UnitKeys units;

  private Slates(
      int length,
      double[] reward,
      Map<Scope, double[]> weight,
      double[] prediction,
      double[] targetValue,
      UnitKeys units) {
    this.length = length;
    this.reward = reward;
    this.weight = weight;
    this.prediction = prediction;
    this.targetValue = targetValue;
    this.units = units;
  }

  /**
   * Slates with rewards only, each a unit of its own, numbered from 0.
   *
   * @param length positions L of every slate
   * @param reward {@code [slates, L]}, all finite
   */
  public static Slates of(int length, double[] reward) {
    Check.atLeast(length, 1, "Slates.length", "Give the number of positions.");
    Check.that(
        reward.length > 0 && reward.length % length == 0,
        "There are %d rewards for slates of %d positions. Give whole slates, at least one.",
        reward.length,
        length);
    checkFinite(reward, "reward");
    return new Slates(length, reward, new EnumMap<>(Scope.class), NONE, NONE, UnitKeys.numbered(0));
  }

  /**
   * The same slates with the importance weights of a scope: target / logged.
   *
   * @param target {@code [slates, L]}, the target policy's probability of what the scope compares
   * @param logged the logging policy's, positive
   */
  public Slates withWeight(Scope scope, double[] target, double[] logged) {
    Check.length(target.length, reward.length, "target probability");
    double[] ratio = ImportanceWeights.ratio(target, logged);
    if (scope == Scope.LIST) {
      checkOnePerSlate(ratio);
    }
    Map<Scope, double[]> more = new EnumMap<>(weight);
    more.put(scope, ratio);
    return new Slates(length, reward, more, prediction, targetValue, units);
  }

  private void checkOnePerSlate(double[] ratio) {
    for (int row = 0; row < ratio.length; row++) {
      double first = ratio[row - row % length];
      if (!(Math.abs(ratio[row] - first) <= SAME * first)) {
        throw new IllegalArgumentException(
            String.format(
                "Row %d: the weight of the whole list is %s, but %s at the slate's first position. "
                    + "Give the list's probability in every row of its slate.",
                row, ratio[row], first));
      }
    }
  }

  /**
   * The same slates with a value model's predictions of the reward at a position and all below it.
   *
   * @param prediction {@code [slates, L]}, Q_l of the logged item
   * @param targetValue {@code [slates, L]}, sum over a of e(a|x, items above) Q_l(a)
   */
  public Slates withPredictions(double[] prediction, double[] targetValue) {
    Check.length(prediction.length, reward.length, "prediction");
    Check.length(targetValue.length, reward.length, "target value");
    checkFinite(prediction, "prediction");
    checkFinite(targetValue, "target value");
    return new Slates(length, reward, weight, prediction, targetValue, units);
  }

  /**
   * The same, from tables.
   *
   * @param target the target's probabilities of all items at each row, given the items above
   * @param q {@code [slates * L, items]} row-major, Q_l of every item
   * @param action the logged item of each row
   */
  public Slates withPredictions(ActionProbabilities target, double[] q, int[] action) {
    return withPredictions(
        ActionProbabilities.pick(q, target.actions(), action), target.expected(q));
  }

  /**
   * The same slates as a part of a longer log.
   *
   * @param firstSlate number of the first slate in the whole log
   */
  public Slates from(long firstSlate) {
    return new Slates(
        length, reward, weight, prediction, targetValue, UnitKeys.numbered(firstSlate));
  }

  /**
   * The same slates, of which those with the same key belong to one independent unit.
   *
   * @param key one for each slate
   */
  public Slates inUnits(long[] key) {
    Check.length(key.length, size(), "unit key");
    return new Slates(length, reward, weight, prediction, targetValue, UnitKeys.of(key));
  }

  /**
   * Some of these slates, in that order, as a log of its own.
   *
   * @param slates places in {@code [0, size)}, at least one
   */
  public Slates only(int[] slates) {
    Map<Scope, double[]> weights = new EnumMap<>(Scope.class);
    weight.forEach((scope, values) -> weights.put(scope, only(values, slates)));
    return new Slates(
        length,
        only(reward, slates),
        weights,
        only(prediction, slates),
        only(targetValue, slates),
        units.eachRow()
            ? UnitKeys.numbered(0)
            : UnitKeys.of(Arrays.stream(slates).mapToLong(units::key).toArray()));
  }

  private double[] only(double[] column, int[] slates) {
    if (column.length == 0) {
      return column;
    }
    double[] chosen = new double[slates.length * length];
    for (int i = 0; i < slates.length; i++) {
      System.arraycopy(column, slates[i] * length, chosen, i * length, length);
    }
    return chosen;
  }

  /** Number of slates. */
  public int size() {
    return reward.length / length;
  }

  /** Positions L of every slate. */
  public int length() {
    return length;
  }

  double[] reward() {
    return reward;
  }

  /**
   * Importance weights of a scope, {@code [slates, L]}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public double[] weight(Scope scope) {
    double[] found = weight.get(scope);
    Check.that(
        found != null,
        "The slates have no weights of scope %s. Add them with Slates.withWeight.",
        scope);
    return found;
  }

  double[] prediction() {
    checkPredictions();
    return prediction;
  }

  double[] targetValue() {
    checkPredictions();
    return targetValue;
  }

  private void checkPredictions() {
    Check.that(
        prediction.length > 0,
        "The slates have no predictions. Add them with Slates.withPredictions.");
  }

  UnitKeys units() {
    return units;
  }

  private static void checkFinite(double[] column, String name) {
    for (int row = 0; row < column.length; row++) {
      if (!(Math.abs(column[row]) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            String.format(
                "Row %d: %s is %s, but must be finite. Mend the value, or leave the slate out.",
                row, name, column[row]));
      }
    }
  }
}
