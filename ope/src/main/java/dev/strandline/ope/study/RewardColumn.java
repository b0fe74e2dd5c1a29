package dev.strandline.ope.study;

import dev.strandline.ope.verdict.Metric;
import dev.strandline.policy.Check;
import java.util.Optional;

/**
 * A column of a log by which policies are judged: the log's own reward, or another, or a ratio of
 * two such as revenue for each unit of cost. Ratios are of the policy's means, not means of ratios.
 *
 * @param column {@code reward}, or an extra column of numbers
 * @param per the column to divide by; empty for the mean itself
 * @param direction which way is better
 * @param margin as a goal, the least gain that matters; as a guardrail, the most that may be lost;
 *     in units of the metric, 0 or more
 */
public record RewardColumn(
    String column, Optional<String> per, Metric.Direction direction, double margin) {

  /** The name of the log's own reward. */
  public static final String REWARD = "reward";

  public RewardColumn {
    Check.notNegative(margin, "RewardColumn.margin", "Use 0 to count any gain.");
  }

  /** More of the column is better. */
  public static RewardColumn more(String column) {
    return new RewardColumn(column, Optional.empty(), Metric.Direction.UP, 0);
  }

  /** Less of the column is better. */
  public static RewardColumn less(String column) {
    return new RewardColumn(column, Optional.empty(), Metric.Direction.DOWN, 0);
  }

  /** The same column for each unit of another, whose mean must be positive. */
  public RewardColumn per(String other) {
    return new RewardColumn(column, Optional.of(other), direction, margin);
  }

  /** The same column with another margin. */
  public RewardColumn withMargin(double other) {
    return new RewardColumn(column, per, direction, other);
  }

  /** What reports call it. */
  public String name() {
    return column + per.map(other -> " per " + other).orElse("");
  }
}
