/**
 * Models and learners that train a network on the tensor layer.
 *
 * <p>Begin with {@link dev.strandline.ope.neural.GradientLearner}, which learns a policy from a log
 * of decisions by gradients.
 *
 * <p>This is the one package of off-policy evaluation that loads a native library; what it learns
 * runs without it.
 */
package dev.strandline.ope.neural;
