package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrdcTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private Workers workers;

  @BeforeEach
  void start() {
    workers = new Workers(2);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  private static Prdc.Config config(double alpha, double beta, int neighbors, int batch) {
    return config(alpha, beta, neighbors, Prdc.Constraint.ACTION, batch);
  }

  private static Prdc.Config config(
      double alpha, double beta, int neighbors, Prdc.Constraint constraint, int batch) {
    return new Prdc.Config(
        alpha,
        beta,
        neighbors,
        constraint,
        0.9,
        0.005,
        0.2,
        0.5,
        1,
        3e-4,
        3e-4,
        List.of(16, 8),
        batch);
  }

  /** A log of the batch's own rows. */
  private static Prdc.Pairs pairs(Minibatch batch, double beta) {
    double[] states = new double[batch.state().size()];
    double[] actions = new double[batch.action().size()];
    batch.state().get(states);
    batch.action().get(actions);
    return Prdc.Pairs.of(states, actions, batch.state().columns(), beta);
  }

  private static Minibatch numbered(int size) {
    Minibatch batch = Batches.random(Precision.DOUBLE, size, 3, 2, 1);
    Arrays.setAll(batch.rows(), row -> row);
    return batch;
  }

  private Prdc learner(Prdc.Config config, Prdc.Pairs pairs) {
    Prdc learner =
        config.learner(
            Batches.setup(3, 2, Precision.DOUBLE, workers, Noise.of(new Streams(1))), pairs);
    learner.initialize(new Streams(5).open("init"));
    return learner;
  }

  /** TD3+BC's worked example, with a third row that is near the second. */
  private Prdc byHand(double beta) {
    Prdc.Config config =
        new Prdc.Config(
            2.5, beta, 1, Prdc.Constraint.ACTION, 0.9, 0, 0, 0.5, 1, 0.1, 0.1, List.of(), 2);
    Prdc.Pairs pairs =
        Prdc.Pairs.of(new double[] {1, -2, -1.9}, new double[] {.5, 0, -.8}, 1, beta);
    Prdc learner =
        config.learner(Batches.setup(1, 1, Precision.DOUBLE, workers, Batches.SILENT), pairs);
    learner.actor().parameters().set(new double[] {0.5, 0});
    learner.critic(0).parameters().set(new double[] {1, 2, 0});
    learner.critic(1).parameters().set(new double[] {0.5, 1, 1});
    learner.actorTarget().moveToward(learner.actor(), 1);
    learner.criticTarget(0).moveToward(learner.critic(0), 1);
    learner.criticTarget(1).moveToward(learner.critic(1), 1);
    return learner;
  }

  private static Minibatch batchByHand() {
    Minibatch batch = new Minibatch(Precision.DOUBLE, 2, 1, 1);
    batch.load(
        new int[] {0, 1},
        new double[] {1, -2},
        new double[] {0.5, 0},
        new double[] {1, 0},
        new double[] {0, 1},
        new boolean[] {false, true});
    return batch;
  }

  @Test
  void aNeighborsActionIsTheGoalAsWorkedOutByHand() {
    Prdc learner = byHand(2);

    Prdc.Losses losses = learner.update(batchByHand());

    assertThat(losses.critic()).isCloseTo(3, EXACT);
    assertThat(learner.goals()).containsExactly(.5, -.8);
    assertThat(learner.distances()).containsExactly(new double[] {.037883, .203654}, within(1e-6));
    assertThat(losses.ownRowShare()).isEqualTo(0.5);
    assertThat(losses.constraint()).isCloseTo(.0014550593, within(1e-9));
    assertThat(losses.actor()).isCloseTo(.6327950072, within(1e-8));
    // dL/dpi = (-.9831467905, -.9068581002), through the tanh and the linear layer's input (1, -2).
    double first = -.9831467905 * (1 - .4621171573 * .4621171573);
    double second = -.9068581002 * (1 - .7615941560 * .7615941560);
    assertThat(Batches.gradient(learner.actor()))
        .containsExactly(new double[] {first - 2 * second, first + second}, within(1e-7));
  }

  @Test
  void aLargeBetaGivesTheWorkedExampleOfTd3Bc() {
    Prdc learner = byHand(10);

    Prdc.Losses losses = learner.update(batchByHand());

    assertThat(losses.ownRowShare()).isEqualTo(1);
    assertThat(losses.constraint()).isCloseTo(.2907303841, within(1e-9));
    assertThat(losses.actor()).isCloseTo(.9220703319, within(1e-8));
  }

  @Test
  void withALargeBetaEveryBitIsTd3Bcs() {
    Minibatch batch = numbered(16);
    Prdc prdc = learner(config(2.5, 1e4, 1, 16), pairs(batch, 1e4));
    Td3Bc td3bc =
        new Td3Bc.Config(2.5, 0.9, 0.005, 0.2, 0.5, 1, 3e-4, 3e-4, List.of(16, 8), 16)
            .learner(Batches.setup(3, 2, Precision.DOUBLE, workers, Noise.of(new Streams(1))));
    td3bc.initialize(new Streams(5).open("init"));

    for (int i = 0; i < 20; i++) {
      assertThat(prdc.update(batch).actor()).isEqualTo(td3bc.update(batch).actor());
    }

    assertThat(Batches.parameters(prdc.actor())).containsExactly(Batches.parameters(td3bc.actor()));
    assertThat(Batches.parameters(prdc.critic(1)))
        .containsExactly(Batches.parameters(td3bc.critic(1)));
  }

  @Test
  void aLogOfOneRowPullsEveryActionToItsOwn() {
    Minibatch batch = Batches.random(Precision.DOUBLE, 16, 3, 2, 1); // all rows are row 0
    Prdc.Pairs one = Prdc.Pairs.of(new double[] {9, 9, 9}, new double[] {.3, -.4}, 3, 2);
    Prdc learner = learner(config(2.5, 2, 1, 16), one);

    learner.update(batch);

    double[] goals = learner.goals();
    for (int i = 0; i < goals.length; i += 2) {
      assertThat(Arrays.copyOfRange(goals, i, i + 2)).containsExactly(.3, -.4);
    }
  }

  @Test
  void withoutTheStateTheGoalIsTheNearestActionOfTheLog() {
    Minibatch batch = numbered(64);
    double[] logged = new double[128];
    batch.action().get(logged);
    Prdc learner = learner(config(2.5, 0, 1, 64), pairs(batch, 0));
    double[] pi = new double[128];
    dev.strandline.tensor.Pass.whole(learner.actor(), 64).forward(batch.state()).get(pi);

    Prdc.Losses losses = learner.update(batch);

    double sum = 0;
    double imitation = 0;
    for (int i = 0; i < 128; i += 2) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < 128; j += 2) {
        double x = pi[i] - logged[j];
        double y = pi[i + 1] - logged[j + 1];
        nearest = Math.min(nearest, x * x + y * y);
        imitation += i == j ? x * x + y * y : 0;
      }
      sum += nearest;
    }
    assertThat(losses.constraint()).isCloseTo(sum / 128, EXACT).isLessThan(imitation / 128);
  }

  @Test
  void ofSeveralNeighborsTheMeanActionIsTheGoal() {
    Minibatch batch = new Minibatch(Precision.DOUBLE, 1, 3, 2);
    batch.load(
        new int[] {0}, new double[3], new double[2], new double[1], new double[3], new boolean[1]);
    Prdc.Pairs pairs =
        Prdc.Pairs.of(
            new double[] {0, 0, 0, .1, 0, 0, 9, 9, 9}, new double[] {.5, .5, -.1, .3, 0, 0}, 3, 2);
    Prdc learner = learner(config(2.5, 2, 2, 1), pairs);

    learner.update(batch);

    assertThat(learner.goals()).containsExactly(new double[] {.2, .4}, EXACT);
  }

  @ParameterizedTest
  @EnumSource(Prdc.Constraint.class)
  void theActorsGradientIsThatOfItsLoss(Prdc.Constraint constraint) {
    Minibatch batch = numbered(16);
    Prdc.Config config = config(0, 1, 1, constraint, 16); // the constraint alone
    Prdc learner = learner(config, pairs(batch, 1));
    double[] before = Batches.parameters(learner.actor());
    learner.update(batch);
    double[] gradient = Batches.gradient(learner.actor());

    for (int p : new int[] {0, 7, before.length / 2, before.length - 1}) {
      double h = 1e-6;
      double[] loss = new double[2];
      for (int side = 0; side < 2; side++) {
        Prdc moved = learner(config, pairs(batch, 1));
        double[] parameters = before.clone();
        parameters[p] += side == 0 ? h : -h;
        moved.actor().parameters().set(parameters);
        loss[side] = moved.update(batch).actor();
      }
      assertThat(gradient[p]).isCloseTo((loss[0] - loss[1]) / (2 * h), within(1e-7));
    }
  }

  @Test
  void aStepAllocatesAtMost512Bytes() {
    Minibatch batch = Batches.random(Precision.FLOAT, 64, 3, 2, 1);
    Arrays.setAll(batch.rows(), row -> row);
    Prdc learner =
        config(2.5, 2, 1, 64)
            .learner(
                Batches.setup(3, 2, Precision.FLOAT, new Workers(1), Noise.of(new Streams(1))),
                pairs(batch, 2));
    learner.initialize(new Streams(5).open("init"));

    assertThat(AllocationTest.heapPerStep(() -> learner.update(batch))).isLessThanOrEqualTo(512);
  }

  @Test
  void pairsOfAnotherSizeAreRefused() {
    Prdc.Pairs pairs = Prdc.Pairs.of(new double[] {1, 2}, new double[] {1, 2}, 1, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> learner(config(2.5, 2, 1, 16), pairs))
        .withMessageContaining("the indexed pairs have 2 numbers");
  }

  @Test
  void statesWithoutTheirActionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prdc.Pairs.of(new double[] {1, 2, 3}, new double[] {1, 2}, 1, 2))
        .withMessageContaining("3 numbers of states of 1 and 2 numbers of actions are no pairs");
  }

  @Test
  void onlyOneNeighborsActionMakesItTd3BcOnOwnRows() {
    assertThat(config(2.5, 2, 1, 16).isTd3BcOnOwnRows()).isTrue();
    assertThat(config(2.5, 2, 3, 16).isTd3BcOnOwnRows()).isFalse();
    assertThat(config(2.5, 2, 1, Prdc.Constraint.DISTANCE, 16).isTd3BcOnOwnRows()).isFalse();
  }

  @Test
  void thePapersDistanceKnowsOneNeighborOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(2.5, 2, 2, Prdc.Constraint.DISTANCE, 16))
        .withMessageContaining("must be 1 with constraint distance, but is 2");
  }
}
