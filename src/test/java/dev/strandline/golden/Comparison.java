package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;

/**
 * Compares numbers with a golden file's: |actual - expected| may be at most absolute + relative *
 * |expected|.
 */
final class Comparison implements AutoCloseable {

  private final GoldenFile file;
  private final double absolute;
  private final double relative;
  private int compared;

  Comparison(GoldenFile file, double absolute, double relative) {
    this.file = file;
    this.absolute = absolute;
    this.relative = relative;
  }

  /** With the tolerance that the file states: {@code abs}, {@code rel} or both. */
  static Comparison asStated(GoldenFile file) {
    JsonObject tolerance = file.content().getAsJsonObject("tolerance");
    return new Comparison(file, number(tolerance, "abs"), number(tolerance, "rel"));
  }

  private static double number(JsonObject tolerance, String key) {
    return tolerance.has(key) ? tolerance.get(key).getAsDouble() : 0;
  }

  /** Compares one number; NaN is close to nothing. */
  void close(double actual, double expected, String where) {
    close(actual, expected, 0, where);
  }

  /** Compares one number that may differ by {@code slack} more. */
  void close(double actual, double expected, double slack, String where) {
    compared++;
    if (!(Math.abs(actual - expected) <= slack + absolute + relative * Math.abs(expected))) {
      fail(
          "%s, %s: %s is expected, but was %s (differs by %s).",
          file, where, expected, actual, Math.abs(actual - expected));
    }
  }

  /** Compares all numbers of an array, of the same length. */
  void close(double[] actual, JsonArray expected, String where) {
    assertThat(actual).as("%s, %s", file, where).hasSize(expected.size());
    for (int i = 0; i < actual.length; i++) {
      close(actual[i], expected.get(i).getAsDouble(), where + "[" + i + "]");
    }
  }

  /** Fails if nothing was compared. */
  @Override
  public void close() {
    assertThat(compared).as("numbers of %s that were compared", file).isPositive();
  }
}
