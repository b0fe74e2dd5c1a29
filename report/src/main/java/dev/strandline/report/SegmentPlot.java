package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
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
 * One target policy's estimated value in each segment of a log, such as a day or a market, with the
 * logging policy's own value beside it and the effective sample size that the estimate rests on.
 */
public final class SegmentPlot {

  /** Segments that are drawn; those after them are counted only. */
  public static final int MOST_SEGMENTS = 60;

  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final int HEAD = 64;
  private static final int FOOT = 48;
  private static final int NOTE_LINE = 17;
  private static final int ROW = 30;
  private static final int LINE = 14;
  private static final double APART = 5.5; // target and logging policy from the row's middle
  private static final double WIDEST_NAME = 170;
  private static final double WIDEST_BAR = 56;
  private static final int MOST_DESCRIBED = 20;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);

  private SegmentPlot() {}

  /**
   * A part of the log.
   *
   * @param name its value in the segment column
   * @param target the target policy's estimate on these rows
   * @param logging the logging policy's own value on them
   * @param effectiveSampleSize (sum w)^2 / sum w^2 over these rows, finite, 0 or more
   * @param units independent units, at least 1
   */
  public record Segment(
      String name, Estimated target, Estimated logging, double effectiveSampleSize, long units) {

    public Segment {
      Check.notNegative(
          effectiveSampleSize,
          "SegmentPlot.Segment " + name + ".effectiveSampleSize",
          "Use 0 where all weights are 0.");
      Check.atLeast(
          units, 1, "SegmentPlot.Segment " + name + ".units", "Leave empty segments out.");
    }
  }

  /**
   * Draws the plot.
   *
   * @param quantity what the axis shows, with the intervals' level
   * @param target the target policy's name
   * @param leastEffective effective sample size below which a segment is marked as too small
   * @param segments at least one, in reading order
   * @throws IllegalArgumentException if there is no segment
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(
      String quantity, String target, double leastEffective, List<Segment> segments) {
    Check.that(!segments.isEmpty(), "SegmentPlot: there is no segment. Give at least one.");
    Canvas.needFonts();
    List<Segment> drawn = segments.subList(0, Math.min(MOST_SEGMENTS, segments.size()));
    Legend legend = legend(target);
    Axis scale = scale(drawn, leastEffective);
    double names =
        drawn.stream()
            .flatMap(s -> Lettering.wrapped(s.name(), NAME, WIDEST_NAME, 2).stream())
            .mapToDouble(line -> Canvas.width(NAME, line))
            .max()
            .orElseThrow();
    double numbers =
        drawn.stream()
            .mapToDouble(s -> Canvas.width(NOTE, s.target().text(scale)))
            .max()
            .orElseThrow();
    numbers = Math.max(numbers, Canvas.width(NOTE, "value [interval]"));
    double sizes =
        drawn.stream().mapToDouble(s -> Canvas.width(NOTE, effective(s))).max().orElseThrow();
    double size = Canvas.WIDE - MARGIN - Math.max(sizes, Canvas.width(NOTE, "effective of units"));
    double number = size - GAP - numbers;
    Axis axis = scale.between(MARGIN + Math.max(names, 50) + GAP + 6, number - GAP - 6);
    List<String> notes = notes(axis, leastEffective, drawn, segments.size() - drawn.size());
    double top = HEAD + legend.height() - 24;
    double bottom = top + drawn.size() * ROW;
    int height = (int) Math.ceil(bottom + FOOT + notes.size() * NOTE_LINE + MARGIN / 2.0);
    return Canvas.draw(
        Canvas.WIDE,
        height,
        describe(quantity, target, axis, leastEffective, segments),
        (g, theme) -> {
          legend.paint(g, theme, MARGIN / 2.0);
          axis.paintAcross(g, theme, top, bottom, quantity);
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, "segment", MARGIN, top - 10);
          Lettering.left(g, NOTE, "value [interval]", number, top - 10);
          Lettering.left(g, NOTE, "effective of units", size, top - 10);
          for (int i = 0; i < drawn.size(); i++) {
            paint(g, theme, axis, drawn.get(i), leastEffective, top + i * ROW, number, size);
          }
          g.setColor(theme.faded());
          for (int i = 0; i < notes.size(); i++) {
            Lettering.left(g, NOTE, notes.get(i), MARGIN, bottom + FOOT + (i + 0.5) * NOTE_LINE);
          }
        });
  }

  private static Legend legend(String target) {
    return Legend.of(
        List.of(
            new Legend.Entry(
                target,
                (g, theme, box) ->
                    Mark.CANNOT_TELL.paint(g, theme, box.getCenterX(), box.getCenterY(), 5)),
            new Legend.Entry(
                "logging policy",
                (g, theme, box) ->
                    Mark.paintLogging(g, theme, box.getCenterX(), box.getCenterY()))),
        MARGIN,
        Canvas.WIDE - MARGIN);
  }

  /** Values on enough rows decide what the axis shows, if there are any. */
  private static Axis scale(List<Segment> segments, double leastEffective) {
    List<Segment> large =
        segments.stream().filter(s -> s.effectiveSampleSize() >= leastEffective).toList();
    Axis scale = scaleOf(segments, large);
    return large.isEmpty() || !scale.marked() ? scaleOf(segments, segments) : scale;
  }

  private static Axis scaleOf(List<Segment> segments, List<Segment> large) {
    List<Estimated> intervals = new ArrayList<>();
    large.forEach(s -> intervals.add(s.target()));
    segments.forEach(s -> intervals.add(s.logging()));
    double[] anchors =
        DoubleStream.concat(
                large.stream().mapToDouble(s -> s.target().value()),
                segments.stream().mapToDouble(s -> s.logging().value()))
            .toArray();
    return Axis.showing(anchors, intervals, 0, 1);
  }

  private static List<String> notes(
      Axis axis, double leastEffective, List<Segment> drawn, int left) {
    List<String> notes = new ArrayList<>();
    if (left > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d further %s not drawn; see the table.",
              left,
              left == 1 ? "segment is" : "segments are"));
    }
    if (drawn.stream().anyMatch(s -> s.effectiveSampleSize() < leastEffective)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Empty squares and dashed lines: effective sample size below %,.0f, not to be relied on.",
              leastEffective));
    }
    if (drawn.stream()
        .anyMatch(s -> Whisker.runsOff(axis, s.target()) || Whisker.runsOff(axis, s.logging()))) {
      notes.add("An arrow: it goes on beyond the axis, to the numbers beside it.");
    }
    return notes;
  }

  private static void paint(
      Graphics2D g,
      Theme theme,
      Axis axis,
      Segment segment,
      double leastEffective,
      double top,
      double number,
      double size) {
    double y = top + ROW / 2.0;
    g.setColor(theme.grid());
    g.setStroke(new BasicStroke(1));
    g.draw(new Line2D.Double(MARGIN, top, Canvas.WIDE - MARGIN, top));
    List<String> name = Lettering.wrapped(segment.name(), NAME, WIDEST_NAME, 2);
    g.setColor(theme.ink());
    for (int i = 0; i < name.size(); i++) {
      Lettering.left(g, NAME, name.get(i), MARGIN, y + (i - (name.size() - 1) / 2.0) * LINE);
    }
    Lettering.left(g, NOTE, segment.target().text(axis), number, y);
    boolean small = segment.effectiveSampleSize() < leastEffective;
    Lettering.left(g, NOTE, effective(segment), size, y - 4);
    paintShare(g, theme, segment, small, size, y + 8);
    Whisker.paint(g, theme.faded(), axis, segment.logging(), y + APART, false);
    if (axis.shows(segment.logging().value())) {
      Mark.paintLogging(g, theme, axis.at(segment.logging().value()), y + APART);
    }
    Mark mark = small ? Mark.CANNOT_ANSWER : Mark.CANNOT_TELL;
    double value = segment.target().value();
    Whisker.paint(g, mark.color(theme), axis, segment.target(), y - APART, small);
    if (axis.shows(value)) {
      mark.paint(g, theme, axis.at(value), y - APART, 4.6);
    } else if (!Double.isNaN(value)) {
      Whisker.paintBeyond(g, mark.color(theme), axis, value, y - APART);
    }
  }

  /** A bar as long as the share of the units that the weights leave in effect. */
  private static void paintShare(
      Graphics2D g, Theme theme, Segment segment, boolean small, double x, double y) {
    double share = Math.min(1, segment.effectiveSampleSize() / segment.units());
    g.setColor(theme.grid());
    g.fill(new Rectangle2D.Double(x, y, WIDEST_BAR, 4));
    g.setColor(small ? theme.series(1) : theme.series(0));
    g.fill(new Rectangle2D.Double(x, y, share * WIDEST_BAR, 4));
  }

  private static String effective(Segment segment) {
    return String.format(
        Locale.ROOT, "%,.0f of %,d", segment.effectiveSampleSize(), segment.units());
  }

  private static String describe(
      String quantity, String target, Axis axis, double leastEffective, List<Segment> segments) {
    String list =
        segments.stream()
            .limit(MOST_DESCRIBED)
            .map(
                s ->
                    s.name()
                        + ": "
                        + s.target().text(axis)
                        + " against "
                        + s.logging().text(axis)
                        + ", effective "
                        + effective(s)
                        + (s.effectiveSampleSize() < leastEffective ? " (too few)" : ""))
            .collect(Collectors.joining("; "));
    int more = segments.size() - MOST_DESCRIBED;
    return "Estimated "
        + quantity
        + ", of "
        + target
        + " against the logging policy by segment. "
        + list
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more.", more) : ".");
  }
}
