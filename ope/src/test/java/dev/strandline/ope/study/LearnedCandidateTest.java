package dev.strandline.ope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.learning.DrLearner;
import dev.strandline.ope.learning.IpwLearner;
import dev.strandline.ope.learning.Objective;
import dev.strandline.ope.learning.PolicyLoss;
import dev.strandline.ope.learning.QLearner;
import dev.strandline.ope.learning.SoftmaxPolicy;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.neural.GradientLearner;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a log to a candidate, and from held-out rows to a verdict on it. Each user decides twice; a
 * reward of 1 has the probability 1 / (1 + exp(-z)), z = x0, -x0 or x1 / 2 by action.
 */
class LearnedCandidateTest {

  private static final int ACTIONS = 3;
  private static final int ROWS = 5_000;
  private static final int FRESH = 20_000;

  @TempDir private Path folder;

  private static double chance(double[] context, int row, int action) {
    double z =
        switch (action) {
          case 0 -> context[2 * row];
          case 1 -> -context[2 * row];
          default -> context[2 * row + 1] / 2;
        };
    return 1 / (1 + Math.exp(-z));
  }

  private static double logger(double[] context, int row, int action) {
    double[] p = {0.5, 0.3, 0.2};
    return p[context[2 * row + 1] > 0 ? 2 - action : action];
  }

  private static double[] contexts(String stream, int rows) {
    RandomStream random = new Streams(11).open(stream);
    double[] context = new double[2 * rows];
    Arrays.setAll(context, i -> random.nextGaussian());
    return context;
  }

  private static BanditLog log() {
    double[] context = contexts("contexts", ROWS);
    RandomStream random = new Streams(11).open("decisions");
    int[] action = new int[ROWS];
    double[] reward = new double[ROWS];
    double[] propensity = new double[ROWS];
    long[] user = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      double u = random.nextDouble();
      while (action[row] < ACTIONS - 1 && u >= logger(context, row, action[row])) {
        u -= logger(context, row, action[row]);
        action[row]++;
      }
      reward[row] = random.nextDouble() < chance(context, row, action[row]) ? 1 : 0;
      propensity[row] = logger(context, row, action[row]);
      user[row] = row / 2;
    }
    return BanditLog.discrete(ACTIONS)
        .actions(action)
        .rewards(reward)
        .propensities(propensity)
        .context(2, context)
        .clusters(new Column.Integers(user))
        .build();
  }

  private interface Policy {
    double probability(int row, int action);
  }

  private static double trueValue(double[] context, Policy policy) {
    double sum = 0;
    for (int row = 0; row < FRESH; row++) {
      for (int a = 0; a < ACTIONS; a++) {
        sum += policy.probability(row, a) * chance(context, row, a);
      }
    }
    return sum / FRESH;
  }

  private enum Learner {
    IPW {
      @Override
      SoftmaxPolicy fit(Decisions decisions, BanditLog past) {
        return IpwLearner.defaults()
            .withTemperature(0)
            .fit(decisions, past.rewards(), past.propensities().orElseThrow());
      }
    },
    DR {
      @Override
      SoftmaxPolicy fit(Decisions decisions, BanditLog past) {
        return DrLearner.defaults()
            .fit(decisions, past.rewards(), past.propensities().orElseThrow(), q(decisions, past));
      }
    },
    GRADIENT {
      @Override
      SoftmaxPolicy fit(Decisions decisions, BanditLog past) {
        return GradientLearner.fit(
                GradientLearner.Config.defaults()
                    .withLoss(PolicyLoss.of(Objective.DR, 0))
                    .withHidden(List.of(16)),
                decisions,
                past.rewards(),
                past.propensities().orElseThrow(),
                Optional.of(q(decisions, past)))
            .policy();
      }
    };

    abstract SoftmaxPolicy fit(Decisions decisions, BanditLog past);

    static RewardPredictions q(Decisions decisions, BanditLog past) {
      return RewardPredictions.crossFit(
          Ridge.defaults(),
          decisions,
          past.rewards(),
          SampleWeights.equal(past.size()),
          Folds.shuffled(decisions, 3, 0));
    }
  }

  private static Set<Long> users(BanditLog log) {
    return Arrays.stream(log.unitKeys()).boxed().collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLearnedFromHalfOfTheUsersIsBetterByTheOtherHalf(Learner learner) throws IOException {
    BanditLog log = log();
    Folds halves = Folds.shuffled(log.unitKeys(), 2, 1);
    BanditLog past = log.rows(halves.training(0));
    BanditLog heldOut = log.rows(halves.heldOut(0));
    assertThat(users(past)).doesNotContainAnyElementsOf(users(heldOut)).hasSize(ROWS / 4);
    Path file = folder.resolve("candidate.policy");

    learner.fit(Decisions.of(past), past).save(file);
    SoftmaxPolicy policy = SoftmaxPolicy.load(file);
    StudyResult result =
        BanditStudy.run(
            heldOut, List.of(policy.target("candidate", heldOut)), StudySettings.defaults());

    double[] fresh = contexts("fresh", FRESH);
    double[] p = policy.probabilities(Decisions.of(ACTIONS, 2, fresh, new int[FRESH]));
    double learned = trueValue(fresh, (row, a) -> p[ACTIONS * row + a]);
    double loggers = trueValue(fresh, (row, a) -> logger(fresh, row, a));
    assertThat(learned).isGreaterThan(loggers + 0.1);
    assertThat(result.decision("candidate").verdict()).isInstanceOf(Verdict.Better.class);
    PolicyResult candidate = result.policies().get(0);
    assertThat(Math.abs(candidate.primary().estimate().value() - learned))
        .isLessThan(4 * candidate.primary().estimate().standardError());
    assertThat(result.decision("candidate").gain().lower()).isLessThan(learned - loggers);
  }

  @Test
  void aPolicyIsATargetOfTheLogsThatHoldWhatItTakes() {
    BanditLog log = log();
    SoftmaxPolicy policy = Learner.IPW.fit(Decisions.of(log), log);
    BanditLog narrow =
        BanditLog.discrete(ACTIONS).actions(new int[1]).rewards(new double[1]).build();
    BanditLog real =
        BanditLog.continuous(1)
            .actionVectors(new double[1])
            .rewards(new double[1])
            .context(2, new double[2])
            .build();

    assertThat(policy.target("new", log).distribution().orElseThrow())
        .isEqualTo(policy.probabilities(Decisions.of(log)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.target("new", narrow))
        .withMessageContaining("target new: the policy takes a context of 2 numbers and has 3")
        .withMessageContaining("has 0 in its context and 3 actions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.target("new", real))
        .withMessageContaining("the log's actions are real numbers");
  }

  private static BanditLog named(List<String> actions, List<String> context) {
    return BanditLog.discrete(ACTIONS)
        .actions(new int[] {0, 1, 2, 0, 1, 2})
        .actionLabels(actions)
        .rewards(new double[] {1, 0, 0, 1, 0, 1})
        .context(context, new double[] {1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0})
        .build();
  }

  @Test
  void aPolicyIsNoTargetOfALogWithOtherActionsOrAnotherContext() throws IOException {
    List<String> country = List.of("country=AU", "country=NZ");
    BanditLog monday = named(List.of("a", "b", "c"), country);
    double[] half = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    Path file = folder.resolve("monday.policy");
    IpwLearner.defaults().fit(Decisions.of(monday), monday.rewards(), half).save(file);
    SoftmaxPolicy ipw = SoftmaxPolicy.load(file);
    SoftmaxPolicy q = QLearner.defaults().fit(Decisions.of(monday), monday.rewards());

    for (SoftmaxPolicy policy : List.of(ipw, q)) {
      assertThat(policy.target("new", monday).logged()).hasSize(6);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.target("new", named(List.of("a", "c", "d"), country)))
          .withMessageContaining(
              "target new: the policy has other actions than the log: the log lacks b, the log has d besides. Judge it");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.target("new", named(List.of("c", "b", "a"), country)))
          .withMessageContaining("the same, but in another order");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.target("new", named(List.of(), country)))
          .withMessageContaining("its own are a, b, c, the log's are numbers");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  policy.target(
                      "new", named(List.of("a", "b", "c"), List.of("country=AU", "country=UK"))))
          .withMessageContaining("other numbers of the context than the log")
          .withMessageContaining("lacks country=NZ, the log has country=UK besides");
    }
  }

  @ParameterizedTest
  @EnumSource
  void allLearnersKeepTheNames(Learner learner) {
    BanditLog log = log();

    assertThat(learner.fit(Decisions.of(log), log).names().context())
        .containsExactly("context_0", "context_1");
  }

  @Test
  void aPolicyIsATargetOfEpisodesWhoseObservationsAreItsContext() {
    BanditLog log = log();
    SoftmaxPolicy policy = Learner.IPW.fit(Decisions.of(log), log);
    Transitions steps =
        new Transitions.Builder(2, new ActionSpace.Discrete(ACTIONS))
            .observations(new float[] {1, 0.5f, -2, 0.25f})
            .actions(new float[] {0, 2})
            .rewards(new double[2])
            .terminal(new boolean[] {false, true})
            .truncated(new boolean[2])
            .episodesByEnds()
            .build();

    double[] second = policy.probabilities(new double[] {-2, 0.25});

    assertThat(policy.target("new", steps).distribution().orElseThrow())
        .startsWith(policy.probabilities(new double[] {1, 0.5}))
        .endsWith(second);
    assertThat(policy.target("new", steps).logged()[1]).isEqualTo(second[2]);
  }
}
