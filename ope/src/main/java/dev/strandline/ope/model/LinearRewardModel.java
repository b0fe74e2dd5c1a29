package dev.strandline.ope.model;

/**
 * q(x, a) = s_a(x), or 1 / (1 + exp(-s_a(x))) for the probability of a binary reward.
 *
 * @param scores one linear function for each action
 * @param logistic whether the scores are log-odds
 */
public record LinearRewardModel(LinearScores scores, boolean logistic) implements RewardModel {

  @Override
  public double[] table(Decisions decisions) {
    int actions = scores.outputs();
    double[] q = new double[decisions.size() * actions];
    for (int i = 0; i < decisions.size(); i++) {
      scores.write(decisions, i, q, i * actions);
    }
    for (int at = 0; logistic && at < q.length; at++) {
      q[at] = 1 / (1 + Math.exp(-q[at]));
    }
    return q;
  }
}
