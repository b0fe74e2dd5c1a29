package dev.strandline.envs.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.envs.bandit.SyntheticBandit.Config;
import dev.strandline.envs.bandit.SyntheticBandit.Score;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticBanditTest {

  private static final Config DEFAULTS = Config.defaults();

  @Test
  void theLoggerIsTheSoftmaxOfExpectedRewardsTimesBeta() {
    SyntheticBandit world = new SyntheticBandit(DEFAULTS.withActions(2).withBeta(3), 1);
    BanditLog log = world.log(50, 2);

    double[] q = world.expectedRewards(log.context());

    double[] b = log.behavior().get();
    for (int i = 0; i < 50; i++) {
      assertThat(b[2 * i])
          .isCloseTo(1 / (1 + Math.exp(3 * (q[2 * i + 1] - q[2 * i]))), within(1e-14));
      assertThat(log.propensities().get()[i]).isEqualTo(b[2 * i + log.actions()[i]]);
    }
  }

  @Test
  void theSignOfBetaDecidesWhetherTheLoggerPrefersGoodOrBadActions() {
    assertThat(advantage(0)).isCloseTo(0, within(1e-15));
    assertThat(advantage(5)).isGreaterThan(0.05);
    assertThat(advantage(-5)).isLessThan(-0.05);
    assertThat(advantage(50)).isGreaterThan(advantage(5));
  }

  /** What the logger earns above uniform choice. */
  private static double advantage(double beta) {
    SyntheticBandit world = new SyntheticBandit(DEFAULTS.withBeta(beta), 7);
    BanditLog log = world.log(500, 8);
    double[] uniform = Target.uniform(log).distribution().get();
    return world.value(log.context(), log.behavior().get()) - world.value(log.context(), uniform);
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void rewardsHaveTheExpectationThatIsStated(Score score) {
    for (boolean binary : new boolean[] {true, false}) {
      SyntheticBandit world = new SyntheticBandit(DEFAULTS.withScore(score).withBinary(binary), 3);
      int n = 20_000;
      BanditLog log = world.log(n, 4);
      double[] q = world.expectedRewards(log.context());
      double surprise = 0;
      double squares = 0;
      double variance = 0;
      for (int i = 0; i < n; i++) {
        double mean = q[i * 10 + log.actions()[i]];
        double deviation = log.rewards()[i] - mean;
        surprise += deviation;
        squares += deviation * deviation;
        variance += binary ? mean * (1 - mean) : 1;
        assertThat(binary && log.rewards()[i] != 0 && log.rewards()[i] != 1).isFalse();
      }

      assertThat(surprise / Math.sqrt(variance)).isBetween(-3.5, 3.5);
      assertThat(squares / variance).isCloseTo(1, within(0.06));
    }
  }

  @Test
  void weightingTheLogGivesTheValueOfAnotherPolicy() {
    SyntheticBandit world = new SyntheticBandit(DEFAULTS.withScore(Score.POLYNOMIAL), 5);
    int n = 20_000;
    BanditLog log = world.log(n, 6);
    double[] best = greedy(world.expectedRewards(log.context()), 10);
    Target target = Target.of("best", log, best);

    double[] terms = new double[n];
    Arrays.setAll(terms, i -> target.logged()[i] / log.propensities().get()[i] * log.rewards()[i]);

    double mean = Arrays.stream(terms).sum() / n;
    double squares = Arrays.stream(terms).map(x -> (x - mean) * (x - mean)).sum();
    double truth = world.value(log.context(), best);
    assertThat(mean).isCloseTo(truth, within(3.5 * Math.sqrt(squares) / n));
    assertThat(truth).isGreaterThan(world.value(log.context(), log.behavior().get()) + 0.1);
  }

  private static double[] greedy(double[] q, int actions) {
    double[] policy = new double[q.length];
    for (int at = 0; at < q.length; at += actions) {
      int best = at;
      for (int a = at; a < at + actions; a++) {
        best = q[a] > q[best] ? a : best;
      }
      policy[best] = 1;
    }
    return policy;
  }

  @Test
  void theValueIsTheMeanOverContextsWorkedOutByHand() {
    SyntheticBandit world = new SyntheticBandit(DEFAULTS.withActions(2).withContextSize(1), 9);
    double[] contexts = {0.3, -1.2};
    double[] q = world.expectedRewards(contexts);

    double value = world.value(contexts, new double[] {0.25, 0.75, 1, 0});

    assertThat(value).isCloseTo((0.25 * q[0] + 0.75 * q[1] + q[2]) / 2, within(1e-15));
  }

  @Test
  void aPolynomialOfADegreeHasNoDifferencesBeyondIt() {
    assertThat(difference(Score.LINEAR, 2)).isCloseTo(0, within(1e-12));
    assertThat(Math.abs(difference(Score.LINEAR, 1))).isGreaterThan(1e-3);
    assertThat(difference(Score.POLYNOMIAL, 4)).isCloseTo(0, within(1e-11));
    assertThat(Math.abs(difference(Score.POLYNOMIAL, 3))).isGreaterThan(1e-3);
    assertThat(difference(Score.SPARSE, 5)).isCloseTo(0, within(1e-10));
    assertThat(Math.abs(difference(Score.SPARSE, 4))).isGreaterThan(1e-3);
  }

  /** Of some order, of action 0's expected reward along a line through all numbers. */
  private static double difference(Score score, int order) {
    SyntheticBandit world =
        new SyntheticBandit(DEFAULTS.withScore(score).withBinary(false).withContextSize(4), 11);
    double[] values = new double[order + 1];
    for (int k = 0; k <= order; k++) {
      values[k] = world.expectedRewards(new double[] {k, 0.5 * k, -0.7 * k, 0.9 * k})[0];
    }
    for (int length = order; length > 0; length--) {
      for (int k = 0; k < length; k++) {
        values[k] = values[k + 1] - values[k];
      }
    }
    return values[0];
  }

  @Test
  void aSparseScoreDependsOnThreeTenthsOfTheNumbers() {
    assertThat(numbersThatMatter(Score.SPARSE, 10)).isEqualTo(3);
    assertThat(numbersThatMatter(Score.SPARSE, 2)).isEqualTo(1);
    assertThat(numbersThatMatter(Score.POLYNOMIAL, 10)).isEqualTo(10);
  }

  private static int numbersThatMatter(Score score, int contextSize) {
    SyntheticBandit world =
        new SyntheticBandit(DEFAULTS.withScore(score).withContextSize(contextSize), 13);
    double[] context = new double[contextSize];
    Arrays.fill(context, 0.4);
    double[] before = world.expectedRewards(context);
    int count = 0;
    for (int j = 0; j < contextSize; j++) {
      double[] moved = context.clone();
      moved[j] = -0.6;
      count += Arrays.equals(before, world.expectedRewards(moved)) ? 0 : 1;
    }
    return count;
  }

  @Test
  void scoresSpreadAsTheirDegree() {
    for (Score score : Score.values()) {
      SyntheticBandit world =
          new SyntheticBandit(DEFAULTS.withScore(score).withBinary(false).withContextSize(10), 17);
      double[] s = world.expectedRewards(world.contexts(4_000, 18));
      double mean = Arrays.stream(s).sum() / s.length;
      double squares = Arrays.stream(s).map(x -> (x - mean) * (x - mean)).sum();
      double degree = score == Score.LINEAR ? 1 : score == Score.POLYNOMIAL ? 3 : 4;

      assertThat(Math.sqrt(squares / s.length)).isCloseTo(degree, within(0.4 * degree));
      assertThat(mean).isCloseTo(0, within(0.4 * degree));
    }
  }

  @Test
  void deficientActionsAreNeverLoggedAndChangeFromRoundToRound() {
    BanditLog log = new SyntheticBandit(DEFAULTS.withDeficientActions(7), 19).log(3_000, 20);
    double[] b = log.behavior().get();
    int[] zeros = new int[10];
    for (int i = 0; i < 3_000; i++) {
      int missing = 0;
      for (int a = 0; a < 10; a++) {
        missing += b[i * 10 + a] == 0 ? 1 : 0;
        zeros[a] += b[i * 10 + a] == 0 ? 1 : 0;
      }
      assertThat(missing).isEqualTo(7);
      assertThat(b[i * 10 + log.actions()[i]]).isPositive();
    }

    // Each 7 times in 10: 2,100 of 3,000, with a standard deviation of 25.
    assertThat(Arrays.stream(zeros).min().getAsInt()).isGreaterThan(2_000);
    assertThat(Arrays.stream(zeros).max().getAsInt()).isLessThan(2_200);
  }

  @Test
  void actionsComeAsOftenAsTheLoggersProbabilitiesSay() {
    int n = 20_000;
    BanditLog log = new SyntheticBandit(DEFAULTS.withBeta(4), 23).log(n, 24);
    double[] b = log.behavior().get();
    for (int a = 0; a < 10; a++) {
      double expected = 0;
      double variance = 0;
      int count = 0;
      for (int i = 0; i < n; i++) {
        expected += b[i * 10 + a];
        variance += b[i * 10 + a] * (1 - b[i * 10 + a]);
        count += log.actions()[i] == a ? 1 : 0;
      }
      assertThat((count - expected) / Math.sqrt(variance)).isBetween(-3.5, 3.5);
    }
  }

  @Test
  void theTruthDoesNotDependOnTheLogAndMoreRoundsKeepTheFirstOnes() {
    SyntheticBandit world = new SyntheticBandit(DEFAULTS, 29);
    BanditLog few = world.log(20, 30);
    BanditLog many = world.log(40, 30);

    assertThat(Arrays.copyOf(many.rewards(), 20)).containsExactly(few.rewards());
    assertThat(Arrays.copyOf(many.actions(), 20)).containsExactly(few.actions());
    assertThat(Arrays.copyOf(world.expectedRewards(many.context()), 200))
        .containsExactly(world.expectedRewards(few.context()));
    assertThat(world.contexts(20, 30)).containsExactly(few.context());
    assertThat(new SyntheticBandit(DEFAULTS, 29).log(20, 30).rewards())
        .containsExactly(few.rewards());
    assertThat(world.log(20, 31).context()).isNotEqualTo(few.context());
    assertThat(new SyntheticBandit(DEFAULTS, 28).expectedRewards(few.context()))
        .isNotEqualTo(world.expectedRewards(few.context()));
  }

  @Test
  void settingsThatMakeNoWorldAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withDeficientActions(10))
        .withMessageContaining("Leave the logger an action");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withBeta(Double.NaN))
        .withMessageContaining("beta must be finite, but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withActions(1))
        .withMessageContaining("actions must be at least 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withScore(Score.POLYNOMIAL).withContextSize(1_000))
        .withMessageContaining("167668500 products");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SyntheticBandit(DEFAULTS, 1).expectedRewards(new double[7]))
        .withMessageContaining("contexts has 7 numbers, but 5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SyntheticBandit(DEFAULTS, 1)
                    .expectedRewards(new double[] {0, 0, 0, 0, Double.NaN}))
        .withMessageContaining("context 0 gives the score NaN");
  }
}
