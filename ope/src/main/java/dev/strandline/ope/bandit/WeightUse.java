package dev.strandline.ope.bandit;

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
  private long rounds;
  private long changedRounds;
  private double changedMass;

  WeightUse(Optional<Shrinkage> shrinkage) {
    this.shrinkage = shrinkage;
  }

  /**
   * Takes in rounds {@code from} to {@code to - 1}.
   *
   * @param used what became of their weights; round {@code from} stands first
   */
  void add(Rounds part, int from, int to, double[] used) {
    if (shrinkage.isEmpty()) {
      return;
    }
    double[] weight = part.weight();
    weights.add(weight, from, to);
    rounds += to - from;
    if (shrinkage.get().none()) {
      return;
    }
    for (int i = from; i < to; i++) {
      double change = Math.abs(weight[i] - used[i - from]);
      if (change > 0) {
        changedRounds++;
        changedMass += change;
      }
    }
  }

  void merge(WeightUse other) {
    weights.merge(other.weights);
    rounds += other.rounds;
    changedRounds += other.changedRounds;
    changedMass += other.changedMass;
  }

  /** Empty for estimators without weights. */
  Optional<WeightDiagnostics> diagnostics() {
    return shrinkage.map(shrink -> weights.diagnostics());
  }

  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (shrinkage.isPresent() && weights.diagnostics().max() == 0) {
      remarks.add("The target never takes a logged action: every weight is 0.");
    }
    if (changedRounds > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s changed the weights of %.3g %% of the rounds, by %.3g %% of the weight mass.",
              shrinkage.orElseThrow(),
              100.0 * changedRounds / rounds,
              100 * changedMass / (weights.diagnostics().mean() * rounds)));
    }
    return remarks;
  }
}
