package dev.strandline.io;

import dev.strandline.datasets.Transitions;
import java.util.List;
import java.util.stream.Stream;

/** What columns can be to a log of transitions; the names that they have in a Parquet file. */
public final class Roles {

  public static final String EPISODE_ID = "episode_id";
  public static final String STEP = "step";
  public static final String OBSERVATIONS = "observations";
  public static final String ACTIONS = "actions";
  public static final String REWARDS = "rewards";
  public static final String TERMINALS = "terminals";
  public static final String TIMEOUTS = "timeouts";
  public static final String NEXT_OBSERVATIONS = "next_observations";
  public static final String PROPENSITY = Transitions.PROPENSITY;
  public static final String ACTION_LOG_PROBS = Transitions.ACTION_LOG_PROBS;
  public static final String AVAILABLE_ACTIONS = Transitions.AVAILABLE_ACTIONS;
  public static final String SIMULATOR_STATE = "simulator_state";

  /** Roles of which a transition itself consists; the last may be absent. */
  static final List<String> TRANSITION =
      List.of(
          EPISODE_ID, STEP, OBSERVATIONS, ACTIONS, REWARDS, TERMINALS, TIMEOUTS, NEXT_OBSERVATIONS);

  /** Roles that a log may lack and that are columns beside the transition. */
  public static final List<String> EXTRAS =
      List.of(PROPENSITY, ACTION_LOG_PROBS, AVAILABLE_ACTIONS, SIMULATOR_STATE);

  /** Every role, those of the transition first. */
  public static final List<String> ALL =
      Stream.concat(TRANSITION.stream(), EXTRAS.stream()).toList();

  private Roles() {}
}
