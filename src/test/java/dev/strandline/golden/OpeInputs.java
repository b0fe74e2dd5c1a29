package dev.strandline.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.stream.DoubleStream;

/** The inputs of golden files of off-policy evaluation. */
final class OpeInputs {

  private OpeInputs() {}

  /** All numbers of a field, row by row if it is nested. */
  static double[] numbers(JsonObject inputs, String field) {
    return flat(inputs.get(field)).toArray();
  }

  private static DoubleStream flat(JsonElement element) {
    if (!element.isJsonArray()) {
      return DoubleStream.of(element.getAsDouble());
    }
    JsonArray array = element.getAsJsonArray();
    return array.asList().stream().flatMapToDouble(OpeInputs::flat);
  }

  /** All numbers of a field, which are whole. */
  static int[] integers(JsonObject inputs, String field) {
    return flat(inputs.get(field)).mapToInt(value -> Math.toIntExact((long) value)).toArray();
  }
}
