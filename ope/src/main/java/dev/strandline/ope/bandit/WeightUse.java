package dev.strandline.ope.bandit;

import dev.strandline.ope.RatioSums;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The importance weights that an estimator has seen, and how far it has changed them. */
final class WeightUse {

  private final Optional<Shrinkage> shrinkage;
  private final Weights weights = new Weights();
  private final Optional<RatioSums> sums; // where these sum up the weights already
  private double largest;
  private long rounds;
  private long changedRounds;
  private double changedMass;

  WeightUse(Optional<Shrinkage> shrinkage) {
    this(shrinkage, Optional.empty());
  }

  /**
   * Leaves the moments of the weights to sums of which they are the first ratio's denominators.
   *
   * @param sums empty to keep them here
   */
  WeightUse(Optional<Shrinkage> shrinkage, Optional<RatioSums> sums) {
    this.shrinkage = shrinkage;
    this.sums = sums;
  }

  /**
   * Takes in the first {@code count} of some weights.
   *
   * @param used what became of them
   */
  void add(double[] weight, double[] used, int count) {
    if (shrinkage.isEmpty()) {
      return;
    }
    rounds += count;
    if (sums.isPresent()) {
      largest = Math.max(largest, Weights.largest(weight, 0, count));
      return;
    }
    weights.add(weight, 0, count);
    if (shrinkage.get().none()) {
      return;
    }
    for (int i = 0; i < count; i++) {
      double change = Math.abs(weight[i] - used[i]);
      if (change > 0) {
        changedRounds++;
        changedMass += change;
      }
    }
  }

  void merge(WeightUse other) {
    weights.merge(other.weights);
    largest = Math.max(largest, other.largest);
    rounds += other.rounds;
    changedRounds += other.changedRounds;
    changedMass += other.changedMass;
  }

  /** Empty for estimators without weights. */
  Optional<WeightDiagnostics> diagnostics() {
    return shrinkage.map(shrink -> of());
  }

  private WeightDiagnostics of() {
    return sums.map(with -> with.denominators(0, largest)).orElseGet(weights::diagnostics);
  }

  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (shrinkage.isPresent() && of().max() == 0) {
      remarks.add("The target never takes a logged action: every weight is 0.");
    }
    if (changedRounds > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s changed the weights of %.3g %% of the rounds, by %.3g %% of the weight mass.",
              shrinkage.orElseThrow(),
              100.0 * changedRounds / rounds,
              100 * changedMass / (of().mean() * rounds)));
    }
    return remarks;
  }
}
