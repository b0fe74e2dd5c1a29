package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import java.util.Arrays;

/** Small logs for tests. */
final class Logs {

  private Logs() {}

  /**
   * One-dimensional rows, one for each letter of {@code ends}: {@code .} goes on, {@code T} is
   * terminal, {@code L} truncated by the limit, {@code B} both. Row i observes i and has action and
   * reward i / 10.
   */
  static Transitions.Builder of(String ends) {
    int n = ends.length();
    float[] observations = new float[n];
    float[] actions = new float[n];
    double[] rewards = new double[n];
    boolean[] terminal = new boolean[n];
    boolean[] truncated = new boolean[n];
    for (int row = 0; row < n; row++) {
      observations[row] = row;
      actions[row] = row / 10f;
      rewards[row] = row / 10.0;
      terminal[row] = "TB".indexOf(ends.charAt(row)) >= 0;
      truncated[row] = "LB".indexOf(ends.charAt(row)) >= 0;
    }
    return new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 100))
        .observations(observations)
        .actions(actions)
        .rewards(rewards)
        .terminal(terminal)
        .truncated(truncated)
        .episodesByEnds();
  }

  /** Finished episodes of given lengths whose returns are given; each observes its own number. */
  static Transitions withReturns(double[] returns, int[] lengths) {
    int n = Arrays.stream(lengths).sum();
    float[] observations = new float[n];
    double[] rewards = new double[n];
    boolean[] truncated = new boolean[n];
    int row = 0;
    for (int episode = 0; episode < returns.length; episode++) {
      Arrays.fill(observations, row, row + lengths[episode], episode);
      rewards[row] = returns[episode];
      row += lengths[episode];
      truncated[row - 1] = true;
    }
    return new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
        .observations(observations)
        .nextObservations(observations)
        .actions(new float[n])
        .rewards(rewards)
        .terminal(new boolean[n])
        .truncated(truncated)
        .episodesByEnds()
        .build();
  }
}
