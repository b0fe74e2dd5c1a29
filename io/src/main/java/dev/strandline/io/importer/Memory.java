package dev.strandline.io.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Whether Java's heap can hold what a file announces, asked before it is allocated. */
final class Memory {

  private Memory() {}

  /**
   * Requires that the heap may have {@code bytes}.
   *
   * @param file whose numbers take them, for the message
   */
  static void check(Path file, long bytes) throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its numbers take %,d MB of memory, but Java's heap may have %,d MB. Give it more:"
                  + " STRANDLINE_JAVA_OPTS=-Xmx%dg ./strandline ...",
              file,
              bytes >> 20,
              heap >> 20,
              (bytes >> 30) * 3 / 2 + 1));
    }
  }
}
