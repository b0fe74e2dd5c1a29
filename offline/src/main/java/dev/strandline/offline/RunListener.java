package dev.strandline.offline;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.envs.Evaluation;
import java.nio.file.Path;
import java.util.Map;

/**
 * Hears of a training run's progress. Seeds train at the same time, so calls come from several
 * threads; what a method throws ends the run.
 */
public interface RunListener {

  /** The data is prepared and training begins, or goes on. */
  default void started(RunSettings settings, TrainingRows rows) {}

  /** A checkpoint was found, and the seed goes on after {@code step}. */
  default void resumed(long seed, long step) {}

  /** An update was made, the {@code step}-th; called at every one, so it must be quick. */
  default void stepped(long seed, long step) {}

  /**
   * The policy was tried out after {@code step} updates.
   *
   * @param losses means of each loss since the last row of metrics, NaN where none was computed
   */
  default void evaluated(long seed, long step, Evaluation evaluation, Map<String, Double> losses) {}

  /** Training up to {@code step} is safe in {@code file}. */
  default void checkpointed(long seed, long step, Path file) {}

  /** The seed's last update is made and its policy written. */
  default void finished(long seed, Path policy) {}
}
