package dev.strandline.ope.sequential;

/** How a kernel on one dimension serves a vector of actions. */
public enum KernelForm {
  /**
   * K(distance / h) / h with the Euclidean distance: a convention rather than a density beyond one
   * dimension. Self-normalized forms cancel its constant, plain ones do not.
   */
  EUCLIDEAN,
  /** The product over dimensions of K(u_d / h) / h: a density. */
  PRODUCT
}
