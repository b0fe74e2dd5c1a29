package dev.strandline.io.importer;

import dev.strandline.io.Roles;
import java.util.List;
import java.util.regex.Pattern;

/** What a source must have, how wide a role may be, and which names are taken. */
final class RoleRules {

  /** Roles that a log cannot do without. */
  static final List<String> REQUIRED =
      List.of(Roles.OBSERVATIONS, Roles.ACTIONS, Roles.REWARDS, Roles.TERMINALS);

  private static final List<String> VECTORS =
      List.of(
          Roles.OBSERVATIONS,
          Roles.ACTIONS,
          Roles.NEXT_OBSERVATIONS,
          Roles.AVAILABLE_ACTIONS,
          Roles.SIMULATOR_STATE);

  /** Names that would be taken for a role's, or for a dimension of one, in a Parquet file. */
  private static final Pattern RESERVED =
      Pattern.compile("(" + String.join("|", Roles.ALL) + ")(_\\d+)?");

  private RoleRules() {}

  /** Whether a row may hold several numbers of the role. */
  static boolean vector(String role) {
    return VECTORS.contains(role);
  }

  /** Whether a column that has no role may not be called so. */
  static boolean reserved(String name) {
    return RESERVED.matcher(name).matches();
  }
}
