package dev.strandline.ope.model;

/** A way to regress the reward on context and action. Immutable. */
public interface RewardLearner {

  /** What is fitted, with its settings, for {@link Provenance}. */
  String description();

  /**
   * Fits a model to all rows, whatever their position.
   *
   * @param decisions n rows
   * @param reward {@code [n]}, finite
   * @param weight {@code [n]}, finite and not negative, not all 0
   * @throws IllegalArgumentException if the columns do not fit, or the learner cannot use them
   */
  RewardModel fit(Decisions decisions, double[] reward, double[] weight);
}
