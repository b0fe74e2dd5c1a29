/**
 * Policies learned from a log of decisions, so that a log yields a candidate, and the candidate a
 * verdict on rows that it was not learned from.
 *
 * <p>Begin with {@link dev.strandline.ope.learning.IpwLearner}, {@link
 * dev.strandline.ope.learning.QLearner} or {@link dev.strandline.ope.learning.DrLearner}; all give
 * a {@link dev.strandline.ope.learning.SoftmaxPolicy}, which a service can load and which gives its
 * probabilities for a log. {@link dev.strandline.ope.learning.PolicyTuning} chooses their settings
 * by estimated value. The learner by gradients is in {@code dev.strandline.ope.neural}. {@link
 * dev.strandline.ope.learning.TruncatedGaussianHead} lets a policy on real numbers explore inside
 * its bounds.
 *
 * <p>Nothing here loads a native library, and nothing judges a policy on the rows that it was
 * learned from.
 */
package dev.strandline.ope.learning;
