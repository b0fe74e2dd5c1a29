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
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;

/** The one look of all charts, with a legend below that wraps instead of running over the edge. */
final class Charts {

  static final BasicStroke SOLID =
      new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke DASHED = dashes(7, 5);
  static final BasicStroke DOTTED = dashes(2, 4);

  private static final int WIDTH = 620;
  private static final int PLOT_HEIGHT = 390;
  private static final int MARGIN = 16;
  private static final int LEGEND_LINE = 24;
  private static final int SAMPLE = 26;
  private static final int LABEL_GAP = 8;
  private static final int GAP = 22;

  private static final Font LABEL = Canvas.font(Font.PLAIN, 14);

  private Charts() {}

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

  /** Draws the chart that {@code content} makes for a theme, and the legend under it. */
  static Picture draw(String description, List<Entry> legend, Function<Theme, XYChart> content) {
    Canvas.needFonts();
    List<Rectangle2D> places = places(legend);
    double bottom = places.stream().mapToDouble(Rectangle2D::getMaxY).max().orElse(PLOT_HEIGHT);
    return Canvas.draw(
        WIDTH,
        (int) bottom + MARGIN,
        description,
        (g, theme) -> {
          content.apply(theme).paint(g, WIDTH, PLOT_HEIGHT);
          for (int i = 0; i < legend.size(); i++) {
            paintEntry(g, theme, legend.get(i), places.get(i));
          }
        });
  }

  /** Lays the legend's entries out in lines that end before the right margin. */
  private static List<Rectangle2D> places(List<Entry> legend) {
    List<Rectangle2D> places = new ArrayList<>();
    double x = MARGIN;
    double y = PLOT_HEIGHT;
    for (Entry entry : legend) {
      double width = SAMPLE + LABEL_GAP + Canvas.width(LABEL, entry.label());
      if (x > MARGIN && x + width > WIDTH - MARGIN) {
        x = MARGIN;
        y += LEGEND_LINE;
      }
      places.add(new Rectangle2D.Double(x, y, width, LEGEND_LINE));
      x += width + GAP;
    }
    return places;
  }

  private static void paintEntry(Graphics2D g, Theme theme, Entry entry, Rectangle2D place) {
    entry
        .sample()
        .paint(
            g,
            theme,
            new Rectangle2D.Double(place.getX(), place.getY(), SAMPLE, place.getHeight()));
    g.setFont(LABEL);
    g.setColor(theme.ink());
    g.drawString(
        entry.label(),
        (float) (place.getX() + SAMPLE + LABEL_GAP),
        (float) (place.getCenterY() + 0.36 * LABEL.getSize2D()));
  }

  static XYChart blank(String xTitle, String yTitle, Theme theme) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(PLOT_HEIGHT)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    XYStyler style = chart.getStyler();
    style.setLocale(Locale.ROOT);
    style.setChartTitleVisible(false);
    style.setLegendVisible(false);
    style.setChartBackgroundColor(theme.paper());
    style.setPlotBackgroundColor(theme.paper());
    style.setChartFontColor(theme.faded());
    style.setPlotBorderVisible(false);
    style.setPlotGridVerticalLinesVisible(false);
    style.setPlotGridLinesColor(theme.grid());
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTicksLineVisible(false);
    style.setAxisTicksMarksVisible(false);
    style.setAxisTickLabelsColor(theme.faded());
    style.setYAxisTitleColor(theme.faded());
    style.setAxisTitleFont(Canvas.font(Font.PLAIN, 14));
    style.setAxisTickLabelsFont(Canvas.font(Font.PLAIN, 13.5f));
    style.setXAxisLabelAlignmentVertical(TextAlignment.Right);
    style.setYAxisLabelAlignment(TextAlignment.Right);
    style.setAxisTitlePadding(8);
    style.setChartPadding(14);
    style.setPlotContentSize(1);
    style.setXAxisTickMarkSpacingHint(110);
    style.setYAxisTickMarkSpacingHint(50);
    style.setXAxisDecimalPattern("#,##0.###");
    style.setYAxisDecimalPattern("#,##0.###");
    style.setMarkerSize(0);
    return chart;
  }

  private static BasicStroke dashes(float on, float off) {
    return new BasicStroke(
        1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {on, off}, 0);
  }
}
