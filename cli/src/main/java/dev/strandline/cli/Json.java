package dev.strandline.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** Results as JSON; numbers that are not finite, which JSON lacks, become null. */
final class Json {

  private static final TypeAdapter<Double> FINITE_OR_NULL =
      new TypeAdapter<>() {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
          if (value == null || !Double.isFinite(value)) {
            out.nullValue();
          } else {
            out.value(value);
          }
        }

        @Override
        public Double read(JsonReader in) {
          throw new UnsupportedOperationException("results are only written");
        }
      };

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
