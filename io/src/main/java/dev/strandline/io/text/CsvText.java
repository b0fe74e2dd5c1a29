package dev.strandline.io.text;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The text of a file in UTF-8, gzipped or not, without a byte order mark. Bytes that are no UTF-8
 * are an error with their line.
 */
public final class CsvText extends Reader {

  private static final int PIECE = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final Path file;
  private final Counter compressed;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(PIECE).limit(0);
  private boolean began;
  private boolean ended;
  private long line = 1;

  private CsvText(Path file, Counter compressed, InputStream in) {
    this.file = file;
    this.compressed = compressed;
    this.in = in;
  }

  /** Opens a file; gzip is told by its name or its first bytes. */
  public static CsvText open(Path file) throws IOException {
    Counter counter = new Counter(Files.newInputStream(file));
    try {
      BufferedInputStream buffered = new BufferedInputStream(counter, PIECE);
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      String name = file.toString().toLowerCase(Locale.ROOT);
      return new CsvText(
          file,
          counter,
          gzip || name.endsWith(".gz") ? new GZIPInputStream(buffered, PIECE) : buffered);
    } catch (ZipException | EOFException e) {
      counter.close();
      throw damaged(file, e);
    } catch (IOException e) {
      counter.close();
      throw e;
    }
  }

  private static IOException damaged(Path file, IOException cause) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: is damaged or not gzipped (%s). Copy it anew, or name it without .gz if it is plain text.",
            file,
            Printable.reason(cause)),
        cause);
  }

  /** Bytes of the file that were read so far, before they were decompressed. */
  public long bytesRead() {
    return compressed.count;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer chars = CharBuffer.wrap(target, offset, length).slice();
    while (chars.position() == 0 && !ended) {
      decode(chars);
    }
    int count = chars.position();
    for (int i = offset; i < offset + count; i++) {
      line += target[i] == '\n' ? 1 : 0;
    }
    if (!began && count > 0) {
      began = true;
      if (target[offset] == BYTE_ORDER_MARK) {
        System.arraycopy(target, offset + 1, target, offset, count - 1);
        return count > 1 ? count - 1 : read(target, offset, length);
      }
    }
    return count == 0 ? -1 : count;
  }

  private void decode(CharBuffer chars) throws IOException {
    CoderResult result = decoder.decode(bytes, chars, false);
    if (result.isUnderflow()) {
      bytes.compact();
      int got = fill();
      bytes.flip();
      if (got < 0) {
        ended = true;
        result = decoder.decode(bytes, chars, true);
      }
    }
    if (result.isError()) {
      chars.flip();
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, line %d: byte 0x%02x is not UTF-8. Save the file as UTF-8.",
              file,
              line + chars.chars().filter(c -> c == '\n').count(),
              bytes.get(bytes.position())));
    }
  }

  private int fill() throws IOException {
    try {
      int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
      bytes.position(bytes.position() + Math.max(got, 0));
      return got;
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Counts what is read. */
  private static final class Counter extends FilterInputStream {

    private long count;

    Counter(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int got = super.read(target, offset, length);
      count += Math.max(got, 0);
      return got;
    }
  }
}
