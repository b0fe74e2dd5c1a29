package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One policy's value under several mixtures of its rewards, such as engagement and revenue: sum_j
 * c_j V_j, every component estimated with the same weights.
 *
 * @param values V_j, one for each component, in its own units
 * @param covariance of the V_j, {@code [components, components]}, over the groups of units
 * @param points one for each mixture
 */
public record TradeOff(double[] values, double[][] covariance, List<Point> points) {

  /**
   * A point of the curve.
   *
   * @param coefficients c_j, one for each component
   * @param value the mixture's value, with its limits
   */
  public record Point(double[] coefficients, Limits value) {}

  /** For what limits hold. */
  public enum Scope {
    /** For all points together: the whole curve lies inside. */
    SIMULTANEOUS,
    /** For each point on its own. */
    POINTWISE
  }

  /**
   * The curve over given mixtures.
   *
   * @param components one for each reward, from the same rows
   * @param mixtures {@code [points, components]}, the coefficients c
   * @param alpha probability that the limits fail, in (0, 1)
   * @param resamples number of bootstrap resamples
   */
  public static TradeOff of(
      List<Replicates> components,
      double[][] mixtures,
      Scope scope,
      double alpha,
      int resamples,
      RandomGenerator random) {
    Check.atLeast(mixtures.length, 1, "TradeOff: number of mixtures", "Give one at least.");
    List<Replicates> remembered = new ArrayList<>();
    for (Replicates component : components) {
      remembered.add(new Remembered(component));
    }
    List<Replicates> mixed = new ArrayList<>();
    for (double[] mixture : mixtures) {
      mixed.add(Combination.weighted(mixture, remembered));
    }
    JointBootstrap bootstrap = new JointBootstrap(mixed, resamples, random);
    List<Limits> limits =
        scope == Scope.SIMULTANEOUS
            ? bootstrap.limits(0, mixed.size(), alpha)
            : bootstrap.pointwise(alpha);
    List<Point> points = new ArrayList<>();
    for (int p = 0; p < mixtures.length; p++) {
      points.add(new Point(mixtures[p].clone(), limits.get(p)));
    }
    double[] ones = Combination.ones(mixed.get(0));
    double[] values = components.stream().mapToDouble(c -> c.value(ones)).toArray();
    return new TradeOff(values, covariance(components, ones), List.copyOf(points));
  }

  /** sum_g psi_jg psi_kg, psi centered. */
  private static double[][] covariance(List<Replicates> components, double[] ones) {
    double[][] influence = new double[components.size()][];
    for (int j = 0; j < influence.length; j++) {
      influence[j] = components.get(j).influence(ones).clone();
      double mean = 0;
      for (double psi : influence[j]) {
        mean += psi / ones.length;
      }
      for (int g = 0; g < ones.length; g++) {
        influence[j][g] -= mean;
      }
    }
    double[][] covariance = new double[influence.length][influence.length];
    for (int j = 0; j < influence.length; j++) {
      for (int k = 0; k < influence.length; k++) {
        for (int g = 0; g < ones.length; g++) {
          covariance[j][k] += influence[j][g] * influence[k][g];
        }
      }
    }
    return covariance;
  }
}
