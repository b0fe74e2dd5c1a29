package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.interval.Bootstrap;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Inputs and cases of a file of off-policy evaluation vectors. */
final class OpeCases {

  /** What a test does with a case. */
  interface Reading {
    void read(OpeCases file, Case one, Comparison comparison);
  }

  /**
   * A case.
   *
   * @param path the parts of its id, as in {@code ips / clip-2.0}
   */
  record Case(String id, String[] path, JsonObject params, JsonObject expected) {

    double param(String name) {
      return params.get(name).getAsDouble();
    }

    /** A parameter, or what stands for its absence. */
    double param(String name, double otherwise) {
      return params.has(name) ? param(name) : otherwise;
    }

    String text(String name) {
      return params.get(name).getAsString();
    }

    /** Fails on parameters that the test does not know. */
    void knows(String... names) {
      onlyHas(params, "parameters", names);
    }

    /** Fails on expected figures that the test does not compare. */
    void compares(String... names) {
      onlyHas(expected, "expected figures", names);
    }

    private void onlyHas(JsonObject of, String what, String... names) {
      Set<String> unknown = new HashSet<>(of.keySet());
      unknown.removeAll(Set.of(names));
      assertThat(unknown).as("%s of case %s that no test knows", what, id).isEmpty();
    }

    AssertionError unknown() {
      return new AssertionError("Case " + id + " is of no kind that this test knows.");
    }
  }

  private final JsonObject inputs;
  private final Map<String, double[]> columns = new HashMap<>(); // as read; not to be changed

  private OpeCases(GoldenFile file) {
    inputs = file.content().getAsJsonObject("inputs");
  }

  /** Reads every case of every file that {@code claim} takes. */
  static void readAll(Claim claim, Reading reading) throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(claim)) {
      OpeCases cases = new OpeCases(file);
      JsonArray all = file.content().getAsJsonArray("cases");
      assertThat(all).as("cases of %s", file).isNotEmpty();
      try (Comparison comparison = Comparison.asStated(file)) {
        for (JsonElement element : all) {
          JsonObject one = element.getAsJsonObject();
          String id = one.get("id").getAsString();
          reading.read(
              cases,
              new Case(
                  id,
                  id.split("/", -1),
                  one.getAsJsonObject("params"),
                  one.getAsJsonObject("expected")),
              comparison);
        }
      }
    }
  }

  int integer(String name) {
    return inputs.get(name).getAsInt();
  }

  double[] numbers(String name) {
    return columns.computeIfAbsent(name, key -> numbers(inputs.getAsJsonArray(key)));
  }

  /** A column that a parameter names as {@code inputs.NAME}. */
  double[] numbersAt(String reference) {
    return numbers(reference.substring("inputs.".length()));
  }

  int[] integers(String name) {
    return Arrays.stream(numbers(name)).mapToInt(number -> (int) number).toArray();
  }

  int[] integersAt(String reference) {
    return integers(reference.substring("inputs.".length()));
  }

  /** A table as one array, row-major. */
  double[] table(String name) {
    return columns.computeIfAbsent(
        name,
        key ->
            stream(inputs.getAsJsonArray(key))
                .flatMapToDouble(row -> Arrays.stream(numbers(row.getAsJsonArray())))
                .toArray());
  }

  JsonArray array(String name) {
    return inputs.getAsJsonArray(name);
  }

  static double[] numbers(JsonArray array) {
    return stream(array).mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static Stream<JsonElement> stream(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Compares the terms' mean, and their first ones and variance (divisor n) where recorded. */
  static void compareTerms(Comparison comparison, Case one, double[] terms, String first) {
    comparison.close(mean(terms), one.expected().get("value").getAsDouble(), one.id() + ", mean X");
    if (one.expected().has(first)) {
      JsonArray expected = one.expected().getAsJsonArray(first);
      comparison.close(Arrays.copyOf(terms, expected.size()), expected, one.id() + ", X");
    }
    if (one.expected().has("variance_of_rounds")) {
      double mean = mean(terms);
      double variance =
          Arrays.stream(terms).map(x -> (x - mean) * (x - mean)).average().getAsDouble();
      comparison.close(
          variance, one.expected().get("variance_of_rounds").getAsDouble(), one.id() + ", var X");
    }
  }

  /** Compares the percentile bootstrap of given terms under the recorded resamples. */
  void compareBootstrap(Comparison comparison, Case one, double[] terms) {
    IntervalsGoldenTest.bootstrap(
        comparison,
        Bootstrap.ofTerms(terms, resamples(one)),
        one.param("alpha"),
        one.expected(),
        one.id());
  }

  /** The rows of each resample. */
  int[][] resamples(Case one) {
    String reference = "inputs.bootstrap_indices";
    if (one.params().has("resample_indices")) {
      reference = one.text("resample_indices");
    }
    return IntervalsGoldenTest.indices(array(reference.substring("inputs.".length())));
  }

  static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }
}
