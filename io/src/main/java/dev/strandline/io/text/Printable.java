package dev.strandline.io.text;

import java.util.List;
import java.util.stream.Collectors;

/** Text from a file, fit for one line of a message. */
public final class Printable {

  private static final int NAME = 60;
  private static final int NAMES = 20;

  private Printable() {}

  /** A name out of a file. */
  public static String name(String name) {
    return text(name, NAME);
  }

  /** The first of many names out of a file, and how many more there are. */
  public static String some(List<String> names) {
    int more = names.size() - NAMES;
    return names.stream().limit(NAMES).map(Printable::name).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** What a decompressor complained of; some do without words. */
  public static String reason(Exception damage) {
    return damage.getMessage() == null ? "it ends early" : name(damage.getMessage());
  }

  /** The first {@code most} characters of {@code text}, with a mark for those that do not print. */
  public static String text(String text, int most) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), most); i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return text.length() > most ? out + "..." : out.toString();
  }
}
