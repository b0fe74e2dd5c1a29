package dev.strandline.ope.sequential;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Moments;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a {@link TrajectoryEstimator} has seen, with the spread of its weights at every step. */
public final class TrajectoryAccumulator implements Accumulator<Episodes> {

  private final TrajectoryEstimator estimator;
  private final Moments terms = new Moments(1); // of plain forms
  private final StepRatios sums = new StepRatios();
  private final StepWeights weights = new StepWeights();
  private final Moments weightedReturns = new Moments(1);
  private boolean biased;
  private boolean cutShort;

  TrajectoryAccumulator(TrajectoryEstimator estimator) {
    this.estimator = estimator;
  }

  @Override
  public void add(Episodes batch) {
    estimator.check(batch);
    sums.startPart(batch.clustered());
    TrajectoryEstimator.Steps steps =
        new TrajectoryEstimator.Steps(batch.horizon(), estimator.gamma(), weights);
    double[] term = new double[batch.size()];
    double[] weightedReturn = new double[batch.size()];
    for (int i = 0; i < term.length; i++) {
      estimator.write(batch, i, steps);
      if (estimator.selfNormalized()) {
        sums.add(batch.unit(i), steps.base, steps.count, steps.weighted, steps.weight);
      } else {
        term[i] = steps.base + steps.sum;
        sums.add(batch.unit(i), term[i], 0, steps.weighted, steps.weight);
      }
      weightedReturn[i] = steps.weightedReturn;
    }
    if (!estimator.selfNormalized()) {
      terms.add(0, term.length, term);
    }
    if (estimator.weighted()) {
      weightedReturns.add(0, weightedReturn.length, weightedReturn);
    }
    biased |= estimator.biasedBy(batch);
    cutShort |= batch.cut() == Cut.CONTINUING && !estimator.usesModel();
  }

  @Override
  public void merge(Accumulator<Episodes> other) {
    Check.that(
        other instanceof TrajectoryAccumulator that
            && that.estimator.name().equals(estimator.name())
            && that.estimator.gamma() == estimator.gamma(),
        "%s with gamma %s cannot take in sums of another estimator or gamma. Merge parts of one"
            + " estimator.",
        estimator.name(),
        estimator.gamma());
    TrajectoryAccumulator that = (TrajectoryAccumulator) other;
    sums.merge(that.sums);
    terms.merge(that.terms);
    weights.merge(that.weights);
    weightedReturns.merge(that.weightedReturns);
    biased |= that.biased;
    cutShort |= that.cutShort;
  }

  @Override
  public Estimate estimate() {
    StepRatios.Groups groups = groups();
    List<String> remarks = new ArrayList<>();
    double value = estimator.selfNormalized() ? groups.value() : terms.mean(0);
    int[] undefined = groups.undefinedSteps();
    if (undefined.length > 0) {
      remarks.add(withoutWeight(undefined, groups.steps()));
    }
    if (!Double.isFinite(value)) {
      value = Double.NaN;
      remarks.add(
          "the value is undefined: every weight is 0, or weights are larger than any double");
    }
    if (biased) {
      remarks.add(
          "weights that are one ratio of discounted occupancies leave a bias for k above 0 at a"
              + " finite horizon");
    }
    if (cutShort) {
      remarks.add("episodes that were cut count with their logged rewards only");
    }
    boolean plain = !estimator.selfNormalized() && sums.unitsAreEpisodes();
    double standardError =
        plain ? Math.sqrt(terms.sampleVariance(0) / terms.count()) : groups.standardError();
    return new Estimate(
        estimator.name(),
        value,
        Double.isNaN(value) ? Double.NaN : standardError,
        sums.units(),
        plain,
        weightsByStep().stream()
            .min(Comparator.comparingDouble(WeightDiagnostics::effectiveSampleSize)),
        remarks);
  }

  /** What there is to say of steps at which every weight is 0. */
  private static String withoutWeight(int[] at, int steps) {
    boolean toTheEnd = at[0] + at.length == steps;
    return toTheEnd
        ? ("every weight is 0 from step %d on: the target policy never took the logged actions, and"
                + " those steps count 0")
            .formatted(at[0])
        : "every weight is 0 at %d of %d steps, the first of them step %d, and those steps count 0"
            .formatted(at.length, steps, at[0]);
  }

  /**
   * The spread of the weights U_t of every step over all episodes, those that ended before it with
   * their last weight; one entry for weights of whole episodes, none without weights. {@link
   * Estimate#weights()} holds the one with the smallest effective sample size.
   */
  public List<WeightDiagnostics> weightsByStep() {
    return weights.diagnostics();
  }

  /**
   * (sum x)^2 / sum x^2 of x = sum_t gamma^t U_t r_t: how many episodes carry the weighted rewards,
   * which is what counts where most rewards are 0. Empty without weights.
   */
  public Optional<Double> effectiveEvents() {
    if (!estimator.weighted()) {
      return Optional.empty();
    }
    double sum = weightedReturns.sum(0);
    double squares = weightedReturns.sumOfSquares(0);
    return Optional.of(squares > 0 ? sum * sum / squares : 0);
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
