package dev.strandline.ope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.neural.NeuralFqe;
import dev.strandline.ope.sequential.Cut;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Episodes of three steps, in which the second of two actions earns 1; the logger takes either with
 * probability 1/2 and earns 1.5.
 */
class TrajectoryStudyTest {

  private static final int EPISODES = 600;
  private static final int STEPS = 3;
  private static final double GOOD = 0.75; // 2.25
  private static final double BAD = 0.25; // 0.75
  private static final double[] OTHER = {0.75, 0.25, 0.5}; // 1.5, as the logger
  private static final double ALWAYS = 1;

  private static Transitions.Builder episodes(long seed, double second) {
    RandomStream random = new Streams(seed).open("log");
    int rows = EPISODES * STEPS;
    float[] action = new float[rows];
    double[] reward = new double[rows];
    boolean[] terminal = new boolean[rows];
    float[] observation = new float[rows];
    for (int row = 0; row < rows; row++) {
      action[row] = random.nextDouble() < second ? 1 : 0;
      reward[row] = action[row] + 0.2 * random.nextGaussian();
      terminal[row] = row % STEPS == STEPS - 1;
      observation[row] = row % STEPS;
    }
    return new Transitions.Builder(1, new ActionSpace.Discrete(2))
        .observations(observation)
        .actions(action)
        .rewards(reward)
        .terminal(terminal)
        .truncated(new boolean[rows])
        .episodesByEnds();
  }

  private static Transitions log(long seed) {
    return logged(seed).build();
  }

  private static Transitions.Builder logged(long seed) {
    double[] half = new double[EPISODES * STEPS];
    Arrays.fill(half, 0.5);
    return episodes(seed, 0.5).extra("propensity", Column.Numbers.scalar(half));
  }

  /** A policy that takes the second action with these probabilities, step by step. */
  private static Target target(String name, Transitions log, double... second) {
    int[] action = log.discreteActions();
    double[] logged = new double[action.length];
    double[] table = new double[2 * action.length];
    for (int row = 0; row < action.length; row++) {
      table[2 * row + 1] = second[row % second.length];
      table[2 * row] = 1 - table[2 * row + 1];
      logged[row] = table[2 * row + action[row]];
    }
    return new Target(name, logged, Optional.of(table));
  }

  private static Target ofLoggedAlone(Target target) {
    return new Target(target.name(), target.logged(), Optional.empty());
  }

  @Test
  void policiesOfKnownWorthAreBetterWorseUndecidedOrBeyondTheLog() {
    Transitions log = log(1);

    StudyResult result =
        TrajectoryStudy.run(
            log,
            List.of(
                target("good", log, GOOD),
                target("bad", log, BAD),
                target("other", log, OTHER),
                target("always", log, ALWAYS)),
            StudySettings.defaults());

    assertThat(result.decision("good").verdict()).isInstanceOf(Verdict.Better.class);
    assertThat(result.decision("bad").verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(result.decision("other").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotTell.class, v -> assertThat(v.why()).contains("episodes would decide"));
    assertThat(result.decision("always").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> {
              assertThat(v.failure().gate()).isEqualTo(Gates.Gate.EFFECTIVE_SAMPLE_SIZE);
              assertThat(v.failure().why()).startsWith("At step 2");
            });
    PolicyResult good = result.policies().get(0);
    assertThat(good.primary().estimate().estimator()).isEqualTo("snpdis");
    assertThat(good.primary().interval().lower()).isBetween(1.9, 2.25);
    assertThat(good.primary().interval().upper()).isBetween(2.25, 2.6);
    assertThat(good.weights()).hasSize(STEPS);
    assertThat(good.answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactly("tis", "pdis", "sntis", "snpdis");
    assertThat(result.units()).isEqualTo(EPISODES);
    assertThat(result.remarks()).isEmpty();
    assertThat(result.logging().estimate().value())
        .isCloseTo(Arrays.stream(log.rewards()).sum() / EPISODES, within(1e-9));
  }

  /** Even episodes are of the north, odd ones of the south. */
  private static Transitions inMarkets(String... ofRow) {
    double[] half = new double[EPISODES * STEPS];
    Arrays.fill(half, 0.5);
    String[] market = new String[half.length];
    Arrays.setAll(market, row -> ofRow[row % ofRow.length]);
    return episodes(6, 0.5)
        .extra("propensity", Column.Numbers.scalar(half))
        .extra("market", new Column.Texts(market))
        .build();
  }

  private static StudyResult bySegment(Transitions log, List<Target> targets) {
    return TrajectoryStudy.run(
        log,
        targets,
        StudySettings.defaults(),
        NeuralFqe.Config.defaults(),
        (done, total) -> {},
        Optional.of("market"));
  }

  @Test
  void segmentsOfWholeEpisodesHaveTheirOwnEstimates() {
    String n = "north";
    String s = "south";
    Transitions log = inMarkets(n, n, n, s, s, s);

    StudyResult result = bySegment(log, List.of(target("good", log, GOOD)));

    assertThat(result.segments()).extracting(SegmentAnswer::segment).containsExactly(n, s);
    double sum = 0;
    for (int row = 0; row < log.size(); row++) {
      sum += row % 6 < 3 ? log.rewards()[row] : 0;
    }
    SegmentAnswer north = result.segments().get(0);
    assertThat(north.rows()).isEqualTo(EPISODES / 2);
    assertThat(north.logging().estimate().value()).isCloseTo(sum / (EPISODES / 2), within(1e-9));
    assertThat(north.policies().get(0).estimate().estimator()).isEqualTo("snpdis");
    assertThat(north.policies().get(0).estimate().value()).isCloseTo(2.25, within(0.3));
    Transitions torn = inMarkets(n, n, s);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bySegment(torn, List.of(target("good", torn, GOOD))))
        .withMessageContaining(
            "column market, row 2: south, but north in the first row of its episode");
  }

  @Test
  void laterRewardsAreDiscounted() {
    Transitions log = log(2);

    StudyResult result =
        TrajectoryStudy.run(
            log,
            List.of(ofLoggedAlone(target("good", log, GOOD))),
            StudySettings.defaults().withGamma(0.5));

    // 0.75 (1 + 1/2 + 1/4)
    assertThat(result.policies().get(0).primary().estimate().value())
        .isCloseTo(1.3125, within(0.15));
    double expected = 0;
    for (int row = 0; row < log.size(); row++) {
      expected += Math.pow(0.5, row % STEPS) * log.rewards()[row] / EPISODES;
    }
    assertThat(result.logging().estimate().value()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void missingPropensitiesAreFittedAndTheResultSaysSo() {
    Transitions log = episodes(3, 0.5).build();
    List<Target> targets = List.of(target("good", log, GOOD));

    StudyResult result = TrajectoryStudy.run(log, targets, StudySettings.defaults());

    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("propensities were estimated, not logged");
    assertThat(result.policies().get(0).primary().estimate().value()).isCloseTo(2.25, within(0.2));
    assertThat(result.decision("good").verdict()).isInstanceOf(Verdict.Better.class);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.run(
                    log, targets, StudySettings.defaults().withPropensities(Propensities.LOGGED)))
        .withMessageContaining("neither a column propensity nor action_log_probs");
  }

  @Test
  void aLoggerThatHardlyChoosesIsRefusedIfItsPropensitiesWouldBeFitted() {
    Transitions log = episodes(4, 0.002).build();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.run(
                    log, List.of(target("good", log, GOOD)), StudySettings.defaults()))
        .withMessageContaining("the logger is nearly deterministic");
  }

  @Test
  void returnsAreThoseOfTheLogAndOfEveryTargetWithAnyWeight() {
    Transitions log = log(5);
    Target never = new Target("never", new double[log.size()], Optional.empty());
    List<Target> targets = List.of(target("good", log, GOOD), never);

    Map<String, ReturnDistribution> returns =
        TrajectoryStudy.returns(log, targets, StudySettings.defaults());

    assertThat(returns.keySet()).containsExactly("the log", "good");
    assertThat(returns.get("the log").mean())
        .isCloseTo(Arrays.stream(log.rewards()).sum() / EPISODES, within(1e-9));
    assertThat(returns.get("good").mean()).isCloseTo(2.25, within(0.25));
    assertThat(returns.get("good").quantile(0.5))
        .isGreaterThan(returns.get("the log").quantile(0.5));
  }

  @Test
  void aTargetThatTakesNoneOfTheLoggedActionsCannotBeAnsweredFor() {
    Transitions log = log(6);
    Target never = new Target("never", new double[log.size()], Optional.empty());

    StudyResult result = TrajectoryStudy.run(log, List.of(never), StudySettings.defaults());

    assertThat(result.answers()).isFalse();
    assertThat(result.policies().get(0).primary().estimate().value()).isNaN();
    assertThat(result.policies().get(0).primary().interval().remarks()).isNotEmpty();
  }

  @Test
  void whatCouldNotBeHadInAStateIsUnsupported() {
    Transitions all = log(10);
    boolean[] mask = new boolean[2 * all.size()];
    Arrays.fill(mask, true);
    for (int row = 0; row < all.size(); row += STEPS) {
      mask[2 * row + 1 - all.discreteActions()[row]] = false;
    }
    Transitions log =
        logged(10).extra("available_actions", new Column.Flags(mask, 2, true)).build();

    StudyResult result =
        TrajectoryStudy.run(log, List.of(target("even", log, 0.5)), StudySettings.defaults());

    // Half of the probability in a third of the states.
    assertThat(result.policies().get(0).unsupported()).isCloseTo(1 / 6.0, within(1e-9));
    assertThat(result.decision("even").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.SUPPORT));
  }

  @Test
  void theSameSeedGivesTheSameResultAndAnotherOneOtherLimits() {
    Transitions log = log(7);
    List<Target> targets = List.of(target("good", log, GOOD));

    StudyResult result = TrajectoryStudy.run(log, targets, StudySettings.defaults());

    assertThat(TrajectoryStudy.run(log, targets, StudySettings.defaults())).isEqualTo(result);
    assertThat(
            TrajectoryStudy.run(log, targets, StudySettings.defaults().withSeed(1))
                .decision("good")
                .gain()
                .lower())
        .isNotEqualTo(result.decision("good").gain().lower());
  }

  /** Episodes of three steps with real actions; a step earns 1 - a^2 and a little noise. */
  private static Transitions realLog() {
    RandomStream random = new Streams(9).open("log");
    int rows = EPISODES * STEPS;
    float[] action = new float[rows];
    double[] reward = new double[rows];
    boolean[] terminal = new boolean[rows];
    float[] observation = new float[rows];
    for (int row = 0; row < rows; row++) {
      action[row] = (float) (2 * random.nextDouble() - 1);
      reward[row] = 1 - action[row] * action[row] + 0.1 * random.nextGaussian();
      terminal[row] = row % STEPS == STEPS - 1;
      observation[row] = row % STEPS;
    }
    return new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
        .observations(observation)
        .actions(action)
        .rewards(reward)
        .terminal(terminal)
        .truncated(new boolean[rows])
        .episodesByEnds()
        .build();
  }

  /** Takes the action tanh(b) everywhere. */
  private static MlpPolicy always(int observations, float b) {
    return new MlpPolicy(
        ObservationNormalizer.identity(observations),
        Activation.RELU,
        new float[][] {new float[observations]},
        new float[][] {{b}},
        ActionSpace.Box.symmetric(1, 1));
  }

  private static final NeuralFqe.Config SMALL =
      NeuralFqe.Config.defaults().withHidden(List.of(24)).withLearningRate(3e-3).withUpdates(1_500);

  @Test
  void anExactPolicyOnRealActionsGetsAModelsValueAndNoVerdict() {
    Transitions log = realLog();
    Map<String, MlpPolicy> policies = new LinkedHashMap<>();
    policies.put("still", always(1, 0));
    policies.put("far", always(1, 1));
    List<Long> heard = new ArrayList<>();

    StudyResult result =
        TrajectoryStudy.ofPolicies(
            log,
            policies,
            StudySettings.defaults(),
            SMALL,
            (done, total) -> {
              heard.add(done);
              assertThat(total).isEqualTo(2 * SMALL.allUpdates());
            });

    double far = Math.tanh(1);
    assertThat(value(result, "still", "dm")).isCloseTo(3, within(0.15));
    assertThat(value(result, "far", "dm")).isCloseTo(3 * (1 - far * far), within(0.2));
    assertThat(result.answers()).isFalse();
    assertThat(result.decision("still").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v ->
                assertThat(v.failure().why())
                    .contains("a model alone carries no verdict")
                    .contains("density of the logged actions as a column"));
    assertThat(result.policies().get(0).primary().estimate().value()).isNaN();
    assertThat(result.remarks()).singleElement().asString().contains("fitted Q evaluation");
    assertThat(heard).hasSize((int) (2 * SMALL.allUpdates())).isSorted();
  }

  @Test
  void onlyTheModelsValueCanBeAskedForWhereNoRowHasWeight() {
    Transitions log = realLog();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.ofPolicies(
                    log,
                    Map.of("still", always(1, 0)),
                    StudySettings.defaults().withEstimators(List.of("dm", "dr")),
                    SMALL,
                    (done, total) -> {}))
        .withMessageStartingWith("dr cannot be had. The policy takes one exact action");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.ofPolicies(
                    log,
                    Map.of("wide", always(2, 0)),
                    StudySettings.defaults(),
                    SMALL,
                    (done, total) -> {}))
        .withMessageContaining("target wide: the policy takes observations of 2 numbers")
        .withMessageContaining("the log has 1");
  }

  private static void value(Transitions log, NeuralFqe.Config fqe) {
    TrajectoryStudy.run(
        log,
        List.of(target("good", log, GOOD)),
        StudySettings.defaults().withEstimators(List.of("sndr")),
        fqe,
        (done, total) -> {},
        Optional.empty());
  }

  @Test
  void valuesAreCrossFittedAndOfTheLoggedHorizonOrRefused() {
    Transitions log = log(8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> value(log, SMALL.withFolds(1)))
        .withMessageContaining("folds is 1")
        .withMessageContaining("Use 2 folds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> value(log, SMALL.withCut(Cut.CONTINUING)))
        .withMessageContaining("cut is CONTINUING")
        .withMessageContaining("Use FINITE_HORIZON");
  }

  private static double value(StudyResult result, String policy, String estimator) {
    return result.policies().stream()
        .filter(p -> p.name().equals(policy))
        .flatMap(p -> p.answers().stream())
        .filter(answer -> answer.estimate().estimator().equals(estimator))
        .findFirst()
        .orElseThrow()
        .estimate()
        .value();
  }

  @Test
  void whatCannotBeStudiedIsRefused() {
    Transitions log = log(8);
    Target good = target("good", log, GOOD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryStudy.run(log, List.of(), StudySettings.defaults()))
        .withMessageContaining("no target policy");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.run(
                    log, List.of(good), StudySettings.defaults().withEstimators(List.of("snips"))))
        .withMessageContaining("snips is no estimator for trajectories")
        .withMessageContaining("snpdis");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryStudy.run(
                    log,
                    List.of(ofLoggedAlone(good)),
                    StudySettings.defaults().withEstimators(List.of("dr"))))
        .withMessageContaining("target good")
        .withMessageContaining("need values");
  }
}
