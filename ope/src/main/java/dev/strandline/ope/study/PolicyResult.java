package dev.strandline.ope.study;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.verdict.Decision;
import java.util.List;

/**
 * What a log says of one policy.
 *
 * @param name the policy's name
 * @param primary the estimate that the verdict rests on, chosen by the kind of log and never by its
 *     outcome
 * @param answers all estimates asked for
 * @param weights spread of the unclipped weights over independent units; one entry for each step of
 *     trajectories, or position of slates where weights differ by position
 * @param unsupported share of the policy's probability on actions that the log never tried, or that
 *     could not be had in the row, in [0, 1]; of slates that of the position where it is largest; 0
 *     where only the logged actions' probabilities are known
 * @param decision the verdict with its simultaneous limits
 */
public record PolicyResult(
    String name,
    Answer primary,
    List<Answer> answers,
    List<WeightDiagnostics> weights,
    double unsupported,
    Decision decision) {}
