package dev.strandline.envs;

/** An environment whose state can be saved and restored exactly, steps taken included. */
public interface RestorableEnv extends Env {

  /**
   * The present state, in a layout that each environment documents; as long at every step. An
   * episode that goes on from it equals the one it was taken from, bit for bit.
   *
   * @return a fresh array
   * @throws IllegalStateException before the first {@link #reset} or {@link #restoreState}
   */
  double[] saveState();

  /**
   * Goes on from a state that {@link #saveState} returned, also in another object.
   *
   * @return the observation there, {@code [observationSize]}, a fresh array
   * @throws IllegalArgumentException if {@code state} is no state of this environment
   */
  float[] restoreState(double[] state);
}
