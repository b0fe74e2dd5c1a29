package dev.strandline.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the program as {@code ./strandline} does once it is built. */
final class Program {

  private static final long PATIENCE_SECONDS = 120;

  private Program() {}

  /** What a run printed and how it ended. */
  record Ended(int exitCode, String out, String err) {}

  /** The command line of a run. */
  static List<String> command(Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true",
                "-XX:TieredStopAtLevel=1", // the runs here are short
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strandline.cli.Main"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  static Ended run(Object... arguments) throws IOException, InterruptedException {
    return runIn(Path.of("").toAbsolutePath(), arguments);
  }

  /** Runs with {@code folder} as the working folder. */
  static Ended runIn(Path folder, Object... arguments) throws IOException, InterruptedException {
    List<String> command = command(arguments);
    Path out = Files.createTempFile("strandline", ".out");
    Path err = Files.createTempFile("strandline", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("no end after " + PATIENCE_SECONDS + " s: " + command);
      }
      return new Ended(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
