package dev.strandline.io;

import dev.strandline.policy.Check;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How {@link TransitionFile} reads: which of the file's columns holds which role. A role that is
 * not mapped is read from the column of its own name.
 *
 * <p>The roles are {@link Roles#ALL}.
 *
 * @param columns the file's column by role, as in {@code rewards -> profit}
 */
public record ReadOptions(Map<String, String> columns) {

  /**
   * Checks the mapping.
   *
   * @throws IllegalArgumentException if a key is not a role, a column's name is empty, or two roles
   *     name the same column
   */
  public ReadOptions {
    columns.forEach(
        (role, name) -> {
          Check.that(
              Roles.ALL.contains(role),
              "ReadOptions.columns: '%s' is not a role. Roles are: %s.",
              role,
              String.join(", ", Roles.ALL));
          Check.that(
              !name.isEmpty(),
              "ReadOptions.columns: the column of role %s has an empty name. Give the file's name for it.",
              role);
        });
    for (String name : columns.values()) {
      Check.that(
          columns.values().stream().filter(name::equals).count() == 1,
          "ReadOptions.columns: two roles name the column %s. Give each role a column of its own.",
          name);
    }
    columns = Map.copyOf(columns);
  }

  /** Every role under its own name. */
  public static ReadOptions defaults() {
    return new ReadOptions(Map.of());
  }

  /** These options with {@code role} read from the file's column {@code name}. */
  public ReadOptions withColumn(String role, String name) {
    Map<String, String> mapped = new LinkedHashMap<>(columns);
    mapped.put(role, name);
    return new ReadOptions(mapped);
  }

  /** The file's name of {@code role}. */
  String column(String role) {
    return columns.getOrDefault(role, role);
  }
}
