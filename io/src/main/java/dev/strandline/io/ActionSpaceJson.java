package dev.strandline.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.strandline.policy.ActionSpace;

/**
 * An action space in a file's metadata: {@code {"type":"box","low":[-1.0],"high":[1.0]}} or {@code
 * {"type":"discrete","count":4}}.
 */
final class ActionSpaceJson {

  private ActionSpaceJson() {}

  static String write(ActionSpace space) {
    JsonObject json = new JsonObject();
    if (space instanceof ActionSpace.Box box) {
      json.addProperty("type", "box");
      json.add("low", array(box.low()));
      json.add("high", array(box.high()));
    } else {
      json.addProperty("type", "discrete");
      json.addProperty("count", ((ActionSpace.Discrete) space).count());
    }
    return json.toString();
  }

  /**
   * The space that {@code text} describes.
   *
   * @throws IllegalArgumentException if it describes none
   */
  static ActionSpace read(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      String type = json.get("type").getAsString();
      return switch (type) {
        case "box" ->
            new ActionSpace.Box(
                floats(json.getAsJsonArray("low")), floats(json.getAsJsonArray("high")));
        case "discrete" ->
            new ActionSpace.Discrete(json.get("count").getAsBigDecimal().intValueExact());
        default -> throw new IllegalArgumentException("type " + type);
      };
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | ArithmeticException
        | NullPointerException
        | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          text
              + " is not an action space. One looks like {\"type\":\"box\",\"low\":[-1.0],\"high\":[1.0]} or"
              + " {\"type\":\"discrete\",\"count\":4}.",
          e);
    }
  }

  private static JsonArray array(float[] values) {
    JsonArray array = new JsonArray(values.length);
    for (float value : values) {
      array.add(value);
    }
    return array;
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    int i = 0;
    for (JsonElement element : array) {
      values[i++] = element.getAsFloat();
    }
    return values;
  }
}
