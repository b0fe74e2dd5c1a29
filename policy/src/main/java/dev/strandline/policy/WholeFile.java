package dev.strandline.policy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files whole or not at all: into a temporary file beside the target, forced to the disk,
 * then moved over it in one step. Whoever reads the target sees the old content or the new one,
 * never a part.
 */
public final class WholeFile {

  /**
   * Ends the name of a file that is still being written; what a killed process left behind ends so
   * too.
   */
  public static final String TEMPORARY_SUFFIX = ".part";

  private WholeFile() {}

  /** Writes bytes to a stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file of its own at the path given. */
  @FunctionalInterface
  public interface Writer {
    void write(Path temporary) throws IOException;
  }

  /** Writes {@code target} from a stream of bytes, replacing what is there. */
  public static void write(Path target, Content content) throws IOException {
    replace(
        target,
        temporary -> {
          try (OutputStream out =
              new BufferedOutputStream(
                  Files.newOutputStream(
                      temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                  1 << 16)) {
            content.writeTo(out);
          }
        });
  }

  /**
   * Lets {@code writer} write a temporary file and moves it to {@code target}. Folders that are
   * missing are made.
   *
   * @throws IOException if the folder cannot be made, the disk is full, or {@code writer} fails;
   *     the temporary file is gone then, and {@code target} is as it was
   */
  public static void replace(Path target, Writer writer) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null) {
      throw new IOException(
          target + " is not the name of a file. Give a path that ends in a file name.");
    }
    makeFolder(folder);
    if (Files.isDirectory(absolute)) {
      throw new IOException(
          target + " is a folder, but a file is to be written there. Give another path.");
    }
    Path temporary =
        folder.resolve("." + name + "." + ProcessHandle.current().pid() + TEMPORARY_SUFFIX);
    try {
      writer.write(temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Makes a folder and those above it.
   *
   * @throws IOException that names the regular file which stands in the way, if one does
   */
  public static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "cannot make the folder "
              + folder
              + ": "
              + e.getFile()
              + " is a file. Give a path below a folder.",
          e);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "cannot make the folder " + folder + ": " + e.getFile() + " does not exist.", e);
    } catch (IOException e) {
      for (Path above = folder; above != null; above = above.getParent()) {
        if (Files.exists(above) && !Files.isDirectory(above)) {
          throw new IOException(
              "cannot make the folder "
                  + folder
                  + ": "
                  + above
                  + " is a file. Give a path below a folder.",
              e);
        }
      }
      throw e;
    }
  }
}
