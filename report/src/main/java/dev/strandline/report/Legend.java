package dev.strandline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Names of series beside samples of them, in lines that wrap instead of running over the edge.
 *
 * @param entries what the legend names, in reading order
 * @param places where each entry stands, in CSS pixels below the legend's top
 */
record Legend(List<Entry> entries, List<Rectangle2D> places) {

  private static final int LINE = 24;
  private static final int SAMPLE = 26;
  private static final int LABEL_GAP = 8;
  private static final int GAP = 22;
  private static final Font LABEL = Canvas.font(Font.PLAIN, 14);

  /** What the legend says of one series: its name and the sample beside it. */
  record Entry(String label, Sample sample) {}

  /** The piece of a series that the legend shows. */
  @FunctionalInterface
  interface Sample {
    void paint(Graphics2D g, Theme theme, Rectangle2D box);
  }

  static Sample line(Function<Theme, Color> color, BasicStroke stroke) {
    return (g, theme, box) -> {
      g.setColor(color.apply(theme));
      g.setStroke(stroke);
      g.draw(new Line2D.Double(box.getMinX(), box.getCenterY(), box.getMaxX(), box.getCenterY()));
    };
  }

  static Sample block(Function<Theme, Color> color) {
    return (g, theme, box) -> {
      g.setColor(color.apply(theme));
      g.fill(new RoundRectangle2D.Double(box.getMaxX() - 16, box.getCenterY() - 6, 16, 12, 3, 3));
    };
  }

  static Legend of(List<Entry> entries, double left, double right) {
    double widest = right - left - SAMPLE - LABEL_GAP;
    List<Entry> fitted = new ArrayList<>();
    List<Rectangle2D> places = new ArrayList<>();
    double x = left;
    double y = 0;
    for (Entry entry : entries) {
      String label = Lettering.shortened(entry.label(), LABEL, widest);
      double width = SAMPLE + LABEL_GAP + Canvas.width(LABEL, label);
      if (x > left && x + width > right) {
        x = left;
        y += LINE;
      }
      fitted.add(new Entry(label, entry.sample()));
      places.add(new Rectangle2D.Double(x, y, width, LINE));
      x += width + GAP;
    }
    return new Legend(fitted, places);
  }

  double height() {
    return places.stream().mapToDouble(Rectangle2D::getMaxY).max().orElse(0);
  }

  void paint(Graphics2D g, Theme theme, double top) {
    for (int i = 0; i < entries.size(); i++) {
      Rectangle2D place = places.get(i);
      double y = top + place.getY();
      entries
          .get(i)
          .sample()
          .paint(g, theme, new Rectangle2D.Double(place.getX(), y, SAMPLE, LINE));
      g.setColor(theme.ink());
      Lettering.left(
          g, LABEL, entries.get(i).label(), place.getX() + SAMPLE + LABEL_GAP, y + LINE / 2.0);
    }
  }
}
