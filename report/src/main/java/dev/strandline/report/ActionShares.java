package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Both policies' share of each action: how often the log took it, and how often the target policy
 * would. An action that the target takes and the log never did is marked, as nothing in the log
 * tells what it would bring.
 */
public final class ActionShares {

  /** Actions that are drawn; those after them are summed up in words. */
  public static final int MOST_ACTIONS = 60;

  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final int HEAD = 60;
  private static final int FOOT = 52;
  private static final int ROW = 30;
  private static final int LINE = 14;
  private static final int NOTE_LINE = 17;
  private static final double WIDEST_NAME = 170;
  private static final int MOST_DESCRIBED = 20;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);

  private ActionShares() {}

  /**
   * What both policies do with one action.
   *
   * @param name of the action
   * @param behavior share of the log's rows that took it, in [0, 1]
   * @param target the target policy's mean probability of it over the log's rows, in [0, 1]
   */
  public record Action(String name, double behavior, double target) {

    public Action {
      String where = "ActionShares.Action " + name;
      Check.range(behavior, 0, 1, where + ".behavior", "It is a share of the rows.");
      Check.range(target, 0, 1 + 1e-9, where + ".target", "It is a mean probability.");
    }

    /** Whether the target takes it and the log never did. */
    public boolean unsupported() {
      return behavior == 0 && target > 0;
    }
  }

  /**
   * Draws the plot.
   *
   * @param policy the target policy's name
   * @param mostUnsupported share of the target's decisions that a gate allows on actions that the
   *     log never took, in [0, 1]
   * @param actions at least one, in reading order
   * @throws IllegalArgumentException if there is no action
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String policy, double mostUnsupported, List<Action> actions) {
    Check.that(!actions.isEmpty(), "ActionShares: there is no action. Give at least one.");
    Check.range(mostUnsupported, 0, 1, "ActionShares: mostUnsupported", "Use 0.01 for 1 %.");
    Canvas.needFonts();
    List<Action> drawn = actions.subList(0, Math.min(MOST_ACTIONS, actions.size()));
    List<String> notes = notes(mostUnsupported, actions);
    double names =
        drawn.stream()
            .flatMap(a -> Lettering.wrapped(a.name(), NAME, WIDEST_NAME, 2).stream())
            .mapToDouble(line -> Canvas.width(NAME, line))
            .max()
            .orElseThrow();
    double most =
        100
            * drawn.stream()
                .mapToDouble(a -> Math.max(a.behavior(), a.target()))
                .max()
                .orElseThrow();
    double numbers = Canvas.WIDE - MARGIN - 230;
    Axis axis =
        new Axis(
            0,
            most == 0 ? 1 : 1.06 * most,
            false,
            MARGIN + Math.max(50, names) + GAP + 6,
            numbers - GAP - 6);
    double bottom = HEAD + drawn.size() * ROW;
    return Canvas.draw(
        Canvas.WIDE,
        (int) Math.ceil(bottom + FOOT + notes.size() * NOTE_LINE + 4),
        describe(policy, mostUnsupported, actions),
        (g, theme) -> {
          legend(policy).paint(g, theme, MARGIN / 2.0);
          axis.paintAcross(g, theme, HEAD, bottom, "% of decisions");
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, "action", MARGIN, HEAD - 10);
          Lettering.left(g, NOTE, "log", numbers, HEAD - 10);
          Lettering.left(g, NOTE, "target", numbers + 64, HEAD - 10);
          for (int i = 0; i < drawn.size(); i++) {
            paint(g, theme, axis, drawn.get(i), HEAD + (i + 0.5) * ROW, numbers);
          }
          g.setColor(theme.faded());
          for (int i = 0; i < notes.size(); i++) {
            Lettering.left(g, NOTE, notes.get(i), MARGIN, bottom + FOOT + (i + 0.1) * NOTE_LINE);
          }
        });
  }

  private static Legend legend(String policy) {
    return Legend.of(
        List.of(
            new Legend.Entry(
                "log",
                (g, theme, box) -> Mark.paintLogging(g, theme, box.getCenterX(), box.getCenterY())),
            new Legend.Entry(
                policy,
                (g, theme, box) ->
                    Mark.CANNOT_TELL.paint(g, theme, box.getCenterX(), box.getCenterY(), 5))),
        MARGIN,
        Canvas.WIDE - MARGIN);
  }

  private static void paint(
      Graphics2D g, Theme theme, Axis axis, Action action, double y, double numbers) {
    g.setColor(theme.grid());
    g.setStroke(new BasicStroke(1));
    g.draw(new Line2D.Double(MARGIN, y - ROW / 2.0, Canvas.WIDE - MARGIN, y - ROW / 2.0));
    g.setColor(theme.ink());
    List<String> name = Lettering.wrapped(action.name(), NAME, WIDEST_NAME, 2);
    for (int i = 0; i < name.size(); i++) {
      Lettering.left(g, NAME, name.get(i), MARGIN, y + (i - (name.size() - 1) / 2.0) * LINE);
    }
    double behavior = axis.at(100 * action.behavior());
    double target = axis.at(100 * action.target());
    Mark mark = action.unsupported() ? Mark.WORSE : Mark.CANNOT_TELL;
    g.setColor(mark.color(theme));
    g.setStroke(action.unsupported() ? Charts.DASHED : new BasicStroke(1.8f));
    g.draw(new Line2D.Double(behavior, y, target, y));
    Mark.paintLogging(g, theme, behavior, y);
    mark.paint(g, theme, target, y, 4.6);
    g.setColor(theme.ink());
    Lettering.left(g, NOTE, Axis.percent(action.behavior()), numbers, y);
    Lettering.left(g, NOTE, Axis.percent(action.target()), numbers + 64, y);
    if (action.unsupported()) {
      Lettering.left(g, NOTE, "never in the log", numbers + 124, y);
    }
  }

  private static List<String> notes(double mostUnsupported, List<Action> actions) {
    List<String> notes = new ArrayList<>();
    int more = actions.size() - MOST_ACTIONS;
    if (more > 0) {
      List<Action> rest = actions.subList(MOST_ACTIONS, actions.size());
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d further %s not drawn: together %s of the log, %s of the target.",
              more,
              more == 1 ? "action is" : "actions are",
              Axis.percent(rest.stream().mapToDouble(Action::behavior).sum()),
              Axis.percent(rest.stream().mapToDouble(Action::target).sum())));
    }
    double unsupported =
        actions.stream().filter(Action::unsupported).mapToDouble(Action::target).sum();
    notes.add(
        "On actions that the log never took: "
            + Axis.percent(unsupported)
            + " of the target's decisions; at most "
            + Axis.percent(mostUnsupported)
            + " allowed: "
            + (unsupported <= mostUnsupported ? "met." : "not met."));
    return notes;
  }

  private static String describe(String policy, double mostUnsupported, List<Action> actions) {
    String list =
        actions.stream()
            .limit(MOST_DESCRIBED)
            .map(
                a ->
                    a.name()
                        + ": "
                        + Axis.percent(a.behavior())
                        + " and "
                        + Axis.percent(a.target())
                        + (a.unsupported() ? " (never in the log)" : ""))
            .collect(Collectors.joining("; "));
    int more = actions.size() - MOST_DESCRIBED;
    return "Share of each action in the log and under "
        + policy
        + ". "
        + list
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more. ", more) : ". ")
        + String.join(" ", notes(mostUnsupported, actions));
  }
}
