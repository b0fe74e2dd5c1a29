/**
 * Text out of files: comma-separated values and what counts as a number in them, and words from a
 * file made fit for a message.
 *
 * <p>Start from {@link dev.strandline.io.text.CsvRecords}, which steps through the rows of a file,
 * gzipped or not.
 *
 * <p>Nothing here knows what a column means to a log.
 */
package dev.strandline.io.text;
