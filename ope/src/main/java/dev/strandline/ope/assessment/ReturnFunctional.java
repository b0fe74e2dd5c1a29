package dev.strandline.ope.assessment;

import dev.strandline.ope.interval.Quantile;
import dev.strandline.policy.Check;
import java.util.Arrays;

/** What is looked at in the distribution of a policy's returns. */
@FunctionalInterface
public interface ReturnFunctional {

  /**
   * The functional of a sample of returns.
   *
   * @param returns one for each episode, in any order, left as they are; at least one, none NaN
   * @throws IllegalArgumentException if there is no return, or one is NaN
   */
  double of(double[] returns);

  /** The mean. */
  static ReturnFunctional value() {
    return returns -> lowest(returns, returns.length);
  }

  /**
   * Conditional value at risk: mean of the lowest floor(n alpha) returns, at least of one.
   *
   * @param alpha share of the worst episodes, in (0, 1]
   */
  static ReturnFunctional cvar(double alpha) {
    Check.that(alpha > 0 && alpha <= 1, "CVaR's alpha must lie in (0, 1], but is %s.", alpha);
    // A product such as 100 * 0.29 falls just short of the whole number that is meant.
    return returns -> lowest(returns, Math.max(1, (int) (returns.length * alpha * (1 + 1e-12))));
  }

  /**
   * The quantile of type 7.
   *
   * @param alpha share of the episodes below, in [0, 1]
   */
  static ReturnFunctional quantile(double alpha) {
    Check.range(alpha, 0, 1, "The quantile's alpha", "It is a share of the episodes.");
    return returns -> Quantile.of(returns, alpha);
  }

  private static double lowest(double[] returns, int count) {
    Check.atLeast(returns.length, 1, "Number of returns", "Give one at least.");
    double[] sorted = returns.clone();
    Arrays.sort(sorted);
    // NaN is sorted to the end.
    Check.that(
        !Double.isNaN(sorted[sorted.length - 1]),
        "A sample of %d returns holds NaN, which is neither high nor low. Leave it out.",
        sorted.length);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += sorted[i];
    }
    return sum / count;
  }
}
