/**
 * Logged experience in memory, on primitive arrays: what a dataset holds, which of its rows a
 * learner may use, and how often each row is drawn.
 *
 * <p>Start from {@link dev.strandline.datasets.Transitions}, the log as it was written; {@link
 * dev.strandline.datasets.TrainingRows} are the rows of it that have a next observation; {@link
 * dev.strandline.datasets.Sampler} draws them, with {@link
 * dev.strandline.datasets.TrajectoryWeights} for the weights.
 *
 * <p>Nothing here reads files, knows a learner, or loads native code. Sums, weights and measures
 * are in {@code double}.
 */
package dev.strandline.datasets;
