package dev.strandline.io.importer;

/**
 * How steps are counted toward a time limit in a log that does not mark where the limit cut it. The
 * row whose counter is one below the limit is the last of its episode.
 */
public enum EpisodeCounting {
  /** An episode has at most as many steps as the limit. */
  EXACT(0, 0),
  /**
   * As D4RL's {@code qlearning_dataset} counts: an episode that follows a terminal is cut one step
   * early. To compare with published figures only.
   */
  D4RL_QLEARNING(1, 0),
  /**
   * As D4RL's {@code sequence_dataset} counts: every episode but the first is cut one step early.
   * To compare with published figures only.
   */
  D4RL_SEQUENCE(1, 1);

  private final int counterAfterTerminal;
  private final int counterAfterLimit;

  EpisodeCounting(int counterAfterTerminal, int counterAfterLimit) {
    this.counterAfterTerminal = counterAfterTerminal;
    this.counterAfterLimit = counterAfterLimit;
  }

  /** The counter at the row after a terminal one. */
  int counterAfterTerminal() {
    return counterAfterTerminal;
  }

  /** The counter at the row after one that the limit cut. */
  int counterAfterLimit() {
    return counterAfterLimit;
  }
}
