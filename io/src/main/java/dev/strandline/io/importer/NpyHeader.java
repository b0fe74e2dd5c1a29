package dev.strandline.io.importer;

import dev.strandline.io.text.Printable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a .npy file of version 1, 2 or 3 says of its array before the numbers.
 *
 * <p>NumPy writes it as a Python literal, {@code {'descr': '<f4', 'fortran_order': False, 'shape':
 * (3, 2), }}. It is read by a grammar that knows these three keys and nothing else; it is never
 * evaluated.
 *
 * @param type of the numbers; empty where {@code refusal} says why they cannot be read
 * @param order of their bytes
 * @param columnMajor whether the first index runs fastest
 * @param shape none for a single number
 * @param bytes before the numbers
 * @param refusal what the array holds instead of numbers, as in {@code "is a pickled object"}
 */
record NpyHeader(
    Optional<Type> type,
    ByteOrder order,
    boolean columnMajor,
    List<Long> shape,
    int bytes,
    String refusal) {

  /** Numbers that can be read. */
  enum Type {
    FLOAT32(4),
    FLOAT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    BOOL(1);

    final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    boolean real() {
      return this == FLOAT32 || this == FLOAT64;
    }
  }

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final int MOST_DIMENSIONS = 32;
  private static final Pattern DESCRIPTION = Pattern.compile("([<>|=]?)([a-zA-Z?])(\\d{0,9})");

  /**
   * Reads the header and leaves {@code in} before the first number.
   *
   * @throws IOException with the rest of a sentence that begins with the array's name
   */
  static NpyHeader read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      byte[] magic = data.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new IOException("does not begin as a NumPy array does");
      }
      int version = data.readUnsignedByte();
      int minor = data.readUnsignedByte();
      if (version < 1 || version > 3 || minor != 0) {
        throw new IOException(
            "is of NumPy's array format " + version + "." + minor + ", but 1.0 to 3.0 are known");
      }
      int lengthBytes = version == 1 ? 2 : 4;
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length |= (long) data.readUnsignedByte() << (8 * i);
      }
      if (length > LONGEST) {
        throw new IOException("has a header of " + length + " bytes, more than " + LONGEST);
      }
      byte[] text = new byte[(int) length];
      data.readFully(text);
      Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      int before = MAGIC.length + 2 + lengthBytes + text.length;
      return new Parser(new String(text, charset)).header(before);
    } catch (EOFException e) {
      throw new IOException("ends within its header", e);
    }
  }

  /** Numbers in the array. */
  long count() {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    return count;
  }

  /** The first dimension; 1 for a single number. */
  long rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** The shape as NumPy prints it. */
  String shapeText() {
    return shape.stream()
        .map(Object::toString)
        .collect(Collectors.joining(", ", "(", shape.size() == 1 ? ",)" : ")"));
  }

  private static NpyHeader refused(int bytes, String refusal) {
    return new NpyHeader(
        Optional.empty(), ByteOrder.LITTLE_ENDIAN, false, List.of(), bytes, refusal);
  }

  /** Reads the literal. */
  private static final class Parser {

    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    NpyHeader header(int bytes) throws IOException {
      String description = null;
      Boolean columnMajor = null;
      List<Long> shape = null;
      Set<String> seen = new HashSet<>();
      expect('{');
      while (!accept('}')) {
        String key = quoted();
        if (!seen.add(key)) {
          throw wrong("names '" + shortened(key) + "' twice");
        }
        expect(':');
        switch (key) {
          case "descr" -> {
            if (peek() == '[') {
              return refused(bytes, "holds records of several fields");
            }
            description = quoted();
          }
          case "fortran_order" -> columnMajor = truth();
          case "shape" -> shape = shape();
          default -> throw wrong("has the unknown key '" + shortened(key) + "'");
        }
        if (!accept(',') && peek() != '}') {
          throw wrong("is not a literal");
        }
      }
      if (peek() != 0) {
        throw wrong("goes on after its end");
      }
      if (description == null || columnMajor == null || shape == null) {
        throw wrong("lacks one of 'descr', 'fortran_order' and 'shape'");
      }
      return header(bytes, description, columnMajor, shape);
    }

    private NpyHeader header(int bytes, String description, boolean columnMajor, List<Long> shape)
        throws IOException {
      Matcher matcher = DESCRIPTION.matcher(description);
      if (!matcher.matches()) {
        throw wrong("has the unknown type '" + shortened(description) + "'");
      }
      char kind = matcher.group(2).charAt(0);
      String size = matcher.group(3);
      Optional<Type> type = type(kind, size);
      if (type.isEmpty()) {
        return refused(bytes, refusal(kind, description));
      }
      ByteOrder order =
          matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      checkSize(shape, type.get().bytes);
      return new NpyHeader(type, order, columnMajor, shape, bytes, "");
    }

    private static Optional<Type> type(char kind, String size) {
      return Optional.ofNullable(
          switch (kind + size) {
            case "f4" -> Type.FLOAT32;
            case "f8" -> Type.FLOAT64;
            case "i1" -> Type.INT8;
            case "i2" -> Type.INT16;
            case "i4" -> Type.INT32;
            case "i8" -> Type.INT64;
            case "u1" -> Type.UINT8;
            case "u2" -> Type.UINT16;
            case "u4" -> Type.UINT32;
            case "u8" -> Type.UINT64;
            case "b1", "?" -> Type.BOOL;
            default -> null;
          });
    }

    private static String refusal(char kind, String description) {
      return switch (kind) {
        case 'O' -> "is a pickled object, which is never loaded";
        case 'U', 'S', 'a' -> "holds texts";
        case 'V' -> "holds records or raw bytes";
        case 'c' -> "holds complex numbers";
        case 'M', 'm' -> "holds dates or durations";
        default -> "holds numbers of type '" + shortened(description) + "', which are not read";
      };
    }

    private void checkSize(List<Long> shape, int itemBytes) throws IOException {
      long size = itemBytes;
      try {
        for (long dimension : shape) {
          size = Math.multiplyExact(size, Math.max(dimension, 1));
        }
      } catch (ArithmeticException e) {
        throw new IOException("has an absurd shape, " + shortened(shape.toString()), e);
      }
    }

    private List<Long> shape() throws IOException {
      List<Long> shape = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        shape.add(dimension());
        if (shape.size() > MOST_DIMENSIONS) {
          throw wrong("has more than " + MOST_DIMENSIONS + " dimensions");
        }
        if (!accept(',') && peek() != ')') {
          throw wrong("has a shape that is not a tuple of whole numbers");
        }
      }
      return List.copyOf(shape);
    }

    private long dimension() throws IOException {
      peek();
      if (at < text.length() && text.charAt(at) == '-') {
        throw wrong("has a negative dimension");
      }
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from || at - from > 18) {
        throw wrong("has a shape that is not a tuple of whole numbers");
      }
      long dimension = Long.parseLong(text.substring(from, at));
      accept('L'); // as Python 2 wrote it
      return dimension;
    }

    private boolean truth() throws IOException {
      peek();
      for (boolean value : new boolean[] {true, false}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, at)) {
          at += word.length();
          return value;
        }
      }
      throw wrong("has a 'fortran_order' that is neither True nor False");
    }

    private String quoted() throws IOException {
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw wrong("is not a literal");
      }
      int end = text.indexOf(quote, at + 1);
      if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
        throw wrong("has a text that does not end");
      }
      String inside = text.substring(at + 1, end);
      at = end + 1;
      return inside;
    }

    /** The next character that is no space, which is not consumed; 0 at the end. */
    private char peek() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean accept(char expected) {
      if (peek() == expected) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char expected) throws IOException {
      if (!accept(expected)) {
        throw wrong("is not a literal");
      }
    }

    private static IOException wrong(String how) {
      return new IOException("has a header that " + how);
    }

    private static String shortened(String text) {
      return Printable.text(text, 40);
    }
  }
}
