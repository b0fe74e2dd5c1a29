package dev.strandline.report;

import dev.strandline.policy.Check;
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
 * Histogram of a dataset's episode returns, in one color for each group of episodes (such as the
 * policy that made them), the groups stacked upon each other.
 */
public final class ReturnHistogram {

  private static final int MOST_BINS = 40;

  private ReturnHistogram() {}

  /**
   * Episodes that belong together.
   *
   * @param name as the legend shows it
   * @param returns undiscounted return of each episode, finite, in the environment's units
   */
  public record Group(String name, double[] returns) {

    public Group {
      returns = returns.clone();
      for (int i = 0; i < returns.length; i++) {
        Check.that(
            Double.isFinite(returns[i]),
            "ReturnHistogram.Group %s: the return of episode %d is %s. Returns must be finite.",
            name,
            i,
            returns[i]);
      }
    }
  }

  /**
   * Draws the histogram.
   *
   * @param groups at least one episode between them; each keeps its color by its place in the list
   * @throws IllegalArgumentException if there is no episode
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(List<Group> groups) {
    double[] all = groups.stream().flatMapToDouble(g -> Arrays.stream(g.returns())).toArray();
    Check.that(all.length > 0, "ReturnHistogram: there is no episode. Give at least one return.");
    double[] edges = edges(all);
    List<Legend.Entry> legend = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int index = i;
      legend.add(
          new Legend.Entry(
              String.format(
                  Locale.ROOT,
                  "%s (episodes: %,d)",
                  groups.get(i).name(),
                  groups.get(i).returns().length),
              Legend.block(theme -> theme.series(index))));
    }
    return Charts.draw(describe(groups), legend, theme -> chart(groups, edges, theme));
  }

  private static String describe(List<Group> groups) {
    return "Histogram of episode returns: "
        + groups.stream()
            .filter(g -> g.returns().length > 0)
            .map(
                g ->
                    String.format(
                        Locale.ROOT,
                        "%s, %,d, from %,.0f to %,.0f",
                        g.name(),
                        g.returns().length,
                        Arrays.stream(g.returns()).min().orElseThrow(),
                        Arrays.stream(g.returns()).max().orElseThrow()))
            .collect(Collectors.joining("; "))
        + ".";
  }

  private static XYChart chart(List<Group> groups, double[] edges, Theme theme) {
    XYChart chart = Charts.blank("return of an episode", "episodes", theme);
    int bins = edges.length - 1;
    int[][] upTo = new int[groups.size()][]; // counts of this group and those below it
    for (int g = 0; g < groups.size(); g++) {
      upTo[g] = g == 0 ? new int[bins] : upTo[g - 1].clone();
      for (double value : groups.get(g).returns()) {
        upTo[g][bin(value, edges)]++;
      }
    }
    // The tallest stack first: each lower one then covers its own share of it.
    for (int g = groups.size() - 1; g >= 0; g--) {
      double[] x = new double[2 * bins + 3];
      double[] y = new double[2 * bins + 3];
      for (int i = 0; i <= bins; i++) {
        int at = i == 0 ? 0 : 2 * i + 1;
        x[at] = x[at + 1] = edges[i];
        y[at] = i == 0 ? 0 : upTo[g][i - 1];
        y[at + 1] = i == bins ? 0 : upTo[g][i];
      }
      // XChart labels values that are equally spaced one by one, until labels touch; one more on
      // the first bin's top makes it choose round numbers at a distance.
      x[2] = edges[0] + (edges[1] - edges[0]) / 3;
      y[2] = upTo[g][0];
      XYSeries series = chart.addSeries("group " + g, x, y);
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      series.setFillColor(theme.series(g));
      series.setLineColor(theme.series(g));
      series.setLineWidth(1);
      series.setMarker(SeriesMarkers.NONE);
    }
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  /** Equal bins whose width is 1, 2 or 5 times a power of ten, at most {@value #MOST_BINS}. */
  static double[] edges(double[] values) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    double width = Axis.niceAtLeast((high - low) / (MOST_BINS - 2));
    if (width == 0) {
      width = low == 0 ? 1 : Axis.niceAtLeast(Math.abs(low) / MOST_BINS);
    }
    double first = Math.floor(low / width);
    int bins = (int) (Math.floor(high / width) - first) + 1;
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      edges[i] = (first + i) * width;
    }
    return edges;
  }

  /** The bin that holds {@code value}: [edge, next edge). */
  static int bin(double value, double[] edges) {
    int found = Arrays.binarySearch(edges, value);
    int bin = found >= 0 ? found : -found - 2;
    return Math.max(0, Math.min(edges.length - 2, bin));
  }
}
