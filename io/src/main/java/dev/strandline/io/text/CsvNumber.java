package dev.strandline.io.text;

/**
 * What counts as a number in a text: digits, a dot and an exponent. Java's own parser would take
 * hexadecimal digits, type suffixes, spaces and "NaN" as well.
 */
public final class CsvNumber {

  private static final int LONGEST_WHOLE = 18; // digits of which every combination is a long

  private CsvNumber() {}

  /** Whether {@code text} is true or false. */
  public static boolean isFlag(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  /** Whether {@code text} is a whole number that {@link Long#parseLong} takes. */
  public static boolean isWhole(String text) {
    int from = afterSign(text, 0);
    return text.length() > from
        && text.length() - from <= LONGEST_WHOLE
        && afterDigits(text, from) == text.length();
  }

  /** Whether {@code text} is a number that {@link Double#parseDouble} takes; it may overflow. */
  public static boolean isReal(String text) {
    int begin = afterSign(text, 0);
    int at = afterDigits(text, begin);
    int digits = at - begin;
    if (at < text.length() && text.charAt(at) == '.') {
      int end = afterDigits(text, at + 1);
      digits += end - at - 1;
      at = end;
    }
    if (digits == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = afterSign(text, at + 1);
      at = afterDigits(text, exponent);
      if (at == exponent) {
        return false;
      }
    }
    return at == text.length();
  }

  private static int afterSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
