package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.io.Checkpoint;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Td3BcTest {

  private static final Offset<Double> EXACT = within(1e-9);

  private Workers workers;

  @BeforeEach
  void start() {
    workers = new Workers(2);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  private static Td3Bc.Config config(double alpha, double targetNoise, int delay, int batch) {
    return new Td3Bc.Config(
        alpha, 0.9, 0.005, targetNoise, 0.5, delay, 3e-4, 3e-4, List.of(16, 8), batch);
  }

  private Td3Bc learner(Td3Bc.Config config, Noise noise) {
    Td3Bc learner = config.learner(Batches.setup(3, 2, Precision.DOUBLE, workers, noise));
    learner.initialize(new Streams(5).open("init"));
    return learner;
  }

  @Test
  void oneStepWithLinearNetworksIsTheOneWorkedOutByHand() {
    Td3Bc.Config config = new Td3Bc.Config(2.5, 0.9, 0, 0, 0.5, 1, 0.1, 0.1, List.of(), 2);
    Td3Bc learner = config.learner(Batches.setup(1, 1, Precision.DOUBLE, workers, Batches.SILENT));
    learner.actor().parameters().set(new double[] {0.5, 0});
    learner.critic(0).parameters().set(new double[] {1, 2, 0});
    learner.critic(1).parameters().set(new double[] {0.5, 1, 1});
    learner.actorTarget().moveToward(learner.actor(), 1);
    learner.criticTarget(0).moveToward(learner.critic(0), 1);
    learner.criticTarget(1).moveToward(learner.critic(1), 1);
    Minibatch batch = new Minibatch(Precision.DOUBLE, 2, 1, 1);
    batch.load(
        new double[] {1, -2},
        new double[] {0.5, 0},
        new double[] {1, 0},
        new double[] {0, 1},
        new boolean[] {false, true});

    Td3Bc.Losses losses = learner.update(batch);

    assertThat(losses.critic()).isCloseTo(3, EXACT);
    assertThat(Batches.gradient(learner.critic(0)))
        .containsExactly(new double[] {5, .5, -1}, EXACT);
    assertThat(Batches.gradient(learner.critic(1))).containsExactly(new double[] {1, .5, 1}, EXACT);
    assertThat(Batches.parameters(learner.critic(0)))
        .containsExactly(new double[] {.9, 1.9, .1}, within(1e-8));
    assertThat(Batches.parameters(learner.critic(1)))
        .containsExactly(new double[] {.4, .9, .9}, within(1e-8));
    assertThat(losses.lambda()).isCloseTo(.9950146783, within(1e-8));
    assertThat(losses.imitation()).isCloseTo(.2907303841, within(1e-9));
    assertThat(losses.actor()).isCloseTo(.9220703319, within(1e-8));
    assertThat(Batches.gradient(learner.actor()))
        .containsExactly(new double[] {.6604796520, -1.4900301701}, within(1e-7));
    assertThat(Batches.parameters(learner.actor()))
        .containsExactly(new double[] {.4, .1}, within(1e-8));
  }

  @Test
  void withoutTheValueTermTheActorsGradientIsThatOfBehaviorCloning() {
    Minibatch batch = Batches.random(Precision.DOUBLE, 16, 3, 2, 1);
    Td3Bc td3bc = learner(config(0, 0.2, 1, 16), Noise.of(new Streams(1)));
    Bc bc =
        new Bc.Config(3e-4, List.of(16, 8), 16)
            .learner(Batches.setup(3, 2, Precision.DOUBLE, workers, Batches.SILENT));
    bc.actor().parameters().set(Batches.parameters(td3bc.actor()));

    Td3Bc.Losses losses = td3bc.update(batch);
    Bc.Losses cloning = bc.update(batch);

    assertThat(losses.actor()).isCloseTo(cloning.actor(), EXACT);
    assertThat(Batches.gradient(td3bc.actor()))
        .containsExactly(Batches.gradient(bc.actor()), within(1e-15));
  }

  @Test
  void aTerminalRowsTargetIsItsRewardAndATruncatedRowsIsNot() {
    Minibatch batch = new Minibatch(Precision.DOUBLE, 2, 3, 2);
    double[] zeros = new double[6];
    double[] actions = new double[4];
    double[] reward = {2, 2};
    batch.load(zeros, actions, reward, zeros, new boolean[] {true, true});
    Td3Bc.Config config = config(2.5, 0, 2, 2);
    Td3Bc ended = learner(config, Batches.SILENT);
    double q0 = valueAtZero(ended, 0);
    double q1 = valueAtZero(ended, 1);

    double loss = ended.update(batch).critic();
    batch.load(zeros, actions, reward, zeros, new boolean[] {false, false});
    double cut = learner(config, Batches.SILENT).update(batch).critic();

    assertThat(loss).isCloseTo((q0 - 2) * (q0 - 2) + (q1 - 2) * (q1 - 2), EXACT);
    assertThat(cut).isNotCloseTo(loss, within(1e-3));
  }

  private static double valueAtZero(Td3Bc learner, int critic) {
    dev.strandline.tensor.Matrix input = dev.strandline.tensor.Matrix.zeros(Precision.DOUBLE, 1, 5);
    double[] value = new double[1];
    dev.strandline.tensor.Pass.whole(learner.critic(critic), 1).forward(input).get(value);
    return value[0];
  }

  @Test
  void withoutTargetNoiseTheNoiseSourceDoesNotMatter() {
    Minibatch batch = Batches.random(Precision.DOUBLE, 16, 3, 2, 1);
    Td3Bc silent = learner(config(2.5, 0, 1, 16), Batches.SILENT);
    Td3Bc loud = learner(config(2.5, 0, 1, 16), Noise.of(new Streams(9)));

    silent.update(batch);
    loud.update(batch);

    assertThat(Batches.parameters(loud.critic(0)))
        .containsExactly(Batches.parameters(silent.critic(0)));
  }

  @Test
  void scalingRewardsAndCriticsLeavesTheActorsGradientUnchanged() {
    // Linear critics scale exactly: Q -> 4 Q by its parameters. Learning is nearly switched off.
    Td3Bc.Config config =
        new Td3Bc.Config(2.5, 0.9, 0.005, 0, 0.5, 1, 1e-300, 1e-300, List.of(), 16);
    double[][] gradients = new double[2][];
    for (int run = 0; run < 2; run++) {
      double scale = run == 0 ? 1 : 4;
      Td3Bc learner =
          config.learner(Batches.setup(3, 2, Precision.DOUBLE, workers, Batches.SILENT));
      learner.initialize(new Streams(5).open("init"));
      double[] critic = Batches.parameters(learner.critic(0));
      java.util.Arrays.setAll(critic, i -> scale * critic[i]);
      learner.critic(0).parameters().set(critic);
      learner.update(Batches.random(Precision.DOUBLE, 16, 3, 2, 1));
      gradients[run] = Batches.gradient(learner.actor());
    }
    assertThat(gradients[1]).containsExactly(gradients[0], within(1e-12));
  }

  @Test
  void theActorAndAllTargetsMoveAtEverySecondStepOnly() {
    Td3Bc learner = learner(config(2.5, 0.2, 2, 16), Noise.of(new Streams(1)));
    Minibatch batch = Batches.random(Precision.DOUBLE, 16, 3, 2, 1);
    double[] actor = Batches.parameters(learner.actor());
    double[] target = Batches.parameters(learner.criticTarget(1));

    Td3Bc.Losses first = learner.update(batch);

    assertThat(first.actor()).isNaN();
    assertThat(Batches.parameters(learner.actor())).containsExactly(actor);
    assertThat(Batches.parameters(learner.criticTarget(1))).containsExactly(target);

    Td3Bc.Losses second = learner.update(batch);

    assertThat(second.actor()).isFinite();
    assertThat(Batches.parameters(learner.actor())).isNotEqualTo(actor);
    assertThat(Batches.parameters(learner.criticTarget(1))).isNotEqualTo(target);
  }

  @Test
  void trainingToSomeStepSavingLoadingAndGoingOnEqualsTrainingStraightThrough() {
    for (Precision precision : Precision.values()) {
      Td3Bc.Config config = config(2.5, 0.2, 2, 16);
      Td3Bc straight =
          config.learner(Batches.setup(3, 2, precision, workers, Noise.of(new Streams(1))));
      straight.initialize(new Streams(5).open("init"));
      Td3Bc resumed =
          config.learner(Batches.setup(3, 2, precision, workers, Noise.of(new Streams(1))));
      for (int i = 0; i < 7; i++) {
        straight.update(Batches.random(precision, 16, 3, 2, i));
      }
      Checkpoint.Builder checkpoint = Checkpoint.builder();
      straight.save(checkpoint);
      resumed.load(checkpoint.build());
      for (int i = 7; i < 12; i++) {
        straight.update(Batches.random(precision, 16, 3, 2, i));
        resumed.update(Batches.random(precision, 16, 3, 2, i));
      }

      assertThat(Batches.parameters(resumed.actor()))
          .containsExactly(Batches.parameters(straight.actor()));
      assertThat(Batches.parameters(resumed.criticTarget(1)))
          .containsExactly(Batches.parameters(straight.criticTarget(1)));
      assertThat(resumed.policy(ObservationNormalizer.identity(3)).act(new float[3]))
          .containsExactly(straight.policy(ObservationNormalizer.identity(3)).act(new float[3]));
    }
  }

  @Test
  void settingsOutsideTheirRangeAreRefusedWithTheirPlaceAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Td3Bc.Config(2.5, 1.5, 0.005, 0.2, 0.5, 2, 3e-4, 3e-4, List.of(), 256))
        .withMessageContaining("Td3Bc.Config.gamma")
        .withMessageContaining("1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Td3Bc.Config.defaults().withAlpha(Double.NaN))
        .withMessageContaining("Td3Bc.Config.alpha")
        .withMessageContaining("NaN");
  }
}
