package dev.strandline.ope.health;

import dev.strandline.policy.Check;

/**
 * From where on a log's health is remarked on.
 *
 * @param standardErrors distance of the mean weight from 1, in standard errors
 * @param effectiveShare least effective sample size, as a share of the units
 * @param unsupportedMass most probability that a target may put on what the logger never does
 * @param deterministic probability of the logged action from which on the logger hardly had a
 *     choice in that row
 * @param deterministicShare share of such rows from which on the logger is called
 *     near-deterministic
 * @param sparse share of zero rewards from which on rewards are called sparse
 * @param miscalibration probability of a false alarm when propensities are right, over all actions
 *     together
 */
public record Thresholds(
    double standardErrors,
    double effectiveShare,
    double unsupportedMass,
    double deterministic,
    double deterministicShare,
    double sparse,
    double miscalibration) {

  public Thresholds {
    Check.positive(standardErrors, "Thresholds.standardErrors", "3 is usual.");
    Check.range(effectiveShare, 0, 1, "Thresholds.effectiveShare", "0.05 is usual.");
    Check.range(unsupportedMass, 0, 1, "Thresholds.unsupportedMass", "0.01 is usual.");
    Check.range(deterministic, 0, 1, "Thresholds.deterministic", "0.99 is usual.");
    Check.range(deterministicShare, 0, 1, "Thresholds.deterministicShare", "0.95 is usual.");
    Check.range(sparse, 0, 1, "Thresholds.sparse", "0.95 is usual.");
    Check.range(miscalibration, 1e-12, 1, "Thresholds.miscalibration", "0.001 is usual.");
  }

  /** 3 standard errors, 5 percent of the units, 1 percent of the mass, and so on. */
  public static Thresholds defaults() {
    return new Thresholds(3, 0.05, 0.01, 0.99, 0.95, 0.95, 0.001);
  }
}
