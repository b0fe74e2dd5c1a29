package dev.strandline.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of text on a picture, and how a long name is fitted into a column. */
final class Lettering {

  private static final String ELLIPSIS = "\u2026";
  private static final double BASELINE = 0.36; // of the size, below the middle of the letters
  private static final Pattern WORD = Pattern.compile("[^\\s_/.,:;=|-]*[\\s_/.,:;=|-]*");

  private Lettering() {}

  /** Text in the current color that starts at x, its letters' middle at y. */
  static void left(Graphics2D g, Font font, String text, double x, double y) {
    g.setFont(font);
    g.drawString(text, (float) x, (float) (y + BASELINE * font.getSize2D()));
  }

  /** Text that ends at x. */
  static void right(Graphics2D g, Font font, String text, double x, double y) {
    left(g, font, text, x - Canvas.width(font, text), y);
  }

  /** Text around x, moved as far as it takes to stay between {@code low} and {@code high}. */
  static void centered(
      Graphics2D g, Font font, String text, double x, double y, double low, double high) {
    double width = Canvas.width(font, text);
    left(g, font, text, Math.max(low, Math.min(high - width, x - width / 2)), y);
  }

  /** The text, or its beginning and an ellipsis where it is wider than {@code width}. */
  static String shortened(String text, Font font, double width) {
    String line = oneLine(text);
    if (line.isEmpty() || Canvas.width(font, line) <= width) {
      return line;
    }
    int end = line.length() - 1;
    while (end > 0 && Canvas.width(font, head(line, end) + ELLIPSIS) > width) {
      end--;
    }
    return end == 0 ? "" : head(line, end) + ELLIPSIS;
  }

  /**
   * The text in at most {@code lines} lines, broken between words or parts of an identifier. Where
   * that is not enough, an ellipsis stands in the last line, and what follows it is the text's end:
   * names of one family often differ there.
   */
  static List<String> wrapped(String text, Font font, double width, int lines) {
    List<String> wrapped = new ArrayList<>();
    String rest = oneLine(text);
    while (wrapped.size() < lines - 1 && Canvas.width(font, rest) > width) {
      int end = lineEnd(rest, font, width);
      wrapped.add(head(rest, end));
      rest = rest.substring(end).strip();
    }
    wrapped.add(Canvas.width(font, rest) <= width ? rest : middleCut(rest, font, width));
    return wrapped;
  }

  /** Where the first line of a text ends that is wider than one. */
  private static int lineEnd(String text, Font font, double width) {
    Matcher word = WORD.matcher(text);
    int end = 0;
    while (word.find() && Canvas.width(font, head(text, word.end())) <= width) {
      end = word.end();
    }
    if (end > 0) {
      return end;
    }
    end = 1;
    while (Canvas.width(font, head(text, end + 1)) <= width) {
      end++;
    }
    return Character.isHighSurrogate(text.charAt(end - 1)) && end > 1 ? end - 1 : end;
  }

  /** Takes letters from before the middle until the text fits. */
  private static String middleCut(String text, Font font, double width) {
    int tail = text.length() / 2;
    int head = text.length() - tail;
    while (head + tail > 2
        && Canvas.width(font, head(text, head) + ELLIPSIS + tail(text, tail)) > width) {
      if (head > tail) {
        head--;
      } else {
        tail--;
      }
    }
    return head(text, head) + ELLIPSIS + tail(text, tail);
  }

  private static String head(String text, int end) {
    boolean half =
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, half ? end - 1 : end).stripTrailing();
  }

  private static String tail(String text, int length) {
    int start = text.length() - length;
    boolean half = start < text.length() && Character.isLowSurrogate(text.charAt(start));
    return text.substring(half ? start + 1 : start).stripLeading();
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
