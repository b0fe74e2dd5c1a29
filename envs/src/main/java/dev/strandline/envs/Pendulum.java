package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;

/**
 * Pendulum-v1: swing a rod up and hold it there with a weak motor.
 *
 * <p>The angle theta is 0 upright, its speed omega lies in [-8, 8] rad/s, the action is the torque
 * u, clipped to [-2, 2] N m. With g = 10, m = l = 1 and dt = 0.05:
 *
 * <pre>
 * reward = -(wrap(theta)^2 + 0.1 omega^2 + 0.001 u^2), at the state before the step
 * omega' = clip(omega + (15 sin theta + 3 u) dt, -8, 8)
 * theta' = theta + omega' dt
 * </pre>
 *
 * The observation is (cos theta, sin theta, omega) in float32. An episode starts with theta uniform
 * in [-pi, pi) and omega uniform in [-1, 1), is truncated after 200 steps and never terminates.
 *
 * <p>Source: Gymnasium's {@code Pendulum-v1}, whose state this follows to 1e-9. The arithmetic is
 * in {@code double} with {@link StrictMath}, so that every machine gives the same bits.
 *
 * <p>The saved state is (theta, omega, steps taken), theta not wrapped.
 */
public final class Pendulum implements RestorableEnv {

  private static final ActionSpace.Box TORQUE = ActionSpace.Box.symmetric(1, 2);
  private static final double STEP_SECONDS = 0.05;
  private static final double FASTEST = 8;
  private static final int STEP_LIMIT = 200;
  private static final int NOT_STARTED = -1;

  private double theta;
  private double omega;
  private int steps = NOT_STARTED;

  @Override
  public int observationSize() {
    return 3;
  }

  @Override
  public ActionSpace.Box actionSpace() {
    return TORQUE;
  }

  @Override
  public int stepLimit() {
    return STEP_LIMIT;
  }

  @Override
  public float[] reset(long seed) {
    RandomStream start = new Streams(seed).open("pendulum-start");
    theta = Math.PI * (2 * start.nextDouble() - 1);
    omega = 2 * start.nextDouble() - 1;
    steps = 0;
    return observation();
  }

  @Override
  public Step step(float[] action) {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException("Pendulum.step before an episode has begun. Call reset.");
    }
    if (steps == STEP_LIMIT) {
      throw new IllegalStateException(
          "Pendulum.step after the end: the episode has had its "
              + STEP_LIMIT
              + " steps. Call reset.");
    }
    Check.length(action.length, 1, "Pendulum action");
    Check.that(
        !Float.isNaN(action[0]),
        "Pendulum action[0] is NaN at step %d. An action is a torque in [-2, 2]; mend the policy.",
        steps);
    double u = TORQUE.clip(0, action[0]);
    double angle = wrap(theta);
    double reward = -(angle * angle + 0.1 * omega * omega + 0.001 * u * u);
    double faster = omega + (15 * StrictMath.sin(theta) + 3 * u) * STEP_SECONDS;
    omega = Math.max(-FASTEST, Math.min(FASTEST, faster));
    theta += omega * STEP_SECONDS;
    steps++;
    return new Step(observation(), reward, false, steps == STEP_LIMIT);
  }

  /** ((x + pi) mod 2 pi) - pi, in [-pi, pi). */
  private static double wrap(double x) {
    double turns = Math.floor((x + Math.PI) / (2 * Math.PI));
    return x - 2 * Math.PI * turns;
  }

  private float[] observation() {
    return new float[] {
      (float) StrictMath.cos(theta), (float) StrictMath.sin(theta), (float) omega
    };
  }

  @Override
  public double[] saveState() {
    if (steps == NOT_STARTED) {
      throw new IllegalStateException(
          "Pendulum.saveState before an episode has begun. Call reset.");
    }
    return new double[] {theta, omega, steps};
  }

  @Override
  public float[] restoreState(double[] state) {
    Check.length(state.length, 3, "Pendulum state");
    Check.that(
        Double.isFinite(state[0]) && Math.abs(state[1]) <= FASTEST,
        "Pendulum state: theta is %s and omega %s. Theta must be finite and omega lie in [-8, 8].",
        state[0],
        state[1]);
    Check.that(
        state[2] == (int) state[2] && state[2] >= 0 && state[2] <= STEP_LIMIT,
        "Pendulum state: steps taken is %s. It must be a whole number in [0, %d].",
        state[2],
        STEP_LIMIT);
    theta = state[0];
    omega = state[1];
    steps = (int) state[2];
    return observation();
  }
}
