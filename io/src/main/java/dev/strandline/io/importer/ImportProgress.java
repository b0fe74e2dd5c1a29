package dev.strandline.io.importer;

/** Hears how much of a source has been read. */
@FunctionalInterface
public interface ImportProgress {
  /** Called now and then with the rows read so far and the rows there are, where known (else 0). */
  void read(long rows, long of);
}
