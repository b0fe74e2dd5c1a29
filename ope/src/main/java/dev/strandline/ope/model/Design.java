package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * How context and action become the features of one regression: phi(x, a) = (x, f(a)), or (x, f(a),
 * x f(a)') with interactions.
 *
 * <p>Without interactions a linear model ranks the actions alike in every context: enough for a
 * doubly robust correction, useless for choosing actions. Trees find interactions by themselves.
 */
public final class Design {

  private final boolean interactions;
  private final double[][] actionFeatures; // [K, F]; null for one-hot

  private Design(boolean interactions, double[][] actionFeatures) {
    this.interactions = interactions;
    this.actionFeatures = actionFeatures;
  }

  /** Context, then the action one-hot. */
  public static Design additive() {
    return new Design(false, null);
  }

  /** Context, the action one-hot, and their products: in effect a model for each action. */
  public static Design interacted() {
    return new Design(true, null);
  }

  /**
   * The same with features of the actions in the place of the one-hot code.
   *
   * @param features {@code [K, F]}, finite, one row for each action
   */
  public Design withActionFeatures(double[][] features) {
    double[][] copy = Arrays.stream(features).map(double[]::clone).toArray(double[][]::new);
    for (int a = 0; a < copy.length; a++) {
      Check.length(copy[a].length, copy[0].length, "features of action " + a);
      for (double feature : copy[a]) {
        Check.that(
            Double.isFinite(feature), "features of action %d hold %s. Fill the gaps.", a, feature);
      }
    }
    return new Design(interactions, copy);
  }

  void check(int actions) {
    Check.that(
        actionFeatures == null || actionFeatures.length == actions,
        "there are features of %d actions, but the log has %d. Give one row for each action.",
        actionFeatures == null ? actions : actionFeatures.length,
        actions);
  }

  private int actionWidth(int actions) {
    return actionFeatures == null ? actions : actionFeatures[0].length;
  }

  /** Numbers in phi. */
  int width(int features, int actions) {
    int width = actionWidth(actions);
    return features + width + (interactions ? features * width : 0);
  }

  /** Most numbers in phi that are not zero. */
  int mostNonZero(int features, int actions) {
    int width = actionFeatures == null ? 1 : actionWidth(actions);
    return features + width + (interactions ? features * width : 0);
  }

  /**
   * Writes phi(x, a), places ascending.
   *
   * @return how many numbers were written
   */
  int phi(double[] x, int actions, int action, int[] index, double[] value) {
    int width = actionWidth(actions);
    int first = actionFeatures == null ? action : 0;
    int last = actionFeatures == null ? action : width - 1;
    int count = 0;
    for (int j = 0; j < x.length; j++) {
      index[count] = j;
      value[count++] = x[j];
    }
    for (int f = first; f <= last; f++) {
      index[count] = x.length + f;
      value[count++] = actionFeature(action, f);
    }
    for (int j = 0; interactions && j < x.length; j++) {
      for (int f = first; f <= last; f++) {
        index[count] = x.length + width + j * width + f;
        value[count++] = x[j] * actionFeature(action, f);
      }
    }
    return count;
  }

  private double actionFeature(int action, int f) {
    return actionFeatures == null ? 1 : actionFeatures[action][f];
  }

  /**
   * The linear scores in the raw context that {@code theta' phi + intercept} amounts to.
   *
   * @param theta {@code [width]}, for contexts that {@code scaling} was applied to
   */
  LinearScores scores(double[] theta, double intercept, Scaling scaling, int actions) {
    int features = scaling.size();
    int width = actionWidth(actions);
    double[] weights = new double[actions * (features + 1)];
    for (int a = 0; a < actions; a++) {
      int row = a * (features + 1);
      System.arraycopy(theta, 0, weights, row, features);
      weights[row + features] = intercept;
      int first = actionFeatures == null ? a : 0;
      int last = actionFeatures == null ? a : width - 1;
      for (int f = first; f <= last; f++) {
        weights[row + features] += theta[features + f] * actionFeature(a, f);
        for (int j = 0; interactions && j < features; j++) {
          weights[row + j] += theta[features + width + j * width + f] * actionFeature(a, f);
        }
      }
    }
    return scaling.undo(weights, actions);
  }

  @Override
  public String toString() {
    return (interactions ? "interacted" : "additive")
        + (actionFeatures == null ? "" : " with action features");
  }
}
