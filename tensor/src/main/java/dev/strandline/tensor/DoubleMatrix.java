package dev.strandline.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dger;

import dev.strandline.policy.Check;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Matrix} of 64-bit numbers. Sums and products are BLAS; the other loops run over small heap
 * arrays, chunk by chunk, which the JIT vectorizes.
 */
final class DoubleMatrix extends Matrix {

  /** Takes every positive number, also a subnormal one, above 1 when multiplied with it twice. */
  private static final double HUGE = 1e308;

  private final DoublePointer pointer;
  private final int chunkSize;
  private final DoublePointer[] chunks;
  private double[] heap;

  DoubleMatrix(INDArray array, int rows, int columns) {
    this(
        array,
        ((DoublePointer) array.data().pointer()).getPointer(DoublePointer.class),
        rows,
        columns);
  }

  private DoubleMatrix(INDArray owner, DoublePointer pointer, int rows, int columns) {
    super(owner, rows, columns);
    this.pointer = pointer;
    // Whole rows, so that a bias lies the same way in every chunk.
    chunkSize = rows == 1 ? Scratch.CHUNK : columns * Math.max(1, Scratch.CHUNK / columns);
    chunks = new DoublePointer[(size() + chunkSize - 1) / chunkSize];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      chunks[chunk] = pointer.getPointer(DoublePointer.class, (long) chunk * chunkSize);
    }
  }

  @Override
  Matrix viewOf(INDArray owner, long offset, int viewRows, int viewColumns) {
    return new DoubleMatrix(
        owner, pointer.getPointer(DoublePointer.class, offset), viewRows, viewColumns);
  }

  @Override
  public Precision precision() {
    return Precision.DOUBLE;
  }

  private double[] heap() {
    if (heap == null) {
      heap = new double[size()];
    }
    return heap;
  }

  private double[] load() {
    double[] values = heap();
    pointer.get(values, 0, values.length);
    return values;
  }

  private void store(double[] values) {
    pointer.put(values, 0, values.length);
  }

  private int length(int chunk) {
    return Math.min(chunkSize, size() - chunk * chunkSize);
  }

  private double[] load(int chunk, Scratch scratch, int which) {
    double[] values = scratch.doubles(which, chunkSize);
    chunks[chunk].get(values, 0, length(chunk));
    return values;
  }

  private void store(int chunk, double[] values) {
    chunks[chunk].put(values, 0, length(chunk));
  }

  @Override
  public void set(double[] values) {
    Check.length(values.length, size(), "matrix content");
    pointer.put(values, 0, values.length);
  }

  @Override
  public void get(double[] target) {
    Check.length(target.length, size(), "target");
    pointer.get(target, 0, target.length);
  }

  @Override
  public void set(float[] values) {
    Check.length(values.length, size(), "matrix content");
    double[] converted = heap();
    for (int i = 0; i < converted.length; i++) {
      converted[i] = values[i];
    }
    pointer.put(converted, 0, converted.length);
  }

  @Override
  public void get(float[] target) {
    Check.length(target.length, size(), "target");
    double[] values = load();
    for (int i = 0; i < values.length; i++) {
      target[i] = (float) values[i];
    }
  }

  @Override
  public void setColumns(int firstColumn, Matrix source) {
    double[] from = ((DoubleMatrix) source).load();
    double[] to = load();
    int width = source.columns();
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(from, row * width, to, row * columns() + firstColumn, width);
    }
    store(to);
  }

  @Override
  public void getColumns(int firstColumn, Matrix target) {
    double[] from = load();
    double[] to = ((DoubleMatrix) target).heap();
    int width = target.columns();
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(from, row * columns() + firstColumn, to, row * width, width);
    }
    ((DoubleMatrix) target).store(to);
  }

  @Override
  public void copy(Matrix source) {
    Check.length(source.size(), size(), "source matrix");
    double[] values = heap();
    source.get(values);
    store(values);
  }

  @Override
  void moveToward(Matrix source, double share, Scratch scratch) {
    double in = share;
    double out = (1 - share);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = load(chunk, scratch, 0);
      double[] online = ((DoubleMatrix) source).load(chunk, scratch, 1);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = in * online[i] + out * x[i];
      }
      store(chunk, x);
    }
  }

  @Override
  void add(Matrix other) {
    cblas_daxpy(size(), 1, ((DoubleMatrix) other).pointer, 1, pointer, 1);
  }

  @Override
  void multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
    cblas_dgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        rows(),
        columns(),
        transposeA ? a.rows() : a.columns(),
        1,
        ((DoubleMatrix) a).pointer,
        a.columns(),
        ((DoubleMatrix) b).pointer,
        b.columns(),
        0,
        pointer,
        columns());
  }

  @Override
  void addToRows(Matrix ones, Matrix bias) {
    cblas_dger(
        CblasRowMajor,
        rows(),
        columns(),
        1,
        ((DoubleMatrix) ones).pointer,
        1,
        ((DoubleMatrix) bias).pointer,
        1,
        pointer,
        columns());
  }

  @Override
  void columnSums(Matrix source, Matrix ones) {
    cblas_dgemv(
        CblasRowMajor,
        CblasTrans,
        source.rows(),
        source.columns(),
        1,
        ((DoubleMatrix) source).pointer,
        source.columns(),
        ((DoubleMatrix) ones).pointer,
        1,
        0,
        pointer,
        1);
  }

  @Override
  void relu(Matrix bias, Scratch scratch) {
    double[] b = tile((DoubleMatrix) bias, scratch);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = load(chunk, scratch, 0);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = Math.max(x[i] + b[i], 0);
      }
      store(chunk, x);
    }
  }

  /** The bias, repeated for every row of a chunk: flat loops vectorize, nested ones do not. */
  private double[] tile(DoubleMatrix bias, Scratch scratch) {
    int width = bias.columns();
    double[] tile = scratch.doubles(1, chunkSize);
    bias.pointer.get(tile, 0, width);
    for (int start = width; start + width <= chunkSize; start += width) {
      System.arraycopy(tile, 0, tile, start, width);
    }
    return tile;
  }

  @Override
  void reluGradient(Matrix activation, Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = load(chunk, scratch, 0);
      double[] a = ((DoubleMatrix) activation).load(chunk, scratch, 1);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] *= Math.min(a[i] * HUGE * HUGE, 1);
      }
      store(chunk, x);
    }
  }

  @Override
  void tanh(Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = load(chunk, scratch, 0);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = Math.tanh(x[i]);
      }
      store(chunk, x);
    }
  }

  @Override
  void tanhGradient(Matrix activation, Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = load(chunk, scratch, 0);
      double[] a = ((DoubleMatrix) activation).load(chunk, scratch, 1);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] *= 1 - a[i] * a[i];
      }
      store(chunk, x);
    }
  }

  @Override
  void affine(Matrix source, float[] center, float[] scale, Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      double[] x = ((DoubleMatrix) source).load(chunk, scratch, 0);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        int column = i % columns();
        x[i] = center[column] + scale[column] * x[i];
      }
      store(chunk, x);
    }
  }

  @Override
  Moments moments() {
    return new DoubleMoments();
  }

  private final class DoubleMoments implements Moments {
    private final double[][] m = zeros();
    private final double[][] v = zeros();

    private double[][] zeros() {
      double[][] zeros = new double[chunks.length][];
      for (int chunk = 0; chunk < chunks.length; chunk++) {
        zeros[chunk] = new double[length(chunk)];
      }
      return zeros;
    }

    @Override
    public void step(
        Matrix gradient,
        double stepSize,
        double rootOfSecondCorrection,
        Adam.Config config,
        Scratch scratch) {
      double beta1 = config.beta1();
      double beta2 = config.beta2();
      double rest1 = (1 - config.beta1());
      double rest2 = (1 - config.beta2());
      double rate = stepSize;
      double inverseRoot = (1 / rootOfSecondCorrection);
      double epsilon = config.epsilon();
      for (int chunk = 0; chunk < chunks.length; chunk++) {
        double[] p = load(chunk, scratch, 0);
        double[] g = ((DoubleMatrix) gradient).load(chunk, scratch, 1);
        double[] m1 = m[chunk];
        double[] v1 = v[chunk];
        for (int i = 0; i < m1.length; i++) {
          m1[i] = beta1 * m1[i] + rest1 * g[i];
          v1[i] = beta2 * v1[i] + rest2 * g[i] * g[i];
          p[i] -= rate * m1[i] / (Math.sqrt(v1[i]) * inverseRoot + epsilon);
        }
        store(chunk, p);
      }
    }

    @Override
    public void get(double[] first, double[] second) {
      for (int i = 0; i < size(); i++) {
        first[i] = m[i / chunkSize][i % chunkSize];
        second[i] = v[i / chunkSize][i % chunkSize];
      }
    }

    @Override
    public void set(double[] first, double[] second) {
      for (int i = 0; i < size(); i++) {
        m[i / chunkSize][i % chunkSize] = first[i];
        v[i / chunkSize][i % chunkSize] = second[i];
      }
    }
  }
}
