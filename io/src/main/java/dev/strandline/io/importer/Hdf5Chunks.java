package dev.strandline.io.importer;

import io.jhdf.Constants;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.record.FilteredDatasetChunks;
import io.jhdf.btree.record.NonFilteredDatasetChunks;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Where the chunks of a dataset lie. All are there, each once, and each is large enough for what it
 * must hold: only then is it worth allocating that.
 *
 * @param dimensions of every chunk, as many as the dataset has; chunks at its edge stick out
 * @param chunks in no order that means anything
 */
record Hdf5Chunks(int[] dimensions, List<Chunk> chunks) {

  private static final int SINGLE = ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX;
  private static final int IMPLICIT = ChunkedDataLayoutMessageV4.IMPLICIT_INDEX;
  private static final int FIXED_ARRAY = ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX;
  private static final int EXTENSIBLE_ARRAY = ChunkedDataLayoutMessageV4.EXTENSIBLE_ARRAY_INDEX;
  private static final int PLAIN_TREE = 10;
  private static final int FILTERED_TREE = 11;

  /** Chunks by the index that HDF5 has written since its first version. */
  static Hdf5Chunks of(
      Hdf5Storage storage,
      ChunkedDataLayoutMessage layout,
      long[] dataset,
      int elementSize,
      Hdf5Filters filters) {
    int[] dimensions = layout.getChunkDimensions();
    checkDimensions(dimensions, dataset, elementSize, layout.getSize());
    if (layout.getBTreeAddress() == Constants.UNDEFINED_ADDRESS) {
      throw unwritten(0, grid(dimensions, dataset));
    }
    List<Chunk> chunks =
        BTreeV1.createDataBTree(storage, layout.getBTreeAddress(), dataset.length).getChunks();
    return checked(storage, dimensions, chunks, dataset, elementSize, filters);
  }

  /** Chunks by the indexes that newer versions may write. */
  static Hdf5Chunks of(
      Hdf5Storage storage,
      ChunkedDataLayoutMessageV4 layout,
      long[] dataset,
      int elementSize,
      Hdf5Filters filters) {
    int[] withElement = layout.getChunkDimensions();
    int[] dimensions = Arrays.copyOf(withElement, withElement.length - 1);
    checkDimensions(dimensions, dataset, elementSize, withElement[withElement.length - 1]);
    long address = layout.getAddress();
    if (address == Constants.UNDEFINED_ADDRESS) {
      throw unwritten(0, grid(dimensions, dataset));
    }
    int chunkBytes = (int) (elements(dimensions) * elementSize);
    DatasetInfo info = new DatasetInfo(chunkBytes, dataset, dimensions);
    int type = layout.getIndexingType();
    int lengths = storage.getSizeOfLengths();
    Collection<Chunk> chunks;
    if (type == SINGLE) {
      chunks = new SingleChunkIndex(layout, info).getAllChunks();
    } else if (type == IMPLICIT) {
      checkCount(storage, grid(dimensions, dataset));
      chunks = new ImplicitChunkIndex(address, info).getAllChunks();
    } else if (type == FIXED_ARRAY) {
      checkCount(storage, stated(storage, address + 8, lengths));
      chunks = new FixedArrayIndex(storage, address, info).getAllChunks();
    } else if (type == EXTENSIBLE_ARRAY) {
      checkCount(storage, stated(storage, address + 12 + 4L * lengths, lengths));
      chunks = new ExtensibleArrayIndex(storage, address, info).getAllChunks();
    } else {
      List<Chunk> indexed = new ArrayList<>();
      for (ByteBuffer record : Hdf5Tree.records(storage, address, PLAIN_TREE, FILTERED_TREE)) {
        indexed.add(
            filters.any()
                ? new FilteredDatasetChunks(record, info).getChunk()
                : new NonFilteredDatasetChunks(record, info).getChunk());
      }
      chunks = indexed;
    }
    return checked(storage, dimensions, List.copyOf(chunks), dataset, elementSize, filters);
  }

  /** jhdf makes room for the number of chunks that an index states. */
  private static long stated(Hdf5Storage storage, long address, int bytes) {
    return Utils.readBytesAsUnsignedLong(storage.readBufferFromAddress(address, bytes), bytes);
  }

  private static void checkCount(Hdf5Storage storage, long count) {
    if (count < 0 || count > storage.size()) {
      throw new Hdf5Storage.OutOfBounds("%d chunks in %d bytes", count, storage.size());
    }
  }

  private static void checkDimensions(
      int[] dimensions, long[] dataset, int elementSize, int statedElementSize) {
    boolean fits = dimensions.length == dataset.length && statedElementSize == elementSize;
    for (int dimension : dimensions) {
      fits &= dimension > 0;
    }
    if (!fits || elements(dimensions) > (Integer.MAX_VALUE - 64) / elementSize) {
      throw new Hdf5Storage.OutOfBounds(
          "chunks of %s elements of %d bytes", Arrays.toString(dimensions), statedElementSize);
    }
  }

  private static Hdf5Chunks checked(
      Hdf5Storage storage,
      int[] dimensions,
      List<Chunk> chunks,
      long[] dataset,
      int elementSize,
      Hdf5Filters filters) {
    long expected = grid(dimensions, dataset);
    if (chunks.size() != expected) {
      throw unwritten(chunks.size(), expected);
    }
    long size = elements(dimensions) * elementSize;
    BitSet found = new BitSet();
    long total = 0;
    for (Chunk chunk : chunks) {
      long stored = chunk.getSize();
      storage.checkData(chunk.getAddress(), stored);
      total += stored;
      long uncompressed = filters.storedSize(size, chunk.getFilterMask());
      if (filters.compress(chunk.getFilterMask())
          ? stored <= 0 || uncompressed > (stored + 1) * Hdf5Source.MOST_EXPANSION
          : stored != uncompressed) {
        throw new Hdf5Storage.OutOfBounds("a chunk of %d bytes is stored in %d", size, stored);
      }
      int place = place(chunk.getChunkOffset(), dimensions, dataset);
      if (found.get(place)) {
        throw new Hdf5Storage.OutOfBounds("a chunk is there twice");
      }
      found.set(place);
    }
    if (total > storage.size()) {
      throw new Hdf5Storage.OutOfBounds("its chunks lie upon one another");
    }
    return new Hdf5Chunks(dimensions, new ArrayList<>(chunks));
  }

  private static Hdf5Storage.OutOfBounds unwritten(long there, long expected) {
    return new Hdf5Storage.OutOfBounds(
        "%d of its %d chunks are there; the others were never written", there, expected);
  }

  /** The number of a chunk, row by row. */
  private static int place(long[] offset, int[] dimensions, long[] dataset) {
    long place = 0;
    for (int i = 0; i < dimensions.length; i++) {
      if (offset[i] < 0 || offset[i] >= dataset[i] || offset[i] % dimensions[i] != 0) {
        throw new Hdf5Storage.OutOfBounds(
            "a chunk begins at %s of %s", Arrays.toString(offset), Arrays.toString(dataset));
      }
      place = place * across(dimensions[i], dataset[i]) + offset[i] / dimensions[i];
    }
    return Math.toIntExact(place);
  }

  private static long grid(int[] dimensions, long[] dataset) {
    long chunks = 1;
    for (int i = 0; i < dimensions.length; i++) {
      chunks = Math.multiplyExact(chunks, across(dimensions[i], dataset[i]));
    }
    return chunks;
  }

  private static long across(int chunk, long dataset) {
    return (dataset - 1) / chunk + 1;
  }

  private static long elements(int[] dimensions) {
    long elements = 1;
    for (int dimension : dimensions) {
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }
}
