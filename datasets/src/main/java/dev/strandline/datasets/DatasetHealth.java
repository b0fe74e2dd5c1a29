package dev.strandline.datasets;

import dev.strandline.datasets.DatasetSummary.Ends;
import dev.strandline.datasets.DatasetSummary.Finding;
import dev.strandline.datasets.DatasetSummary.Severity;
import dev.strandline.datasets.DatasetSummary.Spread;
import dev.strandline.policy.ActionSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Looks for what commonly goes wrong with a log. */
final class DatasetHealth {

  /** Share of the rows from which on saturated actions and repeated rows are mentioned. */
  private static final double NOTEWORTHY = 0.05;

  private final Transitions data;
  private final List<Finding> findings = new ArrayList<>();

  DatasetHealth(Transitions data) {
    this.data = data;
  }

  List<Finding> findings(Ends ends, Spread rewards, List<Spread> observations) {
    notFinite("observation", data.observations(), data.observationSize());
    notFinite("action", data.actions(), data.actionSpace().size());
    data.nextObservations()
        .ifPresent(next -> notFinite("next observation", next, data.observationSize()));
    Rows badRewards = rows(row -> !Double.isFinite(data.rewards()[row]));
    if (badRewards.count > 0) {
      add(
          Severity.ERROR,
          "reward: %s not finite (first: row %d, %s). Mend the log, or leave these episodes out.",
          badRewards,
          badRewards.first,
          data.rewards()[badRewards.first]);
    }
    outsideTheSpace();
    if (rewards.min() == rewards.max()) {
      add(
          Severity.WARNING,
          "reward: all %d rows have %s, so no action is better than another. Check that the right column was read.",
          data.size(),
          rewards.min());
    }
    unfinished(ends);
    references();
    constantObservations(observations);
    saturatedActions();
    repeatedRows();
    findings.sort(Comparator.comparing(Finding::severity));
    return findings;
  }

  private void add(Severity severity, String message, Object... arguments) {
    findings.add(new Finding(severity, String.format(Locale.ROOT, message, arguments)));
  }

  private void notFinite(String what, float[] values, int size) {
    for (int j = 0; j < size; j++) {
      int dimension = j;
      Rows bad = rows(row -> !Float.isFinite(values[row * size + dimension]));
      if (bad.count > 0) {
        add(
            Severity.ERROR,
            "%s[%d]: %s not finite (first: row %d, %s). Mend the log, or leave these episodes out.",
            what,
            j,
            bad,
            bad.first,
            values[bad.first * size + j]);
      }
    }
  }

  private void outsideTheSpace() {
    int size = data.actionSpace().size();
    float[] action = new float[size];
    Rows outside =
        rows(
            row -> {
              System.arraycopy(data.actions(), row * size, action, 0, size);
              return !data.actionSpace().contains(action);
            });
    if (outside.count == 0) {
      return;
    }
    int begin = outside.first * size;
    if (data.actionSpace() instanceof ActionSpace.Box box) {
      int j = 0;
      while (data.actions()[begin + j] == box.clip(j, data.actions()[begin + j])) {
        j++;
      }
      add(
          Severity.WARNING,
          "action: %s outside the action box (first: row %d, where number %d is %s, beyond [%s, %s]). Correct the bounds,"
              + " or clip the actions.",
          outside,
          outside.first,
          j,
          data.actions()[begin + j],
          box.low()[j],
          box.high()[j]);
    } else {
      add(
          Severity.ERROR,
          "action: %s outside %s (first: row %d, %s). Mend the log.",
          outside,
          data.actionSpace(),
          outside.first,
          data.actions()[begin]);
    }
  }

  private void unfinished(Ends ends) {
    if (ends.unfinished() == 0) {
      return;
    }
    int first = 0;
    while (data.finished(first)) {
      first++;
    }
    add(
        ends.unfinished() == data.episodes() ? Severity.WARNING : Severity.NOTE,
        "%d of %d episodes are unfinished (first: episode %d, rows %d to %d): the last row is neither terminal nor"
            + " truncated, so the return is not known and trajectory weights are 0. If a time limit cut"
            + " them, set timeouts on their last rows.",
        ends.unfinished(),
        data.episodes(),
        data.episodeId(first),
        data.episodeStart(first),
        data.episodeEnd(first) - 1);
  }

  private void references() {
    String min = data.metadata().get(Transitions.REFERENCE_MIN);
    String max = data.metadata().get(Transitions.REFERENCE_MAX);
    if ((min != null || max != null) && !(number(max) > number(min))) {
      add(
          Severity.WARNING,
          "metadata %s is %s and %s is %s, so returns cannot be normalized. Store two numbers, the lower one first.",
          Transitions.REFERENCE_MIN,
          min,
          Transitions.REFERENCE_MAX,
          max);
    }
  }

  /** The finite number that {@code text} states, or NaN. */
  static double number(String text) {
    try {
      double value = text == null ? Double.NaN : Double.parseDouble(text);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void constantObservations(List<Spread> observations) {
    for (int j = 0; j < observations.size(); j++) {
      if (observations.get(j).min() == observations.get(j).max()) {
        add(
            Severity.NOTE,
            "observation[%d]: all %d rows have %s. Leave it out if it may differ in service, as a policy learns"
                + " nothing about it.",
            j,
            data.size(),
            observations.get(j).min());
      }
    }
  }

  private void saturatedActions() {
    if (!(data.actionSpace() instanceof ActionSpace.Box box)) {
      return;
    }
    float[] low = box.low();
    float[] high = box.high();
    for (int j = 0; j < box.size(); j++) {
      int dimension = j;
      Rows saturated =
          rows(
              row -> {
                float a = data.actions()[row * low.length + dimension];
                return a == low[dimension] || a == high[dimension];
              });
      if (saturated.count >= NOTEWORTHY * data.size()) {
        add(
            Severity.NOTE,
            "action[%d]: %s at a bound, %s or %s: %.1f percent (first: row %d). A tanh policy comes near a bound but never"
                + " reaches it; likelihoods need actions clipped inside.",
            j,
            saturated,
            low[j],
            high[j],
            100.0 * saturated.count / data.size(),
            saturated.first);
      }
    }
  }

  private void repeatedRows() {
    boolean[] begins = new boolean[data.size()];
    for (int episode = 0; episode < data.episodes(); episode++) {
      begins[data.episodeStart(episode)] = true;
    }
    Rows repeated =
        rows(
            row ->
                !begins[row]
                    && data.rewards()[row] == data.rewards()[row - 1]
                    && same(data.actions(), data.actionSpace().size(), row)
                    && same(data.observations(), data.observationSize(), row));
    if (repeated.count >= NOTEWORTHY * data.size()) {
      add(
          Severity.WARNING,
          "%s equal to the row before in observation, action and reward (first: row %d). Check that steps were not"
              + " logged twice.",
          repeated,
          repeated.first);
    }
  }

  private static boolean same(float[] values, int size, int row) {
    for (int i = row * size; i < (row + 1) * size; i++) {
      if (values[i] != values[i - size]) {
        return false;
      }
    }
    return true;
  }

  private Rows rows(IntPredicate condition) {
    int count = 0;
    int first = -1;
    for (int row = 0; row < data.size(); row++) {
      if (condition.test(row)) {
        first = count == 0 ? row : first;
        count++;
      }
    }
    return new Rows(count, first, data.size());
  }

  /** How many rows meet a condition, and the first of them. */
  private record Rows(int count, int first, int of) {
    @Override
    public String toString() {
      return count + " of " + of + " rows " + (count == 1 ? "is" : "are");
    }
  }
}
