package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Importance weights by decades, zeros apart: how many units have a weight of each size, and what
 * share of all weight they carry. Below it stand the effective sample size and the share of the
 * largest weight, each with the bound that a gate sets.
 */
public final class WeightHistogram {

  private static final int MARGIN = 16;
  private static final int LEFT = 64;
  private static final int ZEROS = 76;
  private static final int HEAD = 102;
  private static final int PLOT = 230;
  private static final int FOOT = 58;
  private static final int GATES = 106;
  private static final int MOST_BINS = 64;
  private static final double SMALLEST = 1e-300;
  private static final Font LABEL = Canvas.font(Font.PLAIN, 12.5f);
  private static final Font BOLD = Canvas.font(Font.BOLD, 14);
  private static final Font TEXT = Canvas.font(Font.PLAIN, 13.5f);

  private WeightHistogram() {}

  /**
   * Weights in bins. Streams that cannot hold all weights fill it themselves.
   *
   * @param units how many weights there are, at least 1
   * @param zeros how many are 0
   * @param mean of all, zeros included
   * @param largest of all
   * @param effectiveSampleSize (sum w)^2 / sum w^2; 0 if all are 0
   * @param edges of the bins, positive and increasing, one more than bins; empty if there are none
   * @param counts weights in each bin, together the units that are not 0
   * @param sums of the weights in each bin
   */
  public record Weights(
      long units,
      long zeros,
      double mean,
      double largest,
      double effectiveSampleSize,
      double[] edges,
      long[] counts,
      double[] sums) {

    public Weights {
      Check.atLeast(units, 1, "WeightHistogram.Weights.units", "Give at least one weight.");
      Check.notNegative(mean, "WeightHistogram.Weights.mean", "Weights are finite ratios.");
      Check.notNegative(largest, "WeightHistogram.Weights.largest", "Weights are finite ratios.");
      Check.notNegative(
          effectiveSampleSize,
          "WeightHistogram.Weights.effectiveSampleSize",
          "Use 0 where all weights are 0.");
      Check.length(
          edges.length,
          counts.length == 0 ? 0 : counts.length + 1,
          "WeightHistogram.Weights.edges");
      Check.length(sums.length, counts.length, "WeightHistogram.Weights.sums");
      for (int i = 0; i < edges.length; i++) {
        Check.that(
            edges[i] > (i == 0 ? 0 : edges[i - 1]) && Double.isFinite(edges[i]),
            "WeightHistogram.Weights.edges: edge %d is %s. Edges are positive and increase.",
            i,
            edges[i]);
      }
      Check.that(
          zeros + Arrays.stream(counts).sum() == units,
          "WeightHistogram.Weights: %d zeros and %d weights in bins, but %d units. Put each weight"
              + " in one bin.",
          zeros,
          Arrays.stream(counts).sum(),
          units);
      edges = edges.clone();
      counts = counts.clone();
      sums = sums.clone();
    }

    /**
     * Weights that are in memory.
     *
     * @throws IllegalArgumentException if there is none, or one is negative or not finite
     */
    public static Weights of(double[] weights) {
      double sum = 0;
      double squares = 0;
      double largest = 0;
      double smallest = Double.POSITIVE_INFINITY;
      int zeros = 0;
      for (int i = 0; i < weights.length; i++) {
        double w = weights[i];
        Check.that(
            w >= 0 && Double.isFinite(w),
            "WeightHistogram: weight %d is %s. Weights are finite and not negative.",
            i,
            w);
        largest = Math.max(largest, w);
        smallest = w > 0 ? Math.min(smallest, w) : smallest;
        zeros += w == 0 ? 1 : 0;
      }
      for (double w : weights) {
        double share = largest == 0 ? 0 : w / largest; // squares of large weights overflow
        sum += share;
        squares += share * share;
      }
      Bins bins = largest == 0 ? new Bins(0, 0, 1) : Bins.around(smallest, largest);
      long[] counts = new long[bins.count()];
      double[] sums = new double[bins.count()];
      for (double w : weights) {
        if (w > 0) {
          int bin = bins.of(w);
          counts[bin]++;
          sums[bin] += w;
        }
      }
      return new Weights(
          weights.length,
          zeros,
          sum / Math.max(1, weights.length) * largest,
          largest,
          squares == 0 ? 0 : sum * sum / squares,
          bins.edges(),
          counts,
          sums);
    }

    private double total() {
      return mean * units;
    }

    private double largestShare() {
      return largest == 0 ? 0 : largest / total();
    }
  }

  /** Bins from 10^(first / perDecade) on. */
  private record Bins(int first, int count, int perDecade) {

    static Bins around(double smallest, double largest) {
      double low = Math.log10(Math.max(SMALLEST, smallest));
      double high = Math.log10(Math.max(SMALLEST, largest));
      int perDecade = 8;
      while (perDecade > 1 && perDecade * (high - low) > MOST_BINS) {
        perDecade /= 2;
      }
      int first = (int) Math.floor(perDecade * low);
      return new Bins(first, (int) Math.floor(perDecade * high) - first + 1, perDecade);
    }

    int of(double weight) {
      return (int) Math.floor(perDecade * Math.log10(Math.max(SMALLEST, weight))) - first;
    }

    double[] edges() {
      double[] edges = new double[count == 0 ? 0 : count + 1];
      Arrays.setAll(edges, i -> Math.pow(10, (double) (first + i) / perDecade));
      return edges;
    }
  }

  /**
   * Draws the histogram.
   *
   * @param policy the target policy's name
   * @param weights of one estimator on one log
   * @param leastEffective effective sample size that the gate asks for
   * @param mostOfLargest share of all weight that the gate allows the largest one, in [0, 1]
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(
      String policy, Weights weights, double leastEffective, double mostOfLargest) {
    Check.range(mostOfLargest, 0, 1, "WeightHistogram: mostOfLargest", "Use 0.05 for 5 %.");
    double mean = weights.mean();
    double[] marked = {mean, weights.largest(), 0.9, 1.1}; // room around 1
    double left = LEFT + (weights.zeros() > 0 ? ZEROS : 0);
    double bottom = HEAD + PLOT;
    Axis axis =
        Axis.decades(
            DoubleStream.concat(Arrays.stream(weights.edges()), Arrays.stream(marked)).toArray(),
            left,
            Canvas.WIDE - MARGIN - 8);
    double[] rows = Arrays.stream(weights.counts()).mapToDouble(c -> percent(c, weights)).toArray();
    double[] carried =
        Arrays.stream(weights.sums())
            .map(s -> weights.total() == 0 ? 0 : 100 * s / weights.total())
            .toArray();
    double zeros = percent(weights.zeros(), weights);
    double most =
        DoubleStream.concat(
                DoubleStream.of(zeros),
                DoubleStream.concat(Arrays.stream(rows), Arrays.stream(carried)))
            .max()
            .orElseThrow();
    Axis upward = new Axis(0, 1.05 * most, false, bottom, HEAD);
    return Canvas.draw(
        Canvas.WIDE,
        HEAD + PLOT + FOOT + GATES,
        describe(policy, weights, leastEffective, mostOfLargest),
        (g, theme) -> {
          g.setColor(theme.ink());
          String title = "Weights under " + policy;
          double room = Canvas.WIDE - 2.0 * MARGIN;
          Lettering.left(g, BOLD, Lettering.shortened(title, BOLD, room), MARGIN, MARGIN);
          legend().paint(g, theme, MARGIN + 10);
          upward.paintUpward(g, theme, LEFT, axis.to());
          g.setColor(theme.faded());
          Lettering.left(g, LABEL, "%", LEFT - 24, HEAD - 12);
          axis.paintAcross(g, theme, HEAD, bottom, "importance weight (by decades)");
          g.setColor(theme.series(0));
          if (weights.zeros() > 0) {
            fill(g, upward, zeros, LEFT + 8, LEFT + ZEROS - 36);
            g.setColor(theme.faded());
            Lettering.centered(
                g, LABEL, "zero", LEFT + (ZEROS - 28) / 2.0, bottom + 13, 0, Canvas.WIDE);
          }
          g.setColor(theme.series(0));
          for (int i = 0; i < rows.length; i++) {
            double from = axis.within(weights.edges()[i]);
            double to = axis.within(weights.edges()[i + 1]);
            fill(g, upward, rows[i], from, to - (to - from > 5 ? 1 : 0));
          }
          paintCarried(g, theme, axis, upward, weights.edges(), carried);
          g.setColor(theme.faded());
          g.setStroke(new BasicStroke(1));
          g.draw(new Line2D.Double(LEFT, bottom, axis.to(), bottom));
          paintMark(
              g,
              theme,
              axis,
              mean,
              "mean " + Axis.significant(mean, 4) + " (near 1 if all is well)",
              34);
          paintMark(
              g,
              theme,
              axis,
              weights.largest(),
              "largest " + Axis.significant(weights.largest(), 4),
              18);
          paintGates(g, theme, weights, leastEffective, mostOfLargest);
        });
  }

  private static Legend legend() {
    return Legend.of(
        List.of(
            new Legend.Entry("share of units", Legend.block(theme -> theme.series(0))),
            new Legend.Entry(
                "share of all weight",
                Legend.line(theme -> theme.series(1), new BasicStroke(2.2f)))),
        MARGIN,
        Canvas.WIDE - MARGIN);
  }

  private static double percent(long count, Weights weights) {
    return 100.0 * count / weights.units();
  }

  /** A bar that is seen even if it stands for one unit among a million. */
  private static void fill(Graphics2D g, Axis upward, double percent, double from, double to) {
    double height = percent > 0 ? Math.max(1.2, upward.from() - upward.at(percent)) : 0;
    g.fill(new Rectangle2D.Double(from, upward.from() - height, to - from, height));
  }

  private static void paintCarried(
      Graphics2D g, Theme theme, Axis axis, Axis upward, double[] edges, double[] carried) {
    if (carried.length == 0) {
      return;
    }
    Path2D outline = new Path2D.Double();
    outline.moveTo(axis.within(edges[0]), upward.from());
    for (int i = 0; i < carried.length; i++) {
      outline.lineTo(axis.within(edges[i]), upward.at(carried[i]));
      outline.lineTo(axis.within(edges[i + 1]), upward.at(carried[i]));
    }
    outline.lineTo(axis.within(edges[edges.length - 1]), upward.from());
    g.setColor(theme.series(1));
    g.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    g.draw(outline);
  }

  private static void paintMark(
      Graphics2D g, Theme theme, Axis axis, double value, String label, double above) {
    double x = value > 0 ? axis.within(value) : axis.from();
    double y = HEAD - above + 4;
    double width = Canvas.width(LABEL, label);
    double left = Math.max(LEFT, Math.min(Canvas.WIDE - MARGIN - width, x - width / 2));
    g.setColor(theme.paper());
    g.fill(new Rectangle2D.Double(left - 3, y - 8, width + 6, 16));
    g.setColor(theme.ink());
    Lettering.left(g, LABEL, label, left, y);
    if (value > 0) {
      g.setStroke(Charts.DASHED);
      g.draw(new Line2D.Double(x, HEAD - above + 12, x, HEAD + PLOT));
    }
  }

  private static void paintGates(
      Graphics2D g, Theme theme, Weights weights, double leastEffective, double mostOfLargest) {
    double y = HEAD + PLOT + FOOT + 4;
    double ess = weights.effectiveSampleSize();
    boolean enough = ess >= leastEffective;
    boolean even = weights.largestShare() <= mostOfLargest;
    paintGate(g, theme, enough, effective(weights) + "; " + asked(leastEffective, enough), y);
    Axis bar =
        new Axis(1, Math.max(10, weights.units()), true, MARGIN + 24, Canvas.WIDE - MARGIN - 24);
    bar.paintAcross(g, theme, y + 17, y + 26, "");
    paintBar(g, theme.grid(), bar, (double) weights.units(), y + 17);
    paintBar(g, enough ? theme.series(0) : theme.series(1), bar, ess, y + 17);
    if (bar.shows(leastEffective)) {
      double x = bar.at(leastEffective);
      g.setColor(theme.ink());
      g.setStroke(new BasicStroke(1.8f));
      g.draw(new Line2D.Double(x, y + 13, x, y + 30));
    }
    paintGate(g, theme, even, largest(weights) + "; " + allowed(mostOfLargest, even), y + 62);
  }

  private static void paintBar(Graphics2D g, Color color, Axis axis, double units, double y) {
    double end = axis.within(Math.max(1, units));
    g.setColor(color);
    g.fill(new Rectangle2D.Double(axis.from(), y, end - axis.from(), 9));
  }

  private static void paintGate(Graphics2D g, Theme theme, boolean met, String text, double y) {
    (met ? Mark.CANNOT_TELL : Mark.WORSE).paint(g, theme, MARGIN + 8, y, 5);
    g.setColor(theme.ink());
    Lettering.left(g, TEXT, text, MARGIN + 24, y);
  }

  private static String effective(Weights weights) {
    return String.format(
        Locale.ROOT,
        "Effective sample size %,.0f of %,d (%s)",
        weights.effectiveSampleSize(),
        weights.units(),
        Axis.percent(weights.effectiveSampleSize() / weights.units()));
  }

  private static String asked(double leastEffective, boolean met) {
    return String.format(
        Locale.ROOT,
        "at least %,.0f asked for (the upright bar): %s",
        leastEffective,
        met ? "met" : "not met");
  }

  private static String largest(Weights weights) {
    return "Largest weight "
        + Axis.significant(weights.largest(), 4)
        + ", "
        + Axis.percent(weights.largestShare())
        + " of all weight";
  }

  private static String allowed(double mostOfLargest, boolean met) {
    return "at most " + Axis.percent(mostOfLargest) + " allowed: " + (met ? "met" : "not met");
  }

  private static String describe(
      String policy, Weights weights, double leastEffective, double mostOfLargest) {
    return "Importance weights under "
        + policy
        + ": mean "
        + Axis.significant(weights.mean(), 4)
        + ", "
        + Axis.percent((double) weights.zeros() / weights.units())
        + " zero. "
        + effective(weights)
        + "; "
        + asked(leastEffective, weights.effectiveSampleSize() >= leastEffective)
            .replace(" (the upright bar)", "")
        + ". "
        + largest(weights)
        + "; "
        + allowed(mostOfLargest, weights.largestShare() <= mostOfLargest)
        + ".";
  }
}
