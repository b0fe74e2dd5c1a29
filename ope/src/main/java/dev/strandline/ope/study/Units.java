package dev.strandline.ope.study;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.Weights;
import dev.strandline.ope.verdict.WeightedEvents;
import java.util.Arrays;
import java.util.BitSet;

/** Which independent unit (a user) each row, or each slate, of a log belongs to. */
final class Units {

  private final int[] unit; // of each row, in [0, count)
  private final int count;

  private Units(int[] unit, int count) {
    this.unit = unit;
    this.count = count;
  }

  /** Rows with the same key are of one unit. */
  static Units of(long[] keys) {
    long[] distinct = keys.clone();
    Arrays.sort(distinct);
    int count = 0;
    for (int i = 0; i < distinct.length; i++) {
      if (i == 0 || distinct[i] != distinct[i - 1]) {
        distinct[count++] = distinct[i];
      }
    }
    int[] unit = new int[keys.length];
    for (int row = 0; row < unit.length; row++) {
      unit[row] = Arrays.binarySearch(distinct, 0, count, keys[row]);
    }
    return new Units(unit, count);
  }

  /** Number of units. */
  int count() {
    return count;
  }

  /** Number of units that some rows belong to. */
  int count(int[] rows) {
    BitSet met = new BitSet(count);
    for (int row : rows) {
      met.set(unit[row]);
    }
    return met.cardinality();
  }

  /**
   * The diagnostics of the units' sums of weights W_g. The mean is that of a row's weight all the
   * same, with the cluster-robust error sqrt(G / (G - 1) sum_g (W_g - n_g mean)^2) / n.
   *
   * @param weight one for each row, none negative
   */
  WeightDiagnostics weights(double[] weight) {
    double[] sums = sums(weight);
    Weights ofUnits = new Weights();
    ofUnits.add(sums, 0, count);
    WeightDiagnostics diagnostics = ofUnits.diagnostics();
    double mean = diagnostics.mean() * count / unit.length;
    int[] rows = new int[count];
    for (int g : unit) {
      rows[g]++;
    }
    double squares = 0;
    for (int g = 0; g < count; g++) {
      double distance = sums[g] - rows[g] * mean;
      squares += distance * distance;
    }
    return new WeightDiagnostics(
        count,
        mean,
        Math.sqrt(count / (count - 1.0) * squares) / unit.length,
        diagnostics.max(),
        diagnostics.effectiveSampleSize(),
        diagnostics.largestShare());
  }

  /**
   * How many rewarded units an estimate rests on.
   *
   * @param weighted weight times reward, one for each row
   * @param zeroShare share of the rewards that are 0
   */
  WeightedEvents events(double[] weighted, double zeroShare) {
    double sum = 0;
    double squares = 0;
    for (double ofUnit : sums(weighted)) {
      sum += ofUnit;
      squares += ofUnit * ofUnit;
    }
    return new WeightedEvents(squares > 0 ? sum * sum / squares : 0, zeroShare);
  }

  private double[] sums(double[] column) {
    double[] sums = new double[count];
    for (int row = 0; row < unit.length; row++) {
      sums[unit[row]] += column[row];
    }
    return sums;
  }
}
