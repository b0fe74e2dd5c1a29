package dev.strandline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/**
 * The line of an interval along a horizontal axis. An end on the axis has a bar; where the interval
 * goes on beyond the axis, an arrow says so.
 */
final class Whisker {

  private static final double BAR = 4;
  private static final double STUB = 12; // of an interval that lies beside the axis altogether
  private static final double ARROW = 6;

  private Whisker() {}

  static void paint(
      Graphics2D g, Color color, Axis axis, Estimated estimated, double y, boolean dashed) {
    if (!estimated.bounded()) {
      return;
    }
    double left = axis.within(estimated.low());
    double right = axis.within(estimated.high());
    if (estimated.high() < axis.low()) {
      right = left + STUB;
    } else if (estimated.low() > axis.high()) {
      left = right - STUB;
    }
    g.setColor(color);
    g.setStroke(
        dashed
            ? new BasicStroke(1.8f, 0, BasicStroke.JOIN_ROUND, 1, new float[] {4, 3}, 0)
            : new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    g.draw(new Line2D.Double(left, y, right, y));
    if (!(estimated.low() > axis.high())) {
      end(g, left, y, axis.shows(estimated.low()) ? 0 : -1);
    }
    if (!(estimated.high() < axis.low())) {
      end(g, right, y, axis.shows(estimated.high()) ? 0 : 1);
    }
  }

  /** A value that lies beside the axis: an arrow at the end that it lies beyond. */
  static void paintBeyond(Graphics2D g, Color color, Axis axis, double value, double y) {
    g.setColor(color);
    end(g, axis.within(value), y, value < axis.low() ? -1 : 1);
  }

  /** Whether a part of it lies beyond the axis. */
  static boolean runsOff(Axis axis, Estimated e) {
    boolean value = !Double.isNaN(e.value()) && !axis.shows(e.value());
    return value || (e.bounded() && !(axis.shows(e.low()) && axis.shows(e.high())));
  }

  private static void end(Graphics2D g, double x, double y, int direction) {
    if (direction == 0) {
      g.setStroke(new BasicStroke(1.6f));
      g.draw(new Line2D.Double(x, y - BAR, x, y + BAR));
      return;
    }
    Path2D arrow = new Path2D.Double();
    arrow.moveTo(x + direction * ARROW, y);
    arrow.lineTo(x - direction * 2, y - 5);
    arrow.lineTo(x - direction * 2, y + 5);
    arrow.closePath();
    g.fill(arrow);
  }
}
