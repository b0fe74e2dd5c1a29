package dev.strandline.ope.bandit;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Categorical descriptions of actions: z = (z_1 .. z_D), each dimension drawn by itself given the
 * action, with known p(z_d|a). Weights of descriptions instead of actions vary less where many
 * actions share one. Immutable.
 *
 * <p>Source: Saito and Joachims, "Off-Policy Evaluation for Large Action Spaces via Embeddings",
 * 2022.
 */
public final class ActionEmbeddings {

  private static final double SUM_TOLERANCE = 1e-6;

  /** How the dimensions meet in one weight. */
  public enum Form {
    /** sum_a e(a|x) prod_d p(z_d|a) / sum_a b(a|x) prod_d p(z_d|a). */
    JOINT,
    /**
     * prod_d (sum_a e(a|x) p(z_d|a) / sum_a b(a|x) p(z_d|a)): the form of the authors' code, biased
     * for more than one dimension.
     */
    FACTORED
  }

  private final int actions;
  private final double[][][] given; // [D][categories][actions]

  /**
   * Known probabilities of the descriptions.
   *
   * @param probability {@code [D][actions][categories]}: p(z_d = category | action), each row with
   *     sum 1 to 1e-6; dimensions may have different numbers of categories
   */
  public ActionEmbeddings(double[][][] probability) {
    Check.that(
        probability.length > 0 && probability[0].length > 0,
        "ActionEmbeddings has no dimensions or no actions. Give p(z_d | a) for at least one of each.");
    actions = probability[0].length;
    given = new double[probability.length][][];
    for (int d = 0; d < given.length; d++) {
      Check.length(probability[d].length, actions, "actions of embedding dimension " + d);
      int categories = probability[d][0].length;
      given[d] = new double[categories][actions];
      for (int a = 0; a < actions; a++) {
        double[] row = probability[d][a];
        Check.length(row.length, categories, "categories of dimension " + d + ", action " + a);
        double sum = 0;
        double least = 0;
        for (int c = 0; c < categories; c++) {
          given[d][c][a] = row[c];
          sum += row[c];
          least = Math.min(least, row[c]);
        }
        Check.that(
            Math.abs(sum - 1) <= SUM_TOLERANCE && least >= 0,
            "Embedding dimension %d, action %d: p(z|a) sums to %s and the least is %s; it must sum to 1 and not be negative. Normalize it.",
            d,
            a,
            sum,
            least);
      }
    }
  }

  /** Number of dimensions D. */
  public int dimensions() {
    return given.length;
  }

  /**
   * Weights of all dimensions; see {@link #weights(ActionProbabilities, ActionProbabilities, int[],
   * Form, int[])}.
   */
  public double[] weights(
      ActionProbabilities target, ActionProbabilities behavior, int[] embedding, Form form) {
    return weights(target, behavior, embedding, form, IntStream.range(0, dimensions()).toArray());
  }

  /**
   * Importance weights of the logged descriptions.
   *
   * @param target the target policy's probabilities, {@code [rounds, actions]}
   * @param behavior the logging policy's
   * @param embedding {@code [rounds, D]} row-major, categories from 0
   * @param dimension which dimensions to use, at least one
   */
  public double[] weights(
      ActionProbabilities target,
      ActionProbabilities behavior,
      int[] embedding,
      Form form,
      int[] dimension) {
    Check.that(
        target.actions() == actions,
        "The target has %d actions, but the embeddings have %d. Give p(z|a) for the same actions.",
        target.actions(),
        actions);
    ImportanceWeights.checkSameShape(target, behavior, "behavior");
    Check.length(embedding.length, Math.multiplyExact(target.rows(), dimensions()), "embedding");
    Check.that(dimension.length > 0, "No embedding dimension is used. Use at least one.");
    double[] weight = new double[target.rows()];
    double[] likelihood = new double[actions];
    for (int i = 0; i < weight.length; i++) {
      weight[i] =
          form == Form.JOINT
              ? joint(target, behavior, embedding, dimension, i, likelihood)
              : factored(target, behavior, embedding, dimension, i);
    }
    return ImportanceWeights.checked(
        weight,
        "The logging policy takes no action that could have this embedding. Mend p(z|a) or the log.");
  }

  private double joint(
      ActionProbabilities target,
      ActionProbabilities behavior,
      int[] embedding,
      int[] dimension,
      int row,
      double[] likelihood) {
    Arrays.fill(likelihood, 1);
    for (int d : dimension) {
      double[] p = given(embedding, row, d);
      for (int a = 0; a < actions; a++) {
        likelihood[a] *= p[a];
      }
    }
    return ratio(target, behavior, row, likelihood);
  }

  private double factored(
      ActionProbabilities target,
      ActionProbabilities behavior,
      int[] embedding,
      int[] dimension,
      int row) {
    double product = 1;
    for (int d : dimension) {
      product *= ratio(target, behavior, row, given(embedding, row, d));
    }
    return product;
  }

  /** p(z_d | .) of the round's category in a dimension. */
  private double[] given(int[] embedding, int row, int d) {
    int category = embedding[row * dimensions() + d];
    if (category < 0 || category >= given[d].length) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d: category of embedding dimension %d is %d, but there are %d, numbered from 0. Mend it.",
              row, d, category, given[d].length));
    }
    return given[d][category];
  }

  /** sum_a e(a|x) p(z|a) / sum_a b(a|x) p(z|a). */
  private double ratio(
      ActionProbabilities target, ActionProbabilities behavior, int row, double[] p) {
    double e = 0;
    double b = 0;
    for (int a = 0; a < actions; a++) {
      e += target.at(row, a) * p[a];
      b += behavior.at(row, a) * p[a];
    }
    return e / b;
  }
}
