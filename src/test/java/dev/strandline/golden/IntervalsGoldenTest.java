package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.Moments;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.interval.EmpiricalBernstein;
import dev.strandline.ope.interval.Hoeffding;
import dev.strandline.ope.interval.Interval;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.interval.TermWidth;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntervalsGoldenTest {

  /**
   * Recorded quantiles of Student's t are off by up to 4e-9 of themselves, as 50 digits show; the
   * ends of an interval may differ by this share of its half width.
   */
  static final double STUDENT = 1e-8;

  @Test
  void everyBoundAndBootstrapIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.INTERVALS)) {
      try (Comparison comparison = Comparison.asStated(file)) {
        JsonObject inputs = file.content().getAsJsonObject("inputs");
        for (JsonElement element : file.content().getAsJsonArray("cases")) {
          compare(comparison, inputs, element.getAsJsonObject());
        }
      }
    }
  }

  private static void compare(Comparison comparison, JsonObject inputs, JsonObject golden) {
    String id = golden.get("id").getAsString();
    JsonObject params = golden.getAsJsonObject("params");
    assertThat(Set.of("alpha", "width", "sample")).as(id).containsAll(params.keySet());
    String name = params.get("sample").getAsString();
    double alpha = params.get("alpha").getAsDouble();
    double[] sample = numbers(inputs.getAsJsonObject("samples").getAsJsonArray(name));
    Moments moments = new Moments(1);
    moments.add(0, sample.length, sample);
    long n = moments.count();
    double mean = moments.mean(0);
    double variance = moments.sampleVariance(0);

    JsonObject expected = golden.getAsJsonObject("expected");
    for (String method : expected.keySet()) {
      JsonObject figures = expected.getAsJsonObject(method);
      String where = id + ", " + method;
      switch (method) {
        case "hoeffding" ->
            bound(comparison, new Hoeffding(n, mean, width(params)), alpha, figures, where);
        case "bernstein" ->
            bound(
                comparison,
                new EmpiricalBernstein(n, mean, variance, width(params)),
                alpha,
                figures,
                where);
        case "student_t" ->
            bound(comparison, new StudentT(n, mean, variance), alpha, figures, where);
        case "bootstrap" -> {
          JsonArray rows = inputs.getAsJsonObject("bootstrap_indices").getAsJsonArray(name);
          bootstrap(comparison, Bootstrap.ofTerms(sample, indices(rows)), alpha, figures, where);
        }
        default -> fail("%s: there is no such interval.", where);
      }
    }
  }

  private static TermWidth width(JsonObject params) {
    return TermWidth.known(params.get("width").getAsDouble());
  }

  /** Compares each expected figure of a bound. */
  static void bound(
      Comparison comparison, MeanBound bound, double alpha, JsonObject figures, String where) {
    double slack = bound instanceof StudentT ? STUDENT * bound.halfWidth(alpha / 2) : 0;
    for (String figure : figures.keySet()) {
      switch (figure) {
        case "lower_one_sided" ->
            comparison.close(bound.lower(alpha), figures.get(figure).getAsDouble(), slack, where);
        case "upper_one_sided" ->
            comparison.close(bound.upper(alpha), figures.get(figure).getAsDouble(), slack, where);
        case "interval" ->
            interval(
                comparison, bound.interval(alpha), figures.getAsJsonArray(figure), slack, where);
        default -> fail("%s: there is no figure %s.", where, figure);
      }
    }
  }

  /** Compares each expected figure of a bootstrap. */
  static void bootstrap(
      Comparison comparison, Bootstrap bootstrap, double alpha, JsonObject figures, String where) {
    for (String figure : figures.keySet()) {
      switch (figure) {
        case "mean_of_resamples" ->
            comparison.close(bootstrap.meanOfResamples(), figures.get(figure).getAsDouble(), where);
        case "interval" ->
            interval(
                comparison, bootstrap.interval(alpha), figures.getAsJsonArray(figure), 0, where);
        default -> fail("%s: there is no figure %s.", where, figure);
      }
    }
  }

  /** Compares both ends of an interval. */
  static void interval(
      Comparison comparison, Interval interval, JsonArray ends, double slack, String where) {
    assertThat(ends).as(where).hasSize(2);
    comparison.close(interval.lower(), ends.get(0).getAsDouble(), slack, where + ", lower end");
    comparison.close(interval.upper(), ends.get(1).getAsDouble(), slack, where + ", upper end");
  }

  /** The rows of each resample. */
  static int[][] indices(JsonArray rows) {
    int[][] indices = new int[rows.size()][];
    for (int b = 0; b < indices.length; b++) {
      JsonArray row = rows.get(b).getAsJsonArray();
      indices[b] = new int[row.size()];
      for (int i = 0; i < indices[b].length; i++) {
        indices[b][i] = row.get(i).getAsInt();
      }
    }
    return indices;
  }

  private static double[] numbers(JsonArray array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }
}
