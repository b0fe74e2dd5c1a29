package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A case of an off-policy evaluation file: its id, its parameters and what is expected.
 *
 * @param file where it stands
 */
record OpeCase(GoldenFile file, String id, JsonObject params, JsonObject expected) {

  static List<OpeCase> of(GoldenFile file) {
    List<OpeCase> cases = new ArrayList<>();
    for (JsonElement element : file.content().getAsJsonArray("cases")) {
      JsonObject object = element.getAsJsonObject();
      cases.add(
          new OpeCase(
              file,
              object.get("id").getAsString(),
              object.getAsJsonObject("params"),
              object.getAsJsonObject("expected")));
    }
    assertThat(cases).as("cases of %s", file).isNotEmpty();
    return cases;
  }

  /** The parts of the id between its slashes. */
  String[] parts() {
    return id.split("/");
  }

  /** Fails if a parameter is not among those that the test heeds. */
  void paramsAmong(String... known) {
    assertThat(Set.of(known))
        .as("%s: parameters that the test knows", this)
        .containsAll(params.keySet());
  }

  /** Fails if a figure is expected that the test does not compare. */
  void expectsAmong(String... known) {
    assertThat(expected.keySet()).as("%s: expected figures", this).isNotEmpty();
    assertThat(Set.of(known))
        .as("%s: expected figures that the test knows", this)
        .containsAll(expected.keySet());
  }

  /** A whole number among the parameters. */
  int param(String name, int otherwise) {
    return params.has(name) ? params.get(name).getAsInt() : otherwise;
  }

  double[] expectedNumbers(String name) {
    return numbers(expected.get(name));
  }

  /** Compares a number with an expected figure, if there is such a figure. */
  void compare(Comparison comparison, double actual, String figure) {
    if (expected.has(figure)) {
      close(comparison, actual, expected.get(figure).getAsDouble(), figure);
    }
  }

  /** Compares numbers with an expected list of figures, if there is such a list. */
  void compare(Comparison comparison, double[] actual, String figure) {
    if (expected.has(figure)) {
      double[] numbers = expectedNumbers(figure);
      assertThat(actual).as("%s, %s", this, figure).hasSize(numbers.length);
      for (int i = 0; i < numbers.length; i++) {
        close(comparison, actual[i], numbers[i], figure + "[" + i + "]");
      }
    }
  }

  private void close(Comparison comparison, double actual, double wanted, String what) {
    if (Double.isNaN(wanted)) {
      assertThat(actual).as("%s, %s", this, what).isNaN();
    } else {
      comparison.close(actual, wanted, id + ", " + what);
    }
  }

  /** To be thrown for a case that the test does not know. */
  AssertionError unknown() {
    return new AssertionError(this + ": no test knows this case. Teach the test what it means.");
  }

  /** All numbers of nested lists in their order. */
  static double[] numbers(JsonElement nested) {
    return flat(nested).stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  static int[] integers(JsonElement nested) {
    return Arrays.stream(numbers(nested)).mapToInt(number -> (int) number).toArray();
  }

  private static List<JsonElement> flat(JsonElement nested) {
    if (!nested.isJsonArray()) {
      return List.of(nested);
    }
    JsonArray array = nested.getAsJsonArray();
    List<JsonElement> all = new ArrayList<>();
    array.forEach(element -> all.addAll(flat(element)));
    return all;
  }

  /** Starts of episodes that all have the same number of steps. */
  static int[] equalStarts(int episodes, int steps) {
    int[] starts = new int[episodes + 1];
    Arrays.setAll(starts, i -> i * steps);
    return starts;
  }

  @Override
  public String toString() {
    return file + ", case " + id;
  }
}
