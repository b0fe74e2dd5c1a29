package dev.strandline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** What was decided about a policy, as pictures show it: in words, by a shape and by a color. */
public enum Mark {
  /** Better than the logging policy: a triangle that points up. */
  BETTER("better"),
  /** Worse than the logging policy: a triangle that points down. */
  WORSE("worse"),
  /** The log does not tell it from the logging policy: a disc. */
  CANNOT_TELL("cannot tell"),
  /** A gate failed, the numbers are not to be relied on: an empty square. */
  CANNOT_ANSWER("cannot answer"),
  /** No verdict was asked for: a diamond. */
  NOT_JUDGED("");

  private final String label;

  Mark(String label) {
    this.label = label;
  }

  /** The verdict in words; empty if there is none. */
  public String label() {
    return label;
  }

  Color color(Theme theme) {
    return switch (this) {
      case BETTER -> theme.series(2);
      case WORSE -> theme.series(1);
      case CANNOT_TELL, NOT_JUDGED -> theme.series(0);
      case CANNOT_ANSWER -> theme.faded();
    };
  }

  /** Paints the shape around (x, y), set off from what lies below it. */
  void paint(Graphics2D g, Theme theme, double x, double y, double radius) {
    Shape shape = shape(x, y, radius);
    g.setColor(theme.paper());
    g.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(shape);
    g.fill(shape);
    g.setColor(color(theme));
    if (this == CANNOT_ANSWER) {
      g.setStroke(new BasicStroke(1.6f));
      g.draw(shape);
    } else {
      g.fill(shape);
    }
  }

  /** Paints the sign of the logging policy, which is nobody's verdict: an upright bar. */
  static void paintLogging(Graphics2D g, Theme theme, double x, double y) {
    g.setColor(theme.paper());
    g.fill(new Rectangle2D.Double(x - 3, y - 7, 6, 14));
    g.setColor(theme.ink());
    g.fill(new Rectangle2D.Double(x - 1.5, y - 6, 3, 12));
  }

  private Shape shape(double x, double y, double radius) {
    double r = radius;
    return switch (this) {
      case BETTER ->
          polygon(x, y - 1.2 * r, x + 1.15 * r, y + 0.85 * r, x - 1.15 * r, y + 0.85 * r);
      case WORSE -> polygon(x, y + 1.2 * r, x + 1.15 * r, y - 0.85 * r, x - 1.15 * r, y - 0.85 * r);
      case CANNOT_TELL -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case CANNOT_ANSWER -> new Rectangle2D.Double(x - 0.85 * r, y - 0.85 * r, 1.7 * r, 1.7 * r);
      case NOT_JUDGED ->
          polygon(x, y - 1.25 * r, x + 1.25 * r, y, x, y + 1.25 * r, x - 1.25 * r, y);
    };
  }

  private static Path2D polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
