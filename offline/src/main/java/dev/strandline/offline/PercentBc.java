package dev.strandline.offline;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.TrajectoryWeights;
import dev.strandline.policy.Check;
import dev.strandline.policy.ObservationNormalizer;
import java.util.List;

/**
 * %BC: behavior cloning of the best trajectories alone, the cheapest answer to whether a dataset
 * already contains the solution.
 *
 * <p>Two selections are in use. By {@link TrajectoryWeights.Unit#TRAJECTORIES}, max(1, floor(x n))
 * trajectories of largest undiscounted return are kept, as in CORL's {@code
 * keep_best_trajectories}; by {@link TrajectoryWeights.Unit#STEPS}, the best trajectories while
 * their steps stay within x of all steps, as in the Decision Transformer's lineage (Chen et al.,
 * 2021). They differ where episodes end early: a good trajectory is then a long one. Rows are then
 * sampled uniformly and observations normalized over the kept rows only, as CORL does; the update
 * is {@link Bc}'s.
 *
 * <p>Differs from CORL's code in the cut: it counts 1000 rows after time-limit rows were left out,
 * so that its windows straddle episodes; here a trajectory is a logged episode, with all its
 * rewards.
 */
public final class PercentBc {

  private PercentBc() {}

  /**
   * Settings of {@link PercentBc}.
   *
   * @param fraction share of the data to keep, in (0, 1]; 1 keeps every finished episode
   * @param unit what the fraction counts
   * @param learningRate Adam's step size
   * @param hidden widths of the actor's hidden layers; empty for a linear actor
   * @param batchSize transitions in a minibatch, at least 1
   */
  public record Config(
      double fraction,
      TrajectoryWeights.Unit unit,
      double learningRate,
      List<Integer> hidden,
      int batchSize)
      implements Learner.Config {
    public Config {
      Check.that(
          fraction > 0 && fraction <= 1,
          "PercentBc.Config.fraction must lie in (0, 1], but is %s. Use 0.1 for the best 10 percent.",
          fraction);
      hidden = new Bc.Config(learningRate, hidden, batchSize).hidden();
    }

    /** The best 10 percent of the trajectories, with {@link Bc}'s settings. */
    public static Config defaults() {
      Bc.Config bc = Bc.Config.defaults();
      return new Config(
          0.1, TrajectoryWeights.Unit.TRAJECTORIES, bc.learningRate(), bc.hidden(), bc.batchSize());
    }

    public Config withHidden(List<Integer> hidden) {
      return new Config(fraction, unit, learningRate, hidden, batchSize);
    }

    /** The rows of the best trajectories. */
    @Override
    public TrainingRows rows(TrainingRows rows) {
      return rows.where(TrajectoryWeights.top(rows, fraction, unit));
    }

    @Override
    public Learner.Maker over(TrainingRows rows, ObservationNormalizer normalizer) {
      return new Bc.Config(learningRate, hidden, batchSize)::learner;
    }
  }
}
