package dev.strandline.cli;

import dev.strandline.report.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers and tables as people read them. */
final class Text {

  private static final String EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589";

  private static final int WIDTH = 80;
  private static final int LABEL = 14;

  private Text() {}

  /** About four digits: {@code -1,160}, {@code 97.31}, {@code 0.0125}. */
  static String number(double value) {
    return numbers(value).get(0);
  }

  /** Numbers to compare, all with as many decimals as suit the one of largest size. */
  static List<String> numbers(double... values) {
    double size = Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    String pattern = "%,." + (size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4) + "f";
    if (size >= 1e9 || (size > 0 && size < 1e-2)) {
      pattern = "%.3g";
    }
    List<String> texts = new ArrayList<>();
    for (double value : values) {
      String text = value == 0 ? "0" : String.format(Locale.ROOT, pattern, value);
      texts.add(text.matches("-0\\.?0*") ? text.substring(1) : text);
    }
    return texts;
  }

  /** Both ends of an interval, or that there is none. */
  static String ends(Interval interval) {
    return ends(List.of(interval)).get(0);
  }

  /** Both ends of intervals to compare; there are none from one value. */
  static List<String> ends(List<Interval> intervals) {
    double[] all =
        intervals.stream()
            .flatMapToDouble(interval -> DoubleStream.of(interval.low(), interval.high()))
            .toArray();
    List<String> texts = numbers(all);
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < intervals.size(); i++) {
      ends.add(
          intervals.get(i).known()
              ? "[" + texts.get(2 * i) + ", " + texts.get(2 * i + 1) + "]"
              : "none from one value");
    }
    return ends;
  }

  /** {@code 1 episode}, {@code 400 episodes}. */
  static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /**
   * A bar of {@code width} characters at most, {@code share} of it filled.
   *
   * @param blocks whether the terminal draws block characters
   */
  static String bar(double share, int width, boolean blocks) {
    if (!blocks) {
      return "#".repeat((int) Math.ceil(share * width));
    }
    int eighths = (int) Math.ceil(share * width * 8);
    return "\u2588".repeat(eighths / 8)
        + (eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1));
  }

  /**
   * Prints rows in columns, the first flush left and the others flush right, two spaces between.
   */
  static void table(Console console, List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
      }
      console.line("%s", line.toString().stripTrailing());
    }
  }

  /** A word as a POSIX shell takes it: in quotes where it holds more than plain characters. */
  static String shell(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Prints a value beside its label, on several lines if need be; below a long label. */
  static void fact(Console console, String label, String value) {
    boolean beside = label.length() < LABEL;
    if (!beside) {
      console.line("  %s", label);
    }
    List<String> lines = wrap(value, WIDTH - LABEL - 2);
    for (int i = 0; i < lines.size(); i++) {
      console.line("  %-" + LABEL + "s%s", i == 0 && beside ? label : "", lines.get(i));
    }
  }

  /** Prints a sentence beside the word that says how much it matters. */
  static void bullet(Console console, String mark, String sentence) {
    List<String> lines = wrap(sentence, WIDTH - 12);
    for (int i = 0; i < lines.size(); i++) {
      console.line("  %-9s %s", i == 0 ? mark : "", lines.get(i));
    }
  }

  /** Breaks text into lines of {@code width} characters at most, at spaces. */
  static List<String> wrap(String text, int width) {
    return text.replaceAll("(.{1," + width + "})(?:\\s+|$)", "$1\n")
        .lines()
        .map(String::stripTrailing)
        .toList();
  }
}
