package dev.strandline.ope.verdict;

/** What a log says about a candidate policy against the one that logged it. */
public sealed interface Verdict {

  /** The gain's lower limit is above the margin. */
  record Better() implements Verdict {}

  /** The gain's upper limit is below minus the margin. */
  record Worse() implements Verdict {}

  /**
   * The log is sound, but does not decide.
   *
   * @param why one sentence for a reader
   * @param rowsNeeded how long a log, this one included, would decide if the gain is what it seems,
   *     in what {@link Candidate#extent()} counts: rows, slates or episodes; infinite if no length
   *     would, NaN if a longer log is not the cure
   */
  record CannotTell(String why, double rowsNeeded) implements Verdict {}

  /**
   * This log cannot answer for this candidate.
   *
   * @param failure the first requirement that is not met
   */
  record CannotAnswer(Gates.Failure failure) implements Verdict {}
}
