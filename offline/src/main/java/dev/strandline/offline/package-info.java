/**
 * Offline learners, one file each, and the training run that drives them.
 *
 * <p>To train, start from {@link dev.strandline.offline.TrainingRun}; to read what a method does,
 * open its file: {@link dev.strandline.offline.Bc}, {@link dev.strandline.offline.PercentBc},
 * {@link dev.strandline.offline.Td3Bc}. A learner is an {@code update} of one minibatch with
 * explicit weights, noise and precision, so that it can be checked against known answers.
 *
 * <p>Nothing here prints, draws or reads a dataset's file; progress goes to a {@link
 * dev.strandline.offline.RunListener}.
 */
package dev.strandline.offline;
