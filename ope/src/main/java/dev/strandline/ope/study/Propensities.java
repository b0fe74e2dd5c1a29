package dev.strandline.ope.study;

/** Where the probabilities of the logged actions come from. */
public enum Propensities {
  /** From the log where it has them; fitted where it has not. */
  LOGGED_OR_FIT,
  /** From the log; a log without them is refused. */
  LOGGED,
  /** Fitted to the log, whatever it says. */
  FIT
}
