package dev.strandline.ope.learning;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Ranked lists in which each next item is drawn with probability softmax(score / tau) among those
 * not yet placed (Plackett, "The Analysis of Permutations", 1975; Luce, "Individual Choice
 * Behavior", 1959).
 */
public final class PlackettLuce {

  private PlackettLuce() {}

  /**
   * Draws a list: the places of the L largest scores / tau + Gumbel noise (Yellott, "The
   * Relationship between Luce's Choice Axiom, Thurstone's Theory of Comparative Judgment, and the
   * Double Exponential Distribution", 1977).
   *
   * @param scores {@code [K]}, finite, or negative infinity for an item that is never shown
   * @param temperature tau, positive
   * @param length L, from 1 to the number of items that can be shown
   * @return {@code [L]}, from the first place on
   */
  public static int[] draw(
      double[] scores, double temperature, int length, RandomGenerator stream) {
    check(scores, temperature, length);
    double[] noisy = new double[scores.length];
    for (int k = 0; k < noisy.length; k++) {
      double exponential = -Math.log1p(-stream.nextDouble()); // above 0 almost surely
      noisy[k] = scores[k] / temperature - Math.log(Math.max(exponential, Double.MIN_NORMAL));
    }
    int[] ranking = new int[length];
    for (int place = 0; place < length; place++) {
      int best = 0;
      for (int k = 1; k < noisy.length; k++) {
        if (noisy[k] > noisy[best]) {
          best = k;
        }
      }
      ranking[place] = best;
      noisy[best] = Double.NEGATIVE_INFINITY;
    }
    return ranking;
  }

  /**
   * Natural logarithm of the probability that a list is drawn.
   *
   * @param ranking {@code [L]}, distinct items from the first place on
   */
  public static double logProb(double[] scores, double temperature, int[] ranking) {
    check(scores, temperature, ranking.length);
    boolean[] placed = new boolean[scores.length];
    double logProb = 0;
    for (int item : ranking) {
      Check.that(
          item >= 0 && item < scores.length && !placed[item],
          "ranking %s: item %d is placed twice, or is none of the %d. Give distinct indices.",
          Arrays.toString(ranking),
          item,
          scores.length);
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < scores.length; k++) {
        largest = placed[k] ? largest : Math.max(largest, scores[k]);
      }
      double sum = 0;
      for (int k = 0; k < scores.length; k++) {
        sum += placed[k] ? 0 : Math.exp((scores[k] - largest) / temperature);
      }
      logProb += (scores[item] - largest) / temperature - Math.log(sum);
      placed[item] = true;
    }
    return logProb;
  }

  private static void check(double[] scores, double temperature, int length) {
    Check.positive(temperature, "temperature", "For the best items in order use a small one.");
    int shown = 0;
    for (int k = 0; k < scores.length; k++) {
      Check.that(
          Double.isFinite(scores[k]) || scores[k] == Double.NEGATIVE_INFINITY,
          "the score of item %d is %s. Scores must be finite, or negative infinity to leave an item out.",
          k,
          scores[k]);
      shown += Double.isFinite(scores[k]) ? 1 : 0;
    }
    Check.range(length, 1, shown, "length of the list", "No item is shown twice.");
  }
}
