package dev.strandline.ope.sequential;

/** What the end of a log that was cut before the environment ended means for the value. */
public enum Cut {
  /** The value is the return inside the logged horizon: a cut ends the episode. */
  FINITE_HORIZON,
  /** The episode went on unseen: forms with a value model add the value of the state after it. */
  CONTINUING
}
