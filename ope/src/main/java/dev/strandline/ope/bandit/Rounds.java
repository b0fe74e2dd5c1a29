package dev.strandline.ope.bandit;

import dev.strandline.ope.UnitKeys;
import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * A part of a bandit log as estimators see it: one reward for each round and, where an estimator
 * needs them, importance weights and predictions. With several positions a round's weight and
 * predictions are those of its own position.
 *
 * <p>Immutable as long as the arrays that it was made from are left alone; they are kept, not
 * copied, and so are those it gives out.
 */
public final class Rounds {

  private static final double[] NONE = {};
  private static final int[] NO_STRATUM = {};

  private final double[] reward;
  private final double[] weight;
  private final double[] prediction;
  private final double[] targetValue;
  private final int[] stratum;
  private final UnitKeys units;

  private Rounds(
      double[] reward,
      double[] weight,
      double[] prediction,
      double[] targetValue,
      int[] stratum,
      UnitKeys units) {
    this.reward = reward;
    this.weight = weight;
    this.prediction = prediction;
    this.targetValue = targetValue;
    this.stratum = stratum;
    this.units = units;
  }

  /**
   * Rounds with rewards only, each a unit of its own, numbered from 0.
   *
   * @param reward at least one, all finite
   */
  public static Rounds of(double[] reward) {
    Check.that(reward.length > 0, "Rounds has no rows. Give at least one.");
    checkFinite(reward, "reward");
    return new Rounds(reward, NONE, NONE, NONE, NO_STRATUM, UnitKeys.numbered(0));
  }

  /**
   * Rounds with the weights w = e(a|x) / b(a|x).
   *
   * @param target the target policy's probabilities of all actions
   * @param action the logged actions
   * @param propensity b(a|x) of the logged action, positive
   * @param reward all finite
   */
  public static Rounds of(
      ActionProbabilities target, int[] action, double[] propensity, double[] reward) {
    int actions = target.actions();
    Check.length(action.length, target.rows(), "action");
    Check.length(propensity.length, target.rows(), "propensity");
    Check.length(reward.length, target.rows(), "reward");
    double[] e = target.table();
    double[] weight = new double[action.length];
    for (int i = 0; i < weight.length; i++) {
      ActionProbabilities.checkAction(action[i], actions, i);
      ImportanceWeights.checkPropensity(propensity[i], i);
      checkFinite(reward[i], "reward", i);
      weight[i] = e[i * actions + action[i]] / propensity[i];
    }
    return new Rounds(reward, weight, NONE, NONE, NO_STRATUM, UnitKeys.numbered(0));
  }

  /**
   * Rounds with the weights w = e(a|x) / b(a|x) and a reward model's predictions, in one pass over
   * the tables.
   *
   * @param target the target policy's probabilities of all actions, {@code [rounds, K]}
   * @param q {@code [rounds, K]} row-major, the predicted reward of each action
   * @param action the logged actions
   * @param propensity b(a|x) of the logged action, positive
   * @param reward all finite
   */
  public static Rounds of(
      ActionProbabilities target, double[] q, int[] action, double[] propensity, double[] reward) {
    int n = target.rows();
    int actions = target.actions();
    Check.length(q.length, Math.multiplyExact(n, actions), "q");
    Check.length(action.length, n, "action");
    Check.length(propensity.length, n, "propensity");
    Check.length(reward.length, n, "reward");
    double[] e = target.table();
    double[] weight = new double[n];
    double[] prediction = new double[n];
    double[] targetValue = new double[n];
    for (int i = 0; i < n; i++) {
      ActionProbabilities.checkAction(action[i], actions, i);
      ImportanceWeights.checkPropensity(propensity[i], i);
      int start = i * actions;
      weight[i] = e[start + action[i]] / propensity[i];
      prediction[i] = q[start + action[i]];
      double expected = 0;
      for (int j = start; j < start + actions; j++) {
        expected += e[j] * q[j];
      }
      targetValue[i] = expected;
      checkFinite(reward[i], "reward", i);
      checkFinite(expected, "a prediction q", i); // 0 times infinity is NaN, so this sees them all
    }
    return new Rounds(reward, weight, prediction, targetValue, NO_STRATUM, UnitKeys.numbered(0));
  }

  /**
   * The same rounds with importance weights, from {@link ImportanceWeights} or elsewhere.
   *
   * @param weight one for each round, finite, none negative
   */
  public Rounds withWeight(double[] weight) {
    Check.length(weight.length, size(), "weight");
    ImportanceWeights.checked(weight, "Mend the weights.");
    return new Rounds(reward, weight, prediction, targetValue, stratum, units);
  }

  /**
   * The same rounds with a reward model's predictions.
   *
   * @param prediction q(x, a) of the logged action; for a kernel's weights it may be that of the
   *     target's action
   * @param targetValue sum over a of e(a|x) q(x, a), or q(x, e(x)) for a deterministic target
   */
  public Rounds withPredictions(double[] prediction, double[] targetValue) {
    Check.length(prediction.length, size(), "prediction");
    checkFinite(prediction, "prediction");
    return new Rounds(reward, weight, prediction, checkedTargetValue(targetValue), stratum, units);
  }

  /**
   * The same rounds with what the model expects of the target policy, which is all that dm needs.
   */
  public Rounds withTargetValue(double[] targetValue) {
    return new Rounds(reward, weight, prediction, checkedTargetValue(targetValue), stratum, units);
  }

  private double[] checkedTargetValue(double[] targetValue) {
    Check.length(targetValue.length, size(), "target value");
    checkFinite(targetValue, "target value");
    return targetValue;
  }

  /**
   * The same rounds, each with the number of the policy that logged it.
   *
   * @param stratum any numbers, one for each round
   */
  public Rounds withStratum(int[] stratum) {
    Check.length(stratum.length, size(), "stratum");
    return new Rounds(reward, weight, prediction, targetValue, stratum, units);
  }

  /**
   * The same rounds as a part of a longer log.
   *
   * @param firstRow number of the first round in the whole log
   */
  public Rounds from(long firstRow) {
    return withUnits(UnitKeys.numbered(firstRow));
  }

  /**
   * The same rounds, of which those with the same key belong to one independent unit.
   *
   * @param key the user, session or the like of each round
   */
  public Rounds inUnits(long[] key) {
    Check.length(key.length, size(), "unit key");
    return withUnits(UnitKeys.of(key));
  }

  private Rounds withUnits(UnitKeys keys) {
    return new Rounds(reward, weight, prediction, targetValue, stratum, keys);
  }

  /** Rounds {@code from} (inclusive) to {@code to} (exclusive), with their units. */
  public Rounds slice(int from, int to) {
    Check.that(
        0 <= from && from < to && to <= size(),
        "Rows %d to %d are no part of %d rows. Take at least one row.",
        from,
        to,
        size());
    return new Rounds(
        Arrays.copyOfRange(reward, from, to),
        slice(weight, from, to),
        slice(prediction, from, to),
        slice(targetValue, from, to),
        stratum.length == 0 ? stratum : Arrays.copyOfRange(stratum, from, to),
        units.slice(from, to));
  }

  private static double[] slice(double[] column, int from, int to) {
    return column.length == 0 ? column : Arrays.copyOfRange(column, from, to);
  }

  /** Number of rounds. */
  public int size() {
    return reward.length;
  }

  /** Whether there are importance weights. */
  public boolean hasWeight() {
    return weight.length > 0;
  }

  /** Whether there are predictions for logged actions and target policy. */
  public boolean hasPredictions() {
    return prediction.length > 0;
  }

  /** Rewards. */
  public double[] reward() {
    return reward;
  }

  /**
   * Importance weights.
   *
   * @throws IllegalArgumentException if there are none
   */
  public double[] weight() {
    return present(weight, "importance weights", "Rounds.withWeight");
  }

  /**
   * The model's prediction for each logged action.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double[] prediction() {
    return present(prediction, "predictions for the logged actions", "Rounds.withPredictions");
  }

  /**
   * What the model expects of the target policy in each round.
   *
   * @throws IllegalArgumentException if there is no prediction
   */
  public double[] targetValue() {
    return present(targetValue, "predictions for the target policy", "Rounds.withPredictions");
  }

  private static double[] present(double[] column, String what, String maker) {
    Check.that(column.length > 0, "The rounds have no %s. Add them with %s.", what, maker);
    return column;
  }

  int[] stratum() {
    Check.that(
        stratum.length > 0,
        "The rounds do not say which policy logged them. Add it with Rounds.withStratum.");
    return stratum;
  }

  UnitKeys units() {
    return units;
  }

  private static void checkFinite(double[] column, String name) {
    for (int i = 0; i < column.length; i++) {
      checkFinite(column[i], name, i);
    }
  }

  private static void checkFinite(double value, String name, int row) {
    if (!(Math.abs(value) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d: %s is %s, but must be finite. Mend the value, or leave the row out.",
              row, name, value));
    }
  }
}
