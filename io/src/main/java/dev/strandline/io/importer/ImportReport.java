package dev.strandline.io.importer;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.policy.ActionSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an import found, for whoever asked for it.
 *
 * @param format of the source
 * @param file name of the source's file, without its folder
 * @param bytes of that file
 * @param sha256 of that file, 64 hexadecimal digits
 * @param official what that hash says, as in {@code "This is the official ..."}; empty where
 *     nothing is known of such a file
 * @param environment the name that the log bears, where it is known
 * @param rows all of the source's
 * @param episodes that they make up
 * @param ends of those episodes
 * @param nextRule where next observations will come from when a learner reads the log
 * @param leftOut rows that such a learner cannot sample, by reason
 * @param bounds what was found of the actions' bounds
 * @param warnings sentences on what is probably wrong
 * @param notes sentences on what was decided, left out or changed
 */
public record ImportReport(
    Format format,
    String file,
    long bytes,
    String sha256,
    Optional<String> official,
    Optional<String> environment,
    int rows,
    int episodes,
    Ends ends,
    TrainingRows.NextRule nextRule,
    TrainingRows.LeftOut leftOut,
    ActionBounds bounds,
    List<String> warnings,
    List<String> notes) {

  public ImportReport {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /**
   * How episodes end; they add up to the number of episodes.
   *
   * @param terminal the environment ended, whether or not the log was cut there as well
   * @param truncated the log was cut where the environment goes on
   * @param unfinished the last row says neither
   */
  public record Ends(int terminal, int truncated, int unfinished) {}

  /**
   * The actions and the space that they come from.
   *
   * @param space of the log
   * @param source where it is from: {@code file} (the source states it), {@code environment},
   *     {@code assumed} ([-1, 1], in which all actions lie) or {@code data} (the smallest that
   *     holds them)
   * @param rowsOutside rows with an action outside it, before any clipping
   * @param outside numbers outside by dimension, before any clipping
   * @param firstRow the first such row
   * @param clipped whether they were moved to the nearest bound
   */
  public record ActionBounds(
      ActionSpace space,
      String source,
      int rowsOutside,
      List<Integer> outside,
      OptionalInt firstRow,
      boolean clipped) {
    public ActionBounds {
      outside = List.copyOf(outside);
    }
  }
}
