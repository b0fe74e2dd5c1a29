package dev.strandline.ope.interval;

import dev.strandline.policy.Check;
import java.util.List;

/**
 * A two-sided confidence interval.
 *
 * @param lower its lower end
 * @param upper its upper end, not below the lower one; both are NaN where the interval is undefined
 * @param level probability with which it covers, in (0, 1); both tails together miss with 1 - level
 * @param remarks what a reader must know: a heuristic width, resamples that were undefined
 */
public record Interval(double lower, double upper, double level, List<String> remarks) {

  public Interval {
    remarks = List.copyOf(remarks);
    Check.that(
        lower <= upper || (Double.isNaN(lower) && Double.isNaN(upper) && !remarks.isEmpty()),
        "Interval from %s to %s. Give the lower end first; where there is none give NaN for both "
            + "ends and a remark that says why.",
        lower,
        upper);
  }
}
