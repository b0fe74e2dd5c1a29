package dev.strandline.policy;

/** Nonlinearity between the layers of a multilayer perceptron. */
public enum Activation {
  /** max(x, 0). */
  RELU,
  /** Hyperbolic tangent. */
  TANH
}
