package dev.strandline.io.importer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Shows tests of other packages the datasets of an HDF5 file as the importers see them. */
public final class Hdf5Contents implements Closeable {

  private final Hdf5Source source;
  private final Hdf5Group root;

  private Hdf5Contents(Hdf5Source source) throws IOException {
    this.source = source;
    this.root = source.root();
  }

  public static Hdf5Contents open(Path file) throws IOException {
    return new Hdf5Contents(Hdf5Source.open(file));
  }

  /** Paths of all datasets. */
  public List<String> paths() throws IOException {
    return root.listing().datasets();
  }

  /** Shape as Python writes it. */
  public String shape(String path) throws IOException {
    return dataset(path).shape();
  }

  /** Type as NumPy calls it. */
  public String type(String path) throws IOException {
    return dataset(path).type().name();
  }

  /** All numbers, flags as 0 and 1. */
  public double[] numbers(String path) throws IOException {
    Hdf5Dataset dataset = dataset(path);
    if (!type(path).equals("bool")) {
      return dataset.doubles(read -> {});
    }
    boolean[] flags = dataset.flags(read -> {});
    double[] numbers = new double[flags.length];
    for (int i = 0; i < flags.length; i++) {
      numbers[i] = flags[i] ? 1 : 0;
    }
    return numbers;
  }

  /** The value of a dataset without dimensions, as text. */
  public String scalar(String path) throws IOException {
    return dataset(path).scalar();
  }

  private Hdf5Dataset dataset(String path) throws IOException {
    return root.dataset(path).orElseThrow();
  }

  @Override
  public void close() {
    source.close();
  }
}
