package dev.strandline.offline;

import dev.strandline.datasets.RewardTransform;

/**
 * What is done to a dataset before it reaches a learner, whichever it is.
 *
 * @param normalizeObservations whether observations are centered and scaled by the learned rows'
 *     mean and standard deviation (plus 1e-3), in training and by the policy
 * @param rewardScale multiplies rewards in training, finite and not 0
 * @param rewardShift is added to them afterwards, finite
 */
public record Preparation(boolean normalizeObservations, double rewardScale, double rewardShift) {

  /** Added to the standard deviation, as TD3+BC's authors do. */
  static final double EPSILON = 1e-3;

  public Preparation {
    new RewardTransform(rewardScale, rewardShift);
  }

  /** Normalized observations, rewards as they are: TD3+BC's. */
  public static Preparation defaults() {
    return new Preparation(true, 1, 0);
  }

  RewardTransform rewards() {
    return new RewardTransform(rewardScale, rewardShift);
  }
}
