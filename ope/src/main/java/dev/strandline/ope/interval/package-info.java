/**
 * Confidence intervals: what lies above and below an estimate, with a stated error.
 *
 * <p>{@link dev.strandline.ope.interval.Hoeffding}, {@link
 * dev.strandline.ope.interval.EmpiricalBernstein} and {@link dev.strandline.ope.interval.StudentT}
 * are for a mean of independent terms; {@link dev.strandline.ope.interval.Bootstrap} is for
 * anything that can be recomputed. Start from those four.
 *
 * <p>Nothing here decides anything from an interval, and no two-sided level is ever one-sided.
 */
package dev.strandline.ope.interval;
