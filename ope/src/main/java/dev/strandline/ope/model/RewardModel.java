package dev.strandline.ope.model;

/** A fitted model of the reward: q(x, a) for every action. */
public interface RewardModel {

  /**
   * Predicted rewards of all actions in the contexts of {@code decisions}.
   *
   * @return {@code [n, K]} row-major
   */
  double[] table(Decisions decisions);
}
