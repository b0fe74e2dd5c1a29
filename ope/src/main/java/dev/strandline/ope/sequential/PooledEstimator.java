package dev.strandline.ope.sequential;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.Weights;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Value from marginal weights m over the pooled transitions of a log, as minimax and DICE methods
 * learn them: the mean over all logged transitions times h = 1 / (1 - gamma), or h = 1 + gamma +
 * ... + gamma^(T-1) for a horizon of T steps.
 *
 * <p>Sources: Liu, Li, Tang and Zhou, "Breaking the Curse of Horizon", 2018; Uehara, Huang and
 * Jiang, "Minimax Weight and Q-Function Learning for Off-Policy Evaluation", 2020.
 *
 * <p>The standard error is that of a ratio of sums over episodes; the steps of an episode are not
 * independent.
 *
 * @param form what is averaged
 * @param gamma discount per step, in [0, 1], below 1 without a horizon
 * @param horizon steps of an episode of the target policy; empty for endless episodes
 */
public record PooledEstimator(Form form, double gamma, OptionalInt horizon)
    implements Estimator<Episodes> {

  /** What is averaged over all logged transitions. */
  public enum Form {
    /** h mean(m r). */
    IS("pooled-is"),
    /** h sum(m r) / sum(m). */
    SNIS("pooled-snis"),
    /** mean V(s_0) + h mean(m (r + gamma V(s') - Q(s, a))). */
    DR("pooled-dr");

    private final String label;

    Form(String label) {
      this.label = label;
    }
  }

  public PooledEstimator {
    Check.range(gamma, 0, 1, "PooledEstimator.gamma", "Use the weights' own discount.");
    Check.that(
        gamma < 1 || horizon.isPresent(),
        "PooledEstimator.gamma is 1 without a horizon, and the value has no bound. Give a horizon,"
            + " or a gamma below 1.");
    if (horizon.isPresent()) {
      Check.atLeast(
          horizon.getAsInt(), 1, "PooledEstimator.horizon", "Count the steps of an episode.");
    }
  }

  @Override
  public String name() {
    return form.label;
  }

  /** h: what a mean reward of one is worth. */
  double scale() {
    if (horizon.isEmpty()) {
      return 1 / (1 - gamma);
    }
    int steps = horizon.getAsInt();
    return gamma == 1 ? steps : (1 - Math.pow(gamma, steps)) / (1 - gamma);
  }

  @Override
  public Accumulator<Episodes> accumulator() {
    return new Pool(this);
  }

  /** V = mean base + (sum over episodes of h sum m y) / (sum of m, or of the rows). */
  private static final class Pool implements Accumulator<Episodes> {
    private final PooledEstimator estimator;
    private final StepRatios sums = new StepRatios();
    private final Weights weights = new Weights();

    Pool(PooledEstimator estimator) {
      this.estimator = estimator;
    }

    @Override
    public void add(Episodes batch) {
      double[] m = pooledWeights(batch);
      boolean doublyRobust = estimator.form == Form.DR;
      if (doublyRobust) {
        batch.requireValues(estimator.name());
      }
      sums.startPart(batch.clustered());
      double scale = estimator.scale();
      double[] target = new double[batch.horizon()];
      double[] numerator = new double[1];
      double[] denominator = new double[1];
      for (int i = 0; i < batch.size(); i++) {
        int from = batch.start(i);
        int length = batch.length(i);
        if (doublyRobust) {
          batch.checkValues(i);
          batch.advantages(i, estimator.gamma, target);
        } else {
          System.arraycopy(batch.reward(), from, target, 0, length);
        }
        double weighted = 0;
        double mass = 0;
        for (int t = 0; t < length; t++) {
          weighted += m[from + t] * target[t];
          mass += m[from + t];
        }
        numerator[0] = scale * weighted;
        denominator[0] = estimator.form == Form.SNIS ? mass : length;
        double base = doublyRobust ? batch.initialValue(i) : 0;
        sums.add(batch.unit(i), base, 1, numerator, denominator);
      }
      weights.add(m, 0, m.length);
    }

    /** m(s, a), or m(s) rho. */
    private double[] pooledWeights(Episodes batch) {
      double[] ratio = batch.ratio(); // with it, every row is checked
      boolean ofActions = batch.stateActionWeight() != null;
      Episodes.MarginalWeight marginal =
          ofActions ? batch.stateActionWeight() : batch.stateWeight();
      Check.that(
          marginal != null,
          "%s needs marginal weights, but these episodes have none. Give them with"
              + " Episodes.Builder.stateActionWeight or stateWeight.",
          estimator.name());
      Check.that(
          marginal.convention() == WeightConvention.POOLED_DATA,
          "%s needs weights that are POOLED_DATA, but these are %s. Use the forms of"
              + " TrajectoryEstimator for them.",
          estimator.name(),
          marginal.convention());
      if (ofActions) {
        return marginal.values();
      }
      double[] m = marginal.values().clone();
      for (int row = 0; row < m.length; row++) {
        m[row] *= ratio[row];
      }
      return m;
    }

    @Override
    public void merge(Accumulator<Episodes> other) {
      Check.that(
          other instanceof Pool that && that.estimator.equals(estimator),
          "%s cannot take in sums of another estimator. Merge parts of one estimator.",
          estimator.name());
      Pool that = (Pool) other;
      sums.merge(that.sums);
      weights.merge(that.weights);
    }

    @Override
    public Estimate estimate() {
      StepRatios.Groups groups = groups();
      List<String> remarks = new ArrayList<>();
      double value = groups.value();
      if (!Double.isFinite(value)) {
        value = Double.NaN;
        remarks.add("the value is undefined: every weight is 0, or weights overflow");
      }
      return new Estimate(
          estimator.name(),
          value,
          Double.isNaN(value) ? Double.NaN : groups.standardError(),
          sums.units(),
          false,
          Optional.of(weights.diagnostics()),
          remarks);
    }

    @Override
    public Replicates replicates() {
      return groups();
    }

    private StepRatios.Groups groups() {
      if (sums.episodes() == 0) {
        throw new IllegalStateException(
            estimator.name() + " has seen no episode. Add a part of the log first.");
      }
      return sums.groups();
    }
  }
}
