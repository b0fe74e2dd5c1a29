package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Small charts of one kind side by side, each on axes of its own: the dimensions of an action, the
 * losses of a learner.
 *
 * <p>An axis shows its two ends in numbers, and "log" where it is by decades. What needs to be read
 * off exactly belongs in a table.
 */
public final class SmallMultiples {

  private static final int WIDTH = 620;
  private static final int MOST_COLUMNS = 3;
  private static final int GUTTER = 26;
  private static final int MARGIN = 14;
  private static final int HEADING = 42;
  private static final int[] PLOT = {150, 110, 84}; // height by the number of columns
  private static final int AXIS = 22;
  private static final int GAP = 18;
  private static final int LABEL_GAP = 6;
  private static final int FAINT = 110;
  private static final double LOG_FROM =
      300; // largest over median from which on a scale is by decades

  private static final Font TITLE = Canvas.font(Font.BOLD, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);

  private SmallMultiples() {}

  /** One chart. */
  public sealed interface Panel {

    /** What is shown, in a few words. */
    String title();

    /** A second line, such as a share; may be empty. */
    String note();
  }

  /**
   * Counts in bins, as bars from 0 on.
   *
   * @param edges increasing, finite, one more than {@code counts}; two equal ones where all numbers
   *     are the same
   * @param counts at least one, not negative
   */
  public record Bars(String title, String note, double[] edges, double[] counts) implements Panel {

    public Bars {
      Check.length(edges.length, counts.length + 1, "SmallMultiples.Bars " + title + ", edges");
      Check.that(counts.length >= 1, "SmallMultiples.Bars %s has no bins. Give one.", title);
      for (double edge : edges) {
        Check.that(
            Double.isFinite(edge),
            "SmallMultiples.Bars %s has an edge at %s. Leave out what is not finite.",
            title,
            edge);
      }
      edges = edges.clone();
      counts = counts.clone();
    }
  }

  /**
   * Curves over a common axis, such as a loss of each seed over the steps, and their mean.
   *
   * @param x increasing, finite
   * @param y {@code [curves][x.length]}; what is not finite is a gap
   */
  public record Lines(String title, String note, double[] x, double[][] y) implements Panel {

    public Lines {
      Check.that(
          x.length >= 1 && y.length >= 1,
          "SmallMultiples.Lines %s has %d curves of %d points. Give at least one.",
          title,
          y.length,
          x.length);
      x = x.clone();
      y = y.clone();
      for (int i = 0; i < y.length; i++) {
        Check.length(y[i].length, x.length, "SmallMultiples.Lines " + title + ", curve " + i);
        y[i] = y[i].clone();
      }
    }

    /** The mean of the curves that have a value at each point. */
    private double[] mean() {
      double[] mean = new double[x.length];
      Arrays.setAll(
          mean,
          i ->
              Arrays.stream(y)
                  .mapToDouble(curve -> curve[i])
                  .filter(Double::isFinite)
                  .average()
                  .orElse(Double.NaN));
      return mean;
    }
  }

  /**
   * Draws the charts, up to three in a row.
   *
   * @param description what the picture shows, for those who cannot see it
   * @param panels at least one, in reading order
   * @throws IllegalArgumentException if there is none
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String description, List<? extends Panel> panels) {
    Check.that(!panels.isEmpty(), "SmallMultiples: there is no chart. Give at least one.");
    int columns = panels.size() == 4 ? 2 : Math.min(MOST_COLUMNS, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    int plot = PLOT[columns - 1];
    int rowHeight = HEADING + plot + AXIS;
    double width = (WIDTH - 2.0 * MARGIN - (columns - 1) * GUTTER) / columns;
    return Canvas.draw(
        WIDTH,
        2 * MARGIN + rows * rowHeight + (rows - 1) * GAP,
        description,
        (g, theme) -> {
          for (int i = 0; i < panels.size(); i++) {
            double x = MARGIN + (i % columns) * (width + GUTTER);
            int row = i / columns;
            double y = MARGIN + row * (rowHeight + GAP);
            paint(g, theme, panels.get(i), new Rectangle2D.Double(x, y + HEADING, width, plot));
          }
        });
  }

  private static void paint(Graphics2D g, Theme theme, Panel panel, Rectangle2D plot) {
    g.setFont(TITLE);
    g.setColor(theme.ink());
    text(
        g,
        Lettering.shortened(panel.title(), TITLE, plot.getWidth()),
        plot.getX(),
        plot.getY() - 26);
    g.setFont(NOTE);
    g.setColor(theme.faded());
    text(
        g, Lettering.shortened(panel.note(), NOTE, plot.getWidth()), plot.getX(), plot.getY() - 10);
    if (panel instanceof Bars bars) {
      paint(g, theme, bars, plot);
    } else if (panel instanceof Lines lines) {
      paint(g, theme, lines, plot);
    }
  }

  private static void paint(Graphics2D g, Theme theme, Bars bars, Rectangle2D plot) {
    int n = bars.counts().length;
    double most = Arrays.stream(bars.counts()).max().orElseThrow();
    boolean point = bars.edges()[0] == bars.edges()[n];
    double low = bars.edges()[0];
    double span = point ? 1 : bars.edges()[n] - low;
    g.setColor(theme.series(0));
    for (int i = 0; i < n; i++) {
      double from = point ? 0.45 : (bars.edges()[i] - low) / span;
      double to = point ? 0.55 : (bars.edges()[i + 1] - low) / span;
      double width = (to - from) * plot.getWidth();
      double gap = width > 5 ? 1 : 0;
      double height = most == 0 ? 0 : plot.getHeight() * bars.counts()[i] / most;
      double shown =
          bars.counts()[i] > 0 ? Math.max(1.2, height) : 0; // one among a million is seen
      g.fill(
          new Rectangle2D.Double(
              plot.getX() + from * plot.getWidth(), plot.getMaxY() - shown, width - gap, shown));
    }
    baseline(g, theme, plot);
    if (point) {
      g.setFont(NOTE);
      g.setColor(theme.faded());
      String label = tick(low, low, low);
      text(g, label, plot.getCenterX() - Canvas.width(NOTE, label) / 2, plot.getMaxY() + AXIS - 6);
    } else {
      ends(g, theme, plot, low, bars.edges()[n]);
    }
  }

  private static void paint(Graphics2D g, Theme theme, Lines lines, Rectangle2D panel) {
    double[] all =
        Arrays.stream(lines.y()).flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    if (all.length == 0) {
      baseline(g, theme, panel);
      g.setFont(NOTE);
      g.setColor(theme.faded());
      text(g, "no numbers", panel.getX() + 6, panel.getCenterY());
      return;
    }
    Arrays.sort(all);
    double low = all[0];
    double high = all[all.length - 1];
    boolean decades = low > 0 && high > LOG_FROM * all[all.length / 2];
    String top = tick(high, low, high);
    String bottom = tick(low, low, high);
    double labels = Math.max(Canvas.width(NOTE, top), Canvas.width(NOTE, bottom)) + LABEL_GAP;
    Rectangle2D plot =
        new Rectangle2D.Double(
            panel.getX(), panel.getY(), panel.getWidth() - labels, panel.getHeight());
    g.setStroke(new BasicStroke(1));
    g.setColor(theme.grid());
    g.draw(new Line2D.Double(plot.getX(), plot.getY(), plot.getMaxX(), plot.getY()));
    baseline(g, theme, plot);
    boolean several = lines.y().length > 1;
    for (double[] curve : lines.y()) {
      g.setStroke(new BasicStroke(several ? 1 : 1.8f, 1, 1));
      g.setColor(several ? theme.seriesVeil(0, FAINT) : theme.series(0));
      g.draw(path(lines.x(), curve, low, high, decades, plot));
    }
    if (several) {
      g.setStroke(new BasicStroke(2, 1, 1));
      g.setColor(theme.series(0));
      g.draw(path(lines.x(), lines.mean(), low, high, decades, plot));
    }
    g.setFont(NOTE);
    g.setColor(theme.faded());
    double left = plot.getMaxX() + LABEL_GAP;
    if (high > low) {
      text(g, top, left, plot.getY() + 5);
      text(g, bottom, left, plot.getMaxY() + 3);
    } else {
      text(g, top, left, plot.getCenterY() + 4);
    }
    if (decades) {
      text(g, "log", left, plot.getCenterY() + 4);
    }
    ends(g, theme, plot, lines.x()[0], lines.x()[lines.x().length - 1]);
  }

  private static Path2D path(
      double[] x, double[] y, double low, double high, boolean decades, Rectangle2D plot) {
    double from = x[0];
    double span = Math.max(x[x.length - 1] - from, Double.MIN_NORMAL);
    Path2D path = new Path2D.Double();
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(y[i])) {
        continue; // a loss that only some steps compute still is one curve
      }
      double share =
          high == low
              ? 0.5
              : decades ? Math.log(y[i] / low) / Math.log(high / low) : (y[i] - low) / (high - low);
      double px = plot.getX() + (x[i] - from) / span * plot.getWidth();
      double py = plot.getMaxY() - share * plot.getHeight();
      if (pen) {
        path.lineTo(px, py);
      } else {
        path.moveTo(px, py);
        path.lineTo(px, py);
        pen = true;
      }
    }
    return path;
  }

  private static void baseline(Graphics2D g, Theme theme, Rectangle2D plot) {
    g.setStroke(new BasicStroke(1));
    g.setColor(theme.faded());
    g.draw(new Line2D.Double(plot.getX(), plot.getMaxY(), plot.getMaxX(), plot.getMaxY()));
  }

  /** The numbers at both ends of the horizontal axis. */
  private static void ends(Graphics2D g, Theme theme, Rectangle2D plot, double first, double last) {
    g.setFont(NOTE);
    g.setColor(theme.faded());
    double y = plot.getMaxY() + AXIS - 6;
    text(g, tick(first, first, last), plot.getX(), y);
    String label = tick(last, first, last);
    text(g, label, plot.getMaxX() - Canvas.width(NOTE, label), y);
  }

  private static void text(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) x, (float) y);
  }

  /** A number with the decimals that tell {@code low} from {@code high}. */
  static String tick(double value, double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    double span = high > low ? high - low : size;
    if (size == 0) {
      return "0";
    }
    if (size >= 1e7 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.2g", value).replaceAll("e\\+?(-?)0*(\\d)", "e$1$2");
    }
    int decimals = Math.max(0, Math.min(6, 2 - (int) Math.floor(Math.log10(span))));
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    String plain = text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    return plain.equals("-0") ? "0" : plain;
  }
}
