package dev.strandline.io.importer;

import io.jhdf.Superblock;
import io.jhdf.storage.HdfBackingStorage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;

/**
 * An HDF5 file's bytes as jhdf asks for them, within bounds: jhdf follows whatever addresses,
 * lengths and counts a file states. Here nothing is allocated that the file could not fill, and the
 * structure of a file may be read a few times over, but not for ever, so that whatever goes round
 * in circles ends.
 */
final class Hdf5Storage implements HdfBackingStorage, Closeable {

  /** A place that the file does not have, or more reading than it can be worth. */
  static final class OutOfBounds extends RuntimeException {
    OutOfBounds(String message, Object... arguments) {
      super(String.format(Locale.ROOT, message, arguments));
    }
  }

  private static final int MOST_AT_ONCE = 64 << 20;
  private static final int COST_OF_A_READ = 32;
  private static final long LEAST_BUDGET = 4 << 20;
  private static final int TIMES_OVER = 16;

  private final FileChannel channel;
  private final Superblock superblock;
  private final long size;
  private long budget;

  Hdf5Storage(FileChannel channel, Superblock superblock) throws IOException {
    this.channel = channel;
    this.superblock = superblock;
    this.size = channel.size();
    this.budget = LEAST_BUDGET + TIMES_OVER * size;
  }

  /**
   * Bytes of the file's structure. A tail that lies beyond the file's end is zero: jhdf reads some
   * nodes as if they were fuller than the format lets them be.
   */
  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    return structure(address, length);
  }

  private ByteBuffer structure(long address, long length) {
    long start = start(address);
    if (length < 0 || length > Math.min(size, MOST_AT_ONCE)) {
      throw new OutOfBounds("%d bytes at byte %d are asked for, of %d", length, start, size);
    }
    spend(length);
    ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.limit((int) Math.min(length, size - start));
    fill(buffer, start);
    return buffer.clear();
  }

  private long start(long address) {
    long start = address + superblock.getBaseAddressByte();
    if (address < 0 || start < 0 || start >= size) {
      throw new OutOfBounds("it points to byte %d of %d", start, size);
    }
    return start;
  }

  private void spend(long length) {
    budget -= length + COST_OF_A_READ;
    if (budget < 0) {
      throw new OutOfBounds("its structure goes round in circles");
    }
  }

  /**
   * Fills {@code buffer} from its position to its limit with the numbers that lie at {@code
   * address}.
   *
   * @throws OutOfBounds if they do not all lie in the file
   */
  void readData(long address, ByteBuffer buffer) {
    checkData(address, buffer.remaining());
    fill(buffer, start(address));
  }

  /** Requires {@code length} bytes at {@code address} to lie in the file. */
  void checkData(long address, long length) {
    if (length < 0 || start(address) > size - length) {
      throw new OutOfBounds(
          "%d bytes at byte %d do not lie within its %d", length, start(address), size);
    }
  }

  private void fill(ByteBuffer buffer, long start) {
    try {
      long position = start;
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, position);
        if (count < 0) {
          throw new OutOfBounds("it ended at byte %d while it was read", position);
        }
        position += count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return structure(address, length);
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return structure(address - superblock.getBaseAddressByte(), length);
  }

  @Override
  public long getUserBlockSize() {
    return superblock.getBaseAddressByte();
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    return channel;
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
