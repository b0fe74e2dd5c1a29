package dev.strandline.ope.model;

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
