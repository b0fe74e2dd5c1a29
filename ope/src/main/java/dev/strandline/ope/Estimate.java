package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An estimated value with the figures that tell whether to believe it.
 *
 * @param estimator the estimator's short name
 * @param value the target policy's value, in units of the reward; NaN only with a remark that says
 *     why
 * @param standardError of the value, over independent units; NaN where it is undefined
 * @param units number of independent units: rows, slates, episodes or users; an accumulator that
 *     has met more than {@link UnitSums#GROUPS} shared keys knows only its groups of them
 * @param terms whether the value is a plain mean of one independent term for each unit;
 *     self-normalized and pooled forms are not, and have no Hoeffding or Bernstein bound
 * @param weights how the importance weights are spread; empty where the estimator has none
 * @param remarks what a reader must know: estimated propensities, clipped shares, why a value is
 *     NaN
 */
public record Estimate(
    String estimator,
    double value,
    double standardError,
    long units,
    boolean terms,
    Optional<WeightDiagnostics> weights,
    List<String> remarks) {

  public Estimate {
    remarks = List.copyOf(remarks);
    Check.that(
        !Double.isNaN(value) || !remarks.isEmpty(),
        "Estimate of %s is NaN without a remark. Say why it is undefined.",
        estimator);
  }

  /** The same estimate where the number of independent units is known from elsewhere. */
  public Estimate withUnits(long known) {
    return new Estimate(estimator, value, standardError, known, terms, weights, remarks);
  }

  /** The same estimate with one more remark. */
  public Estimate withRemark(String remark) {
    List<String> more = new ArrayList<>(remarks);
    more.add(remark);
    return new Estimate(estimator, value, standardError, units, terms, weights, more);
  }
}
