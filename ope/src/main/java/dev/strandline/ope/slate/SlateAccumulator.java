package dev.strandline.ope.slate;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.RatioSums;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.slate.SlateEstimator.Divisor;
import dev.strandline.ope.slate.Slates.Scope;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sums of a {@link SlateEstimator}: a mean of terms, one ratio, or one for each position. */
final class SlateAccumulator implements Accumulator<Slates> {

  private final SlateEstimator.Form form;
  private int length; // 0 before the first part
  private RatioSums sums;
  private Weights[] weights; // one, or one for each position
  private double[][] chunk;
  private final double[] column = new double[RatioSums.CHUNK];

  SlateAccumulator(SlateEstimator.Form form) {
    this.form = form;
  }

  @Override
  public void add(Slates slates) {
    prepare(slates.length());
    for (int from = 0; from < slates.size(); from += RatioSums.CHUNK) {
      int to = Math.min(from + RatioSums.CHUNK, slates.size());
      SlateEstimator.fill(form, slates, from, to, chunk);
      sums.add(slates.units(), from, to, chunk);
      double[] w = slates.weight(form.scope());
      for (int l = 0; l < weights.length; l++) {
        for (int i = from; i < to; i++) {
          column[i - from] = w[i * length + l];
        }
        weights[l].add(column, 0, to - from);
      }
    }
  }

  private void prepare(int positions) {
    if (length == 0) {
      length = positions;
      chunk = SlateEstimator.columns(form, length, RatioSums.CHUNK);
      boolean plain = form.divisor() == Divisor.SLATES;
      sums = new RatioSums(plain, plain ? 0 : chunk.length / 2);
      weights = new Weights[form.scope() == Scope.LIST ? 1 : length];
      Arrays.setAll(weights, l -> new Weights());
    }
    Check.that(
        positions == length,
        "Slates of %d positions follow slates of %d. Judge slates of one length at a time.",
        positions,
        length);
  }

  @Override
  public void merge(Accumulator<Slates> other) {
    Check.that(
        other instanceof SlateAccumulator their && their.form.equals(form),
        "%s cannot take in the sums of another estimator. Merge parts of one estimator.",
        form.name());
    SlateAccumulator their = (SlateAccumulator) other;
    if (their.length == 0) {
      return;
    }
    prepare(their.length);
    sums.merge(their.sums);
    for (int l = 0; l < weights.length; l++) {
      weights[l].merge(their.weights[l]);
    }
  }

  @Override
  public Estimate estimate() {
    requireSlates();
    List<String> remarks = new ArrayList<>(sums.remarks());
    boolean plain = form.divisor() == Divisor.SLATES;
    for (int l = 0; l < weights.length; l++) {
      if (weights[l].diagnostics().max() == 0) {
        remarks.add(
            String.format(
                "The target never shows what was logged at position %d: every weight is 0%s.",
                l, plain ? "" : ", which leaves the estimate undefined"));
      }
    }
    return new Estimate(
        form.name(),
        sums.value(),
        sums.standardError(),
        sums.units(),
        plain && sums.unitsAreRows(),
        Optional.of(worst()),
        remarks);
  }

  /** Of the position whose effective sample size is smallest. */
  private WeightDiagnostics worst() {
    return Arrays.stream(weights)
        .map(Weights::diagnostics)
        .min(Comparator.comparingDouble(WeightDiagnostics::effectiveSampleSize))
        .orElseThrow();
  }

  private void requireSlates() {
    if (length == 0) {
      throw new IllegalStateException(
          form.name() + " has seen no slates. Add a part of the log before asking.");
    }
  }

  @Override
  public Replicates replicates() {
    requireSlates();
    return sums.replicates();
  }
}
