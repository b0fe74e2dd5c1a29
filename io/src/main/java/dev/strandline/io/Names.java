package dev.strandline.io;

import java.util.List;

/**
 * Names of the columns of decisions and slates, which are the roles too, and of files' metadata.
 */
final class Names {

  static final String CONTEXT = "context";
  static final String ACTION = "action";
  static final String REWARD = "reward";
  static final String POSITION = "position";
  static final String STRATUM = "stratum";
  static final String BEHAVIOR_DISTRIBUTION = "behavior_distribution";
  static final String CLUSTER_ID = "cluster_id";
  static final String ROUND_ID = "round_id";
  static final String TIMESTAMP = "timestamp";
  static final String POLICY_VERSION = "policy_version";
  static final String SLATE = "slate";
  static final String PROPENSITY_ITEM_POSITION = "propensity_item_position";
  static final String PROPENSITY_CASCADE = "propensity_cascade";

  /** Roles of a log of single decisions. */
  static final List<String> BANDIT =
      List.of(
          ACTION,
          REWARD,
          Roles.PROPENSITY,
          CONTEXT,
          POSITION,
          STRATUM,
          BEHAVIOR_DISTRIBUTION,
          Roles.AVAILABLE_ACTIONS,
          CLUSTER_ID,
          ROUND_ID,
          TIMESTAMP,
          POLICY_VERSION);

  /** Roles of a log of slates. */
  static final List<String> SLATES =
      List.of(
          SLATE,
          POSITION,
          ACTION,
          REWARD,
          Roles.PROPENSITY,
          PROPENSITY_ITEM_POSITION,
          PROPENSITY_CASCADE,
          CONTEXT,
          CLUSTER_ID,
          TIMESTAMP,
          POLICY_VERSION);

  static final String PREFIX = "strandline.";
  static final String KIND = "strandline.kind";
  static final String KIND_TRANSITION = "transition";
  static final String KIND_BANDIT = "bandit";
  static final String KIND_SLATE = "slate";
  static final String ACTION_COUNT = "strandline.action_count";
  static final String ACTION_LABELS = "strandline.action_labels";
  static final String STRATUM_LABELS = "strandline.stratum_labels";
  static final String CONTEXT_NAMES = "strandline.context_names";
  static final String OBSERVATION_DIM = "strandline.observation_dim";
  static final String ACTION_SPACE = "strandline.action_space";
  static final String ACTION_SPACE_SOURCE = "strandline.action_space_source";
  static final String CONTENT_HASH = "strandline.content_hash";
  static final String SKIPPED_COLUMNS = "strandline.skipped_columns";

  private Names() {}
}
