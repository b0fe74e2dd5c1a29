package dev.strandline.io;

import java.util.List;

/** Names of a transition file's columns, which are the roles too, and of its metadata. */
final class Names {

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

  /** Columns that a transition itself consists of; the last may be absent. */
  static final List<String> TRANSITION =
      List.of(
          EPISODE_ID, STEP, OBSERVATIONS, ACTIONS, REWARDS, TERMINALS, TIMEOUTS, NEXT_OBSERVATIONS);

  /** Columns that have a meaning of their own but that a log may lack. */
  static final List<String> KNOWN_EXTRAS =
      List.of(PROPENSITY, ACTION_LOG_PROBS, AVAILABLE_ACTIONS, SIMULATOR_STATE);

  static final String PREFIX = "strandline.";
  static final String KIND = "strandline.kind";
  static final String KIND_TRANSITION = "transition";
  static final String OBSERVATION_DIM = "strandline.observation_dim";
  static final String ACTION_SPACE = "strandline.action_space";
  static final String ACTION_SPACE_SOURCE = "strandline.action_space_source";
  static final String CONTENT_HASH = "strandline.content_hash";
  static final String SKIPPED_COLUMNS = "strandline.skipped_columns";

  private Names() {}
}
