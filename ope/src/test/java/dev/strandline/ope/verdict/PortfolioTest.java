package dev.strandline.ope.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortfolioTest {

  private static final double[] STEEP = {0, 1, 2, 3, 4};

  private static RandomStream random(long seed) {
    return new Streams(seed).open("portfolio");
  }

  @Test
  void theDeviationOfValuesBetweenLimitsLiesBetweenItsExtremes() {
    Box box = new Box(new double[] {0, 5}, new double[] {1, 7});

    // Nearest 1 and 5, farthest 0 and 7, divisor 1.
    assertThat(box.least()).isCloseTo(Math.sqrt(8), within(1e-12));
    assertThat(box.largest()).isCloseTo(Math.sqrt(24.5), within(1e-12));
    assertThat(new Box(new double[] {0, 1}, new double[] {2, 7}).least()).isZero();
  }

  @Test
  void theExtremesBoundEveryPointOfTheBox() {
    RandomStream random = random(1);
    for (int trial = 0; trial < 40; trial++) {
      int k = 2 + random.nextInt(14);
      double[] lower = random.doubles(k, -3, 3).toArray();
      double[] upper = lower.clone();
      for (int j = 0; j < k; j++) {
        upper[j] += 2 * random.nextDouble();
      }
      Box box = new Box(lower, upper);
      double least = box.least();
      double largest = box.largest();
      for (int point = 0; point < 200; point++) {
        double[] x = new double[k];
        for (int j = 0; j < k; j++) {
          x[j] =
              random.nextBoolean()
                  ? lower[j]
                  : random.nextBoolean() ? upper[j] : (lower[j] + upper[j]) / 2;
        }
        double mean = Arrays.stream(x).average().orElseThrow();
        double deviation =
            Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (k - 1));
        assertThat(deviation).isBetween(least - 1e-12, largest + 1e-12);
      }
    }
  }

  @Test
  void theBoundForManyValuesIsHardlyAboveTheTrueOne() {
    // Thirteen values in [0, 1]: six at one end, seven at the other.
    double[] ones = new double[13];
    Arrays.fill(ones, 1);

    double largest = new Box(new double[13], ones).largest();

    assertThat(largest * largest).isBetween(42.0 / 13 / 12, 42.0 / 13 / 12 * 1.007);
  }

  @Test
  void openLimitsLeaveTheDeviationOpen() {
    Box box = new Box(new double[] {0, Double.NEGATIVE_INFINITY}, new double[] {1, 2});

    assertThat(box.largest()).isInfinite();
    assertThat(box.least()).isZero();
  }

  @Test
  void aLogThatShowsGainsDeterminesTheRatio() {
    TestLog log = new TestLog(900, STEEP, 1, random(2));
    List<Candidate> candidates =
        List.of(
            log.candidate("a", 0.05, 0.05, 0.1, 0.1, 0.7),
            log.candidate("b", 0.1, 0.15, 0.2, 0.2, 0.35),
            log.candidate("c", 0.5, 0.2, 0.1, 0.1, 0.1));
    Metric metric = Metric.reward(log.logging(), candidates);
    List<Decision> decisions = Judge.defaults().decide(metric, random(3));

    List<EstimatedSharpe> sharpe = EstimatedSharpe.of(metric, decisions, random(4));

    // Gains 1.35, 0.55 and -0.9: 1.35 / 0.5657 = 2.39 at k = 2 and 1.35 / 1.144 = 1.18 at k = 3.
    assertThat(sharpe.get(0).point()).isNaN();
    assertThat(sharpe.get(1).point()).isBetween(1.5, 3.5);
    assertThat(sharpe.get(2).point()).isBetween(1.0, 1.4);
    assertThat(sharpe.get(1).lower()).isBetween(0.1, 2.39);
    assertThat(sharpe.get(1).upper()).isGreaterThan(2.39);
    assertThat(sharpe.get(2).gain()).isBetween(1.1, 1.6);
    assertThat(sharpe.get(2).variance()).isBetween(1.0, 1.7); // 1.144^2 = 1.31
    assertThat(sharpe.get(2).remark()).isEmpty();
  }

  @Test
  void equalPoliciesLeaveTheRatioOpen() {
    RandomStream random = random(16);
    TestLog log = new TestLog(600, new double[] {1, 1, 1, 1, 1}, 1, random);
    Metric metric = Metric.reward(log.logging(), log.candidates(5, random));

    List<EstimatedSharpe> sharpe =
        EstimatedSharpe.of(metric, Judge.defaults().decide(metric, random), random);

    assertThat(sharpe).hasSize(5);
    for (EstimatedSharpe at : sharpe.subList(1, 5)) {
      assertThat(at.lower()).isZero();
      assertThat(at.upper()).isInfinite();
      assertThat(at.point()).isNaN();
      assertThat(at.remark()).isEqualTo("not determined by this log");
    }
  }

  @Test
  void aCandidateForWhichTheLogCannotAnswerIsNotInThePortfolio() {
    TestLog log = new TestLog(600, STEEP, 1, random(6));
    Metric metric =
        Metric.reward(
            log.logging(),
            List.of(
                log.candidate("a", 0.1, 0.1, 0.1, 0.1, 0.6),
                log.candidate("b", 0.6, 0.1, 0.1, 0.1, 0.1)));
    Judge strict = Judge.defaults().withGates(new Gates(1e9, 1, 0, 1, 3, 1));

    assertThat(EstimatedSharpe.of(metric, strict.decide(metric, random(7)), random(8))).isEmpty();
  }

  @Test
  void aGuardrailForbidsWhatTheGoalWouldShip() {
    TestLog log = new TestLog(900, STEEP, 1, random(9));
    double[] last = {0.1, 0.1, 0.1, 0.1, 0.6};
    double[] middle = {0.1, 0.2, 0.4, 0.2, 0.1};
    // A second reward that falls as the first rises, and one that does not depend on it.
    double[] opposite = Arrays.stream(log.rewards()).map(r -> 10 - r).toArray();
    RandomStream random = random(10);
    double[] noise = random.doubles(900).toArray();
    Metric goal =
        Metric.reward(
            log.logging(), List.of(log.candidate("last", last), log.candidate("middle", middle)));

    List<Guardrails> harmed =
        Guardrails.judge(
            Judge.defaults(), goal, List.of(guardrail(log, opposite, 0, last, middle)), random);
    List<Guardrails> shipped =
        Guardrails.judge(
            Judge.defaults(), goal, List.of(guardrail(log, noise, 0.2, last, middle)), random);
    List<Guardrails> unclear =
        Guardrails.judge(
            Judge.defaults(), goal, List.of(guardrail(log, noise, 0, last, middle)), random);

    assertThat(harmed.get(0).outcome()).isEqualTo(Guardrails.Outcome.HARMFUL);
    assertThat(harmed.get(1).outcome()).isEqualTo(Guardrails.Outcome.UNCLEAR);
    assertThat(shipped.get(0).outcome()).isEqualTo(Guardrails.Outcome.SHIP);
    assertThat(unclear.get(0).outcome()).isEqualTo(Guardrails.Outcome.UNCLEAR);
  }

  private static Metric guardrail(
      TestLog log, double[] reward, double margin, double[] last, double[] middle) {
    List<Candidate> candidates =
        List.of(log.candidate("last", reward, last), log.candidate("middle", reward, middle));
    Replicates logging = log.candidate("logging", reward, 0.2, 0.2, 0.2, 0.2, 0.2).replicates();
    return new Metric("second", Metric.Direction.UP, margin, logging, candidates);
  }

  @Test
  void metricsAboutOtherCandidatesAreRefused() {
    TestLog log = new TestLog(300, STEEP, 1, random(11));
    double[] p = {0.1, 0.1, 0.1, 0.1, 0.6};
    Metric goal = Metric.reward(log.logging(), List.of(log.candidate("a", p)));
    Metric other = Metric.reward(log.logging(), List.of(log.candidate("b", p)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guardrails.judge(Judge.defaults(), goal, List.of(other), random(12)))
        .withMessageContaining("[b]");
  }

  @Test
  void rewardPerCostIsARatioOfTwoEstimates() {
    TestLog log = new TestLog(500, new double[] {1, 2, 3, 4, 5}, 1, random(13));
    double[] p = {0.1, 0.1, 0.1, 0.1, 0.6};
    double[] cost = Arrays.stream(log.rewards()).map(r -> 2 * r).toArray();
    Candidate reward = log.candidate("a", p);
    Replicates ratio =
        Combination.ratio(reward.replicates(), log.candidate("a", cost, p).replicates());

    Estimate estimate = Combination.ratioEstimate("reward per cost", reward.estimate(), ratio);

    assertThat(estimate.value()).isCloseTo(0.5, within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(0, within(1e-9));
    assertThat(estimate.terms()).isFalse();
  }

  @Test
  void theTradeOffCurveCarriesTheCovarianceOfItsComponents() {
    TestLog log = new TestLog(700, STEEP, 1, random(14));
    double[] p = {0.1, 0.1, 0.1, 0.1, 0.6};
    RandomStream random = random(15);
    double[] second = random.doubles(700, 0, 3).toArray();
    List<Replicates> components =
        List.of(log.candidate("a", p).replicates(), log.candidate("a", second, p).replicates());
    double[][] mixtures = {{1, 0}, {0.5, 0.5}, {0, 1}};

    TradeOff joint =
        TradeOff.of(components, mixtures, TradeOff.Scope.SIMULTANEOUS, 0.05, 1_000, random);
    TradeOff each =
        TradeOff.of(components, mixtures, TradeOff.Scope.POINTWISE, 0.05, 1_000, random);

    assertThat(joint.points().get(1).value().value())
        .isCloseTo((joint.values()[0] + joint.values()[1]) / 2, within(1e-12));
    double[][] c = joint.covariance();
    double variance = (c[0][0] + 2 * c[0][1] + c[1][1]) / 4;
    assertThat(joint.points().get(1).value().standardError())
        .isCloseTo(Math.sqrt(variance), within(1e-9));
    assertThat(c[0][1]).isEqualTo(c[1][0]);
    List<Double> wider = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Limits all = joint.points().get(i).value();
      Limits one = each.points().get(i).value();
      wider.add((all.upper() - all.lower()) / (one.upper() - one.lower()));
    }
    assertThat(wider).allMatch(ratio -> ratio > 1.02);
  }
}
