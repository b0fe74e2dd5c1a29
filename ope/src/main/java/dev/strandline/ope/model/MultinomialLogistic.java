package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/** Multinomial logistic regression of the action on the context, by Tribuo. */
public final class MultinomialLogistic {

  private MultinomialLogistic() {}

  /**
   * Fits scores whose softmax is the probability of each label. Contexts are standardized inside;
   * the scores take raw ones.
   *
   * @param label {@code [n]}, each in [0, K): the class of each row
   * @param weight {@code [n]}, finite and not negative, not all 0
   * @return K linear functions; the constant of a label without a row of positive weight is
   *     negative infinity
   */
  public static LinearScores fit(Sgd sgd, Decisions decisions, int[] label, double[] weight) {
    Check.length(label.length, decisions.size(), "label");
    FitColumns.check(decisions, new double[label.length], weight);
    Scaling scaling = Scaling.standard(decisions);
    SparseRows rows = SparseRows.of(decisions, scaling);
    int classes = decisions.actions();
    double[] theta = TribuoLinear.classification(sgd, rows, classes, label, weight);
    if (decisions.features() == 0) { // the one feature of the rows was an empty context's zero
      double[] constants = new double[classes];
      for (int k = 0; k < classes; k++) {
        constants[k] = theta[2 * k + 1];
      }
      return new LinearScores(classes, 0, constants);
    }
    return scaling.undo(theta, classes);
  }
}
