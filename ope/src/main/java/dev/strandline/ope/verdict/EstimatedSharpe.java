package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.assessment.SelectionOrder;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * SharpeRatio@k of the k best candidates, estimated from the log that chose them.
 *
 * <p>Putting estimates into the formula of Kiyohara et al., "Towards Assessing and Benchmarking
 * Risk-Return Tradeoff of Off-Policy Evaluation", 2024, would reward noise: the best of many equal
 * candidates always seems to gain. The interval therefore takes the gain's simultaneous limits over
 * the k, for numerator and deviation, and holds for every k and however the k were chosen. The
 * point takes a gain whose ranking, winner and value come from three separate parts of the log, and
 * as risk the covariance of the candidates' gains between two parts, in which noise cancels; it is
 * conservative.
 *
 * @param k number of candidates, those of highest estimate, from 1
 * @param lower lower end of the interval, 0 where no gain is shown
 * @param upper upper end; infinite where all k may be worth the same
 * @param gain N_k, mean gain of the winner on the part that did not choose it
 * @param variance C_k, mean covariance of the gains of the k between two parts; NaN at k = 1
 * @param point max(N_k, 0) / sqrt(C_k); NaN where the log does not determine it
 * @param remark why there is no point; empty if there is one
 */
public record EstimatedSharpe(
    int k, double lower, double upper, double gain, double variance, double point, String remark) {

  /** What is said where there is no point. */
  public static final String NOT_DETERMINED = "not determined by this log";

  private static final int SPLITS = 20;

  private static final int[][] ROLES = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  /**
   * All k, from 1 to the number of candidates whose gain has limits: those for which the log can
   * answer, less those without any spread.
   *
   * @param metric as it was judged
   * @param decisions the judge's, one for each candidate of {@code metric}
   */
  public static List<EstimatedSharpe> of(
      Metric metric, List<Decision> decisions, RandomGenerator random) {
    Check.that(
        decisions.size() == metric.candidates().size(),
        "%d decisions do not belong to %d candidates. Give those of this metric.",
        decisions.size(),
        metric.candidates().size());
    List<Replicates> gains = new ArrayList<>();
    List<Limits> limits = new ArrayList<>();
    for (int j = 0; j < decisions.size(); j++) {
      if (!Double.isNaN(decisions.get(j).gain().lower())) {
        gains.add(Judge.gain(metric, metric.candidates().get(j).replicates(), metric.logging()));
        limits.add(decisions.get(j).gain());
      }
    }
    int[] order = SelectionOrder.of(limits.stream().mapToDouble(Limits::value).toArray());
    double[] gain = new double[order.length];
    double[] variance = new double[order.length];
    if (!gains.isEmpty()) {
      splitInThree(gains, gain, variance, random);
    }
    List<EstimatedSharpe> all = new ArrayList<>();
    for (int k = 1; k <= order.length; k++) {
      double[] lower = new double[k];
      double[] upper = new double[k];
      for (int i = 0; i < k; i++) {
        lower[i] = limits.get(order[i]).lower();
        upper[i] = limits.get(order[i]).upper();
      }
      all.add(at(k, new Box(lower, upper), lower, upper, gain[k - 1], variance[k - 1]));
    }
    return all;
  }

  private static EstimatedSharpe at(
      int k, Box box, double[] lower, double[] upper, double gain, double variance) {
    if (k == 1) {
      return new EstimatedSharpe(
          k, Double.NaN, Double.NaN, gain, Double.NaN, Double.NaN, "one policy has no spread");
    }
    double least = Arrays.stream(lower).max().orElseThrow();
    double most = Arrays.stream(upper).max().orElseThrow();
    double narrowest = box.least();
    double high = most > 0 ? most / narrowest : 0; // infinite if all may be worth the same
    boolean determined = least > 0 && narrowest > 0 && variance > 0 && !Double.isNaN(gain);
    return new EstimatedSharpe(
        k,
        least > 0 ? least / box.largest() : 0,
        high,
        gain,
        variance,
        determined ? Math.max(gain, 0) / Math.sqrt(variance) : Double.NaN,
        determined ? "" : NOT_DETERMINED);
  }

  /** Fills N_k and C_k, averaged over random splits of the groups and the roles of their parts. */
  private static void splitInThree(
      List<Replicates> gains, double[] gain, double[] variance, RandomGenerator random) {
    int groups = Combination.groups(gains);
    double share = 1.0 / (SPLITS * ROLES.length);
    for (int split = 0; split < SPLITS; split++) {
      double[][] parts = parts(groups, random);
      double[][] values = new double[parts.length][gains.size()]; // [part, candidate]
      for (int part = 0; part < parts.length; part++) {
        for (int j = 0; j < gains.size(); j++) {
          values[part][j] = gains.get(j).value(parts[part]);
          if (Double.isNaN(values[part][j])) {
            // A part that leaves a candidate undefined ranks nothing.
            Arrays.fill(gain, Double.NaN);
            Arrays.fill(variance, Double.NaN);
            return;
          }
        }
      }
      for (int[] role : ROLES) {
        addRole(values[role[0]], values[role[1]], values[role[2]], share, gain, variance);
      }
    }
  }

  private static void addRole(
      double[] rank,
      double[] pick,
      double[] value,
      double share,
      double[] gain,
      double[] variance) {
    int[] order = SelectionOrder.of(rank);
    int winner = order[0];
    double meanPick = 0;
    double meanValue = 0;
    double products = 0; // of deviations from the means, Welford's way
    for (int k = 1; k <= order.length; k++) {
      int j = order[k - 1];
      winner = pick[j] > pick[winner] ? j : winner;
      double deviation = pick[j] - meanPick;
      meanPick += deviation / k;
      meanValue += (value[j] - meanValue) / k;
      products += deviation * (value[j] - meanValue);
      gain[k - 1] += share * value[winner];
      variance[k - 1] += share * products / (k - 1);
    }
  }

  /** Deals the groups into three parts as equal as can be: counts of 0 and 1. */
  private static double[][] parts(int groups, RandomGenerator random) {
    int[] dealt = new int[groups];
    Arrays.setAll(dealt, g -> g);
    double[][] parts = new double[3][groups];
    for (int g = groups - 1; g >= 0; g--) {
      int other = random.nextInt(g + 1);
      int group = dealt[other];
      dealt[other] = dealt[g];
      parts[g % 3][group] = 1;
    }
    return parts;
  }
}
