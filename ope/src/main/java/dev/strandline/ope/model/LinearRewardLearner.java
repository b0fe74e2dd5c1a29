package dev.strandline.ope.model;

/** A learner whose models are linear in the context, so that they can become a policy. */
public interface LinearRewardLearner extends RewardLearner {

  @Override
  LinearRewardModel fit(Decisions decisions, double[] reward, double[] weight);
}
