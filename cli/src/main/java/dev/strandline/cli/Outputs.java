package dev.strandline.cli;

import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command is asked to write. */
final class Outputs {

  private Outputs() {}

  /** Writes files and returns what became of them. */
  @FunctionalInterface
  interface Writer<T> {
    T write() throws IOException;
  }

  /**
   * Makes the folder of {@code file} and checks that a file can stand there, so that a mistake
   * shows before the work and not after it.
   */
  static void checkFile(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new IOException(file + " is a folder. Give the name of a file to write.");
    }
    if (absolute.getParent() != null) {
      WholeFile.makeFolder(absolute.getParent());
    }
  }

  /** Checks, without making anything, that a file can stand at {@code file}. */
  static void checkPlace(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new IOException(file + " is a folder. Give the name of a file to write.");
    }
    Path above = absolute.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above != null && !Files.isDirectory(above)) {
      throw new IOException(
          "cannot write " + file + ": " + above + " is a file. Give a path below a folder.");
    }
  }

  /** Lets {@code writer} write, and says which file or folder it was if the disk gets full. */
  static <T> T writing(Path place, Writer<T> writer) throws IOException {
    try {
      return writer.write();
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      if (e.getMessage() != null && e.getMessage().startsWith(Failure.FULL_DISK)) {
        throw new FileSystemException(place.toString(), null, Failure.FULL_DISK);
      }
      throw e;
    }
  }
}
