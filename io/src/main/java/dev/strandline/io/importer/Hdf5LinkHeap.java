package dev.strandline.io.importer;

import io.jhdf.Constants;
import io.jhdf.Utils;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fractal heap that holds the links of a group with many names, as Minari's root has one for
 * each episode. jhdf's own reader of such heaps fails from about 8,000 links on, where the heap's
 * table grows a second level.
 *
 * <p>Source: HDF5 File Format Specification 3.0, section III.G, "Fractal Heap".
 */
final class Hdf5LinkHeap {

  private static final int HEADER_TO_TABLE_WIDTH = 14; // without the fields of varying size
  private static final int MOST_BITS = 64;
  private static final int INDEX_BY_NAME = 5;
  private static final int HASH_BYTES = 4;

  /** A direct block: where it lies in the file. */
  private record Block(long address, long size) {}

  private final Hdf5Storage storage;
  private final long address;
  private final int width;
  private final long startingSize;
  private final int directRows;
  private final int offsetBytes;
  private final int lengthBytes;
  private final TreeMap<Long, Block> blocks = new TreeMap<>();

  private Hdf5LinkHeap(Hdf5Storage storage, long address) {
    this.storage = storage;
    this.address = address;
    int offsets = storage.getSizeOfOffsets();
    int lengths = storage.getSizeOfLengths();
    int size = HEADER_TO_TABLE_WIDTH + 12 * lengths + 3 * offsets + 8;
    ByteBuffer header = storage.readBufferFromAddress(address, size);
    sign(header, "FRHP");
    header.position(7);
    require(header.getShort() == 0, "filters of links");
    header.position(10);
    long mostManaged = Integer.toUnsignedLong(header.getInt());
    header.position(HEADER_TO_TABLE_WIDTH + 10 * lengths + 2 * offsets);
    width = Short.toUnsignedInt(header.getShort());
    startingSize = Utils.readBytesAsUnsignedLong(header, lengths);
    long mostDirect = Utils.readBytesAsUnsignedLong(header, lengths);
    int heapBits = Short.toUnsignedInt(header.getShort());
    header.getShort();
    long root = Utils.readBytesAsUnsignedLong(header, offsets);
    int rows = Short.toUnsignedInt(header.getShort());
    require(
        width > 0
            && Long.bitCount(startingSize) == 1
            && Long.bitCount(mostDirect) == 1
            && mostDirect >= startingSize
            && mostManaged > 0
            && heapBits <= MOST_BITS,
        "a heap of links");
    directRows = log2(mostDirect) - log2(startingSize) + 2;
    offsetBytes = (heapBits + 7) / 8;
    lengthBytes = Math.min((log2(mostDirect) + 7) / 8, log2(mostManaged) / 8 + 1);
    if (root != Constants.UNDEFINED_ADDRESS) {
      if (rows == 0) {
        blocks.put(0L, new Block(root, startingSize));
      } else {
        addBlocks(root, rows, 0);
      }
    }
  }

  /** Links of a group, as its index by name lists them. */
  static List<LinkMessage> links(Hdf5Storage storage, LinkInfoMessage info) {
    Hdf5LinkHeap heap = new Hdf5LinkHeap(storage, info.getFractalHeapAddress());
    List<LinkMessage> links = new ArrayList<>();
    for (ByteBuffer record :
        Hdf5Tree.records(storage, info.getBTreeNameIndexAddress(), INDEX_BY_NAME)) {
      ByteBuffer link = heap.object(record.position(HASH_BYTES));
      links.add(LinkMessage.fromBuffer(link, storage.getSuperblock()));
    }
    return links;
  }

  private void addBlocks(long indirect, int rows, long heapOffset) {
    int offsets = storage.getSizeOfOffsets();
    int before = 5 + offsets + offsetBytes;
    ByteBuffer block =
        storage.readBufferFromAddress(indirect, before + Math.multiplyExact(rows * width, offsets));
    sign(block, "FHIB");
    require(block.get(4) == 0, "a heap's version");
    require(
        Utils.readBytesAsUnsignedLong(block.position(5), offsets) == address, "blocks of a heap");
    block.position(before);
    long offset = heapOffset;
    for (int row = 0; row < rows; row++) {
      int doublings = Math.max(0, row - 1);
      require(doublings + log2(startingSize) < 62, "rows of a heap");
      long size = startingSize << doublings;
      for (int column = 0; column < width; column++) {
        long child = Utils.readBytesAsUnsignedLong(block, offsets);
        if (child != Constants.UNDEFINED_ADDRESS) {
          if (row < directRows) {
            blocks.put(offset, new Block(child, size));
          } else {
            addBlocks(child, log2(size) - log2(startingSize * width) + 1, offset);
          }
        }
        offset += size;
      }
    }
  }

  private ByteBuffer object(ByteBuffer id) {
    int flags = id.get();
    require((flags & 0xf0) == 0, "links of unusual length");
    long offset = Utils.readBytesAsUnsignedLong(id, offsetBytes);
    int length = Utils.readBytesAsUnsignedInt(id, lengthBytes);
    Map.Entry<Long, Block> entry = blocks.floorEntry(offset);
    require(entry != null, "places of links");
    long within = offset - entry.getKey();
    require(within <= entry.getValue().size() - length, "places of links");
    return storage.readBufferFromAddress(entry.getValue().address() + within, length);
  }

  private static int log2(long value) {
    return 63 - Long.numberOfLeadingZeros(value);
  }

  private static void sign(ByteBuffer block, String signature) {
    byte[] bytes = new byte[signature.length()];
    block.get(bytes);
    require(
        signature.equals(new String(bytes, StandardCharsets.US_ASCII)), "the mark " + signature);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new Hdf5Storage.OutOfBounds("%s cannot be right", what);
    }
  }
}
