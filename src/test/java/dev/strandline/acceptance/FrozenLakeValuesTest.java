package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.neural.NeuralFqe;
import dev.strandline.ope.study.StudyResult;
import dev.strandline.ope.study.StudySettings;
import dev.strandline.ope.study.TrajectoryStudy;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Estimates with values by fitted Q evaluation, beside the exact value of a policy. */
class FrozenLakeValuesTest {

  private static final double GAMMA = 0.99;
  private static final int HORIZON = 20;
  private static final int EPISODES = 2_000;

  /** A linear function of indicators of the state is a table. */
  private static final NeuralFqe.Config TABLE =
      NeuralFqe.Config.defaults().withHidden(List.of()).withLearningRate(0.01).withUpdates(4_000);

  private final TabularMdp mdp = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
  private final TabularPolicy best = TabularPolicy.greedy(mdp.optimal(GAMMA));
  private final TabularPolicy behavior = best.withExploration(0.3);
  private final TabularPolicy policy = best.withExploration(0.1);

  /** The log of the behavior policy, its observation one indicator for each state. */
  private Transitions log() {
    Transitions log = mdp.sample(behavior, EPISODES, HORIZON, new Streams(21));
    int states = mdp.states();
    float[] observation = new float[log.size() * states];
    float[] next = new float[observation.length];
    double[] probabilities = new double[log.size() * mdp.actions()];
    for (int row = 0; row < log.size(); row++) {
      int state = log.discreteStates()[row];
      observation[row * states + state] = 1;
      next[row * states + (int) log.nextObservations().orElseThrow()[row]] = 1;
      for (int a = 0; a < mdp.actions(); a++) {
        probabilities[row * mdp.actions() + a] = policy.probability(state, a);
      }
    }
    long[] ids = new long[log.episodes()];
    int[] starts = new int[log.episodes()];
    for (int episode = 0; episode < ids.length; episode++) {
      ids[episode] = log.episodeId(episode);
      starts[episode] = log.episodeStart(episode);
    }
    return new Transitions.Builder(states, log.actionSpace())
        .observations(observation)
        .actions(log.actions())
        .rewards(log.rewards())
        .terminal(log.terminal())
        .truncated(log.truncated())
        .nextObservations(next)
        .episodes(ids, starts)
        .extra(TabularMdp.PROPENSITY, log.extras().get(TabularMdp.PROPENSITY))
        .extra("e", Column.Numbers.vectors(probabilities, mdp.actions()))
        .build();
  }

  @Test
  void estimatesWithValuesAreNearTheExactValue() {
    Transitions log = log();
    double exact = mdp.evaluate(policy, GAMMA, HORIZON).mean();

    StudyResult result =
        TrajectoryStudy.run(
            log,
            List.of(Target.of("e", log, "e")),
            StudySettings.defaults()
                .withGamma(GAMMA)
                .withEstimators(List.of("pdis", "dm", "dr", "sndr")),
            TABLE,
            (done, total) -> {},
            Optional.empty());

    List<Estimate> estimates =
        result.policies().get(0).answers().stream().map(answer -> answer.estimate()).toList();
    assertThat(estimates)
        .extracting(Estimate::estimator)
        .containsExactly("pdis", "dm", "dr", "sndr");
    Estimate pdis = estimates.get(0);
    for (Estimate withWeights : List.of(pdis, estimates.get(2), estimates.get(3))) {
      assertThat(withWeights.value())
          .as(withWeights.estimator())
          .isCloseTo(exact, within(4 * withWeights.standardError()));
    }
    assertThat(estimates.get(1).value()).as("dm").isCloseTo(exact, within(0.05));
    assertThat(estimates.get(2).standardError()).isLessThan(pdis.standardError());
    assertThat(estimates.get(3).standardError()).isLessThan(pdis.standardError());
    assertThat(result.policies().get(0).primary().estimate().estimator()).isEqualTo("sndr");
    assertThat(result.answers()).isTrue();
  }
}
