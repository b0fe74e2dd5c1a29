package dev.strandline.datasets;

import dev.strandline.policy.Check;

/**
 * Changes stored rewards before training: r becomes scale * r + shift. Never applied to returns of
 * an evaluation.
 *
 * @param scale multiplies the reward, finite and not 0
 * @param shift is added afterwards, in transformed units, finite
 */
public record RewardTransform(double scale, double shift) {

  public RewardTransform {
    Check.that(
        Double.isFinite(scale) && scale != 0 && Double.isFinite(shift),
        "RewardTransform: scale is %s and shift %s. Both must be finite, and the scale not 0.",
        scale,
        shift);
  }

  /** Leaves rewards as they are. */
  public static RewardTransform none() {
    return new RewardTransform(1, 0);
  }

  /**
   * Scales rewards by 1000 over the range of the log's undiscounted returns, as IQL's authors do
   * for locomotion.
   *
   * @throws IllegalArgumentException if all episodes have the same return
   */
  public static RewardTransform returnRange(Transitions data) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double g : data.returns()) {
      min = Math.min(min, g);
      max = Math.max(max, g);
    }
    Check.that(
        max > min,
        "every episode returns %s, so returns have no range to scale by. Use none().",
        max);
    return new RewardTransform(1000 / (max - min), 0);
  }

  /** Transformed rewards of all rows, {@code [size]}; the log's own array where nothing changes. */
  public double[] apply(Transitions data) {
    if (equals(none())) {
      return data.rewards();
    }
    double[] transformed = new double[data.size()];
    for (int row = 0; row < transformed.length; row++) {
      transformed[row] = scale * data.rewards()[row] + shift;
    }
    return transformed;
  }
}
