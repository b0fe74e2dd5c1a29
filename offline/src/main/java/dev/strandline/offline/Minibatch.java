package dev.strandline.offline;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.policy.Check;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.Precision;

/**
 * Some transitions in buffers made once, which every load overwrites.
 *
 * <p>Observations are normalized as the learner sees them; actions and rewards are in their own
 * units.
 */
public final class Minibatch {

  private final Matrix state;
  private final Matrix action;
  private final Matrix nextState;
  private final double[] reward;
  private final boolean[] terminal;
  private final int[] rows;
  private final float[] stateBuffer;
  private final float[] actionBuffer;

  /** A batch of {@code size} transitions; all three are at least 1. */
  public Minibatch(Precision precision, int size, int observationSize, int actionSize) {
    state = Matrix.zeros(precision, size, observationSize);
    action = Matrix.zeros(precision, size, actionSize);
    nextState = Matrix.zeros(precision, size, observationSize);
    reward = new double[size];
    terminal = new boolean[size];
    rows = new int[size];
    stateBuffer = new float[size * observationSize];
    actionBuffer = new float[size * actionSize];
  }

  /**
   * Loads rows of a log.
   *
   * @param picked rows of the log, {@code [size]}
   */
  public void load(TrainingRows source, ObservationNormalizer normalizer, int[] picked) {
    Check.length(picked.length, size(), "picked rows");
    source.observations(picked, normalizer, stateBuffer);
    state.set(stateBuffer);
    source.nextObservations(picked, normalizer, stateBuffer);
    nextState.set(stateBuffer);
    source.actions(picked, actionBuffer);
    action.set(actionBuffer);
    for (int i = 0; i < picked.length; i++) {
      rows[i] = picked[i];
      reward[i] = source.rewards()[picked[i]];
      terminal[i] = source.data().terminal()[picked[i]];
    }
  }

  /**
   * Loads explicit numbers, in double all the way.
   *
   * @param state {@code [size * observationSize]}, row-major, normalized
   * @param action {@code [size * actionSize]}, row-major
   * @param reward {@code [size]}
   * @param nextState as {@code state}
   * @param terminal {@code [size]}
   */
  public void load(
      double[] state, double[] action, double[] reward, double[] nextState, boolean[] terminal) {
    load(new int[size()], state, action, reward, nextState, terminal);
  }

  /**
   * Loads explicit numbers that stand in rows of a log; the other parameters are those without.
   *
   * @param rows what {@link #rows} is to answer, {@code [size]}
   */
  public void load(
      int[] rows,
      double[] state,
      double[] action,
      double[] reward,
      double[] nextState,
      boolean[] terminal) {
    Check.length(rows.length, size(), "rows");
    Check.length(reward.length, size(), "rewards");
    Check.length(terminal.length, size(), "terminal flags");
    this.state.set(state);
    this.action.set(action);
    this.nextState.set(nextState);
    System.arraycopy(rows, 0, this.rows, 0, rows.length);
    System.arraycopy(reward, 0, this.reward, 0, reward.length);
    System.arraycopy(terminal, 0, this.terminal, 0, terminal.length);
  }

  /** Number of transitions, N. */
  public int size() {
    return reward.length;
  }

  /** Observations before acting, {@code [N, observationSize]}. */
  public Matrix state() {
    return state;
  }

  /** Logged actions, {@code [N, actionSize]}. */
  public Matrix action() {
    return action;
  }

  /** Observations after acting, {@code [N, observationSize]}. */
  public Matrix nextState() {
    return nextState;
  }

  /** Rewards, {@code [N]}. */
  public double[] reward() {
    return reward;
  }

  /** Whether the environment ended, {@code [N]}; false where the log was cut. */
  public boolean[] terminal() {
    return terminal;
  }

  /**
   * The log's rows that the transitions come from, {@code [N]}; zeros after loading explicit
   * numbers.
   */
  public int[] rows() {
    return rows;
  }
}
