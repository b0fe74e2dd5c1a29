package dev.strandline.ope.bandit;

import dev.strandline.ope.UnitKeys;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A part of a bandit log as estimators see it: one reward for each round and, where an estimator
 * needs them, importance weights and predictions. With several positions a round's weight and
 * predictions are those of its own position.
 *
 * <p>Rounds made from tables of all actions work out weights and predictions, and check their rows,
 * while an estimator reads them, so that a log passes through memory once.
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
  private final Tables tables; // null where the columns above are given

  /**
   * What weights and predictions are worked out from. Weights go with rewards, which are checked in
   * the same pass.
   *
   * @param target e, {@code [rounds, K]}
   * @param q {@code [rounds, K]}; empty without a model
   */
  private record Tables(
      ActionProbabilities target, double[] q, int[] action, double[] propensity, double[] reward) {

    void weights(int from, int to, double[] weight) {
      double[] e = target.table();
      int actions = target.actions();
      for (int i = from; i < to; i++) { // waits for memory, and does little else
        ActionProbabilities.checkAction(action[i], actions, i);
        weight[i - from] = e[i * actions + action[i]];
      }
      divide(from, to, weight);
    }

    /** Makes weights of probabilities. */
    private void divide(int from, int to, double[] weight) {
      for (int i = from; i < to; i++) {
        ImportanceWeights.checkPropensity(propensity[i], i);
        checkFinite(reward[i], "reward", i);
        weight[i - from] /= propensity[i];
      }
    }

    /** All three in one pass over the tables, which is most of the time that they take. */
    void all(int from, int to, double[] weight, double[] prediction, double[] targetValue) {
      double[] e = target.table();
      int actions = target.actions();
      for (int i = from; i < to; i++) {
        ActionProbabilities.checkAction(action[i], actions, i);
        int start = i * actions;
        weight[i - from] = e[start + action[i]];
        prediction[i - from] = q[start + action[i]];
        targetValue[i - from] = expected(e, start, start + actions, i);
      }
      divide(from, to, weight);
    }

    void predictions(int from, int to, double[] prediction) {
      int actions = target.actions();
      for (int i = from; i < to; i++) {
        ActionProbabilities.checkAction(action[i], actions, i);
        prediction[i - from] = q[i * actions + action[i]];
        checkFinite(prediction[i - from], "the prediction q of the logged action", i);
      }
    }

    void targetValues(int from, int to, double[] targetValue) {
      double[] e = target.table();
      int actions = target.actions();
      for (int i = from; i < to; i++) {
        targetValue[i - from] = expected(e, i * actions, (i + 1) * actions, i);
      }
    }

    private double expected(double[] e, int start, int end, int row) {
      double expected = 0;
      for (int j = start; j < end; j++) {
        expected += e[j] * q[j];
      }
      checkFinite(expected, "a prediction q", row); // 0 times infinity is NaN: this sees them all
      return expected;
    }
  }

  private Rounds(
      double[] reward,
      double[] weight,
      double[] prediction,
      double[] targetValue,
      int[] stratum,
      UnitKeys units,
      Tables tables) {
    this.reward = reward;
    this.weight = weight;
    this.prediction = prediction;
    this.targetValue = targetValue;
    this.stratum = stratum;
    this.units = units;
    this.tables = tables;
  }

  private static Rounds ofTables(Tables tables) {
    return new Rounds(tables.reward(), NONE, NONE, NONE, NO_STRATUM, UnitKeys.numbered(0), tables);
  }

  /**
   * Rounds with rewards only, each a unit of its own, numbered from 0.
   *
   * @param reward at least one, all finite
   */
  public static Rounds of(double[] reward) {
    Check.that(reward.length > 0, "Rounds has no rows. Give at least one.");
    checkFinite(reward, "reward");
    return new Rounds(reward, NONE, NONE, NONE, NO_STRATUM, UnitKeys.numbered(0), null);
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
    Check.length(action.length, target.rows(), "action");
    Check.length(propensity.length, target.rows(), "propensity");
    Check.length(reward.length, target.rows(), "reward");
    return ofTables(new Tables(target, NONE, action, propensity, reward));
  }

  /**
   * Rounds with the weights w = e(a|x) / b(a|x) and a reward model's predictions.
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
    Check.length(q.length, Math.multiplyExact(n, target.actions()), "q");
    Check.length(action.length, n, "action");
    Check.length(propensity.length, n, "propensity");
    Check.length(reward.length, n, "reward");
    return ofTables(new Tables(target, q, action, propensity, reward));
  }

  /**
   * The same rounds with importance weights, from {@link ImportanceWeights} or elsewhere.
   *
   * @param weight one for each round, finite, none negative
   */
  public Rounds withWeight(double[] weight) {
    Check.length(weight.length, size(), "weight");
    ImportanceWeights.checked(weight, "Mend the weights.");
    return inColumns(weight, prediction(this), targetValue(this));
  }

  /** These rounds with other columns, worked out where they were not yet. */
  private Rounds inColumns(double[] weight, double[] prediction, double[] targetValue) {
    checkRewards(0, size());
    return new Rounds(reward, weight, prediction, targetValue, stratum, units, null);
  }

  private static double[] weight(Rounds rounds) {
    return rounds.hasWeight() ? rounds.weight() : NONE;
  }

  private static double[] prediction(Rounds rounds) {
    return rounds.hasPredictions() ? rounds.prediction() : NONE;
  }

  private static double[] targetValue(Rounds rounds) {
    return rounds.hasTargetValue() ? rounds.targetValue() : NONE;
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
    return inColumns(weight(this), prediction, checkedTargetValue(targetValue));
  }

  /**
   * The same rounds with what the model expects of the target policy, which is all that dm needs.
   */
  public Rounds withTargetValue(double[] targetValue) {
    return inColumns(weight(this), prediction(this), checkedTargetValue(targetValue));
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
    return new Rounds(reward, weight, prediction, targetValue, stratum, units, tables);
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
    return new Rounds(reward, weight, prediction, targetValue, stratum, keys, tables);
  }

  /** Rounds {@code from} (inclusive) to {@code to} (exclusive), with their units. */
  public Rounds slice(int from, int to) {
    Check.that(
        0 <= from && from < to && to <= size(),
        "Rows %d to %d are no part of %d rows. Take at least one row.",
        from,
        to,
        size());
    int n = to - from;
    checkRewards(from, to);
    double[] weights = hasWeight() ? new double[n] : NONE;
    double[] predictions = hasPredictions() ? new double[n] : NONE;
    double[] targetValues = hasTargetValue() ? new double[n] : NONE;
    read(from, to, weights, predictions, targetValues);
    return new Rounds(
        Arrays.copyOfRange(reward, from, to),
        weights,
        predictions,
        targetValues,
        stratum.length == 0 ? stratum : Arrays.copyOfRange(stratum, from, to),
        units.slice(from, to),
        null);
  }

  /**
   * Writes what an estimator needs of rounds {@code from} to {@code to - 1} to the starts of
   * arrays; empty ones are not needed. Whoever asks for weights need not check the rewards.
   *
   * @throws IllegalArgumentException if these rounds have no such column, or a row is bad
   */
  void read(int from, int to, double[] weights, double[] predictions, double[] targetValues) {
    if (tables == null) {
      copy(weights, from, to, this::weight);
      copy(predictions, from, to, this::prediction);
      copy(targetValues, from, to, this::targetValue);
      return;
    }
    boolean both = weights.length > 0 && targetValues.length > 0;
    if (both && predictions.length > 0 && hasModel()) {
      tables.all(from, to, weights, predictions, targetValues);
      return;
    }
    if (weights.length > 0) {
      tables.weights(from, to, weights);
    }
    if (predictions.length > 0) {
      requireModel();
      tables.predictions(from, to, predictions);
    }
    if (targetValues.length > 0) {
      requireModel();
      tables.targetValues(from, to, targetValues);
    }
  }

  /** Requires finite rewards, where they were not checked yet. */
  void checkRewards(int from, int to) {
    if (tables != null) {
      checkFinite(reward, from, to, "reward");
    }
  }

  private static void copy(double[] into, int from, int to, Supplier<double[]> column) {
    if (into.length > 0) {
      System.arraycopy(column.get(), from, into, 0, to - from);
    }
  }

  private void requireModel() {
    Check.that(
        hasModel(),
        "The rounds have no predictions. Add them with Rounds.withPredictions, or make the rounds with q.");
  }

  private boolean hasModel() {
    return tables != null && tables.q().length > 0;
  }

  /** Number of rounds. */
  public int size() {
    return reward.length;
  }

  /** Whether there are importance weights. */
  public boolean hasWeight() {
    return weight.length > 0 || tables != null;
  }

  /** Whether there are predictions for logged actions and target policy. */
  public boolean hasPredictions() {
    return prediction.length > 0 || hasModel();
  }

  private boolean hasTargetValue() {
    return targetValue.length > 0 || hasModel();
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
    if (tables != null) {
      double[] all = new double[size()];
      read(0, size(), all, NONE, NONE);
      return all;
    }
    return present(weight, "importance weights", "Rounds.withWeight");
  }

  /**
   * The model's prediction for each logged action.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double[] prediction() {
    if (hasModel()) {
      double[] all = new double[size()];
      read(0, size(), NONE, all, NONE);
      return all;
    }
    return present(prediction, "predictions for the logged actions", "Rounds.withPredictions");
  }

  /**
   * What the model expects of the target policy in each round.
   *
   * @throws IllegalArgumentException if there is no prediction
   */
  public double[] targetValue() {
    if (hasModel()) {
      double[] all = new double[size()];
      read(0, size(), NONE, NONE, all);
      return all;
    }
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
    checkFinite(column, 0, column.length, name);
  }

  private static void checkFinite(double[] column, int from, int to, String name) {
    for (int i = from; i < to; i++) {
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
