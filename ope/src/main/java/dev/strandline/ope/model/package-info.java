/**
 * Models fitted to a log of decisions: rewards, propensities, density ratios.
 *
 * <p>Begin with {@link dev.strandline.ope.model.Decisions}, the log as arrays, and {@link
 * dev.strandline.ope.model.Folds}, which rows each model may see; then {@link
 * dev.strandline.ope.model.RewardPredictions#crossFit} for predicted rewards, {@link
 * dev.strandline.ope.model.ActionClassifier} for propensities that the log lacks, and {@link
 * dev.strandline.ope.model.DensityRatios} for weights without propensities. Every result carries
 * its {@link dev.strandline.ope.model.Provenance}.
 *
 * <p>Nothing here estimates a policy's value, and nothing here assumes that a logger was uniform.
 */
package dev.strandline.ope.model;
