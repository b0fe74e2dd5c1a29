/**
 * Environments to act in, policies of known quality for them, and datasets generated with these.
 *
 * <p>Start from {@link dev.strandline.envs.Environments#named}: an {@link
 * dev.strandline.envs.EnvSpec} makes environments, knows their tiers and normalizes returns. {@link
 * dev.strandline.envs.Evaluation} plays a policy; {@link dev.strandline.envs.Generator} writes a
 * log of tiers or mixes of them. Single decisions are {@link dev.strandline.envs.bandit}'s.
 *
 * <p>Every environment can save and restore its state exactly. Nothing here trains, reads files, or
 * loads native code.
 */
package dev.strandline.envs;
