package dev.strandline.envs;

import dev.strandline.policy.Check;

/** How much data to generate. */
public sealed interface Amount {

  /**
   * Whole episodes.
   *
   * @param count at least 1
   */
  record Episodes(int count) implements Amount {
    public Episodes {
      Check.atLeast(count, 1, "Amount.Episodes.count", "Ask for at least one episode.");
    }
  }

  /**
   * An exact number of rows; the last episode is cut there and left unfinished, neither terminal
   * nor truncated, unless it ends on the last row by itself.
   *
   * @param count at least 1
   */
  record Transitions(int count) implements Amount {
    public Transitions {
      Check.atLeast(count, 1, "Amount.Transitions.count", "Ask for at least one transition.");
    }
  }
}
