package dev.strandline.offline;

import java.util.Locale;

/** Training has produced a number that is not finite, from which no learner recovers. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  DivergedException(long seed, long step, Learner.Losses losses) {
    super(
        String.format(
            Locale.ROOT,
            "training diverged at step %,d of seed %d: %s. Use smaller learning rates, check the data's rewards with"
                + " inspect, or shrink them with rewardScale.",
            step,
            seed,
            losses));
  }
}
