package dev.strandline.envs.tabular;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.util.Arrays;

/** Collects sampled steps in columns that grow. */
final class EpisodeLog {

  private final int actionCount;
  private int rows;
  private float[] states = new float[64];
  private float[] actions = new float[64];
  private float[] nextStates = new float[64];
  private double[] rewards = new double[64];
  private double[] propensities = new double[64];
  private boolean[] terminal = new boolean[64];
  private boolean[] truncated = new boolean[64];

  EpisodeLog(int actionCount) {
    this.actionCount = actionCount;
  }

  void add(int state, int action, double propensity, TabularMdp.Outcome outcome, boolean last) {
    if (rows == states.length) {
      resize(2 * rows);
    }
    states[rows] = state;
    actions[rows] = action;
    propensities[rows] = propensity;
    rewards[rows] = outcome.reward();
    nextStates[rows] = outcome.nextState();
    terminal[rows] = outcome.terminated();
    truncated[rows] = last && !outcome.terminated();
    rows++;
  }

  private void resize(int capacity) {
    states = Arrays.copyOf(states, capacity);
    actions = Arrays.copyOf(actions, capacity);
    nextStates = Arrays.copyOf(nextStates, capacity);
    rewards = Arrays.copyOf(rewards, capacity);
    propensities = Arrays.copyOf(propensities, capacity);
    terminal = Arrays.copyOf(terminal, capacity);
    truncated = Arrays.copyOf(truncated, capacity);
  }

  Transitions build() {
    resize(rows);
    return new Transitions.Builder(1, new ActionSpace.Discrete(actionCount))
        .observations(states)
        .actions(actions)
        .rewards(rewards)
        .terminal(terminal)
        .truncated(truncated)
        .nextObservations(nextStates)
        .episodesByEnds()
        .extra(TabularMdp.PROPENSITY, Column.Numbers.scalar(propensities))
        .build();
  }
}
