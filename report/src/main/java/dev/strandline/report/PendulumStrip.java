package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Film strips of a pendulum: the rod at twelve evenly spaced moments of an episode, with the trail
 * of the steps before each and an arrow for the torque; one strip for each policy, one below the
 * other on the same clock.
 */
public final class PendulumStrip {

  private static final int MOMENTS = 12;
  private static final int TRAIL = 4;
  private static final int COLUMNS = 6;
  private static final int WIDTH = 620;
  private static final int MARGIN = 16;
  private static final int TITLE = 30;
  private static final int CELL = (WIDTH - 2 * MARGIN) / COLUMNS;
  private static final int CLOCK = 22;
  private static final int STRIP = TITLE + MOMENTS / COLUMNS * (CELL + CLOCK) + 10;
  private static final double ROD = 0.40 * CELL;
  private static final Font LABEL = Canvas.font(Font.PLAIN, 12.5f);

  private PendulumStrip() {}

  /**
   * One recorded episode.
   *
   * @param name the policy, as the strip's title shows it
   * @param color place in the palette, from 0: that of the policy's curve in {@link LearningCurves}
   * @param angles angle before each step in radians, 0 upright, counterclockwise positive
   * @param torques torque of each step in N m, counterclockwise positive, as many as angles
   * @param greatestTorque bound on the torque in N m, positive
   * @param secondsPerStep simulated seconds between two angles, positive
   * @param episodeReturn undiscounted return of the whole episode, for the title
   */
  public record Strip(
      String name,
      int color,
      double[] angles,
      double[] torques,
      double greatestTorque,
      double secondsPerStep,
      double episodeReturn) {

    public Strip {
      Check.that(color >= 0, "PendulumStrip.Strip.color must not be negative, but is %d.", color);
      Check.that(
          angles.length >= MOMENTS,
          "PendulumStrip.Strip %s has %d steps, but %d moments are drawn. Record a longer episode.",
          name,
          angles.length,
          MOMENTS);
      Check.length(torques.length, angles.length, "PendulumStrip.Strip " + name + ", torques");
      Check.positive(
          greatestTorque, "PendulumStrip.Strip.greatestTorque", "Pendulum-v1 allows 2 N m.");
      Check.positive(
          secondsPerStep, "PendulumStrip.Strip.secondsPerStep", "Pendulum-v1 takes 0.05 s.");
      angles = angles.clone();
      torques = torques.clone();
    }

    private int step(int moment) {
      return (int) Math.round((double) moment * (angles.length - 1) / (MOMENTS - 1));
    }
  }

  /**
   * Draws the strips.
   *
   * @param strips at least one
   * @throws IllegalArgumentException if there is none
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(List<Strip> strips) {
    Check.that(!strips.isEmpty(), "PendulumStrip: there is no strip. Record an episode.");
    String description =
        strips.stream()
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "%s, return %,.0f, ends %.0f degrees from upright",
                        s.name(),
                        s.episodeReturn(),
                        Math.abs(
                            Math.toDegrees(
                                Math.IEEEremainder(
                                    s.angles()[s.angles().length - 1], 2 * Math.PI)))))
            .collect(Collectors.joining("; ", "Pendulum at twelve moments of an episode: ", "."));
    int height = MARGIN + strips.size() * STRIP;
    return Canvas.draw(
        WIDTH,
        height,
        description,
        (g, theme) -> {
          for (int i = 0; i < strips.size(); i++) {
            paintStrip(g, theme, strips.get(i), MARGIN / 2.0 + i * STRIP);
          }
        });
  }

  private static void paintStrip(Graphics2D g, Theme theme, Strip strip, double top) {
    g.setFont(Canvas.font(Font.BOLD, 15));
    g.setColor(theme.ink());
    g.drawString(strip.name(), MARGIN, (float) top + 20);
    int nameWidth = g.getFontMetrics().stringWidth(strip.name());
    g.setFont(Canvas.font(Font.PLAIN, 14));
    g.setColor(theme.faded());
    g.drawString(
        String.format(Locale.ROOT, "return %,.0f", strip.episodeReturn()),
        MARGIN + nameWidth + 12,
        (float) top + 20);

    for (int moment = 0; moment < MOMENTS; moment++) {
      int step = strip.step(moment);
      double left = MARGIN + moment % COLUMNS * CELL;
      double upper = top + TITLE + moment / COLUMNS * (CELL + CLOCK);
      double middle = left + CELL / 2.0;
      g.setColor(theme.grid());
      g.fill(new RoundRectangle2D.Double(left + 1.5, upper, CELL - 3, CELL - 3, 8, 8));
      paintMoment(g, theme, strip, step, middle, upper + CELL / 2.0);
      String clock = String.format(Locale.ROOT, "%.1f s", step * strip.secondsPerStep());
      g.setFont(LABEL);
      g.setColor(theme.faded());
      g.drawString(
          clock,
          (float) (middle - Canvas.width(LABEL, clock) / 2),
          (float) (upper + CELL + CLOCK - 8));
    }
  }

  private static void paintMoment(
      Graphics2D g, Theme theme, Strip strip, int step, double x, double y) {
    Color color = theme.series(strip.color());
    for (int back = Math.min(TRAIL, step); back >= 0; back--) {
      int alpha = back == 0 ? 255 : 90 - 18 * back;
      double angle = strip.angles()[step - back];
      double tipX = x - ROD * Math.sin(angle);
      double tipY = y - ROD * Math.cos(angle);
      g.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha));
      g.setStroke(
          new BasicStroke(back == 0 ? 6f : 4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(new Line2D.Double(x, y, tipX, tipY));
    }
    g.setColor(theme.ink());
    g.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
    paintTorque(
        g, theme, strip.angles()[step], strip.torques()[step] / strip.greatestTorque(), x, y);
  }

  /**
   * An arc around the pivot on the side away from the rod, a third of a turn for the greatest
   * torque, its head in the torque's sense.
   */
  private static void paintTorque(
      Graphics2D g, Theme theme, double angle, double share, double x, double y) {
    double degrees = 120 * Math.max(-1, Math.min(1, share));
    if (Math.abs(degrees) < 6) {
      return;
    }
    double radius = 0.22 * CELL;
    double start =
        -90
            + Math.toDegrees(angle)
            - degrees / 2; // Java2D: degrees counterclockwise from three o'clock
    g.setColor(theme.ink());
    g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    g.draw(
        new Arc2D.Double(
            x - radius, y - radius, 2 * radius, 2 * radius, start, degrees, Arc2D.OPEN));
    double end = Math.toRadians(start + degrees);
    double tipX = x + radius * Math.cos(end);
    double tipY = y - radius * Math.sin(end);
    double sense = Math.signum(degrees);
    double alongX = -sense * Math.sin(end);
    double alongY = -sense * Math.cos(end);
    Path2D head = new Path2D.Double();
    head.moveTo(tipX + 4.5 * alongX, tipY + 4.5 * alongY);
    head.lineTo(tipX - 3 * alongY, tipY + 3 * alongX);
    head.lineTo(tipX + 3 * alongY, tipY - 3 * alongX);
    head.closePath();
    g.fill(head);
  }
}
