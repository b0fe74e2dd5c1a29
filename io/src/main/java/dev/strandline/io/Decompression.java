package dev.strandline.io;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Takes pages apart that any Parquet writer compressed by Zstandard, Snappy, gzip or raw LZ4. */
final class Decompression {

  private Decompression() {}

  static boolean supports(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED, ZSTD, SNAPPY, GZIP, LZ4_RAW -> true;
      default -> false;
    };
  }

  /**
   * Fills {@code to[0, size)} from {@code from[begin, begin + length)}.
   *
   * @throws IOException if the bytes are not compressed by {@code codec} or give another size; some
   *     damage is a RuntimeException of the codec's library
   */
  static void decompress(
      CompressionCodecName codec, byte[] from, int begin, int length, byte[] to, int size)
      throws IOException {
    long written =
        switch (codec) {
          case ZSTD -> Zstd.decompressByteArray(to, 0, size, from, begin, length);
          case SNAPPY -> snappy(from, begin, length, to, size);
          case LZ4_RAW -> new Lz4Decompressor().decompress(from, begin, length, to, 0, size);
          case GZIP -> gzip(from, begin, length, to, size);
          default -> throw new IOException("codec " + codec + " has no decompressor");
        };
    if (written != size) {
      throw new IOException("a page holds " + written + " bytes where its header says " + size);
    }
  }

  /** The library writes as many bytes as the block's own header says, unchecked. */
  private static long snappy(byte[] from, int begin, int length, byte[] to, int size)
      throws IOException {
    int announced = Snappy.uncompressedLength(from, begin, length);
    return announced == size ? Snappy.uncompress(from, begin, length, to, 0) : announced;
  }

  private static long gzip(byte[] from, int begin, int length, byte[] to, int size)
      throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(from, begin, length), 1 << 13)) {
      int count = in.readNBytes(to, 0, size);
      return in.read() < 0 ? count : count + 1L;
    }
  }
}
