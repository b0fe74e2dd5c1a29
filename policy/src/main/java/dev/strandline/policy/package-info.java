/**
 * What a service imports to act with a trained policy: the {@link dev.strandline.policy.Policy}
 * itself, the space its actions live in, the normalizer of its observations, and the file it is
 * kept in.
 *
 * <p>Start from {@link dev.strandline.policy.MlpPolicy#load}. A policy that is to leave a log that
 * others can be judged by acts by chance, with known probabilities: put a head on it ({@link
 * dev.strandline.policy.EpsilonGreedyHead}, {@link dev.strandline.policy.SoftmaxHead}, {@link
 * dev.strandline.policy.GaussianHead}). The small things that every floor of the house shares live
 * here as well: argument checks ({@link dev.strandline.policy.Check}), named random streams ({@link
 * dev.strandline.policy.Streams}) and files that are written whole or not at all ({@link
 * dev.strandline.policy.WholeFile}).
 *
 * <p>Nothing here trains, needs a library besides the JDK, or loads native code.
 */
package dev.strandline.policy;
