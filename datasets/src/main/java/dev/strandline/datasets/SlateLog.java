package dev.strandline.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log of ranked lists: one row for each item shown, the rows of a slate together and in the order
 * of their positions 0 to L - 1. Every slate has the same length L. Or a part of such a log, whose
 * rows are numbered from {@link #firstRow()}.
 *
 * <p>Columns are primitive arrays, row-major; accessors return the arrays themselves, which callers
 * must not change.
 */
public final class SlateLog {

  private final long firstRow;
  private final int length;
  private final int actionCount;
  private final ImmutableList<String> actionLabels;
  private final Column slates;
  private final long[] slateKeys;
  private final int[] actions;
  private final double[] rewards;
  private final double[] joint;
  private final double[] itemPosition;
  private final double[] cascade;
  private final double[] context;
  private final ImmutableList<String> contextNames;
  private final Column clusters;
  private final long[] unitKeys;
  private final ImmutableMap<String, Column> extras;
  private final ImmutableMap<String, String> metadata;

  private SlateLog(Builder b) {
    firstRow = b.firstRow;
    length = b.length;
    actionCount = b.actionCount;
    actionLabels = ImmutableList.copyOf(b.actionLabels);
    slates = b.slates;
    actions = b.actions;
    rewards = b.rewards;
    joint = b.joint;
    itemPosition = b.itemPosition;
    cascade = b.cascade;
    context = b.context;
    contextNames = ImmutableList.copyOf(b.contextNames);
    clusters = b.clusters;
    extras = ImmutableMap.copyOf(b.extras);
    metadata = ImmutableMap.copyOf(b.metadata);
    LogChecks checks = new LogChecks("SlateLog", firstRow, rewards.length);
    checkShapes(checks);
    checks.finite("reward", rewards);
    checks.indices("action", actions, actionCount);
    checks.finiteVectors(contextNames, context);
    propensities(checks, "propensity", joint);
    propensities(checks, "propensity_item_position", itemPosition);
    propensities(checks, "propensity_cascade", cascade);
    slateKeys = slateKeys(checks);
    if (joint != null) {
      constantInSlate("propensity", joint);
    }
    unitKeys = clusters == null ? slateKeys : clusterKeys(checks);
  }

  private void checkShapes(LogChecks checks) {
    long n = size();
    Check.that(
        n % length == 0,
        "SlateLog: %d rows are no whole number of slates of %d. Every slate has the same length.",
        n,
        length);
    Check.that(
        actionLabels.isEmpty() || actionLabels.size() == actionCount,
        "SlateLog.actionLabels has %d labels for %d actions. Give one for each.",
        actionLabels.size(),
        actionCount);
    checks.length("slates", slates.rows(), n);
    checks.length("actions", actions.length, n);
    checks.length("context", context.length, n * contextNames.size());
    for (double[] column : new double[][] {joint, itemPosition, cascade}) {
      if (column != null) {
        checks.length("propensities", column.length, n);
      }
    }
    if (clusters != null) {
      checks.length("clusters", clusters.rows(), n);
    }
    extras.forEach((name, column) -> checks.length(name, column.rows(), n));
  }

  private static void propensities(LogChecks checks, String name, double[] values) {
    if (values != null) {
      checks.propensities(name, values, true);
    }
  }

  /** One key for each slate; its rows share it and no other slate has it. */
  private long[] slateKeys(LogChecks checks) {
    long[] rowKeys = checks.keys("slate", slates);
    BadRowsException.check(
        "slate",
        firstRow,
        size(),
        row -> rowKeys[row] != rowKeys[row - row % length],
        row -> "another slate than in the row before",
        "a slate has " + length + " rows, one for each position",
        "Sort the log by slate and position; leave slates of another length out.");
    long[] keys = firstOfEach(rowKeys);
    Map<Long, Integer> seen = new HashMap<>();
    for (int slate = 0; slate < keys.length; slate++) {
      Integer earlier = seen.putIfAbsent(keys[slate], slate);
      if (earlier != null) {
        throw new BadRowsException(
            "slate",
            firstRow + (long) slate * length,
            length,
            size(),
            "the slate of row " + (firstRow + (long) earlier * length) + " again",
            "each slate is there once",
            "Sort the log by slate and position, and leave repeated slates out.");
      }
    }
    return keys;
  }

  private long[] clusterKeys(LogChecks checks) {
    long[] rowKeys = checks.keys("cluster_id", clusters);
    BadRowsException.check(
        "cluster_id",
        firstRow,
        size(),
        row -> rowKeys[row] != rowKeys[row - row % length],
        row -> "another cluster than at position 0 of the same slate",
        "a slate belongs to one cluster",
        "Mend the column.");
    return firstOfEach(rowKeys);
  }

  private long[] firstOfEach(long[] rows) {
    long[] first = new long[slates()];
    Arrays.setAll(first, slate -> rows[slate * length]);
    return first;
  }

  void constantInSlate(String column, double[] values) {
    BadRowsException.check(
        column,
        firstRow,
        size(),
        row -> values[row] != values[row - row % length],
        row -> values[row] + " after " + values[row - row % length] + " at position 0",
        "the probability of the whole list is the same in all rows of a slate",
        "Mend the column, or name it propensity_item_position or propensity_cascade if it is that.");
  }

  /** Number of rows: slates times their length. */
  public int size() {
    return rewards.length;
  }

  /** Number of the first row in the log that this is a part of; 0 for a whole log. */
  public long firstRow() {
    return firstRow;
  }

  /** Number of slates. */
  public int slates() {
    return size() / length;
  }

  /**
   * Rows in a slate, L; row {@code r} is position {@code r % length} of slate {@code r / length}.
   */
  public int length() {
    return length;
  }

  /** Number of items there are, shown or not. */
  public int actionCount() {
    return actionCount;
  }

  /** Names of the items, in the order of their indices; empty where they have none. */
  public List<String> actionLabels() {
    return actionLabels;
  }

  /** The name of an item: its label, or its index where it has none. */
  public String label(int action) {
    return actionLabels.isEmpty() ? Integer.toString(action) : actionLabels.get(action);
  }

  /** The slate that each row belongs to: whole numbers or texts, {@code [size]}. */
  public Column slateIds() {
    return slates;
  }

  /** Items shown, in [0, actionCount), {@code [size]}. */
  public int[] actions() {
    return actions;
  }

  /** Observed rewards, {@code [size]}. */
  public double[] rewards() {
    return rewards;
  }

  /** Probability of the whole list, the same in all rows of a slate, {@code [size]}. */
  public Optional<double[]> propensities() {
    return Optional.ofNullable(joint);
  }

  /** Marginal probability of the row's item at the row's position, {@code [size]}. */
  public Optional<double[]> itemPositionPropensities() {
    return Optional.ofNullable(itemPosition);
  }

  /** Probability of the items at positions 0 to the row's own, {@code [size]}. */
  public Optional<double[]> cascadePropensities() {
    return Optional.ofNullable(cascade);
  }

  /** Numbers in a context; 0 where there is none. */
  public int contextSize() {
    return contextNames.size();
  }

  /** What was known before deciding, {@code [size * contextSize]}, row-major. */
  public double[] context() {
    return context;
  }

  /** Names of the context's numbers. */
  public List<String> contextNames() {
    return contextNames;
  }

  /** The user, session or the like that each row belongs to: whole numbers or texts. */
  public Optional<Column> clusters() {
    return Optional.ofNullable(clusters);
  }

  /** Key of the independent unit of each slate, {@code [slates]}: its cluster's or its own. */
  public long[] unitKeys() {
    return unitKeys;
  }

  /** Columns beside these, by name. */
  public Map<String, Column> extras() {
    return extras;
  }

  /** What the file says of itself, by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Collects the columns of a log; arrays are kept, not copied. */
  public static final class Builder {

    private final int length;
    private final int actionCount;
    private long firstRow;
    private List<String> actionLabels = List.of();
    private Column slates;
    private int[] actions = {};
    private double[] rewards = {};
    private double[] joint;
    private double[] itemPosition;
    private double[] cascade;
    private double[] context = {};
    private List<String> contextNames = List.of();
    private Column clusters;
    private final Map<String, Column> extras = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** Begins a log of slates of {@code length} items out of {@code actionCount}. */
    public Builder(int length, int actionCount) {
      Check.atLeast(length, 1, "SlateLog.length", "A slate has at least one position.");
      Check.atLeast(actionCount, 1, "SlateLog.actionCount", "There is at least one item.");
      this.length = length;
      this.actionCount = actionCount;
    }

    /** Sets the number of the first row, where this is a part of a log. */
    public Builder firstRow(long firstRow) {
      this.firstRow = firstRow;
      return this;
    }

    /** Sets the slate of each row: whole numbers or texts; without it, slates count from 0. */
    public Builder slates(Column slates) {
      this.slates = slates;
      return this;
    }

    public Builder actions(int[] actions) {
      this.actions = actions;
      return this;
    }

    public Builder actionLabels(List<String> actionLabels) {
      this.actionLabels = actionLabels;
      return this;
    }

    public Builder rewards(double[] rewards) {
      this.rewards = rewards;
      return this;
    }

    public Builder propensities(double[] joint) {
      this.joint = joint;
      return this;
    }

    public Builder itemPositionPropensities(double[] itemPosition) {
      this.itemPosition = itemPosition;
      return this;
    }

    public Builder cascadePropensities(double[] cascade) {
      this.cascade = cascade;
      return this;
    }

    /** Sets the context, {@code [rows * names.size()]}, with a name for each of its numbers. */
    public Builder context(List<String> names, double[] context) {
      this.contextNames = names;
      this.context = context;
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
     * @throws BadRowsException if a reward or a context is not finite; an item is outside [0,
     *     actionCount); a propensity is not in (0, 1]; the probability of the whole list differs
     *     within a slate; a slate's rows do not stand together or it is there twice
     * @throws IllegalArgumentException if columns differ in length, there are no rows, or they are
     *     no whole number of slates
     */
    public SlateLog build() {
      if (slates == null) {
        long[] numbers = new long[rewards.length];
        Arrays.setAll(numbers, row -> (firstRow + row) / length);
        slates = new Column.Integers(numbers);
      }
      return new SlateLog(this);
    }
  }
}
