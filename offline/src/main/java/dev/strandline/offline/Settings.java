package dev.strandline.offline;

import dev.strandline.policy.Check;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings records as text: the keys and values of {@code --set} and of {@code run.json}. A list of
 * widths is written {@code 256-256} ({@code none} where it is empty), an enum in small letters.
 */
public final class Settings {

  private Settings() {}

  /** Names of a record's components, in order. */
  public static List<String> keys(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .map(RecordComponent::getName)
        .toList();
  }

  /** A record's components as text, in order. */
  public static Map<String, String> describe(Record record) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      texts.put(component.getName(), text(value(record, component)));
    }
    return texts;
  }

  /**
   * A copy of {@code record} with some components changed.
   *
   * @param changes by component name; names of other records' components must not be among them
   * @throws IllegalArgumentException if a name is unknown, a text is no value of its type, or the
   *     record refuses it
   */
  public static <R extends Record> R with(R record, Map<String, String> changes) {
    List<String> keys = keys(record);
    for (String key : changes.keySet()) {
      Check.that(
          keys.contains(key),
          "there is no setting '%s'. Choose among %s.",
          key,
          String.join(", ", keys));
    }
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      String change = changes.get(components[i].getName());
      values[i] =
          change == null
              ? value(record, components[i])
              : parse(components[i].getName(), types[i], change.strip());
    }
    try {
      @SuppressWarnings("unchecked")
      Constructor<R> constructor = (Constructor<R>) record.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getClass() + " is not a public record", e);
    }
  }

  /** The name of the choice whose settings have the same type. */
  static <T> String nameOf(List<Named<T>> choices, T settings) {
    return choices.stream()
        .filter(choice -> choice.defaults().getClass() == settings.getClass())
        .map(Named::name)
        .findFirst()
        .orElse(settings.getClass().getName());
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getClass() + " is not a public record", e);
    }
  }

  private static String text(Object value) {
    if (value instanceof List<?> widths) {
      return widths.isEmpty()
          ? "none"
          : widths.stream().map(Object::toString).collect(Collectors.joining("-"));
    }
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }

  private static Object parse(String key, Class<?> type, String text) {
    try {
      if (type == double.class) {
        return Double.parseDouble(text);
      }
      if (type == int.class) {
        return Integer.parseInt(text);
      }
      if (type == List.class) {
        return text.equals("none")
            ? List.of()
            : Arrays.stream(text.split("-", -1)).map(Integer::valueOf).toList();
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(
              "setting %s is '%s', but must be %s.",
              key,
              text,
              type == List.class ? "widths such as 256-256, or none" : "a number (" + type + ")"),
          e);
    }
    if (type == boolean.class) {
      Check.that(
          text.equals("true") || text.equals("false"),
          "setting %s is '%s', but must be true or false.",
          key,
          text);
      return text.equals("true");
    }
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Settings::text).toList();
    Check.that(
        names.contains(text),
        "setting %s is '%s', but must be one of %s.",
        key,
        text,
        String.join(", ", names));
    return type.getEnumConstants()[names.indexOf(text)];
  }
}
