package dev.strandline.ope.learning;

import dev.strandline.policy.Check;

/**
 * Ends a training after {@code patience} epochs in a row in which the validation loss did not fall
 * at least {@code tolerance} below the least one so far.
 */
public final class EarlyStopping {

  private final int patience;
  private final double tolerance;
  private double least = Double.POSITIVE_INFINITY;
  private int waited;

  /**
   * A training that has not begun.
   *
   * @param patience epochs, at least 1
   * @param tolerance in units of the loss, 0 or more
   */
  public EarlyStopping(int patience, double tolerance) {
    Check.atLeast(patience, 1, "EarlyStopping.patience", "Use 10.");
    Check.notNegative(tolerance, "EarlyStopping.tolerance", "Use 1e-4.");
    this.patience = patience;
    this.tolerance = tolerance;
  }

  /**
   * Takes in an epoch's validation loss.
   *
   * @return whether this epoch is an improvement
   */
  public boolean improves(double loss) {
    if (loss <= least - tolerance && loss < least) {
      least = loss;
      waited = 0;
      return true;
    }
    waited++;
    return false;
  }

  /** Whether it is time to stop. */
  public boolean stops() {
    return waited >= patience;
  }
}
