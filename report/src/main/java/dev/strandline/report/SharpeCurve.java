package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * SharpeRatio@k, max(best@k - J(b), 0) / std@k, against k: what deploying the k highest ranked
 * policies would gain over the logging policy, for each unit of the risk among them. Below it, for
 * each ranking, the ratio's two parts, and the best, worst and mean value of the k policies.
 *
 * <p>Source: Kiyohara et al., "Towards Assessing and Benchmarking Risk-Return Tradeoff of
 * Off-Policy Evaluation", 2024. A ratio that the log does not determine is an empty ring below the
 * axis, an infinite one an arrow at the top: neither is drawn as a number.
 */
public final class SharpeCurve {

  /** Rankings that one picture has colors for. */
  public static final int MOST_RANKINGS = 6;

  private static final int MARGIN = 16;
  private static final int LEFT = 132;
  private static final int HEAD = 36;
  private static final int PLOT = 240;
  private static final int AXIS = 26;
  private static final int STRIP = 20;
  private static final int TITLE = 24;
  private static final int PARTS_LEGEND = 26;
  private static final int PARTS_PLOT = 140;
  private static final int PARTS_FOOT = 56;
  private static final int GUTTER = 56;
  private static final int BAND_ALPHA = 56;
  private static final double BAND_SHARE = 0.7; // of the way from one k to the next
  private static final double DENSE = 9; // CSS pixels from k to k below which dots are left out
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);
  private static final Font BOLD = Canvas.font(Font.BOLD, 13);

  private SharpeCurve() {}

  /**
   * The first k policies of a ranking.
   *
   * @param k how many, at least 1
   * @param ratio SharpeRatio@k with its interval; NaN where it is undefined or not determined, and
   *     infinite where the deviation is 0
   * @param excess its numerator, max(best@k - J(b), 0), in units of the value; NaN if unknown
   * @param deviation its denominator, std@k, in the same units; NaN if unknown
   * @param best highest value among them; NaN if unknown
   * @param worst lowest value among them; NaN if unknown
   * @param mean their mean value; NaN if unknown
   */
  public record Point(
      int k,
      Estimated ratio,
      double excess,
      double deviation,
      double best,
      double worst,
      double mean) {

    public Point {
      Check.atLeast(k, 1, "SharpeCurve.Point.k", "It counts policies from 1.");
    }
  }

  /**
   * A ranking of the candidates.
   *
   * @param name such as the estimator that ranked them
   * @param points at least one, k increasing
   */
  public record Ranking(String name, List<Point> points) {

    public Ranking {
      Check.that(
          !points.isEmpty(), "SharpeCurve.Ranking %s has no points. Give at least one.", name);
      for (int i = 1; i < points.size(); i++) {
        Check.that(
            points.get(i).k() > points.get(i - 1).k(),
            "SharpeCurve.Ranking %s: k is %d after %d. It must increase.",
            name,
            points.get(i).k(),
            points.get(i - 1).k());
      }
      points = List.copyOf(points);
    }

    private int last() {
      return points.get(points.size() - 1).k();
    }

    private List<Point> undetermined() {
      return points.stream().filter(p -> Double.isNaN(p.ratio().value())).toList();
    }
  }

  /** One line of a small chart. */
  private record Line(String name, int color, BasicStroke stroke, ToDoubleFunction<Point> value) {}

  private static final List<Line> PARTS =
      List.of(
          new Line("best@k - J(b)", 2, Charts.SOLID, Point::excess),
          new Line("std@k", 1, Charts.DASHED, Point::deviation));

  private static final List<Line> VALUES =
      List.of(
          new Line("best", 2, Charts.SOLID, Point::best),
          new Line("mean", 0, Charts.SOLID, Point::mean),
          new Line("worst", 1, Charts.SOLID, Point::worst));

  /**
   * Draws the curves.
   *
   * @param quantity what the policies' values are, as {@code reward per row}
   * @param logging J(b), the logging policy's value
   * @param rankings from 1 to {@value #MOST_RANKINGS}, each in its own color
   * @throws IllegalArgumentException if there is no ranking, or too many
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String quantity, double logging, List<Ranking> rankings) {
    Check.range(
        rankings.size(),
        1,
        MOST_RANKINGS,
        "SharpeCurve: the number of rankings",
        "Draw several pictures.");
    Canvas.needFonts();
    boolean undetermined = rankings.stream().anyMatch(r -> !r.undetermined().isEmpty());
    Legend legend = legend(rankings);
    double top = HEAD + legend.height();
    double foot = top + PLOT + AXIS + (undetermined ? STRIP : 0) + 30;
    double block = TITLE + PARTS_LEGEND + PARTS_PLOT + PARTS_FOOT;
    return Canvas.draw(
        Canvas.WIDE,
        (int) Math.ceil(foot + rankings.size() * block),
        describe(quantity, logging, rankings),
        (g, theme) -> {
          legend.paint(g, theme, MARGIN / 2.0);
          paintRatios(g, theme, rankings, undetermined, top);
          for (int i = 0; i < rankings.size(); i++) {
            paintParts(g, theme, quantity, logging, rankings.get(i), foot + i * block);
          }
        });
  }

  private static Legend legend(List<Ranking> rankings) {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < rankings.size(); i++) {
      int index = i;
      entries.add(
          new Legend.Entry(
              rankings.get(i).name(), Legend.line(theme -> theme.series(index), Charts.SOLID)));
    }
    if (rankings.stream().flatMap(r -> r.points().stream()).anyMatch(p -> p.ratio().bounded())) {
      entries.add(
          new Legend.Entry("interval", Legend.block(theme -> theme.seriesVeil(0, BAND_ALPHA))));
    }
    return Legend.of(entries, MARGIN, Canvas.WIDE - MARGIN);
  }

  private static Axis overK(List<Ranking> rankings, double from, double to) {
    int last = rankings.stream().mapToInt(Ranking::last).max().orElseThrow();
    return Axis.counting(last, from, to);
  }

  private static void paintRatios(
      Graphics2D g, Theme theme, List<Ranking> rankings, boolean undetermined, double top) {
    Axis across = overK(rankings, LEFT, Canvas.WIDE - MARGIN);
    double bottom = top + PLOT;
    Axis upward = ratioAxis(rankings, bottom, top);
    upward.paintUpward(g, theme, LEFT, across.to());
    across.paintAcross(g, theme, top, bottom, "");
    g.setColor(theme.faded());
    Lettering.left(g, NOTE, "SharpeRatio@k", MARGIN, top - 16);
    g.setStroke(new BasicStroke(1));
    g.draw(new Line2D.Double(LEFT, bottom, across.to(), bottom));
    for (int i = 0; i < rankings.size(); i++) {
      paintBands(g, theme, rankings, i, across, upward);
    }
    double strip = bottom + AXIS + STRIP / 2.0;
    for (int i = 0; i < rankings.size(); i++) {
      Ranking ranking = rankings.get(i);
      g.setColor(theme.series(i));
      g.setStroke(Charts.SOLID);
      paintLine(g, ranking, p -> p.ratio().value(), across, upward);
      for (Point point : ranking.points()) {
        if (point.ratio().value() == Double.POSITIVE_INFINITY) {
          paintInfinite(g, place(rankings, i, point, across), top);
        }
      }
      double radius =
          Math.min(4, 0.4 * BAND_SHARE * (across.at(2) - across.at(1)) / rankings.size());
      g.setStroke(new BasicStroke(1.6f));
      for (Point point : ranking.undetermined()) {
        double x = place(rankings, i, point, across);
        g.draw(new Ellipse2D.Double(x - radius, strip - radius, 2 * radius, 2 * radius));
      }
    }
    if (undetermined) {
      g.setColor(theme.faded());
      Lettering.right(g, NOTE, "not determined", LEFT - 7, strip);
      strip += STRIP;
    }
    g.setColor(theme.faded());
    Lettering.centered(
        g, NOTE, "k, policies deployed", (LEFT + across.to()) / 2, strip + 4, 0, Canvas.WIDE);
  }

  /** From 0 to beyond all finite ratios; the ends of wide intervals may lie above it. */
  private static Axis ratioAxis(List<Ranking> rankings, double bottom, double top) {
    List<Estimated> ratios =
        rankings.stream().flatMap(r -> r.points().stream()).map(Point::ratio).toList();
    Axis shown =
        Axis.showing(
            DoubleStream.concat(DoubleStream.of(0), ratios.stream().mapToDouble(Estimated::value))
                .toArray(),
            ratios.stream().filter(e -> Double.isFinite(e.high())).toList(),
            bottom,
            top);
    return new Axis(0, shown.high(), false, bottom, top);
  }

  /** The middle of a ranking's share of the place that a k has. */
  private static double place(List<Ranking> rankings, int index, Point point, Axis across) {
    double width = BAND_SHARE * (across.at(2) - across.at(1)) / rankings.size();
    return across.at(point.k()) + width * (index - (rankings.size() - 1) / 2.0);
  }

  private static void paintBands(
      Graphics2D g, Theme theme, List<Ranking> rankings, int index, Axis across, Axis upward) {
    double width = BAND_SHARE * (across.at(2) - across.at(1)) / rankings.size();
    for (Point point : rankings.get(index).points()) {
      if (point.ratio().bounded()) {
        double x = place(rankings, index, point, across);
        double high = upward.within(point.ratio().high());
        double low = upward.within(point.ratio().low());
        g.setColor(theme.seriesVeil(index, BAND_ALPHA));
        g.fill(new Rectangle2D.Double(x - width / 2, high, width, low - high));
        if (point.ratio().high() > upward.high()) {
          g.setColor(theme.seriesVeil(index, 150));
          Path2D arrow = new Path2D.Double();
          double half = Math.min(4, width / 2);
          arrow.moveTo(x, high);
          arrow.lineTo(x + half, high + 1.6 * half);
          arrow.lineTo(x - half, high + 1.6 * half);
          arrow.closePath();
          g.fill(arrow);
        }
      }
    }
  }

  private static void paintInfinite(Graphics2D g, double x, double top) {
    g.setStroke(new BasicStroke(2.2f));
    g.draw(new Line2D.Double(x, top + 8, x, top - 2));
    Path2D arrow = new Path2D.Double();
    arrow.moveTo(x, top - 11);
    arrow.lineTo(x + 5.5, top - 1);
    arrow.lineTo(x - 5.5, top - 1);
    arrow.closePath();
    g.fill(arrow);
    Lettering.left(g, NOTE, "\u221e", x + 7, top - 6);
  }

  /** A line with dots, broken where a number is missing. */
  private static void paintLine(
      Graphics2D g, Ranking ranking, ToDoubleFunction<Point> value, Axis across, Axis upward) {
    Path2D line = new Path2D.Double();
    boolean pen = false;
    boolean dots = across.at(2) - across.at(1) >= DENSE;
    for (int i = 0; i < ranking.points().size(); i++) {
      Point point = ranking.points().get(i);
      double v = value.applyAsDouble(point);
      if (!Double.isFinite(v)) {
        pen = false;
        continue;
      }
      double x = across.at(point.k());
      double y = upward.at(v);
      if (pen) {
        line.lineTo(x, y);
      } else {
        line.moveTo(x, y);
        line.lineTo(x, y);
      }
      pen = true;
      if (dots) {
        g.fill(new Ellipse2D.Double(x - 3.4, y - 3.4, 6.8, 6.8));
      }
    }
    g.draw(line);
  }

  private static void paintParts(
      Graphics2D g, Theme theme, String quantity, double logging, Ranking ranking, double top) {
    g.setColor(theme.grid());
    g.setStroke(new BasicStroke(1));
    g.draw(new Line2D.Double(MARGIN, top, Canvas.WIDE - MARGIN, top));
    g.setColor(theme.ink());
    String title = ranking.name() + ": " + quantity;
    Lettering.left(
        g,
        BOLD,
        Lettering.shortened(title, BOLD, Canvas.WIDE - 2.0 * MARGIN),
        MARGIN,
        top + TITLE / 2.0 + 4);
    double half = (Canvas.WIDE - 2.0 * MARGIN - GUTTER) / 2;
    paintPart(g, theme, ranking, PARTS, 0, "", MARGIN, half, top + TITLE);
    paintPart(
        g, theme, ranking, VALUES, logging, "J(b)", MARGIN + half + GUTTER, half, top + TITLE);
  }

  private static void paintPart(
      Graphics2D g,
      Theme theme,
      Ranking ranking,
      List<Line> lines,
      double baseline,
      String baselineName,
      double left,
      double width,
      double top) {
    double from = left + 56;
    Axis across = overK(List.of(ranking), from, left + width);
    double plot = top + PARTS_LEGEND + 6;
    double bottom = plot + PARTS_PLOT;
    double[] values =
        ranking.points().stream()
            .flatMapToDouble(p -> lines.stream().mapToDouble(l -> l.value().applyAsDouble(p)))
            .filter(Double::isFinite)
            .toArray();
    Axis upward =
        Axis.showing(
            DoubleStream.concat(DoubleStream.of(baseline), DoubleStream.of(values)).toArray(),
            bottom,
            plot);
    List<Legend.Entry> entries = new ArrayList<>();
    for (Line line : lines) {
      entries.add(
          new Legend.Entry(line.name(), Legend.line(t -> t.series(line.color()), line.stroke())));
    }
    if (!baselineName.isEmpty()) {
      entries.add(new Legend.Entry(baselineName, Legend.line(Theme::ink, Charts.DOTTED)));
    }
    Legend.of(entries, left, left + width + GUTTER / 2.0).paint(g, theme, top + 2);
    if (values.length == 0) {
      g.setColor(theme.faded());
      Lettering.centered(
          g,
          NOTE,
          "not determined by this log",
          (from + across.to()) / 2,
          (plot + bottom) / 2,
          0,
          Canvas.WIDE);
      return;
    }
    upward.paintUpward(g, theme, from, across.to());
    across.paintAcross(g, theme, plot, bottom, "k");
    for (Line line : lines) {
      Color color = theme.series(line.color());
      g.setColor(color);
      g.setStroke(line.stroke());
      paintLine(g, ranking, line.value(), across, upward);
    }
    if (Double.isFinite(baseline)) {
      g.setColor(theme.ink());
      g.setStroke(baselineName.isEmpty() ? new BasicStroke(1) : Charts.DOTTED);
      g.draw(new Line2D.Double(from, upward.at(baseline), across.to(), upward.at(baseline)));
    }
  }

  private static String describe(String quantity, double logging, List<Ranking> rankings) {
    return "SharpeRatio@k against k, over "
        + quantity
        + "; the logging policy's is "
        + Axis.significant(logging, 3)
        + ". "
        + rankings.stream()
            .map(
                r ->
                    r.name()
                        + ": "
                        + r.points().stream()
                            .map(p -> "k = " + p.k() + " " + ratio(p.ratio()))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "))
        + ".";
  }

  private static String ratio(Estimated ratio) {
    String value =
        Double.isNaN(ratio.value()) ? "not determined" : Axis.significant(ratio.value(), 3);
    return ratio.bounded()
        ? value
            + " ["
            + Axis.significant(ratio.low(), 3)
            + ", "
            + Axis.significant(ratio.high(), 3)
            + "]"
        : value;
  }
}
