package dev.strandline.ope.study;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.interval.Interval;

/**
 * An estimate with its interval.
 *
 * @param estimate of a policy's value
 * @param interval of the estimate on its own; its ends are NaN, with a remark, where the method has
 *     none for this estimator
 */
public record Answer(Estimate estimate, Interval interval) {

  Answer withRemark(String remark) {
    return new Answer(estimate.withRemark(remark), interval);
  }
}
