/**
 * The one layer that touches ND4J: matrices, multilayer perceptrons with hand-written backward
 * passes, Adam, and the small pool that runs independent parts side by side.
 *
 * <p>Start from {@link dev.strandline.tensor.Network} and {@link dev.strandline.tensor.Pass}.
 * Everything is allocated once; a forward, a backward or an optimizer step allocates nothing. Both
 * precisions run through the same code.
 *
 * <p>Nothing here knows a learner, a dataset or a file. Randomness comes in as an argument.
 */
package dev.strandline.tensor;
