package dev.strandline.ope.sequential;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Whole logged episodes as the trajectory estimators see them: one row for each step that was
 * logged, in columns, with no padding. Episodes may have any lengths.
 *
 * <p>Where a formula is written over a common horizon, a finished episode is absorbed: its rewards
 * and values are 0 and its weight stays at its last value.
 *
 * <p>Columns are kept, not copied; leave the arrays alone afterwards.
 */
public final class Episodes {

  /** Weights of one kind with their convention. */
  record MarginalWeight(double[] values, WeightConvention convention) {}

  private final int[] starts;
  private final long[] units;
  private final boolean clustered;
  private double[] ratio; // null until needed as a whole, where probabilities are given
  private final double[] target; // null where ratios are given, as the next
  private final double[] propensity;
  private final double[] reward;
  private final double[] q; // null if none, as all columns below
  private final double[] v;
  private final double[] initialValue;
  private final MarginalWeight stateWeight;
  private final MarginalWeight stateActionWeight;
  private final Cut cut;
  private final double[] valueAfterCut;

  private Episodes(Builder builder) {
    starts = builder.starts;
    units = builder.units();
    clustered = builder.clusters != null;
    ratio = builder.ratio;
    target = builder.target;
    propensity = builder.propensity;
    reward = builder.reward;
    q = builder.q;
    v = builder.v;
    initialValue = builder.initialValue;
    stateWeight = builder.stateWeight;
    stateActionWeight = builder.stateActionWeight;
    cut = builder.valueAfterCut == null ? Cut.FINITE_HORIZON : Cut.CONTINUING;
    valueAfterCut = builder.valueAfterCut;
  }

  /**
   * Where episodes begin, from columns that name episode and step.
   *
   * @param episode key of the row's episode; the rows of an episode stand together
   * @param step 0, 1, 2, ... inside each episode
   * @return {@code [episodes + 1]}: the first row of each episode, and the number of rows
   * @throws IllegalArgumentException if a step is missing, doubled or out of order, or an episode's
   *     rows do not stand together
   */
  public static int[] starts(long[] episode, int[] step) {
    Check.length(step.length, episode.length, "step");
    int[] starts = new int[episode.length + 1];
    int count = 0;
    Set<Long> seen = new HashSet<>();
    for (int row = 0; row < episode.length; row++) {
      boolean begins = row == 0 || episode[row] != episode[row - 1];
      if (begins) {
        Check.that(
            seen.add(episode[row]),
            "column episode, row %d: episode %d has rows further up that others separate from this"
                + " one. Sort the log by episode and step.",
            row,
            episode[row]);
        starts[count++] = row;
      }
      int expected = begins ? 0 : step[row - 1] + 1;
      Check.that(
          step[row] == expected,
          "column step, row %d: step %d of episode %d, but step %d must come here. Sort by episode"
              + " and step; each step from 0 on comes once.",
          row,
          step[row],
          episode[row],
          expected);
    }
    starts[count] = episode.length;
    return Arrays.copyOf(starts, count + 1);
  }

  /**
   * Begins with what every estimator needs.
   *
   * @param starts first row of each episode and, last, the number of rows: {@code [episodes + 1]};
   *     see {@link #starts(long[], int[])}
   * @param ratio e(a|s) / b(a|s) of the logged action, {@code [rows]}, not negative; see {@link
   *     Ratios}
   * @param reward of the step, the last one's too, {@code [rows]}
   */
  public static Builder builder(int[] starts, double[] ratio, double[] reward) {
    return new Builder(starts, ratio, null, null, reward);
  }

  /**
   * Begins with probabilities (densities) of the logged actions, whose ratios are worked out, and
   * checked with the rewards, while an estimator reads them: the log passes through memory once.
   *
   * @param starts as {@link #builder(int[], double[], double[])} takes them
   * @param target e(a|s), {@code [rows]}, not negative
   * @param propensity b(a|s), {@code [rows]}, positive
   * @param reward of the step, the last one's too, {@code [rows]}
   */
  public static Builder builder(
      int[] starts, double[] target, double[] propensity, double[] reward) {
    return new Builder(starts, null, target, propensity, reward);
  }

  /**
   * Collects columns. {@link #build} checks their shapes; probabilities, rewards and values are
   * checked as an estimator reads them, so that a log passes through memory once.
   */
  public static final class Builder {
    private final int[] starts;
    private final double[] ratio;
    private final double[] target;
    private final double[] propensity;
    private final double[] reward;
    private long[] ids;
    private long[] clusters;
    private double[] q;
    private double[] v;
    private double[] initialValue;
    private MarginalWeight stateWeight;
    private MarginalWeight stateActionWeight;
    private double[] valueAfterCut;

    private Builder(
        int[] starts, double[] ratio, double[] target, double[] propensity, double[] reward) {
      this.starts = starts;
      this.ratio = ratio;
      this.target = target;
      this.propensity = propensity;
      this.reward = reward;
    }

    /**
     * Keys of the episodes, {@code [episodes]}; 0, 1, 2, ... without them. A log that comes in
     * parts needs keys that differ across its parts.
     */
    public Builder ids(long[] ids) {
      this.ids = ids;
      return this;
    }

    /**
     * Keys of what was drawn independently where that is more than an episode, such as the user,
     * {@code [episodes]}.
     */
    public Builder clusters(long[] clusters) {
      this.clusters = clusters;
      return this;
    }

    /**
     * A value model.
     *
     * @param q Q(s, a) of the logged action, {@code [rows]}
     * @param v V(s) under the target policy, {@code [rows]}
     */
    public Builder values(double[] q, double[] v) {
      this.q = q;
      this.v = v;
      return this;
    }

    /** V(s_0) of the marginal forms, {@code [episodes]}; without it, v of the first row. */
    public Builder initialValue(double[] initialValue) {
      this.initialValue = initialValue;
      return this;
    }

    /** m(s), {@code [rows]}, not negative. */
    public Builder stateWeight(double[] weight, WeightConvention convention) {
      stateWeight = new MarginalWeight(weight, convention);
      return this;
    }

    /** m(s, a) of the logged action, {@code [rows]}, not negative. */
    public Builder stateActionWeight(double[] weight, WeightConvention convention) {
      stateActionWeight = new MarginalWeight(weight, convention);
      return this;
    }

    /**
     * Reads cuts as {@link Cut#CONTINUING}; without this, they are {@link Cut#FINITE_HORIZON}.
     *
     * @param valueAfterCut V of the state after the last step, {@code [episodes]}; 0 for episodes
     *     that the environment ended
     */
    public Builder continuing(double[] valueAfterCut) {
      this.valueAfterCut = valueAfterCut;
      return this;
    }

    /**
     * The episodes.
     *
     * @throws IllegalArgumentException if a column has the wrong length, an episode has no row, or
     *     a ratio or a weight is negative or not finite
     */
    public Episodes build() {
      Check.that(
          starts.length >= 2, "the log has no episode. Give one or more, each with its steps.");
      Check.that(starts[0] == 0, "starts[0] is %d. The first episode begins at row 0.", starts[0]);
      for (int i = 0; i + 1 < starts.length; i++) {
        Check.that(
            starts[i] < starts[i + 1],
            "episode %d begins at row %d and ends before row %d, so it has no step. Leave it out.",
            i,
            starts[i],
            starts[i + 1]);
      }
      int rows = starts[starts.length - 1];
      int episodes = starts.length - 1;
      if (ratio != null) {
        checkRows(ratio, rows, "ratio", 0);
        checkRows(reward, rows, "reward", -Double.MAX_VALUE);
      } else {
        Check.length(target.length, rows, "column target");
        Check.length(propensity.length, rows, "column propensity");
        Check.length(reward.length, rows, "column reward");
      }
      if (q != null) {
        Check.length(q.length, rows, "column q");
        Check.length(v.length, rows, "column v");
      }
      if (stateWeight != null) {
        checkRows(stateWeight.values(), rows, "state_weight", 0);
      }
      if (stateActionWeight != null) {
        checkRows(stateActionWeight.values(), rows, "state_action_weight", 0);
      }
      checkEpisodes(initialValue, episodes, "initial_state_value");
      checkEpisodes(valueAfterCut, episodes, "value after the cut");
      if (ids != null) {
        Check.length(ids.length, episodes, "episode keys");
      }
      if (clusters != null) {
        Check.length(clusters.length, episodes, "cluster keys");
      }
      return new Episodes(this);
    }

    private void checkRows(double[] column, int rows, String name, double least) {
      Check.length(column.length, rows, "column " + name);
      for (int row = 0; row < rows; row++) {
        if (!(column[row] >= least && column[row] <= Double.MAX_VALUE)) {
          throw outOfRange(starts, column[row], row, name, least == 0 ? " and not negative" : "");
        }
      }
    }

    private static void checkEpisodes(double[] column, int episodes, String name) {
      if (column == null) {
        return;
      }
      Check.length(column.length, episodes, "column " + name);
      for (int i = 0; i < episodes; i++) {
        Check.that(
            Double.isFinite(column[i]),
            "column %s, episode %d: %s must be finite. Mend or leave out the episode.",
            name,
            i,
            column[i]);
      }
    }

    private long[] units() {
      if (clusters != null) {
        return clusters;
      }
      if (ids != null) {
        return ids;
      }
      long[] numbers = new long[starts.length - 1];
      Arrays.setAll(numbers, i -> i);
      return numbers;
    }
  }

  private static IllegalArgumentException outOfRange(
      int[] starts, double value, int row, String name, String more) {
    int episode = Arrays.binarySearch(starts, row);
    episode = episode >= 0 ? episode : -episode - 2;
    return new IllegalArgumentException(
        "column %s, row %d (episode %d, step %d): %s must be finite%s. Mend or leave out the episode."
            .formatted(name, row, episode, row - starts[episode], value, more));
  }

  /**
   * Some of these episodes, in that order, as a log of its own.
   *
   * @param episodes places in {@code [0, size)}, at least one
   */
  public Episodes only(int[] episodes) {
    int[] chosen = new int[episodes.length + 1];
    for (int i = 0; i < episodes.length; i++) {
      chosen[i + 1] = chosen[i] + length(episodes[i]);
    }
    Builder builder =
        builder(chosen, rows(ratio(), episodes, chosen), rows(reward, episodes, chosen));
    long[] keys = Arrays.stream(episodes).mapToLong(this::unit).toArray();
    if (clustered) {
      builder.clusters(keys);
    } else {
      builder.ids(keys);
    }
    builder.q = rows(q, episodes, chosen);
    builder.v = rows(v, episodes, chosen);
    builder.initialValue = each(initialValue, episodes);
    builder.stateWeight = marginal(stateWeight, episodes, chosen);
    builder.stateActionWeight = marginal(stateActionWeight, episodes, chosen);
    builder.valueAfterCut = each(valueAfterCut, episodes);
    return builder.build();
  }

  private MarginalWeight marginal(MarginalWeight weight, int[] episodes, int[] chosen) {
    return weight == null
        ? null
        : new MarginalWeight(rows(weight.values(), episodes, chosen), weight.convention());
  }

  private double[] rows(double[] column, int[] episodes, int[] chosen) {
    if (column == null) {
      return null;
    }
    double[] rows = new double[chosen[episodes.length]];
    for (int i = 0; i < episodes.length; i++) {
      System.arraycopy(column, start(episodes[i]), rows, chosen[i], length(episodes[i]));
    }
    return rows;
  }

  private static double[] each(double[] column, int[] episodes) {
    return column == null ? null : Arrays.stream(episodes).mapToDouble(i -> column[i]).toArray();
  }

  /** Number of episodes. */
  public int size() {
    return starts.length - 1;
  }

  /** Number of rows, over all episodes. */
  public int rows() {
    return starts[starts.length - 1];
  }

  /** First row of an episode; of the episode after the last one, the number of rows. */
  public int start(int episode) {
    return starts[episode];
  }

  /** Steps of an episode. */
  public int length(int episode) {
    return starts[episode + 1] - starts[episode];
  }

  /** Steps of the longest episode. */
  public int horizon() {
    int longest = 0;
    for (int i = 0; i < size(); i++) {
      longest = Math.max(longest, length(i));
    }
    return longest;
  }

  /** Key of the unit that an episode belongs to: its cluster, or else the episode itself. */
  public long unit(int episode) {
    return units[episode];
  }

  /** Whether units are clusters of episodes rather than episodes. */
  public boolean clustered() {
    return clustered;
  }

  /** How cuts are read. */
  public Cut cut() {
    return cut;
  }

  /** Whether there is a value model. */
  public boolean hasValues() {
    return q != null;
  }

  /** G = sum_t gamma^t r_t of each episode, {@code [episodes]}; gamma in [0, 1]. */
  public double[] returns(double gamma) {
    Check.range(gamma, 0, 1, "gamma", "Use 1 for the plain sum of rewards.");
    ratio(); // checks the rewards
    double[] returns = new double[size()];
    for (int i = 0; i < returns.length; i++) {
      double discount = 1;
      for (int row = starts[i]; row < starts[i + 1]; row++) {
        returns[i] += discount * reward[row];
        discount *= gamma;
      }
    }
    return returns;
  }

  /** W = rho_0 ... rho_{T-1} of each episode, {@code [episodes]}. */
  public double[] episodeWeights() {
    double[] weights = new double[size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Products.of(ratio(), starts[i], starts[i + 1]);
    }
    return weights;
  }

  /**
   * V(s_0) of each episode by the value model, {@code [episodes]}.
   *
   * @throws IllegalArgumentException if there is no value model
   */
  public double[] firstValues() {
    requireValues("V(s_0)");
    double[] first = new double[size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = firstValue(i);
    }
    return first;
  }

  void requireValues(String asker) {
    Check.that(
        hasValues(),
        "%s needs a value model, but these episodes have none. Give q and v with"
            + " Episodes.Builder.values, or use a form without a model.",
        asker);
  }

  double firstValue(int episode) {
    return checkedValue(v, starts[episode], "v");
  }

  private double checkedValue(double[] column, int row, String name) {
    if (!(Math.abs(column[row]) <= Double.MAX_VALUE)) {
      throw outOfRange(starts, column[row], row, name, "");
    }
    return column[row];
  }

  double initialValue(int episode) {
    return initialValue == null ? firstValue(episode) : initialValue[episode];
  }

  boolean hasInitialValue() {
    return initialValue != null || v != null;
  }

  double[] ratio() {
    if (ratio == null) {
      double[] all = new double[rows()];
      for (int row = 0; row < all.length; row++) {
        all[row] = ratio(row);
      }
      ratio = all;
    }
    return ratio;
  }

  /** Writes the ratios of an episode to the start of {@code into}; its rows are checked by then. */
  void ratios(int episode, double[] into) {
    for (int row = starts[episode]; row < starts[episode + 1]; row++) {
      into[row - starts[episode]] = ratio(row);
    }
  }

  /** The ratio of a row, checked with its reward where that was not done yet. */
  private double ratio(int row) {
    double rho = quotient(row);
    if (ratio == null) {
      checkRow(row, rho);
    }
    return rho;
  }

  /**
   * The ratio of a row, not checked: whatever is wrong with its probabilities, the quotient is no
   * positive number.
   */
  double quotient(int row) {
    if (ratio != null) {
      return ratio[row];
    }
    double b = propensity[row];
    return b > 0 ? target[row] / b : Double.NaN;
  }

  private void checkRow(int row, double rho) {
    double b = propensity[row];
    double e = target[row];
    if (!(b > 0 && b <= Double.MAX_VALUE)) {
      throw outOfRange(starts, b, row, "propensity", " and positive");
    }
    if (!(e >= 0 && e <= Double.MAX_VALUE)) {
      throw outOfRange(starts, e, row, "target", " and not negative");
    }
    if (rho > Double.MAX_VALUE) {
      throw outOfRange(starts, rho, row, "target / propensity", "");
    }
    if (!(Math.abs(reward[row]) <= Double.MAX_VALUE)) {
      throw outOfRange(starts, reward[row], row, "reward", "");
    }
  }

  double[] reward() {
    return reward;
  }

  MarginalWeight stateWeight() {
    return stateWeight;
  }

  MarginalWeight stateActionWeight() {
    return stateActionWeight;
  }

  /** V of the state after an episode's last step: 0 where the environment ended it. */
  double valueAfter(int episode) {
    return cut == Cut.CONTINUING ? valueAfterCut[episode] : 0;
  }

  /**
   * Writes r_t + gamma V(s_{t+1}) - Q(s_t, a_t) of an episode's steps to the start of {@code into};
   * not finite where {@link #checkValues} would refuse a value.
   */
  void advantages(int episode, double gamma, double[] into) {
    int from = starts[episode];
    int last = length(episode) - 1;
    for (int t = 0; t < last; t++) {
      into[t] = reward[from + t] + gamma * v[from + t + 1] - q[from + t];
    }
    into[last] = reward[from + last] + gamma * valueAfter(episode) - q[from + last];
  }

  /** Requires the values of an episode's steps to be finite. */
  void checkValues(int episode) {
    for (int row = starts[episode]; row < starts[episode + 1]; row++) {
      checkedValue(q, row, "q");
      checkedValue(v, row, "v");
    }
  }
}
