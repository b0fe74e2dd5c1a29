package dev.strandline.ope.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.FunctionOfSums;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.verdict.Gates.Gate;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final double[] EVEN = {0.2, 0.2, 0.2, 0.2, 0.2};
  private static final double[] LAST = {0.1, 0.1, 0.1, 0.1, 0.6};
  private static final double[] FIRST = {0.6, 0.1, 0.1, 0.1, 0.1};

  private static RandomStream random(long seed) {
    return new Streams(seed).open("verdict");
  }

  /** A log in which later actions are worth more: 0, 1, 2, 3, 4 with noise of 1. */
  private static TestLog steep() {
    return new TestLog(800, new double[] {0, 1, 2, 3, 4}, 1, random(1));
  }

  @Test
  void policiesThatAreClearlyBetterOrWorseAreCalledSo() {
    TestLog log = steep();

    List<Decision> decisions =
        Judge.defaults()
            .decide(
                Metric.reward(
                    log.logging(),
                    List.of(log.candidate("last", LAST), log.candidate("first", FIRST))),
                random(2));

    // 0.6 * 4 + 0.1 * 6 = 3 and 0.1 * 10 = 1 against 2.
    assertThat(decisions.get(0).verdict()).isInstanceOf(Verdict.Better.class);
    assertThat(decisions.get(0).gain().lower()).isBetween(0.5, 1.0);
    assertThat(decisions.get(0).gain().upper()).isBetween(1.0, 1.5);
    assertThat(decisions.get(0).lift().value())
        .isCloseTo(
            decisions.get(0).gain().value() / log.logging().value(Combination.ones(log.logging())),
            within(1e-12));
    assertThat(decisions.get(0).lift().lower()).isBetween(0.2, 0.5);
    assertThat(decisions.get(1).verdict()).isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void aGainInsideTheMarginIsNotCalled() {
    TestLog log = steep();
    Metric metric = Metric.reward(log.logging(), List.of(log.candidate("last", LAST)));

    Decision decision = Judge.defaults().decide(metric.withMargin(5), random(2)).get(0);

    assertThat(decision.verdict()).isInstanceOf(Verdict.CannotTell.class);
    assertThat(((Verdict.CannotTell) decision.verdict()).rowsNeeded()).isInfinite();
  }

  @Test
  void whereLessIsBetterTheSignsTurn() {
    TestLog log = steep();
    Candidate last = log.candidate("last", LAST);
    Metric cost = new Metric("cost", Metric.Direction.DOWN, 0, log.logging(), List.of(last));

    Decision decision = Judge.defaults().decide(cost, random(2)).get(0);

    assertThat(decision.verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(decision.gain().value())
        .isCloseTo(
            log.logging().value(Combination.ones(log.logging())) - last.estimate().value(),
            within(1e-12));
  }

  @Test
  void anUndecidedGainSaysHowManyRowsWouldDecide() {
    TestLog log = new TestLog(400, new double[] {2, 2, 2, 2, 2.1}, 1, random(3));

    Decision decision =
        Judge.defaults()
            .decide(Metric.reward(log.logging(), List.of(log.candidate("last", LAST))), random(4))
            .get(0);

    Limits gain = decision.gain();
    double halves = (gain.upper() - gain.lower()) / (2 * Math.abs(gain.value()));
    assertThat(((Verdict.CannotTell) decision.verdict()).rowsNeeded())
        .isEqualTo(Math.ceil(400 * halves * halves))
        .isGreaterThan(400);
  }

  @Test
  void aPolicyThatIsTheLoggingOneHasNoSpreadAndNoVerdict() {
    TestLog log = steep();

    Decision decision =
        Judge.defaults()
            .decide(Metric.reward(log.logging(), List.of(log.candidate("even", EVEN))), random(2))
            .get(0);

    assertThat(decision.verdict()).isInstanceOf(Verdict.CannotTell.class);
    assertThat(((Verdict.CannotTell) decision.verdict()).why()).contains("no spread");
  }

  @Test
  void anotherUnbiasedEstimateOfTheOppositeSignForbidsAVerdict() {
    TestLog log = steep();
    Candidate last = log.candidate("last", LAST);
    Candidate contradicted =
        new Candidate(
            "last",
            last.estimate(),
            last.replicates(),
            last.weights(),
            last.events(),
            0,
            List.of(log.candidate("first", FIRST).replicates()));
    Candidate confirmed =
        new Candidate(
            "last",
            last.estimate(),
            last.replicates(),
            last.weights(),
            last.events(),
            0,
            List.of(last.replicates()));

    List<Decision> decisions =
        Judge.defaults()
            .decide(Metric.reward(log.logging(), List.of(contradicted, confirmed)), random(2));

    assertThat(((Verdict.CannotTell) decisions.get(0).verdict()).why()).contains("opposite sign");
    assertThat(decisions.get(1).verdict()).isInstanceOf(Verdict.Better.class);
  }

  @Test
  void everyGateNamesTheFigureThatFails() {
    WeightDiagnostics sound = new WeightDiagnostics(1_000, 1, 0.01, 3, 900, 0.003);
    WeightedEvents dense = new WeightedEvents(300, 0);

    assertThat(failure(1, sound, dense, 0)).isEmpty();
    assertThat(failure(Double.NaN, sound, dense, 0).orElseThrow().gate()).isEqualTo(Gate.DEFINED);
    assertThat(failure(1, sound, dense, 0.02))
        .contains(
            new Gates.Failure(
                Gate.SUPPORT,
                0.02,
                0.01,
                "2.0 % of the policy's probability is on actions that the logging policy does not "
                    + "take; at most 1.0 % may be."));
    Gates.Failure few =
        failure(1, new WeightDiagnostics(1_000, 1, 0.01, 3, 99, 0.003), dense, 0).orElseThrow();
    assertThat(few.gate()).isEqualTo(Gate.EFFECTIVE_SAMPLE_SIZE);
    assertThat(few.seen()).isEqualTo(99);
    assertThat(few.threshold()).isEqualTo(100);
    assertThat(
            failure(1, new WeightDiagnostics(1_000, 1, 0.01, 60, 900, 0.06), dense, 0)
                .orElseThrow()
                .gate())
        .isEqualTo(Gate.LARGEST_WEIGHT);
    assertThat(failure(1, sound, new WeightedEvents(49, 0.6), 0).orElseThrow().gate())
        .isEqualTo(Gate.EFFECTIVE_EVENTS);
    assertThat(failure(1, sound, new WeightedEvents(49, 0.4), 0)).isEmpty();
    assertThat(
            failure(1, new WeightDiagnostics(1_000, 1.06, 0.01, 3, 900, 0.003), dense, 0)
                .orElseThrow()
                .gate())
        .isEqualTo(Gate.MEAN_WEIGHT);
    // 1.06 is within three standard errors of 1.
    assertThat(failure(1, new WeightDiagnostics(1_000, 1.06, 0.03, 3, 900, 0.003), dense, 0))
        .isEmpty();
    assertThat(
            failure(1, new WeightDiagnostics(1_000, 0, 0, 0, 0, Double.NaN), dense, 0)
                .orElseThrow()
                .gate())
        .isEqualTo(Gate.EFFECTIVE_SAMPLE_SIZE);
  }

  private static Optional<Gates.Failure> failure(
      double value, WeightDiagnostics weights, WeightedEvents events, double unsupported) {
    return Gates.defaults().firstFailure(candidate(value, List.of(weights), events, unsupported));
  }

  private static Candidate candidate(
      double value, List<WeightDiagnostics> weights, WeightedEvents events, double unsupported) {
    Estimate estimate =
        new Estimate("snips", value, 0.1, 1_000, false, Optional.empty(), List.of("No weight."));
    Replicates replicates = new FunctionOfSums(new double[][] {{1}}, s -> value);
    return new Candidate("x", estimate, replicates, weights, events, unsupported, List.of());
  }

  @Test
  void theWeightsOfEveryStepAreTested() {
    WeightDiagnostics sound = new WeightDiagnostics(1_000, 1, 0.01, 3, 900, 0.003);
    WeightDiagnostics spent = new WeightDiagnostics(1_000, 1, 0.3, 300, 5, 0.3);

    assertThat(
            Gates.defaults()
                .firstFailure(
                    candidate(1, List.of(sound, sound, spent), new WeightedEvents(300, 0), 0))
                .orElseThrow()
                .why())
        .startsWith("At step 2, the effective sample size is 5.0 of 1000");
  }

  @Test
  void aCandidateTakesItsWeightsFromItsEstimateAndMustHaveSome() {
    Candidate last = steep().candidate("last", LAST);
    Estimate modelOnly = new Estimate("dm", 1, 0.1, 800, true, Optional.empty(), List.of());

    assertThat(Candidate.of("last", seen(last.estimate(), last), last.events(), 0)).isEqualTo(last);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Candidate.of("last", seen(modelOnly, last), last.events(), 0))
        .withMessageContaining("Candidate last has no weights");
  }

  private static Accumulator<Void> seen(Estimate estimate, Candidate candidate) {
    return new Accumulator<>() {
      @Override
      public void add(Void batch) {}

      @Override
      public void merge(Accumulator<Void> other) {}

      @Override
      public Estimate estimate() {
        return estimate;
      }

      @Override
      public Replicates replicates() {
        return candidate.replicates();
      }
    };
  }

  @Test
  void whatFailsAGateIsNotCompared() {
    TestLog log = steep();
    Candidate last = log.candidate("last", LAST);
    Candidate unsupported =
        new Candidate(
            "unsupported",
            last.estimate(),
            last.replicates(),
            last.weights(),
            last.events(),
            0.5,
            List.of());

    List<Decision> both =
        Judge.defaults()
            .decide(Metric.reward(log.logging(), List.of(unsupported, last)), random(2));
    List<Decision> alone =
        Judge.defaults().decide(Metric.reward(log.logging(), List.of(last)), random(2));

    assertThat(both.get(0).verdict()).isInstanceOf(Verdict.CannotAnswer.class);
    assertThat(both.get(0).gain().lower()).isNaN();
    assertThat(both.get(1)).isEqualTo(alone.get(0));
  }

  @Test
  void estimatesOfDifferentRowsAreNotCompared() {
    TestLog log = steep();
    TestLog other = new TestLog(700, new double[] {0, 1, 2, 3, 4}, 1, random(1));
    Metric metric = Metric.reward(log.logging(), List.of(other.candidate("last", LAST)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Judge.defaults().decide(metric, random(2)))
        .withMessageContaining("not from the same rows");
  }

  @Test
  void theLimitsOfOneMeanAreAboutStudents() {
    TestLog log = new TestLog(600, new double[] {1, 1, 1, 1, 1}, 1, random(5));

    Limits limits =
        new JointBootstrap(List.of(log.logging()), 4_000, random(6)).pointwise(0.1).get(0);

    double[] rewards = log.rewards();
    double mean = IntStream.range(0, 600).mapToDouble(i -> rewards[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, 600).mapToDouble(i -> (rewards[i] - mean) * (rewards[i] - mean)).sum()
            / 599;
    double half = new StudentT(600, mean, variance).halfWidth(0.05);
    assertThat(limits.value()).isCloseTo(mean, within(1e-12));
    assertThat((limits.upper() - limits.value()) / half).isBetween(0.93, 1.07);
    assertThat((limits.value() - limits.lower()) / half).isBetween(0.93, 1.07);
  }

  @Test
  void limitsForAllCandidatesAreWiderThanForEach() {
    TestLog log = steep();
    List<Replicates> gains =
        log.candidates(6, random(7)).stream()
            .map(c -> Combination.difference(c.replicates(), log.logging()))
            .toList();
    JointBootstrap bootstrap = new JointBootstrap(gains, 1_000, random(8));

    List<Limits> joint = bootstrap.limits(0, 6, 0.05);
    List<Limits> each = bootstrap.pointwise(0.05);

    for (int j = 0; j < 6; j++) {
      assertThat(joint.get(j).lower()).isLessThanOrEqualTo(each.get(j).lower());
      assertThat(joint.get(j).upper()).isGreaterThanOrEqualTo(each.get(j).upper());
    }
    assertThat(joint.get(0).upper() - joint.get(0).lower())
        .isGreaterThan(1.1 * (each.get(0).upper() - each.get(0).lower()));
  }

  @Test
  void resamplesWithoutAnEstimateLeaveTheLimitsOpen() {
    // The one group with weight is missing from a third of the resamples.
    Replicates fragile =
        new FunctionOfSums(
            new double[][] {{1, 1}, {0, 0}, {0, 1e-9}}, s -> s[0] > 0 ? s[1] : s[0] / 0);

    Limits limits = new JointBootstrap(List.of(fragile), 200, random(9)).pointwise(0.1).get(0);

    assertThat(limits.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(limits.upper()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void combinationsAreResampledWithTheirParts() {
    TestLog log = steep();
    Replicates a = log.candidate("last", LAST).replicates();
    Replicates b = log.candidate("first", FIRST).replicates();
    double[] counts = new double[800];
    for (int g = 0; g < 800; g++) {
      counts[g] = g % 3;
    }
    for (Replicates combination :
        List.of(
            Combination.difference(a, b),
            Combination.ratio(a, b),
            Combination.weighted(new double[] {0.3, 2}, List.of(a, b)))) {
      Replicates opaque =
          new Replicates() {
            @Override
            public int groups() {
              return combination.groups();
            }

            @Override
            public double value(double[] c) {
              return combination.value(c);
            }
          };

      assertThat(combination.influence(counts))
          .containsExactly(opaque.influence(counts), within(1e-7));
    }
    assertThat(Combination.ratio(a, b).value(counts))
        .isCloseTo(a.value(counts) / b.value(counts), within(1e-12));
    assertThat(Combination.difference(a, b).value(counts))
        .isCloseTo(a.value(counts) - b.value(counts), within(1e-12));
    assertThat(
            Combination.ratio(a, Combination.weighted(new double[] {-1}, List.of(b))).value(counts))
        .isNaN();
  }

  @Test
  void effectiveEventsOfEqualRewardsAreTheirNumber() {
    WeightedEvents.Counter counter = new WeightedEvents.Counter();
    counter.add(new double[] {2, 2, 5}, new double[] {3, 3, 0}, 0, 3);
    WeightedEvents.Counter more = new WeightedEvents.Counter();
    more.add(new double[] {9, 2}, new double[] {9, 3}, 1, 2);
    counter.merge(more);

    assertThat(counter.events().effective()).isCloseTo(3, within(1e-12));
    assertThat(counter.events().zeroShare()).isEqualTo(0.25);
  }

  @Test
  void noGainIsShownMoreOftenThanStatedWhereAllPoliciesAreEqual() {
    int logs = 80;
    int shownBetter = 0;
    int shownWorse = 0;
    int naive = 0;
    int uncorrected = 0;
    for (int log = 0; log < logs; log++) {
      RandomStream random = new Streams(log).open("null");
      // Three in ten rows are rewarded, whatever the action.
      TestLog equal = new TestLog(300, new double[] {1, 1, 1, 1, 1}, 0.3, random);
      List<Replicates> gains =
          equal.candidates(6, random).stream()
              .map(c -> Combination.difference(c.replicates(), equal.logging()))
              .toList();

      List<Limits> limits = new JointBootstrap(gains, 300, random).limits(0, 6, 0.05);

      shownBetter += limits.stream().anyMatch(l -> l.lower() > 0) ? 1 : 0;
      shownWorse += limits.stream().anyMatch(l -> l.upper() < 0) ? 1 : 0;
      naive += limits.stream().anyMatch(l -> l.value() > 0) ? 1 : 0;
      uncorrected +=
          limits.stream().anyMatch(l -> Math.abs(l.value()) > 1.96 * l.standardError()) ? 1 : 0;
    }

    // 2.5 % each is 2 of 80; rare rewards make it up to 5 %, of which nine or more are rare.
    assertThat(shownBetter).isLessThan(9);
    assertThat(shownWorse).isLessThan(9);
    assertThat(naive).as("logs whose best candidate seems to gain").isGreaterThan(60);
    assertThat(uncorrected).as("logs with an interval of its own beside 0").isGreaterThan(9);
  }
}
