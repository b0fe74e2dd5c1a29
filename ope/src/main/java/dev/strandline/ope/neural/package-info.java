/**
 * What off-policy evaluation learns from a log with networks on the tensor layer.
 *
 * <p>{@link dev.strandline.ope.neural.NeuralFqe} fits values of a target policy, which go into
 * {@link dev.strandline.ope.sequential.Episodes}; {@link dev.strandline.ope.neural.GradientLearner}
 * learns a policy from a log of decisions.
 *
 * <p>This is the only package of its module that loads a native library; what it learns runs
 * without it.
 */
package dev.strandline.ope.neural;
