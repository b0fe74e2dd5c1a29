package dev.strandline.ope.study;

import dev.strandline.policy.Check;

/**
 * What a reward can be at all, whether or not the log has seen it; a log with a reward outside is
 * refused.
 *
 * @param low the least possible reward
 * @param high the greatest possible one
 */
public record RewardRange(double low, double high) {
  public RewardRange {
    Check.that(
        Double.isFinite(low) && Double.isFinite(high) && low < high,
        "RewardRange must go up from one finite number to another, but is %s to %s. Clicks have 0 to 1.",
        low,
        high);
  }
}
