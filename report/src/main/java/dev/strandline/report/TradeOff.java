package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two metrics against each other: each candidate at its difference from the logging policy in both,
 * within the box of both intervals; of one that the log cannot answer for, the intervals are a
 * dotted cross. Candidates are numbered; their names stand below.
 */
public final class TradeOff {

  /** Candidates that are drawn; those after them are counted only. */
  public static final int MOST_CANDIDATES = 60;

  private static final int MARGIN = 16;
  private static final int LEFT = 84;
  private static final int TOP = 40;
  private static final int PLOT = 430;
  private static final int FOOT = 62;
  private static final int ROW = 20;
  private static final int BOX_ALPHA = 22;
  private static final int EDGE_ALPHA = 130;
  private static final double RADIUS = 4.6;
  private static final int DIRECTIONS = 8;
  private static final int RINGS = 14;
  private static final double UPWARD = 560; // CSS pixels for the second metric's name
  private static final String CORNER = "upper right: more of both";
  private static final double SAME = 5; // CSS pixels below which two points share a label
  private static final int MOST_SHARED = 5;
  private static final int MOST_DESCRIBED = 20;
  private static final Font NAME = Canvas.font(Font.PLAIN, 13);
  private static final Font NOTE = Canvas.font(Font.PLAIN, 12);
  private static final Font NUMBER = Canvas.font(Font.BOLD, 12);

  private TradeOff() {}

  /**
   * A candidate.
   *
   * @param name as the user named it
   * @param mark the verdict on both metrics together
   * @param across its difference from the logging policy in the first metric
   * @param upward in the second
   */
  public record Candidate(String name, Mark mark, Estimated across, Estimated upward) {

    private boolean known() {
      return !Double.isNaN(across.value()) && !Double.isNaN(upward.value());
    }

    private boolean on(Axis x, Axis y) {
      return x.shows(across.value()) && y.shows(upward.value());
    }
  }

  /**
   * Draws the picture.
   *
   * @param across the first metric and its unit, as {@code clicks, lift in %}
   * @param upward the second metric and its unit
   * @param candidates at least one, in reading order
   * @throws IllegalArgumentException if there is no candidate
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(String across, String upward, List<Candidate> candidates) {
    Check.that(!candidates.isEmpty(), "TradeOff: there is no candidate. Give at least one.");
    Canvas.needFonts();
    List<Candidate> drawn = candidates.subList(0, Math.min(MOST_CANDIDATES, candidates.size()));
    Axis x = axis(drawn, Candidate::across, LEFT, Canvas.WIDE - MARGIN);
    Axis y = axis(drawn, Candidate::upward, TOP + PLOT, TOP);
    int lines = (drawn.size() + 1) / 2;
    int more = candidates.size() - drawn.size();
    double list = TOP + PLOT + FOOT;
    return Canvas.draw(
        Canvas.WIDE,
        (int) list + (lines + (more > 0 ? 1 : 0)) * ROW + MARGIN / 2,
        describe(across, upward, x, y, candidates),
        (g, theme) -> {
          y.paintUpward(g, theme, LEFT, x.to());
          x.paintAcross(g, theme, TOP, TOP + PLOT, across);
          g.setColor(theme.faded());
          Lettering.left(g, NOTE, Lettering.shortened(upward, NOTE, UPWARD), MARGIN, 18);
          paintLogging(g, theme, x, y);
          paintBoxes(g, theme, x, y, drawn);
          paintPoints(g, theme, x, y, drawn);
          for (int i = 0; i < drawn.size(); i++) {
            double left = i < lines ? MARGIN : Canvas.WIDE / 2.0 + MARGIN / 2.0;
            paintName(g, theme, x, y, i, drawn.get(i), left, list + (i % lines + 0.5) * ROW);
          }
          if (more > 0) {
            g.setColor(theme.faded());
            String rest =
                String.format(Locale.ROOT, "%,d more are not drawn; see the table.", more);
            Lettering.left(g, NOTE, rest, MARGIN, list + (lines + 0.5) * ROW);
          }
        });
  }

  /** Estimates that were not refused decide what an axis shows; others may run off it. */
  private static Axis axis(
      List<Candidate> candidates, Function<Candidate, Estimated> metric, double from, double to) {
    boolean answered = candidates.stream().anyMatch(c -> c.mark() != Mark.CANNOT_ANSWER);
    List<Double> anchors = new ArrayList<>(List.of(0.0));
    List<Estimated> others = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Estimated estimated = metric.apply(candidate);
      if (answered && candidate.mark() == Mark.CANNOT_ANSWER) {
        others.add(new Estimated(Double.NaN, estimated.value(), estimated.value()));
      } else {
        anchors.add(estimated.value());
        others.add(estimated);
      }
    }
    return Axis.showing(anchors.stream().mapToDouble(v -> v).toArray(), others, from, to);
  }

  /** Lines through no difference, and what it means to lie beyond both. */
  private static void paintLogging(Graphics2D g, Theme theme, Axis x, Axis y) {
    g.setColor(theme.ink());
    g.setStroke(new BasicStroke(1.3f));
    g.draw(new Line2D.Double(x.at(0), TOP, x.at(0), TOP + PLOT));
    g.draw(new Line2D.Double(LEFT, y.at(0), x.to(), y.at(0)));
    g.setColor(theme.faded());
    Lettering.right(g, NOTE, CORNER, x.to(), 18);
    Lettering.centered(g, NOTE, "as the logging policy", x.at(0), TOP - 10, LEFT, x.to());
  }

  private static void paintBoxes(
      Graphics2D g, Theme theme, Axis x, Axis y, List<Candidate> candidates) {
    Shape clip = g.getClip();
    g.clip(new Rectangle2D.Double(LEFT, TOP, x.to() - LEFT, PLOT));
    for (Candidate candidate : candidates) {
      if (!candidate.on(x, y)) {
        continue;
      }
      double left = end(x, candidate.across().low(), candidate.across().value());
      double right = end(x, candidate.across().high(), candidate.across().value());
      double bottom = end(y, candidate.upward().low(), candidate.upward().value());
      double top = end(y, candidate.upward().high(), candidate.upward().value());
      Rectangle2D box = new Rectangle2D.Double(left, top, right - left, bottom - top);
      Color color = candidate.mark().color(theme);
      if (candidate.mark() == Mark.CANNOT_ANSWER) {
        double px = x.at(candidate.across().value());
        double py = y.at(candidate.upward().value());
        g.setColor(color);
        g.setStroke(Charts.DOTTED);
        g.draw(new Line2D.Double(left, py, right, py));
        g.draw(new Line2D.Double(px, top, px, bottom));
      } else {
        g.setColor(veil(color, BOX_ALPHA));
        g.fill(box);
        g.setColor(veil(color, EDGE_ALPHA));
        g.setStroke(new BasicStroke(1.2f));
        g.draw(box);
      }
    }
    g.setClip(clip);
  }

  /**
   * Place of an interval's end: just outside the plot if beyond it, at the value if there is none.
   */
  private static double end(Axis axis, double end, double value) {
    if (Double.isNaN(end)) {
      return axis.at(value);
    }
    double outward = 4 * Math.signum(axis.to() - axis.from());
    return end < axis.low()
        ? axis.from() - outward
        : end > axis.high() ? axis.to() + outward : axis.at(end);
  }

  private static Color veil(Color c, int alpha) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }

  private static void paintPoints(
      Graphics2D g, Theme theme, Axis x, Axis y, List<Candidate> candidates) {
    List<Rectangle2D> taken = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.on(x, y)) {
        double px = x.at(candidate.across().value());
        double py = y.at(candidate.upward().value());
        candidate.mark().paint(g, theme, px, py, RADIUS);
        taken.add(new Rectangle2D.Double(px - 6, py - 6, 12, 12));
      }
    }
    Rectangle2D plot = new Rectangle2D.Double(LEFT, TOP, x.to() - LEFT, PLOT);
    labels(x, y, candidates)
        .forEach((point, label) -> paintLabel(g, theme, point, label, taken, plot));
  }

  /** The numbers of the candidates at each point; those that lie on each other share one label. */
  private static Map<Point2D, String> labels(Axis x, Axis y, List<Candidate> candidates) {
    Map<Point2D, List<String>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).on(x, y)) {
        Point2D point =
            new Point2D.Double(
                x.at(candidates.get(i).across().value()), y.at(candidates.get(i).upward().value()));
        Point2D shared =
            numbers.keySet().stream()
                .filter(p -> p.distance(point) < SAME)
                .findFirst()
                .orElse(point);
        numbers.computeIfAbsent(shared, p -> new ArrayList<>()).add(Integer.toString(i + 1));
      }
    }
    Map<Point2D, String> labels = new LinkedHashMap<>();
    numbers.forEach(
        (point, all) ->
            labels.put(
                point,
                all.stream().limit(MOST_SHARED).collect(Collectors.joining(", "))
                    + (all.size() > MOST_SHARED
                        ? " and " + (all.size() - MOST_SHARED) + " more"
                        : "")));
    return labels;
  }

  private static void paintLabel(
      Graphics2D g,
      Theme theme,
      Point2D point,
      String label,
      List<Rectangle2D> taken,
      Rectangle2D plot) {
    Rectangle2D place = free(point, Canvas.width(NUMBER, label), taken, plot);
    taken.add(place);
    Point2D middle = new Point2D.Double(place.getCenterX(), place.getCenterY());
    if (point.distance(middle) > 24 + place.getWidth() / 2) {
      g.setColor(theme.faded());
      g.setStroke(new BasicStroke(0.8f));
      g.draw(new Line2D.Double(point, middle));
      g.setColor(theme.paper());
      g.fill(place);
    }
    g.setColor(theme.ink());
    Lettering.left(g, NUMBER, label, place.getX(), place.getCenterY());
  }

  /** The nearest place around a point where a label covers no other; the first if there is none. */
  private static Rectangle2D free(
      Point2D point, double width, List<Rectangle2D> taken, Rectangle2D plot) {
    for (int ring = 0; ring < RINGS; ring++) {
      for (int direction = 0; direction < DIRECTIONS; direction++) {
        Rectangle2D place = label(point, width, ring, direction);
        if (plot.contains(place) && taken.stream().noneMatch(place::intersects)) {
          return place;
        }
      }
    }
    return label(point, width, 0, 0);
  }

  private static Rectangle2D label(Point2D point, double width, int ring, int direction) {
    double angle = 2 * Math.PI * direction / DIRECTIONS - Math.PI / 4;
    double x = point.getX() + Math.cos(angle) * (12 + width / 2 + 9 * ring);
    double y = point.getY() + Math.sin(angle) * (14 + 9 * ring);
    return new Rectangle2D.Double(x - width / 2, y - 6.5, width, 13);
  }

  private static void paintName(
      Graphics2D g,
      Theme theme,
      Axis x,
      Axis y,
      int index,
      Candidate candidate,
      double left,
      double middle) {
    g.setColor(theme.ink());
    Lettering.right(g, NUMBER, Integer.toString(index + 1), left + 18, middle);
    candidate.mark().paint(g, theme, left + 32, middle, RADIUS);
    g.setColor(theme.faded());
    String verdict = candidate.mark().label();
    String missing =
        candidate.on(x, y) ? "" : candidate.known() ? "off the picture" : "no estimate";
    String label = missing + (missing.isEmpty() || verdict.isEmpty() ? "" : ", ") + verdict;
    double end = left + Canvas.WIDE / 2.0 - 2 * MARGIN;
    Lettering.right(g, NOTE, label, end, middle);
    g.setColor(theme.ink());
    double width = end - left - 56 - Canvas.width(NOTE, label);
    Lettering.left(
        g, NAME, Lettering.wrapped(candidate.name(), NAME, width, 1).get(0), left + 44, middle);
  }

  private static String describe(
      String across, String upward, Axis x, Axis y, List<Candidate> candidates) {
    String list =
        candidates.stream()
            .limit(MOST_DESCRIBED)
            .map(
                c ->
                    c.name()
                        + (c.mark() == Mark.NOT_JUDGED ? "" : " (" + c.mark().label() + ")")
                        + ": "
                        + c.across().text(x)
                        + " and "
                        + c.upward().text(y))
            .collect(Collectors.joining("; "));
    int more = candidates.size() - MOST_DESCRIBED;
    return "Differences from the logging policy in "
        + across
        + ", and in "
        + upward
        + ". "
        + list
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more.", more) : ".");
  }
}
