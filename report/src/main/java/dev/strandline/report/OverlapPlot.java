package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * How far a target policy does what the log shows: its probability of each logged action against
 * the logging policy's. Lines join points of equal importance weight; rows that the target never
 * repeats stand in a strip of their own.
 */
public final class OverlapPlot {

  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font TITLE = Canvas.font(Font.BOLD, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);
  private static final int SIDE = 420;
  private static final int LEFT = 84;
  private static final int TOP = 40;
  private static final int STRIP = 32; // of rows that the target never repeats
  private static final int FOOT = 52;
  private static final int MOST_BINS = 48;
  private static final double FEWEST = 1e-12;
  private static final int SHADES = 5;

  private OverlapPlot() {}

  /**
   * Logged rows by both policies' probability of the logged action, in square bins by decades.
   *
   * @param edges of the bins of both axes, positive and increasing, at least two
   * @param counts {@code [behavior][target]}: rows in each bin
   * @param zeros {@code [behavior]}: rows whose action the target never takes
   */
  public record Joint(double[] edges, long[][] counts, long[] zeros) {

    public Joint {
      Check.atLeast(edges.length, 2, "OverlapPlot.Joint.edges, length", "Give at least one bin.");
      for (int i = 0; i < edges.length; i++) {
        Check.that(
            edges[i] > (i == 0 ? 0 : edges[i - 1]) && Double.isFinite(edges[i]),
            "OverlapPlot.Joint.edges: edge %d is %s. Edges are positive and increase.",
            i,
            edges[i]);
      }
      edges = edges.clone();
      Check.length(counts.length, edges.length - 1, "OverlapPlot.Joint.counts");
      Check.length(zeros.length, edges.length - 1, "OverlapPlot.Joint.zeros");
      counts = counts.clone();
      for (int i = 0; i < counts.length; i++) {
        Check.length(counts[i].length, edges.length - 1, "OverlapPlot.Joint.counts, row " + i);
        counts[i] = counts[i].clone();
      }
      zeros = zeros.clone();
    }

    /**
     * Rows that are in memory. What lies below 1e-12 is counted at 1e-12.
     *
     * @param behavior the logging policy's probability (density) of each row's action, positive
     * @param target the target policy's, 0 or more
     * @throws IllegalArgumentException if there is no row, or a number is out of range
     */
    public static Joint of(double[] behavior, double[] target) {
      Check.atLeast(behavior.length, 1, "OverlapPlot.Joint: rows", "Give at least one.");
      Check.length(target.length, behavior.length, "OverlapPlot.Joint: target");
      for (int i = 0; i < behavior.length; i++) {
        Check.that(
            behavior[i] > 0
                && Double.isFinite(behavior[i])
                && target[i] >= 0
                && Double.isFinite(target[i]),
            "OverlapPlot.Joint: row %d has behavior probability %s and target probability %s. The first is"
                + " positive, the second not negative, both finite.",
            i,
            behavior[i],
            target[i]);
      }
      double[] positive =
          DoubleStream.concat(Arrays.stream(behavior), Arrays.stream(target))
              .filter(p -> p > 0)
              .map(p -> Math.max(FEWEST, p))
              .toArray();
      Axis axis = Axis.decades(positive, 0, 1);
      int decades = (int) Math.round(Math.log10(axis.high()) - Math.log10(axis.low()));
      int perDecade = Math.max(1, Math.min(10, MOST_BINS / decades));
      int bins = perDecade * decades;
      double[] edges = new double[bins + 1];
      double low = Math.log10(axis.low());
      Arrays.setAll(edges, i -> Math.pow(10, low + (double) i / perDecade));
      long[][] counts = new long[bins][bins];
      long[] zeros = new long[bins];
      for (int i = 0; i < behavior.length; i++) {
        int column = bin(axis, bins, behavior[i]);
        if (target[i] == 0) {
          zeros[column]++;
        } else {
          counts[column][bin(axis, bins, target[i])]++;
        }
      }
      return new Joint(edges, counts, zeros);
    }

    private static int bin(Axis axis, int bins, double p) {
      return Math.min(bins - 1, (int) (bins * axis.at(Math.max(axis.low(), p))));
    }

    private long rows() {
      return notRepeated() + Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    private long notRepeated() {
      return Arrays.stream(zeros).sum();
    }

    private long most() {
      return Math.max(
          Arrays.stream(zeros).max().orElseThrow(),
          Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElseThrow());
    }

    /** Rows in bins whose middles' ratio, target to behavior, is at least {@code ratio}. */
    private long above(double ratio) {
      long sum = 0;
      for (int b = 0; b < counts.length; b++) {
        for (int t = 0; t < counts.length; t++) {
          double weight = Math.sqrt(edges[t] / edges[b]) * Math.sqrt(edges[t + 1] / edges[b + 1]);
          sum += weight >= ratio ? counts[b][t] : 0;
        }
      }
      return sum;
    }
  }

  /**
   * Draws the plot.
   *
   * @param policy the target policy's name
   * @param joint the rows
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String policy, Joint joint) {
    Canvas.needFonts();
    double[] edges = joint.edges();
    double low = edges[0];
    double high = edges[edges.length - 1];
    Axis across = new Axis(low, high, true, LEFT, LEFT + SIDE);
    Axis upward = new Axis(low, high, true, TOP + SIDE, TOP);
    double bottom = TOP + SIDE + STRIP;
    return Canvas.draw(
        Canvas.WIDE,
        (int) bottom + FOOT,
        describe(policy, joint),
        (g, theme) -> {
          upward.paintUpward(g, theme, LEFT, LEFT + SIDE);
          across.paintAcross(
              g, theme, TOP, bottom, "probability of the logged action: logging policy");
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, "target policy", MARGIN, TOP - 18);
          Lettering.right(g, NOTE, "never", LEFT - 7, bottom - (STRIP - 10) / 2.0);
          paintCells(g, theme, across, upward, joint);
          paintRatios(g, theme, across, upward);
          paintSide(g, theme, policy, joint);
        });
  }

  private static void paintCells(Graphics2D g, Theme theme, Axis across, Axis upward, Joint joint) {
    double[] edges = joint.edges();
    double top = TOP + SIDE + 10;
    long most = joint.most();
    // Antialiasing would leave light seams between the bins.
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    for (int b = 0; b < edges.length - 1; b++) {
      double left = onPixel(across.at(edges[b]));
      double width = onPixel(across.at(edges[b + 1])) - left;
      for (int t = 0; t < edges.length - 1; t++) {
        double y = onPixel(upward.at(edges[t + 1]));
        paintCell(
            g,
            theme.seriesVeil(0, alpha(joint.counts()[b][t], most)),
            new Rectangle2D.Double(left, y, width, onPixel(upward.at(edges[t])) - y));
      }
      paintCell(
          g,
          theme.seriesVeil(1, alpha(joint.zeros()[b], most)),
          new Rectangle2D.Double(left, top, width, STRIP - 10));
    }
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  private static double onPixel(double place) {
    return (double) Math.round(place * Canvas.SCALE) / Canvas.SCALE;
  }

  private static void paintCell(Graphics2D g, Color color, Rectangle2D cell) {
    if (color.getAlpha() > 0) {
      g.setColor(color);
      g.fill(cell);
    }
  }

  /** Denser with the logarithm of the count; 0 for none. */
  private static int alpha(long count, long most) {
    return count == 0
        ? 0
        : (int) Math.round(50 + 205 * Math.log1p((double) count) / Math.log1p((double) most));
  }

  /** Lines of equal weight. */
  private static void paintRatios(Graphics2D g, Theme theme, Axis across, Axis upward) {
    Shape clip = g.getClip();
    g.clip(new Rectangle2D.Double(LEFT, TOP, SIDE, SIDE));
    double decades = Math.log10(across.high()) - Math.log10(across.low());
    int every = (int) Math.max(1, Math.ceil(decades / 4));
    for (int power = 0; power < decades; power += every) {
      double ratio = Math.pow(10, power);
      g.setColor(power == 0 ? theme.ink() : theme.faded());
      g.setStroke(power == 0 ? new BasicStroke(1.4f) : Charts.DASHED);
      double end = across.high() / ratio;
      g.draw(new Line2D.Double(LEFT, upward.at(across.low() * ratio), across.at(end), TOP));
    }
    g.setClip(clip);
    double taken = LEFT - GAP;
    for (int power = every * (int) ((decades - 1e-9) / every); power >= 0; power -= every) {
      String label = "weight " + Axis.number(Math.pow(10, power), Math.pow(10, power));
      double x = across.at(across.high() / Math.pow(10, power));
      double width = Canvas.width(NOTE, label);
      double left = x - width / 2;
      if (left > taken) {
        g.setColor(power == 0 ? theme.ink() : theme.faded());
        Lettering.left(g, NOTE, label, left, TOP - 10);
        taken = left + width + GAP;
      }
    }
  }

  private static void paintSide(Graphics2D g, Theme theme, String policy, Joint joint) {
    double x = LEFT + SIDE + 32;
    double width = Canvas.WIDE - MARGIN - x;
    double y = TOP + 10;
    g.setColor(theme.ink());
    for (String line : Lettering.wrapped(policy, TITLE, width, 3)) {
      Lettering.left(g, TITLE, line, x, y);
      y += 18;
    }
    y += 10;
    for (String line : findings(joint)) {
      Lettering.left(g, NAME, line, x, y);
      y += 22;
    }
    y += 14;
    g.setColor(theme.faded());
    Lettering.left(
        g, NOTE, "rows in a bin, 1 to " + String.format(Locale.ROOT, "%,d", joint.most()), x, y);
    double shade = Math.min(30, width / SHADES);
    for (int i = 0; i < SHADES; i++) {
      long count = Math.max(1, Math.round(Math.pow((double) joint.most(), i / (SHADES - 1.0))));
      g.setColor(theme.seriesVeil(0, alpha(count, joint.most())));
      g.fill(new Rectangle2D.Double(x + i * shade, y + 12, shade, 14));
    }
    if (joint.notRepeated() > 0) {
      g.setColor(theme.series(1));
      g.fill(new Rectangle2D.Double(x, y + 40, 14, 14));
      g.setColor(theme.faded());
      Lettering.left(g, NOTE, "target never takes the action", x + 22, y + 47);
    }
  }

  private static List<String> findings(Joint joint) {
    List<String> findings = new ArrayList<>();
    findings.add(String.format(Locale.ROOT, "rows: %,d", joint.rows()));
    findings.add("weight 0: " + share(joint.notRepeated(), joint.rows()));
    findings.add("weight about 10 or more: " + share(joint.above(10), joint.rows()));
    findings.add("about 100 or more: " + share(joint.above(100), joint.rows()));
    return findings;
  }

  private static String share(long count, long rows) {
    return Axis.percent((double) count / rows);
  }

  private static String describe(String policy, Joint joint) {
    return "Probability of the logged action under the logging policy and under "
        + policy
        + ". "
        + String.join("; ", findings(joint))
        + ".";
  }
}
