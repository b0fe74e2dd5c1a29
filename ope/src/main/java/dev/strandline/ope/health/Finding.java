package dev.strandline.ope.health;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that a reader of a log should know before believing an estimate from it.
 *
 * @param severity how bad it is
 * @param check what was looked for
 * @param column the column, or the target policy, that shows it
 * @param row the first row, from 0, where one row shows it
 * @param value the value seen
 * @param problem what is wrong with it, in one sentence
 * @param cure what to do, in one sentence or more; empty where there is nothing to do
 */
public record Finding(
    Severity severity,
    Kind check,
    String column,
    OptionalLong row,
    String value,
    String problem,
    Optional<String> cure) {

  /** How bad a finding is, the worst first. */
  public enum Severity {
    /** No estimate may be made from the log as it is. */
    REJECT,
    /** Estimates may be far off. */
    WARN,
    /** Worth knowing. */
    NOTE
  }

  /** What is looked for. */
  public enum Kind {
    /** Rows that no log may have. */
    BAD_ROWS,
    /** The log has no propensities. */
    MISSING_PROPENSITIES,
    /** Propensities contradict the actions that were taken, or another column. */
    MISMATCHED_PROPENSITIES,
    /** The logger hardly ever did anything but one thing. */
    NEAR_DETERMINISTIC,
    /** The mean importance weight is not 1. */
    MEAN_WEIGHT,
    /** A few rows carry the whole estimate. */
    EFFECTIVE_SAMPLE_SIZE,
    /** The target does what the logger never or hardly did. */
    SUPPORT,
    /** All rewards are the same. */
    CONSTANT_REWARD,
    /** Almost all rewards are zero. */
    SPARSE_REWARD,
    /** Actions that no row has. */
    UNTRIED_ACTIONS,
    /** Episodes that do not end. */
    UNFINISHED_EPISODES,
    /** Real numbers that look like indices. */
    WHOLE_ACTIONS
  }

  /** Where it is, what it is and what to do. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s%s: %s%s",
        column,
        row.isPresent() ? ", row " + row.getAsLong() : "",
        problem,
        cure.map(text -> " " + text).orElse(""));
  }

  @Override
  public String toString() {
    return severity.name().toLowerCase(Locale.ROOT) + "  " + text();
  }
}
