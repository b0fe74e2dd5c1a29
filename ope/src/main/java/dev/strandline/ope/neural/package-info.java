/**
 * Models on the tensor layer that off-policy evaluation learns from a log: fitted Q evaluation.
 *
 * <p>Start from {@link dev.strandline.ope.neural.NeuralFqe}; what it predicts goes into {@link
 * dev.strandline.ope.sequential.Episodes}.
 *
 * <p>This is the only package of its module that loads a native library.
 */
package dev.strandline.ope.neural;
