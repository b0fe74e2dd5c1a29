package dev.strandline.io.importer;

import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes what was done to a chunk before it was stored: deflate, LZF, the shuffling of bytes, and
 * Fletcher's checksum. A chunk's size is known beforehand; one that comes out shorter or longer is
 * damaged.
 */
final class Hdf5Filters {

  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int LZF = 32000;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MODULUS = 0xffff;

  private final List<FilterInfo> filters;
  private final int elementSize;

  private Hdf5Filters(List<FilterInfo> filters, int elementSize) {
    this.filters = filters;
    this.elementSize = elementSize;
  }

  static Hdf5Filters none() {
    return new Hdf5Filters(List.of(), 1);
  }

  /** The filters of a dataset whose elements have {@code elementSize} bytes. */
  static Hdf5Filters of(FilterPipelineMessage message, int elementSize) {
    for (FilterInfo filter : message.getFilters()) {
      if (!List.of(DEFLATE, SHUFFLE, FLETCHER32, LZF).contains(filter.getId())) {
        throw new Hdf5Storage.OutOfBounds(
            "its chunks passed through filter %d, which is not read here: gzip, lzf, shuffle and fletcher32 are",
            filter.getId());
      }
    }
    return new Hdf5Filters(message.getFilters(), elementSize);
  }

  boolean any() {
    return !filters.isEmpty();
  }

  /** Whether a chunk that skipped the filters of {@code mask} may be smaller than its content. */
  boolean compress(BitSet mask) {
    for (int i = 0; i < filters.size(); i++) {
      int id = filters.get(i).getId();
      if (!mask.get(i) && (id == DEFLATE || id == LZF)) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that a chunk of {@code size} bytes needs where it is not compressed. */
  long storedSize(long size, BitSet mask) {
    long stored = size;
    for (int i = 0; i < filters.size(); i++) {
      if (!mask.get(i) && filters.get(i).getId() == FLETCHER32) {
        stored += CHECKSUM_BYTES;
      }
    }
    return stored;
  }

  /**
   * The content of a stored chunk.
   *
   * @param mask filters that this chunk skipped, by their place
   * @param size bytes of the content
   */
  byte[] decode(byte[] stored, BitSet mask, int size) {
    byte[] bytes = stored;
    for (int i = filters.size() - 1; i >= 0; i--) {
      if (!mask.get(i)) {
        long most = storedSize(size, mask);
        bytes =
            switch (filters.get(i).getId()) {
              case DEFLATE -> inflate(bytes, (int) most);
              case LZF -> expand(bytes, (int) most);
              case SHUFFLE -> unshuffle(bytes);
              default -> verified(bytes);
            };
      }
    }
    if (bytes.length != size) {
      throw new Hdf5Storage.OutOfBounds("a chunk holds %d bytes of %d", bytes.length, size);
    }
    return bytes;
  }

  private static byte[] inflate(byte[] bytes, int most) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] content = new byte[most];
      int length = 0;
      while (length < most && !inflater.finished()) {
        int count = inflater.inflate(content, length, most - length);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new Hdf5Storage.OutOfBounds("a chunk ends too early");
        }
        length += count;
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw new Hdf5Storage.OutOfBounds("a chunk holds more than %d bytes", most);
      }
      if (!inflater.finished()) {
        throw new Hdf5Storage.OutOfBounds("a chunk ends too early");
      }
      return length == most ? content : Arrays.copyOf(content, length);
    } catch (DataFormatException e) {
      throw new Hdf5Storage.OutOfBounds("a chunk is not compressed as it should be");
    } finally {
      inflater.end();
    }
  }

  /** LibLZF: runs of literal bytes, and references to bytes that came before. */
  private static byte[] expand(byte[] bytes, int most) {
    byte[] content = new byte[most];
    int in = 0;
    int out = 0;
    while (in < bytes.length) {
      int control = bytes[in++] & 0xff;
      int length;
      if (control < 32) {
        length = control + 1;
        checkRoom(in + length <= bytes.length && out + length <= most);
        System.arraycopy(bytes, in, content, out, length);
        in += length;
      } else {
        length = control >> 5;
        if (length == 7) {
          checkRoom(in < bytes.length);
          length += bytes[in++] & 0xff;
        }
        length += 2;
        checkRoom(in < bytes.length);
        int from = out - ((control & 0x1f) << 8) - (bytes[in++] & 0xff) - 1;
        checkRoom(from >= 0 && out + length <= most);
        for (int i = 0; i < length; i++) {
          content[out + i] = content[from + i];
        }
      }
      out += length;
    }
    return out == most ? content : Arrays.copyOf(content, out);
  }

  private static void checkRoom(boolean condition) {
    if (!condition) {
      throw new Hdf5Storage.OutOfBounds("a chunk is not compressed as it should be");
    }
  }

  /** Bytes were sorted by their place within an element; what is left over stands at the end. */
  private byte[] unshuffle(byte[] bytes) {
    int elements = bytes.length / elementSize;
    byte[] content = bytes.clone();
    for (int place = 0; place < elementSize; place++) {
      for (int i = 0; i < elements; i++) {
        content[i * elementSize + place] = bytes[place * elements + i];
      }
    }
    return content;
  }

  /** Fletcher's sums of 16-bit words, high byte first; the sums stand behind, low byte first. */
  private static byte[] verified(byte[] bytes) {
    int length = bytes.length - CHECKSUM_BYTES;
    if (length < 0) {
      throw new Hdf5Storage.OutOfBounds("a chunk ends before its checksum");
    }
    long first = 0;
    long second = 0;
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? bytes[i + 1] & 0xff : 0;
      first = (first + ((bytes[i] & 0xff) << 8 | low)) % MODULUS;
      second = (second + first) % MODULUS;
    }
    if (first != word(bytes, length) % MODULUS || second != word(bytes, length + 2) % MODULUS) {
      throw new Hdf5Storage.OutOfBounds("a chunk's checksum does not agree");
    }
    return Arrays.copyOf(bytes, length);
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at + 1] & 0xff) << 8 | (bytes[at] & 0xff);
  }
}
