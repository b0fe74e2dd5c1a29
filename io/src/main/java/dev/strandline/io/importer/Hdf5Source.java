package dev.strandline.io.importer;

import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.jhdf.exceptions.UnsupportedHdfException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * An HDF5 file that may be damaged or hostile. jhdf understands its structure; {@link Hdf5Storage}
 * keeps jhdf within bounds; groups, links and numbers are read by our own code, so that no link is
 * followed, no length is believed, and a set of numbers is allocated only after the bytes that hold
 * it were found.
 */
final class Hdf5Source implements Closeable {

  /** Deflate makes at most this of one byte. */
  static final int MOST_EXPANSION = 1032;

  private static final byte[] SIGNATURE = {(byte) 137, 'H', 'D', 'F', '\r', '\n', 26, '\n'};

  private final Path file;
  private final Hdf5Storage storage;
  private final long rootAddress;

  private Hdf5Source(Path file, Hdf5Storage storage, long rootAddress) {
    this.file = file;
    this.storage = storage;
    this.rootAddress = rootAddress;
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it is missing, empty, cut short, damaged or not HDF5
   */
  static Hdf5Source open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file
              + (Files.exists(file)
                  ? ": is not a file. Give an HDF5 file."
                  : ": there is no such file. Give an HDF5 file."));
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return open(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Hdf5Source open(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw damaged(file, "it is empty", null);
    }
    long offset = 0;
    while (!signed(channel, offset)) {
      offset = offset == 0 ? 512 : 2 * offset;
      if (offset >= size) {
        throw damaged(file, "no HDF5 signature was found", null);
      }
    }
    long start = offset;
    return parse(
        file,
        "its superblock",
        () -> {
          Superblock superblock = Superblock.readSuperblock(channel, start);
          check(superblock, start, size);
          Hdf5Storage storage = new Hdf5Storage(channel, superblock);
          return new Hdf5Source(file, storage, rootAddress(storage, superblock));
        });
  }

  private static boolean signed(FileChannel channel, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIGNATURE.length);
    channel.read(bytes, offset);
    return Arrays.equals(bytes.array(), SIGNATURE);
  }

  private static void check(Superblock superblock, long start, long size) {
    for (int bytes : new int[] {superblock.getSizeOfOffsets(), superblock.getSizeOfLengths()}) {
      if (bytes != 4 && bytes != 8) {
        throw new Hdf5Storage.OutOfBounds("addresses of %d bytes", bytes);
      }
    }
    if (superblock.getBaseAddressByte() != start) {
      throw new Hdf5Storage.OutOfBounds(
          "it begins at byte %d and says %d", start, superblock.getBaseAddressByte());
    }
    long end = superblock.getEndOfFileAddress();
    if (end > size || end <= 0) {
      throw new Hdf5Storage.OutOfBounds("it has %d bytes of %d", size, end);
    }
  }

  private static long rootAddress(Hdf5Storage storage, Superblock superblock) {
    if (superblock instanceof SuperblockV0V1 old) {
      long entry = old.getRootGroupSymbolTableAddress() - old.getBaseAddressByte();
      return new SymbolTableEntry(storage, entry).getObjectHeaderAddress();
    }
    return ((SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
  }

  Path file() {
    return file;
  }

  Hdf5Storage storage() {
    return storage;
  }

  Hdf5Group root() throws IOException {
    return Hdf5Group.of(this, "", header(rootAddress, "its root"), 0);
  }

  ObjectHeader header(long address, String what) throws IOException {
    return parse(what, () -> ObjectHeader.readObjectHeader(storage, address));
  }

  /**
   * What {@code parser} makes of a part of the file; anything it trips over is one error, but for
   * an interrupt, which is no fault of the file's.
   */
  <T> T parse(String what, Callable<T> parser) throws IOException {
    return parse(file, what, parser);
  }

  /**
   * As {@link #parse}, for numbers that were found to lie in the file: where they do not fit into
   * the heap, it is too small.
   */
  void readNumbers(String what, Callable<Void> reader) throws IOException {
    parse(
        what,
        () -> {
          try {
            return reader.call();
          } catch (OutOfMemoryError e) {
            throw tooLarge(file, e);
          }
        });
  }

  private static <T> T parse(Path file, String what, Callable<T> parser) throws IOException {
    try {
      return parser.call();
    } catch (IOException e) {
      throw e;
    } catch (Exception | StackOverflowError e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (interrupted(cause)) {
          throw (IOException) cause;
        }
        if (cause instanceof Hdf5Storage.OutOfBounds) {
          throw damaged(file, what + ": " + cause.getMessage(), e);
        }
        if (cause instanceof UncheckedIOException && !interrupted(cause.getCause())) {
          throw new IOException(file + ": cannot be read. Check the disk.", e);
        }
        if (cause instanceof UnsupportedHdfException) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: %s: uses a part of HDF5 that is not read here (%s), or is damaged. Rewrite it with h5repack, or"
                      + " copy it anew.",
                  file,
                  what,
                  cause.getMessage()),
              e);
        }
      }
      throw damaged(file, what + " cannot be read", e);
    } catch (OutOfMemoryError e) {
      throw damaged(file, what + " announces more than the heap holds", e);
    }
  }

  private static boolean interrupted(Throwable cause) {
    return cause instanceof InterruptedIOException || cause instanceof ClosedByInterruptException;
  }

  /** The one message for bytes that are not, or no longer, HDF5. */
  IOException damaged(String how, Object... arguments) {
    return damaged(file, String.format(Locale.ROOT, how, arguments), null);
  }

  private static IOException damaged(Path file, String how, Throwable cause) {
    return new IOException(
        file + ": is damaged or not an HDF5 file (" + how + "). Copy it anew.", cause);
  }

  /** The message for a file whose numbers are more than Java was given memory for. */
  static IOException tooLarge(Path file, OutOfMemoryError cause) {
    return new IOException(
        file
            + ": its numbers do not fit into Java's heap. Give it more:"
            + " STRANDLINE_JAVA_OPTS=-Xmx8g ./strandline ...",
        cause);
  }

  @Override
  public void close() {
    storage.close();
  }
}
