package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;

/**
 * NeoRL-2's DMSD: two masses in a row between two walls, joined by three springs with dampers, each
 * to be held at a target by a force of its own.
 *
 * <p>Positions p and velocities v of both masses follow explicit Euler steps with k = 2, c = 4, m =
 * 20, dt = 0.2 and forces F = 30 u, where the action u is clipped to [-1, 1]:
 *
 * <pre>
 * p1' = p1 + dt v1
 * p2' = p2 + dt v2
 * v1' = v1 + dt/m (-2 k p1 + k p2 - 2 c v1 + c v2 + F1)
 * v2' = v2 + dt/m (k p1 - 2 k p2 + c v1 - 2 c v2 + F2)
 * reward = sum_i -ln(|p_i' - g_i| + 0.01)
 * </pre>
 *
 * with the targets g in force after the step. Each mass has, with probability 1/2 and
 * independently, one target for the whole episode, else one for steps 0 to 49 and another from step
 * 50 on; all uniform in [-1.5, 1.5). The observation is (p1, p2, v1, v2, g1, g2) in float32, and
 * the reward is taken from it, as the reference does. An episode starts with positions uniform in
 * [-0.25, 0.25) and velocities uniform in [-0.1, 0.1), is truncated after 100 steps and never
 * terminates.
 *
 * <p>Source: {@code DMSD} of NeoRL-2 (Gao et al., 2025), in its training mode, whose recorded
 * transitions this reproduces to the rounding of float32.
 *
 * <p>The saved state is (p1, p2, v1, v2, g1 early, g2 early, g1 late, g2 late, steps taken).
 */
public final class DoubleMassSpringDamper implements RestorableEnv {

  private static final ActionSpace.Box FORCES = ActionSpace.Box.symmetric(2, 1);
  private static final double STEP_SECONDS = 0.2;
  private static final double STIFFNESS = 2;
  private static final double DAMPING = 4;
  private static final double MASS = 20;
  private static final double GREATEST_FORCE = 30;
  private static final double FURTHEST_TARGET = 1.5;
  private static final int STEP_LIMIT = 100;
  private static final int TARGETS_CHANGE = 50;
  private static final int STATE_SIZE = 9;
  private static final int NOT_STARTED = -1;

  private double p1;
  private double p2;
  private double v1;
  private double v2;
  private final double[] early = new double[2];
  private final double[] late = new double[2];
  private int steps = NOT_STARTED;

  @Override
  public int observationSize() {
    return 6;
  }

  @Override
  public ActionSpace.Box actionSpace() {
    return FORCES;
  }

  @Override
  public int stepLimit() {
    return STEP_LIMIT;
  }

  @Override
  public float[] reset(long seed) {
    Streams streams = new Streams(seed);
    RandomStream targets = streams.open("dmsd-targets");
    for (int mass = 0; mass < 2; mass++) {
      boolean constant = targets.nextBoolean();
      early[mass] = within(FURTHEST_TARGET, targets);
      late[mass] = constant ? early[mass] : within(FURTHEST_TARGET, targets);
    }
    RandomStream start = streams.open("dmsd-start");
    p1 = within(0.25, start);
    p2 = within(0.25, start);
    v1 = within(0.1, start);
    v2 = within(0.1, start);
    steps = 0;
    return observation();
  }

  private static double within(double bound, RandomStream stream) {
    return bound * (2 * stream.nextDouble() - 1);
  }

  @Override
  public Step step(float[] action) {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException(
          "DoubleMassSpringDamper.step before an episode has begun. Call reset.");
    }
    if (steps == STEP_LIMIT) {
      throw new IllegalStateException(
          "DoubleMassSpringDamper.step after the end: the episode has had its "
              + STEP_LIMIT
              + " steps. Call reset.");
    }
    Check.length(action.length, 2, "DoubleMassSpringDamper action");
    for (int j = 0; j < 2; j++) {
      Check.that(
          !Float.isNaN(action[j]),
          "DoubleMassSpringDamper action[%d] is NaN at step %d. An action is two forces in [-1, 1];"
              + " mend the policy.",
          j,
          steps);
    }
    double force1 = GREATEST_FORCE * FORCES.clip(0, action[0]);
    double force2 = GREATEST_FORCE * FORCES.clip(1, action[1]);
    double pull1 = STIFFNESS * (p2 - 2 * p1) + DAMPING * (v2 - 2 * v1) + force1;
    double pull2 = STIFFNESS * (p1 - 2 * p2) + DAMPING * (v1 - 2 * v2) + force2;
    p1 += STEP_SECONDS * v1;
    p2 += STEP_SECONDS * v2;
    v1 += STEP_SECONDS / MASS * pull1;
    v2 += STEP_SECONDS / MASS * pull2;
    steps++;
    float[] seen = observation();
    double reward = closeness(seen[0], seen[4]) + closeness(seen[1], seen[5]);
    return new Step(seen, reward, false, steps == STEP_LIMIT);
  }

  private static double closeness(float position, float target) {
    return -StrictMath.log(Math.abs((double) position - target) + 0.01);
  }

  private float[] observation() {
    double[] targets = steps < TARGETS_CHANGE ? early : late;
    return new float[] {
      (float) p1, (float) p2, (float) v1, (float) v2, (float) targets[0], (float) targets[1]
    };
  }

  @Override
  public double[] saveState() {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException(
          "DoubleMassSpringDamper.saveState before an episode has begun. Call reset.");
    }
    return new double[] {p1, p2, v1, v2, early[0], early[1], late[0], late[1], steps};
  }

  @Override
  public float[] restoreState(double[] state) {
    Check.length(state.length, STATE_SIZE, "DoubleMassSpringDamper state");
    for (int i = 0; i < STATE_SIZE - 1; i++) {
      Check.that(
          Double.isFinite(state[i]),
          "DoubleMassSpringDamper state[%d] is %s. Give finite positions, velocities and targets.",
          i,
          state[i]);
    }
    Check.that(
        state[8] == (int) state[8] && state[8] >= 0 && state[8] <= STEP_LIMIT,
        "DoubleMassSpringDamper state: steps taken is %s. It must be a whole number in [0, %d].",
        state[8],
        STEP_LIMIT);
    p1 = state[0];
    p2 = state[1];
    v1 = state[2];
    v2 = state[3];
    System.arraycopy(state, 4, early, 0, 2);
    System.arraycopy(state, 6, late, 0, 2);
    steps = (int) state[8];
    return observation();
  }
}
