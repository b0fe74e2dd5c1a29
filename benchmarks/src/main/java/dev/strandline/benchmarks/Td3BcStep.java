package dev.strandline.benchmarks;

import dev.strandline.offline.Learner;
import dev.strandline.offline.Minibatch;
import dev.strandline.offline.Noise;
import dev.strandline.offline.Td3Bc;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The TD3+BC step on HalfCheetah's sizes (batch 256, 256-256 networks, 17 observations, 6 actions,
 * float32) beside its own matrix products run alone: the same calls and shapes, cut into the same
 * parts, on the same pool.
 *
 * <p>An operation is one step, averaged over a step that moves the actor and one that does not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(4)
public class Td3BcStep {

  private static final int BATCH = 256;
  private static final int OBSERVATIONS = 17;
  private static final int ACTIONS = 6;

  /** Threads that work. */
  @Param({"1", "2"})
  public int threads;

  private Workers workers;
  private Td3Bc learner;
  private Minibatch batch;
  private Products actor;
  private Products actorTarget;
  private Products[] critics;
  private Products[] criticTargets;
  private Products valueOfPi;
  private final IntConsumer criticTargetPart = i -> criticTargets[i].forward(0);
  private final IntConsumer criticPart =
      i -> {
        critics[i].forward(0);
        critics[i].backward(0);
      };

  /** Makes a learner, one batch, and the products of both kinds of step. */
  @Setup
  public void setUp() {
    workers = new Workers(threads);
    Streams streams = new Streams(1);
    Learner.Setup setup =
        new Learner.Setup(
            OBSERVATIONS,
            ActionSpace.Box.symmetric(ACTIONS, 1),
            Precision.FLOAT,
            workers,
            Noise.of(streams));
    learner = Td3Bc.Config.defaults().learner(setup);
    learner.initialize(streams.open("initial-weights"));
    batch = new Minibatch(Precision.FLOAT, BATCH, OBSERVATIONS, ACTIONS);
    RandomStream stream = streams.open("batch");
    batch.load(
        gaussian(stream, BATCH * OBSERVATIONS),
        gaussian(stream, BATCH * ACTIONS),
        gaussian(stream, BATCH),
        gaussian(stream, BATCH * OBSERVATIONS),
        new boolean[BATCH]);

    int[] actorWidths = {OBSERVATIONS, 256, 256, ACTIONS};
    int[] criticWidths = {OBSERVATIONS + ACTIONS, 256, 256, 1};
    actor = new Products(actorWidths, BATCH, 2);
    actorTarget = new Products(actorWidths, BATCH, 2);
    critics =
        new Products[] {new Products(criticWidths, BATCH, 1), new Products(criticWidths, BATCH, 1)};
    criticTargets =
        new Products[] {new Products(criticWidths, BATCH, 1), new Products(criticWidths, BATCH, 1)};
    valueOfPi = new Products(criticWidths, BATCH, 2);
  }

  private static double[] gaussian(RandomStream stream, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.tanh(stream.nextGaussian());
    }
    return values;
  }

  /** Ends the pool. */
  @TearDown
  public void tearDown() {
    workers.close();
  }

  /** Two steps: the second moves the actor and the targets. */
  @Benchmark
  @OperationsPerInvocation(2)
  public double step() {
    return learner.update(batch).critic() + learner.update(batch).critic();
  }

  /** The matrix products of the same two steps and nothing else. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void productsAlone() {
    productsOfCritics();
    productsOfCritics();
    workers.run(2, actor::forward);
    workers.run(2, valueOfPi::forward);
    workers.run(2, valueOfPi::backwardToInput);
    workers.run(2, actor::backward);
  }

  private void productsOfCritics() {
    workers.run(2, actorTarget::forward);
    workers.run(2, criticTargetPart);
    workers.run(2, criticPart);
  }
}
