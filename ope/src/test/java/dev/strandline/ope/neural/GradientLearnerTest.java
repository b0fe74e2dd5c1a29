package dev.strandline.ope.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.learning.Objective;
import dev.strandline.ope.learning.PolicyLoss;
import dev.strandline.ope.learning.SoftmaxPolicy;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Design;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.Log;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientLearnerTest {

  private static final int ROWS = 2_000;

  private final Log log = new Log(ROWS, 3, 2, 1);
  private final Log other = new Log(ROWS, 3, 2, 2);

  private double value(SoftmaxPolicy policy) {
    double[] p = policy.probabilities(other.decisions);
    double sum = 0;
    for (int at = 0; at < p.length; at++) {
      sum += p[at] * Log.expected(other.context[at / 3 * 2], at % 3);
    }
    return sum / ROWS;
  }

  @ParameterizedTest
  @EnumSource(Objective.class)
  void everyObjectiveLearnsALinearPolicyFarBetterThanTheLogger(Objective objective) {
    double lambda =
        switch (objective) {
          case SNIPW -> -0.3;
          case IPW_OS -> 50;
          default -> 0.05;
        };
    Optional<RewardPredictions> q =
        objective.usesModel()
            ? Optional.of(
                RewardPredictions.crossFit(
                    new Ridge(1, Design.interacted(), true),
                    log.decisions,
                    log.reward,
                    SampleWeights.equal(ROWS),
                    Folds.shuffled(log.decisions, 2, 0)))
            : Optional.empty();

    GradientLearner.Outcome outcome =
        GradientLearner.fit(
            GradientLearner.Config.defaults().withLoss(PolicyLoss.of(objective, lambda)),
            log.decisions,
            log.reward,
            log.propensity,
            q);

    double logger = Arrays.stream(other.reward).average().orElseThrow();
    assertThat(value(outcome.policy())).isGreaterThan(logger + 0.4);
  }

  @Test
  void aHiddenLayerLearnsWhatALinearPolicyCannot() {
    // Action 1 pays where |x_0| > 0.7, action 0 elsewhere; logged uniformly.
    int[] action = new int[ROWS];
    double[] reward = new double[ROWS];
    double[] propensity = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      action[i] = i % 2;
      propensity[i] = 0.5;
      reward[i] = (Math.abs(log.context[2 * i]) > 0.7 ? 1 : 0) == action[i] ? 1 : 0;
    }
    Decisions decisions = Decisions.of(2, 2, log.context, action);
    GradientLearner.Config linear = GradientLearner.Config.defaults();

    double straight = share(linear, decisions, reward, propensity);
    double bent = share(linear.withHidden(List.of(16)), decisions, reward, propensity);

    assertThat(straight).isLessThan(0.79); // one side alone is right on 0.76 of the rows
    assertThat(bent).isGreaterThan(0.85);
  }

  /** Mean probability of the action that pays, on another log's contexts. */
  private double share(
      GradientLearner.Config config, Decisions decisions, double[] reward, double[] propensity) {
    SoftmaxPolicy policy =
        GradientLearner.fit(config, decisions, reward, propensity, Optional.empty()).policy();
    double[] p = policy.probabilities(Decisions.of(2, 2, other.context, new int[ROWS]));
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      sum += p[2 * i + (Math.abs(other.context[2 * i]) > 0.7 ? 1 : 0)];
    }
    return sum / ROWS;
  }

  @Test
  void unitsOfTheContextDoNotMatter() {
    double[] scaled = log.context.clone();
    for (int i = 0; i < ROWS; i++) {
      scaled[2 * i] = 500 + 1e3 * scaled[2 * i];
    }
    GradientLearner.Config config = GradientLearner.Config.defaults();

    SoftmaxPolicy policy =
        GradientLearner.fit(config, log.decisions, log.reward, log.propensity, Optional.empty())
            .policy();
    SoftmaxPolicy ofScaled =
        GradientLearner.fit(
                config,
                Decisions.of(3, 2, scaled, log.action),
                log.reward,
                log.propensity,
                Optional.empty())
            .policy();

    assertThat(ofScaled.probabilities(new double[] {500 + 1e3 * 0.4, -1}))
        .containsExactly(policy.probabilities(new double[] {0.4, -1}), within(1e-6));
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
    GradientLearner.Config config = GradientLearner.Config.defaults();

    double[] once = learned(config);

    assertThat(learned(config)).isEqualTo(once);
    assertThat(learned(config.withSeed(1))).isNotEqualTo(once);
  }

  private double[] learned(GradientLearner.Config config) {
    return GradientLearner.fit(config, log.decisions, log.reward, log.propensity, Optional.empty())
        .policy()
        .probabilities(new double[] {0.5, 0.5});
  }

  @Test
  void aModelsObjectiveWithoutPredictionsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GradientLearner.fit(
                    GradientLearner.Config.defaults().withLoss(PolicyLoss.of(Objective.DR, 0)),
                    log.decisions,
                    log.reward,
                    log.propensity,
                    Optional.empty()))
        .withMessageContaining("DR uses predicted rewards")
        .withMessageContaining("RewardPredictions.crossFit");
  }
}
