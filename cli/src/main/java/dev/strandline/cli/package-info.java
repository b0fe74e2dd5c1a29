/**
 * The {@code ./strandline} program: one command in each file, and what they share.
 *
 * <p>Start from {@link dev.strandline.cli.Main}. What a program reads (numbers, JSON) goes to
 * stdout; progress and errors go to stderr, an error as one message that says how to mend it. The
 * exit code is 0 for success, 2 for wrong usage, 3 for a training that diverged and 1 for anything
 * else.
 *
 * <p>Nothing here computes: commands call the libraries below and show what comes back.
 */
package dev.strandline.cli;
