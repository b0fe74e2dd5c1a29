package dev.strandline.envs;

import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;

/**
 * Plays a {@link TabularMdp}. The observation is one number, the state's index, and the action
 * another, the action's.
 *
 * <p>The saved state is (state, steps taken, seed's upper half, seed's lower half, 1 if the episode
 * has terminated): what chance will bring is part of it.
 */
public final class TabularEnv implements RestorableEnv {

  private static final int STATE_SIZE = 5;
  private static final int NOT_STARTED = -1;

  private final TabularMdp mdp;
  private final int stepLimit;
  private final ActionSpace.Discrete actions;
  private long seed;
  private RandomStream chance;
  private int state;
  private int steps = NOT_STARTED;
  private boolean terminated;

  /**
   * Prepares an environment.
   *
   * @param stepLimit steps after which an episode is truncated, at least 1
   */
  public TabularEnv(TabularMdp mdp, int stepLimit) {
    Check.atLeast(stepLimit, 1, "TabularEnv.stepLimit", "An episode has at least one step.");
    this.mdp = mdp;
    this.stepLimit = stepLimit;
    actions = new ActionSpace.Discrete(mdp.actions());
  }

  @Override
  public int observationSize() {
    return 1;
  }

  @Override
  public ActionSpace.Discrete actionSpace() {
    return actions;
  }

  @Override
  public int stepLimit() {
    return stepLimit;
  }

  @Override
  public float[] reset(long seed) {
    begin(seed);
    state = mdp.start(chance.seek(0));
    steps = 0;
    terminated = false;
    return observation();
  }

  private void begin(long seed) {
    this.seed = seed;
    chance = new Streams(seed).open("tabular");
  }

  private float[] observation() {
    return new float[] {state};
  }

  @Override
  public Step step(float[] action) {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException("TabularEnv.step before an episode has begun. Call reset.");
    }
    if (terminated || steps == stepLimit) {
      throw new IllegalStateException(
          "TabularEnv.step after the end: the episode ended after "
              + steps
              + " steps. Call reset.");
    }
    Check.length(action.length, 1, "TabularEnv action");
    Check.that(
        actions.contains(action),
        "TabularEnv action is %s at step %d, but must be an index from 0 to %d. Mend the policy.",
        action[0],
        steps,
        actions.count() - 1);
    steps++;
    TabularMdp.Outcome outcome = mdp.step(state, (int) action[0], chance.seek(steps));
    state = outcome.nextState();
    terminated = outcome.terminated();
    return new Step(observation(), outcome.reward(), terminated, !terminated && steps == stepLimit);
  }

  @Override
  public double[] saveState() {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException(
          "TabularEnv.saveState before an episode has begun. Call reset.");
    }
    return new double[] {state, steps, (int) (seed >> 32), (int) seed, terminated ? 1 : 0};
  }

  @Override
  public float[] restoreState(double[] saved) {
    Check.length(saved.length, STATE_SIZE, "TabularEnv state");
    checkWhole(saved[0], 0, mdp.states() - 1, "state");
    checkWhole(saved[1], 0, stepLimit, "steps taken");
    checkWhole(saved[2], Integer.MIN_VALUE, Integer.MAX_VALUE, "seed's upper half");
    checkWhole(saved[3], Integer.MIN_VALUE, Integer.MAX_VALUE, "seed's lower half");
    checkWhole(saved[4], 0, 1, "terminated");
    begin(((long) saved[2] << 32) | ((long) saved[3] & 0xFFFFFFFFL));
    state = (int) saved[0];
    steps = (int) saved[1];
    terminated = saved[4] == 1;
    return observation();
  }

  private static void checkWhole(double value, int least, int greatest, String name) {
    Check.that(
        value == (int) value && value >= least && value <= greatest,
        "TabularEnv saved state: %s is %s. It must be a whole number in [%d, %d].",
        name,
        value,
        least,
        greatest);
  }
}
