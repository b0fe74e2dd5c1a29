package dev.strandline.io.importer;

import java.util.List;
import java.util.regex.Pattern;

/** What columns can be to a log; the names that they have in a Parquet file. */
final class Roles {

  static final String EPISODE_ID = "episode_id";
  static final String STEP = "step";
  static final String OBSERVATIONS = "observations";
  static final String ACTIONS = "actions";
  static final String REWARDS = "rewards";
  static final String TERMINALS = "terminals";
  static final String TIMEOUTS = "timeouts";
  static final String NEXT_OBSERVATIONS = "next_observations";
  static final String PROPENSITY = "propensity";
  static final String ACTION_LOG_PROBS = "action_log_probs";
  static final String AVAILABLE_ACTIONS = "available_actions";
  static final String SIMULATOR_STATE = "simulator_state";

  static final List<String> ALL =
      List.of(
          EPISODE_ID,
          STEP,
          OBSERVATIONS,
          ACTIONS,
          REWARDS,
          TERMINALS,
          TIMEOUTS,
          NEXT_OBSERVATIONS,
          PROPENSITY,
          ACTION_LOG_PROBS,
          AVAILABLE_ACTIONS,
          SIMULATOR_STATE);

  /** Roles that a log cannot do without. */
  static final List<String> REQUIRED = List.of(OBSERVATIONS, ACTIONS, REWARDS, TERMINALS);

  private static final List<String> VECTORS =
      List.of(OBSERVATIONS, ACTIONS, NEXT_OBSERVATIONS, AVAILABLE_ACTIONS, SIMULATOR_STATE);

  /** Roles that a log may lack and that are columns beside the transition. */
  static final List<String> EXTRAS =
      List.of(PROPENSITY, ACTION_LOG_PROBS, AVAILABLE_ACTIONS, SIMULATOR_STATE);

  /** Names that would be taken for a role's, or for a dimension of one, in a Parquet file. */
  private static final Pattern RESERVED =
      Pattern.compile("(" + String.join("|", ALL) + ")(_\\d+)?");

  private Roles() {}

  /** Whether a row may hold several numbers of the role. */
  static boolean vector(String role) {
    return VECTORS.contains(role);
  }

  /** Whether a column that has no role may not be called so. */
  static boolean reserved(String name) {
    return RESERVED.matcher(name).matches();
  }
}
