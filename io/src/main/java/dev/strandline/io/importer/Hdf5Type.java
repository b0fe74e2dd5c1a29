package dev.strandline.io.importer;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * What the elements of an HDF5 dataset are.
 *
 * @param kind how their bytes are understood
 * @param size bytes of one element
 * @param order of an element's bytes
 * @param name as NumPy writes it where it has a name for it, as in {@code float32}
 */
record Hdf5Type(Kind kind, int size, ByteOrder order, String name) {

  enum Kind {
    REAL,
    INTEGER,
    UNSIGNED,
    /** h5py's bool: an enumeration of FALSE and TRUE in one byte. */
    FLAG,
    /** A text of fixed length. */
    TEXT,
    /** Anything that is not read. */
    OTHER
  }

  private static final Map<Integer, String> BOOL = Map.of(0, "FALSE", 1, "TRUE");

  static Hdf5Type of(DataType type) {
    int size = type.getSize();
    if (type instanceof FloatingPoint real && isIeee(real)) {
      return new Hdf5Type(Kind.REAL, size, real.getByteOrder(), "float" + 8 * size);
    }
    if (type instanceof FixedPoint whole && isPlain(whole)) {
      return whole.isSigned()
          ? new Hdf5Type(Kind.INTEGER, size, whole.getByteOrder(), "int" + 8 * size)
          : new Hdf5Type(Kind.UNSIGNED, size, whole.getByteOrder(), "uint" + 8 * size);
    }
    if (type instanceof EnumDataType named
        && size == 1
        && named.getBaseType() instanceof FixedPoint
        && named.getEnumMapping().equals(BOOL)) {
      return new Hdf5Type(Kind.FLAG, 1, ByteOrder.LITTLE_ENDIAN, "bool");
    }
    if (type instanceof StringData) {
      return new Hdf5Type(Kind.TEXT, size, ByteOrder.LITTLE_ENDIAN, "|S" + size);
    }
    return new Hdf5Type(Kind.OTHER, size, ByteOrder.LITTLE_ENDIAN, words(type));
  }

  private static boolean isIeee(FloatingPoint real) {
    int exponent = real.getSize() == 4 ? 8 : 11;
    int mantissa = real.getSize() == 4 ? 23 : 52;
    return (real.getSize() == 4 || real.getSize() == 8)
        && real.getBitOffset() == 0
        && real.getBitPrecision() == 8 * real.getSize()
        && real.getExponentSize() == exponent
        && real.getExponentLocation() == mantissa
        && real.getMantissaSize() == mantissa
        && real.getMantissaLocation() == 0
        && real.getMantissaNormalization() == 2
        && real.getSignLocation() == 8 * real.getSize() - 1
        && real.getExponentBias() == (1 << (exponent - 1)) - 1;
  }

  private static boolean isPlain(FixedPoint whole) {
    int size = whole.getSize();
    return (size == 1 || size == 2 || size == 4 || size == 8)
        && whole.getBitOffset() == 0
        && whole.getBitPrecision() == 8 * size;
  }

  private static String words(DataType type) {
    if (type instanceof VariableLength varying) {
      return varying.isVariableLengthString()
          ? "texts of varying length"
          : "lists of varying length";
    }
    return switch (type.getDataClass()) {
      case FixedPoint.CLASS_ID, FloatingPoint.CLASS_ID -> "numbers of an unusual form";
      case 2 -> "points in time";
      case 4 -> "bit fields";
      case 5 -> "opaque bytes";
      case 6 -> "compounds";
      case 7 -> "references";
      case 8 -> "an enumeration that is not FALSE and TRUE";
      default -> "arrays";
    };
  }

  boolean number() {
    return kind == Kind.REAL || whole();
  }

  boolean whole() {
    return kind == Kind.INTEGER || kind == Kind.UNSIGNED;
  }

  /** The number at a byte of {@code buffer}, which is in this type's order. */
  double number(ByteBuffer buffer, int at) {
    if (kind == Kind.REAL) {
      return size == 4 ? buffer.getFloat(at) : buffer.getDouble(at);
    }
    long value = integer(buffer, at);
    return kind == Kind.UNSIGNED && value < 0 ? (value >>> 1) * 2.0 : value;
  }

  /**
   * The whole number at a byte of {@code buffer}, which is in this type's order; above 2^63 an
   * unsigned one is negative.
   */
  long integer(ByteBuffer buffer, int at) {
    boolean signed = kind == Kind.INTEGER;
    return switch (size) {
      case 1 -> signed ? buffer.get(at) : Byte.toUnsignedLong(buffer.get(at));
      case 2 -> signed ? buffer.getShort(at) : Short.toUnsignedLong(buffer.getShort(at));
      case 4 -> signed ? buffer.getInt(at) : Integer.toUnsignedLong(buffer.getInt(at));
      default -> buffer.getLong(at);
    };
  }
}
