package dev.strandline.io.importer;

import io.jhdf.ObjectHeader;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * A dataset of an HDF5 file: one number, flag or text in each place of an array of at most two
 * dimensions. Numbers are read in pieces straight into the caller's arrays.
 */
final class Hdf5Dataset {

  private static final int PIECE_BYTES = 1 << 20;

  /**
   * Elements that were stored together: a rectangle of the dataset.
   *
   * @param bytes of the elements, row by row from position 0, in the type's order
   * @param first of the rectangle's elements, counted row by row through the dataset
   * @param rows of the rectangle
   * @param columns of the rectangle
   * @param stride elements from one row to the next in {@code bytes}
   */
  private record Block(ByteBuffer bytes, int first, int rows, int columns, int stride) {}

  /** Takes the element that lies at a byte of a block. */
  private interface Sink {
    void take(ByteBuffer bytes, int at, int element) throws IOException;
  }

  private final Hdf5Source source;
  private final String path;
  private final long[] dimensions;
  private final Hdf5Type type;
  private final DataLayoutMessage layout;
  private final Hdf5Filters filters;
  private Hdf5Chunks chunks;

  private Hdf5Dataset(
      Hdf5Source source,
      String path,
      long[] dimensions,
      Hdf5Type type,
      DataLayoutMessage layout,
      Hdf5Filters filters) {
    this.source = source;
    this.path = path;
    this.dimensions = dimensions;
    this.type = type;
    this.layout = layout;
    this.filters = filters;
  }

  static Hdf5Dataset of(Hdf5Source source, String path, ObjectHeader header) throws IOException {
    return source.parse(
        "dataset " + path,
        () -> {
          DataTypeMessage typeMessage = header.getMessageOfType(DataTypeMessage.class);
          DataSpaceMessage spaceMessage = header.getMessageOfType(DataSpaceMessage.class);
          if (typeMessage.isMessageShared() || spaceMessage.isMessageShared()) {
            throw new Hdf5Storage.OutOfBounds(
                "its type is stored elsewhere, which is not read here");
          }
          Hdf5Type type = Hdf5Type.of(typeMessage.getDataType());
          Hdf5Filters filters =
              header.hasMessageOfType(FilterPipelineMessage.class)
                  ? Hdf5Filters.of(
                      header.getMessageOfType(FilterPipelineMessage.class), type.size())
                  : Hdf5Filters.none();
          DataSpace space = spaceMessage.getDataSpace();
          long[] dimensions = space.getType() == 2 ? new long[] {0} : space.getDimensionsAsLong();
          DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
          return new Hdf5Dataset(source, path, dimensions, type, layout, filters);
        });
  }

  String path() {
    return path;
  }

  Hdf5Type type() {
    return type;
  }

  int rank() {
    return dimensions.length;
  }

  /** The dimensions as Python writes them. */
  String shape() {
    String inner = Arrays.toString(dimensions);
    return "(" + inner.substring(1, inner.length() - 1) + (rank() == 1 ? ",)" : ")");
  }

  /** The first dimension; 1 for a single number. */
  long rows() {
    return rank() == 0 ? 1 : dimensions[0];
  }

  /** Elements in a row. */
  long width() {
    return rank() == 2 ? dimensions[1] : 1;
  }

  /** A message about this dataset. */
  IOException wrong(String message, Object... arguments) {
    return new IOException(
        source.file()
            + ", dataset "
            + path
            + ": "
            + String.format(Locale.ROOT, message, arguments));
  }

  /**
   * Requires one vector or number for each row.
   *
   * @throws IOException if there are no rows, more than fit into an array, or not one or two
   *     dimensions
   */
  void checkShape() throws IOException {
    if (rank() != 1 && rank() != 2) {
      throw wrong(
          "has the shape %s, but must have one row for each step: (rows,) or (rows, width). Store it so.",
          shape());
    }
    if (rows() <= 0 || width() <= 0) {
      throw wrong("has the shape %s: there is nothing in it. Give a file with rows.", shape());
    }
    if (rows() > Integer.MAX_VALUE || width() > Integer.MAX_VALUE / rows()) {
      throw wrong(
          "has the shape %s, but at most %d numbers fit into an array. Split the file by episode, and import"
              + " the pieces.",
          shape(), Integer.MAX_VALUE);
    }
  }

  void checkNumbers() throws IOException {
    if (!type.number()) {
      throw wrong("holds %s, but must hold numbers. Store it as floats.", words());
    }
  }

  void checkFlags() throws IOException {
    if (!type.number() && type.kind() != Hdf5Type.Kind.FLAG) {
      throw wrong("holds %s, but must hold flags: booleans, or numbers 0 and 1.", words());
    }
  }

  private String words() {
    return switch (type.kind()) {
      case FLAG -> "booleans";
      case TEXT -> "texts";
      default -> type.name();
    };
  }

  private int elements() {
    return (int) (rows() * width());
  }

  /** All numbers, rounded to float; {@code read} hears how many have been read, now and then. */
  float[] floats(IntConsumer read) throws IOException {
    checkStored();
    float[] target = new float[elements()];
    floats(target, 0, read);
    return target;
  }

  /** All numbers. */
  double[] doubles(IntConsumer read) throws IOException {
    checkStored();
    double[] target = new double[elements()];
    doubles(target, 0, read);
    return target;
  }

  /** All whole numbers. */
  long[] integers(IntConsumer read) throws IOException {
    checkStored();
    long[] target = new long[elements()];
    integers(target, 0, read);
    return target;
  }

  /** All flags. */
  boolean[] flags(IntConsumer read) throws IOException {
    checkStored();
    boolean[] target = new boolean[elements()];
    flags(target, 0, read);
    return target;
  }

  /**
   * Reads all numbers, rounded to float.
   *
   * @param target {@code [at + rows * width]} or longer
   * @param read hears how many numbers have been read, now and then
   */
  void floats(float[] target, int at, IntConsumer read) throws IOException {
    checkNumbers();
    if (type.kind() != Hdf5Type.Kind.REAL || type.size() != Float.BYTES) {
      each(read, (bytes, i, element) -> target[at + element] = (float) type.number(bytes, i));
      return;
    }
    eachBlock(
        read,
        block -> {
          FloatBuffer numbers = block.bytes.asFloatBuffer();
          for (int row = 0; row < block.rows; row++) {
            int to = at + block.first + row * (int) width();
            numbers.get(row * block.stride, target, to, block.columns);
          }
        });
  }

  /** Reads all numbers; the parameters are those of {@link #floats}. */
  void doubles(double[] target, int at, IntConsumer read) throws IOException {
    checkNumbers();
    each(read, (bytes, i, element) -> target[at + element] = type.number(bytes, i));
  }

  /** Reads all whole numbers; the parameters are those of {@link #floats}. */
  void integers(long[] target, int at, IntConsumer read) throws IOException {
    each(
        read,
        (bytes, i, element) -> {
          long value = type.integer(bytes, i);
          if (value < 0 && type.kind() == Hdf5Type.Kind.UNSIGNED) {
            throw wrong(
                "row %d: is %s, but whole numbers end below 2^63. Store it as int64.",
                element / width(), Long.toUnsignedString(value));
          }
          target[at + element] = value;
        });
  }

  /** Reads all flags; the parameters are those of {@link #floats}. */
  void flags(boolean[] target, int at, IntConsumer read) throws IOException {
    checkFlags();
    each(
        read,
        (bytes, i, element) -> {
          double value = type.kind() == Hdf5Type.Kind.FLAG ? bytes.get(i) : type.number(bytes, i);
          if (value != 0 && value != 1) {
            throw wrong(
                "row %d: is %s, but a flag is 0 or 1. Mend the file, or map another dataset to it.",
                element / width(), value);
          }
          target[at + element] = value == 1;
        });
  }

  /** The one text or number of a scalar dataset, as text. */
  String scalar() throws IOException {
    String[] text = {""};
    if (rank() > 1 || rows() != 1) {
      throw wrong("has the shape %s, but one value is expected.", shape());
    }
    each(
        read -> {},
        (bytes, i, element) ->
            text[0] =
                switch (type.kind()) {
                  case REAL -> Double.toString(type.number(bytes, i));
                  case INTEGER, UNSIGNED -> Long.toString(type.integer(bytes, i));
                  case FLAG -> Boolean.toString(bytes.get(i) == 1);
                  case TEXT -> text(bytes, i, type.size());
                  case OTHER -> throw wrong("holds %s, which are not read.", words());
                });
    return text[0];
  }

  private static String text(ByteBuffer bytes, int at, int size) {
    byte[] content = new byte[size];
    bytes.get(at, content);
    int length = 0;
    while (length < size && content[length] != 0) {
      length++;
    }
    return new String(content, 0, length, StandardCharsets.UTF_8).strip();
  }

  /**
   * Requires the bytes of all elements to lie in the file, so that room for them may be made.
   *
   * @throws IOException if they do not
   */
  void checkStored() throws IOException {
    source.parse(
        "dataset " + path,
        () -> {
          if (layout instanceof CompactDataLayoutMessage compact) {
            require(compact.getDataBuffer().remaining());
          } else if (layout instanceof ContiguousDataLayoutMessage contiguous) {
            if (contiguous.getAddress() < 0) {
              throw new Hdf5Storage.OutOfBounds("it was never written");
            }
            source.storage().checkData(contiguous.getAddress(), (long) elements() * type.size());
          } else {
            chunks();
          }
          return null;
        });
  }

  private Hdf5Chunks chunks() {
    if (chunks == null) {
      Hdf5Storage storage = source.storage();
      chunks =
          layout instanceof ChunkedDataLayoutMessage chunked
              ? Hdf5Chunks.of(storage, chunked, dimensions, type.size(), filters)
              : Hdf5Chunks.of(
                  storage, (ChunkedDataLayoutMessageV4) layout, dimensions, type.size(), filters);
    }
    return chunks;
  }

  private void each(IntConsumer read, Sink sink) throws IOException {
    int width = (int) width();
    eachBlock(
        read,
        block -> {
          for (int row = 0; row < block.rows; row++) {
            int at = row * block.stride * type.size();
            int element = block.first + row * width;
            for (int i = 0; i < block.columns; i++) {
              sink.take(block.bytes, at + i * type.size(), element + i);
            }
          }
        });
  }

  /** Takes a block. */
  private interface BlockSink {
    void take(Block block) throws IOException;
  }

  /** Hands all elements over, in pieces; of a chunked dataset in the chunks' order. */
  private void eachBlock(IntConsumer read, BlockSink sink) throws IOException {
    checkStored();
    source.readNumbers(
        "dataset " + path,
        () -> {
          if (layout instanceof CompactDataLayoutMessage compact) {
            ByteBuffer bytes = compact.getDataBuffer().order(type.order());
            sink.take(new Block(bytes, 0, 1, elements(), elements()));
            read.accept(elements());
          } else if (layout instanceof ContiguousDataLayoutMessage contiguous) {
            eachPiece(contiguous.getAddress(), read, sink);
          } else {
            eachChunk(read, sink);
          }
          return null;
        });
  }

  private void require(long bytes) {
    if (bytes != (long) elements() * type.size()) {
      throw new Hdf5Storage.OutOfBounds(
          "%d bytes for %d elements of %d", bytes, elements(), type.size());
    }
  }

  private void eachPiece(long address, IntConsumer read, BlockSink sink) throws IOException {
    int piece = Math.max(1, PIECE_BYTES / type.size());
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.min(piece, elements()) * type.size()).order(type.order());
    int count;
    for (int first = 0; first < elements(); first += count) {
      count = Math.min(piece, elements() - first);
      buffer.clear().limit(count * type.size());
      source.storage().readData(address + (long) first * type.size(), buffer);
      sink.take(new Block(buffer.flip(), first, 1, count, count));
      read.accept(first + count);
    }
  }

  private void eachChunk(IntConsumer read, BlockSink sink) throws IOException {
    int[] chunk = chunks().dimensions();
    int chunkWidth = rank() == 2 ? chunk[1] : 1;
    int chunkBytes = Math.toIntExact((long) chunk[0] * chunkWidth * type.size());
    int done = 0;
    for (Chunk stored : chunks().chunks()) {
      ByteBuffer bytes = ByteBuffer.wrap(content(stored, chunkBytes)).order(type.order());
      long[] offset = stored.getChunkOffset();
      int column = rank() == 2 ? (int) offset[1] : 0;
      int rows = (int) Math.min(chunk[0], rows() - offset[0]);
      int columns = (int) Math.min(chunkWidth, width() - column);
      int first = (int) (offset[0] * width()) + column;
      sink.take(
          columns == width() && columns == chunkWidth
              ? new Block(bytes, first, 1, rows * columns, rows * columns)
              : new Block(bytes, first, rows, columns, chunkWidth));
      done += rows * columns;
      read.accept(done);
    }
  }

  private byte[] content(Chunk stored, int size) {
    byte[] bytes = new byte[stored.getSize()];
    source.storage().readData(stored.getAddress(), ByteBuffer.wrap(bytes));
    return filters.decode(bytes, stored.getFilterMask(), size);
  }
}
