package dev.strandline.report;

import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Learning curves: for each method the mean evaluation return over seeds against training steps, in
 * a band that is its 95 % Student t {@link Interval}; dashed lines are returns to compare with.
 *
 * <p>With one seed there is no band.
 */
public final class LearningCurves {

  private static final double LEVEL = 0.95;
  private static final int BAND_ALPHA = 46;
  private static final int MOST_MARKED = 30;

  private LearningCurves() {}

  /**
   * Evaluations of one method.
   *
   * @param name as the legend shows it; no two curves of a chart share one
   * @param steps training steps done at each evaluation, increasing from 0 or more
   * @param returns {@code [seeds][steps.length]}: mean undiscounted return per episode, finite, in
   *     the environment's units
   */
  public record Curve(String name, long[] steps, double[][] returns) {

    public Curve {
      Check.that(
          steps.length >= 1 && returns.length >= 1,
          "LearningCurves.Curve %s has %d evaluations of %d seeds. Evaluate at least once.",
          name,
          steps.length,
          returns.length);
      for (int i = 0; i < steps.length; i++) {
        Check.that(
            steps[i] > (i == 0 ? -1 : steps[i - 1]),
            "LearningCurves.Curve %s: evaluation %d is at step %d, after step %d. Steps must increase.",
            name,
            i,
            steps[i],
            i == 0 ? -1 : steps[i - 1]);
      }
      steps = steps.clone();
      returns = returns.clone();
      for (int seed = 0; seed < returns.length; seed++) {
        Check.length(
            returns[seed].length,
            steps.length,
            "LearningCurves.Curve " + name + ", repetition " + seed);
        returns[seed] = returns[seed].clone();
      }
    }

    /** Mean and interval over seeds at each evaluation. */
    private List<Interval> intervals() {
      List<Interval> intervals = new ArrayList<>();
      for (int i = 0; i < steps.length; i++) {
        int at = i;
        intervals.add(
            Interval.ofMean(Arrays.stream(returns).mapToDouble(seed -> seed[at]).toArray(), LEVEL));
      }
      return intervals;
    }
  }

  /**
   * A return to compare with, such as the expert's.
   *
   * @param name as the legend shows it
   * @param value return per episode, in the environment's units
   */
  public record Reference(String name, double value) {}

  /**
   * Draws the chart.
   *
   * @param curves at least one; each keeps its color by its place in the list
   * @param references lines across the chart, possibly none
   * @throws IllegalArgumentException if there is no curve, two share a name, or a return is not
   *     finite
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(List<Curve> curves, List<Reference> references) {
    Check.that(!curves.isEmpty(), "LearningCurves: there is no curve. Give at least one.");
    Check.that(
        curves.stream().map(Curve::name).distinct().count() == curves.size(),
        "LearningCurves: two curves share a name (%s). Give each its own.",
        curves.stream().map(Curve::name).toList());
    List<List<Interval>> intervals = curves.stream().map(Curve::intervals).toList();

    List<Legend.Entry> legend = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      int index = i;
      legend.add(
          new Legend.Entry(
              curves.get(i).name(), Legend.line(theme -> theme.series(index), Charts.SOLID)));
    }
    for (int i = 0; i < references.size(); i++) {
      Reference reference = references.get(i);
      legend.add(
          new Legend.Entry(
              String.format(Locale.ROOT, "%s (%,.0f)", reference.name(), reference.value()),
              Legend.line(Theme::faded, referenceStroke(i))));
    }
    return Charts.draw(
        describe(curves, intervals), legend, theme -> chart(curves, intervals, references, theme));
  }

  private static String describe(List<Curve> curves, List<List<Interval>> intervals) {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      List<Interval> points = intervals.get(i);
      ends.add(curves.get(i).name() + " ends at " + points.get(points.size() - 1).text(0));
    }
    return "Learning curves, mean return over seeds with 95 % intervals: "
        + ends.stream().collect(Collectors.joining("; "))
        + ".";
  }

  private static XYChart chart(
      List<Curve> curves, List<List<Interval>> intervals, List<Reference> references, Theme theme) {
    XYChart chart = Charts.blank("training steps", "return per episode", theme);
    double last =
        curves.stream().mapToDouble(c -> c.steps()[c.steps().length - 1]).max().orElseThrow();
    for (int i = 0; i < references.size(); i++) {
      double value = references.get(i).value();
      line(chart, "reference " + i, new double[] {0, last}, new double[] {value, value})
          .setLineColor(theme.faded())
          .setLineStyle(referenceStroke(i));
    }
    for (int i = 0; i < curves.size(); i++) {
      if (curves.get(i).returns().length > 1) {
        band(chart, i, curves.get(i).steps(), intervals.get(i), theme);
      }
    }
    for (int i = 0; i < curves.size(); i++) {
      double[] means = intervals.get(i).stream().mapToDouble(Interval::mean).toArray();
      XYSeries series = line(chart, "curve " + i, inDoubles(curves.get(i).steps()), means);
      series.setLineColor(theme.series(i)).setLineStyle(Charts.SOLID);
      series.setMarkerColor(theme.series(i));
      series.setMarker(means.length <= MOST_MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    chart.getStyler().setMarkerSize(6);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.03 * last);
    return chart;
  }

  /** Closes the upper and the lower ends of the intervals to one area behind the curve. */
  private static void band(
      XYChart chart, int index, long[] steps, List<Interval> intervals, Theme theme) {
    int n = steps.length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = x[2 * n - 1 - i] = steps[i];
      y[i] = intervals.get(i).high();
      y[2 * n - 1 - i] = intervals.get(i).low();
    }
    XYSeries band = line(chart, "band " + index, x, y);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(theme.seriesVeil(index, BAND_ALPHA));
    band.setLineColor(theme.seriesVeil(index, 0));
  }

  private static XYSeries line(XYChart chart, String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  private static double[] inDoubles(long[] values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  private static BasicStroke referenceStroke(int index) {
    return index % 2 == 0 ? Charts.DASHED : Charts.DOTTED;
  }
}
