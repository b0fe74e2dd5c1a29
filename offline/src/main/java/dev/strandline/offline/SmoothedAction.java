package dev.strandline.offline;

import dev.strandline.policy.ActionSpace;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.Pass;

/**
 * TD3's smoothed target action, a~ = clip(pi'(s') + clip(sigma eps, -c, c)), with sigma and c in
 * half widths of the action box, dimension by dimension.
 *
 * <p>Noise: {@code "target-noise"}, {@code [N, A]}.
 */
final class SmoothedAction {

  private final Noise noise;
  private final double[] center;
  private final double[] halfWidth;
  private final double[] aTilde;
  private final double[] epsilon;
  private final Matrix action;

  SmoothedAction(Learner.Setup setup, int batchSize) {
    ActionSpace.Box box = setup.actions();
    noise = setup.noise();
    center = new double[box.size()];
    halfWidth = new double[box.size()];
    for (int j = 0; j < box.size(); j++) {
      center[j] = box.center(j);
      halfWidth[j] = box.halfWidth(j);
    }
    aTilde = new double[batchSize * box.size()];
    epsilon = new double[aTilde.length];
    action = Matrix.zeros(setup.precision(), batchSize, box.size());
  }

  /**
   * The action at s', {@code [N, A]}, a buffer that the next call overwrites.
   *
   * @param actorTarget a pass of pi'
   * @param step the learner's own count of updates, which addresses the noise
   * @param sigma standard deviation of the noise, in half widths
   * @param clip bound on it, in half widths
   */
  Matrix at(Matrix nextState, Pass actorTarget, long step, double sigma, double clip) {
    actorTarget.forward(nextState).get(aTilde);
    noise.gaussian("target-noise", step, epsilon);
    for (int k = 0; k < aTilde.length; k++) {
      int j = k % halfWidth.length;
      double n = clamp(sigma * halfWidth[j] * epsilon[k], clip * halfWidth[j]);
      aTilde[k] = center[j] + clamp(aTilde[k] + n - center[j], halfWidth[j]);
    }
    action.set(aTilde);
    return action;
  }

  private static double clamp(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }
}
