package dev.strandline.io;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How {@link TransitionFile} reads: which of the file's columns holds which role. A role that is
 * not mapped is read from the column of its own name.
 *
 * <p>The roles are {@code episode_id}, {@code step}, {@code observations}, {@code actions}, {@code
 * rewards}, {@code terminals}, {@code timeouts}, {@code next_observations}, {@code propensity},
 * {@code action_log_probs}, {@code available_actions} and {@code simulator_state}.
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
    List<String> roles = new ArrayList<>(Names.TRANSITION);
    roles.addAll(Names.KNOWN_EXTRAS);
    columns.forEach(
        (role, name) -> {
          Check.that(
              roles.contains(role),
              "ReadOptions.columns: '%s' is not a role. Roles are: %s.",
              role,
              String.join(", ", roles));
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
