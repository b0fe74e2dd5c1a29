package dev.strandline.io.importer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a Minari dataset's {@code metadata.json} says; whatever it lacks is empty. */
final class MinariMetadata {

  private static final long MOST_BYTES = 4 << 20;
  private static final int MOST_ACTIONS = 1 << 24;

  private final Path file;
  private final JsonObject json;

  private MinariMetadata(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads the metadata; an absent file is one that says nothing.
   *
   * @throws IOException if the file is too large, not UTF-8 or not a JSON object
   */
  static MinariMetadata read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new MinariMetadata(file, new JsonObject());
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          file
              + ": has "
              + Files.size(file)
              + " bytes, but a dataset's metadata needs a few thousand. Copy the dataset anew.");
    }
    return new MinariMetadata(file, object(file, text(file), "the file"));
  }

  private static String text(Path file) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw wrong(file, "the file is not UTF-8", e);
    }
  }

  /** Gson's lenient parser takes the {@code Infinity} that Python writes. */
  private static JsonObject object(Path file, String text, String what) throws IOException {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | StackOverflowError e) {
      throw wrong(file, what + " is not a JSON object", e);
    }
  }

  private static IOException wrong(Path file, String what, Throwable cause) {
    return new IOException(
        file
            + ": "
            + what
            + ". Copy the dataset anew, or import its main_data.hdf5 without the metadata beside it.",
        cause);
  }

  /** A text; empty where there is none. */
  Optional<String> text(String key) {
    JsonElement value = json.get(key);
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  /** A finite number; empty where there is none. */
  OptionalDouble number(String key) {
    JsonElement value = json.get(key);
    try {
      double number = value != null && value.isJsonPrimitive() ? value.getAsDouble() : Double.NaN;
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** The name that the environment's maker registered it under; empty where that is not told. */
  Optional<String> environment() throws IOException {
    JsonElement id = nested("env_spec").get("id");
    return id != null && id.isJsonPrimitive() ? Optional.of(id.getAsString()) : Optional.empty();
  }

  /** An object that is stored as a text of JSON, or as itself. */
  private JsonObject nested(String key) throws IOException {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return new JsonObject();
    }
    return object(file, value.isJsonPrimitive() ? value.getAsString() : value.toString(), key);
  }

  /**
   * The space of actions.
   *
   * @param space of Strandline's kind; empty where bounds are infinite or values are of several
   *     kinds
   * @param start what the source calls action 0
   */
  record Actions(Optional<ActionSpace> space, long start) {}

  /**
   * The space of actions, of which each is {@code size} numbers in the file.
   *
   * @throws IOException if what the metadata says does not fit that, or is no space
   */
  Actions actions(int size) throws IOException {
    JsonObject space = nested("action_space");
    if (space.keySet().isEmpty()) {
      return new Actions(Optional.empty(), 0);
    }
    try {
      if (type(space).equals("Discrete")) {
        long start = space.has("start") ? space.get("start").getAsLong() : 0;
        int count = space.get("n").getAsBigDecimal().intValueExact();
        if (size != 1 || count < 1 || count > MOST_ACTIONS) {
          throw wrong(file, "action_space has " + count + " actions of " + size + " numbers", null);
        }
        return new Actions(Optional.of(new ActionSpace.Discrete(count)), start);
      }
      List<Float> low = new ArrayList<>();
      List<Float> high = new ArrayList<>();
      boolean finite = bounds(space, size, low, high);
      if (!finite) {
        return new Actions(Optional.empty(), 0);
      }
      if (low.size() != size) {
        throw wrong(
            file,
            "action_space has " + low.size() + " numbers, but main_data.hdf5 has " + size,
            null);
      }
      return new Actions(Optional.of(new ActionSpace.Box(array(low), array(high))), 0);
    } catch (IllegalStateException
        | IllegalArgumentException
        | ArithmeticException
        | UnsupportedOperationException
        | NullPointerException
        | ClassCastException
        | StackOverflowError e) {
      throw wrong(file, "action_space is not a space that can be read", e);
    }
  }

  private static String type(JsonObject space) {
    return space.get("type").getAsString();
  }

  /** Adds the bounds of all numbers of a space; false where one has none that are finite. */
  private static boolean bounds(JsonObject space, int most, List<Float> low, List<Float> high) {
    return switch (type(space)) {
      case "Box" -> {
        boolean finite = flatten(space.get("low"), low);
        finite &= flatten(space.get("high"), high);
        yield finite && ordered(low, high);
      }
      case "MultiBinary" -> {
        for (int i = 0; i < Math.min(space.get("n").getAsInt(), most + 1); i++) {
          low.add(0f);
          high.add(1f);
        }
        yield true;
      }
      case "Dict" -> {
        JsonObject named = space.getAsJsonObject("subspaces");
        boolean all = true;
        for (String key : named.keySet().stream().sorted().toList()) {
          all &= bounds(named.getAsJsonObject(key), most, low, high);
        }
        yield all;
      }
      case "Tuple" -> {
        boolean all = true;
        for (JsonElement part : space.getAsJsonArray("subspaces")) {
          all &= bounds(part.getAsJsonObject(), most, low, high);
        }
        yield all;
      }
      default -> false;
    };
  }

  private static boolean ordered(List<Float> low, List<Float> high) {
    boolean ordered = low.size() == high.size();
    for (int i = 0; ordered && i < low.size(); i++) {
      ordered = low.get(i) < high.get(i);
    }
    return ordered;
  }

  private static boolean flatten(JsonElement value, List<Float> into) {
    if (value instanceof JsonArray array) {
      boolean finite = true;
      for (JsonElement element : array) {
        finite &= flatten(element, into);
      }
      return finite;
    }
    float bound = value.getAsFloat();
    into.add(bound);
    return Float.isFinite(bound);
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
