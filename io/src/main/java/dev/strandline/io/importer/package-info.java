/**
 * Logs that other programs wrote, as Strandline's own: D4RL and Minari HDF5, NumPy archives, CSV.
 *
 * <p>Start from {@link dev.strandline.io.importer.Importer}, which returns the log and a report of
 * what was found, kept and left out. Each format has a reader, which checks what only it can see;
 * what all formats share is done once, in {@code LogAssembler}.
 *
 * <p>Every raw row is kept; nothing here drops, shifts or normalizes. Nothing prints, and nothing
 * in a file is ever executed.
 */
package dev.strandline.io.importer;
