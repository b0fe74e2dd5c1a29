package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.Map;
import java.util.Optional;

/**
 * TQ, how good the behavior is that a log shows: TQ = (G - G_min) / (G_max - G_min), where G is the
 * mean undiscounted return of its finished episodes (Schweighofer et al., "A Dataset Perspective on
 * Offline Reinforcement Learning", 2022). 0 at the worse reference and 1 at the better one; below
 * or above where the log is.
 *
 * @param meanReturn G, in the environment's units
 * @param min G_min, by the authors' definition the mean return of the random policy
 * @param max G_max, by the authors' definition the best mean return of an online training
 */
public record TrajectoryQuality(double meanReturn, double min, double max) {

  public TrajectoryQuality {
    Check.that(
        Double.isFinite(min) && Double.isFinite(max) && max > min,
        "TrajectoryQuality has the references %s and %s. Both must be finite, the lower one first.",
        min,
        max);
  }

  /** TQ. */
  public double value() {
    return (meanReturn - min) / (max - min);
  }

  /** By the reference returns that a log's own metadata state, if they do. */
  static Optional<TrajectoryQuality> of(double meanReturn, Map<String, String> metadata) {
    double min = DatasetHealth.number(metadata.get(Transitions.REFERENCE_MIN));
    double max = DatasetHealth.number(metadata.get(Transitions.REFERENCE_MAX));
    return max > min ? Optional.of(new TrajectoryQuality(meanReturn, min, max)) : Optional.empty();
  }
}
