package dev.strandline.ope;

/** Hides what an estimate knows of its derivatives, so that they are taken from its values. */
public record ByValueAlone(Replicates replicates) implements Replicates {

  @Override
  public int groups() {
    return replicates.groups();
  }

  @Override
  public double value(double[] counts) {
    return replicates.value(counts);
  }
}
