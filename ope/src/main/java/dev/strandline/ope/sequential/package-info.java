/**
 * Value of a target policy from logged episodes: trajectory and per-decision importance sampling,
 * doubly robust forms, their self-normalized versions, and the marginal family.
 *
 * <p>Start from {@link dev.strandline.ope.sequential.Episodes}, then pick a formula from {@link
 * dev.strandline.ope.sequential.TrajectoryEstimator}; weights learned over pooled transitions go to
 * {@link dev.strandline.ope.sequential.PooledEstimator}. {@link
 * dev.strandline.ope.sequential.Ratios} makes the importance ratios.
 *
 * <p>Nothing here fits a model: values and marginal weights come in as columns.
 */
package dev.strandline.ope.sequential;
