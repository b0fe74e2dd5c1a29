package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * Q_l(x, a_0 .. a_l): what position l of a ranked list and all positions below it earn, if the
 * items down to l are those and the target policy e fills the rest. Fitted from the last position
 * up, each position by a regression of
 *
 * <pre>  y_l = r_l + sum_a e(a | x, a_0 .. a_l) Q_{l+1}(x, a_0 .. a_l, a)</pre>
 *
 * <p>on the context, the items above one-hot, and the position's own item, which is the action.
 *
 * <p>Source: Kiyohara, Saito, Matsuhiro, Narita, Shimizu and Yamamoto, "Doubly Robust Off-Policy
 * Evaluation for Ranking Policies under the Cascade Behavior Model", 2022.
 */
public final class CascadeValues {

  private CascadeValues() {}

  /**
   * Predicts every row by models that saw no row of its unit.
   *
   * @param learner fits one model for each position and fold; a linear one needs interactions to
   *     tell an item that suits those above it from one that does not
   * @param length positions L of every slate
   * @param rows the items shown, the rows of a slate together and by position, {@code [slates *
   *     L]}; the units must not cut slates
   * @param reward of each row, {@code [slates * L]}, finite
   * @param target e(. | x, items above) of each row, {@code [slates * L, K]}
   * @param weight of each row in its position's regression, {@code [slates * L]}, not negative: all
   *     1, or the cascade ratio, which fits best where the target policy acts
   * @param folds of these rows, slates whole
   * @return Q_l of every item at each row; {@link RewardPredictions#expected} of {@code target} is
   *     its mean under the target policy
   */
  public static RewardPredictions crossFit(
      RewardLearner learner,
      int length,
      Decisions rows,
      double[] reward,
      double[] target,
      double[] weight,
      Folds folds) {
    Check.that(
        length >= 1 && rows.size() % length == 0,
        "%d rows are no whole number of slates of %d. Give whole slates.",
        rows.size(),
        length);
    rows.checkColumn(reward, "reward");
    rows.checkColumn(weight, "weight");
    rows.checkDistribution(target, "target");
    folds.check(rows);
    int actions = rows.actions();
    double[] q = new double[rows.size() * actions];
    for (int f = 0; f < folds.count(); f++) {
      int[] training = slates(folds.training(f), length);
      int[] heldOut = slates(folds.heldOut(f), length);
      double[] below = new double[training.length];
      for (int l = length - 1; l >= 0; l--) {
        double[] y = at(reward, training, length, l);
        for (int i = 0; i < y.length; i++) {
          y[i] += below[i];
        }
        Decisions at = position(rows, length, l); // [slates]
        Decisions seen = at.rows(training);
        RewardModel model = learner.fit(seen, y, at(weight, training, length, l));
        double[] fitted = model.table(seen);
        for (int i = 0; i < below.length; i++) {
          int row = (training[i] * length + l) * actions;
          below[i] = 0;
          for (int a = 0; a < actions; a++) {
            below[i] += target[row + a] * fitted[i * actions + a];
          }
        }
        double[] predicted = model.table(at.rows(heldOut));
        for (int i = 0; i < heldOut.length; i++) {
          int row = (heldOut[i] * length + l) * actions;
          System.arraycopy(predicted, i * actions, q, row, actions);
        }
      }
    }
    return new RewardPredictions(
        rows, q, folds.provenance(learner.description() + ", fitted from the last position up"));
  }

  /** Position l of every slate, its context with the items above. */
  private static Decisions position(Decisions rows, int length, int l) {
    int slates = rows.size() / length;
    int[] own = new int[slates];
    int[] above = new int[slates * l];
    for (int i = 0; i < slates; i++) {
      own[i] = i * length + l;
      for (int j = 0; j < l; j++) {
        above[i * l + j] = rows.action(i * length + j);
      }
    }
    int[] counts = new int[l];
    Arrays.fill(counts, rows.actions());
    return rows.rows(own).withCategories(above, counts);
  }

  /** The slates that rows make up. */
  private static int[] slates(int[] rows, int length) {
    int[] slates = Arrays.stream(rows).map(row -> row / length).distinct().toArray();
    Check.that(
        slates.length * length == rows.length,
        "the folds cut slates: %d rows of slates of %d belong to %d slates. Make the folds by slate, with its number as"
            + " the unit of each of its rows.",
        rows.length,
        length,
        slates.length);
    return slates;
  }

  private static double[] at(double[] column, int[] slates, int length, int l) {
    return Arrays.stream(slates).mapToDouble(i -> column[i * length + l]).toArray();
  }
}
