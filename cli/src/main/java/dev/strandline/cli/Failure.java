package dev.strandline.cli;

import dev.strandline.offline.DivergedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What is said when a command fails: one message with a cure, and the exit code.
 *
 * @param exitCode one of the constants of {@link Main}
 * @param message without a line break at its end
 */
record Failure(int exitCode, String message) {

  private static final String INTERRUPTED = "interrupted; what was half written is removed.";
  static final String FULL_DISK = "No space left on device";

  static Failure of(Throwable thrown) {
    Throwable cause = root(thrown);
    if (cause instanceof DivergedException) {
      return new Failure(Main.DIVERGED, cause.getMessage());
    }
    return new Failure(Main.FAILED, message(cause));
  }

  /** The throwable that says what happened: wrappers that add nothing are taken off. */
  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof UncheckedIOException
            || cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof ExceptionInInitializerError)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String message(Throwable cause) {
    if (cause instanceof InterruptedException) {
      return INTERRUPTED;
    }
    if (cause instanceof OutOfMemoryError) {
      return String.format(
          Locale.ROOT,
          "out of memory (%s); the Java heap may take %,d MB. Give it more: "
              + "STRANDLINE_JAVA_OPTS=-Xmx8g ./strandline ...",
          cause.getMessage(),
          Runtime.getRuntime().maxMemory() >> 20);
    }
    if (cause instanceof IOException file) {
      return fileMessage(file);
    }
    if ((cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
        && cause.getMessage() != null) {
      return cause.getMessage();
    }
    if (cause instanceof LinkageError) {
      return String.format(
          Locale.ROOT,
          "a native library cannot be loaded (%s). Training needs Linux with glibc, macOS or"
              + " Windows on x86-64 or arm64, and 400 MB of space in the home folder's .javacpp.",
          cause.getMessage());
    }
    return defect(cause);
  }

  private static String fileMessage(IOException failure) {
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException) {
      return INTERRUPTED;
    }
    String text =
        failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    if (text.contains(FULL_DISK)) {
      return place(failure)
          + "there is no space left on the disk. Free some, or write to another disk with --out.";
    }
    if (failure instanceof NoSuchFileException) {
      return text + ": there is no such file or folder. Check the path.";
    }
    if (failure instanceof AccessDeniedException) {
      return text
          + ": permission denied. Change the permissions of the file or its folder, or give"
          + " another path.";
    }
    if (failure instanceof FileNotFoundException) {
      return text + ". Check the path and its permissions.";
    }
    if (failure instanceof FileSystemException system && system.getReason() == null) {
      return text + ": " + failure.getClass().getSimpleName() + ". Give another path.";
    }
    return text;
  }

  private static String place(IOException failure) {
    return failure instanceof FileSystemException system && system.getFile() != null
        ? system.getFile() + ": "
        : "";
  }

  /** Nothing that a user could have caused: say where, so that it can be reported. */
  private static String defect(Throwable cause) {
    String where =
        cause.getStackTrace().length == 0
            ? "an unknown place"
            : cause.getStackTrace()[0].toString();
    return String.format(
        Locale.ROOT,
        "unexpected failure: %s, at %s. This is a defect of Strandline; please report it with the"
            + " command that shows it.",
        cause,
        where);
  }
}
