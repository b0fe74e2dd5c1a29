package dev.strandline.datasets;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.ObservationNormalizer;
import java.util.Arrays;

/**
 * The rows of a log that a learner may sample: those that have a next observation.
 *
 * <p>Where the log stores next observations, every row is one. Where it does not, rule Q applies
 * (D4RL's {@code qlearning_dataset} with its default arguments): row t is paired with the
 * observation of row t + 1; rows cut by a time limit and the last row of the log are left out; a
 * terminal row keeps a next observation that belongs to another episode, which its target masks. An
 * unfinished episode's last row is left out as well, which D4RL's own files cannot need because
 * they do not number their episodes.
 */
public final class TrainingRows {

  /** Where next observations come from. */
  public enum NextRule {
    /** The log's own column. */
    STORED,
    /** The observation of the row after. */
    Q;

    /** That by which {@link TrainingRows#of} takes them. */
    static NextRule of(Transitions data) {
      return data.nextObservations().isPresent() ? STORED : Q;
    }
  }

  /**
   * Rows of a log that have no next observation, by reason; all 0 where the log stores them.
   *
   * @param timeLimit rows at which the log was cut, also where the environment ended there
   * @param endOfFile 1 if the last row of the log is left out because none follows it, else 0
   * @param unfinished last rows of other episodes that are neither terminal nor truncated
   */
  public record LeftOut(int timeLimit, int endOfFile, int unfinished) {

    /** The rows that {@link TrainingRows#of} leaves out. */
    public static LeftOut of(Transitions data) {
      if (NextRule.of(data) == NextRule.STORED) {
        return new LeftOut(0, 0, 0);
      }
      int timeLimit = 0;
      int endOfFile = 0;
      int unfinished = 0;
      for (int episode = 0; episode < data.episodes(); episode++) {
        int last = data.episodeEnd(episode) - 1;
        if (data.truncated()[last]) {
          timeLimit++;
        } else if (last == data.size() - 1) {
          endOfFile++;
        } else if (!data.terminal()[last]) {
          unfinished++;
        }
      }
      return new LeftOut(timeLimit, endOfFile, unfinished);
    }

    /** All of them. */
    public int total() {
      return timeLimit + endOfFile + unfinished;
    }
  }

  /** Said of a log of so many rows that leaves out all. */
  static final String NOTHING =
      "no row of %d can be learned from: none has a next observation. Store next_observations, or log longer"
          + " episodes.";

  private final Transitions data;
  private final NextRule rule;
  private final int[] rows;
  private final double[] rewards;

  private TrainingRows(Transitions data, NextRule rule, int[] rows, double[] rewards) {
    Check.that(rows.length >= 1, NOTHING, data.size());
    this.data = data;
    this.rule = rule;
    this.rows = rows;
    this.rewards = rewards;
  }

  /**
   * The rows of {@code data}, by stored next observations where it has them and by rule Q
   * otherwise.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrainingRows of(Transitions data) {
    if (NextRule.of(data) == NextRule.STORED) {
      int[] all = new int[data.size()];
      Arrays.setAll(all, i -> i);
      return new TrainingRows(data, NextRule.STORED, all, data.rewards());
    }
    return byRuleQ(data);
  }

  /** The rows of {@code data} by rule Q, whether or not it stores next observations. */
  public static TrainingRows byRuleQ(Transitions data) {
    int[] kept = new int[data.size()];
    int count = 0;
    for (int episode = 0; episode < data.episodes(); episode++) {
      int last = data.episodeEnd(episode) - 1;
      for (int row = data.episodeStart(episode); row <= last; row++) {
        boolean hasSuccessor = row < last || (data.terminal()[row] && !data.truncated()[row]);
        if (hasSuccessor && row < data.size() - 1) {
          kept[count++] = row;
        }
      }
    }
    return new TrainingRows(data, NextRule.Q, Arrays.copyOf(kept, count), data.rewards());
  }

  /** These rows without those of weight 0. */
  public TrainingRows where(RowWeights weights) {
    Check.length(weights.size(), data.size(), "row weights");
    int[] kept = Arrays.stream(rows).filter(row -> weights.get(row) > 0).toArray();
    return new TrainingRows(data, rule, kept, rewards);
  }

  /** These rows with transformed rewards. */
  public TrainingRows withRewards(RewardTransform transform) {
    return new TrainingRows(data, rule, rows, transform.apply(data));
  }

  /** The log that the rows belong to. */
  public Transitions data() {
    return data;
  }

  /** Where next observations come from. */
  public NextRule rule() {
    return rule;
  }

  /** Number of rows that may be sampled. */
  public int size() {
    return rows.length;
  }

  /** Number of the log's rows that may not. */
  public int leftOut() {
    return data.size() - rows.length;
  }

  /** The log's row at {@code index}, which is below {@link #size()}. */
  public int row(int index) {
    return rows[index];
  }

  /**
   * Rewards of all the log's rows as a learner sees them, {@code [data().size()]}; not to be
   * changed.
   */
  public double[] rewards() {
    return rewards;
  }

  /**
   * Copies normalized observations of some rows.
   *
   * @param picked rows of the log
   * @param target {@code [picked.length * observationSize]}, row-major
   */
  public void observations(int[] picked, ObservationNormalizer normalizer, float[] target) {
    int size = data.observationSize();
    for (int i = 0; i < picked.length; i++) {
      normalizer.apply(data.observations(), picked[i] * size, target, i * size);
    }
  }

  /**
   * Copies normalized next observations of some rows; the parameters are those of {@link
   * #observations}.
   */
  public void nextObservations(int[] picked, ObservationNormalizer normalizer, float[] target) {
    int size = data.observationSize();
    float[] source =
        rule == NextRule.STORED ? data.nextObservations().orElseThrow() : data.observations();
    int shift = rule == NextRule.STORED ? 0 : 1;
    for (int i = 0; i < picked.length; i++) {
      normalizer.apply(source, (picked[i] + shift) * size, target, i * size);
    }
  }

  /**
   * Copies actions of some rows into {@code target}, {@code [picked.length * actionSize]},
   * row-major.
   */
  public void actions(int[] picked, float[] target) {
    int size = data.actionSpace().size();
    for (int i = 0; i < picked.length; i++) {
      System.arraycopy(data.actions(), picked[i] * size, target, i * size, size);
    }
  }

  /**
   * The box that a continuous learner's actions live in.
   *
   * @throws IllegalArgumentException if the log's actions are discrete
   */
  public ActionSpace.Box actionBox() {
    if (data.actionSpace() instanceof ActionSpace.Box box) {
      return box;
    }
    throw new IllegalArgumentException(
        "actions are "
            + data.actionSpace()
            + ", but this learner needs a box of real numbers. Choose a learner for"
            + " discrete actions.");
  }

  /**
   * Mean and spread of these rows' observations (not of next observations): the scale is the
   * standard deviation by the population formula plus {@code epsilon}, as TD3+BC's authors compute
   * it.
   *
   * @param epsilon added to the standard deviation, in the observation's units
   */
  public ObservationNormalizer normalizer(double epsilon) {
    int size = data.observationSize();
    float[] observations = data.observations();
    double[] mean = new double[size];
    for (int row : rows) {
      for (int j = 0; j < size; j++) {
        mean[j] += observations[row * size + j];
      }
    }
    for (int j = 0; j < size; j++) {
      mean[j] /= rows.length;
    }
    double[] square = new double[size];
    for (int row : rows) {
      for (int j = 0; j < size; j++) {
        double deviation = observations[row * size + j] - mean[j];
        square[j] += deviation * deviation;
      }
    }
    float[] means = new float[size];
    float[] scales = new float[size];
    for (int j = 0; j < size; j++) {
      means[j] = (float) mean[j];
      scales[j] = (float) (Math.sqrt(square[j] / rows.length) + epsilon);
    }
    return new ObservationNormalizer(means, scales);
  }
}
