package dev.strandline.ope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.ope.verdict.Limits;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Actions are worth 1, 2, 3 and 2, whatever the context; the logger's own value is 1.695. */
class BanditStudyTest {

  private static final double[] LOGGER = {0.5, 0.3, 0.195, 0.005};
  private static final double[] GOOD = {0.1, 0.2, 0.7, 0}; // 2.6
  private static final double[] BAD = {0.8, 0.15, 0.05, 0}; // 1.25
  private static final double[] OTHER = {0.6, 0.105, 0.295, 0}; // 1.695, as the logger
  private static final double[] RARE = {0, 0, 0.1, 0.9};
  private static final double[] THIRD = {0, 0, 1, 0}; // 3

  private static BanditLog.Builder rows(int rows, long seed, double... logger) {
    RandomStream random = new Streams(seed).open("log");
    int[] action = new int[rows];
    double[] reward = new double[rows];
    double[] context = new double[rows];
    for (int i = 0; i < rows; i++) {
      double u = random.nextDouble();
      while (action[i] < logger.length - 1 && u >= logger[action[i]]) {
        u -= logger[action[i]];
        action[i]++;
      }
      context[i] = random.nextDouble(-1, 1);
      double mean = action[i] < 3 ? 1 + action[i] : 2;
      reward[i] = mean + context[i] + 0.5 * random.nextGaussian();
    }
    return BanditLog.discrete(logger.length).actions(action).rewards(reward).context(1, context);
  }

  private static BanditLog log(int rows, long seed) {
    BanditLog.Builder builder = rows(rows, seed, LOGGER);
    return builder.propensities(ofLogged(builder.build(), LOGGER)).build();
  }

  private static double[] ofLogged(BanditLog log, double[] policy) {
    return Arrays.stream(log.actions()).mapToDouble(a -> policy[a]).toArray();
  }

  private static Target target(String name, BanditLog log, double... policy) {
    double[] table = new double[log.size() * policy.length];
    Arrays.setAll(table, i -> policy[i % policy.length]);
    return Target.of(name, log, table);
  }

  private static Target ofLoggedAlone(String name, BanditLog log, double... policy) {
    return new Target(name, ofLogged(log, policy), Optional.empty());
  }

  private static StudySettings bounded(IntervalMethod interval) {
    return new StudySettings(
        List.of("ips", "snips"),
        interval,
        0.95,
        1_000,
        1,
        Optional.of(new RewardRange(-5, 8)),
        OptionalDouble.of(2),
        Propensities.LOGGED_OR_FIT,
        0,
        Gates.defaults(),
        0);
  }

  @Test
  void policiesOfKnownWorthAreBetterWorseUndecidedOrBeyondTheLog() {
    BanditLog log = log(2_000, 1);

    StudyResult result =
        BanditStudy.run(
            log,
            List.of(
                target("good", log, GOOD),
                target("bad", log, BAD),
                target("other", log, OTHER),
                target("rare", log, RARE)),
            StudySettings.defaults());

    assertThat(result.decision("good").verdict()).isInstanceOf(Verdict.Better.class);
    assertThat(result.decision("bad").verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(result.decision("other").verdict()).isInstanceOf(Verdict.CannotTell.class);
    assertThat(result.decision("rare").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.EFFECTIVE_SAMPLE_SIZE));
    assertThat(result.answers()).isTrue();
    assertThat(result.sharpe()).hasSize(3);
    assertThat(result.units()).isEqualTo(2_000);
    assertThat(result.logging().estimate().value())
        .isCloseTo(Arrays.stream(log.rewards()).average().orElseThrow(), within(1e-12));
  }

  @Test
  void theIntervalOfThePrimaryEstimateHoldsTheTruthAndTheModelIsNamed() {
    BanditLog log = log(2_000, 2);

    StudyResult result =
        BanditStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults());

    PolicyResult good = result.policies().get(0);
    assertThat(good.primary().estimate().estimator()).isEqualTo("dr");
    assertThat(good.primary().interval().lower()).isBetween(2.4, 2.6);
    assertThat(good.primary().interval().upper()).isBetween(2.6, 2.8);
    assertThat(good.answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactly("ips", "snips", "dm", "dr", "sndr");
    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("Rewards are predicted by ridge")
        .contains("cross-fitted in 3 folds");
    assertThat(result.sharpe()).as("one policy has no risk among others").isEmpty();
  }

  @Test
  void aModelTooWideForItsProductsIsAdditiveAndSaysSo() {
    int actions = 100;
    int features = 20;
    int rows = 20 * actions * (features + 1);
    RandomStream random = new Streams(14).open("log");
    double[] context = new double[rows * features];
    Arrays.setAll(context, i -> random.nextDouble());
    double[] reward = new double[rows];
    Arrays.setAll(reward, i -> random.nextDouble());
    double[] uniform = new double[actions];
    Arrays.fill(uniform, 1.0 / actions);
    double[] propensity = new double[rows];
    Arrays.fill(propensity, 1.0 / actions);
    BanditLog log =
        BanditLog.discrete(actions)
            .actions(IntStream.range(0, rows).map(i -> i % actions).toArray())
            .rewards(reward)
            .propensities(propensity)
            .context(features, context)
            .build();

    StudyResult result =
        BanditStudy.run(
            log,
            List.of(target("uniform", log, uniform)),
            StudySettings.defaults().withEstimators(List.of("dr")));

    assertThat(result.remarks()).hasSize(2);
    assertThat(result.remarks().get(0)).contains("additive");
    assertThat(result.remarks().get(1)).contains("with them it had 2,120 features");
  }

  @Test
  void aLogThatHoldsTooLittleOfEveryPolicyAnswersForNone() {
    BanditLog log = log(600, 3);

    StudyResult result =
        BanditStudy.run(log, List.of(target("rare", log, RARE)), StudySettings.defaults());

    assertThat(result.answers()).isFalse();
    assertThat(result.sharpe()).isEmpty();
  }

  @Test
  void probabilitiesOfLoggedActionsAloneLeaveTheModelOut() {
    BanditLog log = log(1_000, 4);
    List<Target> targets = List.of(ofLoggedAlone("good", log, GOOD));

    PolicyResult good = BanditStudy.run(log, targets, StudySettings.defaults()).policies().get(0);

    assertThat(good.primary().estimate().estimator()).isEqualTo("snips");
    assertThat(good.primary().estimate().value()).isCloseTo(2.6, within(0.2));
    assertThat(good.decision().verdict()).isInstanceOf(Verdict.Better.class);
    assertThat(good.answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactly("ips", "snips");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(
                    log, targets, StudySettings.defaults().withEstimators(List.of("dr"))))
        .withMessageContaining("[dr] needs each target's probabilities of all actions");
  }

  @Test
  void everyEstimatorThatCanBeAskedForAnswers() {
    BanditLog log = log(1_200, 5);

    StudyResult result =
        BanditStudy.run(
            log,
            List.of(target("third", log, THIRD)),
            StudySettings.defaults().withEstimators(BanditStudy.ESTIMATORS));

    assertThat(result.policies().get(0).answers()).hasSameSizeAs(BanditStudy.ESTIMATORS);
    for (Answer answer : result.policies().get(0).answers()) {
      String name = answer.estimate().estimator();
      assertThat(answer.estimate().value()).as(name).isCloseTo(3, within(0.5));
      assertThat(answer.interval().lower()).as(name).isLessThan(answer.interval().upper());
    }
    assertThat(result.remarks())
        .filteredOn(remark -> remark.contains("SLOPE chose the setting"))
        .hasSize(4);
  }

  @Test
  void replayWantsADeterministicTarget() {
    BanditLog log = log(300, 5);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(
                    log,
                    List.of(target("good", log, GOOD)),
                    StudySettings.defaults().withEstimators(List.of("replay"))))
        .withMessageContaining("row 0: target good takes no action with probability 1");
  }

  @Test
  void missingPropensitiesAreFittedAndTheResultSaysSo() {
    BanditLog log = rows(1_500, 6, 0.5, 0.3, 0.2).build();
    List<Target> targets = List.of(target("good", log, 0.1, 0.2, 0.7));
    StudySettings weights = StudySettings.defaults().withEstimators(List.of("ips", "snips"));

    StudyResult result = BanditStudy.run(log, targets, weights);

    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("propensities were estimated, not logged")
        .endsWith("(seed 0)");
    assertThat(result.policies().get(0).primary().estimate().value()).isCloseTo(2.6, within(0.2));
    assertThat(result.decision("good").verdict()).isInstanceOf(Verdict.Better.class);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BanditStudy.run(log, targets, weights.withPropensities(Propensities.LOGGED)))
        .withMessageContaining("the log has no column propensity");
  }

  /** Every other row leaves the second of two actions alone; else either is as likely. */
  private static BanditLog.Builder masked(int rows) {
    RandomStream random = new Streams(17).open("log");
    int[] action = new int[rows];
    double[] reward = new double[rows];
    boolean[] available = new boolean[2 * rows];
    for (int i = 0; i < rows; i++) {
      available[2 * i] = i % 2 == 0;
      available[2 * i + 1] = true;
      action[i] = i % 2 == 0 && random.nextBoolean() ? 0 : 1;
      reward[i] = random.nextGaussian();
    }
    return BanditLog.discrete(2).actions(action).rewards(reward).available(available);
  }

  @Test
  void whatCannotBeHadIsUnsupportedHoweverOftenItIsTakenElsewhere() {
    BanditLog.Builder builder = masked(2_000);
    int[] action = builder.build().actions();
    double[] propensity = new double[action.length];
    Arrays.setAll(propensity, i -> i % 2 == 0 ? 0.5 : 1);
    BanditLog log = builder.propensities(propensity).build();

    StudyResult result =
        BanditStudy.run(log, List.of(target("blind", log, 0.1, 0.9)), StudySettings.defaults());

    assertThat(result.policies().get(0).unsupported()).isCloseTo(0.05, within(1e-12));
    assertThat(result.decision("blind").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.SUPPORT));
  }

  @Test
  void fittedPropensitiesKnowWhichActionsCouldBeHad() {
    BanditLog log = masked(2_000).build();

    StudyResult result =
        BanditStudy.run(
            log,
            List.of(Target.uniform(log)),
            StudySettings.defaults().withEstimators(List.of("ips")));

    // The target is the logger: its weights would be 2/3 and 4/3 were the mask not known.
    WeightDiagnostics weights = result.policies().get(0).weights().get(0);
    assertThat(weights.max()).isBetween(1.0, 1.1);
    assertThat(weights.effectiveSampleSize()).isGreaterThan(1_990);
    assertThat(result.policies().get(0).unsupported()).isZero();
  }

  @Test
  void propensitiesThatAreThereAreFittedAllTheSameIfAsked() {
    BanditLog log = log(1_000, 7);
    List<Target> targets = List.of(ofLoggedAlone("good", log, GOOD));

    StudyResult fitted =
        BanditStudy.run(log, targets, StudySettings.defaults().withPropensities(Propensities.FIT));
    StudyResult logged = BanditStudy.run(log, targets, StudySettings.defaults());

    assertThat(fitted.remarks())
        .singleElement()
        .asString()
        .contains("estimated, not logged")
        .endsWith("; the log's own were set aside, and what is said of its health is of those");
    assertThat(logged.remarks()).isEmpty();
    assertThat(fitted.policies().get(0).primary().estimate().value())
        .isNotEqualTo(logged.policies().get(0).primary().estimate().value());
  }

  @Test
  void aLoggerThatHardlyChoosesIsRefusedIfItsPropensitiesWouldBeFitted() {
    BanditLog log = rows(1_000, 8, 0.997, 0.002, 0.001).build();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(
                    log, List.of(target("good", log, 0.1, 0.2, 0.7)), StudySettings.defaults()))
        .withMessageContaining("the logger is nearly deterministic")
        .withMessageContaining("log them");
  }

  @Test
  void theSameSeedGivesTheSameResultAndAnotherOneOtherLimits() {
    BanditLog log = log(500, 9);
    List<Target> targets = List.of(target("good", log, GOOD));
    StudySettings settings = StudySettings.defaults().withSeed(3);

    StudyResult result = BanditStudy.run(log, targets, settings);

    assertThat(BanditStudy.run(log, targets, settings)).isEqualTo(result);
    assertThat(BanditStudy.run(log, targets, settings.withSeed(4)).decision("good").gain().lower())
        .isNotEqualTo(result.decision("good").gain().lower());
  }

  @Test
  void rowsOfOneUserAreOneUnit() {
    BanditLog.Builder builder = rows(600, 10, LOGGER);
    BanditLog log =
        builder
            .propensities(ofLogged(builder.build(), LOGGER))
            .clusters(
                new Column.Integers(
                    IntStream.range(0, 600).asLongStream().map(i -> i / 3).toArray()))
            .build();

    StudyResult result =
        BanditStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults());

    assertThat(result.units()).isEqualTo(200);
    assertThat(result.policies().get(0).primary().estimate().units()).isEqualTo(200);
  }

  /** Users who saw the same action all the time: the target takes one of them, with weight 2. */
  private static BanditLog ofUsers(int users, int rowsEach) {
    int[] action = new int[users * rowsEach];
    double[] reward = new double[action.length];
    double[] half = new double[action.length];
    long[] user = new long[action.length];
    RandomStream random = new Streams(16).open("log");
    for (int i = 0; i < action.length; i++) {
      user[i] = i / rowsEach;
      action[i] = (int) (user[i] % 2);
      reward[i] = random.nextGaussian();
    }
    Arrays.fill(half, 0.5);
    return BanditLog.discrete(2)
        .actions(action)
        .rewards(reward)
        .propensities(half)
        .clusters(new Column.Integers(user))
        .build();
  }

  @Test
  void rowsOfOneUserCountOnceForTheGates() {
    BanditLog log = ofUsers(60, 1_000);

    StudyResult result =
        BanditStudy.run(log, List.of(ofLoggedAlone("first", log, 1, 0)), StudySettings.defaults());

    WeightDiagnostics weights = result.policies().get(0).weights().get(0);
    assertThat(weights.count()).isEqualTo(60);
    assertThat(weights.effectiveSampleSize()).isCloseTo(30, within(1e-9));
    assertThat(weights.largestShare()).isCloseTo(1 / 30.0, within(1e-12));
    assertThat(weights.mean()).isEqualTo(1);
    // Each of 60 users is 1,000 off: sqrt(60 / 59 * 60) * 1,000 / 60,000.
    assertThat(weights.meanStandardError()).isCloseTo(1 / Math.sqrt(59), within(1e-12));
    assertThat(result.decision("first").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> assertThat(v.failure().gate()).isEqualTo(Gates.Gate.EFFECTIVE_SAMPLE_SIZE));
  }

  @Test
  void aUserWithMostOfTheWeightFailsTheGateOfTheLargest() {
    BanditLog base = ofUsers(2_000, 1);
    long[] user = new long[base.size()];
    Arrays.setAll(user, i -> i < 130 ? 0 : i);
    BanditLog log =
        BanditLog.discrete(2)
            .actions(base.actions())
            .rewards(base.rewards())
            .propensities(base.propensities().orElseThrow())
            .clusters(new Column.Integers(user))
            .build();

    StudyResult result =
        BanditStudy.run(log, List.of(ofLoggedAlone("first", log, 1, 0)), StudySettings.defaults());

    assertThat(result.decision("first").verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotAnswer.class,
            v -> {
              assertThat(v.failure().gate()).isEqualTo(Gates.Gate.LARGEST_WEIGHT);
              assertThat(v.failure().seen()).isCloseTo(0.065, within(1e-12));
            });
  }

  @Test
  void theNumberOfUsersIsTheirTrueOneAndARowIsWhatMoreIsNeededOf() {
    BanditLog log = ofUsers(3_000, 4);

    StudyResult result =
        BanditStudy.run(log, List.of(ofLoggedAlone("first", log, 1, 0)), StudySettings.defaults());

    assertThat(result.units()).isEqualTo(3_000);
    assertThat(result.logging().estimate().units()).isEqualTo(3_000);
    PolicyResult first = result.policies().get(0);
    assertThat(first.primary().estimate().units()).isEqualTo(3_000);
    assertThat(first.answers()).allMatch(answer -> answer.estimate().units() == 3_000);
    Limits gain = first.decision().gain();
    double halves = (gain.upper() - gain.lower()) / (2 * Math.abs(gain.value()));
    assertThat(first.decision().verdict())
        .isInstanceOfSatisfying(
            Verdict.CannotTell.class,
            v -> {
              assertThat(v.rowsNeeded()).isEqualTo(Math.ceil(12_000 * halves * halves));
              assertThat(v.why()).contains(" rows would decide");
            });
  }

  @Test
  void rewardsOfZeroAndOneArePredictedByLogisticRegression() {
    BanditLog base = log(600, 11);
    BanditLog log =
        BanditLog.discrete(4)
            .actions(base.actions())
            .rewards(Arrays.stream(base.rewards()).map(r -> r > 2 ? 1 : 0).toArray())
            .propensities(base.propensities().orElseThrow())
            .build();

    StudyResult result =
        BanditStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults());

    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("Rewards are predicted by logistic regression");
  }

  @Test
  void clippedEstimatesSayAtWhatAndThePrimaryOneIsUnclipped() {
    BanditLog log = log(1_000, 15);
    StudySettings clipped =
        new StudySettings(
            List.of("ips", "snips", "dr", "switch-dr", "balanced-ips"),
            IntervalMethod.BOOTSTRAP,
            0.95,
            1_000,
            1,
            Optional.empty(),
            OptionalDouble.of(2),
            Propensities.LOGGED_OR_FIT,
            0,
            Gates.defaults(),
            0);

    PolicyResult good =
        BanditStudy.run(log, List.of(target("good", log, GOOD)), clipped).policies().get(0);

    assertThat(good.primary().estimate().estimator()).isEqualTo("dr");
    assertThat(good.answers())
        .extracting(answer -> answer.estimate().estimator())
        .containsExactly("ips(max 2)", "snips", "dr(max 2)", "switch-dr", "balanced-ips(max 2)");
    assertThat(good.answers().get(2).estimate().value())
        .isNotEqualTo(good.primary().estimate().value());
    assertThat(good.answers().get(4).estimate().remarks())
        .contains(
            "Weights were estimated without propensities: logistic classifier of target against logged actions"
                + " (Tribuo), calibrated by slope and bias, cross-fitted in 3 folds by unit (seed 0).");
    assertThat(good.answers().get(1).estimate().remarks()).isEmpty();
  }

  @Test
  void boundsAreGivenWhereTermsHaveAKnownRangeAndElseTheReasonWhyNot() {
    BanditLog log = log(1_000, 12);
    List<Target> targets = List.of(ofLoggedAlone("good", log, GOOD));

    for (IntervalMethod method : List.of(IntervalMethod.HOEFFDING, IntervalMethod.BERNSTEIN)) {
      StudyResult result = BanditStudy.run(log, targets, bounded(method));

      Answer ips = result.policies().get(0).answers().get(0);
      Answer snips = result.policies().get(0).answers().get(1);
      assertThat(ips.interval().upper()).isGreaterThan(ips.interval().lower());
      assertThat(result.logging().interval().lower()).isFinite();
      assertThat(snips.interval().lower()).isNaN();
      assertThat(snips.interval().remarks()).singleElement().asString().contains("known range");
    }
    // Weights up to 2 and rewards in [-5, 8]: terms lie within 26.
    Answer ips =
        BanditStudy.run(log, targets, bounded(IntervalMethod.HOEFFDING))
            .policies()
            .get(0)
            .answers()
            .get(0);
    assertThat(ips.interval().upper() - ips.estimate().value())
        .isCloseTo(26 * Math.sqrt(Math.log(40) / 2_000), within(1e-12));
  }

  @Test
  void rewardsOutsideTheStatedRangeAreRefused() {
    BanditLog base = log(200, 12);
    double[] rewards = base.rewards().clone();
    rewards[31] = 8.5;
    rewards[77] = -6;
    BanditLog log =
        BanditLog.discrete(4)
            .actions(base.actions())
            .rewards(rewards)
            .propensities(base.propensities().orElseThrow())
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(
                    log,
                    List.of(ofLoggedAlone("good", log, GOOD)),
                    bounded(IntervalMethod.HOEFFDING)))
        .withMessage(
            "column reward, row 31: is 8.5, but the reward range goes from -5.0 to 8.0 (so in 2 of 200 rows). Bounds hold"
                + " for what rewards can be at all: give a range that holds them all, or mend the column.");
  }

  @Test
  void segmentsHaveTheirOwnEstimatesAndThoseOfOneRowAreLeftOut() {
    BanditLog.Builder builder = rows(1_001, 13, LOGGER);
    String[] market = new String[1_001];
    Arrays.setAll(market, i -> i == 1_000 ? "nz" : i < 400 ? "us" : "au");
    BanditLog log =
        builder
            .propensities(ofLogged(builder.build(), LOGGER))
            .extra("market", new Column.Texts(market))
            .extra("price", Column.Numbers.scalar(new double[1_001]))
            .build();
    List<Target> targets = List.of(ofLoggedAlone("good", log, GOOD));

    List<SegmentAnswer> segments =
        BanditStudy.run(log, targets, StudySettings.defaults(), "market").segments();

    assertThat(segments).extracting(SegmentAnswer::segment).containsExactly("au", "us");
    assertThat(segments).extracting(SegmentAnswer::rows).containsExactly(600L, 400L);
    assertThat(segments.get(1).logging().estimate().value())
        .isCloseTo(Arrays.stream(log.rewards()).limit(400).average().orElseThrow(), within(1e-12));
    assertThat(segments.get(1).policies()).hasSize(1);
    assertThat(segments.get(1).policies().get(0).estimate().value()).isCloseTo(2.6, within(0.4));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BanditStudy.run(log, targets, StudySettings.defaults(), "country").segments())
        .withMessageContaining("the log has no column country")
        .withMessageContaining("market");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BanditStudy.run(log, targets, StudySettings.defaults(), "price").segments())
        .withMessageContaining("holds no texts or whole numbers");
  }

  @Test
  void positionsAreSegmentsToo() {
    BanditLog.Builder builder = rows(900, 13, LOGGER);
    int[] position = new int[900];
    Arrays.setAll(position, i -> i % 3);
    BanditLog log =
        builder.propensities(ofLogged(builder.build(), LOGGER)).positions(position).build();

    List<SegmentAnswer> segments =
        BanditStudy.run(
                log,
                List.of(ofLoggedAlone("good", log, GOOD)),
                StudySettings.defaults(),
                "position")
            .segments();

    assertThat(segments).extracting(SegmentAnswer::segment).containsExactly("0", "1", "2");
    assertThat(segments).extracting(SegmentAnswer::rows).containsOnly(300L);
  }

  @Test
  void severalLoggersArePooledAndTheResultSaysSo() {
    BanditLog.Builder builder = rows(900, 13, LOGGER);
    int[] stratum = new int[900];
    Arrays.setAll(stratum, i -> i % 3 == 0 ? 1 : 0);
    BanditLog log =
        builder
            .propensities(ofLogged(builder.build(), LOGGER))
            .strata(stratum)
            .stratumLabels(List.of("champion", "challenger"))
            .build();

    StudyResult result =
        BanditStudy.run(
            log, List.of(ofLoggedAlone("good", log, GOOD)), StudySettings.defaults(), "stratum");

    assertThat(result.remarks())
        .singleElement()
        .asString()
        .startsWith("The rows of 2 loggers (column stratum) are pooled");
    assertThat(result.segments())
        .extracting(SegmentAnswer::segment)
        .containsExactly("challenger", "champion");
    assertThat(result.segments()).extracting(SegmentAnswer::rows).containsExactly(300L, 600L);
  }

  @Test
  void aContradictoryLogIsRefusedWithItsRow() {
    BanditLog base = log(100, 14);
    double[] behavior = new double[400];
    Arrays.setAll(behavior, i -> LOGGER[i % 4]);
    double[] propensity = base.propensities().orElseThrow().clone();
    propensity[7] /= 2;
    BanditLog log =
        BanditLog.discrete(4)
            .actions(base.actions())
            .rewards(base.rewards())
            .behavior(behavior)
            .propensities(propensity)
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults()))
        .withMessageContaining("row 7")
        .withMessageContaining("propensity")
        .withMessageContaining("behavior_distribution");
  }

  @Test
  void unknownEstimatorsAndNoTargetAtAllAreRefused() {
    BanditLog log = log(100, 15);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BanditStudy.run(log, List.of(), StudySettings.defaults()))
        .withMessageContaining("no target policy");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(
                    log,
                    List.of(target("good", log, GOOD)),
                    StudySettings.defaults().withEstimators(List.of("pdis"))))
        .withMessageContaining("pdis is no estimator for single decisions")
        .withMessageContaining("snips");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BanditStudy.run(log, List.of(target("good", log, GOOD)), StudySettings.defaults())
                    .decision("god"))
        .withMessageContaining("No policy god was studied, but [good]");
  }
}
