package dev.strandline.ope.learning;

import dev.strandline.ope.model.Softmax;
import dev.strandline.policy.Check;

/**
 * What a policy gradient descends: loss = -mean(terms) + constraint log(mean w) + penalty
 * var(terms), with the terms of an {@link Objective}, w = p(a_i) / b_i, and a variance with divisor
 * n - 1.
 *
 * <p>The gradient is the policy gradient: weights and predictions inside the terms are constants,
 * while log(mean w) is differentiated through w.
 *
 * @param objective gives the terms
 * @param lambda the objective's own parameter; ignored by those without one
 * @param constraint factor of log(mean w), which keeps the mean weight near 1; 0 for none
 * @param penalty factor of the terms' variance, 0 or more
 */
public record PolicyLoss(Objective objective, double lambda, double constraint, double penalty) {

  public PolicyLoss {
    objective.check(lambda);
    Check.notNegative(constraint, "PolicyLoss.constraint", "Use 0 for none.");
    Check.notNegative(penalty, "PolicyLoss.penalty", "Use 0 for none.");
  }

  /** An objective alone. */
  public static PolicyLoss of(Objective objective, double lambda) {
    return new PolicyLoss(objective, lambda, 0, 0);
  }

  /**
   * The loss at given logits.
   *
   * @param terms {@code [n]}
   * @param meanWeight mean of w
   * @param loss what is descended
   * @param heldOutLoss the same with minus the estimated value in the place of -mean(terms), which
   *     has the value's gradient and says nothing of its size: for rows that judge a training
   * @param gradient of the loss with respect to the logits, {@code [n, K]}
   */
  public record Value(
      double[] terms, double meanWeight, double loss, double heldOutLoss, double[] gradient) {}

  /**
   * Evaluates the loss and its gradient.
   *
   * @param logits {@code [n, K]}, finite
   * @param action {@code [n]}, in [0, K)
   * @param reward {@code [n]}
   * @param propensity b(a_i|x_i), {@code [n]}, positive
   * @param q predicted rewards, {@code [n, K]}; not read where the objective uses no model
   */
  public Value at(double[] logits, int[] action, double[] reward, double[] propensity, double[] q) {
    int n = action.length;
    int actions = logits.length / n;
    Check.length(reward.length, n, "reward");
    Check.length(propensity.length, n, "propensity");
    if (objective.usesModel()) {
      Check.length(q.length, logits.length, "q");
    }
    Check.that(penalty == 0 || n >= 2, "a variance needs at least 2 rows, but there is %d.", n);
    double[] terms = new double[n];
    double[] value = new double[n];
    double[] weight = new double[n];
    double[] p = logits.clone();
    double[] gradient = new double[logits.length]; // of each term, at first
    for (int i = 0; i < n; i++) {
      int row = i * actions;
      double logSum = Softmax.inPlace(p, row, actions);
      int logged = row + action[i];
      weight[i] = p[logged] / propensity[i];
      double predicted = objective.usesModel() ? q[logged] : 0;
      double c = objective.coefficient(weight[i], reward[i], predicted, lambda);
      value[i] = objective.term(weight[i], reward[i], predicted, lambda);
      terms[i] = c * (logits[logged] - logSum);
      double constants = c;
      gradient[logged] = c;
      for (int a = row; objective.usesModel() && a < row + actions; a++) {
        double qp = q[a] * p[a];
        value[i] += qp;
        terms[i] += qp * (logits[a] - logSum);
        constants += qp;
        gradient[a] += qp;
      }
      for (int a = row; a < row + actions; a++) {
        gradient[a] -= constants * p[a];
      }
    }

    double mean = mean(terms);
    double meanWeight = mean(weight);
    double squares = 0;
    for (double term : terms) {
      squares += (term - mean) * (term - mean);
    }
    double regularizer =
        (constraint == 0 ? 0 : constraint * Math.log(meanWeight))
            + (penalty == 0 ? 0 : penalty * squares / (n - 1));
    for (int i = 0; i < n; i++) {
      int row = i * actions;
      double ofTerm = -1.0 / n + (penalty == 0 ? 0 : 2 * penalty * (terms[i] - mean) / (n - 1));
      double ofWeight = constraint == 0 ? 0 : constraint * weight[i] / (n * meanWeight);
      for (int a = 0; a < actions; a++) {
        double dLogP = (a == action[i] ? 1 : 0) - p[row + a];
        gradient[row + a] = ofTerm * gradient[row + a] + ofWeight * dLogP;
      }
    }
    return new Value(terms, meanWeight, regularizer - mean, regularizer - mean(value), gradient);
  }

  private static double mean(double[] values) {
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      mean += (values[i] - mean) / (i + 1);
    }
    return mean;
  }
}
