package dev.strandline.ope;

import dev.strandline.policy.Check;
import java.util.List;

/**
 * The sums behind V = mean(base) + sum over k of (sum numerator_k / sum denominator_k), which is
 * the form of plain means and of self-normalized estimators alike: value, standard error and {@link
 * Replicates}.
 *
 * <p>The standard error is the delta method's. Row i has the influence psi_i = (base_i - mean base)
 * + sum over k of (numerator_ik - R_k denominator_ik) / mean denominator_k, R_k being the ratio,
 * and se^2 = mean(psi^2) / n; a plain mean divides by n - 1 instead. Where several rows belong to
 * one unit, influences are summed over each of the G groups of units, and se^2 = G / (G - 1) sum
 * psi_g^2 / n^2.
 */
public final class RatioSums {

  /** Most rows that one call takes. */
  public static final int CHUNK = 4_096;

  private final int bases; // 1 or 0
  private final int ratios;
  private final Moments moments; // base, then (numerator_k - shift_k denominator_k, denominator_k)
  private final UnitSums units; // base, then (numerator_k, denominator_k)
  private final double[] shift; // near R_k, so that large rewards do not cancel in the variance
  private boolean eachRow = true;

  private final double[][] shifted;

  /**
   * Starts with nothing.
   *
   * @param hasBase whether the value has a plain mean in it
   * @param ratios number of ratios, at least 0
   */
  public RatioSums(boolean hasBase, int ratios) {
    Check.that(
        hasBase || ratios > 0, "RatioSums has neither a base nor ratios. Ask for at least one.");
    this.bases = hasBase ? 1 : 0;
    this.ratios = ratios;
    moments = new Moments(bases + 2 * ratios);
    units = new UnitSums(bases + 2 * ratios);
    shift = new double[ratios];
    shifted = new double[ratios][CHUNK];
  }

  /**
   * Takes in rows {@code from} (inclusive) to {@code to} (exclusive) of a part, at most {@link
   * #CHUNK}.
   *
   * @param part the units of the whole part
   * @param columns base, if there is one, then numerator and denominator of each ratio; the row
   *     {@code from} stands first in each
   */
  public void add(UnitKeys part, int from, int to, double[]... columns) {
    int rows = to - from;
    checkSameUnits(part.eachRow());
    units.add(part, from, to, columns);
    double[][] centered = columns.clone();
    for (int k = 0; k < ratios; k++) {
      double[] numerator = columns[numerator(k)];
      double[] denominator = columns[numerator(k) + 1];
      if (moments.count() == 0) {
        shift[k] = ratio(numerator, denominator, rows);
      }
      double by = shift[k];
      double[] difference = shifted[k];
      for (int i = 0; i < rows; i++) {
        difference[i] = numerator[i] - by * denominator[i];
      }
      centered[numerator(k)] = difference;
    }
    moments.add(0, rows, centered);
    eachRow = part.eachRow();
  }

  private static double ratio(double[] numerator, double[] denominator, int rows) {
    double above = 0;
    double below = 0;
    for (int i = 0; i < rows; i++) {
      above += numerator[i];
      below += denominator[i];
    }
    return below == 0 ? 0 : above / below;
  }

  private int numerator(int k) {
    return bases + 2 * k;
  }

  private void checkSameUnits(boolean otherEachRow) {
    Check.that(
        moments.count() == 0 || eachRow == otherEachRow,
        "Some parts of the log have unit keys and some have none. Give keys for all parts or for"
            + " none.");
  }

  /** Takes in what {@code other} has seen. */
  public void merge(RatioSums other) {
    Check.that(
        other.bases == bases && other.ratios == ratios,
        "Sums with %d ratios cannot take in sums with %d. Merge parts of one estimator.",
        ratios,
        other.ratios);
    if (other.count() == 0) {
      return;
    }
    checkSameUnits(other.eachRow);
    Moments theirs = new Moments(bases + 2 * ratios);
    theirs.merge(other.moments);
    for (int k = 0; k < ratios; k++) {
      if (count() == 0) {
        shift[k] = other.shift[k];
      }
      theirs.addMultiple(numerator(k), other.shift[k] - shift[k], numerator(k) + 1);
    }
    moments.merge(theirs);
    units.merge(other.units);
    eachRow = other.eachRow;
  }

  /** Number of rows. */
  public long count() {
    return moments.count();
  }

  /** Mean of the denominator of ratio {@code k}. */
  public double meanDenominator(int k) {
    return moments.mean(numerator(k) + 1);
  }

  /**
   * The diagnostics of the denominators of ratio {@code k}, where they are importance weights.
   *
   * @param max the largest of them
   */
  public WeightDiagnostics denominators(int k, double max) {
    return Weights.diagnostics(moments, numerator(k) + 1, max);
  }

  private double ratio(int k) {
    return shift[k] + moments.mean(numerator(k)) / meanDenominator(k);
  }

  /** V; NaN if a denominator is 0 throughout. */
  public double value() {
    double value = bases == 1 ? moments.mean(0) : 0;
    for (int k = 0; k < ratios; k++) {
      value += ratio(k);
    }
    return value;
  }

  /**
   * The standard error of V; NaN for fewer than two units, or where V is.
   *
   * @throws IllegalStateException if two parts of the log gave the same number to different rows
   */
  public double standardError() {
    if (Double.isNaN(value())) {
      return Double.NaN;
    }
    long n = count();
    if (unitsAreRows()) {
      double divisor = ratios == 0 ? n - 1.0 : n;
      return n < 2 ? Double.NaN : Math.sqrt(moments.comoment(influence()) / divisor / n);
    }
    double groups = units.groups();
    return groups < 2 ? Double.NaN : Math.sqrt(groups / (groups - 1) * squaredInfluences()) / n;
  }

  /** How the influence of a row depends on its columns as {@link #moments} has them. */
  private double[] influence() {
    double[] factors = new double[bases + 2 * ratios];
    if (bases == 1) {
      factors[0] = 1;
    }
    for (int k = 0; k < ratios; k++) {
      factors[numerator(k)] = 1 / meanDenominator(k);
      factors[numerator(k) + 1] = -(ratio(k) - shift[k]) / meanDenominator(k);
    }
    return factors;
  }

  private double squaredInfluences() {
    double sum = 0;
    for (double[] group : units.table()) {
      double psi = bases == 1 ? group[1] - moments.mean(0) * group[0] : 0;
      for (int k = 0; k < ratios; k++) {
        int column = 1 + numerator(k);
        psi += (group[column] - ratio(k) * group[column + 1]) / meanDenominator(k);
      }
      sum += psi * psi;
    }
    return sum;
  }

  /**
   * Whether every row was drawn independently.
   *
   * @throws IllegalStateException if two parts of the log gave the same number to different rows
   */
  public boolean unitsAreRows() {
    boolean oneEach = units.eachUnitAlone() && units.groups() == count();
    if (eachRow && units.eachUnitAlone() && !oneEach) {
      throw new IllegalStateException(
          String.format(
              "%d rows have only %d different numbers. Tell each part of the log the number of its"
                  + " first row.",
              count(), units.groups()));
    }
    return eachRow || oneEach;
  }

  /**
   * Number of independent units; where keys are shared and there are more than {@link
   * UnitSums#GROUPS} of them, the number of groups that they fall into.
   */
  public long units() {
    return unitsAreRows() ? count() : units.groups();
  }

  /** What a reader must know about the units; empty if there is nothing. */
  public List<String> remarks() {
    if (units() < 2) {
      return List.of("One unit gives no standard error.");
    }
    if (unitsAreRows()) {
      return List.of();
    }
    if (units.eachUnitAlone()) {
      return List.of(
          String.format("%d rows are judged by their %d units.", count(), units.groups()));
    }
    return List.of(
        String.format(
            "%d rows of more than %d units are judged by %d groups of whole units.",
            count(), UnitSums.GROUPS, UnitSums.GROUPS));
  }

  /** V, to be recomputed with groups of units counted otherwise. */
  public Replicates replicates() {
    boolean hasBase = bases == 1;
    int count = ratios;
    return new FunctionOfSums(units.table(), sums -> value(hasBase, count, sums));
  }

  /** V from sums: rows, base if there is one, then numerator and denominator of each ratio. */
  private static double value(boolean hasBase, int ratios, double[] sums) {
    double value = hasBase ? sums[1] / sums[0] : 0;
    for (int k = 0; k < ratios; k++) {
      int numerator = sums.length - 2 * (ratios - k);
      value += sums[numerator] / sums[numerator + 1];
    }
    return value;
  }
}
