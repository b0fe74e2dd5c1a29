package dev.strandline.ope.sequential;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.policy.Check;
import java.util.Arrays;

/**
 * The sums behind V = mean(base) + sum_t N_t / D_t, where N_t and D_t are sums over all episodes of
 * a numerator and of a denominator, kept for each group of units.
 *
 * <p>D_t is stored as two sums: over the episodes that are still running at step t, and of the last
 * denominators of those that ended at t, which count on at every later step. So parts whose longest
 * episodes differ merge exactly. Memory grows with the horizon: 24 bytes for each step and group.
 */
final class StepRatios {

  // All three see the same units in the same order, so their groups are the same.
  private final UnitSums numerators = new UnitSums(1); // the base, then N_t
  private final UnitSums running = new UnitSums(1);
  private final UnitSums ended = new UnitSums(1);
  private long episodes;

  /** Takes in one episode; without steps, its base alone. */
  void add(long unit, double base, int steps, double[] numerator, double[] denominator) {
    numerators.widen(1 + steps);
    int group = numerators.group(unit);
    numerators.count(group);
    numerators.add(group, 0, base);
    numerators.add(group, 1, numerator, steps);
    if (steps > 0) {
      running.widen(steps);
      running.add(running.group(unit), 0, denominator, steps);
      ended.widen(steps);
      ended.add(ended.group(unit), steps - 1, denominator[steps - 1]);
    }
    episodes++;
  }

  void merge(StepRatios other) {
    numerators.merge(other.numerators);
    running.merge(other.running);
    ended.merge(other.ended);
    episodes += other.episodes;
  }

  long episodes() {
    return episodes;
  }

  Groups groups() {
    double[][] baseAndNumerators = numerators.table(); // after the number of episodes
    int steps = numerators.statistics() - 1;
    int groups = baseAndNumerators.length;
    double[] counts = new double[groups];
    double[] base = new double[groups];
    double[][] numerator = new double[groups][];
    for (int g = 0; g < groups; g++) {
      counts[g] = baseAndNumerators[g][0];
      base[g] = baseAndNumerators[g][1];
      numerator[g] = Arrays.copyOfRange(baseAndNumerators[g], 2, 2 + steps);
    }
    return new Groups(counts, base, numerator, denominators(groups, steps));
  }

  /** D_t of every group: of the episodes that run at t, and of those that ended before. */
  private double[][] denominators(int groups, int steps) {
    double[][] denominator = new double[groups][steps];
    if (steps == 0) {
      return denominator;
    }
    double[][] runningTable = running.table();
    double[][] endedTable = ended.table();
    for (int g = 0; g < groups; g++) {
      double frozen = 0;
      for (int t = 0; t < steps; t++) {
        denominator[g][t] = runningTable[g][1 + t] + frozen;
        frozen += endedTable[g][1 + t];
      }
    }
    return denominator;
  }

  /**
   * The sums of every group.
   *
   * @param episodes {@code [groups]}
   * @param base {@code [groups]}
   * @param numerator {@code [groups, steps]}
   * @param denominator {@code [groups, steps]}
   */
  record Groups(double[] episodes, double[] base, double[][] numerator, double[][] denominator)
      implements Replicates {

    @Override
    public int groups() {
      return episodes.length;
    }

    int steps() {
      return numerator[0].length;
    }

    @Override
    public double value(double[] counts) {
      Totals totals = totals(counts);
      double value = totals.base / totals.episodes;
      int defined = 0;
      for (int t = 0; t < steps(); t++) {
        if (totals.denominator[t] != 0) {
          value += totals.numerator[t] / totals.denominator[t];
          defined++;
        }
      }
      return steps() > 0 && defined == 0 ? Double.NaN : value;
    }

    double value() {
      return value(ones());
    }

    /** The first step at which every denominator is 0; the number of steps if there is none. */
    int firstUndefinedStep() {
      double[] denominators = totals(ones()).denominator;
      int t = 0;
      while (t < denominators.length && denominators[t] != 0) {
        t++;
      }
      return t;
    }

    /**
     * (base_g - mean(base) n_g) / n + sum_t (N_gt - (N_t / D_t) D_gt) / D_t, where N_t and D_t are
     * summed over the counted groups; a step whose D_t is 0 adds nothing.
     */
    @Override
    public double[] influence(double[] counts) {
      Totals totals = totals(counts);
      double[] influence = new double[groups()];
      for (int g = 0; g < influence.length; g++) {
        double psi = (base[g] - totals.base / totals.episodes * episodes[g]) / totals.episodes;
        for (int t = 0; t < steps(); t++) {
          double d = totals.denominator[t];
          if (d != 0) {
            psi += (numerator[g][t] - totals.numerator[t] / d * denominator[g][t]) / d;
          }
        }
        influence[g] = psi;
      }
      return influence;
    }

    /** Root of the sum of squared influences; NaN for a single group. */
    double standardError() {
      if (groups() < 2) {
        return Double.NaN;
      }
      double squares = 0;
      for (double psi : influence(ones())) {
        squares += psi * psi;
      }
      return Math.sqrt(squares);
    }

    private double[] ones() {
      double[] ones = new double[groups()];
      Arrays.fill(ones, 1);
      return ones;
    }

    private Totals totals(double[] counts) {
      Check.length(counts.length, groups(), "counts");
      int steps = steps();
      double n = 0;
      double b = 0;
      double[] numerators = new double[steps];
      double[] denominators = new double[steps];
      for (int g = 0; g < groups(); g++) {
        double c = counts[g];
        if (c == 0) {
          continue;
        }
        n += c * episodes[g];
        b += c * base[g];
        for (int t = 0; t < steps; t++) {
          numerators[t] += c * numerator[g][t];
          denominators[t] += c * denominator[g][t];
        }
      }
      return new Totals(n, b, numerators, denominators);
    }
  }

  private record Totals(double episodes, double base, double[] numerator, double[] denominator) {}
}
