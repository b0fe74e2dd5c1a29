package dev.strandline.io.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy archives as NumPy does, and as it never would. */
final class NpzFile {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);
  private boolean stored;

  /** A small log in NeoRL-2's layout: two episodes of two steps, the second cut by a limit. */
  static NpzFile neorl2() {
    return new NpzFile()
        .floats("obs", "(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8)
        .floats("action", "(4, 1)", 0.5, -0.5, 1, -1)
        .floats("next_obs", "(4, 2)", 3, 4, 4, 5, 7, 8, 9, 9)
        .floats("reward", "(4,)", 0.25, 1, 2, 3)
        .floats("done", "(4,)", 0, 1, 0, 0)
        .floats("truncated", "(4,)", 0, 0, 0, 1);
  }

  /** The same without next observations, in D4RL's flat layout. */
  static NpzFile flat() {
    return new NpzFile()
        .doubles("observations", "(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8)
        .doubles("actions", "(4, 1)", 0.5, -0.5, 1, -1)
        .doubles("rewards", "(4,)", 0.1, 1, 2, 3)
        .bytes("terminals", "|b1", "(4,)", 0, 1, 0, 0)
        .bytes("timeouts", "|b1", "(4,)", 0, 0, 0, 1);
  }

  /** Does not compress what follows. */
  NpzFile stored() {
    stored = true;
    return this;
  }

  NpzFile floats(String name, String shape, double... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      data.putFloat((float) value);
    }
    return array(name, "<f4", shape, data.array());
  }

  NpzFile doubles(String name, String shape, double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      data.putDouble(value);
    }
    return array(name, "<f8", shape, data.array());
  }

  NpzFile bytes(String name, String type, String shape, int... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) values[i];
    }
    return array(name, type, shape, data);
  }

  NpzFile array(String name, String type, String shape, byte[] data) {
    return header(
        name, "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }", data);
  }

  /** An array of format version 1 with a header of its own. */
  NpzFile header(String name, String header, byte[] data) {
    return entry(name + ".npy", npy(1, header, data));
  }

  static byte[] npy(int version, String header, byte[] data) {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer npy =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      npy.putShort((short) text.length);
    } else {
      npy.putInt(text.length);
    }
    npy.put(text).put(data);
    byte[] all = new byte[npy.position()];
    npy.flip().get(all);
    return all;
  }

  NpzFile entry(String name, byte[] content) {
    try {
      ZipEntry entry = new ZipEntry(name);
      entry.setTime(0);
      if (stored) {
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
      }
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] content() {
    try {
      zip.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(Path file) throws IOException {
    return Files.write(file, content());
  }
}
