package dev.strandline.ope.model;

import java.util.OptionalLong;

/**
 * Where a model's numbers come from.
 *
 * @param model what was fitted, with its settings
 * @param folds number of folds, 0 without cross-fitting
 * @param seed of the shuffle into folds; empty if the folds were given, or there are none
 * @param sawRows whether the models were scored on rows that they were fitted to
 */
public record Provenance(String model, int folds, OptionalLong seed, boolean sawRows) {

  /** In words, as a remark on results. */
  public String sentence() {
    if (sawRows) {
      return model + ", fitted to the rows that it predicts (no cross-fitting)";
    }
    return model
        + ", cross-fitted in "
        + folds
        + " folds by unit"
        + (seed.isPresent() ? " (seed " + seed.getAsLong() + ")" : " (folds given)");
  }
}
