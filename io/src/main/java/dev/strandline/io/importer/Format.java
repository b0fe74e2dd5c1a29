package dev.strandline.io.importer;

/** Formats that can be imported. */
public enum Format {
  /** HDF5 in D4RL's layout: one row for each step, from root datasets. */
  D4RL,
  /** A Minari dataset's folder with HDF5 inside: one group for each episode. */
  MINARI,
  /** A NumPy archive of arrays with one row for each step. */
  NPZ,
  /** Comma-separated values with a header row, plain or gzipped. */
  CSV
}
