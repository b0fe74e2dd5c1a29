package dev.strandline.datasets;

import java.util.Optional;

/**
 * Whether the stored next observations of a log are what it then observed.
 *
 * @param jumps rows inside an episode whose next observation differs from the observation of the
 *     row after
 * @param firstJump the first of them, -1 if there is none
 * @param largestJump largest difference of one number, in its dimension's standard deviation over
 *     the log; in its own unit where that is 0; 0 if there is no jump
 * @param largestJumpRow where that is, -1 if there is none
 * @param largestJumpDimension which number of the observation, -1 if there is none
 * @param continued ends of episodes, not terminal ones, after which the next episode begins with
 *     the very observation that the log went on to: the log was cut there, but not begun anew
 * @param firstContinued the first row at such an end, -1 if there is none
 * @param boundaries ends of episodes that are not terminal and that another episode follows
 */
public record Continuity(
    int jumps,
    int firstJump,
    double largestJump,
    int largestJumpRow,
    int largestJumpDimension,
    int continued,
    int firstContinued,
    int boundaries) {

  /** Empty where the log does not store next observations: then there is nothing to compare. */
  public static Optional<Continuity> of(Transitions data) {
    return of(
        data,
        DatasetSummary.spreads(data.observations(), data.observationSize()).stream()
            .mapToDouble(DatasetSummary.Spread::standardDeviation)
            .toArray());
  }

  /** Whether most ends that are not terminal are cuts in one stream and no resets. */
  public boolean inOneStream() {
    return 2L * continued > boundaries;
  }

  static Optional<Continuity> of(Transitions data, double[] standardDeviations) {
    return data.nextObservations().map(next -> of(data, next, standardDeviations));
  }

  private static Continuity of(Transitions data, float[] next, double[] standardDeviations) {
    int jumps = 0;
    int firstJump = -1;
    double largest = 0;
    int largestRow = -1;
    int largestDimension = -1;
    int continued = 0;
    int firstContinued = -1;
    int boundaries = 0;
    int size = data.observationSize();
    for (int episode = 0; episode < data.episodes(); episode++) {
      int last = data.episodeEnd(episode) - 1;
      for (int row = data.episodeStart(episode); row < last; row++) {
        if (!goesOn(data, next, row)) {
          firstJump = jumps++ == 0 ? row : firstJump;
          for (int j = 0; j < size; j++) {
            double scale = standardDeviations[j] > 0 ? standardDeviations[j] : 1;
            double now = data.observations()[(row + 1) * size + j];
            double difference = Math.abs(next[row * size + j] - now) / scale;
            if (difference > largest) {
              largest = difference;
              largestRow = row;
              largestDimension = j;
            }
          }
        }
      }
      if (last + 1 < data.size() && !data.terminal()[last]) {
        boundaries++;
        if (goesOn(data, next, last)) {
          firstContinued = continued++ == 0 ? last : firstContinued;
        }
      }
    }
    return new Continuity(
        jumps,
        firstJump,
        largest,
        largestRow,
        largestDimension,
        continued,
        firstContinued,
        boundaries);
  }

  private static boolean goesOn(Transitions data, float[] next, int row) {
    int size = data.observationSize();
    for (int j = 0; j < size; j++) {
      if (next[row * size + j] != data.observations()[(row + 1) * size + j]) {
        return false;
      }
    }
    return true;
  }
}
