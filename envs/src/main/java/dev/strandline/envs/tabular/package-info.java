/**
 * Decision processes small enough to list, and what can be known of them exactly.
 *
 * <p>A {@link dev.strandline.envs.tabular.TabularMdp} lists all outcomes of all actions. It gives
 * the exact value of a {@link dev.strandline.envs.tabular.TabularPolicy}, its occupancy and the
 * optimum, and samples logs with propensities: the truth that estimates are judged by. {@link
 * dev.strandline.envs.tabular.FrozenLake}, {@link dev.strandline.envs.tabular.CliffWalking} and
 * {@link dev.strandline.envs.tabular.IcuSepsis} are such processes.
 */
package dev.strandline.envs.tabular;
