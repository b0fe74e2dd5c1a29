package dev.strandline.ope.interval;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;

/**
 * How far apart the terms of a mean can lie: the R of {@link Hoeffding} and {@link
 * EmpiricalBernstein}.
 *
 * @param value largest possible minus smallest possible term, positive and finite, in units of the
 *     reward
 * @param rule where it comes from; only {@link Rule#KNOWN} gives the bounds their guarantee
 */
public record TermWidth(double value, Rule rule) {

  /** Where a width comes from. */
  public enum Rule {
    /** From what rewards and weights can be at all. */
    KNOWN,
    /** The sample's largest term, with zero for the smallest. */
    SAMPLE_MAX,
    /** The sample's largest minus its smallest term. */
    SAMPLE_RANGE
  }

  public TermWidth {
    Check.positive(value, "TermWidth.value", "Terms that cannot differ need no bound.");
  }

  /** A width known before the log was seen, in units of the reward. */
  public static TermWidth known(double width) {
    return new TermWidth(width, Rule.KNOWN);
  }

  /**
   * The width of w r for rewards in [low, high] and weights in [0, maxWeight]: {@code maxWeight
   * (high - low)} where zero lies among the rewards.
   *
   * @param low least possible reward
   * @param high greatest possible reward
   * @param maxWeight greatest possible importance weight, positive
   */
  public static TermWidth weighted(double low, double high, double maxWeight) {
    Check.that(
        low <= high && Double.isFinite(low) && Double.isFinite(high),
        "Rewards from %s to %s are no range. Give finite numbers, the lower one first.",
        low,
        high);
    Check.positive(
        maxWeight, "TermWidth.weighted.maxWeight", "Clip the weights or bound their ratio.");
    // A weight of zero makes the term zero, whatever the reward.
    return known(maxWeight * (Math.max(high, 0) - Math.min(low, 0)));
  }

  /**
   * The largest of the terms, none of which may be negative. A heuristic: the next term may be
   * larger than all before.
   *
   * @param terms one for each independent unit
   */
  public static TermWidth sampleMax(double[] terms) {
    double least = Arrays.stream(terms).min().orElse(Double.NaN);
    Check.that(
        least >= 0,
        "SAMPLE_MAX takes zero for the least term, but a term is %s. Use SAMPLE_RANGE, or give the "
            + "width that rewards and weights allow.",
        least);
    return new TermWidth(Arrays.stream(terms).max().orElseThrow(), Rule.SAMPLE_MAX);
  }

  /**
   * The largest minus the smallest of the terms. A heuristic: the next term may lie outside.
   *
   * @param terms one for each independent unit
   */
  public static TermWidth sampleRange(double[] terms) {
    double least = Arrays.stream(terms).min().orElse(Double.NaN);
    return new TermWidth(Arrays.stream(terms).max().orElse(Double.NaN) - least, Rule.SAMPLE_RANGE);
  }

  List<String> remarks() {
    return rule == Rule.KNOWN
        ? List.of()
        : List.of(
            "The width "
                + value
                + " of the terms is a guess from the sample ("
                + rule
                + "): the interval has no guarantee.");
  }
}
