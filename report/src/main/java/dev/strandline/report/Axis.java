package dev.strandline.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A scale of numbers along a line of the picture, even or by decades, with round numbers marked.
 * Where there is no number to show, both ends are NaN, and nothing is marked.
 *
 * @param low number at {@code from}
 * @param high number at {@code to}, above {@code low}
 * @param decades whether equal distances are equal ratios; then {@code low} is positive
 * @param from place of {@code low} in CSS pixels
 * @param to place of {@code high}; less than {@code from} on an axis that runs upward
 * @param finest least distance between two marked numbers, as 1 for counts; 0 if there is none
 */
record Axis(double low, double high, boolean decades, double from, double to, double finest) {

  private static final Font LABEL = Canvas.font(Font.PLAIN, 12);
  private static final double WIDEST = 1e300; // keeps the difference of two ends finite
  private static final double EQUAL = 1e-12;
  private static final double MARGIN = 0.04;
  private static final double DETAIL = 200; // steps that a number beside the axis tells apart
  private static final int LABEL_GAP = 7;
  private static final int TICK_SPACING = 46;
  private static final int TICK_SPACING_UPWARD = 32;

  Axis(double low, double high, boolean decades, double from, double to) {
    this(low, high, decades, from, to, 0);
  }

  /** A round number and how it is written. */
  private record Tick(double value, String label) {}

  /** An even axis that shows all of {@code numbers}, with some room beside them. */
  static Axis showing(double[] numbers, double from, double to) {
    double[] finite = Arrays.stream(numbers).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return new Axis(Double.NaN, Double.NaN, false, from, to);
    }
    double low = bounded(Arrays.stream(finite).min().orElseThrow());
    double high = bounded(Arrays.stream(finite).max().orElseThrow());
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high - low <= EQUAL * size) {
      double room = size < Double.MIN_NORMAL / EQUAL ? 1 : size / 10;
      return new Axis(low - room, high + room, false, from, to);
    }
    double room = MARGIN * (high - low);
    return new Axis(low - room, high + room, false, from, to);
  }

  private static double bounded(double value) {
    return Math.max(-WIDEST, Math.min(WIDEST, value));
  }

  /**
   * An even axis that shows all of {@code anchors}, and intervals as far as they do not crowd the
   * others together: up to twice the anchors' span beyond them, or four times half an interval that
   * two thirds of all are no wider than.
   *
   * @param anchors numbers that must be on the axis
   * @param intervals those that may run off it
   */
  static Axis showing(double[] anchors, List<Estimated> intervals, double from, double to) {
    double[] fixed = Arrays.stream(anchors).filter(Double::isFinite).toArray();
    if (fixed.length == 0) {
      fixed =
          intervals.stream()
              .flatMapToDouble(e -> Arrays.stream(new double[] {e.low(), e.high()}))
              .filter(Double::isFinite)
              .toArray();
    }
    double least = Arrays.stream(fixed).min().orElse(0);
    double most = Arrays.stream(fixed).max().orElse(0);
    double[] halves =
        intervals.stream()
            .mapToDouble(e -> e.high() / 2 - e.low() / 2)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double usual = halves.length == 0 ? 0 : halves[(2 * halves.length - 1) / 3];
    double reach = Math.max(2 * (most - least), 4 * usual);
    List<Double> shown = new ArrayList<>();
    for (double anchor : fixed) {
      shown.add(anchor);
    }
    for (Estimated e : intervals) {
      for (double end : new double[] {e.low(), e.high()}) {
        if (end >= least - reach && end <= most + reach) {
          shown.add(end);
        }
      }
    }
    return showing(shown.stream().mapToDouble(v -> v).toArray(), from, to);
  }

  /** An axis by decades whose ends are powers of ten around all of {@code numbers}. */
  static Axis decades(double[] numbers, double from, double to) {
    double low = Arrays.stream(numbers).filter(v -> v > 0).min().orElse(1);
    double high = Arrays.stream(numbers).filter(v -> v > 0).max().orElse(1);
    double first = Math.floor(Math.log10(low) + 1e-9);
    double last = Math.ceil(Math.log10(high) - 1e-9);
    return new Axis(
        Math.pow(10, Math.max(-307, Math.min(first, last - 1))),
        Math.pow(10, Math.max(-306, Math.min(308, last))),
        true,
        from,
        to);
  }

  /** An even axis of the counts from 1 to {@code last}. */
  static Axis counting(int last, double from, double to) {
    return new Axis(0.5, last + 0.5, false, from, to, 1);
  }

  /** Whether there is a number to show. */
  boolean marked() {
    return !Double.isNaN(low);
  }

  /** The same scale between other places. */
  Axis between(double start, double end) {
    return new Axis(low, high, decades, start, end, finest);
  }

  /** Place of a number; beyond the axis's ends if the number is. */
  double at(double value) {
    double share =
        decades
            ? (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
            : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /** Place of a number, or the end of the axis that it lies beyond. */
  double within(double value) {
    if (value <= low || value == Double.NEGATIVE_INFINITY) {
      return from;
    }
    return value >= high || value == Double.POSITIVE_INFINITY ? to : at(value);
  }

  boolean shows(double value) {
    return value >= low && value <= high;
  }

  /** A number with the digits that this axis can tell apart. */
  String text(double value) {
    double resolution = decades ? Math.abs(value) / DETAIL : (high - low) / DETAIL;
    return number(value, shows(value) ? resolution : Math.max(resolution, Math.abs(value) / 100));
  }

  /** A number with {@code digits} digits that count, from its own first on. */
  static String significant(double value, int digits) {
    return number(value, Math.max(Math.abs(value) * Math.pow(10, 1 - digits), Double.MIN_NORMAL));
  }

  /** A number with decimals down to {@code resolution}. */
  static String number(double value, double resolution) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "none" : value > 0 ? "\u221e" : "-\u221e";
    }
    double size = Math.abs(value);
    if (size < resolution / 2 || value == 0) {
      return "0";
    }
    double order = Math.floor(Math.log10(resolution) + 1e-9);
    if (size >= 1e7 || order < -7) {
      int digits = (int) Math.max(0, Math.min(9, Math.floor(Math.log10(size)) - order));
      return String.format(Locale.ROOT, "%." + digits + "e", value)
          .replaceAll("e\\+?(-?)0*(\\d)", "e$1$2");
    }
    return String.format(Locale.ROOT, "%,." + (int) Math.max(0, -order) + "f", value);
  }

  /** A share in percent, with a decimal where there is one. */
  static String percent(double share) {
    return share > 0 && share < 0.0005
        ? "under 0.1 %"
        : number(100 * share, 0.1).replaceFirst("\\.0$", "") + " %";
  }

  /** Lines from {@code top} to {@code bottom} at round numbers, which stand below, and a title. */
  void paintAcross(Graphics2D g, Theme theme, double top, double bottom, String title) {
    for (Tick tick : ticksAcross()) {
      double x = at(tick.value());
      grid(g, theme, new Line2D.Double(x, top, x, bottom));
      g.setColor(theme.faded());
      Lettering.centered(
          g, LABEL, tick.label(), x, bottom + LABEL_GAP + 6, 0, Double.POSITIVE_INFINITY);
    }
    g.setColor(theme.faded());
    Lettering.centered(g, LABEL, title, (from + to) / 2, bottom + 33, 0, Canvas.WIDE);
  }

  /** Lines from {@code left} to {@code right} at round numbers, which stand left of them. */
  void paintUpward(Graphics2D g, Theme theme, double left, double right) {
    for (Tick tick : ticks(TICK_SPACING_UPWARD)) {
      double y = at(tick.value());
      grid(g, theme, new Line2D.Double(left, y, right, y));
      g.setColor(theme.faded());
      Lettering.right(g, LABEL, tick.label(), left - LABEL_GAP, y);
    }
  }

  private static void grid(Graphics2D g, Theme theme, Line2D line) {
    g.setStroke(new BasicStroke(1));
    g.setColor(theme.grid());
    g.draw(line);
  }

  /** Round numbers as dense as their labels allow. */
  private List<Tick> ticksAcross() {
    List<Tick> ticks = ticks(TICK_SPACING);
    double widest = ticks.stream().mapToDouble(t -> Canvas.width(LABEL, t.label())).max().orElse(0);
    return widest + 14 > TICK_SPACING ? ticks(widest + 14) : ticks;
  }

  private List<Tick> ticks(double spacing) {
    if (!marked()) {
      return List.of();
    }
    double most = Math.max(1, Math.abs(to - from) / spacing);
    return decades ? ticksByDecade(most) : evenTicks(most);
  }

  private List<Tick> evenTicks(double most) {
    double step = Math.max(finest, niceAtLeast((high - low) / most));
    List<Tick> ticks = new ArrayList<>();
    for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(new Tick(i * step, number(i * step, step)));
    }
    return ticks;
  }

  private List<Tick> ticksByDecade(double most) {
    int first = (int) Math.ceil(Math.log10(low) - 1e-9);
    int last = (int) Math.floor(Math.log10(high) + 1e-9);
    int every = Math.max(1, (int) Math.ceil((last - first) / most));
    List<Tick> ticks = new ArrayList<>();
    for (int power = first; power <= last; power += every) {
      double value = Math.pow(10, power);
      ticks.add(new Tick(value, power < -4 || power > 5 ? "1e" + power : number(value, value)));
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, not below {@code width}; 0 for 0. */
  static double niceAtLeast(double width) {
    if (width == 0) {
      return 0;
    }
    double power = Math.pow(10, Math.floor(Math.log10(width)));
    for (double step : new double[] {1, 2, 5}) {
      if (step * power >= width) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
