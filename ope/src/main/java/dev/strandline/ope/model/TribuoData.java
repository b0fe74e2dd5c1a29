package dev.strandline.ope.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Rows of numbers as Tribuo's examples. */
final class TribuoData {

  /** Held for good: a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private TribuoData() {}

  /** Keeps Tribuo's progress out of the log, unless someone has asked for it. */
  static void quiet() {
    if (TRIBUO.getLevel() == null) {
      TRIBUO.setLevel(Level.WARNING);
    }
  }

  /** Names that sort like the numbers: Tribuo orders features by name. */
  static String[] names(String prefix, int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> String.format(Locale.ROOT, "%s%07d", prefix, i));
    return names;
  }

  /** The rows whose weight is not 0, with weights of mean 1. */
  static <T extends Output<T>> MutableDataset<T> dataset(
      SparseRows rows, IntFunction<T> output, double[] weight, OutputFactory<T> factory) {
    MutableDataset<T> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("log", factory), factory);
    String[] names = names("x", rows.width());
    int[] index = new int[rows.mostNonZero()];
    double[] value = new double[rows.mostNonZero()];
    double mean = Arrays.stream(weight).filter(w -> w > 0).average().orElse(1);
    for (int i = 0; i < rows.size(); i++) {
      if (weight[i] > 0) {
        dataset.add(example(rows, i, names, index, value, output.apply(i), weight[i] / mean));
      }
    }
    return dataset;
  }

  static <T extends Output<T>> ArrayExample<T> example(
      SparseRows rows,
      int row,
      String[] names,
      int[] index,
      double[] value,
      T output,
      double weight) {
    int count = rows.write(row, index, value);
    String[] present = new String[count];
    Arrays.setAll(present, k -> names[index[k]]);
    ArrayExample<T> example = new ArrayExample<>(output, present, Arrays.copyOf(value, count));
    example.setWeight((float) weight);
    return example;
  }
}
