package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/** Estimated probabilities of every action for every logged row. Immutable. */
public final class FittedProbabilities {

  private final Decisions decisions;
  private final double[] table;
  private final Provenance provenance;

  FittedProbabilities(Decisions decisions, double[] table, Provenance provenance) {
    this.decisions = decisions;
    this.table = table;
    this.provenance = provenance;
  }

  /**
   * The same where only some actions could be chosen: each row's probabilities of the others are 0,
   * and those that are left are scaled to add up to 1.
   *
   * @param available {@code [n, K]} row-major
   * @throws IllegalArgumentException if a row's available actions have no probability
   */
  public FittedProbabilities among(boolean[] available) {
    Check.length(available.length, table.length, "available_actions");
    int actions = decisions.actions();
    double[] masked = new double[table.length];
    for (int row = 0; row < decisions.size(); row++) {
      double sum = 0;
      for (int i = row * actions; i < (row + 1) * actions; i++) {
        sum += available[i] ? table[i] : 0;
      }
      Check.that(
          sum > 0,
          "column available_actions, row %d: the fitted probabilities of the actions that it leaves add up to %s. Log"
              + " propensities, or leave the row out.",
          row,
          sum);
      for (int i = row * actions; i < (row + 1) * actions; i++) {
        masked[i] = available[i] ? table[i] / sum : 0;
      }
    }
    return new FittedProbabilities(decisions, masked, provenance);
  }

  /** All probabilities, {@code [n, K]} row-major, rows sum to 1; a copy. */
  public double[] table() {
    return table.clone();
  }

  /** Probability of one action in one row. */
  public double of(int row, int action) {
    return table[row * decisions.actions() + action];
  }

  /** Probabilities of the logged actions, {@code [n]}, positive: the propensities. */
  public double[] logged() {
    double[] p = new double[decisions.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = of(i, decisions.action(i));
    }
    return p;
  }

  /** Where the probabilities come from. */
  public Provenance provenance() {
    return provenance;
  }

  /** What every estimate made with these must say. */
  public String remark() {
    return "propensities were estimated, not logged: " + provenance.sentence();
  }
}
