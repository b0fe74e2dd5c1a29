package dev.strandline.io.text;

/** Text from a file, fit for one line of a message. */
public final class Printable {

  private static final int NAME = 60;

  private Printable() {}

  /** A name out of a file. */
  public static String name(String name) {
    return text(name, NAME);
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
