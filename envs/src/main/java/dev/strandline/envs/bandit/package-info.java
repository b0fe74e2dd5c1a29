/**
 * Invented logs of single decisions whose truth is known, to try estimators on before a real log is
 * trusted to them.
 *
 * <p>Start from {@link dev.strandline.envs.bandit.SyntheticBandit}: it writes a log, and tells for
 * any context what every action is worth.
 *
 * <p>Nothing here estimates, reads files, or loads native code.
 */
package dev.strandline.envs.bandit;
