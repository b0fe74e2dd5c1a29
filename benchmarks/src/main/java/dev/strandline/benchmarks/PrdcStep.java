package dev.strandline.benchmarks;

import dev.strandline.datasets.NearestTransitions;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.offline.Learner;
import dev.strandline.offline.Minibatch;
import dev.strandline.offline.Noise;
import dev.strandline.offline.Prdc;
import dev.strandline.offline.Td3Bc;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * PRDC's search and step on real logs, beside the step of TD3+BC at the same sizes (batch 256,
 * 256-256 networks, beta 2, two threads).
 *
 * <p>A query is a row's state with its logged action moved by Gaussian noise and clipped to the
 * action box. So that the learner asks just these queries, its batch holds numbers that an actor
 * built for the purpose maps to these actions, and its learning rates are too small to move it; the
 * arithmetic is that of any other step. Before anything is timed, the answers to 500 queries are
 * compared with a scan's.
 *
 * <p>A step is averaged over one that moves the actor and one that does not. Run by {@code
 * benchmarks/prdc-speed.sh}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PrdcStep {

  private static final int BATCH = 256;
  private static final int BATCHES = 16;
  private static final int COMPARED = 500;
  private static final double BETA = 2;
  private static final double STILL = 1e-30;

  /** Parquet files of transitions. */
  @Param("")
  public String data;

  /** Standard deviation of the queries' actions around the logged ones, in half widths. */
  @Param({"0.1", "0.3", "1.0"})
  public double noise;

  private Workers workers;
  private TrainingRows rows;
  private NearestTransitions index;
  private NearestTransitions.Search search;
  private double[] queries;
  private int[] ownRows;
  private Td3Bc td3bc;
  private Prdc prdc;
  private final Minibatch[] batches = new Minibatch[BATCHES];
  private int next;

  /** Reads the log, indexes it, and makes the queries and the learners that ask them. */
  @Setup
  public void setUp() throws IOException {
    Transitions log = TransitionFile.read(Path.of(data));
    rows = TrainingRows.of(log);
    ObservationNormalizer normalizer = rows.normalizer(1e-3);
    int states = log.observationSize();
    ActionSpace.Box box = rows.actionBox();
    int size = states + box.size();
    float[] keys = keys(log, normalizer, size);
    long began = System.nanoTime();
    index = NearestTransitions.of(keys, size);
    double seconds = (System.nanoTime() - began) * 1e-9;
    search = index.search();
    drawQueries(box, size);
    compareWithScan(keys, size);

    workers = new Workers(2);
    Streams streams = new Streams(1);
    Learner.Setup setup =
        new Learner.Setup(states, box, Precision.FLOAT, workers, Noise.of(streams));
    td3bc =
        new Td3Bc.Config(2.5, 0.99, 0.005, 0.2, 0.5, 2, STILL, STILL, List.of(256, 256), BATCH)
            .learner(setup);
    td3bc.initialize(streams.open("initial-weights"));
    Prdc.Config config =
        new Prdc.Config(
            2.5,
            BETA,
            1,
            Prdc.Constraint.ACTION,
            0.99,
            0.005,
            0.2,
            0.5,
            2,
            STILL,
            STILL,
            List.of(256, 256),
            BATCH);
    prdc = config.learner(setup, Prdc.Pairs.of(rows, normalizer, BETA));
    prdc.initialize(streams.open("initial-weights"));
    passThrough(td3bc.actor(), states, box.size());
    passThrough(prdc.actor(), states, box.size());
    double own = 0;
    for (int b = 0; b < BATCHES; b++) {
      batches[b] = batch(b, box, states, size);
      prdc.update(batches[b]);
      own += prdc.update(batches[b]).ownRowShare() / BATCHES;
    }
    System.out.printf(
        "%n# %s, noise %s: %,d rows of %d numbers, index built in %.2f s, own row %.1f %%%n",
        Path.of(data).getFileName(), noise, rows.size(), size, seconds, 100 * own);
  }

  /** The keys as {@link Prdc.Pairs} makes them. */
  private float[] keys(Transitions log, ObservationNormalizer normalizer, int size) {
    int states = log.observationSize();
    float[] keys = new float[rows.size() * size];
    for (int key = 0; key < rows.size(); key++) {
      normalizer.apply(log.observations(), rows.row(key) * states, keys, key * size);
      for (int j = 0; j < states; j++) {
        keys[key * size + j] = (float) (BETA * keys[key * size + j]);
      }
      System.arraycopy(
          log.actions(), rows.row(key) * (size - states), keys, key * size + states, size - states);
    }
    return keys;
  }

  private void drawQueries(ActionSpace.Box box, int size) {
    RandomStream stream = new Streams(2).open("queries");
    queries = new double[BATCHES * BATCH * size];
    ownRows = new int[BATCHES * BATCH];
    for (int i = 0; i < ownRows.length; i++) {
      ownRows[i] = stream.nextInt(rows.size());
      index.point(ownRows[i], queries, i * size);
      for (int j = 0; j < box.size(); j++) {
        int at = (i + 1) * size - box.size() + j;
        double moved = queries[at] + noise * box.halfWidth(j) * stream.nextGaussian();
        // Half a percent inside the box, where tanh can still be undone.
        double most = 0.995 * box.halfWidth(j);
        queries[at] = box.center(j) + Math.max(-most, Math.min(most, moved - box.center(j)));
      }
    }
  }

  private void compareWithScan(float[] keys, int size) {
    for (int i = 0; i < COMPARED; i++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int row = 0; row < index.size(); row++) {
        double sum = 0;
        for (int d = 0; d < size && sum <= least; d++) {
          double difference = queries[i * size + d] - keys[row * size + d];
          sum += difference * difference;
        }
        if (sum < least) {
          least = sum;
          nearest = row;
        }
      }
      int answer = search.nearest(queries, i * size, ownRows[i]);
      if (answer != nearest || search.squaredDistance() != least) {
        throw new AssertionError(
            "query " + i + ": the index answers row " + answer + ", a scan row " + nearest);
      }
    }
  }

  /** An actor whose action j is center + halfWidth tanh(input j). */
  private static void passThrough(Network actor, int states, int actions) {
    double[] parameters = new double[actor.parameters().size()];
    int second = 256 * states + 256;
    int third = second + 256 * 256 + 256;
    for (int j = 0; j < actions; j++) {
      parameters[2 * j * states + j] = 1; // relu(x) and relu(-x)
      parameters[(2 * j + 1) * states + j] = -1;
      parameters[second + 2 * j * 256 + 2 * j] = 1;
      parameters[second + (2 * j + 1) * 256 + 2 * j + 1] = 1;
      parameters[third + j * 256 + 2 * j] = 1;
      parameters[third + j * 256 + 2 * j + 1] = -1;
    }
    actor.parameters().set(parameters);
  }

  private Minibatch batch(int number, ActionSpace.Box box, int states, int size) {
    int actions = box.size();
    double[] state = new double[BATCH * states];
    double[] action = new double[BATCH * actions];
    int[] logRows = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      int query = number * BATCH + i;
      logRows[i] = rows.row(ownRows[query]);
      for (int j = 0; j < actions; j++) {
        double asked = queries[query * size + states + j];
        double share = (asked - box.center(j)) / box.halfWidth(j);
        state[i * states + j] = 0.5 * Math.log((1 + share) / (1 - share));
        action[i * actions + j] = asked;
      }
    }
    Minibatch batch = new Minibatch(Precision.FLOAT, BATCH, states, actions);
    batch.load(logRows, state, action, new double[BATCH], state, new boolean[BATCH]);
    return batch;
  }

  /** Ends the pool. */
  @TearDown
  public void tearDown() {
    workers.close();
  }

  /** One search, on one thread, with the own row as the first bound. */
  @Benchmark
  public int query() {
    next = (next + 1) % ownRows.length;
    return search.nearest(queries, next * index.dimensions(), ownRows[next]);
  }

  /** Two steps of TD3+BC. */
  @Benchmark
  @OperationsPerInvocation(2)
  public double stepOfTd3Bc() {
    Minibatch batch = batches[next = (next + 1) % BATCHES];
    return td3bc.update(batch).critic() + td3bc.update(batch).critic();
  }

  /** Two steps of PRDC, with 256 searches. */
  @Benchmark
  @OperationsPerInvocation(2)
  public double stepOfPrdc() {
    Minibatch batch = batches[next = (next + 1) % BATCHES];
    return prdc.update(batch).critic() + prdc.update(batch).critic();
  }
}
