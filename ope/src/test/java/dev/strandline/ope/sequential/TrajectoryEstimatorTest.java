package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.ByValueAlone;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryEstimatorTest {

  private static final double GAMMA = 0.5;

  private static final List<String> SELF_NORMALIZED =
      List.of("sntis", "snpdis", "sndr", "sm-snis", "sm-sndr", "sam-snis", "sam-sndr");

  /** Two episodes, of two steps and of one. W is 2, 1 and 1/2; returns 2 and 4. */
  private static Episodes.Builder twoEpisodes() {
    return Episodes.builder(new int[] {0, 2, 3}, new double[] {2, 0.5, 0.5}, new double[] {1, 2, 4})
        .values(new double[] {1, 2, 3}, new double[] {1.5, 1, 2})
        .stateWeight(new double[] {1, 4, 2}, WeightConvention.PER_STEP)
        .stateActionWeight(new double[] {2, 3, 1}, WeightConvention.PER_STEP);
  }

  private static double value(String name, int k, Episodes log) {
    return TrajectoryEstimator.named(name, GAMMA, k).estimate(log).value();
  }

  @ParameterizedTest
  @CsvSource({
    "dm, 0, 1.75", // (1.5 + 2) / 2
    "tis, 0, 2", // (1 x 2 + 1/2 x 4) / 2
    "pdis, 0, 2.5", // (2 x 1 + 1/2 x 1 x 2, 1/2 x 4)
    "dr, 0, 2.5", // (1.5 + 2 (1 + 0.5 - 1) + 0, 2 + 0.5 (4 - 3))
    "sntis, 0, 2.6666666666666665", // 2 / 0.75
    "snpdis, 0, 2.2666666666666666", // 2 / 1.25 + 0.5 / 0.75
    "sndr, 0, 2.35", // 1.75 + 0.75 / 1.25 + 0
    "sam-is, 0, 4.5", // (2 x 1 + 1/2 x 3 x 2, 1 x 4)
    "sam-is, 1, 2.5", // U = 2, 2 x 0.5; 0.5
    "sm-is, 0, 4", // U = 1 x 2, 4 x 0.5; 2 x 0.5
    "sm-is, 1, 2.5", // U = 2, 1 x 2 x 0.5; 0.5
    "sam-snis, 0, 2.75", // (2 + 4) / 3 + 3 / 4: the ended episode keeps its weight 1
    "sam-dr, 0, 2.75", // (1.5 + 2 x 0.5 + 0, 2 + 1)
    "drl, 0, 2.75"
  })
  void twoEpisodesGiveTheValuesWorkedOutByHand(String name, int k, double expected) {
    assertThat(value(name, k, twoEpisodes().build())).isCloseTo(expected, within(1e-12));
  }

  @Test
  void theMarginalFormsTakeTheGivenInitialValue() {
    Episodes log = twoEpisodes().initialValue(new double[] {10, 20}).build();

    assertThat(value("sm-dm", 0, log)).isCloseTo(15, within(1e-12));
    assertThat(value("sam-dr", 0, log)).isCloseTo(15 + 1, within(1e-12)); // (10 + 1, 20 + 1)
    assertThat(value("dm", 0, log)).isCloseTo(1.75, within(1e-12));
  }

  @Test
  void aCutEpisodeThatContinuesAddsTheValueAfterIt() {
    // Adds gamma^2 W_1 8 = 2 to the first of two episodes.
    Episodes log = twoEpisodes().continuing(new double[] {8, 0}).build();

    assertThat(value("dr", 0, log)).isCloseTo(2.5 + 2.0 / 2, within(1e-12));
    assertThat(TrajectoryEstimator.pdis(GAMMA).estimate(log).remarks())
        .anyMatch(remark -> remark.contains("logged rewards only"));
  }

  @Test
  void termsAverageToTheValue() {
    Episodes log = new Logs(1, 50, 6).episodes();

    for (String name : TrajectoryEstimator.NAMES) {
      double[] terms = TrajectoryEstimator.named(name, 0.9, 2).terms(log);

      assertThat(Arrays.stream(terms).average().orElseThrow())
          .as(name)
          .isCloseTo(TrajectoryEstimator.named(name, 0.9, 2).estimate(log).value(), within(1e-12));
    }
  }

  @Test
  void weightsOfOneGiveTheMeanReturn() {
    Logs made = new Logs(2, 40, 5);
    Arrays.fill(made.ratio, 1);
    Arrays.fill(made.stateWeight, 1);
    Arrays.fill(made.stateActionWeight, 1);
    Episodes log = made.episodes();
    double mean = Arrays.stream(log.returns(0.9)).average().orElseThrow();

    for (String name :
        List.of("tis", "pdis", "sntis", "snpdis", "sm-is", "sm-snis", "sam-is", "sam-snis")) {
      for (int k = 0; k < 4; k++) {
        assertThat(TrajectoryEstimator.named(name, 0.9, k).estimate(log).value())
            .as("%s, k = %d", name, k)
            .isCloseTo(mean, within(1e-12));
      }
    }
  }

  @Test
  void aModelOfZeroLeavesPerDecisionImportanceSampling() {
    Logs made = new Logs(3, 40, 5);
    Arrays.fill(made.q, 0);
    Arrays.fill(made.v, 0);
    Episodes log = made.episodes();

    assertThat(value("dr", 0, log)).isCloseTo(value("pdis", 0, log), within(1e-12));
    assertThat(value("sndr", 0, log)).isCloseTo(value("snpdis", 0, log), within(1e-12));
    assertThat(value("sam-sndr", 2, log)).isCloseTo(value("sam-snis", 2, log), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm-", "sam-"})
  void manyStepsOfRatiosLeavePerDecisionImportanceSampling(String family) {
    Episodes log = new Logs(4, 40, 5).episodes();

    for (int k : new int[] {5, 6, 1_000}) {
      assertThat(value(family + "is", k, log)).isCloseTo(value("pdis", k, log), within(1e-12));
      assertThat(value(family + "snis", k, log)).isCloseTo(value("snpdis", k, log), within(1e-12));
    }
  }

  @Test
  void aConstantRewardIsWorthItsDiscountedSumInSelfNormalizedForms() {
    int steps = 4;
    int[] starts = {0, 4, 8, 12};
    double[] ratio = {2, 1, 0.5, 1, 0.1, 3, 1, 1, 1, 1, 2, 0.3};
    double[] reward = new double[12];
    Arrays.fill(reward, 3);
    Episodes log = Episodes.builder(starts, ratio, reward).build();
    double expected = 3 * (1 - Math.pow(GAMMA, steps)) / (1 - GAMMA);

    assertThat(value("sntis", 0, log)).isCloseTo(expected, within(1e-12));
    assertThat(value("snpdis", 0, log)).isCloseTo(expected, within(1e-12));
    assertThat(value("pdis", 0, log)).isNotCloseTo(expected, within(0.1));
  }

  @Test
  void episodesOfOneStepAreABandit() {
    Episodes log =
        Episodes.builder(new int[] {0, 1, 2}, new double[] {2, 0.5}, new double[] {1, 4})
            .values(new double[] {0.5, 3}, new double[] {0.7, 2})
            .build();
    double ips = (2 * 1 + 0.5 * 4) / 2;
    double snips = (2 * 1 + 0.5 * 4) / 2.5;
    double dr = (0.7 + 2 * 0.5 + 2 + 0.5) / 2;

    assertThat(value("tis", 0, log)).isCloseTo(ips, within(1e-12));
    assertThat(value("pdis", 0, log)).isCloseTo(ips, within(1e-12));
    assertThat(value("sntis", 0, log)).isCloseTo(snips, within(1e-12));
    assertThat(value("snpdis", 0, log)).isCloseTo(snips, within(1e-12));
    assertThat(value("dr", 0, log)).isCloseTo(dr, within(1e-12));
  }

  @Test
  void exactValuesInADeterministicWorldLeaveNoVariance() {
    // r = 1, 2, 3 in every episode, whatever the action; V(s_t) and Q(s_t, a_t) alike.
    double[] v = {1 + GAMMA * (2 + GAMMA * 3), 2 + GAMMA * 3, 3};
    double[] columns = {v[0], v[1], v[2], v[0], v[1], v[2]};
    Episodes log =
        Episodes.builder(
                new int[] {0, 3, 6},
                new double[] {3, 0, 1, 0.2, 5, 1},
                new double[] {1, 2, 3, 1, 2, 3})
            .values(columns, columns)
            .build();

    Estimate estimate = TrajectoryEstimator.dr(GAMMA).estimate(log);

    assertThat(estimate.value()).isEqualTo(value("dm", 0, log));
    assertThat(estimate.standardError()).isZero();
  }

  @Test
  void appendedAbsorbedStepsChangeNothing() {
    Logs made = new Logs(5, 30, 4);
    Episodes ragged = made.episodes();
    int steps = ragged.horizon();
    Logs padded = pad(made, steps);

    for (String name : TrajectoryEstimator.NAMES) {
      if (name.startsWith("sm") || name.startsWith("sam") || name.equals("drl")) {
        continue; // a marginal weight of an absorbed state is not among the columns
      }
      assertThat(value(name, 0, padded.episodes()))
          .as(name)
          .isCloseTo(value(name, 0, ragged), within(1e-12));
    }
  }

  /** Every episode filled up with ratios of 1 and rewards and values of 0. */
  private static Logs pad(Logs made, int steps) {
    int episodes = made.starts.length - 1;
    Logs padded = new Logs(6, episodes, steps * episodes);
    Episodes sizes = made.episodes();
    int[] starts = new int[episodes + 1];
    Arrays.setAll(starts, i -> i * steps);
    System.arraycopy(starts, 0, padded.starts, 0, starts.length);
    Arrays.fill(padded.ratio, 1);
    for (double[] column : new double[][] {padded.reward, padded.q, padded.v}) {
      Arrays.fill(column, 0);
    }
    for (int i = 0; i < episodes; i++) {
      int from = made.starts[i];
      int length = sizes.length(i);
      System.arraycopy(made.ratio, from, padded.ratio, i * steps, length);
      System.arraycopy(made.reward, from, padded.reward, i * steps, length);
      System.arraycopy(made.q, from, padded.q, i * steps, length);
      System.arraycopy(made.v, from, padded.v, i * steps, length);
    }
    return padded;
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 2_500})
  void anySplitOfTheLogGivesTheSameNumbers(int episodes) {
    Logs made = new Logs(7, episodes, 5);
    // The first part has shorter episodes than the rest.
    Logs longer = new Logs(8, episodes, 9);
    Arrays.setAll(longer.ids, i -> 1_000_000 + i);

    for (String name : TrajectoryEstimator.NAMES) {
      TrajectoryEstimator estimator = TrajectoryEstimator.named(name, 0.9, 1);
      TrajectoryAccumulator inOrder = estimator.accumulator();
      inOrder.add(made.episodes());
      inOrder.add(longer.episodes());
      TrajectoryAccumulator merged = estimator.accumulator();
      TrajectoryAccumulator other = estimator.accumulator();
      other.add(longer.part(11, episodes));
      merged.add(longer.part(0, 11));
      merged.add(made.part(20, episodes));
      merged.merge(other);
      merged.add(made.part(0, 20));

      Estimate one = inOrder.estimate();
      Estimate two = merged.estimate();
      assertThat(two.value()).as(name).isCloseTo(one.value(), within(1e-12));
      assertThat(two.standardError()).as(name).isCloseTo(one.standardError(), within(1e-12));
      assertThat(two.units()).as(name).isEqualTo(2L * episodes);
      assertThat(merged.weightsByStep()).as(name).hasSameSizeAs(inOrder.weightsByStep());
      for (int t = 0; t < inOrder.weightsByStep().size(); t++) {
        WeightDiagnostics expected = inOrder.weightsByStep().get(t);
        WeightDiagnostics actual = merged.weightsByStep().get(t);
        assertThat(actual.mean()).isCloseTo(expected.mean(), within(1e-12));
        assertThat(actual.max()).isEqualTo(expected.max());
        assertThat(actual.effectiveSampleSize())
            .isCloseTo(expected.effectiveSampleSize(), within(1e-9 * episodes));
      }
    }
  }

  @Test
  void theSelfNormalizedErrorIsThatOfTheInfluence() {
    // psi_i = sum_t gamma^t W_it (r_it - V_t) / Wbar_t, finished episodes with r = 0.
    Logs made = new Logs(9, 30, 4);
    Episodes log = made.episodes();
    int n = log.size();
    double[][] w = new double[n][log.horizon()];
    double[][] r = new double[n][log.horizon()];
    for (int i = 0; i < n; i++) {
      double product = 1;
      for (int t = 0; t < log.horizon(); t++) {
        if (t < log.length(i)) {
          product *= made.ratio[made.starts[i] + t];
          r[i][t] = made.reward[made.starts[i] + t];
        }
        w[i][t] = product;
      }
    }
    double[] psi = new double[n];
    for (int t = 0; t < log.horizon(); t++) {
      double sumW = 0;
      double sumWr = 0;
      for (int i = 0; i < n; i++) {
        sumW += w[i][t];
        sumWr += w[i][t] * r[i][t];
      }
      for (int i = 0; i < n; i++) {
        psi[i] += Math.pow(GAMMA, t) * w[i][t] * (r[i][t] - sumWr / sumW) / (sumW / n);
      }
    }
    double expected = Math.sqrt(Arrays.stream(psi).map(x -> x * x).sum()) / n;

    double actual = TrajectoryEstimator.snpdis(GAMMA).estimate(log).standardError();

    assertThat(actual).isCloseTo(expected, within(1e-12));
  }

  @Test
  void thePlainErrorIsThatOfTheTermsMean() {
    Episodes log = twoEpisodes().build();

    Estimate estimate = TrajectoryEstimator.pdis(GAMMA).estimate(log);

    // Terms 3 and 2: variance 1/2 with divisor 1, over two episodes.
    assertThat(estimate.standardError()).isCloseTo(0.5, within(1e-12));
    assertThat(estimate.terms()).isTrue();
    assertThat(estimate.units()).isEqualTo(2);
  }

  @Test
  void episodesOfOneClusterAreOneUnit() {
    Logs made = new Logs(10, 4, 3);
    Episodes log =
        Episodes.builder(made.starts, made.ratio, made.reward)
            .clusters(new long[] {1, 2, 1, 2})
            .build();
    double[] x = TrajectoryEstimator.pdis(GAMMA).terms(log);
    double mean = (x[0] + x[1] + x[2] + x[3]) / 4;
    double one = x[0] + x[2] - 2 * mean;
    double two = x[1] + x[3] - 2 * mean;

    Estimate estimate = TrajectoryEstimator.pdis(GAMMA).estimate(log);

    assertThat(estimate.units()).isEqualTo(2);
    assertThat(estimate.terms()).isFalse();
    assertThat(estimate.standardError())
        .isCloseTo(Math.sqrt(2 * (one * one + two * two)) / 4, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 2, 3, 3", "1, 2, 3, 4, 5"})
  void theErrorOfClustersOfOneStepIsTheBandits(long a, long b, long c, long d, long e) {
    long[] cluster = {a, b, c, d, e};
    double[] weight = {2, 0.5, 1, 0.25, 3};
    double[] reward = {1, 4, 2, 0, 3};
    Episodes log =
        Episodes.builder(new int[] {0, 1, 2, 3, 4, 5}, weight, reward).clusters(cluster).build();
    Rounds rounds = Rounds.of(reward).withWeight(weight).inUnits(cluster);

    assertThat(TrajectoryEstimator.pdis(1).estimate(log).standardError())
        .isCloseTo(BanditEstimator.ips().estimate(rounds).standardError(), within(1e-14));
    assertThat(TrajectoryEstimator.snpdis(1).estimate(log).standardError())
        .isCloseTo(BanditEstimator.snips().estimate(rounds).standardError(), within(1e-14));
  }

  @Test
  void aReplicateIsTheEstimateOfTheLogWithEpisodesRepeated() {
    Logs made = new Logs(11, 6, 4);
    Logs copies = new Logs(11, 6, 4);
    double[] counts = {2, 1, 0, 1, 3, 1};
    int[] chosen = {0, 0, 1, 3, 4, 4, 4, 5};

    for (String name : TrajectoryEstimator.NAMES) {
      TrajectoryEstimator estimator = TrajectoryEstimator.named(name, GAMMA, 1);
      TrajectoryAccumulator whole = estimator.accumulator();
      whole.add(made.episodes());
      TrajectoryAccumulator repeated = estimator.accumulator();
      for (int j = 0; j < chosen.length; j++) {
        int i = chosen[j];
        copies.ids[i] = 100L + j; // an episode that is there twice is two
        repeated.add(copies.part(i, i + 1));
      }
      Replicates replicates = whole.replicates();

      assertThat(replicates.groups()).isEqualTo(6);
      assertThat(replicates.value(counts))
          .as(name)
          .isCloseTo(repeated.estimate().value(), within(1e-12));
      assertThat(replicates.value(new double[] {1, 1, 1, 1, 1, 1}))
          .as(name)
          .isCloseTo(whole.estimate().value(), within(1e-12));
    }
  }

  @Test
  void partsWhoseEpisodesHaveTheSameKeysAreRefused() {
    TrajectoryAccumulator sums = TrajectoryEstimator.pdis(GAMMA).accumulator();
    sums.add(twoEpisodes().build());
    sums.add(twoEpisodes().build());

    for (ThrowingCallable ask : List.<ThrowingCallable>of(sums::estimate, sums::replicates)) {
      assertThatIllegalStateException()
          .isThrownBy(ask)
          .withMessageContaining("4 episodes have only 2 different keys")
          .withMessageContaining("Episodes.Builder.ids");
    }
  }

  @Test
  void partsWithAndWithoutClustersAreRefused() {
    TrajectoryEstimator estimator = TrajectoryEstimator.snpdis(GAMMA);
    TrajectoryAccumulator sums = estimator.accumulator();
    sums.add(twoEpisodes().build());
    Episodes clustered = twoEpisodes().clusters(new long[] {7, 7}).build();
    TrajectoryAccumulator other = estimator.accumulator();
    other.add(clustered);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(clustered))
        .withMessageContaining("clusters for all parts or for none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.merge(other))
        .withMessageContaining("clusters for all parts or for none");
    assertThat(sums.estimate().units()).isEqualTo(2);
  }

  @Test
  void weightsAreJudgedAtEveryStep() {
    TrajectoryAccumulator accumulator = TrajectoryEstimator.snpdis(GAMMA).accumulator();
    accumulator.add(twoEpisodes().build());

    List<WeightDiagnostics> steps = accumulator.weightsByStep();

    // Weights 2, 1/2 and then 1, 1/2: the ended episode keeps its own.
    assertThat(steps).hasSize(2);
    assertThat(steps.get(0).mean()).isEqualTo(1.25);
    assertThat(steps.get(0).max()).isEqualTo(2);
    assertThat(steps.get(0).largestShare()).isEqualTo(0.8);
    assertThat(steps.get(0).effectiveSampleSize()).isCloseTo(6.25 / 4.25, within(1e-12));
    assertThat(steps.get(0).meanStandardError()).isCloseTo(0.75, within(1e-12));
    assertThat(steps.get(1).mean()).isEqualTo(0.75);
    assertThat(steps.get(1).count()).isEqualTo(2);
    assertThat(accumulator.estimate().weights()).contains(steps.get(0));
  }

  @Test
  void weightsWhoseSquaresVanishStillCount() {
    TrajectoryAccumulator accumulator = TrajectoryEstimator.snpdis(GAMMA).accumulator();
    accumulator.add(
        Episodes.builder(new int[] {0, 1, 2}, new double[] {1e-170, 1e-170}, new double[2])
            .build());

    assertThat(accumulator.weightsByStep().get(0).effectiveSampleSize()).isEqualTo(2);
  }

  @Test
  void effectiveEventsCountTheEpisodesThatCarryTheRewards() {
    TrajectoryAccumulator accumulator = TrajectoryEstimator.sndr(GAMMA).accumulator();
    accumulator.add(twoEpisodes().build());

    // Weighted returns 3 and 2.
    assertThat(accumulator.effectiveEvents().orElseThrow()).isCloseTo(25.0 / 13, within(1e-12));
  }

  @Test
  void aThousandStepsOverflowNothing() {
    int steps = 1_000;
    double[] ratio = new double[2 * steps];
    Arrays.setAll(ratio, row -> row < steps / 2 ? 1.05 : 0.95);
    Arrays.fill(ratio, steps, steps + steps / 2, 8); // up to 2^1500, past all doubles
    Arrays.fill(ratio, steps + steps / 2, 2 * steps, 0.125);
    double[] reward = new double[2 * steps];
    reward[steps - 1] = 1;
    reward[2 * steps - 1] = 1;
    Episodes log = Episodes.builder(new int[] {0, steps, 2 * steps}, ratio, reward).build();
    double logs = 0;
    for (int t = 0; t < steps; t++) {
      logs += Math.log(ratio[t]);
    }

    double[] terms = TrajectoryEstimator.tis(1).terms(log);

    assertThat(terms[0]).isCloseTo(Math.exp(logs), within(1e-9 * Math.exp(logs)));
    assertThat(terms[1]).isEqualTo(1);
  }

  @Test
  void weightsBeyondAllDoublesMakeTheValueUndefined() {
    double[] ratio = new double[1_000];
    Arrays.fill(ratio, 4);
    double[] reward = new double[1_000];
    Arrays.fill(reward, 1);
    Episodes log = Episodes.builder(new int[] {0, 1_000}, ratio, reward).build();

    for (String name : List.of("tis", "pdis", "sntis", "snpdis")) {
      Estimate estimate = TrajectoryEstimator.named(name, 1, 0).estimate(log);

      assertThat(estimate.value()).as(name).isNaN();
      assertThat(estimate.remarks()).as(name).anyMatch(remark -> remark.contains("undefined"));
    }
  }

  @Test
  void everyStepsWeightsAreCountedOnceWhereAProductGoesFarAndComesBack() {
    double[] ratio = {2, 0x1p120, 0x1p-120, 3, 4, 5};
    double[] reward = {1, 0, 1, 1, 1, 1};
    Episodes log =
        Episodes.builder(new int[] {0, 4, 6}, ratio, reward).values(reward, new double[6]).build();

    for (String name : List.of("pdis", "snpdis", "dr")) {
      TrajectoryAccumulator accumulator = TrajectoryEstimator.named(name, 1, 0).accumulator();
      accumulator.add(log);

      assertThat(accumulator.weightsByStep())
          .as(name)
          .extracting(WeightDiagnostics::mean)
          .containsExactly(3.0, (0x1p121 + 20) / 2, 11.0, 13.0);
      assertThat(accumulator.weightsByStep())
          .as(name)
          .extracting(WeightDiagnostics::max)
          .containsExactly(4.0, 0x1p121, 20.0, 20.0);
    }
    assertThat(TrajectoryEstimator.pdis(1).terms(log)).containsExactly(2 + 2 + 6, 4 + 20);
    assertThat(TrajectoryEstimator.dr(1).terms(log)).containsExactly(0, 0);
  }

  @Test
  void aZeroRatioMakesTheRestExactlyZero() {
    Episodes log =
        Episodes.builder(new int[] {0, 3}, new double[] {2, 0, 1e300}, new double[] {1, 1, 1})
            .build();

    assertThat(value("pdis", 0, log)).isEqualTo(2);
    assertThat(value("tis", 0, log)).isZero();
  }

  @Test
  void withoutAnyWeightSelfNormalizedFormsAreUndefinedAndSayWhy() {
    Episodes log =
        Episodes.builder(new int[] {0, 1, 2}, new double[] {0, 0}, new double[] {1, 1})
            .values(new double[] {1, 1}, new double[] {2, 4})
            .build();

    for (String name : List.of("sntis", "snpdis", "sndr")) {
      Estimate estimate = TrajectoryEstimator.named(name, 1, 0).estimate(log);

      assertThat(estimate.value()).as(name).isNaN();
      assertThat(estimate.remarks())
          .as(name)
          .anyMatch(remark -> remark.contains("every weight is 0"));
      assertThat(TrajectoryEstimator.named(name, 1, 0).terms(log))
          .as(name)
          .containsOnly(Double.NaN);
    }
    assertThat(value("dr", 0, log)).isEqualTo(3);
  }

  @Test
  void aStepWithoutAnyWeightCountsZeroAndIsNamed() {
    Episodes log =
        Episodes.builder(new int[] {0, 2, 4}, new double[] {1, 0, 3, 0}, new double[] {1, 1, 2, 1})
            .build();

    Estimate estimate = TrajectoryEstimator.snpdis(1).estimate(log);

    assertThat(estimate.value()).isCloseTo((1 + 6) / 4.0, within(1e-12));
    assertThat(estimate.remarks()).anyMatch(remark -> remark.contains("from step 1 on"));
  }

  @Test
  void stepsWithoutAnyWeightAreCountedWhereLaterStepsHaveSome() {
    Episodes log =
        Episodes.builder(new int[] {0, 4}, new double[] {1, 1, 1, 1}, new double[] {1, 2, 3, 4})
            .stateActionWeight(new double[] {1, 0, 2, 0}, WeightConvention.PER_STEP)
            .build();

    Estimate estimate = TrajectoryEstimator.samSnis(1, 0).estimate(log);

    assertThat(estimate.value()).isEqualTo(1 + 3);
    assertThat(estimate.remarks())
        .containsExactly(
            "every weight is 0 at 2 of 4 steps, the first of them step 1, and those steps count 0");
  }

  @Test
  void pooledWeightsAreRefusedInSumsOverGamma() {
    Episodes log =
        twoEpisodes()
            .stateActionWeight(new double[] {1, 1, 1}, WeightConvention.POOLED_DATA)
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryEstimator.samIs(GAMMA, 0).estimate(log))
        .withMessageContaining("POOLED_DATA")
        .withMessageContaining("PooledEstimator");
  }

  @Test
  void oneRatioOfOccupanciesIsCalledBiasedForPositiveK() {
    Episodes log =
        twoEpisodes()
            .stateActionWeight(new double[] {1, 1, 1}, WeightConvention.DISCOUNTED_RATIO)
            .build();

    assertThat(TrajectoryEstimator.samIs(GAMMA, 0).estimate(log).remarks()).isEmpty();
    assertThat(TrajectoryEstimator.samIs(GAMMA, 1).estimate(log).remarks())
        .anyMatch(remark -> remark.contains("bias"));
  }

  @Test
  void missingColumnsAreNamed() {
    Episodes bare = Episodes.builder(new int[] {0, 1}, new double[] {1}, new double[] {1}).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryEstimator.dr(1).estimate(bare))
        .withMessageContaining("dr needs a value model");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryEstimator.smIs(1, 0).estimate(bare))
        .withMessageContaining("state weights m(s)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryEstimator.smDm().estimate(bare))
        .withMessageContaining("V(s_0)");
  }

  @Test
  void nothingSeenIsNoEstimate() {
    for (String name : SELF_NORMALIZED) {
      assertThatIllegalStateException()
          .isThrownBy(() -> TrajectoryEstimator.named(name, 1, 0).accumulator().estimate())
          .withMessageContaining(name);
    }
  }

  @Test
  void sumsOfAnotherEstimatorAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryEstimator.dr(1)
                    .accumulator()
                    .merge(TrajectoryEstimator.pdis(1).accumulator()))
        .withMessageContaining("another estimator");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrajectoryEstimator.pdis(1)
                    .accumulator()
                    .merge(TrajectoryEstimator.pdis(0.9).accumulator()))
        .withMessageContaining("pdis with gamma 1.0");
  }

  @Test
  void theInfluenceOfAGroupIsHowItsCountMovesTheValue() {
    Episodes episodes = new Logs(6, 40, 4).episodes();
    double[] counts = new double[40];
    Arrays.setAll(counts, g -> g % 4);
    for (String name : List.of("tis", "pdis", "snpdis", "sntis", "dr", "sndr", "dm")) {
      TrajectoryAccumulator sums = TrajectoryEstimator.named(name, 0.9, 0).accumulator();
      sums.add(episodes);
      Replicates replicates = sums.replicates();

      double[] influence = replicates.influence(counts);

      assertThat(influence)
          .as(name)
          .containsExactly(new ByValueAlone(replicates).influence(counts), within(1e-6));
    }
  }
}
