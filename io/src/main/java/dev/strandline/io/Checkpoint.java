package dev.strandline.io;

import dev.strandline.policy.Check;
import dev.strandline.policy.WholeFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;

/**
 * Training state at one moment: arrays, whole numbers and texts, each under a name.
 *
 * <p>Immutable: arrays are copied on the way in and on the way out, so a checkpoint stays as it was
 * while training goes on.
 *
 * <p><b>The file.</b> Little-endian: the magic {@code STRANDCK}, an int version, the number of
 * entries (int), the entries in the order in which they were put, and at last the CRC-32C (int) of
 * all bytes before it. An entry is its name (an int of UTF-8 bytes, then the bytes), one byte for
 * its type (1 float[], 2 double[], 3 long[], 4 long, 5 text), the number of values (long; 1 for a
 * long, bytes for a text) and the values. Nothing else is in it, so equal checkpoints are equal
 * bytes.
 */
public final class Checkpoint {

  private static final byte[] MAGIC = "STRANDCK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int BLOCK_BYTES = 1 << 16;

  private enum Type {
    FLOATS(1, "float[]", "floats", Float.BYTES),
    DOUBLES(2, "double[]", "doubles", Double.BYTES),
    LONGS(3, "long[]", "longs", Long.BYTES),
    NUMBER(4, "a whole number", "number", Long.BYTES),
    TEXT(5, "a text", "text", 1);

    private final int code;
    private final String label;
    private final String getter;
    private final int bytes;

    Type(int code, String label, String getter, int bytes) {
      this.code = code;
      this.label = label;
      this.getter = getter;
      this.bytes = bytes;
    }

    private static Type of(int code) {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw new IllegalArgumentException("it has an entry of type " + code);
    }
  }

  private record Entry(Type type, Object value) {}

  private final Map<String, Entry> entries;

  private Checkpoint(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** Begins an empty checkpoint. */
  public static Builder builder() {
    return new Builder();
  }

  /** Names of the entries, in the order in which they were put. */
  public Set<String> names() {
    return entries.keySet();
  }

  /**
   * A copy of the {@code float[]} under {@code name}.
   *
   * @throws IllegalArgumentException if there is no such entry or it is of another type
   */
  public float[] floats(String name) {
    return ((float[]) get(name, Type.FLOATS)).clone();
  }

  /** A copy of the {@code double[]} under {@code name}; throws as {@link #floats} does. */
  public double[] doubles(String name) {
    return ((double[]) get(name, Type.DOUBLES)).clone();
  }

  /** A copy of the {@code long[]} under {@code name}; throws as {@link #floats} does. */
  public long[] longs(String name) {
    return ((long[]) get(name, Type.LONGS)).clone();
  }

  /** The whole number under {@code name}; throws as {@link #floats} does. */
  public long number(String name) {
    return (Long) get(name, Type.NUMBER);
  }

  /** The text under {@code name}; throws as {@link #floats} does. */
  public String text(String name) {
    return (String) get(name, Type.TEXT);
  }

  private Object get(String name, Type type) {
    Entry entry = entries.get(name);
    Check.that(
        entry != null,
        "the checkpoint has no entry '%s'. It holds: %s. Load it with the learner that saved it.",
        name,
        String.join(", ", entries.keySet()));
    Check.that(
        entry.type == type,
        "the checkpoint's entry '%s' is %s, not %s. Get it with %s(\"%s\").",
        name,
        entry.type.label,
        type.label,
        entry.type.getter,
        name);
    return entry.value;
  }

  /** Collects the entries of a checkpoint. */
  public static final class Builder {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Builder() {}

    /** Puts a copy of an array; throws as {@link #put(String, long)} does. */
    public Builder put(String name, float[] values) {
      return put(name, Type.FLOATS, values.clone());
    }

    /** Puts a copy of an array; throws as {@link #put(String, long)} does. */
    public Builder put(String name, double[] values) {
      return put(name, Type.DOUBLES, values.clone());
    }

    /** Puts a copy of an array; throws as {@link #put(String, long)} does. */
    public Builder put(String name, long[] values) {
      return put(name, Type.LONGS, values.clone());
    }

    /**
     * Puts a whole number.
     *
     * @throws IllegalArgumentException if {@code name} is empty or was put before
     */
    public Builder put(String name, long value) {
      return put(name, Type.NUMBER, value);
    }

    /** Puts a text; throws as {@link #put(String, long)} does. */
    public Builder put(String name, String text) {
      return put(name, Type.TEXT, text);
    }

    private Builder put(String name, Type type, Object value) {
      Check.that(!name.isEmpty(), "a checkpoint's entry has an empty name. Give it one.");
      Check.that(
          entries.putIfAbsent(name, new Entry(type, value)) == null,
          "the checkpoint already has an entry '%s'. Give each entry a name of its own.",
          name);
      return this;
    }

    /** The checkpoint of what was put. */
    public Checkpoint build() {
      return new Checkpoint(entries);
    }
  }

  /**
   * Writes the checkpoint, whole or not at all.
   *
   * @throws IOException if {@code file} cannot be written; what was there before still is
   */
  public void write(Path file) throws IOException {
    WholeFile.write(file, this::writeTo);
  }

  private void writeTo(OutputStream file) throws IOException {
    CRC32C crc = new CRC32C();
    @SuppressWarnings("resource") // the file's stream belongs to the caller
    LittleEndianOutput out = new LittleEndianOutput(new CheckedOutputStream(file, crc));
    out.write(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(entries.size());
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      out.writeText(named.getKey());
      Entry entry = named.getValue();
      out.write(entry.type.code);
      switch (entry.type) {
        case FLOATS -> {
          float[] values = (float[]) entry.value;
          out.writeLong(values.length);
          out.writeFloats(values);
        }
        case DOUBLES -> {
          double[] values = (double[]) entry.value;
          out.writeLong(values.length);
          out.writeDoubles(values);
        }
        case LONGS -> {
          long[] values = (long[]) entry.value;
          out.writeLong(values.length);
          out.writeLongs(values);
        }
        case NUMBER -> {
          out.writeLong(1);
          out.writeLong((Long) entry.value);
        }
        case TEXT -> {
          byte[] bytes = ((String) entry.value).getBytes(StandardCharsets.UTF_8);
          out.writeLong(bytes.length);
          out.write(bytes);
        }
      }
    }
    out.writeInt((int) crc.getValue());
  }

  /**
   * Reads a checkpoint that {@link #write} wrote. Needs memory for its content and 64 kB, whatever
   * the file claims.
   *
   * @throws IOException if there is no such file, or it is not a checkpoint, is damaged, or was
   *     written by another version
   */
  public static Checkpoint read(Path file) throws IOException {
    long size = size(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK_BYTES)) {
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new IOException(
            file
                + ": is not a checkpoint (it does not begin with STRANDCK). Give a file of a run's"
                + " checkpoints folder.");
      }
    }
    if (size < MAGIC.length + 3 * Integer.BYTES) {
      throw damaged(file, "only " + size + " bytes are left of it");
    }
    long body = size - Integer.BYTES;
    checkSum(file, body);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK_BYTES)) {
      in.skipNBytes(MAGIC.length);
      Input input = new Input(in, body - MAGIC.length);
      int version = input.readInt();
      if (version != VERSION) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: has format version %d, but this program reads version %d. Load it with the Strandline that"
                    + " wrote it.",
                file,
                version,
                VERSION));
      }
      return input.readEntries();
    } catch (EOFException | IllegalArgumentException e) {
      throw damaged(file, e.getMessage());
    }
  }

  private static long size(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a folder. Give a file of a run's checkpoints folder.");
    }
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + ": there is no such file. Give a file of a run's checkpoints folder.", e);
    }
  }

  private static void checkSum(Path file, long body) throws IOException {
    Checksum crc = new CRC32C();
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (long left = body; left > 0; ) {
        int count = in.readNBytes(block, 0, (int) Math.min(left, block.length));
        if (count == 0) {
          throw damaged(file, "it ends early");
        }
        crc.update(block, 0, count);
        left -= count;
      }
      int stored =
          ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (stored != (int) crc.getValue()) {
        throw damaged(
            file,
            String.format(
                Locale.ROOT,
                "its checksum is %08x, but its content gives %08x",
                stored,
                (int) crc.getValue()));
      }
    }
  }

  private static IOException damaged(Path file, String how) {
    return new IOException(
        file + ": is damaged: " + how + ". Copy it again, or resume from an earlier checkpoint.");
  }

  /** The entries' bytes; a count is believed only if that many bytes are left. */
  private static final class Input {

    private final InputStream in;
    private final ByteBuffer block =
        ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long left;

    Input(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    Checkpoint readEntries() throws IOException {
      int count = readInt();
      Builder builder = builder();
      for (int i = 0; i < count; i++) {
        String name = new String(readBytes(size(readInt(), 1)), StandardCharsets.UTF_8);
        Type type = Type.of(fill(1).get());
        int values = size(readLong(), type.bytes);
        builder.put(name, type, readValues(type, values));
      }
      Check.that(left == 0, "%d bytes follow its last entry", left);
      return builder.build();
    }

    private Object readValues(Type type, int count) throws IOException {
      switch (type) {
        case FLOATS -> {
          float[] values = new float[count];
          for (int i = 0; i < count; i += BLOCK_BYTES / Float.BYTES) {
            int part = Math.min(count - i, BLOCK_BYTES / Float.BYTES);
            fill(part * Float.BYTES).asFloatBuffer().get(values, i, part);
          }
          return values;
        }
        case DOUBLES -> {
          double[] values = new double[count];
          for (int i = 0; i < count; i += BLOCK_BYTES / Double.BYTES) {
            int part = Math.min(count - i, BLOCK_BYTES / Double.BYTES);
            fill(part * Double.BYTES).asDoubleBuffer().get(values, i, part);
          }
          return values;
        }
        case LONGS -> {
          long[] values = new long[count];
          for (int i = 0; i < count; i += BLOCK_BYTES / Long.BYTES) {
            int part = Math.min(count - i, BLOCK_BYTES / Long.BYTES);
            fill(part * Long.BYTES).asLongBuffer().get(values, i, part);
          }
          return values;
        }
        case NUMBER -> {
          Check.that(count == 1, "a whole number of %d values", count);
          return readLong();
        }
        default -> {
          return new String(readBytes(count), StandardCharsets.UTF_8);
        }
      }
    }

    int readInt() throws IOException {
      return fill(Integer.BYTES).getInt();
    }

    private long readLong() throws IOException {
      return fill(Long.BYTES).getLong();
    }

    private int size(long count, int bytes) {
      Check.that(
          count >= 0 && count <= Integer.MAX_VALUE - 8 && count <= left / bytes,
          "an entry of %d values of %d bytes, where %d bytes are left",
          count,
          bytes,
          left);
      return (int) count;
    }

    private byte[] readBytes(int count) throws IOException {
      byte[] bytes = new byte[count];
      take(bytes, count);
      return bytes;
    }

    /** The next {@code count} bytes, at most a block. */
    private ByteBuffer fill(int count) throws IOException {
      take(block.array(), count);
      return block.clear().limit(count);
    }

    private void take(byte[] bytes, int count) throws IOException {
      if (count > left || in.readNBytes(bytes, 0, count) < count) {
        throw new EOFException("it ends early");
      }
      left -= count;
    }
  }
}
