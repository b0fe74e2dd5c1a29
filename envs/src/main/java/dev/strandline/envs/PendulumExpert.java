package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.Policy;

/**
 * A scripted expert for {@link Pendulum}, mean return about -156: pumps energy until the rod is
 * nearly upright, then holds it there.
 *
 * <p>With t the angle in [-pi, pi] and E = omega^2 / 6 + 5 (cos t - 1) the energy that is missing
 * to stand upright: u = -(12 t + 2.5 omega) where |t| &lt; 0.5, else u = -1.5 E sign(omega); both
 * clipped to [-2, 2].
 */
public record PendulumExpert() implements Policy {

  private static final ActionSpace.Box TORQUE = ActionSpace.Box.symmetric(1, 2);

  @Override
  public int observationSize() {
    return 3;
  }

  @Override
  public ActionSpace.Box actionSpace() {
    return TORQUE;
  }

  @Override
  public float[] act(float[] observation) {
    Check.length(observation.length, 3, "observation");
    for (int j = 0; j < 3; j++) {
      Check.that(
          Float.isFinite(observation[j]),
          "observation[%d] is %s. Observations must be finite; mend the sensor or log.",
          j,
          observation[j]);
    }
    double t = StrictMath.atan2(observation[1], observation[0]);
    double omega = observation[2];
    if (Math.abs(t) < 0.5) {
      return new float[] {TORQUE.clip(0, -(12 * t + 2.5 * omega))};
    }
    double energy = omega * omega / 6 + 5 * (observation[0] - 1);
    return new float[] {TORQUE.clip(0, -1.5 * energy * Math.signum(omega))};
  }
}
