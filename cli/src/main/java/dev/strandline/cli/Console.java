package dev.strandline.cli;

import com.google.gson.JsonElement;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a command writes: results to {@code out}, progress and errors to {@code err}.
 *
 * @param out receives what was asked for
 * @param err receives progress and errors
 * @param charset what both encode text in; JSON is UTF-8 whatever this is
 * @param live whether {@code err} is a terminal, on which a line can be drawn anew
 * @param columns width of that terminal in characters
 */
record Console(PrintStream out, PrintStream err, Charset charset, boolean live, int columns) {

  /** Set by {@code ./strandline}: whether stderr is a terminal, and how wide. */
  private static final String COLUMNS = "strandline.terminal.columns";

  static Console system() {
    Integer columns = Integer.getInteger(COLUMNS);
    String encoding =
        System.getProperty(
            "stdout.encoding",
            System.getProperty(
                "sun.stdout.encoding", System.getProperty("native.encoding", "UTF-8")));
    Charset charset =
        Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.UTF_8;
    return new Console(
        new PrintStream(System.out, true, charset),
        new PrintStream(System.err, true, charset),
        charset,
        columns != null,
        columns == null || columns < 40 ? 80 : columns);
  }

  /** A line of results. */
  void line(String pattern, Object... arguments) {
    out.println(arguments.length == 0 ? pattern : String.format(Locale.ROOT, pattern, arguments));
  }

  /** The one JSON document of a command. */
  void json(JsonElement document) {
    PrintWriter utf8 = new PrintWriter(out, false, StandardCharsets.UTF_8);
    utf8.println(Json.text(document));
    utf8.flush();
  }

  /** A line about what is going on. */
  void note(String pattern, Object... arguments) {
    err.println(String.format(Locale.ROOT, pattern, arguments));
  }

  /** Whether the charset has bars and the like; otherwise ASCII must do. */
  boolean draws() {
    return charset.newEncoder().canEncode("\u2588\u258f\u2500");
  }

  /** Shows progress towards {@code total}. */
  Progress progress(String task, long total, String unit) {
    return Progress.start(this, task, total, unit);
  }
}
