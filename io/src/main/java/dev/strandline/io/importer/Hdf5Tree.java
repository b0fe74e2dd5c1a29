package dev.strandline.io.importer;

import io.jhdf.Utils;
import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a version 2 B-tree, which indexes the links of a large group and the chunks of a
 * dataset that may grow in several directions. jhdf's own reader misses the third level, which a
 * group has from about 30,000 links on, and makes room for as many records as a file states.
 *
 * <p>Source: HDF5 File Format Specification 3.0, section III.A.2, "Version 2 B-trees".
 */
final class Hdf5Tree {

  private static final int NODE_OVERHEAD = 10;
  private static final int CHECKSUM_BYTES = 4;
  private static final int DEEPEST = 16;

  private final Hdf5Storage storage;
  private final int type;
  private final int nodeSize;
  private final int recordSize;
  private final int countBytes;
  private final int[] totalBytes; // of the records below a node, by its height
  private final List<ByteBuffer> records = new ArrayList<>();

  private Hdf5Tree(Hdf5Storage storage, long address) {
    this.storage = storage;
    int offsets = storage.getSizeOfOffsets();
    int size = 18 + offsets + storage.getSizeOfLengths() + CHECKSUM_BYTES;
    ByteBuffer header = storage.readBufferFromAddress(address, size);
    ChecksumUtils.validateChecksum(header);
    header.rewind();
    type = open(header, "BTHD");
    nodeSize = header.getInt();
    recordSize = Short.toUnsignedInt(header.getShort());
    int depth = Short.toUnsignedInt(header.getShort());
    header.getShort();
    long root = Utils.readBytesAsUnsignedLong(header, offsets);
    int rootRecords = Short.toUnsignedInt(header.getShort());
    require(recordSize > 0 && nodeSize > NODE_OVERHEAD + recordSize && depth <= DEEPEST);
    long room = (long) nodeSize - NODE_OVERHEAD;
    long most = room / recordSize;
    countBytes = bytesFor(most);
    totalBytes = new int[depth + 1];
    long below = most;
    for (int height = 1; height <= depth; height++) {
      int pointer = offsets + countBytes + totalBytes[height - 1];
      long mostHere = (room - pointer) / (recordSize + pointer);
      require(mostHere > 0 && below < Long.MAX_VALUE / (mostHere + 2));
      below = (mostHere + 1) * below + mostHere;
      totalBytes[height] = bytesFor(below);
    }
    if (rootRecords > 0) {
      read(root, depth, rootRecords);
    }
  }

  /** All records of a tree of some type, each a buffer of its own. */
  static List<ByteBuffer> records(Hdf5Storage storage, long address, int... types) {
    Hdf5Tree tree = new Hdf5Tree(storage, address);
    boolean expected = false;
    for (int type : types) {
      expected |= tree.type == type;
    }
    require(expected);
    return tree.records;
  }

  private void read(long address, int height, int count) {
    ByteBuffer node = storage.readBufferFromAddress(address, nodeSize);
    require(open(node, height == 0 ? "BTLF" : "BTIN") == type);
    for (int i = 0; i < count; i++) {
      records.add(Utils.createSubBuffer(node, recordSize));
    }
    int pointers = height == 0 ? 0 : count + 1;
    long[] children = new long[pointers];
    int[] counts = new int[pointers];
    for (int i = 0; i < pointers; i++) {
      children[i] = Utils.readBytesAsUnsignedLong(node, storage.getSizeOfOffsets());
      counts[i] = Utils.readBytesAsUnsignedInt(node, countBytes);
      node.position(node.position() + totalBytes[height - 1]);
    }
    ChecksumUtils.validateChecksum(node.limit(node.position() + CHECKSUM_BYTES).rewind());
    for (int i = 0; i < pointers; i++) {
      read(children[i], height - 1, counts[i]);
    }
  }

  /** Reads what header and nodes begin with, and returns the type of tree. */
  private static int open(ByteBuffer bytes, String signature) {
    byte[] found = new byte[signature.length()];
    bytes.get(found);
    require(signature.equals(new String(found, StandardCharsets.US_ASCII)) && bytes.get() == 0);
    return bytes.get();
  }

  private static int bytesFor(long most) {
    return (63 - Long.numberOfLeadingZeros(most)) / 8 + 1;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new Hdf5Storage.OutOfBounds("an index cannot be right");
    }
  }
}
