package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryWeightsTest {

  private static final double[] RETURNS = {10, 0, 5};
  private static final int[] LENGTHS = {2, 3, 1};

  /** Returns and lengths of a few trajectories. */
  record Trajectories(double[] returns, int[] lengths) {}

  @Provide
  Arbitrary<Trajectories> trajectories() {
    return Arbitraries.integers()
        .between(2, 12)
        .flatMap(
            n ->
                Combinators.combine(
                        Arbitraries.integers().between(-1000, 1000).list().ofSize(n),
                        Arbitraries.integers().between(1, 20).list().ofSize(n))
                    .as(
                        (returns, lengths) ->
                            new Trajectories(
                                returns.stream().mapToDouble(g -> g / 8.0).toArray(),
                                lengths.stream().mapToInt(t -> t).toArray())));
  }

  private static double mass(double[] p, int[] lengths) {
    return IntStream.range(0, p.length).mapToDouble(i -> p[i] * lengths[i]).sum();
  }

  @Test
  void threeTrajectoriesWeighWhatIsWorkedOutByHand() {
    // exp(10), exp(0), exp(5) over 2 exp(10) + 3 exp(0) + exp(5).
    assertThat(TrajectoryWeights.exponential(RETURNS, LENGTHS, 0.1))
        .containsExactly(new double[] {0.4982873498, 0.0000226222, 0.0033574338}, within(5e-11));
    double[] p = TrajectoryWeights.exponential(RETURNS, LENGTHS, 1);
    assertThat(new double[] {2 * p[0], 3 * p[1], p[2]})
        .containsExactly(new double[] {0.53906, 0.29746, 0.16348}, within(5e-6));
  }

  @Test
  void everyRowOfATrajectoryHasItsProbability() {
    TrainingRows rows = TrainingRows.of(Logs.withReturns(RETURNS, LENGTHS));
    double[] p = TrajectoryWeights.exponential(RETURNS, LENGTHS, 0.1);

    assertThat(TrajectoryWeights.byReturn(rows, 0.1).probabilities())
        .containsExactly(new double[] {p[0], p[0], p[1], p[1], p[1], p[2]}, within(1e-15));
  }

  @Property
  void probabilitiesOfAllRowsSumToOne(
      @ForAll("trajectories") Trajectories t,
      @ForAll @DoubleRange(min = 0.01, max = 100) double temperature) {
    double[] p = TrajectoryWeights.exponential(t.returns(), t.lengths(), temperature);

    assertThat(mass(p, t.lengths())).isCloseTo(1, within(1e-12));
  }

  @Property
  void aShiftAndAPositiveScaleOfTheReturnsChangeNothing(
      @ForAll("trajectories") Trajectories t,
      @ForAll @DoubleRange(min = 0.01, max = 100) double scale,
      @ForAll @DoubleRange(min = -100, max = 100) double shift) {
    double[] moved = Arrays.stream(t.returns()).map(g -> scale * g + shift).toArray();

    assertThat(TrajectoryWeights.exponential(moved, t.lengths(), 0.5))
        .containsExactly(
            TrajectoryWeights.exponential(t.returns(), t.lengths(), 0.5), within(1e-9));
  }

  @Property
  void doublingEveryTrajectoryHalvesEachProbability(@ForAll("trajectories") Trajectories t) {
    int n = t.returns().length;
    double[] returns = Arrays.copyOf(t.returns(), 2 * n);
    int[] lengths = Arrays.copyOf(t.lengths(), 2 * n);
    System.arraycopy(t.returns(), 0, returns, n, n);
    System.arraycopy(t.lengths(), 0, lengths, n, n);

    double[] once = TrajectoryWeights.exponential(t.returns(), t.lengths(), 0.2);
    double[] twice = TrajectoryWeights.exponential(returns, lengths, 0.2);

    for (int i = 0; i < n; i++) {
      assertThat(twice[i]).isCloseTo(once[i] / 2, within(1e-12));
      assertThat(twice[n + i]).isEqualTo(twice[i]);
    }
  }

  @Test
  void highTemperatureIsUniformOverRowsAndApproachesItLikeOneOverT() {
    double previous = distanceFromUniform(100);
    for (double temperature = 1000; temperature < 1e7; temperature *= 10) {
      double distance = distanceFromUniform(temperature);
      assertThat(distance).isCloseTo(previous / 10, within(previous / 100));
      previous = distance;
    }
  }

  private static double distanceFromUniform(double temperature) {
    double[] p = TrajectoryWeights.exponential(RETURNS, LENGTHS, temperature);
    return Arrays.stream(p).map(x -> Math.abs(x * 6 - 1)).max().orElseThrow();
  }

  @Test
  void lowTemperaturePutsAllMassOnTheBestAndSharesItAmongEquals() {
    assertThat(TrajectoryWeights.exponential(RETURNS, LENGTHS, 1e-4))
        .containsExactly(new double[] {0.5, 0, 0}, within(1e-300));
    assertThat(TrajectoryWeights.exponential(new double[] {7, 1, 7}, new int[] {2, 5, 3}, 1e-300))
        .containsExactly(0.2, 0, 0.2);
  }

  @Test
  void equalReturnsWeighUniformly() {
    assertThat(TrajectoryWeights.exponential(new double[] {3, 3, 3}, LENGTHS, 0.1))
        .containsExactly(new double[] {1.0 / 6, 1.0 / 6, 1.0 / 6}, within(1e-15));
    assertThat(TrajectoryWeights.exponential(new double[] {3}, new int[] {4}, 0.1))
        .containsExactly(0.25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aTemperatureThatIsNotPositiveIsRefused(double temperature) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryWeights.exponential(RETURNS, LENGTHS, temperature))
        .withMessageContaining("temperature must be positive and finite, but is " + temperature);
  }

  @Test
  void advantagesAreWhatALineThroughTheStartsLeavesOver() {
    // Starts 0, 1, 2 and returns 1, 1, 4: the line is 0.5 + 1.5 s.
    double[][] first = {{0}, {1}, {2}};

    assertThat(TrajectoryWeights.advantages(new double[] {1, 1, 4}, first))
        .containsExactly(new double[] {0.5, -1, 0.5}, within(1e-12));
  }

  @Test
  void advantagesWeighAsReturnsDoWhereAllStartsAreTheSame() {
    double[][] first = {{4, 2}, {4, 2}, {4, 2}};
    double[] advantages = TrajectoryWeights.advantages(RETURNS, first);

    assertThat(TrajectoryWeights.exponential(advantages, LENGTHS, 0.1))
        .containsExactly(TrajectoryWeights.exponential(RETURNS, LENGTHS, 0.1), within(1e-12));
  }

  @Test
  void advantagesDoNotChangeWithAShiftAndFollowAScale() {
    double[][] first = {{0, 1}, {1, 5}, {2, 2}, {3, 0}, {1, 1}};
    double[] returns = {1, 1, 4, -2, 7};
    double[] moved = Arrays.stream(returns).map(g -> 3 * g - 1000).toArray();
    double[] advantages = TrajectoryWeights.advantages(returns, first);

    assertThat(TrajectoryWeights.advantages(moved, first))
        .containsExactly(Arrays.stream(advantages).map(a -> 3 * a).toArray(), within(1e-9));
  }

  @Test
  void anExactPredictionLeavesNoAdvantage() {
    double[] linear = {1e6, 1e6 + 3, 1e6 + 6, 1e6 + 9};

    assertThat(TrajectoryWeights.advantages(linear, new double[][] {{0.1}, {0.2}, {0.3}, {0.4}}))
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void fewerTrajectoriesThanFeaturesLeaveNoAdvantage() {
    double[][] first = {{1, 0, 0.5, 2}, {0, 1, 0.1, 3}, {7, 2, 0.2, 1}};

    assertThat(TrajectoryWeights.advantages(RETURNS, first)).containsExactly(0, 0, 0);
  }

  @Test
  void advantagesTakeConstantAndDependentFeatures() {
    double[][] first = {{0, 5, 0}, {1, 5, 2}, {2, 5, 4}};

    assertThat(TrajectoryWeights.advantages(new double[] {1, 1, 4}, first))
        .containsExactly(new double[] {0.5, -1, 0.5}, within(1e-12));
  }

  @Test
  void advantageWeightsOfALogUseItsFirstObservations() {
    // Episode i observes i, and the line through 0, 1, 2 and 1, 1, 4 leaves 0.5, -1, 0.5.
    TrainingRows rows = TrainingRows.of(Logs.withReturns(new double[] {1, 1, 4}, LENGTHS));
    double[] p = TrajectoryWeights.exponential(new double[] {1, 0, 1}, LENGTHS, 0.1);

    assertThat(TrajectoryWeights.byAdvantage(rows, 0.1).probabilities())
        .containsExactly(new double[] {p[0], p[0], p[1], p[1], p[1], p[2]}, within(1e-12));
  }

  @Test
  void theBestTrajectoriesAreCountedDownAndAtLeastOne() {
    assertThat(TrajectoryWeights.topByTrajectories(RETURNS, LENGTHS, 0.7))
        .containsExactly(1.0 / 3, 0, 1.0 / 3);
    assertThat(TrajectoryWeights.topByTrajectories(RETURNS, LENGTHS, 0.1))
        .containsExactly(0.5, 0, 0);
    assertThat(TrajectoryWeights.topByTrajectories(RETURNS, LENGTHS, 1))
        .containsExactly(1.0 / 6, 1.0 / 6, 1.0 / 6);
  }

  @Test
  void theBestStepsAreFilledWithWholeTrajectories() {
    // Best first: lengths 2, 1, 3.
    assertThat(TrajectoryWeights.topBySteps(RETURNS, LENGTHS, 0.5))
        .containsExactly(1.0 / 3, 0, 1.0 / 3);
    assertThat(TrajectoryWeights.topBySteps(RETURNS, LENGTHS, 0.49)).containsExactly(0.5, 0, 0);
    assertThat(TrajectoryWeights.topBySteps(RETURNS, LENGTHS, 0.01)).containsExactly(0.5, 0, 0);
    assertThat(TrajectoryWeights.topBySteps(RETURNS, LENGTHS, 1))
        .containsExactly(1.0 / 6, 1.0 / 6, 1.0 / 6);
  }

  @Test
  void tiesGoToTheLowerIndex() {
    assertThat(
            TrajectoryWeights.topByTrajectories(
                new double[] {1, 2, 2, 2}, new int[] {1, 1, 1, 1}, 0.5))
        .containsExactly(0, 0.5, 0.5, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
  void aFractionOutsideItsRangeIsRefused(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryWeights.topByTrajectories(RETURNS, LENGTHS, fraction))
        .withMessageContaining("fraction must lie in (0, 1], but is " + fraction);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryWeights.topBySteps(RETURNS, LENGTHS, fraction))
        .withMessageContaining("fraction must lie in (0, 1]");
  }

  @Test
  void rowsOfUnfinishedEpisodesHaveNoWeight() {
    TrainingRows rows = TrainingRows.of(Logs.of("..T.L..").build());

    double[] weights = TrajectoryWeights.byReturn(rows, 1).probabilities();

    assertThat(Arrays.copyOfRange(weights, 5, 7)).containsExactly(0, 0);
    assertThat(Arrays.stream(weights, 0, 5)).allMatch(w -> w > 0);
    assertThat(TrajectoryWeights.top(rows, 1, TrajectoryWeights.Unit.TRAJECTORIES).get(5)).isZero();
    assertThat(TrajectoryWeights.top(rows, 1, TrajectoryWeights.Unit.STEPS).get(6)).isZero();
    assertThat(TrajectoryWeights.byAdvantage(rows, 1).get(6)).isZero();
  }

  @Test
  void aLogOfUnfinishedEpisodesIsRefused() {
    TrainingRows rows = TrainingRows.of(Logs.of("....").build());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryWeights.byReturn(rows, 1))
        .withMessageContaining("none of 1 episodes is finished");
  }

  @Test
  void returnsAreThoseOfTheRewardsThatTheLearnerSees() {
    Transitions log = Logs.withReturns(new double[] {5, 5}, new int[] {1, 4});
    TrainingRows shifted = TrainingRows.of(log).withRewards(new RewardTransform(1, -1));

    double[] weights = TrajectoryWeights.byReturn(shifted, 0.1).probabilities();

    // Now 4 and 1: the shorter one is the better one.
    assertThat(weights[0]).isCloseTo(1 / (1 + 4 * Math.exp(-10)), within(1e-12));
  }

  @Test
  void weightsAreThoseOfWholeEpisodesWhenRuleQLeavesTheirLastRowOut() {
    Transitions log = Logs.of("..L..L").build();
    TrainingRows rows = TrainingRows.of(log);

    // Returns 0.3 and 1.2 include the rows that rule Q leaves out.
    double[] p = TrajectoryWeights.exponential(new double[] {0.3, 1.2}, new int[] {3, 3}, 0.5);
    assertThat(TrajectoryWeights.byReturn(rows, 0.5).probabilities())
        .containsExactly(new double[] {p[0], p[0], p[0], p[1], p[1], p[1]}, within(1e-12));
  }

  /** 74 degrees of freedom: above 150 in less than one of a million good samplers. */
  @Test
  void rowsAreDrawnAsOftenAsTheyWeigh() {
    RandomGenerator chance = new Streams(2).open("returns");
    double[] returns = new double[12];
    int[] lengths = new int[12];
    for (int i = 0; i < 12; i++) {
      returns[i] = chance.nextDouble();
      lengths[i] = 1 + i;
    }
    lengths[11] = 9;
    TrainingRows rows = TrainingRows.of(Logs.withReturns(returns, lengths));
    RowWeights weights = TrajectoryWeights.byReturn(rows, 0.5);
    int[] drawn = new int[1_000_000];
    Sampler.weighted(rows, weights).draw(new Streams(3).open("rows"), drawn);
    int[] counts = new int[rows.size()];
    for (int row : drawn) {
      counts[row]++;
    }

    double chiSquare = 0;
    double[] p = weights.probabilities();
    for (int row = 0; row < counts.length; row++) {
      double expected = 1e6 * p[row];
      chiSquare += (counts[row] - expected) * (counts[row] - expected) / expected;
    }
    assertThat(counts).hasSize(75);
    assertThat(chiSquare).isBetween(25.0, 150.0);
  }
}
