package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Distribution functions of the return, one curve for each policy: F(g) is the share of episodes
 * that end with a return of g or less. Below, on the same axis, each policy's CVaR (the mean of its
 * worst returns, a triangle) and median (a disc) stand in a row that names it.
 */
public final class ReturnCdf {

  /** Curves in a color of their own; those after them are drawn thin and gray. */
  public static final int MOST_CURVES = 6;

  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final int TOP = 34;
  private static final int PLOT = 300;
  private static final int FOOT = 66;
  private static final int ROW = 31;
  private static final int LINE = 14;
  private static final int SAMPLE = 22;
  private static final int NUMBER = 88;
  private static final int NOTE_LINE = 17;
  private static final double WIDEST_NAME = 150;
  private static final double THINNEST = 0.25; // CSS pixels between two steps of a drawn curve
  private static final int BAND_ALPHA = 40;
  private static final int FAINT = 90;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);

  private ReturnCdf() {}

  /**
   * The distribution of one policy's return.
   *
   * @param name of the policy
   * @param logging whether it is the logging policy; drawn dashed, in the color of text
   * @param grid returns, finite, increasing, at least one
   * @param cdf F at each of them, in [0, 1], never falling; its last may stay below 1 where the
   *     estimator loses mass
   * @param low lower edge of a pointwise band, as long as the grid; empty if there is none
   * @param high upper edge, as long as {@code low}
   * @param cvar mean of the worst share of returns; NaN if there is none
   * @param median NaN if there is none
   */
  public record Curve(
      String name,
      boolean logging,
      double[] grid,
      double[] cdf,
      double[] low,
      double[] high,
      double cvar,
      double median) {

    public Curve {
      String where = "ReturnCdf.Curve " + name;
      Check.atLeast(grid.length, 1, where + ".grid, length", "Give at least one return.");
      Check.length(cdf.length, grid.length, where + ".cdf");
      Check.length(low.length, low.length == 0 ? 0 : grid.length, where + ".low");
      Check.length(high.length, low.length, where + ".high");
      for (int i = 0; i < grid.length; i++) {
        Check.that(
            Double.isFinite(grid[i]) && (i == 0 || grid[i] > grid[i - 1]),
            "%s: return %d of the grid is %s, after %s. The grid is finite and increases.",
            where,
            i,
            grid[i],
            i == 0 ? "none" : grid[i - 1]);
        Check.range(cdf[i], i == 0 ? 0 : cdf[i - 1], 1, where + ".cdf, at " + i, "F never falls.");
        if (low.length > 0) {
          Check.range(low[i], 0, high[i], where + ".low, at " + i, "The band lies within [0, 1].");
          Check.range(high[i], 0, 1, where + ".high, at " + i, "The band lies within [0, 1].");
        }
      }
      grid = grid.clone();
      cdf = cdf.clone();
      low = low.clone();
      high = high.clone();
    }

    private double mass() {
      return cdf[cdf.length - 1];
    }
  }

  /**
   * Draws the curves.
   *
   * @param quantity what the axis shows, as {@code return of an episode}
   * @param alpha the share of worst returns that CVaR averages, in (0, 1]
   * @param curves at least one, in reading order
   * @throws IllegalArgumentException if there is no curve
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String quantity, double alpha, List<Curve> curves) {
    Check.that(!curves.isEmpty(), "ReturnCdf: there is no curve. Give at least one.");
    Check.that(
        alpha > 0 && alpha <= 1,
        "ReturnCdf: alpha must lie in (0, 1], but is %s. Use 0.05 for the worst 5 %%.",
        alpha);
    Canvas.needFonts();
    List<Curve> named = named(curves);
    List<Curve> others = curves.stream().filter(c -> !named.contains(c)).toList();
    double left = MARGIN + SAMPLE + 8 + WIDEST_NAME + GAP;
    double right = Canvas.WIDE - MARGIN - 2 * NUMBER - GAP;
    Axis axis =
        Axis.showing(
            curves.stream()
                .flatMapToDouble(
                    c ->
                        DoubleStream.of(
                            c.grid()[0], c.grid()[c.grid().length - 1], c.cvar(), c.median()))
                .toArray(),
            left,
            right);
    Axis upward = new Axis(0, 1, false, TOP + PLOT, TOP);
    double rows = TOP + PLOT + FOOT;
    String worst = "CVaR " + Axis.percent(alpha);
    List<String> notes = notes(named, others);
    return Canvas.draw(
        Canvas.WIDE,
        (int) rows + named.size() * ROW + notes.size() * NOTE_LINE + MARGIN,
        describe(quantity, worst, axis, curves),
        (g, theme) -> {
          upward.paintUpward(g, theme, left, right);
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, "share of episodes at or below", left - 26, TOP - 18);
          axis.paintAcross(g, theme, TOP, TOP + PLOT, quantity);
          for (Curve curve : others) {
            paint(g, veil(theme.faded(), FAINT), new BasicStroke(1), axis, upward, curve);
          }
          for (int i = named.size() - 1; i >= 0; i--) {
            paintBand(g, veil(color(theme, named, i), BAND_ALPHA), axis, upward, named.get(i));
          }
          for (int i = named.size() - 1; i >= 0; i--) {
            paint(g, color(theme, named, i), stroke(named.get(i)), axis, upward, named.get(i));
          }
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, worst, right + GAP, rows - 12);
          Lettering.left(g, NOTE, "median", right + GAP + NUMBER, rows - 12);
          for (int i = 0; i < named.size(); i++) {
            paintRow(g, theme, axis, named.get(i), color(theme, named, i), rows + (i + 0.5) * ROW);
          }
          g.setColor(theme.faded());
          for (int i = 0; i < notes.size(); i++) {
            double y = rows + named.size() * ROW + (i + 0.8) * NOTE_LINE;
            Lettering.left(g, NOTE, notes.get(i), MARGIN, y);
          }
        });
  }

  /** The logging policy and as many of the first targets as there are colors. */
  private static List<Curve> named(List<Curve> curves) {
    List<Curve> named = new ArrayList<>();
    int targets = 0;
    for (Curve curve : curves) {
      if (curve.logging() || targets++ < MOST_CURVES) {
        named.add(curve);
      }
    }
    return named;
  }

  private static Color color(Theme theme, List<Curve> named, int index) {
    if (named.get(index).logging()) {
      return theme.ink();
    }
    return theme.series(
        (int) named.subList(0, index).stream().filter(curve -> !curve.logging()).count());
  }

  private static Color veil(Color c, int alpha) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }

  private static BasicStroke stroke(Curve curve) {
    return curve.logging() ? Charts.DASHED : new BasicStroke(2.2f, 0, BasicStroke.JOIN_ROUND);
  }

  private static void paint(
      Graphics2D g, Color color, BasicStroke stroke, Axis axis, Axis upward, Curve curve) {
    Path2D path = new Path2D.Double();
    path.moveTo(axis.from(), upward.at(0));
    steps(path, axis, upward, curve.grid(), curve.cdf());
    g.setColor(color);
    g.setStroke(stroke);
    g.draw(path);
  }

  private static void paintBand(Graphics2D g, Color color, Axis axis, Axis upward, Curve curve) {
    if (curve.low().length == 0) {
      return;
    }
    Area band = new Area(under(axis, upward, curve.grid(), curve.high()));
    band.subtract(new Area(under(axis, upward, curve.grid(), curve.low())));
    g.setColor(color);
    g.fill(band);
  }

  /** The area below a step curve. */
  private static Path2D under(Axis axis, Axis upward, double[] grid, double[] heights) {
    Path2D area = new Path2D.Double();
    area.moveTo(axis.from(), upward.at(0));
    steps(area, axis, upward, grid, heights);
    area.lineTo(axis.to(), upward.at(0));
    area.closePath();
    return area;
  }

  private static void steps(Path2D path, Axis axis, Axis upward, double[] grid, double[] heights) {
    double drawn = Double.NEGATIVE_INFINITY;
    double height = 0;
    for (int i = 0; i < grid.length; i++) {
      double x = axis.at(grid[i]);
      if (x >= drawn + THINNEST || i == grid.length - 1) {
        path.lineTo(x, upward.at(height));
        path.lineTo(x, upward.at(heights[i]));
        drawn = x;
      }
      height = heights[i];
    }
    path.lineTo(axis.to(), upward.at(height));
  }

  private static void paintRow(
      Graphics2D g, Theme theme, Axis axis, Curve curve, Color color, double y) {
    g.setColor(theme.grid());
    g.setStroke(new BasicStroke(1));
    g.draw(new Line2D.Double(MARGIN, y - ROW / 2.0, Canvas.WIDE - MARGIN, y - ROW / 2.0));
    g.setColor(color);
    g.setStroke(stroke(curve));
    g.draw(new Line2D.Double(MARGIN, y, MARGIN + SAMPLE, y));
    g.setColor(theme.ink());
    List<String> name = Lettering.wrapped(curve.name(), NAME, WIDEST_NAME, 2);
    for (int i = 0; i < name.size(); i++) {
      double line = y + (i - (name.size() - 1) / 2.0) * LINE;
      Lettering.left(g, NAME, name.get(i), MARGIN + SAMPLE + 8, line);
    }
    Lettering.left(g, NOTE, axis.text(curve.cvar()), axis.to() + GAP, y);
    Lettering.left(g, NOTE, axis.text(curve.median()), axis.to() + GAP + NUMBER, y);
    g.setColor(color);
    if (axis.shows(curve.cvar()) && axis.shows(curve.median())) {
      g.setStroke(new BasicStroke(1.4f));
      g.draw(new Line2D.Double(axis.at(curve.cvar()), y, axis.at(curve.median()), y));
    }
    if (axis.shows(curve.cvar())) {
      double x = axis.at(curve.cvar());
      Path2D triangle = new Path2D.Double();
      triangle.moveTo(x - 6, y);
      triangle.lineTo(x + 4.5, y - 5.5);
      triangle.lineTo(x + 4.5, y + 5.5);
      triangle.closePath();
      g.fill(triangle);
    }
    if (axis.shows(curve.median())) {
      double x = axis.at(curve.median());
      g.fill(new Ellipse2D.Double(x - 4.6, y - 4.6, 9.2, 9.2));
    }
  }

  private static List<String> notes(List<Curve> named, List<Curve> others) {
    List<String> notes = new ArrayList<>();
    if (!others.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Thin gray lines: %,d further %s; their numbers are in the table.",
              others.size(),
              others.size() == 1 ? "policy" : "policies"));
    }
    String lost =
        named.stream()
            .filter(c -> c.mass() < 1 - 1e-9)
            .map(c -> Lettering.shortened(c.name(), NOTE, WIDEST_NAME) + " " + mass(c))
            .collect(Collectors.joining(", "));
    if (!lost.isEmpty()) {
      notes.add(
          Lettering.shortened("Does not reach 1, as weights lose mass: " + lost + ".", NOTE, 760));
    }
    return notes;
  }

  private static String mass(Curve curve) {
    return Axis.number(curve.mass(), 0.001);
  }

  private static String describe(String quantity, String worst, Axis axis, List<Curve> curves) {
    String list =
        curves.stream()
            .limit(2 * MOST_CURVES)
            .map(
                c ->
                    c.name()
                        + (c.logging() ? " (logging)" : "")
                        + ": "
                        + worst
                        + " "
                        + axis.text(c.cvar())
                        + ", median "
                        + axis.text(c.median())
                        + (c.mass() < 1 - 1e-9 ? ", reaches " + mass(c) : ""))
            .collect(Collectors.joining("; "));
    int more = curves.size() - 2 * MOST_CURVES;
    return "Distribution functions, "
        + quantity
        + ". "
        + list
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more.", more) : ".");
  }
}
