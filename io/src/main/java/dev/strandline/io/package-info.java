/**
 * Files: logs of transitions, single decisions and slates, and training state in checkpoints.
 *
 * <p>Start from {@link dev.strandline.io.TransitionFile}, which reads a log into {@link
 * dev.strandline.datasets.Transitions} and writes one; {@link dev.strandline.io.BanditFile} and
 * {@link dev.strandline.io.SlateFile} do so for decisions; {@link dev.strandline.io.Checkpoint}
 * holds named arrays.
 *
 * <p>Nothing here prints, loads a tensor library, or leaves half a file behind. What is wrong with
 * a file is one {@link java.io.IOException} that names the file, the column and the row.
 */
package dev.strandline.io;
