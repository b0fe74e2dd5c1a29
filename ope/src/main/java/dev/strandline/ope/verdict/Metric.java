package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * One reward column, or a ratio of two, by which all candidates are judged.
 *
 * @param name for reports
 * @param direction which way is better
 * @param margin least gain that matters, in units of the metric; 0 for any
 * @param logging the logging policy's own mean of the metric, on the same rows
 * @param candidates with this metric as their reward; for several metrics, in the same order
 */
public record Metric(
    String name,
    Direction direction,
    double margin,
    Replicates logging,
    List<Candidate> candidates) {

  /** Which way a metric is better. */
  public enum Direction {
    /** More is better. */
    UP,
    /** Less is better. */
    DOWN
  }

  public Metric {
    candidates = List.copyOf(candidates);
    Check.notNegative(margin, "Metric.margin", "Use 0 to count any gain.");
    Check.that(!candidates.isEmpty(), "Metric %s has no candidates. Give one at least.", name);
  }

  /** A reward, of which more is better and any gain counts. */
  public static Metric reward(Replicates logging, List<Candidate> candidates) {
    return new Metric("reward", Direction.UP, 0, logging, candidates);
  }

  /** The same metric with another margin. */
  public Metric withMargin(double other) {
    return new Metric(name, direction, other, logging, candidates);
  }
}
