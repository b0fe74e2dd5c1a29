package dev.strandline.cli;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.BanditFile;
import dev.strandline.io.SlateFile;
import dev.strandline.io.TransitionFile;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Small logs in which later actions are worth more, with the probabilities of policies: {@code
 * good} and {@code bad} can be told from the logger, {@code rare} does what the logger hardly does.
 */
final class DecisionLogs {

  static final int ROWS = 900;

  private static final double[] LOGGER = {0.5, 0.3, 0.19, 0.01};
  private static final double[] GOOD = {0.1, 0.2, 0.7, 0};
  private static final double[] BAD = {0.8, 0.15, 0.05, 0};
  private static final double[] RARE = {0, 0, 0.1, 0.9};

  private DecisionLogs() {}

  /** Decisions with columns market, user, good, bad, rare (lists) and good_logged. */
  static Path bandit(Path folder) throws IOException {
    int[] action = actions(ROWS);
    String[] market = new String[ROWS];
    Arrays.setAll(market, i -> i % 3 == 0 ? "nz" : "au");
    long[] user = new long[ROWS];
    Arrays.setAll(user, i -> i / 3);
    BanditLog log =
        BanditLog.discrete(LOGGER.length)
            .actions(action)
            .rewards(rewards(action))
            .propensities(ofLogged(action, LOGGER))
            .extra("market", new Column.Texts(market))
            .extra("user", new Column.Integers(user))
            .extra("good", table(ROWS, GOOD))
            .extra("bad", table(ROWS, BAD))
            .extra("rare", table(ROWS, RARE))
            .extra("good_logged", Column.Numbers.scalar(ofLogged(action, GOOD)))
            .build();
    Path file = folder.resolve("decisions.parquet");
    BanditFile.write(log, file);
    return file;
  }

  /** Slates of two items, the columns good and bad holding the probability of the whole list. */
  static Path slates(Path folder) throws IOException {
    int[] action = actions(2 * ROWS);
    SlateLog log =
        new SlateLog.Builder(2, LOGGER.length)
            .actions(action)
            .rewards(rewards(action))
            .propensities(ofList(action, LOGGER))
            .extra("good", Column.Numbers.scalar(ofList(action, GOOD)))
            .extra("bad", Column.Numbers.scalar(ofList(action, BAD)))
            .extra("half", halves(2 * ROWS))
            .build();
    Path file = folder.resolve("slates.parquet");
    SlateFile.write(log, file);
    return file;
  }

  /** Episodes of two steps with columns good and bad (lists). */
  static Path trajectories(Path folder) throws IOException {
    int rows = 2 * ROWS;
    int[] action = actions(rows);
    float[] taken = new float[rows];
    boolean[] terminal = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      taken[row] = action[row];
      terminal[row] = row % 2 == 1;
    }
    Transitions log =
        new Transitions.Builder(1, new ActionSpace.Discrete(LOGGER.length))
            .observations(new float[rows])
            .actions(taken)
            .rewards(rewards(action))
            .terminal(terminal)
            .truncated(new boolean[rows])
            .episodesByEnds()
            .extra("propensity", Column.Numbers.scalar(ofLogged(action, LOGGER)))
            .extra("good", table(rows, GOOD))
            .extra("bad", table(rows, BAD))
            .extra("half", halves(rows))
            .build();
    Path file = folder.resolve("episodes.parquet");
    TransitionFile.write(log, file);
    return file;
  }

  private static Column halves(int rows) {
    String[] half = new String[rows];
    Arrays.setAll(half, row -> row < rows / 2 ? "first" : "second");
    return new Column.Texts(half);
  }

  private static int[] actions(int rows) {
    RandomStream random = new Streams(1).open("actions");
    int[] action = new int[rows];
    for (int i = 0; i < rows; i++) {
      double u = random.nextDouble();
      while (action[i] < LOGGER.length - 1 && u >= LOGGER[action[i]]) {
        u -= LOGGER[action[i]];
        action[i]++;
      }
    }
    return action;
  }

  private static double[] rewards(int[] action) {
    RandomStream random = new Streams(1).open("rewards");
    return Arrays.stream(action).mapToDouble(a -> a + 0.5 * random.nextGaussian()).toArray();
  }

  private static double[] ofLogged(int[] action, double[] policy) {
    return Arrays.stream(action).mapToDouble(a -> policy[a]).toArray();
  }

  private static double[] ofList(int[] action, double[] policy) {
    double[] joint = new double[action.length];
    Arrays.setAll(joint, row -> policy[action[row - row % 2]] * policy[action[row - row % 2 + 1]]);
    return joint;
  }

  private static Column table(int rows, double[] policy) {
    double[] table = new double[rows * policy.length];
    Arrays.setAll(table, i -> policy[i % policy.length]);
    return Column.Numbers.vectors(table, policy.length);
  }
}
