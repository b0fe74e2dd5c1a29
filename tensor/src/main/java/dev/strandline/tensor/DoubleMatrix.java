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
 * {@link Matrix} of 64-bit numbers. Loops run over a heap copy, which the JIT vectorizes; the rest
 * is BLAS.
 */
final class DoubleMatrix extends Matrix {

  /** Takes every positive number, also a subnormal one, above 1 when multiplied with it twice. */
  private static final double HUGE = 1e308;

  private final DoublePointer pointer;
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

  @Override
  public void set(float[] values) {
    Check.length(values.length, size(), "matrix content");
    double[] converted = heap();
    for (int i = 0; i < converted.length; i++) {
      converted[i] = values[i];
    }
    store(converted);
  }

  @Override
  public void set(double[] values) {
    Check.length(values.length, size(), "matrix content");
    store(values);
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
  public void get(double[] target) {
    Check.length(target.length, size(), "target");
    pointer.get(target, 0, target.length);
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
    store(((DoubleMatrix) source).load());
  }

  @Override
  public void moveToward(Matrix source, double share) {
    double[] from = ((DoubleMatrix) source).load();
    double[] to = load();
    double in = share;
    double out = (1 - share);
    for (int i = 0; i < to.length; i++) {
      to[i] = in * from[i] + out * to[i];
    }
    store(to);
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
  void relu() {
    double[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], 0);
    }
    store(values);
  }

  @Override
  void reluGradient(Matrix activation) {
    double[] a = ((DoubleMatrix) activation).load();
    double[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] *= Math.min(a[i] * HUGE * HUGE, 1);
    }
    store(values);
  }

  @Override
  void tanh() {
    double[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.tanh(values[i]);
    }
    store(values);
  }

  @Override
  void tanhGradient(Matrix activation) {
    double[] a = ((DoubleMatrix) activation).load();
    double[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 - a[i] * a[i];
    }
    store(values);
  }

  @Override
  void affine(Matrix source, float[] center, float[] scale) {
    double[] from = ((DoubleMatrix) source).load();
    double[] to = heap();
    for (int i = 0; i < to.length; i++) {
      int column = i % columns();
      to[i] = center[column] + scale[column] * from[i];
    }
    store(to);
  }

  @Override
  Moments moments() {
    return new DoubleMoments();
  }

  private final class DoubleMoments implements Moments {
    private final double[] m = new double[size()];
    private final double[] v = new double[size()];

    @Override
    public void step(
        Matrix gradient, double stepSize, double rootOfSecondCorrection, Adam.Config config) {
      double[] g = ((DoubleMatrix) gradient).load();
      double[] p = load();
      double beta1 = config.beta1();
      double beta2 = config.beta2();
      double rest1 = (1 - config.beta1());
      double rest2 = (1 - config.beta2());
      double rate = stepSize;
      double root = rootOfSecondCorrection;
      double epsilon = config.epsilon();
      for (int i = 0; i < p.length; i++) {
        m[i] = beta1 * m[i] + rest1 * g[i];
        v[i] = beta2 * v[i] + rest2 * g[i] * g[i];
        p[i] -= rate * m[i] / (Math.sqrt(v[i]) / root + epsilon);
      }
      store(p);
    }

    @Override
    public void get(double[] first, double[] second) {
      for (int i = 0; i < m.length; i++) {
        first[i] = m[i];
        second[i] = v[i];
      }
    }

    @Override
    public void set(double[] first, double[] second) {
      for (int i = 0; i < m.length; i++) {
        m[i] = first[i];
        v[i] = second[i];
      }
    }
  }
}
