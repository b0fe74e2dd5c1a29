package dev.strandline.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;

/** Results as JSON; numbers that are not finite, which JSON lacks, become null. */
final class Json {

  private static final JsonSerializer<Double> FINITE_OR_NULL =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .registerTypeAdapter(double.class, FINITE_OR_NULL)
          .registerTypeAdapter(Double.class, FINITE_OR_NULL)
          .create();

  private Json() {}

  /** A record, list or map as JSON. */
  static JsonElement of(Object value) {
    return GSON.toJsonTree(value);
  }

  static String text(JsonElement document) {
    return GSON.toJson(document);
  }
}
