package dev.strandline.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What a command line left behind: its exit code and what it wrote. */
record Ran(int exitCode, String out, String err) {

  static Ran with(Object... arguments) {
    return in(StandardCharsets.UTF_8, false, arguments);
  }

  static Ran in(Charset charset, boolean live, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int exitCode =
        Main.run(
            new Console(
                new PrintStream(out, true, charset),
                new PrintStream(err, true, charset),
                charset,
                live,
                80),
            texts);
    return new Ran(exitCode, out.toString(charset), err.toString(charset));
  }
}
