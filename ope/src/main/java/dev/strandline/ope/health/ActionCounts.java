package dev.strandline.ope.health;

import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How often each action was taken at each position, and whether that agrees with its propensities:
 * a row's 1{a_i = a} / b(a_i | x_i) is 1 in expectation for an action that could always be taken.
 */
final class ActionCounts {

  /** Effective rows from which on a mean is close enough to normal. */
  private static final double ENOUGH = 50;

  /** Relative distance up to which a disagreement does not matter. */
  private static final double NEGLIGIBLE = 0.05;

  /** Sums at one position. */
  private static final class Position {
    private long rows;
    private final long[] taken;
    private final long[] available;
    private final double[] inverse; // sum of 1/p
    private final double[] inverseSquares;
    private final double[] expected; // sum of b(a)
    private final double[] variance; // sum of b(a) (1 - b(a))

    Position(int actions) {
      taken = new long[actions];
      available = new long[actions];
      inverse = new double[actions];
      inverseSquares = new double[actions];
      expected = new double[actions];
      variance = new double[actions];
    }

    void merge(Position other) {
      rows += other.rows;
      for (int a = 0; a < taken.length; a++) {
        taken[a] += other.taken[a];
        available[a] += other.available[a];
        inverse[a] += other.inverse[a];
        inverseSquares[a] += other.inverseSquares[a];
        expected[a] += other.expected[a];
        variance[a] += other.variance[a];
      }
    }
  }

  private final int actions;
  private final List<Position> positions = new ArrayList<>();
  private boolean masked;
  private boolean propensities;
  private boolean distributions;

  ActionCounts(int actions) {
    this.actions = actions;
  }

  /** How often an action was taken at a position. */
  long taken(int position, int action) {
    return position < positions.size() ? positions.get(position).taken[action] : 0;
  }

  private Position at(int position) {
    while (positions.size() <= position) {
      positions.add(new Position(actions));
    }
    return positions.get(position);
  }

  void take(int position, int action) {
    at(position).rows++;
    at(position).taken[action]++;
  }

  void propensity(int position, int action, double p) {
    propensities = true;
    at(position).inverse[action] += 1 / p;
    at(position).inverseSquares[action] += 1 / p / p;
  }

  void mask(int position, boolean[] mask, int from) {
    masked = true;
    long[] available = at(position).available;
    for (int a = 0; a < actions; a++) {
      available[a] += mask[from + a] ? 1 : 0;
    }
  }

  void distribution(int position, double[] b, int from) {
    distributions = true;
    Position at = at(position);
    for (int a = 0; a < actions; a++) {
      double p = b[from + a];
      at.expected[a] += p;
      at.variance[a] += p * (1 - p);
    }
  }

  void merge(ActionCounts other) {
    for (int p = 0; p < other.positions.size(); p++) {
      at(p).merge(other.positions.get(p));
    }
    masked |= other.masked;
    propensities |= other.propensities;
    distributions |= other.distributions;
  }

  void report(Findings findings, IntFunction<String> label, double falseAlarms) {
    List<String> untried = new ArrayList<>();
    for (int a = 0; a < actions; a++) {
      int action = a;
      if (positions.stream().allMatch(position -> position.taken[action] == 0)) {
        untried.add(label.apply(a));
      }
    }
    if (!untried.isEmpty()) {
      findings.add(
          Severity.NOTE,
          Kind.UNTRIED_ACTIONS,
          "action",
          OptionalLong.empty(),
          Integer.toString(untried.size()),
          String.format(
              Locale.ROOT,
              "%d of %d actions were never taken: %s.",
              untried.size(),
              actions,
              Findings.names(untried)),
          "A target that takes them cannot be judged by weights.");
    }
    double z =
        new NormalDistribution()
            .inverseCumulativeProbability(1 - falseAlarms / 2 / (actions * positions.size()));
    if (distributions) {
      frequencies(findings, label, z);
    } else if (propensities) {
      inverses(findings, label, z);
    }
  }

  private void frequencies(Findings findings, IntFunction<String> label, double z) {
    List<String> off = new ArrayList<>();
    for (int p = 0; p < positions.size(); p++) {
      Position at = positions.get(p);
      for (int a = 0; a < actions; a++) {
        double distance = Math.abs(at.taken[a] - at.expected[a]);
        boolean impossible = at.expected[a] == 0 && at.taken[a] > 0;
        if (impossible
            || (at.variance[a] >= ENOUGH
                && distance > z * Math.sqrt(at.variance[a])
                && distance > NEGLIGIBLE * at.expected[a])) {
          off.add(
              String.format(
                  Locale.ROOT,
                  "%s was taken %,d times where %.1f were expected",
                  name(label, p, a),
                  at.taken[a],
                  at.expected[a]));
        }
      }
    }
    mismatch(findings, "behavior_distribution", off);
  }

  private void inverses(Findings findings, IntFunction<String> label, double z) {
    List<String> off = new ArrayList<>();
    for (int p = 0; p < positions.size(); p++) {
      Position at = positions.get(p);
      for (int a = 0; a < actions; a++) {
        double mean = at.inverse[a] / at.rows;
        double expected = masked ? (double) at.available[a] / at.rows : 1;
        double effective = at.inverse[a] * at.inverse[a] / at.inverseSquares[a];
        double error =
            Math.sqrt(Math.max(0, at.inverseSquares[a] / at.rows - mean * mean) / at.rows);
        // On the scale of square roots, on which counts have about the same error everywhere.
        double distance = 2 * Math.sqrt(mean) * Math.abs(Math.sqrt(expected) - Math.sqrt(mean));
        if (effective >= ENOUGH
            && distance > z * error
            && Math.abs(mean - expected) > NEGLIGIBLE * expected) {
          off.add(
              String.format(
                  Locale.ROOT,
                  "the mean of 1/p over the rows with %s is %.4g where %.4g is expected",
                  name(label, p, a),
                  mean,
                  expected));
        }
      }
    }
    mismatch(findings, "propensity", off);
  }

  private String name(IntFunction<String> label, int position, int action) {
    return "action "
        + label.apply(action)
        + (positions.size() > 1 ? " at position " + position : "");
  }

  private void mismatch(Findings findings, String column, List<String> off) {
    if (off.isEmpty()) {
      return;
    }
    findings.add(
        Severity.WARN,
        Kind.MISMATCHED_PROPENSITIES,
        column,
        OptionalLong.empty(),
        Integer.toString(off.size()),
        String.format(
            Locale.ROOT,
            "probabilities do not fit what was taken: %s%s.",
            off.get(0),
            off.size() > 1
                ? String.format(Locale.ROOT, ", and so for %d more", off.size() - 1)
                : ""),
        "They are not those of the policy that acted, or an action was not always to be had; log masks, or have"
            + " propensities fitted.");
  }
}
