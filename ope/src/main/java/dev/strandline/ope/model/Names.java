package dev.strandline.ope.model;

import dev.strandline.datasets.BanditLog;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a log calls the actions 0, 1 and so on, and the numbers of its context. Labels are numbered
 * by what each file holds, so that a number alone says nothing in another log.
 *
 * @param actions one label for each action; empty where they have none
 * @param context one name for each number of the context; empty where they have none
 */
public record Names(List<String> actions, List<String> context) {

  private static final int SHOWN = 5;

  public Names {
    actions = List.copyOf(actions);
    context = List.copyOf(context);
  }

  /** No names. */
  public static Names none() {
    return new Names(List.of(), List.of());
  }

  /** The names that a log has. */
  public static Names of(BanditLog log) {
    return new Names(log.actionLabels(), log.contextNames());
  }

  /**
   * Requires that a log calls its actions and its context as these names do. Contexts without names
   * agree with all.
   *
   * @param whose of whom these names are, as in "target new: the policy"
   * @throws IllegalArgumentException that tells which names differ
   */
  public void requireSame(String whose, Names log) {
    requireSame(whose, "actions", actions, log.actions);
    if (!context.isEmpty() && !log.context.isEmpty()) {
      requireSame(whose, "numbers of the context", context, log.context);
    }
  }

  private static void requireSame(
      String whose, String what, List<String> mine, List<String> theirs) {
    Check.that(
        mine.equals(theirs),
        "%s has other %s than the log: %s. Judge it on a log with those that it was learned from, or learn it anew.",
        whose,
        what,
        difference(mine, theirs));
  }

  private static String difference(List<String> mine, List<String> theirs) {
    if (mine.isEmpty() || theirs.isEmpty()) {
      return mine.isEmpty()
          ? "its own are numbers, the log's are " + shown(theirs)
          : "its own are " + shown(mine) + ", the log's are numbers";
    }
    List<String> gone = without(mine, theirs);
    List<String> fresh = without(theirs, mine);
    if (gone.isEmpty() && fresh.isEmpty()) {
      return "the same, but in another order";
    }
    return Stream.of(
            gone.isEmpty() ? "" : "the log lacks " + shown(gone),
            fresh.isEmpty() ? "" : "the log has " + shown(fresh) + " besides")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static List<String> without(List<String> names, List<String> others) {
    List<String> rest = new ArrayList<>(new LinkedHashSet<>(names));
    rest.removeAll(new HashSet<>(others));
    return rest;
  }

  private static String shown(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? some + " and " + (names.size() - SHOWN) + " more" : some;
  }
}
