package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.TrajectoryWeights;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BcTest {

  private Workers workers;

  @BeforeEach
  void start() {
    workers = new Workers(1);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  private Bc linear(double w, double b, int batch) {
    Bc bc =
        new Bc.Config(0.1, List.of(), batch)
            .learner(Batches.setup(1, 1, Precision.DOUBLE, workers, Batches.SILENT));
    bc.actor().parameters().set(new double[] {w, b});
    return bc;
  }

  private static Minibatch rows(double[] state, double[] action) {
    Minibatch batch = new Minibatch(Precision.DOUBLE, state.length, 1, 1);
    batch.load(state, action, new double[state.length], state, new boolean[state.length]);
    return batch;
  }

  @Test
  void oneLinearStepIsTheOneWorkedOutByHand() {
    // pi = tanh(0) = 0 for both rows; loss (0.25 + 0.49) / 2; dL/dz = (-0.5, 0.7); dw = -0.5 - 1.4,
    // db = 0.2.
    Bc bc = linear(0, 0, 2);

    Bc.Losses losses = bc.update(rows(new double[] {1, -2}, new double[] {0.5, -0.7}));

    assertThat(losses.actor()).isCloseTo(0.37, within(1e-12));
    assertThat(Batches.gradient(bc.actor()))
        .containsExactly(new double[] {-1.9, 0.2}, within(1e-12));
    assertThat(Batches.parameters(bc.actor()))
        .containsExactly(new double[] {0.1, -0.1}, within(1e-7));
  }

  @Test
  void actionsThatThePolicyAlreadyTakesLeaveTheWeightsUnchanged() {
    Bc bc = linear(0.5, 0.25, 2);

    Bc.Losses losses =
        bc.update(rows(new double[] {1, -2}, new double[] {Math.tanh(0.75), Math.tanh(-0.75)}));

    assertThat(losses.actor()).isZero();
    assertThat(Batches.parameters(bc.actor())).containsExactly(0.5, 0.25);
  }

  /** Five episodes of lengths 1 to 5; the return of each is given. */
  private static TrainingRows episodes(double... returns) {
    int[] lengths = IntStream.rangeClosed(1, returns.length).toArray();
    int n = IntStream.of(lengths).sum();
    double[] rewards = new double[n];
    boolean[] truncated = new boolean[n];
    int end = 0;
    for (int i = 0; i < returns.length; i++) {
      end += lengths[i];
      rewards[end - 1] = returns[i];
      truncated[end - 1] = true;
    }
    return TrainingRows.of(
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[n])
            .nextObservations(new float[n])
            .actions(new float[n])
            .rewards(rewards)
            .terminal(new boolean[n])
            .truncated(truncated)
            .episodesByEnds()
            .build());
  }

  private static int kept(double fraction, TrajectoryWeights.Unit unit, double... returns) {
    PercentBc.Config defaults = PercentBc.Config.defaults();
    PercentBc.Config config =
        new PercentBc.Config(fraction, unit, defaults.learningRate(), defaults.hidden(), 1);
    return config.rows(episodes(returns)).size();
  }

  @Test
  void percentBcOfEverythingIsBc() {
    assertThat(kept(1, TrajectoryWeights.Unit.TRAJECTORIES, 1, 2, 3, 4, 5)).isEqualTo(15);
    assertThat(kept(1, TrajectoryWeights.Unit.STEPS, 1, 2, 3, 4, 5)).isEqualTo(15);
  }

  @Test
  void percentBcKeepsOneTrajectoryHoweverSmallTheFraction() {
    assertThat(kept(1e-9, TrajectoryWeights.Unit.TRAJECTORIES, 1, 9, 3, 4, 5)).isEqualTo(2);
    assertThat(kept(1e-9, TrajectoryWeights.Unit.STEPS, 1, 9, 3, 4, 5)).isEqualTo(2);
  }

  @Test
  void aFractionOfTrajectoriesAndOneOfStepsDifferWhereGoodEpisodesAreLong() {
    // 40 % of five trajectories are the two best, of 5 and 4 steps; 40 % of 15 steps hold the best
    // alone.
    assertThat(kept(0.4, TrajectoryWeights.Unit.TRAJECTORIES, 1, 2, 3, 4, 5)).isEqualTo(9);
    assertThat(kept(0.4, TrajectoryWeights.Unit.STEPS, 1, 2, 3, 4, 5)).isEqualTo(5);
  }

  @Test
  void equalReturnsAreKeptByTheLowerIndex() {
    assertThat(kept(0.2, TrajectoryWeights.Unit.TRAJECTORIES, 1, 7, 7, 7, 1)).isEqualTo(2);
  }
}
