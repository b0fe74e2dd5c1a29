package dev.strandline.io.importer;

import dev.strandline.io.text.Printable;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The arrays of a NumPy archive: a zip file of .npy files. What an array claims to hold is compared
 * with the bytes that there are before memory is taken for it, and its checksum after it is read.
 */
final class NpzArchive implements Closeable {

  /** Deflate makes of one byte at most this many. */
  private static final long MOST_EXPANSION = 1032;

  private static final int MOST_MEMBERS = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final int PIECE = 1 << 16;
  private static final String ARRAY = ".npy";

  /** Takes an array's numbers in the order of the file. */
  @FunctionalInterface
  interface Numbers {
    /**
     * Takes the next number.
     *
     * @param index its place in row-major order
     * @param next reads it, by exactly one of its methods
     */
    void take(int index, Decoder next) throws IOException;
  }

  /** An array of the archive. */
  record Member(String name, NpyHeader header, ZipEntry entry) {}

  private final Path file;
  private final long bytes;
  private final ZipFile zip;
  private final Map<String, Member> arrays = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private NpzArchive(Path file) throws IOException {
    this.file = file;
    this.bytes = Files.size(file);
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw notAnArchive(e);
    }
  }

  private IOException notAnArchive(Exception cause) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: is damaged or not a NumPy archive (%s). Copy it anew, or save it again with numpy.savez.",
            file,
            Printable.reason(cause)),
        cause);
  }

  /** Opens an archive and reads what its arrays say of themselves. */
  static NpzArchive open(Path file) throws IOException {
    NpzArchive archive = new NpzArchive(file);
    try {
      archive.list();
      return archive;
    } catch (IllegalArgumentException e) { // a name that is no UTF-8
      archive.close();
      throw archive.notAnArchive(e);
    } catch (IOException e) {
      archive.close();
      throw e;
    }
  }

  private void list() throws IOException {
    if (zip.size() > MOST_MEMBERS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: holds %d files, but at most %d arrays are read. Save only the arrays of the log.",
              file,
              zip.size(),
              MOST_MEMBERS));
    }
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (entry.isDirectory() || !name.endsWith(ARRAY) || name.length() > LONGEST_NAME) {
        others.add(Printable.name(name));
        continue;
      }
      String array = name.substring(0, name.length() - ARRAY.length());
      if (arrays.put(array, new Member(array, header(array, entry), entry)) != null) {
        throw wrong(array, "is in the archive twice, and which one counts is not known");
      }
    }
  }

  private NpyHeader header(String array, ZipEntry entry) throws IOException {
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(stream(entry))) {
      header = NpyHeader.read(in);
    } catch (ZipException | EOFException e) {
      throw damaged(array, e);
    } catch (IOException e) {
      throw wrong(array, e.getMessage());
    }
    if (header.type().isPresent()) {
      checkSize(array, header, entry);
    }
    return header;
  }

  /** That the archive can hold what the header claims. */
  private void checkSize(String array, NpyHeader header, ZipEntry entry) throws IOException {
    long claimed = header.count() * header.type().orElseThrow().bytes + header.bytes();
    if (claimed != entry.getSize()) {
      throw wrong(
          array,
          String.format(
              Locale.ROOT,
              "has the shape %s, which takes %d bytes with its header, but %d bytes are there",
              header.shapeText(),
              claimed,
              entry.getSize()));
    }
    long packed = entry.getCompressedSize();
    if (packed < 0 || packed > bytes || claimed > (packed + 1) * MOST_EXPANSION) {
      throw wrong(
          array,
          String.format(
              Locale.ROOT,
              "claims %d bytes, which cannot come from %d in a file of %d",
              claimed,
              packed,
              bytes));
    }
    if (header.count() > Integer.MAX_VALUE - 8) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: holds %d numbers, but at most %d can be read. Save the log in parts.",
              where(array),
              header.count(),
              Integer.MAX_VALUE - 8));
    }
  }

  /** Arrays by name, in the order of the archive. */
  Map<String, Member> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /** Names of what the archive holds beside arrays. */
  List<String> others() {
    return Collections.unmodifiableList(others);
  }

  /** The array's place, for messages. */
  String where(String array) {
    return file + ", array " + Printable.name(array);
  }

  /**
   * Reads an array's numbers, one after the other.
   *
   * @param progress hears the bytes read so far, now and then
   */
  void read(Member member, Numbers numbers, LongConsumer progress) throws IOException {
    NpyHeader header = member.header();
    int itemBytes = header.type().orElseThrow().bytes;
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(stream(member.entry()), sum)) {
      in.skipNBytes(header.bytes());
      ByteBuffer piece = ByteBuffer.allocate(PIECE).order(header.order());
      Decoder decoder = new Decoder(header.type().orElseThrow(), piece);
      int count = (int) header.count();
      int rows = (int) header.rows();
      boolean transposed = header.columnMajor() && header.shape().size() > 1;
      int width = rows == 0 ? 0 : count / rows;
      for (int from = 0; from < count; ) {
        int some = Math.min(count - from, PIECE / itemBytes);
        int got = in.readNBytes(piece.array(), 0, some * itemBytes);
        if (got < some * itemBytes) {
          throw new EOFException("its bytes end early");
        }
        piece.clear();
        for (int i = from; i < from + some; i++) {
          numbers.take(transposed ? i % rows * width + i / rows : i, decoder);
        }
        from += some;
        progress.accept((long) from * itemBytes);
      }
      if (in.read() >= 0) {
        throw new ZipException("more bytes follow than it claims");
      }
    } catch (ZipException | EOFException e) {
      throw damaged(member.name(), e);
    }
    if (sum.getValue() != member.entry().getCrc()) {
      throw damaged(member.name(), new ZipException("its checksum is another"));
    }
  }

  private InputStream stream(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new ZipException("the archive's directory is inconsistent");
    }
    return new FilterInputStream(in) {
      @Override
      public int available() {
        return 0; // a damaged archive may claim anything
      }
    };
  }

  private IOException wrong(String array, String what) {
    return new IOException(
        where(array) + ": " + what + ". Copy the file anew, or save it again with numpy.savez.");
  }

  private IOException damaged(String array, IOException cause) {
    return new IOException(
        where(array) + ": is damaged (" + Printable.reason(cause) + "). Copy the file anew.",
        cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Reads one number after the other. */
  static final class Decoder {

    private final NpyHeader.Type type;
    private final ByteBuffer piece;

    Decoder(NpyHeader.Type type, ByteBuffer piece) {
      this.type = type;
      this.piece = piece;
    }

    /** The next number; a bool is 0 or 1. */
    double real() {
      return switch (type) {
        case FLOAT32 -> piece.getFloat();
        case FLOAT64 -> piece.getDouble();
        case UINT64 -> {
          long bits = piece.getLong();
          yield bits >= 0 ? bits : (bits >>> 1 | (bits & 1)) * 2.0;
        }
        default -> whole();
      };
    }

    /** The next number of a type that has whole numbers only; above 2^63 it wraps around. */
    long whole() {
      return switch (type) {
        case INT8 -> piece.get();
        case UINT8 -> piece.get() & 0xff;
        case INT16 -> piece.getShort();
        case UINT16 -> piece.getShort() & 0xffff;
        case INT32 -> piece.getInt();
        case UINT32 -> piece.getInt() & 0xffffffffL;
        case INT64, UINT64 -> piece.getLong();
        case BOOL -> piece.get() == 0 ? 0 : 1;
        case FLOAT32, FLOAT64 -> throw new IllegalStateException(type + " has no whole numbers");
      };
    }
  }
}
