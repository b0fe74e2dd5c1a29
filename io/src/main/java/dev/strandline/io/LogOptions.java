package dev.strandline.io;

import dev.strandline.policy.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How {@link BanditFile} and {@link SlateFile} read: which of the file's columns holds which role.
 * A role that is not mapped is read from the column of its own name.
 *
 * <p>Roles of single decisions are {@code action}, {@code reward}, {@code propensity}, {@code
 * context}, {@code position}, {@code stratum}, {@code behavior_distribution}, {@code
 * available_actions}, {@code cluster_id}, {@code round_id}, {@code timestamp} and {@code
 * policy_version}; of slates {@code slate}, {@code position}, {@code action}, {@code reward},
 * {@code propensity}, {@code propensity_item_position}, {@code propensity_cascade}, {@code
 * context}, {@code cluster_id}, {@code timestamp} and {@code policy_version}.
 *
 * <p>A vector may be a column of lists, or columns {@code NAME_0}, {@code NAME_1} and so on. The
 * context may be several columns, joined by commas, in which {@code *} stands for anything: {@code
 * context -> age,country,visits_*}. Numbers and flags of a context are taken as they are. A column
 * of texts becomes a column {@code country=AU} of 0 and 1 for each of its texts; if it has more
 * than {@code mostCategories} different ones, its texts are hashed into that many columns {@code
 * country#0} and so on. A missing text has 0 in all of them.
 *
 * @param columns the file's column by role, as in {@code reward -> profit}
 * @param extras the other columns to carry along, by name; empty for all that can be
 * @param mostCategories most columns that one column of texts in the context becomes
 */
public record LogOptions(
    Map<String, String> columns, Optional<List<String>> extras, int mostCategories) {

  /**
   * Checks the mapping; whether a role exists is checked when a file is read.
   *
   * @throws IllegalArgumentException if a column's name is empty or {@code mostCategories} is not
   *     positive
   */
  public LogOptions {
    columns.forEach(
        (role, name) ->
            Check.that(
                !name.isBlank(),
                "LogOptions.columns: the column of role %s has an empty name. Give the file's name for it.",
                role));
    Check.atLeast(
        mostCategories, 1, "LogOptions.mostCategories", "Use 1 to merge all texts of a column.");
    columns = Map.copyOf(columns);
    extras = extras.map(List::copyOf);
  }

  /** Every role under its own name, all other columns, at most 64 columns for one of texts. */
  public static LogOptions defaults() {
    return new LogOptions(Map.of(), Optional.empty(), 64);
  }

  /** These options with {@code role} read from the file's column {@code name}. */
  public LogOptions withColumn(String role, String name) {
    Map<String, String> mapped = new LinkedHashMap<>(columns);
    mapped.put(role, name);
    return new LogOptions(mapped, extras, mostCategories);
  }

  /** These options with no other columns than those named. */
  public LogOptions withExtras(String... names) {
    return new LogOptions(columns, Optional.of(List.of(names)), mostCategories);
  }

  /** These options with another limit of columns for one of texts. */
  public LogOptions withMostCategories(int mostCategories) {
    return new LogOptions(columns, extras, mostCategories);
  }
}
