package dev.strandline.report;

import dev.strandline.policy.Check;

/**
 * A number that was estimated, with its interval, as pictures take it.
 *
 * @param value the estimate; NaN if there is none, possibly infinite
 * @param low lower end of the interval; NaN if there is none, possibly minus infinity
 * @param high upper end; NaN exactly if {@code low} is, possibly infinity
 */
public record Estimated(double value, double low, double high) {

  public Estimated {
    Check.that(
        low <= high || (Double.isNaN(low) && Double.isNaN(high)),
        "Estimated: the interval is [%s, %s]. The lower end may not lie above the upper one, and"
            + " both are NaN where there is no interval.",
        low,
        high);
  }

  /** A number without an interval. */
  public static Estimated without(double value) {
    return new Estimated(value, Double.NaN, Double.NaN);
  }

  /** Whether there is an interval. */
  public boolean bounded() {
    return !Double.isNaN(low);
  }

  /** The number with its ends, in the digits of an axis. */
  String text(Axis axis) {
    if (Double.isNaN(value) && !bounded()) {
      return "no estimate";
    }
    String number = Double.isNaN(value) ? "no estimate" : axis.text(value);
    return bounded()
        ? number + " [" + axis.text(low) + ", " + axis.text(high) + "]"
        : number + ", no interval";
  }
}
