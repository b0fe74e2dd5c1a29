/**
 * Off-policy evaluation: what a target policy is worth, from a log of another policy's decisions.
 *
 * <p>Here lies what all estimators share: an {@link dev.strandline.ope.Estimator} makes {@link
 * dev.strandline.ope.Accumulator}s, which take a log in parts, in any split, and yield an immutable
 * {@link dev.strandline.ope.Estimate}. The estimators themselves are in the packages below, named
 * after the kind of log.
 *
 * <p>Nothing here reads files, prints, or loads a native library.
 */
package dev.strandline.ope;
