package dev.strandline.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;

/** The one look of all charts on two axes, with a {@link Legend} below. */
final class Charts {

  static final BasicStroke SOLID =
      new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke DASHED = dashes(7, 5);
  static final BasicStroke DOTTED = dashes(2, 4);

  private static final int WIDTH = 620;
  private static final int PLOT_HEIGHT = 390;
  private static final int MARGIN = 16;

  private Charts() {}

  /** Draws the chart that {@code content} makes for a theme, and the legend under it. */
  static Picture draw(
      String description, List<Legend.Entry> entries, Function<Theme, XYChart> content) {
    Canvas.needFonts();
    Legend legend = Legend.of(entries, MARGIN, WIDTH - MARGIN);
    return Canvas.draw(
        WIDTH,
        PLOT_HEIGHT + (int) legend.height() + MARGIN,
        description,
        (g, theme) -> {
          content.apply(theme).paint(g, WIDTH, PLOT_HEIGHT);
          legend.paint(g, theme, PLOT_HEIGHT);
        });
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
