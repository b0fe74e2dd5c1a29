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
   * @param rowsNeeded units of a log, this one included, that would decide if the gain is what it
   *     seems; infinite if no number would, NaN if more rows are not the cure
   */
  record CannotTell(String why, double rowsNeeded) implements Verdict {}

  /**
   * This log cannot answer for this candidate.
   *
   * @param failure the first requirement that is not met
   */
  record CannotAnswer(Gates.Failure failure) implements Verdict {}
}
