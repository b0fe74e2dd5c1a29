package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/** Checks of the columns that every reward learner is given. */
final class FitColumns {

  private FitColumns() {}

  /** Finite rewards, and weights that are not negative and not all 0. */
  static void check(Decisions decisions, double[] reward, double[] weight) {
    decisions.checkColumn(reward, "reward");
    decisions.checkColumn(weight, "weight");
    boolean anyPositive = false;
    for (int i = 0; i < weight.length; i++) {
      Check.that(
          weight[i] >= 0, "weight, row %d: %s is negative. Weights count rows.", i, weight[i]);
      anyPositive |= weight[i] > 0;
    }
    Check.that(
        anyPositive,
        "all %d rows have weight 0: the target policy takes none of the logged actions, so there is nothing to fit."
            + " Use equal weights.",
        weight.length);
  }
}
