package dev.strandline.policy;

import java.util.Locale;

/**
 * Argument checks whose messages say what is wrong with the value seen, where, and how to mend it.
 *
 * <p>Every method throws {@link IllegalArgumentException}. NaN never passes a check of a number.
 */
public final class Check {

  private Check() {}

  /**
   * Requires a condition.
   *
   * @param condition what must hold
   * @param message a {@link String#format} pattern that names the value, the place and the cure
   * @param arguments the pattern's arguments
   */
  public static void that(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }

  /**
   * Requires {@code low <= value <= high}.
   *
   * @param name type and component, as in {@code "Td3Bc.Config.gamma"}
   * @param cure one sentence that says what to do instead
   */
  public static void range(double value, double low, double high, String name, String cure) {
    that(
        value >= low && value <= high,
        "%s must lie in [%s, %s], but is %s. %s",
        name,
        low,
        high,
        value,
        cure);
  }

  /** Requires a finite value above zero; the parameters are those of {@link #range}. */
  public static void positive(double value, String name, String cure) {
    that(
        value > 0 && Double.isFinite(value),
        "%s must be positive and finite, but is %s. %s",
        name,
        value,
        cure);
  }

  /** Requires a finite value of zero or more; the parameters are those of {@link #range}. */
  public static void notNegative(double value, String name, String cure) {
    that(
        value >= 0 && Double.isFinite(value),
        "%s must be finite and not negative, but is %s. %s",
        name,
        value,
        cure);
  }

  /** Requires {@code value >= least}; the other parameters are those of {@link #range}. */
  public static void atLeast(long value, long least, String name, String cure) {
    that(value >= least, "%s must be at least %d, but is %d. %s", name, least, value, cure);
  }

  /**
   * Requires an array of a given length.
   *
   * @param length the array's own length
   * @param expected the length it must have
   * @param name what the array holds, as in {@code "observation"}
   */
  public static void length(int length, int expected, String name) {
    if (length != expected) {
      throw new IllegalArgumentException(
          name
              + " has "
              + length
              + " numbers, but "
              + expected
              + " are expected. Pass one number for each dimension.");
    }
  }
}
