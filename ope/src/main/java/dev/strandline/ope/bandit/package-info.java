/**
 * Estimators for logged decisions: what a target policy earns for each decision.
 *
 * <p>{@link dev.strandline.ope.bandit.ImportanceWeights} makes weights from propensities,
 * densities, classifiers or embeddings; {@link dev.strandline.ope.bandit.Rounds} puts them beside
 * rewards and predictions; a {@link dev.strandline.ope.bandit.BanditEstimator} turns rounds into an
 * estimate. Any weights serve any estimator.
 */
package dev.strandline.ope.bandit;
