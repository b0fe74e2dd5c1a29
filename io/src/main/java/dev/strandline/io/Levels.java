package dev.strandline.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Decodes repetition and definition levels: Parquet's hybrid of runs (one value, so many times) and
 * groups of eight values packed from the lowest bit up.
 */
final class Levels {

  private Levels() {}

  /**
   * Fills {@code levels[0, count)}.
   *
   * @param maxLevel the highest level that the column can have, below 128; of 0, nothing is stored
   * @throws RuntimeException if {@code bytes} end early or hold a higher level
   */
  static void decode(ByteBuffer bytes, int maxLevel, int count, byte[] levels) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(maxLevel);
    int done = 0;
    if (width == 0) {
      Arrays.fill(levels, 0, count, (byte) 0);
      return;
    }
    while (done < count) {
      int header = unsignedVarint(bytes);
      int end;
      if ((header & 1) == 0) {
        end = done + Math.min(header >>> 1, count - done);
        Arrays.fill(levels, done, end, bytes.get());
      } else {
        end = (int) Math.min(done + (header >>> 1) * 8L, count);
        unpack(bytes, width, header >>> 1, levels, done, end);
      }
      if (end == done) {
        throw new IllegalArgumentException("a run of no levels");
      }
      done = end;
    }
    for (int i = 0; i < count; i++) {
      if (levels[i] > maxLevel || levels[i] < 0) {
        throw new IllegalArgumentException("level " + levels[i] + " above " + maxLevel);
      }
    }
  }

  private static void unpack(
      ByteBuffer bytes, int width, int groups, byte[] levels, int begin, int end) {
    int mask = (1 << width) - 1;
    int i = begin;
    for (int group = 0; group < groups && i < end; group++) {
      long bits = 0;
      for (int b = 0; b < width; b++) {
        bits |= (bytes.get() & 0xFFL) << (8 * b);
      }
      for (int k = 0; k < 8 && i < end; k++) {
        levels[i++] = (byte) (bits & mask);
        bits >>>= width;
      }
    }
  }

  private static int unsignedVarint(ByteBuffer bytes) {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 32 bits");
  }
}
