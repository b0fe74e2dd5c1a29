package dev.strandline.ope.sequential;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.UnitSums;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The sums behind V = mean(base) + sum_t N_t / D_t, where N_t and D_t are sums over all episodes of
 * a numerator and of a denominator, kept for each group of units.
 *
 * <p>An episode that has ended counts on with its last denominator at every later step. Where
 * others are longer that is noted once, at the step after its last, and summed up when asked for:
 * time grows with the steps that were logged, whatever the horizon. A part whose episodes are
 * shorter is extended before it is merged. Memory grows with the horizon: 16 bytes for each step
 * and group, 24 where lengths differ.
 */
final class StepRatios {

  // All see the same units in the same order, so their groups are the same.
  private final UnitSums numerators = new UnitSums(1); // the base, then N_t
  private final UnitSums denominators = new UnitSums(1); // D_t, but for what is in ended
  private final UnitSums ended = new UnitSums(1); // by first step after the last one
  private long episodes;
  private boolean clustered;

  /**
   * Begins a part of the log, whose episodes are added next.
   *
   * @param inClusters whether its units are clusters of episodes; as in every other part
   */
  void startPart(boolean inClusters) {
    Check.that(
        episodes == 0 || clustered == inClusters,
        "Some parts of the log have clusters and some have none. Give Episodes.Builder.clusters for"
            + " all parts or for none.");
    clustered = inClusters;
  }

  /** Takes in one episode; without steps, its base alone. */
  void add(long unit, double base, int steps, double[] numerator, double[] denominator) {
    numerators.widen(1 + steps);
    int group = numerators.group(unit);
    numerators.count(group);
    numerators.add(group, 0, base);
    if (steps > 0) {
      numerators.add(group, 1, numerator, steps);
      denominators.extend(steps);
      int same = denominators.group(unit);
      denominators.add(same, 0, denominator, steps);
      same = ended.group(unit);
      if (steps < denominators.statistics()) {
        ended.widen(denominators.statistics());
        ended.add(same, steps, denominator[steps - 1]);
      }
    }
    episodes++;
  }

  void merge(StepRatios other) {
    if (other.episodes == 0) {
      return;
    }
    startPart(other.clustered);
    numerators.merge(other.numerators);
    UnitSums theirs = new UnitSums(other.denominators.statistics());
    theirs.merge(other.denominators);
    theirs.extend(denominators.statistics());
    denominators.extend(theirs.statistics());
    denominators.merge(theirs);
    ended.merge(other.ended);
    episodes += other.episodes;
  }

  long episodes() {
    return episodes;
  }

  /** Whether every episode was drawn independently. */
  boolean unitsAreEpisodes() {
    return !clustered;
  }

  /** Number of independent units; of clusters, the number of groups that they fall into. */
  long units() {
    return clustered ? numerators.groups() : episodes;
  }

  /**
   * The sums as they stand.
   *
   * @throws IllegalStateException if two episodes without clusters have the same key
   */
  Groups groups() {
    if (!clustered && numerators.eachUnitAlone() && numerators.groups() != episodes) {
      throw new IllegalStateException(
          String.format(
              "%d episodes have only %d different keys. Give Episodes.Builder.ids keys that differ"
                  + " across the parts of the log.",
              episodes, numerators.groups()));
    }
    return new Groups(numerators.table(), allDenominators(), clustered);
  }

  /** The table of the denominators, to which the episodes that have ended still count. */
  private double[][] allDenominators() {
    double[][] table = denominators.table();
    double[][] ends = ended.table();
    for (int g = 0; g < table.length; g++) {
      double frozen = 0;
      for (int t = 1; t < table[g].length; t++) {
        frozen += t < ends[g].length ? ends[g][t] : 0;
        table[g][t] += frozen;
      }
    }
    return table;
  }

  /** The sums of every group. */
  static final class Groups implements Replicates {

    private final double[][] numerators; // [groups]: episodes, base, then N_t
    private final double[][] denominators; // [groups]: a count, then D_t; empty without steps
    private final int steps;
    private final boolean clustered;
    private final Totals all;

    private Groups(double[][] numerators, double[][] denominators, boolean clustered) {
      this.numerators = numerators;
      this.denominators = denominators;
      this.clustered = clustered;
      steps = numerators[0].length - 2;
      all = totals(ones());
    }

    @Override
    public int groups() {
      return numerators.length;
    }

    int steps() {
      return steps;
    }

    @Override
    public double value(double[] counts) {
      return totals(counts).value();
    }

    double value() {
      return all.value();
    }

    /** The steps at which every denominator is 0, in order. */
    int[] undefinedSteps() {
      return IntStream.range(0, steps).filter(t -> all.denominator[t] == 0).toArray();
    }

    @Override
    public double[] influence(double[] counts) {
      return influence(totals(counts));
    }

    /**
     * (base_g - mean(base) n_g) / n + sum_t (N_gt - (N_t / D_t) D_gt) / D_t, where N_t and D_t are
     * totals; a step whose D_t is 0 adds nothing.
     */
    private double[] influence(Totals totals) {
      double[] d = totals.denominator;
      double[] ratio = new double[steps];
      Arrays.setAll(ratio, t -> totals.numerator[t] / d[t]);
      double[] influence = new double[groups()];
      for (int g = 0; g < influence.length; g++) {
        double[] n = numerators[g];
        double psi = (n[1] - totals.base / totals.episodes * n[0]) / totals.episodes;
        for (int t = 0; t < steps; t++) {
          if (d[t] != 0) {
            psi += (n[2 + t] - ratio[t] * denominators[g][1 + t]) / d[t];
          }
        }
        influence[g] = psi;
      }
      return influence;
    }

    /**
     * Root of the sum of squared influences, of G clusters times G / (G - 1), as {@link
     * dev.strandline.ope.RatioSums} has it; NaN for a single group.
     */
    double standardError() {
      double groups = groups();
      if (groups < 2) {
        return Double.NaN;
      }
      double squares = 0;
      for (double psi : influence(all)) {
        squares += psi * psi;
      }
      // With one episode in each, a ratio's error is that of independent episodes.
      boolean corrected = clustered && (steps == 0 || groups < all.episodes);
      return Math.sqrt(corrected ? groups / (groups - 1) * squares : squares);
    }

    private double[] ones() {
      double[] ones = new double[groups()];
      Arrays.fill(ones, 1);
      return ones;
    }

    private Totals totals(double[] counts) {
      Check.length(counts.length, groups(), "counts");
      double n = 0;
      double b = 0;
      double[] numerator = new double[steps];
      double[] denominator = new double[steps];
      for (int g = 0; g < groups(); g++) {
        double c = counts[g];
        if (c == 0) {
          continue;
        }
        double[] ofGroup = numerators[g];
        n += c * ofGroup[0];
        b += c * ofGroup[1];
        for (int t = 0; t < steps; t++) {
          numerator[t] += c * ofGroup[2 + t];
          denominator[t] += c * denominators[g][1 + t];
        }
      }
      return new Totals(n, b, numerator, denominator);
    }
  }

  private record Totals(double episodes, double base, double[] numerator, double[] denominator) {

    double value() {
      double value = base / episodes;
      int defined = 0;
      for (int t = 0; t < numerator.length; t++) {
        if (denominator[t] != 0) {
          value += numerator[t] / denominator[t];
          defined++;
        }
      }
      return numerator.length > 0 && defined == 0 ? Double.NaN : value;
    }
  }
}
