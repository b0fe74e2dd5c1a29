package dev.strandline.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A log of single decisions, one row for each: what was known, what was done, how likely that was,
 * and what came of it. Or a part of such a log, whose rows are numbered from {@link #firstRow()}.
 *
 * <p>Actions are discrete, numbered from 0 and possibly labeled, or vectors of real numbers. Where
 * a decision filled one of several places (a slot of a page), the row's position says which.
 *
 * <p>Columns are primitive arrays, row-major; accessors return the arrays themselves, which callers
 * must not change.
 */
public final class BanditLog {

  /** Extra column that identifies a round, for joining rewards that came later. */
  public static final String ROUND_ID = "round_id";

  /** Extra column of the time of the decision: whole numbers, milliseconds since 1970 in UTC. */
  public static final String TIMESTAMP = "timestamp";

  /** Extra column that says which version of the logging policy was live. */
  public static final String POLICY_VERSION = "policy_version";

  private final long firstRow;
  private final int actionCount;
  private final int actionSize;
  private final ImmutableList<String> actionLabels;
  private final int[] actions;
  private final double[] actionVectors;
  private final double[] rewards;
  private final double[] propensities;
  private final double[] context;
  private final ImmutableList<String> contextNames;
  private final int[] positions;
  private final int[] strata;
  private final ImmutableList<String> stratumLabels;
  private final double[] behavior;
  private final boolean[] available;
  private final Column clusters;
  private final long[] unitKeys;
  private final ImmutableMap<String, Column> extras;
  private final ImmutableMap<String, String> metadata;

  private BanditLog(Builder b) {
    firstRow = b.firstRow;
    actionCount = b.actionCount;
    actionSize = b.actionSize;
    actionLabels = ImmutableList.copyOf(b.actionLabels);
    actions = b.actions;
    actionVectors = b.actionVectors;
    rewards = b.rewards;
    context = b.context;
    contextNames = ImmutableList.copyOf(b.contextNames);
    positions = b.positions;
    strata = b.strata;
    stratumLabels = ImmutableList.copyOf(b.stratumLabels);
    behavior = b.behavior;
    available = b.available;
    clusters = b.clusters;
    extras = ImmutableMap.copyOf(b.extras);
    metadata = ImmutableMap.copyOf(b.metadata);
    LogChecks checks = new LogChecks("BanditLog", firstRow, rewards.length);
    checkShapes(checks);
    checks.finite("reward", rewards);
    checks.finiteVectors(contextNames, context);
    if (discrete()) {
      checks.indices("action", actions, actionCount);
    } else {
      checks.finiteVectors(Builder.dimensions("action", actionSize), actionVectors);
    }
    if (positions != null) {
      checks.notNegative("position", positions);
    }
    if (behavior != null) {
      checks.distributions("behavior_distribution", behavior, actionCount);
    }
    propensities = b.propensities == null && behavior != null ? ofBehavior() : b.propensities;
    if (propensities != null) {
      checks.length("propensities", propensities.length, size());
      checks.propensities(
          b.propensities == null ? "behavior_distribution" : "propensity",
          propensities,
          discrete());
    }
    if (available != null) {
      checkAvailable();
    }
    unitKeys = clusters == null ? null : checks.keys("cluster_id", clusters);
  }

  private void checkShapes(LogChecks checks) {
    long n = size();
    Check.that(
        discrete() || (behavior == null && available == null),
        "BanditLog: vectors of real numbers have no distribution over a list of actions and no mask."
            + " Leave both out.");
    Check.that(
        actionLabels.isEmpty() || actionLabels.size() == actionCount,
        "BanditLog.actionLabels has %d labels for %d actions. Give one for each.",
        actionLabels.size(),
        actionCount);
    if (discrete()) {
      checks.length("actions", actions.length, n);
    } else {
      checks.length("actionVectors", actionVectors.length, n * actionSize);
    }
    checks.length("context", context.length, n * contextNames.size());
    if (positions != null) {
      checks.length("positions", positions.length, n);
    }
    if (strata != null) {
      checks.length("strata", strata.length, n);
    }
    if (behavior != null) {
      checks.length("behavior", behavior.length, n * actionCount);
    }
    if (available != null) {
      checks.length("available", available.length, n * actionCount);
    }
    if (clusters != null) {
      checks.length("clusters", clusters.rows(), n);
    }
    extras.forEach((name, column) -> checks.length(name, column.rows(), n));
  }

  private double[] ofBehavior() {
    double[] logged = new double[size()];
    for (int row = 0; row < logged.length; row++) {
      logged[row] = behavior[row * actionCount + actions[row]];
    }
    return logged;
  }

  private void checkAvailable() {
    BadRowsException.check(
        "available_actions",
        firstRow,
        size(),
        row -> !available[row * actionCount + actions[row]],
        row -> "false for action " + label(actions[row]),
        "that action was logged",
        "Mend the mask or the action, or leave such rows out.");
  }

  /** Number of rows. */
  public int size() {
    return rewards.length;
  }

  /** Number of the first row in the log that this is a part of; 0 for a whole log. */
  public long firstRow() {
    return firstRow;
  }

  /** Whether actions are numbered, rather than vectors of real numbers. */
  public boolean discrete() {
    return actionCount > 0;
  }

  /** Number of actions there are, logged or not; 0 where they are vectors. */
  public int actionCount() {
    return actionCount;
  }

  /** Numbers in an action: 1 where actions are discrete. */
  public int actionSize() {
    return actionSize;
  }

  /**
   * Logged actions in {@code [0, actionCount)}, {@code [size]}.
   *
   * @throws IllegalStateException if actions are vectors
   */
  public int[] actions() {
    if (!discrete()) {
      throw new IllegalStateException(
          "The log's actions are vectors of "
              + actionSize
              + " real numbers, not indices. Use an estimator for continuous actions.");
    }
    return actions;
  }

  /**
   * Logged actions, {@code [size * actionSize]}, row-major.
   *
   * @throws IllegalStateException if actions are discrete
   */
  public double[] actionVectors() {
    if (discrete()) {
      throw new IllegalStateException(
          "The log's actions are indices of "
              + actionCount
              + " actions, not vectors. Use an estimator for discrete actions.");
    }
    return actionVectors;
  }

  /** Names of the discrete actions, in the order of their indices; empty where they have none. */
  public List<String> actionLabels() {
    return actionLabels;
  }

  /** The name of a discrete action: its label, or its index where it has none. */
  public String label(int action) {
    return actionLabels.isEmpty() ? Integer.toString(action) : actionLabels.get(action);
  }

  /** Observed rewards, {@code [size]}. */
  public double[] rewards() {
    return rewards;
  }

  /**
   * Probability (density, where actions are vectors) of the logged action under the policy that
   * chose it, above 0, {@code [size]}; empty where it was not logged. Taken from {@link
   * #behavior()} where only that was.
   */
  public Optional<double[]> propensities() {
    return Optional.ofNullable(propensities);
  }

  /** Numbers in a context; 0 where there is none. */
  public int contextSize() {
    return contextNames.size();
  }

  /** What was known before deciding, {@code [size * contextSize]}, row-major. */
  public double[] context() {
    return context;
  }

  /** Names of the context's numbers; {@code country=AU} is 1 where the country is AU. */
  public List<String> contextNames() {
    return contextNames;
  }

  /** Which of several places the action filled, from 0, {@code [size]}. */
  public Optional<int[]> positions() {
    return Optional.ofNullable(positions);
  }

  /** Which of several logging policies decided, {@code [size]}. */
  public Optional<int[]> strata() {
    return Optional.ofNullable(strata);
  }

  /** Names of the strata 0, 1 and so on; empty where they have none. */
  public List<String> stratumLabels() {
    return stratumLabels;
  }

  /** Probabilities of all actions under the policy that decided, {@code [size * actionCount]}. */
  public Optional<double[]> behavior() {
    return Optional.ofNullable(behavior);
  }

  /** Which actions could be chosen, {@code [size * actionCount]}. */
  public Optional<boolean[]> available() {
    return Optional.ofNullable(available);
  }

  /** The user, session or the like that each row belongs to: whole numbers or texts. */
  public Optional<Column> clusters() {
    return Optional.ofNullable(clusters);
  }

  /**
   * Key of the independent unit that each row belongs to, {@code [size]}: its cluster's, or where
   * there are none the row's own number.
   */
  public long[] unitKeys() {
    if (unitKeys != null) {
      return unitKeys;
    }
    long[] keys = new long[size()];
    Arrays.setAll(keys, row -> firstRow + row);
    return keys;
  }

  /**
   * Draws as many independent units as there are, with replacement (Efron, "Bootstrap Methods:
   * Another Look at the Jackknife", 1979). A unit is a row or, where rows have clusters, all rows
   * of a cluster; clusters are numbered in the order in which they were drawn, so that one drawn
   * twice counts as two.
   *
   * <p>For estimates on resampled logs. A model that is cross-fitted on one meets copies of a row
   * in training and in test; resample its estimate instead.
   */
  public BanditLog resample(RandomGenerator random) {
    if (clusters == null) {
      return rows(random.ints(size(), 0, size()).toArray());
    }
    Map<Long, List<Integer>> byUnit = new LinkedHashMap<>();
    for (int row = 0; row < size(); row++) {
      byUnit.computeIfAbsent(unitKeys[row], key -> new ArrayList<>()).add(row);
    }
    List<List<Integer>> units = List.copyOf(byUnit.values());
    List<Integer> rows = new ArrayList<>();
    List<Long> draws = new ArrayList<>();
    for (long draw = 0; draw < units.size(); draw++) {
      List<Integer> unit = units.get(random.nextInt(units.size()));
      rows.addAll(unit);
      draws.addAll(Collections.nCopies(unit.size(), draw));
    }
    BanditLog drawn = rows(rows.stream().mapToInt(Integer::intValue).toArray());
    return drawn
        .same()
        .clusters(new Column.Integers(draws.stream().mapToLong(Long::longValue).toArray()))
        .build();
  }

  /** All columns as they are. */
  private Builder same() {
    Builder same =
        new Builder(actionCount, actionSize)
            .firstRow(firstRow)
            .actionLabels(actionLabels)
            .rewards(rewards)
            .context(contextNames, context)
            .stratumLabels(stratumLabels);
    same.actions = actions;
    same.actionVectors = actionVectors;
    same.propensities = propensities;
    same.positions = positions;
    same.strata = strata;
    same.behavior = behavior;
    same.available = available;
    same.clusters = clusters;
    same.extras.putAll(extras);
    same.metadata.putAll(metadata);
    return same;
  }

  /** Columns beside these, by name: further rewards, segments, a target's probabilities. */
  public Map<String, Column> extras() {
    return extras;
  }

  /** What the file says of itself, by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The rows given, in that order, as a log of its own: rows to learn from, or to judge by.
   *
   * @param rows indices in {@code [0, size)}, at least one
   */
  public BanditLog rows(int[] rows) {
    for (int row : rows) {
      Check.that(
          row >= 0 && row < size(),
          "BanditLog.rows: there is no row %d; the log has rows 0 to %d.",
          row,
          size() - 1);
    }
    Builder chosen =
        new Builder(actionCount, actionSize)
            .actionLabels(actionLabels)
            .rewards(pick(rewards, 1, rows))
            .context(contextNames, pick(context, contextSize(), rows))
            .stratumLabels(stratumLabels);
    if (discrete()) {
      chosen.actions(pick(actions, rows));
    } else {
      chosen.actionVectors(pick(actionVectors, actionSize, rows));
    }
    chosen.propensities = propensities == null ? null : pick(propensities, 1, rows);
    chosen.positions = positions == null ? null : pick(positions, rows);
    chosen.strata = strata == null ? null : pick(strata, rows);
    chosen.behavior = behavior == null ? null : pick(behavior, actionCount, rows);
    chosen.available = available == null ? null : pick(available, actionCount, rows);
    chosen.clusters = clusters == null ? null : pick(clusters, rows);
    extras.forEach((name, column) -> chosen.extra(name, pick(column, rows)));
    chosen.metadata.putAll(metadata);
    return chosen.build();
  }

  /**
   * The same rows with an extra column as their reward, for judging policies by something else.
   *
   * @param name of an extra column with one number in each row
   * @throws IllegalArgumentException if there is no such column, or a number is not finite
   */
  public BanditLog withRewards(String name) {
    Column column = extras.get(name);
    Check.that(
        column != null,
        "the log has no column %s beside its reward. Its other columns are: %s.",
        name,
        String.join(", ", extras.keySet()));
    return same().rewards(finite(name, oneNumberEach(name, column))).build();
  }

  private double[] finite(String name, double[] values) {
    for (int row = 0; row < values.length; row++) {
      if (!Double.isFinite(values[row])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column %s, row %d: %s is no reward. Mend the value, or leave the row out.",
                name,
                firstRow + row,
                values[row]));
      }
    }
    return values;
  }

  private static double[] oneNumberEach(String name, Column column) {
    if (column instanceof Column.Numbers numbers && numbers.width() == 1) {
      return numbers.values();
    }
    if (column instanceof Column.Integers integers) {
      return Arrays.stream(integers.values()).asDoubleStream().toArray();
    }
    if (column instanceof Column.Flags flags && flags.width() == 1) {
      double[] values = new double[flags.rows()];
      Arrays.setAll(values, row -> flags.values()[row] ? 1 : 0);
      return values;
    }
    throw new IllegalArgumentException(
        "column "
            + name
            + " does not hold one number in each row, so it is no reward. Name another.");
  }

  private static Column pick(Column column, int[] rows) {
    if (column instanceof Column.Numbers numbers) {
      return new Column.Numbers(
          pick(numbers.values(), numbers.width(), rows), numbers.width(), numbers.list());
    }
    if (column instanceof Column.Flags flags) {
      return new Column.Flags(
          pick(flags.values(), flags.width(), rows), flags.width(), flags.list());
    }
    if (column instanceof Column.Texts texts) {
      return new Column.Texts(
          Arrays.stream(rows).mapToObj(row -> texts.values()[row]).toArray(String[]::new));
    }
    long[] values = ((Column.Integers) column).values();
    return new Column.Integers(Arrays.stream(rows).mapToLong(row -> values[row]).toArray());
  }

  private static int[] pick(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  private static double[] pick(double[] values, int width, int[] rows) {
    double[] picked = new double[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, picked, i * width, width);
    }
    return picked;
  }

  private static boolean[] pick(boolean[] values, int width, int[] rows) {
    boolean[] picked = new boolean[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, picked, i * width, width);
    }
    return picked;
  }

  /** Begins a log of discrete actions {@code 0 .. count - 1}. */
  public static Builder discrete(int count) {
    Check.atLeast(count, 1, "BanditLog.actionCount", "A decision has at least one action.");
    return new Builder(count, 1);
  }

  /** Begins a log whose actions are vectors of {@code size} real numbers. */
  public static Builder continuous(int size) {
    Check.atLeast(size, 1, "BanditLog.actionSize", "An action has at least one number.");
    return new Builder(0, size);
  }

  /** Collects the columns of a log; arrays are kept, not copied. */
  public static final class Builder {

    private final int actionCount;
    private final int actionSize;
    private long firstRow;
    private List<String> actionLabels = List.of();
    private int[] actions = {};
    private double[] actionVectors = {};
    private double[] rewards = {};
    private double[] propensities;
    private double[] context = {};
    private List<String> contextNames = List.of();
    private int[] positions;
    private int[] strata;
    private List<String> stratumLabels = List.of();
    private double[] behavior;
    private boolean[] available;
    private Column clusters;
    private final Map<String, Column> extras = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Builder(int actionCount, int actionSize) {
      this.actionCount = actionCount;
      this.actionSize = actionSize;
    }

    /** Sets the number of the first row, where this is a part of a log. */
    public Builder firstRow(long firstRow) {
      this.firstRow = firstRow;
      return this;
    }

    /** Sets discrete actions, {@code [rows]}. */
    public Builder actions(int[] actions) {
      this.actions = actions;
      return this;
    }

    /** Sets actions that are vectors, {@code [rows * actionSize]}. */
    public Builder actionVectors(double[] actionVectors) {
      this.actionVectors = actionVectors;
      return this;
    }

    /** Sets one label for each discrete action. */
    public Builder actionLabels(List<String> actionLabels) {
      this.actionLabels = actionLabels;
      return this;
    }

    public Builder rewards(double[] rewards) {
      this.rewards = rewards;
      return this;
    }

    public Builder propensities(double[] propensities) {
      this.propensities = propensities;
      return this;
    }

    /** Sets the context, {@code [rows * names.size()]}, with a name for each of its numbers. */
    public Builder context(List<String> names, double[] context) {
      this.contextNames = names;
      this.context = context;
      return this;
    }

    /** Sets the context, {@code [rows * size]}, whose numbers are called context_0 and so on. */
    public Builder context(int size, double[] context) {
      return context(dimensions("context", size), context);
    }

    private static List<String> dimensions(String name, int size) {
      String[] names = new String[size];
      Arrays.setAll(names, j -> size == 1 ? name : name + "_" + j);
      return List.of(names);
    }

    public Builder positions(int[] positions) {
      this.positions = positions;
      return this;
    }

    public Builder strata(int[] strata) {
      this.strata = strata;
      return this;
    }

    /** Sets the names of the strata 0, 1 and so on. */
    public Builder stratumLabels(List<String> stratumLabels) {
      this.stratumLabels = stratumLabels;
      return this;
    }

    public Builder behavior(double[] behavior) {
      this.behavior = behavior;
      return this;
    }

    public Builder available(boolean[] available) {
      this.available = available;
      return this;
    }

    /** Sets what identifies a row's user or session: whole numbers or texts. */
    public Builder clusters(Column clusters) {
      this.clusters = clusters;
      return this;
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
     * @throws BadRowsException if a reward, a context or an action is not finite; an action is
     *     outside [0, actionCount) or not available; a propensity is not above 0, or above 1 where
     *     actions are discrete; probabilities are negative or do not add up to 1; a position is
     *     negative; a cluster is missing
     * @throws IllegalArgumentException if columns differ in length or there are no rows
     */
    public BanditLog build() {
      return new BanditLog(this);
    }
  }
}
