package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Heads that make a policy stochastic. */
class HeadsTest {

  private static final float[] ANY = {0.5f};

  /** Takes action 2 of four. */
  private static final Policy SECOND = new Fixed(new ActionSpace.Discrete(4), new float[] {2});

  private record Fixed(ActionSpace actionSpace, float[] action) implements Policy {
    @Override
    public int observationSize() {
      return 1;
    }

    @Override
    public float[] act(float[] observation) {
      return action.clone();
    }
  }

  @Test
  void epsilonIsSharedByAllActionsTheGreedyOneIncluded() {
    EpsilonGreedyHead head = new EpsilonGreedyHead(SECOND, 0.2);

    assertThat(head.probabilities(ANY)).containsExactly(0.05, 0.05, 0.8 + 0.05, 0.05);
    assertThat(head.logProb(ANY, new float[] {2})).isCloseTo(Math.log(0.85), within(1e-15));
    assertThat(head.logProb(ANY, new float[] {4})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(head.act(ANY)).containsExactly(2);
    assertThat(new EpsilonGreedyHead(SECOND, 0).logProb(ANY, new float[] {1}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void epsilonGreedyActionsComeAsOftenAsTheirProbabilitiesSay() {
    EpsilonGreedyHead head = new EpsilonGreedyHead(SECOND, 0.6);

    assertThat(chiSquare(head, head.probabilities(ANY), 200_000)).isLessThan(16.27);
  }

  @Test
  void softmaxWeighsScoresByTheTemperature() {
    // Scores 0, log 2 and 2 log 2 at temperature 1 are weights 1, 2 and 4; at 2, their roots.
    double[] scores = {0, Math.log(2), Math.log(4)};

    SoftmaxHead warm = new SoftmaxHead(1, 3, x -> scores, 1);
    SoftmaxHead hot = new SoftmaxHead(1, 3, x -> scores, 2);

    assertThat(warm.probabilities(ANY))
        .containsExactly(new double[] {1 / 7., 2 / 7., 4 / 7.}, within(1e-15));
    assertThat(hot.probabilities(ANY)[0]).isCloseTo(1 / (3 + Math.sqrt(2)), within(1e-15));
    assertThat(warm.logProb(ANY, new float[] {2})).isCloseTo(Math.log(4 / 7.), within(1e-15));
    assertThat(warm.logProb(ANY, new float[] {0.5f})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(warm.act(ANY)).containsExactly(2);
    assertThat(scores[0]).isZero();
  }

  @Test
  void softmaxActionsComeAsOftenAsTheirProbabilitiesSay() {
    SoftmaxHead head = new SoftmaxHead(1, 4, x -> new double[] {x[0], 1, -1, 0}, 0.8);

    assertThat(chiSquare(head, head.probabilities(ANY), 200_000)).isLessThan(16.27);
  }

  @Test
  void scoresOfAnySizeAndActionsThatMustNotBeTakenAreWeighed() {
    SoftmaxHead head =
        new SoftmaxHead(1, 3, x -> new double[] {-1e300, Double.NEGATIVE_INFINITY, 1e300}, 1e-3);

    assertThat(head.probabilities(ANY)).containsExactly(0, 0, 1);
    assertThat(head.logProb(ANY, new float[] {1})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(head.sample(ANY, new Streams(1).open("actions"))).containsExactly(2);
  }

  @Test
  void theLogarithmStaysExactWhereTheProbabilityVanishes() {
    SoftmaxHead head = new SoftmaxHead(1, 2, x -> new double[] {0, 5_000}, 1);

    assertThat(head.logProb(ANY, new float[] {0})).isEqualTo(-5_000);
  }

  @Test
  void scoresThatAreNoneAreRefusedWithTheirAction() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SoftmaxHead(1, 2, x -> new double[] {0, Double.NaN}, 1).probabilities(ANY))
        .withMessageContaining("score of action 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftmaxHead(1, 3, x -> new double[2], 1).probabilities(ANY))
        .withMessageContaining("scores has 2 numbers, but 3");
    double never = Double.NEGATIVE_INFINITY;
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SoftmaxHead(1, 2, x -> new double[] {never, never}, 1).probabilities(ANY))
        .withMessageContaining("none could be taken");
  }

  private static double chiSquare(StochasticPolicy policy, double[] p, int draws) {
    RandomStream stream = new Streams(2).open("actions");
    int[] counts = new int[p.length];
    for (int i = 0; i < draws; i++) {
      counts[(int) policy.sample(ANY, stream)[0]]++;
    }
    double sum = 0;
    for (int a = 0; a < p.length; a++) {
      sum += (counts[a] - draws * p[a]) * (counts[a] - draws * p[a]) / (draws * p[a]);
    }
    return sum; // 0.1 % above 16.27 at 3 degrees of freedom
  }

  private static final Policy CENTER =
      new Fixed(ActionSpace.Box.symmetric(2, 1), new float[] {0.5f, -0.25f});

  @Test
  void theDensityIsTheProductOfNormalOnes() {
    GaussianHead head = new GaussianHead(CENTER, new double[] {2, 0.5});

    // z = -1/2 and 3: exp(-1/8 - 9/2) / (2 pi 2 0.5).
    assertThat(head.logProb(ANY, new float[] {-0.5f, 1.25f}))
        .isCloseTo(-0.125 - 4.5 - Math.log(2 * Math.PI), within(1e-14));
    assertThat(head.logProb(ANY, new float[] {Float.NaN, 0})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(head.act(ANY)).containsExactly(0.5f, -0.25f);
  }

  @Test
  void drawsHaveTheCenterTheDeviationAndNoCorrelation() {
    GaussianHead head = new GaussianHead(CENTER, new double[] {2, 0.5});
    RandomStream stream = new Streams(6).open("actions");
    int n = 40_000;
    double[] sums = new double[5];
    for (int i = 0; i < n; i++) {
      float[] action = head.sample(ANY, stream);
      double z0 = (action[0] - 0.5) / 2;
      double z1 = (action[1] + 0.25) / 0.5;
      double[] terms = {z0, z1, z0 * z0, z1 * z1, z0 * z1};
      for (int k = 0; k < terms.length; k++) {
        sums[k] += terms[k] / n;
      }
    }

    // Four standard errors: 1/200 of z and of products, sqrt 2 as much of squares.
    assertThat(sums[0]).isCloseTo(0, within(0.02));
    assertThat(sums[1]).isCloseTo(0, within(0.02));
    assertThat(sums[2]).isCloseTo(1, within(0.0283));
    assertThat(sums[3]).isCloseTo(1, within(0.0283));
    assertThat(sums[4]).isCloseTo(0, within(0.02));
  }

  @Test
  void headsForTheOtherKindOfActionAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpsilonGreedyHead(CENTER, 0.1))
        .withMessageContaining("Use GaussianHead");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianHead(SECOND, new double[] {1}))
        .withMessageContaining("Use EpsilonGreedyHead");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianHead(CENTER, new double[] {1, 0}))
        .withMessageContaining("must be positive and finite, but is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianHead(CENTER, new double[] {1}))
        .withMessageContaining("deviation has 1 numbers, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpsilonGreedyHead(SECOND, 1.5))
        .withMessageContaining("epsilon must lie in [0.0, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftmaxHead(1, 2, x -> new double[2], 0))
        .withMessageContaining("temperature must be positive");
  }
}
