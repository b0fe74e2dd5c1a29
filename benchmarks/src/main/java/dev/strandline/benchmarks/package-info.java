/**
 * Measurements that anyone can rerun; {@code RESULTS.md} holds the figures with their commands.
 *
 * <p>Start from the script {@code benchmarks/run}. Nothing here is shipped, and no test depends on
 * a time measured here.
 */
package dev.strandline.benchmarks;
