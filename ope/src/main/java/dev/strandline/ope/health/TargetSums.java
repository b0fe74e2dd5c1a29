package dev.strandline.ope.health;

import dev.strandline.datasets.Target;
import dev.strandline.ope.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * What a target policy does on the rows seen so far: its weights and where its probability lies.
 */
final class TargetSums {

  private final String name;
  private final int actions;
  private final Weights weights = new Weights();
  private boolean weighted;
  private final List<double[]> mass = new ArrayList<>(); // by position, of each action
  private long rows;
  private double maskedMass;
  private long maskedRow = -1;
  private double zeroMass;
  private long zeroRow = -1;

  TargetSums(String name, int actions) {
    this.name = name;
    this.actions = actions;
  }

  void weights(Target target, double[] propensities) {
    double[] w = new double[propensities.length];
    for (int row = 0; row < w.length; row++) {
      w[row] = target.logged()[row] / propensities[row];
    }
    weights.add(w, 0, w.length);
    weighted = true;
  }

  /**
   * Takes in the target's probabilities of every action.
   *
   * @param position of each row, or null if all are at 0
   * @param available mask, or null
   * @param behavior the logger's probabilities, or null
   */
  void distribution(
      double[] e, int[] position, boolean[] available, double[] behavior, long firstRow) {
    int n = e.length / actions;
    for (int row = 0; row < n; row++) {
      double[] at = at(position == null ? 0 : position[row]);
      for (int a = 0; a < actions; a++) {
        int i = row * actions + a;
        at[a] += e[i];
        if (e[i] > 0 && available != null && !available[i]) {
          maskedMass += e[i];
          maskedRow = maskedRow < 0 ? firstRow + row : maskedRow;
        } else if (e[i] > 0 && behavior != null && behavior[i] == 0) {
          zeroMass += e[i];
          zeroRow = zeroRow < 0 ? firstRow + row : zeroRow;
        }
      }
    }
    rows += n;
  }

  private double[] at(int position) {
    while (mass.size() <= position) {
      mass.add(new double[actions]);
    }
    return mass.get(position);
  }

  void merge(TargetSums other) {
    weights.merge(other.weights);
    weighted |= other.weighted;
    for (int p = 0; p < other.mass.size(); p++) {
      double[] at = at(p);
      for (int a = 0; a < actions; a++) {
        at[a] += other.mass.get(p)[a];
      }
    }
    rows += other.rows;
    maskedMass += other.maskedMass;
    maskedRow = first(maskedRow, other.maskedRow);
    zeroMass += other.zeroMass;
    zeroRow = first(zeroRow, other.zeroRow);
  }

  private static long first(long a, long b) {
    return a < 0 ? b : b < 0 ? a : Math.min(a, b);
  }

  boolean weighted() {
    return weighted;
  }

  Weights weights() {
    return weights;
  }

  /** Mass on what could not be had, what the logger excluded, and what no row shows. */
  void support(Findings findings, ActionCounts counts, IntFunction<String> label) {
    if (rows == 0) {
      return;
    }
    findings.unsupported(
        name, maskedMass / rows, "actions that were not available", row(maskedRow));
    findings.unsupported(
        name, zeroMass / rows, "actions to which the logger gave probability 0", row(zeroRow));
    double never = 0;
    List<String> names = new ArrayList<>();
    for (int p = 0; p < mass.size(); p++) {
      for (int a = 0; a < actions; a++) {
        if (mass.get(p)[a] > 0 && counts.taken(p, a) == 0) {
          never += mass.get(p)[a];
          names.add(label.apply(a) + (mass.size() > 1 ? " at position " + p : ""));
        }
      }
    }
    findings.unsupported(
        name,
        never / rows,
        "actions that the log never takes: " + Findings.names(names),
        OptionalLong.empty());
  }

  private static OptionalLong row(long row) {
    return row < 0 ? OptionalLong.empty() : OptionalLong.of(row);
  }
}
