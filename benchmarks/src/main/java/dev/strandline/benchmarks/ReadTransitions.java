package dev.strandline.benchmarks;

import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How fast a log of transitions is written and read, and, with {@code benchmarks/read-memory.sh},
 * in how small a heap. The rows have HalfCheetah's sizes: 17 numbers in an observation, 6 in an
 * action, 17 in the next observation, episodes of 1,000 steps.
 *
 * <p>{@code write FILE ROWS} makes the file. {@code read FILE} reads it once, cold, as a job does.
 * {@code size FILE} prints the bytes that its numbers take in memory. Each prints one line.
 */
public final class ReadTransitions {

  private static final int OBSERVATION_SIZE = 17;
  private static final int ACTION_SIZE = 6;
  private static final int EPISODE_STEPS = 1000;

  private ReadTransitions() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 3 && args[0].equals("write")) {
      Transitions data = data(Integer.parseInt(args[2]));
      long start = System.nanoTime();
      TransitionFile.write(data, Path.of(args[1]));
      report("wrote", data, start);
    } else if (args.length == 2 && args[0].equals("read")) {
      long start = System.nanoTime();
      Transitions data = TransitionFile.read(Path.of(args[1]));
      report("read", data, start);
    } else if (args.length == 2 && args[0].equals("size")) {
      System.out.println(bytes(TransitionFile.read(Path.of(args[1]))));
    } else {
      System.err.println("usage: ReadTransitions write FILE ROWS | read FILE | size FILE");
      System.exit(2);
    }
  }

  private static void report(String what, Transitions data, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s %d rows in %.2f s (%.0f rows/s)%n",
        what,
        data.size(),
        seconds,
        data.size() / seconds);
  }

  /** Bytes of the arrays that hold the log: float32 vectors, float64 rewards, a byte per flag. */
  private static long bytes(Transitions data) {
    long floats =
        (long) data.observations().length
            + data.actions().length
            + data.nextObservations().map(next -> next.length).orElse(0);
    return Float.BYTES * floats + (Double.BYTES + 2L) * data.size();
  }

  /** A smooth walk, so that numbers compress about as real logs do: hardly. */
  private static Transitions data(int rows) {
    RandomStream random = new Streams(0).open("rows");
    float[] observations = new float[rows * OBSERVATION_SIZE];
    float[] next = new float[rows * OBSERVATION_SIZE];
    float[] actions = new float[rows * ACTION_SIZE];
    double[] rewards = new double[rows];
    boolean[] terminal = new boolean[rows];
    boolean[] truncated = new boolean[rows];
    float[] state = new float[OBSERVATION_SIZE];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < ACTION_SIZE; j++) {
        actions[row * ACTION_SIZE + j] = (float) Math.tanh(random.nextGaussian());
      }
      System.arraycopy(state, 0, observations, row * OBSERVATION_SIZE, OBSERVATION_SIZE);
      for (int j = 0; j < OBSERVATION_SIZE; j++) {
        state[j] = (float) (0.95 * state[j] + 0.3 * random.nextGaussian());
      }
      System.arraycopy(state, 0, next, row * OBSERVATION_SIZE, OBSERVATION_SIZE);
      rewards[row] = (float) random.nextGaussian();
      truncated[row] = row % EPISODE_STEPS == EPISODE_STEPS - 1;
    }
    return new Transitions.Builder(OBSERVATION_SIZE, ActionSpace.Box.symmetric(ACTION_SIZE, 1))
        .observations(observations)
        .actions(actions)
        .rewards(rewards)
        .terminal(terminal)
        .truncated(truncated)
        .nextObservations(next)
        .episodesByEnds()
        .build();
  }
}
