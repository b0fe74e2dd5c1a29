package dev.strandline.ope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.slate.SlateEstimator;
import dev.strandline.ope.slate.Slates;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Lists of three items out of three, read from the top: what a position earns depends on its item
 * and the one above. Every list of both contexts is there once, and beside them a sampled log.
 */
class CascadeValuesTest {

  private static final int L = 3;
  private static final int K = 3;
  private static final int LISTS = 2 * 27;
  private static final int SAMPLED = 1_500;
  private static final int SLATES = LISTS + SAMPLED;
  private static final double NOISE = 0.3;

  private final int[] x = new int[SLATES];
  private final int[] action = new int[SLATES * L];
  private final double[] reward = new double[SLATES * L];
  private final double[] target = new double[SLATES * L * K];
  private final double[] ratio = new double[SLATES * L]; // W_l
  private final double[] chance = new double[LISTS]; // of each list under the logger
  private final double value; // of the target policy, exact

  CascadeValuesTest() {
    RandomStream random = new Streams(8).open("lists");
    double exact = 0;
    for (int i = 0; i < SLATES; i++) {
      boolean sampled = i >= LISTS;
      x[i] = sampled ? random.nextInt(2) : i / 27;
      double b = 0.5;
      double w = 1;
      double earned = 0;
      for (int l = 0; l < L; l++) {
        int row = i * L + l;
        int above = l == 0 ? -1 : action[row - 1];
        if (sampled) {
          double u = random.nextDouble();
          while (action[row] < K - 1 && u >= logger(x[i], action[row], above)) {
            u -= logger(x[i], action[row], above);
            action[row]++;
          }
        } else {
          action[row] = i / new int[] {9, 3, 1}[l] % 3;
        }
        for (int a = 0; a < K; a++) {
          target[row * K + a] = targets(x[i], a, above);
        }
        b *= logger(x[i], action[row], above);
        w *= target[row * K + action[row]] / logger(x[i], action[row], above);
        ratio[row] = w;
        double mean = mean(x[i], action[row], above);
        reward[row] = mean + (sampled ? NOISE * random.nextGaussian() : 0);
        earned += mean;
      }
      if (!sampled) {
        chance[i] = b;
        exact += b * w * earned;
      }
    }
    value = exact;
  }

  private static double logger(int x, int item, int above) {
    double[] p = {0.5, 0.3, 0.2};
    return p[(item + x + Math.max(above, 0)) % K];
  }

  private static double targets(int x, int item, int above) {
    double[] p = {0.2, 0.1, 0.7};
    return p[(item + 2 * x + Math.max(above, 0)) % K];
  }

  private static double mean(int x, int item, int above) {
    return 0.5 * item * (x + 1) + (item == above ? -1 : 0);
  }

  private Decisions rows() {
    double[] context = new double[SLATES * L];
    long[] slate = new long[SLATES * L];
    for (int row = 0; row < context.length; row++) {
      context[row] = x[row / L];
      slate[row] = row / L;
    }
    return Decisions.of(K, 1, context, action).ofUnits(slate);
  }

  /** All lists are held out from the models of the sampled log, and the other way round. */
  private RewardPredictions fit(RewardLearner learner, double[] weight) {
    int[] fold = new int[SLATES * L];
    Arrays.fill(fold, LISTS * L, fold.length, 1);
    return CascadeValues.crossFit(learner, L, rows(), reward, target, weight, Folds.given(fold));
  }

  private RewardPredictions fit() {
    return fit(Ridge.defaults(), SampleWeights.equal(SLATES * L));
  }

  /** Q_l by its definition. */
  private double exactly(int x, int l, int own, int above) {
    double q = mean(x, own, above);
    for (int item = 0; l < L - 1 && item < K; item++) {
      q += targets(x, item, own) * exactly(x, l + 1, item, own);
    }
    return q;
  }

  @Test
  void theFittedValuesAreThoseOfTheItemsAndAllBelow() {
    RewardPredictions q = fit();

    for (int row = 0; row < LISTS * L; row++) {
      int l = row % L;
      for (int a = 0; a < K; a++) {
        assertThat(q.q(row, a))
            .isCloseTo(exactly(x[row / L], l, a, l == 0 ? -1 : action[row - 1]), within(0.15));
      }
    }
  }

  private double[] terms(SlateEstimator estimator, RewardPredictions q) {
    double[] ones = SampleWeights.equal(SLATES * L);
    Slates slates =
        Slates.of(L, reward)
            .withWeight(Slates.Scope.CASCADE, ratio, ones)
            .withPredictions(q.logged(), q.expected(target));
    return Arrays.copyOf(estimator.terms(slates), LISTS);
  }

  private double expectation(double[] terms) {
    double sum = 0;
    for (int i = 0; i < LISTS; i++) {
      sum += chance[i] * terms[i];
    }
    return sum;
  }

  private double variance(double[] terms) {
    return expectation(Arrays.stream(terms).map(t -> t * t).toArray())
        - Math.pow(expectation(terms), 2);
  }

  @Test
  void cascadeDrWithTheFittedValuesIsUnbiasedAndVariesFarLessThanRips() {
    RewardPredictions q = fit();
    double[] rips = terms(SlateEstimator.rips(), q);
    double[] dr = terms(SlateEstimator.cascadeDr(), q);

    assertThat(expectation(rips)).isCloseTo(value, within(1e-12));
    assertThat(expectation(dr)).isCloseTo(value, within(1e-12));
    assertThat(variance(dr)).isLessThan(0.2 * variance(rips));
  }

  @Test
  void aModelThatIsWrongLeavesItUnbiased() {
    Ridge wrong = new Ridge(1, Design.additive(), true);

    double[] weighted = terms(SlateEstimator.cascadeDr(), fit(wrong, ratio));
    double[] plain = terms(SlateEstimator.cascadeDr(), fit(wrong, SampleWeights.equal(SLATES * L)));

    assertThat(expectation(plain)).isCloseTo(value, within(1e-12));
    assertThat(expectation(weighted)).isCloseTo(value, within(1e-12));
    assertThat(weighted).as("weights move the fit").isNotEqualTo(plain);
  }

  @Test
  void aRewardDoesNotReachThePredictionsOfItsOwnSlate() {
    double[] before = fit().table();
    for (int row = 0; row < LISTS * L; row++) {
      reward[row] += 100;
    }

    RewardPredictions after = fit();

    assertThat(Arrays.copyOf(after.table(), LISTS * L * K))
        .isEqualTo(Arrays.copyOf(before, LISTS * L * K));
    assertThat(after.table()).isNotEqualTo(before);
    assertThat(after.provenance().sentence())
        .contains("ridge regression")
        .contains("from the last position up, cross-fitted in 2 folds");
  }

  @Test
  void whatCutsASlateIsRefused() {
    double[] one = SampleWeights.equal(SLATES * L);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CascadeValues.crossFit(
                    Ridge.defaults(),
                    L,
                    rows(),
                    reward,
                    target,
                    one,
                    Folds.shuffled(LongStream.range(0, SLATES * L).toArray(), 2, 1)))
        .withMessageContaining("the folds cut slates");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CascadeValues.crossFit(
                    Ridge.defaults(), 5, rows(), reward, target, one, Folds.none(SLATES * L)))
        .withMessageContaining("no whole number of slates of 5");
  }
}
