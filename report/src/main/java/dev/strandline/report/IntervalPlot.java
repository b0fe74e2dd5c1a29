package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Estimated values of target policies with their intervals, a row for each estimator, on one axis
 * with the logging policy's own value as a line through all of them; the verdict on each policy
 * stands beside it in words.
 *
 * <p>The axis shows every estimate that was not refused. An interval that would crowd the others
 * together runs off it, with an arrow; its ends are in the numbers beside.
 */
public final class IntervalPlot {

  /** Rows that are drawn; policies after them are counted only. */
  public static final int MOST_ROWS = 60;

  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final int HEAD = 44;
  private static final int FOOT = 48;
  private static final int NOTE_LINE = 17;
  private static final int ROW = 22;
  private static final int LINE = 15;
  private static final int ROOM = 8; // between two policies
  private static final int MOST_LINES = 3;
  private static final double WIDEST_NAME = 190;
  private static final double WIDEST_ESTIMATOR = 88;
  private static final double RADIUS = 4.6;
  private static final int BAND_ALPHA = 34;
  private static final int MOST_DESCRIBED = 20;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);

  private IntervalPlot() {}

  /**
   * What one estimator says.
   *
   * @param estimator its short name, as {@code snips}
   * @param estimated value with interval, in units of the quantity drawn
   */
  public record Row(String estimator, Estimated estimated) {}

  /**
   * A target policy.
   *
   * @param name as the user named it
   * @param mark the verdict on it
   * @param rows at least one; the first is the estimator that the verdict rests on
   */
  public record Candidate(String name, Mark mark, List<Row> rows) {

    public Candidate {
      Check.that(
          !rows.isEmpty(),
          "IntervalPlot.Candidate %s has no estimate. Give at least one row, with NaN if there is no"
              + " number.",
          name);
      rows = List.copyOf(rows);
    }
  }

  /** A candidate with its name in lines, and where it stands. */
  private record Block(Candidate candidate, List<String> name, double top, double height) {

    double middle(int row) {
      return top + height / 2 + (row - (candidate.rows().size() - 1) / 2.0) * ROW;
    }
  }

  /** Where the columns stand, from left to right; a column that would say nothing is left out. */
  private record Columns(
      boolean estimators,
      boolean verdicts,
      double estimator,
      Axis axis,
      double numbers,
      double mark) {}

  /**
   * Draws the plot.
   *
   * @param quantity what the axis shows, with the intervals' level, as {@code reward per row, 95 %
   *     intervals}
   * @param logging the logging policy's own value; NaN where it is not known
   * @param candidates at least one, in reading order
   * @throws IllegalArgumentException if there is no candidate
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String quantity, Estimated logging, List<Candidate> candidates) {
    Check.that(!candidates.isEmpty(), "IntervalPlot: there is no policy. Give at least one.");
    Canvas.needFonts();
    List<Block> blocks = blocks(candidates);
    List<Candidate> drawn = blocks.stream().map(Block::candidate).toList();
    Columns columns = columns(logging, drawn);
    List<String> notes = notes(columns, logging, drawn, candidates.size() - drawn.size());
    Block last = blocks.get(blocks.size() - 1);
    double bottom = last.top() + last.height();
    int height = (int) Math.ceil(bottom + FOOT + notes.size() * NOTE_LINE + MARGIN / 2.0);
    return Canvas.draw(
        Canvas.WIDE,
        height,
        describe(quantity, columns.axis(), logging, candidates),
        (g, theme) -> {
          columns.axis().paintAcross(g, theme, HEAD, bottom, quantity);
          g.setStroke(new BasicStroke(1));
          g.setColor(theme.grid());
          for (Block block : blocks.subList(1, blocks.size())) {
            g.draw(new Line2D.Double(MARGIN, block.top(), Canvas.WIDE - MARGIN, block.top()));
          }
          paintLogging(g, theme, columns.axis(), logging, bottom);
          paintHeadings(g, theme, columns);
          for (Block block : blocks) {
            paint(g, theme, columns, block);
          }
          g.setColor(theme.faded());
          for (int i = 0; i < notes.size(); i++) {
            Lettering.left(g, NOTE, notes.get(i), MARGIN, bottom + FOOT + (i + 0.5) * NOTE_LINE);
          }
        });
  }

  /** As many candidates as have room, the first in any case. */
  private static List<Block> blocks(List<Candidate> candidates) {
    List<Block> blocks = new ArrayList<>();
    double top = HEAD;
    int rows = 0;
    for (Candidate candidate : candidates) {
      Candidate cut =
          new Candidate(
              candidate.name(),
              candidate.mark(),
              candidate.rows().subList(0, Math.min(MOST_ROWS, candidate.rows().size())));
      rows += cut.rows().size();
      if (rows > MOST_ROWS && !blocks.isEmpty()) {
        break;
      }
      int lines = Math.max(2, Math.min(MOST_LINES, cut.rows().size() * ROW / LINE));
      List<String> name = Lettering.wrapped(cut.name(), NAME, WIDEST_NAME, lines);
      double height = Math.max(cut.rows().size() * ROW, name.size() * LINE) + ROOM;
      blocks.add(new Block(cut, name, top, height));
      top += height;
    }
    return blocks;
  }

  private static Columns columns(Estimated logging, List<Candidate> candidates) {
    List<Row> rows = candidates.stream().flatMap(c -> c.rows().stream()).toList();
    boolean oneEstimator = rows.stream().map(Row::estimator).distinct().count() == 1;
    boolean judged = candidates.stream().anyMatch(c -> c.mark() != Mark.NOT_JUDGED);
    double names =
        candidates.stream()
            .flatMap(c -> Lettering.wrapped(c.name(), NAME, WIDEST_NAME, MOST_LINES).stream())
            .mapToDouble(line -> Canvas.width(NAME, line))
            .max()
            .orElseThrow();
    double estimators =
        oneEstimator
            ? 0
            : GAP
                + Math.min(
                    WIDEST_ESTIMATOR,
                    rows.stream()
                        .mapToDouble(r -> Canvas.width(NOTE, r.estimator()))
                        .max()
                        .orElseThrow());
    Axis scale = scale(logging, candidates);
    double numbers =
        rows.stream()
            .mapToDouble(r -> Canvas.width(NOTE, r.estimated().text(scale)))
            .max()
            .orElseThrow();
    numbers = Math.max(numbers, Canvas.width(NOTE, "value [interval]"));
    double marks = judged ? GAP + 16 + Canvas.width(NOTE, Mark.CANNOT_ANSWER.label()) : 0;
    double left = MARGIN + Math.max(names, Canvas.width(NOTE, "policy")) + estimators;
    double right = Canvas.WIDE - MARGIN - marks - numbers;
    return new Columns(
        !oneEstimator,
        judged,
        left - estimators + GAP,
        scale.between(left + GAP + 6, right - GAP - 6),
        right,
        Canvas.WIDE - MARGIN - marks + GAP);
  }

  /** Numbers that were not refused decide what the axis shows, if there are any. */
  private static Axis scale(Estimated logging, List<Candidate> candidates) {
    List<Candidate> answered =
        candidates.stream().filter(c -> c.mark() != Mark.CANNOT_ANSWER).toList();
    Axis scale = scaleOf(logging, answered);
    return answered.isEmpty() || !scale.marked() ? scaleOf(logging, candidates) : scale;
  }

  private static Axis scaleOf(Estimated logging, List<Candidate> candidates) {
    List<Estimated> estimates =
        candidates.stream().flatMap(c -> c.rows().stream()).map(Row::estimated).toList();
    List<Estimated> intervals = new ArrayList<>(estimates);
    intervals.add(logging);
    return Axis.showing(
        DoubleStream.concat(
                DoubleStream.of(logging.value()), estimates.stream().mapToDouble(Estimated::value))
            .toArray(),
        intervals,
        0,
        1);
  }

  private static List<String> notes(
      Columns columns, Estimated logging, List<Candidate> drawn, int left) {
    List<Row> rows = drawn.stream().flatMap(c -> c.rows().stream()).toList();
    List<String> notes = new ArrayList<>();
    if (left > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d further %s not drawn; see the table.",
              left,
              left == 1 ? "policy is" : "policies are"));
    }
    if (!columns.estimators()) {
      notes.add("Estimator: " + rows.get(0).estimator() + ".");
    } else if (columns.verdicts()) {
      notes.add("A verdict rests on the first estimator of its policy.");
    }
    if (logging.bounded()) {
      notes.add("Shaded: the interval of the logging policy's own value.");
    }
    if (rows.stream().anyMatch(r -> Whisker.runsOff(columns.axis(), r.estimated()))) {
      notes.add("An arrow: it goes on beyond the axis, to the numbers beside it.");
    }
    return notes;
  }

  private static void paintLogging(
      Graphics2D g, Theme theme, Axis axis, Estimated logging, double bottom) {
    if (logging.bounded()) {
      double left = axis.within(logging.low());
      double right = axis.within(logging.high());
      Color c = theme.faded();
      g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), BAND_ALPHA));
      g.fill(new Rectangle2D.Double(left, HEAD, right - left, bottom - HEAD));
    }
    boolean known = axis.shows(logging.value());
    g.setColor(theme.ink());
    String label = "logging policy " + (known ? axis.text(logging.value()) : "not known");
    double x = known ? axis.at(logging.value()) : (axis.from() + axis.to()) / 2;
    Lettering.centered(g, NOTE, label, x, HEAD - 12, axis.from() - GAP, axis.to() + GAP);
    if (known) {
      g.setStroke(new BasicStroke(1.4f));
      g.draw(new Line2D.Double(x, HEAD - 4, x, bottom));
    }
  }

  private static void paintHeadings(Graphics2D g, Theme theme, Columns columns) {
    g.setColor(theme.faded());
    double y = MARGIN;
    Lettering.left(g, NOTE, "policy", MARGIN, y);
    if (columns.estimators()) {
      Lettering.left(g, NOTE, "estimator", columns.estimator(), y);
    }
    Lettering.left(g, NOTE, "value [interval]", columns.numbers(), y);
    if (columns.verdicts()) {
      Lettering.left(g, NOTE, "verdict", columns.mark(), y);
    }
  }

  private static void paint(Graphics2D g, Theme theme, Columns columns, Block block) {
    Candidate candidate = block.candidate();
    Mark mark = candidate.mark();
    g.setColor(theme.ink());
    double first = Math.max(block.middle(0), block.top() + ROOM / 2.0 + LINE / 2.0);
    double start =
        candidate.rows().size() == 1
            ? block.middle(0) - (block.name().size() - 1) * LINE / 2.0
            : first;
    for (int i = 0; i < block.name().size(); i++) {
      Lettering.left(g, NAME, block.name().get(i), MARGIN, start + i * LINE);
    }
    if (mark != Mark.NOT_JUDGED) {
      mark.paint(g, theme, columns.mark() + 5, block.middle(0), RADIUS);
      g.setColor(theme.ink());
      Lettering.left(g, NOTE, mark.label(), columns.mark() + 16, block.middle(0));
    }
    for (int i = 0; i < candidate.rows().size(); i++) {
      Row row = candidate.rows().get(i);
      double y = block.middle(i);
      if (columns.estimators()) {
        g.setColor(i == 0 ? theme.ink() : theme.faded());
        Lettering.left(
            g,
            NOTE,
            Lettering.shortened(row.estimator(), NOTE, WIDEST_ESTIMATOR),
            columns.estimator(),
            y);
      }
      g.setColor(i == 0 ? theme.ink() : theme.faded());
      Lettering.left(g, NOTE, row.estimated().text(columns.axis()), columns.numbers(), y);
      paint(g, theme, columns.axis(), row.estimated(), mark, i == 0 ? RADIUS : 3.2, y);
    }
  }

  private static void paint(
      Graphics2D g, Theme theme, Axis axis, Estimated e, Mark mark, double radius, double y) {
    Whisker.paint(g, mark.color(theme), axis, e, y, mark == Mark.CANNOT_ANSWER);
    if (axis.shows(e.value())) {
      mark.paint(g, theme, axis.at(e.value()), y, radius);
    } else if (!Double.isNaN(e.value())) {
      Whisker.paintBeyond(g, mark.color(theme), axis, e.value(), y);
    }
  }

  private static String describe(
      String quantity, Axis axis, Estimated logging, List<Candidate> candidates) {
    String list =
        candidates.stream()
            .limit(MOST_DESCRIBED)
            .map(
                c ->
                    c.name()
                        + (c.mark() == Mark.NOT_JUDGED ? "" : " (" + c.mark().label() + ")")
                        + ": "
                        + c.rows().stream()
                            .map(r -> r.estimator() + " " + r.estimated().text(axis))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    int more = candidates.size() - MOST_DESCRIBED;
    return "Estimated "
        + quantity
        + ". Logging policy: "
        + logging.text(axis)
        + ". "
        + list
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more.", more) : ".");
  }
}
