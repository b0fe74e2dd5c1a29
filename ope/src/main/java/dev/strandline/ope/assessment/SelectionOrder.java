package dev.strandline.ope.assessment;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The order in which candidate policies are taken. */
public final class SelectionOrder {

  private SelectionOrder() {}

  /**
   * Candidates by any criterion of which more is better, in the order of {@link #of}: of estimates
   * their {@code Estimate::value}, of intervals their {@code Interval::lower}, of distributions of
   * the return their {@code ReturnDistribution::mean}, {@code d -> d.quantile(0.05)}, {@code d ->
   * d.cvar(0.1)} or, where calm is wanted, {@code d -> -d.variance()}. With distributions of
   * on-policy returns the ranking is the true one.
   *
   * @param criterion not NaN for any candidate
   * @return places in {@code candidates}, the best first
   */
  public static <T> int[] by(List<T> candidates, ToDoubleFunction<? super T> criterion) {
    return of(candidates.stream().mapToDouble(criterion).toArray());
  }

  /**
   * Candidates by descending estimate; of equal estimates the later candidate comes first.
   *
   * @param estimates one for each candidate, of whatever candidates are ranked by: values, lower
   *     bounds, CVaRs or quantiles; none is NaN
   * @return places in {@code estimates}, the best first
   */
  public static int[] of(double[] estimates) {
    for (int j = 0; j < estimates.length; j++) {
      Check.that(
          !Double.isNaN(estimates[j]),
          "Candidate %d has the estimate NaN and cannot be ranked. Leave it out.",
          j);
    }
    Integer[] order = new Integer[estimates.length];
    Arrays.setAll(order, i -> estimates.length - 1 - i);
    // Stable, and adding zero makes -0 equal to 0.
    Arrays.sort(order, (i, j) -> Double.compare(estimates[j] + 0.0, estimates[i] + 0.0));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }
}
