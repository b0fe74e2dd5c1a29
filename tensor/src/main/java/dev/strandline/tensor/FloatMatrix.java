package dev.strandline.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import dev.strandline.policy.Check;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Matrix} of 32-bit numbers. Loops run over a heap copy, which the JIT vectorizes; the rest
 * is BLAS.
 */
final class FloatMatrix extends Matrix {

  /** Takes every positive number, also a subnormal one, above 1 when multiplied with it twice. */
  private static final float HUGE = 1e38f;

  private final FloatPointer pointer;
  private float[] heap;

  FloatMatrix(INDArray array, int rows, int columns) {
    this(
        array,
        ((FloatPointer) array.data().pointer()).getPointer(FloatPointer.class),
        rows,
        columns);
  }

  private FloatMatrix(INDArray owner, FloatPointer pointer, int rows, int columns) {
    super(owner, rows, columns);
    this.pointer = pointer;
  }

  @Override
  Matrix viewOf(INDArray owner, long offset, int viewRows, int viewColumns) {
    return new FloatMatrix(
        owner, pointer.getPointer(FloatPointer.class, offset), viewRows, viewColumns);
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  private float[] heap() {
    if (heap == null) {
      heap = new float[size()];
    }
    return heap;
  }

  private float[] load() {
    float[] values = heap();
    pointer.get(values, 0, values.length);
    return values;
  }

  private void store(float[] values) {
    pointer.put(values, 0, values.length);
  }

  @Override
  public void set(float[] values) {
    Check.length(values.length, size(), "matrix content");
    store(values);
  }

  @Override
  public void set(double[] values) {
    Check.length(values.length, size(), "matrix content");
    float[] converted = heap();
    for (int i = 0; i < converted.length; i++) {
      converted[i] = (float) values[i];
    }
    store(converted);
  }

  @Override
  public void get(float[] target) {
    Check.length(target.length, size(), "target");
    pointer.get(target, 0, target.length);
  }

  @Override
  public void get(double[] target) {
    Check.length(target.length, size(), "target");
    float[] values = load();
    for (int i = 0; i < values.length; i++) {
      target[i] = values[i];
    }
  }

  @Override
  public void setColumns(int firstColumn, Matrix source) {
    float[] from = ((FloatMatrix) source).load();
    float[] to = load();
    int width = source.columns();
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(from, row * width, to, row * columns() + firstColumn, width);
    }
    store(to);
  }

  @Override
  public void getColumns(int firstColumn, Matrix target) {
    float[] from = load();
    float[] to = ((FloatMatrix) target).heap();
    int width = target.columns();
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(from, row * columns() + firstColumn, to, row * width, width);
    }
    ((FloatMatrix) target).store(to);
  }

  @Override
  public void copy(Matrix source) {
    Check.length(source.size(), size(), "source matrix");
    store(((FloatMatrix) source).load());
  }

  @Override
  public void moveToward(Matrix source, double share) {
    float[] from = ((FloatMatrix) source).load();
    float[] to = load();
    float in = (float) share;
    float out = (float) (1 - share);
    for (int i = 0; i < to.length; i++) {
      to[i] = in * from[i] + out * to[i];
    }
    store(to);
  }

  @Override
  void add(Matrix other) {
    cblas_saxpy(size(), 1, ((FloatMatrix) other).pointer, 1, pointer, 1);
  }

  @Override
  void multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
    cblas_sgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        rows(),
        columns(),
        transposeA ? a.rows() : a.columns(),
        1,
        ((FloatMatrix) a).pointer,
        a.columns(),
        ((FloatMatrix) b).pointer,
        b.columns(),
        0,
        pointer,
        columns());
  }

  @Override
  void addToRows(Matrix ones, Matrix bias) {
    cblas_sger(
        CblasRowMajor,
        rows(),
        columns(),
        1,
        ((FloatMatrix) ones).pointer,
        1,
        ((FloatMatrix) bias).pointer,
        1,
        pointer,
        columns());
  }

  @Override
  void columnSums(Matrix source, Matrix ones) {
    cblas_sgemv(
        CblasRowMajor,
        CblasTrans,
        source.rows(),
        source.columns(),
        1,
        ((FloatMatrix) source).pointer,
        source.columns(),
        ((FloatMatrix) ones).pointer,
        1,
        0,
        pointer,
        1);
  }

  @Override
  void relu() {
    float[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], 0);
    }
    store(values);
  }

  @Override
  void reluGradient(Matrix activation) {
    float[] a = ((FloatMatrix) activation).load();
    float[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] *= Math.min(a[i] * HUGE * HUGE, 1);
    }
    store(values);
  }

  @Override
  void tanh() {
    float[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    store(values);
  }

  @Override
  void tanhGradient(Matrix activation) {
    float[] a = ((FloatMatrix) activation).load();
    float[] values = load();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 - a[i] * a[i];
    }
    store(values);
  }

  @Override
  void affine(Matrix source, float[] center, float[] scale) {
    float[] from = ((FloatMatrix) source).load();
    float[] to = heap();
    for (int i = 0; i < to.length; i++) {
      int column = i % columns();
      to[i] = center[column] + scale[column] * from[i];
    }
    store(to);
  }

  @Override
  Moments moments() {
    return new FloatMoments();
  }

  private final class FloatMoments implements Moments {
    private final float[] m = new float[size()];
    private final float[] v = new float[size()];

    @Override
    public void step(
        Matrix gradient, double stepSize, double rootOfSecondCorrection, Adam.Config config) {
      float[] g = ((FloatMatrix) gradient).load();
      float[] p = load();
      float beta1 = (float) config.beta1();
      float beta2 = (float) config.beta2();
      float rest1 = (float) (1 - config.beta1());
      float rest2 = (float) (1 - config.beta2());
      float rate = (float) stepSize;
      float root = (float) rootOfSecondCorrection;
      float epsilon = (float) config.epsilon();
      for (int i = 0; i < p.length; i++) {
        m[i] = beta1 * m[i] + rest1 * g[i];
        v[i] = beta2 * v[i] + rest2 * g[i] * g[i];
        p[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) / root + epsilon);
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
        m[i] = (float) first[i];
        v[i] = (float) second[i];
      }
    }
  }
}
