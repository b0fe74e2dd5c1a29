package dev.strandline.ope.bandit;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.RatioSums;
import dev.strandline.ope.Replicates;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sums of a {@link BanditEstimator}: a mean of terms, or a mean and a ratio. */
final class BanditAccumulator implements Accumulator<Rounds> {

  private final BanditEstimator.Form form;
  private final RatioSums sums;
  private final WeightUse weights;
  private final BanditEstimator.Columns chunk = new BanditEstimator.Columns(RatioSums.CHUNK);

  BanditAccumulator(BanditEstimator.Form form) {
    this.form = form;
    boolean ratio = form.selfNormalized();
    sums = new RatioSums(!ratio || form.model(), ratio ? 1 : 0);
    boolean plain = form.shrinkage().map(Shrinkage::none).orElse(false);
    weights =
        new WeightUse(form.shrinkage(), ratio && plain ? Optional.of(sums) : Optional.empty());
  }

  private boolean replay() {
    return form.divisor() == BanditEstimator.Divisor.AGREEMENTS;
  }

  @Override
  public void add(Rounds rounds) {
    for (int from = 0; from < rounds.size(); from += RatioSums.CHUNK) {
      int to = Math.min(from + RatioSums.CHUNK, rounds.size());
      chunk.fill(form, rounds, from, to);
      if (replay()) {
        checkAgreements(chunk.raw, from, to);
      }
      weights.add(chunk.raw, chunk.weight, to - from);
      if (!form.selfNormalized()) {
        sums.add(rounds.units(), from, to, chunk.terms(form, to - from));
      } else if (form.model()) {
        sums.add(rounds.units(), from, to, chunk.base, chunk.weighted, chunk.weight);
      } else {
        sums.add(rounds.units(), from, to, chunk.weighted, chunk.weight);
      }
    }
  }

  private static void checkAgreements(double[] weight, int from, int to) {
    for (int i = from; i < to; i++) {
      double w = weight[i - from];
      if (w != 0 && w != 1) {
        throw new IllegalArgumentException(
            String.format(
                "Row %d: replay takes weights 0 and 1 of a deterministic target, but this one is %s. Make them with ImportanceWeights.agreement.",
                i, w));
      }
    }
  }

  @Override
  public void merge(Accumulator<Rounds> other) {
    Check.that(
        other instanceof BanditAccumulator their && their.form.equals(form),
        "%s cannot take in the sums of another estimator. Merge parts of one estimator with the same settings.",
        form);
    BanditAccumulator their = (BanditAccumulator) other;
    sums.merge(their.sums);
    weights.merge(their.weights);
  }

  @Override
  public Estimate estimate() {
    requireRows();
    double value = sums.value();
    List<String> remarks = new ArrayList<>(sums.remarks());
    remarks.addAll(weights.remarks());
    if (Double.isNaN(value)) {
      value = replay() ? 0 : Double.NaN;
      remarks.add(whyUndefined());
    }
    return new Estimate(
        form.name(),
        value,
        sums.standardError(),
        sums.units(),
        !form.selfNormalized() && sums.unitsAreRows(),
        weights.diagnostics(),
        remarks);
  }

  private String whyUndefined() {
    if (replay()) {
      return "The mean reward of no rows is given as 0.";
    }
    return form.selfNormalized() && sums.meanDenominator(0) == 0
        ? "A sum of weights that is 0 leaves the estimate undefined."
        : "Terms that are larger than any double leave the estimate undefined.";
  }

  private void requireRows() {
    if (sums.count() == 0) {
      throw new IllegalStateException(
          form.name() + " has seen no rows. Add a part of the log before asking.");
    }
  }

  @Override
  public Replicates replicates() {
    requireRows();
    return sums.replicates();
  }
}
