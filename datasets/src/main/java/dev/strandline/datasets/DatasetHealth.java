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
import java.util.Optional;
import java.util.function.IntPredicate;

/** Looks for what commonly goes wrong with a log. */
final class DatasetHealth {

  /** Share of the rows from which on saturated actions and repeated rows are mentioned. */
  private static final double NOTEWORTHY = 0.05;

  /** Standard deviations up to which a jump is taken for rounding. */
  private static final double ROUNDING = 1e-4;

  private final Transitions data;
  private final List<Finding> findings = new ArrayList<>();

  DatasetHealth(Transitions data) {
    this.data = data;
  }

  List<Finding> findings(
      TrainingRows.LeftOut leftOut,
      Ends ends,
      Spread rewards,
      List<Spread> observations,
      List<ActionUse> actionUse,
      Duplicates duplicates,
      Optional<Continuity> continuity) {
    if (leftOut.total() == data.size()) {
      add(Severity.ERROR, TrainingRows.NOTHING, data.size());
    }
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
    saturatedActions(actionUse);
    repeatedRows();
    duplicates(duplicates);
    continuity.ifPresent(this::jumps);
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

  private void saturatedActions(List<ActionUse> actionUse) {
    if (!(data.actionSpace() instanceof ActionSpace.Box box)) {
      return;
    }
    for (int j = 0; j < box.size(); j++) {
      if (actionUse.get(j).saturated() < NOTEWORTHY) {
        continue;
      }
      float low = box.low()[j];
      float high = box.high()[j];
      int dimension = j;
      Rows saturated =
          rows(
              row -> {
                float a = data.actions()[row * box.size() + dimension];
                return a == low || a == high;
              });
      add(
          Severity.NOTE,
          "action[%d]: %s at a bound, %s or %s: %.1f percent (first: row %d). A tanh policy comes near a bound but never"
              + " reaches it; likelihoods need actions clipped inside.",
          j,
          saturated,
          low,
          high,
          100.0 * saturated.count / data.size(),
          saturated.first);
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

  /** Numbers that are never whole do not come twice by chance; those of small tables do. */
  private void duplicates(Duplicates found) {
    boolean table = CoverageGrid.exactObservations(StateActions.of(data), data.size());
    if (found.episodes() > 0) {
      add(
          table ? Severity.NOTE : Severity.WARNING,
          "%d of %d episodes %s equal to an earlier one in every row (first: episode %d equals episode %d, rows %d and"
              + " %d on). Check that no file was read twice; an episode that is there twice weighs twice.",
          found.episodes(),
          data.episodes(),
          found.episodes() == 1 ? "is" : "are",
          data.episodeId(found.firstEpisode()),
          data.episodeId(found.firstEpisodeEquals()),
          data.episodeStart(found.firstEpisode()),
          data.episodeStart(found.firstEpisodeEquals()));
    } else if (!table && found.rows() >= NOTEWORTHY * data.size()) {
      add(
          Severity.NOTE,
          "%s equal to an earlier one in observation, action and reward (first: row %d equals row %d), though no whole"
              + " episode is. The log holds fewer different steps than rows.",
          new Rows(found.rows(), found.firstRow(), data.size()),
          found.firstRow(),
          found.firstRowEquals());
    }
  }

  private void jumps(Continuity continuity) {
    if (continuity.jumps() > 0) {
      boolean rounding = continuity.largestJump() < ROUNDING;
      add(
          rounding ? Severity.NOTE : Severity.WARNING,
          "next_observations: in %d of %d rows inside an episode they differ from the observations of the row after"
              + " (first: row %d; most: row %d, number %d, by %.3g standard deviations). %s",
          continuity.jumps(),
          data.size() - data.episodes(),
          continuity.firstJump(),
          continuity.largestJumpRow(),
          continuity.largestJumpDimension(),
          continuity.largestJump(),
          rounding
              ? "That is rounding."
              : "Rows are missing or out of order, an episode's end is not marked, or the two columns hold different"
                  + " things.");
    }
    if (continuity.continued() > 0) {
      add(
          Severity.NOTE,
          "%d of %d episode ends that are not terminal go on in the next episode: it begins with the very next"
              + " observation (first: row %d). Such an end is a cut in one stream and no reset.",
          continuity.continued(),
          continuity.boundaries(),
          continuity.firstContinued());
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
