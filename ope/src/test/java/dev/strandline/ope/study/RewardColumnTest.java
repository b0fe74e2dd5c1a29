package dev.strandline.ope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.verdict.Guardrails;
import dev.strandline.ope.verdict.Judge;
import dev.strandline.ope.verdict.Metric;
import dev.strandline.ope.verdict.TradeOff;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two actions, taken with equal probability. The first earns 1 and costs 1 on average, the second
 * earns 2 and costs 3.
 */
class RewardColumnTest {

  private static final int ROWS = 4_000;

  private static BanditLog log() {
    RandomStream random = new Streams(5).open("log");
    int[] action = new int[ROWS];
    double[] reward = new double[ROWS];
    double[] cost = new double[ROWS];
    double[] spent = new double[ROWS];
    String[] market = new String[ROWS];
    for (int row = 0; row < ROWS; row++) {
      action[row] = random.nextInt(2);
      reward[row] = 1 + action[row] + 0.3 * random.nextGaussian();
      cost[row] = 1 + 2 * action[row] + 0.3 * random.nextGaussian();
      spent[row] = row == 17 ? Double.NaN : 1;
      market[row] = "north";
    }
    double[] half = new double[ROWS];
    Arrays.fill(half, 0.5);
    return BanditLog.discrete(2)
        .actions(action)
        .rewards(reward)
        .propensities(half)
        .extra("cost", Column.Numbers.scalar(cost))
        .extra("spent", Column.Numbers.scalar(spent))
        .extra("market", new Column.Texts(market))
        .build();
  }

  /** Takes the second action with the given probability. */
  private static Target target(String name, BanditLog log, double second) {
    double[] e = new double[2 * log.size()];
    for (int row = 0; row < log.size(); row++) {
      e[2 * row] = 1 - second;
      e[2 * row + 1] = second;
    }
    return Target.of(name, log, e);
  }

  private static final StudySettings SETTINGS = StudySettings.defaults();

  private static double value(Replicates replicates) {
    double[] ones = new double[replicates.groups()];
    Arrays.fill(ones, 1);
    return replicates.value(ones);
  }

  @Test
  void theGoalAndItsGuardrailsAreJudgedOnOneLog() {
    BanditLog log = log();
    List<Target> targets =
        List.of(target("bold", log, 0.9), target("careful", log, 0.6), target("shy", log, 0.1));

    List<Guardrails> judged =
        Guardrails.judge(
            Judge.defaults(),
            BanditStudy.metric(log, targets, RewardColumn.more("reward"), SETTINGS),
            List.of(
                BanditStudy.metric(
                    log, targets, RewardColumn.less("cost").withMargin(0.4), SETTINGS)),
            new Streams(1).open("guardrails"));

    // The costs rise by 0.8 and by 0.2, of which 0.4 may be lost; the last earns 0.4 less.
    assertThat(judged)
        .extracting(Guardrails::outcome)
        .containsExactly(
            Guardrails.Outcome.HARMFUL, Guardrails.Outcome.SHIP, Guardrails.Outcome.HARMFUL);
    assertThat(judged.get(1).guardrails().get(0).gain().value()).isCloseTo(-0.2, within(0.03));
    assertThat(judged.get(1).guardrails().get(0).metric()).isEqualTo("cost");
  }

  @Test
  void aRatioIsThatOfThePolicysMeans() {
    BanditLog log = log();
    List<Target> targets = List.of(target("bold", log, 0.9));

    Metric ratio =
        BanditStudy.metric(log, targets, RewardColumn.more("reward").per("cost"), SETTINGS);

    Metric above = BanditStudy.metric(log, targets, RewardColumn.more("reward"), SETTINGS);
    Metric below = BanditStudy.metric(log, targets, RewardColumn.more("cost"), SETTINGS);
    assertThat(ratio.name()).isEqualTo("reward per cost");
    assertThat(ratio.candidates().get(0).estimate().value())
        .isCloseTo(
            above.candidates().get(0).estimate().value()
                / below.candidates().get(0).estimate().value(),
            within(1e-12))
        .isCloseTo(1.9 / 2.8, within(0.02));
    assertThat(value(ratio.logging())).isCloseTo(1.5 / 2, within(0.02));
  }

  @Test
  void theCurveBetweenTwoRewardsPassesThroughBoth() {
    BanditLog log = log();
    List<Target> targets = List.of(target("bold", log, 0.9));
    List<Replicates> components =
        List.of("reward", "cost").stream()
            .map(name -> BanditStudy.metric(log, targets, RewardColumn.more(name), SETTINGS))
            .map(metric -> metric.candidates().get(0).replicates())
            .toList();

    TradeOff curve =
        TradeOff.of(
            components,
            new double[][] {{1, 0}, {0.5, 0.5}, {0, 1}},
            TradeOff.Scope.SIMULTANEOUS,
            0.05,
            1_000,
            new Streams(1).open("curve"));

    assertThat(curve.points())
        .extracting(point -> point.value().value())
        .satisfies(
            values -> {
              assertThat(values.get(0)).isCloseTo(1.9, within(0.05));
              assertThat(values.get(1)).isCloseTo(2.35, within(0.05));
              assertThat(values.get(2)).isCloseTo(2.8, within(0.05));
            });
  }

  @Test
  void aColumnThatIsNoRewardIsRefused() {
    BanditLog log = log();
    List<Target> targets = List.of(target("bold", log, 0.9));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BanditStudy.metric(log, targets, RewardColumn.more("clicks"), SETTINGS))
        .withMessageContaining("no column clicks")
        .withMessageContaining("cost, spent, market");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BanditStudy.metric(log, targets, RewardColumn.more("market"), SETTINGS))
        .withMessageContaining("column market does not hold one number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BanditStudy.metric(log, targets, RewardColumn.more("spent"), SETTINGS))
        .withMessageContaining("column spent, row 17: NaN");
  }
}
