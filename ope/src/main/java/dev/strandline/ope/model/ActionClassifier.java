package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Estimates which action the logger takes: multinomial logistic regression by Tribuo, one model for
 * each position, calibrated ({@code Calibration}) on a quarter of the training units that the
 * classifier did not see, cross-fitted by unit.
 *
 * <p>What it cannot know: a rule of the logger that the contexts do not hold, or that is far from
 * linear in them, looks like chance. Log propensities where you can.
 *
 * @param sgd training of each classifier
 * @param folds number of folds, at least 2
 * @param seed of the folds and the calibration split
 * @param mostDeterministic a logger whose most probable action has a higher probability than this,
 *     on average, is refused; in (0, 1]
 */
public record ActionClassifier(Sgd sgd, int folds, long seed, double mostDeterministic) {

  /** Repeated contexts are trusted to show determinism if they hold this share of the rows. */
  private static final double REPEATED_SHARE = 0.5;

  public ActionClassifier {
    Check.atLeast(folds, 2, "ActionClassifier.folds", "Use 3.");
    Check.that(
        mostDeterministic > 0 && mostDeterministic <= 1,
        "ActionClassifier.mostDeterministic must lie in (0, 1], but is %s. Use 0.98.",
        mostDeterministic);
  }

  /** The default training, 3 folds, seed 0; refuses loggers beyond 0.98. */
  public static ActionClassifier defaults() {
    return new ActionClassifier(Sgd.defaults(), 3, 0, 0.98);
  }

  /** The same with another seed. */
  public ActionClassifier withSeed(long seed) {
    return new ActionClassifier(sgd.withSeed(seed), folds, seed, mostDeterministic);
  }

  /**
   * b(a|x) for a log without propensities.
   *
   * @throws IllegalArgumentException if the logger is nearly deterministic, as the fitted
   *     probabilities or repeated contexts show; or if there are too few units
   */
  public FittedProbabilities propensities(Decisions decisions) {
    for (int position : decisions.positions()) {
      refuseIfRepeatedContextsAgree(decisions, position);
    }
    FittedProbabilities fitted = actionGivenContext(decisions);
    for (int position : decisions.positions()) {
      refuseIfCertain(decisions, fitted, position);
    }
    return fitted;
  }

  /**
   * p(a|x) without a word on determinism; with {@link Decisions#withCategories} it is p(a|x, e),
   * which marginalized importance sampling needs where p(e|a) is unknown.
   */
  public FittedProbabilities actionGivenContext(Decisions decisions) {
    int actions = decisions.actions();
    double[] table = new double[decisions.size() * actions];
    Folds outer = Folds.shuffled(decisions, folds, seed);
    outer.forEach(
        decisions,
        (training, heldOut) -> {
          Decisions part = decisions.rows(training);
          double[] p =
              ProbabilityFit.of(sgd, part, part.actionsTaken(), seed)
                  .probabilities(decisions.rows(heldOut));
          for (int i = 0; i < heldOut.length; i++) {
            System.arraycopy(p, i * actions, table, heldOut[i] * actions, actions);
          }
        });
    return new FittedProbabilities(
        decisions,
        table,
        outer.provenance(
            "multinomial logistic regression (Tribuo), calibrated by temperature and class biases"));
  }

  private void refuseIfCertain(Decisions decisions, FittedProbabilities fitted, int position) {
    double sum = 0;
    int rows = 0;
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.position(i) != position) {
        continue;
      }
      double largest = 0;
      for (int a = 0; a < decisions.actions(); a++) {
        largest = Math.max(largest, fitted.of(i, a));
      }
      sum += largest;
      rows++;
    }
    refuse(sum / rows, position, "the fitted probability of its most probable action", rows);
  }

  /**
   * In a group of n rows with the same context, of which n_a have action a, sum_a n_a (n_a - 1) /
   * (n (n - 1)) estimates sum_a b(a|x)^2 without bias. Its root is above the largest b(a|x) by no
   * more than (1 - b)^2 / (2 b), which is nothing where b is near 1.
   */
  private void refuseIfRepeatedContextsAgree(Decisions decisions, int position) {
    long[] keys =
        IntStream.range(0, decisions.size())
            .filter(i -> decisions.position(i) == position)
            .mapToLong(i -> key(decisions, i))
            .toArray();
    int rows = keys.length;
    Arrays.sort(keys);
    Map<Long, int[]> groups = new HashMap<>();
    for (int i = 1; i < rows; i++) {
      if (keys[i] == keys[i - 1]) {
        groups.putIfAbsent(keys[i], new int[decisions.actions()]);
      }
    }
    for (int i = 0; i < decisions.size() && !groups.isEmpty(); i++) {
      int[] counts = decisions.position(i) == position ? groups.get(key(decisions, i)) : null;
      if (counts != null) {
        counts[decisions.action(i)]++;
      }
    }
    double agreement = 0;
    int repeated = 0;
    for (int[] counts : groups.values()) {
      long n = 0;
      double pairs = 0;
      for (int count : counts) {
        n += count;
        pairs += count * (count - 1.0);
      }
      repeated += (int) n;
      agreement += pairs / (n - 1);
    }
    if (repeated >= REPEATED_SHARE * rows && repeated > 0) {
      refuse(
          Math.sqrt(agreement / repeated),
          position,
          "by how often it repeats its action in the same context, its certainty",
          repeated);
    }
  }

  private void refuse(double certainty, int position, String what, int rows) {
    Check.that(
        certainty <= mostDeterministic,
        "position %d: the logger is nearly deterministic: %s is %.4f on average over %d rows, above %s. Propensities"
            + " cannot be estimated from such a log; log them, or judge with a model of the reward alone.",
        position,
        what,
        certainty,
        rows,
        mostDeterministic);
  }

  /**
   * A hash of a context by SplitMix64's finalizer; in 64 bits, contexts that differ do not meet by
   * chance.
   */
  private static long key(Decisions decisions, int row) {
    long key = 0;
    for (int j = 0; j < decisions.features(); j++) {
      key ^= Double.doubleToLongBits(decisions.context(row, j) + 0.0); // -0 is 0
      key = (key ^ (key >>> 30)) * 0xBF58476D1CE4E5B9L;
      key = (key ^ (key >>> 27)) * 0x94D049BB133111EBL;
      key ^= key >>> 31;
    }
    return key;
  }
}
