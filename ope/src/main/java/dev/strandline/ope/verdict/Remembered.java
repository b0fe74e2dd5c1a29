package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;

/** Keeps the last answer of an estimate that takes part in several comparisons. */
final class Remembered implements Replicates {

  private final Replicates replicates;
  private double[] valueAt = {};
  private double value;
  private double[] influenceAt = {};
  private double[] influence;

  Remembered(Replicates replicates) {
    this.replicates = replicates;
  }

  @Override
  public int groups() {
    return replicates.groups();
  }

  /** An array of counts that comes again is the same resample: whoever asks must not refill it. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public double value(double[] counts) {
    if (valueAt != counts) {
      value = replicates.value(counts);
      valueAt = counts;
    }
    return value;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public double[] influence(double[] counts) {
    if (influenceAt != counts) {
      influence = replicates.influence(counts);
      influenceAt = counts;
    }
    return influence;
  }
}
