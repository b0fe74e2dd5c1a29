package dev.strandline.ope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Two positions that are filled independently of each other; items are worth 0, 1 and 2 at either,
 * so that a slate of the logger is worth 1.4.
 */
class SlateStudyTest {

  private static final double[] LOGGER = {0.5, 0.3, 0.2};
  private static final double[] GOOD = {0.3, 0.3, 0.4}; // 2.2
  private static final double[] BAD = {0.7, 0.2, 0.1}; // 0.8
  private static final double[] OTHER = {0.6, 0.1, 0.3}; // 1.4, as the logger
  private static final double[] LAST = {0, 0, 1};

  private static final int SLATES = 1_500;

  private static SlateLog.Builder slates(long seed) {
    RandomStream random = new Streams(seed).open("log");
    int[] action = new int[2 * SLATES];
    double[] reward = new double[2 * SLATES];
    for (int i = 0; i < action.length; i++) {
      double u = random.nextDouble();
      action[i] = u < LOGGER[0] ? 0 : u < LOGGER[0] + LOGGER[1] ? 1 : 2;
      reward[i] = action[i] + 0.5 * random.nextGaussian();
    }
    return new SlateLog.Builder(2, 3).actions(action).rewards(reward);
  }

  private static SlateLog log(long seed) {
    SlateLog.Builder builder = slates(seed);
    int[] action = builder.build().actions();
    return builder
        .propensities(joint(action, LOGGER))
        .itemPositionPropensities(single(action, LOGGER))
        .cascadePropensities(cascade(action, LOGGER))
        .build();
  }

  private static double[] single(int[] action, double[] policy) {
    return Arrays.stream(action).mapToDouble(a -> policy[a]).toArray();
  }

  private static double[] joint(int[] action, double[] policy) {
    double[] joint = new double[action.length];
    Arrays.setAll(joint, row -> policy[action[row - row % 2]] * policy[action[row - row % 2 + 1]]);
    return joint;
  }

  private static double[] cascade(int[] action, double[] policy) {
    double[] cascade = joint(action, policy);
    for (int row = 0; row < cascade.length; row += 2) {
      cascade[row] = policy[action[row]];
    }
    return cascade;
  }

  private static SlateTarget target(String name, SlateLog log, double... policy) {
    int[] action = log.actions();
    return new SlateTarget(
        name,
        Optional.of(joint(action, policy)),
        Optional.of(single(action, policy)),
        Optional.of(cascade(action, policy)));
  }

  /** The same, with the probabilities of every item. */
  private static SlateTarget known(String name, SlateLog log, double... policy) {
    SlateTarget target = target(name, log, policy);
    double[] table = new double[log.size() * policy.length];
    Arrays.setAll(table, i -> policy[i % policy.length]);
    return new SlateTarget(
        name, target.joint(), target.itemPosition(), target.cascade(), Optional.of(table));
  }

  @Test
  void policiesOfKnownWorthAreBetterWorseUndecidedOrBeyondTheLog() {
    SlateLog log = log(1);

    StudyResult result =
        SlateStudy.run(
            log,
            List.of(
                target("good", log, GOOD),
                target("bad", log, BAD),
                target("other", log, OTHER),
                target("last", log, LAST)),
            StudySettings.defaults());

    assertThat(result.decision("good").verdict()).isInstanceOf(Verdict.Better.class);
    assertThat(result.decision("bad").verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(result.decision("other").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotTell.class, v -> assertThat(v.why()).contains("slates would decide"));
    assertThat(result.decision("last").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.EFFECTIVE_SAMPLE_SIZE));
    assertThat(result.units()).isEqualTo(SLATES);
    assertThat(result.logging().estimate().estimator()).isEqualTo("mean");
    assertThat(result.logging().estimate().value())
        .isCloseTo(Arrays.stream(log.rewards()).sum() / SLATES, within(1e-9));
  }

  @Test
  void segmentsOfWholeSlatesHaveTheirOwnEstimates() {
    SlateLog.Builder builder = slates(7);
    int[] action = builder.build().actions();
    long[] day = new long[action.length];
    Arrays.setAll(day, row -> row / 2 % 3);
    SlateLog log =
        builder.propensities(joint(action, LOGGER)).extra("day", new Column.Integers(day)).build();

    StudyResult result =
        SlateStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults(), "day");

    assertThat(result.segments()).extracting(SegmentAnswer::segment).containsExactly("0", "1", "2");
    double sum = 0;
    for (int row = 0; row < log.size(); row++) {
      sum += day[row] == 1 ? log.rewards()[row] : 0;
    }
    SegmentAnswer second = result.segments().get(1);
    assertThat(second.rows()).isEqualTo(SLATES / 3);
    assertThat(second.logging().estimate().value()).isCloseTo(sum / (SLATES / 3), within(1e-9));
    assertThat(second.policies().get(0).estimate().value()).isCloseTo(2.2, within(0.4));
    day[1] = 2;
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SlateStudy.run(
                    log, List.of(target("good", log, GOOD)), StudySettings.defaults(), "day"))
        .withMessageContaining("column day, row 1: 2, but 0 in the first row of its slate");
  }

  @Test
  void allEstimatorsThatTheProbabilitiesAllowAgreeOnIndependentPositions() {
    SlateLog log = log(2);

    StudyResult result =
        SlateStudy.run(log, List.of(known("good", log, GOOD)), StudySettings.defaults());
    PolicyResult good = result.policies().get(0);

    assertThat(good.primary().estimate().estimator()).isEqualTo("snsips");
    assertThat(good.primary().interval().lower()).isLessThan(2.2);
    assertThat(good.primary().interval().upper()).isGreaterThan(2.2);
    assertThat(good.answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactlyElementsOf(SlateStudy.ESTIMATORS);
    assertThat(good.answers())
        .allSatisfy(answer -> assertThat(answer.estimate().value()).isCloseTo(2.2, within(0.25)));
    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("Values of cascade-dr are by ridge regression")
        .contains("interacted")
        .contains("cross-fitted in 3 folds by unit");
    assertThat(answer(good, "cascade-dr").standardError())
        .isLessThan(0.8 * answer(good, "rips").standardError());
  }

  private static Estimate answer(PolicyResult policy, String estimator) {
    return policy.answers().stream()
        .map(Answer::estimate)
        .filter(estimate -> estimate.estimator().equals(estimator))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cascadeDrNeedsTheProbabilitiesOfEveryItem() {
    SlateLog log = log(9);
    SlateTarget good = target("good", log, GOOD);

    StudyResult usual = SlateStudy.run(log, List.of(good), StudySettings.defaults());

    assertThat(usual.remarks()).isEmpty();
    assertThat(usual.policies().get(0).answers())
        .extracting(answer -> answer.estimate().estimator())
        .doesNotContain("cascade-dr");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SlateStudy.run(
                    log,
                    List.of(good),
                    StudySettings.defaults().withEstimators(List.of("cascade-dr"))))
        .withMessageContaining("target good: cascade-dr needs its probabilities of every item")
        .withMessageContaining("_distribution");
  }

  @Test
  void theEstimateAssumesMoreWhereLogOrTargetSayLess() {
    SlateLog.Builder builder = slates(3);
    int[] action = builder.build().actions();
    SlateLog items = slates(3).itemPositionPropensities(single(action, LOGGER)).build();
    SlateLog cascade =
        slates(3)
            .itemPositionPropensities(single(action, LOGGER))
            .cascadePropensities(cascade(action, LOGGER))
            .build();

    StudyResult fromItems =
        SlateStudy.run(items, List.of(target("good", items, GOOD)), StudySettings.defaults());
    StudyResult fromCascade =
        SlateStudy.run(cascade, List.of(target("good", cascade, GOOD)), StudySettings.defaults());

    assertThat(fromItems.policies().get(0).primary().estimate().estimator()).isEqualTo("sniips");
    assertThat(fromItems.policies().get(0).answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactly("iips", "sniips");
    assertThat(fromCascade.policies().get(0).primary().estimate().estimator()).isEqualTo("snrips");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SlateStudy.run(
                    items,
                    List.of(target("good", items, GOOD)),
                    StudySettings.defaults().withEstimators(List.of("sips"))))
        .withMessageContaining("target good")
        .withMessageContaining("whole list (propensity)");
  }

  /** Every user has {@code slates} slates in a row, of two positions each. */
  private static SlateLog ofUsersWith(int slates) {
    SlateLog base = log(4);
    return new SlateLog.Builder(2, 3)
        .actions(base.actions())
        .rewards(base.rewards())
        .propensities(base.propensities().orElseThrow())
        .clusters(
            new Column.Integers(LongStream.range(0, 2 * SLATES).map(i -> i / 2 / slates).toArray()))
        .build();
  }

  @Test
  void slatesOfOneUserAreOneUnit() {
    SlateLog log = ofUsersWith(3);

    StudyResult result =
        SlateStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults());

    assertThat(result.units()).isEqualTo(SLATES / 3);
    assertThat(result.policies().get(0).primary().estimate().units()).isEqualTo(SLATES / 3);
  }

  @Test
  void slatesOfOneUserCountOnceForTheGates() {
    SlateLog log = ofUsersWith(30);

    StudyResult result =
        SlateStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults());

    assertThat(result.policies().get(0).weights().get(0).count()).isEqualTo(50);
    assertThat(result.decision("good").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.EFFECTIVE_SAMPLE_SIZE));
  }

  @Test
  void itemsThatNoSlateHasAtThePositionAreUnsupported() {
    int[] action = slates(8).build().actions();
    for (int row = 1; row < action.length; row += 2) {
      action[row] = Math.min(action[row], 1); // the third item is never second
    }
    SlateLog log =
        slates(8).actions(action).propensities(joint(action, new double[] {0.5, 0.5, 0.2})).build();

    StudyResult result =
        SlateStudy.run(log, List.of(known("other", log, OTHER)), StudySettings.defaults());

    assertThat(result.policies().get(0).unsupported()).isCloseTo(0.3, within(1e-9));
    assertThat(result.decision("other").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.SUPPORT));
  }

  @Test
  void theWeightsOfEveryPositionAreTested() {
    int[] action = slates(3).build().actions();
    double[] propensity = single(action, LOGGER);
    double[] target = single(action, GOOD);
    for (int row = 0; row < action.length; row += 2) {
      target[row] = propensity[row];
      propensity[row] /= 2;
    }
    SlateLog log = slates(3).itemPositionPropensities(propensity).build();

    StudyResult result =
        SlateStudy.run(
            log,
            List.of(
                new SlateTarget("new", Optional.empty(), Optional.of(target), Optional.empty())),
            StudySettings.defaults());

    List<WeightDiagnostics> weights = result.policies().get(0).weights();
    assertThat(weights).hasSize(2);
    assertThat(weights.get(0).effectiveSampleSize())
        .isGreaterThan(weights.get(1).effectiveSampleSize());
    assertThat(result.decision("new").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> {
              assertThat(v.failure().gate()).isEqualTo(Gates.Gate.MEAN_WEIGHT);
              assertThat(v.failure().why()).startsWith("At position 0, the mean weight is 2.000");
            });
  }

  @Test
  void theSameSeedGivesTheSameResultAndAnotherOneOtherLimits() {
    SlateLog log = log(5);
    List<SlateTarget> targets = List.of(target("good", log, GOOD));

    StudyResult result = SlateStudy.run(log, targets, StudySettings.defaults());

    assertThat(SlateStudy.run(log, targets, StudySettings.defaults())).isEqualTo(result);
    assertThat(
            SlateStudy.run(log, targets, StudySettings.defaults().withSeed(1))
                .decision("good")
                .gain()
                .lower())
        .isNotEqualTo(result.decision("good").gain().lower());
  }

  @Test
  void whatCannotBeStudiedIsRefused() {
    SlateLog log = log(6);
    SlateLog bare = slates(6).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlateStudy.run(log, List.of(), StudySettings.defaults()))
        .withMessageContaining("no target policy");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SlateStudy.run(
                    log,
                    List.of(target("good", log, GOOD)),
                    StudySettings.defaults().withEstimators(List.of("ips"))))
        .withMessageContaining("ips is no estimator for slates");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SlateStudy.run(bare, List.of(target("good", bare, GOOD)), StudySettings.defaults()))
        .withMessageContaining("target good: the log or the target lacks probabilities");
  }
}
