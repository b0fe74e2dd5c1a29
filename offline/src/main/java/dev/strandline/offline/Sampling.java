package dev.strandline.offline;

import dev.strandline.datasets.Sampler;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.TrajectoryWeights;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * How minibatches are drawn from a dataset; works under every learner, which does not know of it.
 */
public sealed interface Sampling {

  /** A sampler of these rows. */
  Sampler over(TrainingRows rows);

  /** Every way by name. */
  static List<Named<Sampling>> all() {
    return List.of(
        new Named<>("uniform", "Every row with the same probability.", new Uniform()),
        new Named<>(
            "rw", "Rows of trajectories with a high return more often.", new ReturnWeighted(0.1)),
        new Named<>(
            "aw",
            "Rows of trajectories that return more than their start promised more often.",
            new AdvantageWeighted(0.1)),
        new Named<>(
            "top",
            "Rows of the best trajectories only.",
            new Top(0.1, TrajectoryWeights.Unit.TRAJECTORIES)));
  }

  /** Every row with the same probability. */
  record Uniform() implements Sampling {
    @Override
    public Sampler over(TrainingRows rows) {
      return Sampler.uniform(rows);
    }
  }

  /**
   * {@link TrajectoryWeights#byReturn}.
   *
   * @param temperature positive; small prefers the best trajectories, large is uniform
   */
  record ReturnWeighted(double temperature) implements Sampling {
    public ReturnWeighted {
      Check.positive(temperature, "rw temperature", "The authors use 0.1.");
    }

    @Override
    public Sampler over(TrainingRows rows) {
      return Sampler.weighted(rows, TrajectoryWeights.byReturn(rows, temperature));
    }
  }

  /**
   * {@link TrajectoryWeights#byAdvantage}.
   *
   * @param temperature as in {@link ReturnWeighted}
   */
  record AdvantageWeighted(double temperature) implements Sampling {
    public AdvantageWeighted {
      Check.positive(temperature, "aw temperature", "The authors use 0.1.");
    }

    @Override
    public Sampler over(TrainingRows rows) {
      return Sampler.weighted(rows, TrajectoryWeights.byAdvantage(rows, temperature));
    }
  }

  /**
   * {@link TrajectoryWeights#top}.
   *
   * @param fraction share to keep, in (0, 1]
   * @param unit what the fraction counts
   */
  record Top(double fraction, TrajectoryWeights.Unit unit) implements Sampling {
    public Top {
      Check.that(
          fraction > 0 && fraction <= 1,
          "top fraction must lie in (0, 1], but is %s. Use 0.1 for the best 10 percent.",
          fraction);
    }

    @Override
    public Sampler over(TrainingRows rows) {
      return Sampler.weighted(rows, TrajectoryWeights.top(rows, fraction, unit));
    }
  }
}
