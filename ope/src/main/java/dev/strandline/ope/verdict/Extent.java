package dev.strandline.ope.verdict;

/**
 * How long a log is, and in what its length is told.
 *
 * @param count how many of them there are, at least 1
 * @param noun what is counted, in the plural; a verdict says how many of these would decide
 * @param place what one entry of {@link Candidate#weights()} belongs to where there are several
 */
public record Extent(long count, String noun, String place) {

  /** A log of single decisions. */
  public static Extent rows(long count) {
    return new Extent(count, "rows", "row");
  }

  /** A log of ranked lists, whose weights may differ by position. */
  public static Extent slates(long count) {
    return new Extent(count, "slates", "position");
  }

  /** A log of trajectories, whose weights differ by step. */
  public static Extent episodes(long count) {
    return new Extent(count, "episodes", "step");
  }

  /** A log of which no more is known than its independent units. */
  static Extent units(long count) {
    return new Extent(count, "units", "step");
  }
}
