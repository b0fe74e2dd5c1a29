package dev.strandline.datasets;

import com.google.common.collect.ImmutableMap;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A log of transitions as it was written, one row for each step, in columns on primitive arrays.
 *
 * <p>Rows of an episode are contiguous and in step order. {@code terminal} says that the
 * environment ended (no bootstrap), {@code truncated} that the log was cut there (bootstrap);
 * either may be set only on an episode's last row, and an episode whose last row has neither is
 * unfinished.
 *
 * <p>Accessors return the arrays themselves, so that a million transitions cost what their numbers
 * cost; callers must not change them.
 */
public final class Transitions {

  /** Metadata key of the environment's name, as in {@code Pendulum-v1}. */
  public static final String ENVIRONMENT = "strandline.env";

  /** Metadata key of the return that normalizes to 0, undiscounted. */
  public static final String REFERENCE_MIN = "strandline.reference_min";

  /** Metadata key of the return that normalizes to 100, undiscounted. */
  public static final String REFERENCE_MAX = "strandline.reference_max";

  /** Metadata key of what generated the rows, in JSON: tiers, seed, version. */
  public static final String GENERATOR = "strandline.generator";

  /** Metadata key of the file that the rows were imported from, in JSON: name, bytes, SHA-256. */
  public static final String SOURCE = "strandline.source";

  /**
   * Extra column of the probability (density) of the logged action under the policy that acted; a
   * list holds one density for each dimension of the action.
   */
  public static final String PROPENSITY = "propensity";

  /** Extra column of the natural logarithm of that probability. */
  public static final String ACTION_LOG_PROBS = "action_log_probs";

  /** Extra column that says which discrete actions could be taken. */
  public static final String AVAILABLE_ACTIONS = "available_actions";

  private final int observationSize;
  private final ActionSpace actionSpace;
  private final float[] observations;
  private final float[] actions;
  private final double[] rewards;
  private final boolean[] terminal;
  private final boolean[] truncated;
  private final float[] nextObservations;
  private final long[] episodeIds;
  private final int[] episodeStarts;
  private final ImmutableMap<String, Column> extras;
  private final ImmutableMap<String, String> metadata;

  private Transitions(Builder b) {
    observationSize = b.observationSize;
    actionSpace = b.actionSpace;
    observations = b.observations;
    actions = b.actions;
    rewards = b.rewards;
    terminal = b.terminal;
    truncated = b.truncated;
    nextObservations = b.nextObservations;
    episodeIds = b.episodeIds;
    episodeStarts = b.episodeStarts;
    extras = ImmutableMap.copyOf(b.extras);
    metadata = ImmutableMap.copyOf(b.metadata);
    checkShapes();
    checkEpisodes();
  }

  private void checkShapes() {
    Check.atLeast(
        observationSize,
        1,
        "Transitions.observationSize",
        "An observation has at least one number.");
    int n = rewards.length;
    Check.that(n >= 1, "Transitions has no rows. A log needs at least one.");
    columnLength("observations", observations.length, (long) n * observationSize);
    columnLength("actions", actions.length, (long) n * actionSpace.size());
    columnLength("terminal", terminal.length, n);
    columnLength("truncated", truncated.length, n);
    if (nextObservations != null) {
      columnLength("nextObservations", nextObservations.length, (long) n * observationSize);
    }
    extras.forEach((name, column) -> columnLength(name, column.rows(), n));
  }

  private static void columnLength(String name, long length, long expected) {
    Check.that(
        length == expected,
        "Transitions.%s has %d entries, but %d are expected. Give every column the same number of rows.",
        name,
        length,
        expected);
  }

  private void checkEpisodes() {
    Check.that(
        episodeStarts.length >= 1
            && episodeStarts.length == episodeIds.length
            && episodeStarts[0] == 0,
        "Transitions: %d episode starts for %d episode ids. The first episode starts at row 0.",
        episodeStarts.length,
        episodeIds.length);
    for (int episode = 0; episode < episodes(); episode++) {
      int end = episodeEnd(episode);
      Check.that(
          end > episodeStarts[episode] && end <= size(),
          "Transitions: episode %d covers rows [%d, %d) of %d. Starts must increase.",
          episode,
          episodeStarts[episode],
          end,
          size());
      for (int row = episodeStarts[episode]; row < end - 1; row++) {
        Check.that(
            !terminal[row] && !truncated[row],
            "row %d ends episode %d (%s), but row %d goes on with it. Give the rows after an end a new episode_id, or"
                + " clear the flag.",
            row,
            episodeIds[episode],
            terminal[row] ? "terminals is true" : "timeouts is true",
            row + 1);
      }
    }
  }

  /** Number of rows. */
  public int size() {
    return rewards.length;
  }

  /** Numbers in an observation. */
  public int observationSize() {
    return observationSize;
  }

  /** The space that actions come from. */
  public ActionSpace actionSpace() {
    return actionSpace;
  }

  /**
   * What was seen before acting, {@code [size * observationSize]}, row-major, in the environment's
   * units.
   */
  public float[] observations() {
    return observations;
  }

  /**
   * Actions as executed, {@code [size * actionSpace().size()]}, row-major, in the environment's
   * units.
   */
  public float[] actions() {
    return actions;
  }

  /** Rewards of each step, {@code [size]}, in the environment's units. */
  public double[] rewards() {
    return rewards;
  }

  /** Whether the environment ended at each step, {@code [size]}. */
  public boolean[] terminal() {
    return terminal;
  }

  /** Whether the log was cut after each step, {@code [size]}. */
  public boolean[] truncated() {
    return truncated;
  }

  /**
   * What was seen after acting, as {@link #observations()}; empty where the log does not store it.
   */
  public Optional<float[]> nextObservations() {
    return Optional.ofNullable(nextObservations);
  }

  /** Number of episodes. */
  public int episodes() {
    return episodeStarts.length;
  }

  /** The log's own number of an episode. */
  public long episodeId(int episode) {
    return episodeIds[episode];
  }

  /** First row of an episode. */
  public int episodeStart(int episode) {
    return episodeStarts[episode];
  }

  /** The row after an episode's last. */
  public int episodeEnd(int episode) {
    return episode + 1 < episodeStarts.length ? episodeStarts[episode + 1] : size();
  }

  /** Steps in an episode. */
  public int episodeLength(int episode) {
    return episodeEnd(episode) - episodeStarts[episode];
  }

  /** Whether an episode's last row is terminal or truncated. */
  public boolean finished(int episode) {
    int last = episodeEnd(episode) - 1;
    return terminal[last] || truncated[last];
  }

  /** Undiscounted return of each episode, {@code [episodes]}, summed in {@code double}. */
  public double[] returns() {
    return returns(rewards);
  }

  /**
   * Undiscounted return of each episode under other rewards, such as transformed ones.
   *
   * @param rewards {@code [size]}
   */
  public double[] returns(double[] rewards) {
    Check.length(rewards.length, size(), "rewards");
    double[] returns = new double[episodes()];
    for (int episode = 0; episode < returns.length; episode++) {
      for (int row = episodeStart(episode); row < episodeEnd(episode); row++) {
        returns[episode] += rewards[row];
      }
    }
    return returns;
  }

  /**
   * Actions as indices, {@code [size]}.
   *
   * @throws IllegalStateException if actions are not discrete
   * @throws BadRowsException if one is not among the space's indices
   */
  public int[] discreteActions() {
    if (!(actionSpace instanceof ActionSpace.Discrete space)) {
      throw new IllegalStateException(
          "The log's actions come from " + actionSpace + ", so they are no indices.");
    }
    BadRowsException.check(
        "actions",
        0,
        size(),
        row -> !space.contains(new float[] {actions[row]}),
        row -> Float.toString(actions[row]),
        "actions are the indices 0 to " + (space.count() - 1),
        "Mend the log, or number the actions from 0.");
    int[] indices = new int[size()];
    Arrays.setAll(indices, row -> (int) actions[row]);
    return indices;
  }

  /**
   * Observations as states numbered from 0, {@code [size]}, for tabular methods.
   *
   * @throws IllegalStateException if an observation has more than one number
   * @throws BadRowsException if one is no whole number of 0 or more
   */
  public int[] discreteStates() {
    if (observationSize != 1) {
      throw new IllegalStateException(
          "The log's observations have "
              + observationSize
              + " numbers, so they are no states numbered from 0.");
    }
    BadRowsException.check(
        "observations",
        0,
        size(),
        row -> !(observations[row] >= 0 && observations[row] == (int) observations[row]),
        row -> Float.toString(observations[row]),
        "states are numbered from 0",
        "Number the states, or use a method for observations that are vectors.");
    int[] states = new int[size()];
    Arrays.setAll(states, row -> (int) observations[row]);
    return states;
  }

  /**
   * Probability (density, where actions are vectors) of each logged action under the policy that
   * acted, above 0, {@code [size]}: from {@link #PROPENSITY}, whose densities of several dimensions
   * are multiplied, or from {@link #ACTION_LOG_PROBS}; empty where the log has neither.
   *
   * @throws BadRowsException if one is not positive and finite, or above 1 though actions are
   *     discrete
   */
  public Optional<double[]> propensities() {
    String column = extras.containsKey(PROPENSITY) ? PROPENSITY : ACTION_LOG_PROBS;
    if (!(extras.get(column) instanceof Column.Numbers numbers)) {
      return Optional.empty();
    }
    double[] propensities = new double[size()];
    Arrays.fill(propensities, 1);
    for (int i = 0; i < numbers.values().length; i++) {
      double value = numbers.values()[i];
      double density = column.equals(PROPENSITY) ? value : Math.exp(value);
      boolean hidden = numbers.width() > 1 && density < 0; // two of them have a positive product
      propensities[i / numbers.width()] *= hidden ? Double.NaN : density;
    }
    new LogChecks("Transitions", 0, size())
        .propensities(column, propensities, actionSpace instanceof ActionSpace.Discrete);
    return Optional.of(propensities);
  }

  /**
   * Which actions could be taken, {@code [size * actions]}, where the log says so.
   *
   * @throws IllegalStateException if actions are not discrete
   * @throws BadRowsException if a logged action was not available
   */
  public Optional<boolean[]> availableActions() {
    if (!(extras.get(AVAILABLE_ACTIONS) instanceof Column.Flags mask)) {
      return Optional.empty();
    }
    int[] logged = discreteActions();
    int count = ((ActionSpace.Discrete) actionSpace).count();
    Check.that(
        mask.width() == count,
        "column %s has %d flags in a row, but there are %d actions. Give one for each.",
        AVAILABLE_ACTIONS,
        mask.width(),
        count);
    BadRowsException.check(
        AVAILABLE_ACTIONS,
        0,
        size(),
        row -> !mask.values()[row * count + logged[row]],
        row -> "false for action " + logged[row],
        "that action was logged",
        "Mend the mask or the action, or leave the episode out.");
    return Optional.of(mask.values());
  }

  /** Columns beside the transition's own, by name. */
  public Map<String, Column> extras() {
    return extras;
  }

  /** What the file says of itself, by key ({@code strandline.*}). */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Collects the columns of a log; arrays are kept, not copied. */
  public static final class Builder {

    private final int observationSize;
    private final ActionSpace actionSpace;
    private float[] observations = {};
    private float[] actions = {};
    private double[] rewards = {};
    private boolean[] terminal = {};
    private boolean[] truncated = {};
    private float[] nextObservations;
    private long[] episodeIds = {};
    private int[] episodeStarts = {};
    private final Map<String, Column> extras = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /**
     * Begins a log of observations with {@code observationSize} numbers and actions of {@code
     * actionSpace}.
     */
    public Builder(int observationSize, ActionSpace actionSpace) {
      this.observationSize = observationSize;
      this.actionSpace = actionSpace;
    }

    public Builder observations(float[] observations) {
      this.observations = observations;
      return this;
    }

    public Builder actions(float[] actions) {
      this.actions = actions;
      return this;
    }

    public Builder rewards(double[] rewards) {
      this.rewards = rewards;
      return this;
    }

    public Builder terminal(boolean[] terminal) {
      this.terminal = terminal;
      return this;
    }

    public Builder truncated(boolean[] truncated) {
      this.truncated = truncated;
      return this;
    }

    public Builder nextObservations(float[] nextObservations) {
      this.nextObservations = nextObservations;
      return this;
    }

    /**
     * Sets the episodes.
     *
     * @param ids the log's own number of each episode
     * @param starts first row of each episode, increasing from 0
     */
    public Builder episodes(long[] ids, int[] starts) {
      this.episodeIds = ids;
      this.episodeStarts = starts;
      return this;
    }

    /** Cuts episodes after every terminal or truncated row and numbers them from 0. */
    public Builder episodesByEnds() {
      int[] starts = new int[rewards.length + 1];
      int count = 0;
      for (int row = 0; row < rewards.length; row++) {
        if (row == 0 || terminal[row - 1] || truncated[row - 1]) {
          starts[count++] = row;
        }
      }
      long[] ids = new long[count];
      Arrays.setAll(ids, i -> i);
      return episodes(ids, Arrays.copyOf(starts, count));
    }

    public Builder extra(String name, Column column) {
      extras.put(name, column);
      return this;
    }

    public Builder metadata(String key, String value) {
      metadata.put(key, value);
      return this;
    }

    /**
     * Checks everything and returns the log.
     *
     * @throws IllegalArgumentException if columns differ in length, there are no rows, episodes are
     *     not contiguous, or an end flag stands inside an episode
     */
    public Transitions build() {
      return new Transitions(this);
    }
  }
}
