package dev.strandline.ope.verdict;

/**
 * The verdict on one candidate by one metric, with the figures that it rests on.
 *
 * @param candidate the policy's name
 * @param metric the metric's name
 * @param value the candidate's own estimate, in units of the metric
 * @param gain how much better than the logging policy, positive for better whatever the metric's
 *     direction; the limits hold together for all candidates and metrics judged together. NaN where
 *     the log cannot answer
 * @param lift gain over the logging policy's value, with limits of the same kind; NaN where that
 *     value is not positive
 */
public record Decision(
    String candidate, String metric, double value, Limits gain, Limits lift, Verdict verdict) {}
