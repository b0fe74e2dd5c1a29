/**
 * Distribution of the target policy's return, not just its mean: quantiles, and the mean of the
 * worst share.
 *
 * <p>Start from {@link dev.strandline.ope.distribution.LoggedReturns} for a log in memory, or
 * {@link dev.strandline.ope.distribution.ReturnHistogram} for one that comes in parts; both yield a
 * {@link dev.strandline.ope.distribution.ReturnDistribution} by any {@link
 * dev.strandline.ope.distribution.CdfEstimator}.
 *
 * <p>Nothing here builds a table of episodes by grid points, unless a model gives one.
 */
package dev.strandline.ope.distribution;
