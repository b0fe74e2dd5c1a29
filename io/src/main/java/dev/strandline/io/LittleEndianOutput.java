package dev.strandline.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers and texts as little-endian bytes; arrays are converted in blocks. */
final class LittleEndianOutput extends FilterOutputStream {

  private static final int BLOCK_BYTES = 1 << 16;

  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  LittleEndianOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  void writeInt(int value) throws IOException {
    block.putInt(0, value);
    out.write(block.array(), 0, Integer.BYTES);
  }

  void writeLong(long value) throws IOException {
    block.putLong(0, value);
    out.write(block.array(), 0, Long.BYTES);
  }

  void writeFloats(float[] values) throws IOException {
    int step = BLOCK_BYTES / Float.BYTES;
    for (int i = 0; i < values.length; i += step) {
      int count = Math.min(step, values.length - i);
      block.asFloatBuffer().put(values, i, count);
      out.write(block.array(), 0, count * Float.BYTES);
    }
  }

  void writeDoubles(double[] values) throws IOException {
    int step = BLOCK_BYTES / Double.BYTES;
    for (int i = 0; i < values.length; i += step) {
      int count = Math.min(step, values.length - i);
      block.asDoubleBuffer().put(values, i, count);
      out.write(block.array(), 0, count * Double.BYTES);
    }
  }

  void writeLongs(long[] values) throws IOException {
    int step = BLOCK_BYTES / Long.BYTES;
    for (int i = 0; i < values.length; i += step) {
      int count = Math.min(step, values.length - i);
      block.asLongBuffer().put(values, i, count);
      out.write(block.array(), 0, count * Long.BYTES);
    }
  }

  /** One byte for each value, 0 or 1. */
  void writeFlags(boolean[] values) throws IOException {
    for (int i = 0; i < values.length; i += BLOCK_BYTES) {
      int count = Math.min(BLOCK_BYTES, values.length - i);
      for (int j = 0; j < count; j++) {
        block.put(j, (byte) (values[i + j] ? 1 : 0));
      }
      out.write(block.array(), 0, count);
    }
  }

  /** The number of UTF-8 bytes (int) and the bytes. */
  void writeText(String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeInt(bytes.length);
    out.write(bytes);
  }
}
