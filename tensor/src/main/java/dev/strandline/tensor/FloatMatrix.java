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
 * {@link Matrix} of 32-bit numbers. Sums and products are BLAS; the other loops run over small heap
 * arrays, chunk by chunk, which the JIT vectorizes.
 */
final class FloatMatrix extends Matrix {

  /** Takes every positive number, also a subnormal one, above 1 when multiplied with it twice. */
  private static final float HUGE = 1e38f;

  private final FloatPointer pointer;
  private final int chunkSize;
  private final FloatPointer[] chunks;
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
    // Whole rows, so that a bias lies the same way in every chunk.
    chunkSize = rows == 1 ? Scratch.CHUNK : columns * Math.max(1, Scratch.CHUNK / columns);
    chunks = new FloatPointer[(size() + chunkSize - 1) / chunkSize];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      chunks[chunk] = pointer.getPointer(FloatPointer.class, (long) chunk * chunkSize);
    }
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

  private int length(int chunk) {
    return Math.min(chunkSize, size() - chunk * chunkSize);
  }

  private float[] load(int chunk, Scratch scratch, int which) {
    float[] values = scratch.floats(which, chunkSize);
    chunks[chunk].get(values, 0, length(chunk));
    return values;
  }

  private void store(int chunk, float[] values) {
    chunks[chunk].put(values, 0, length(chunk));
  }

  @Override
  public void set(float[] values) {
    Check.length(values.length, size(), "matrix content");
    pointer.put(values, 0, values.length);
  }

  @Override
  public void get(float[] target) {
    Check.length(target.length, size(), "target");
    pointer.get(target, 0, target.length);
  }

  @Override
  public void set(double[] values) {
    Check.length(values.length, size(), "matrix content");
    float[] converted = heap();
    for (int i = 0; i < converted.length; i++) {
      converted[i] = (float) values[i];
    }
    pointer.put(converted, 0, converted.length);
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
    float[] values = heap();
    source.get(values);
    store(values);
  }

  @Override
  void moveToward(Matrix source, double share, Scratch scratch) {
    float in = (float) share;
    float out = (float) (1 - share);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      float[] x = load(chunk, scratch, 0);
      float[] online = ((FloatMatrix) source).load(chunk, scratch, 1);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = in * online[i] + out * x[i];
      }
      store(chunk, x);
    }
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
  void relu(Matrix bias, Scratch scratch) {
    float[] b = tile((FloatMatrix) bias, scratch);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      float[] x = load(chunk, scratch, 0);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = Math.max(x[i] + b[i], 0);
      }
      store(chunk, x);
    }
  }

  /** The bias, repeated for every row of a chunk: flat loops vectorize, nested ones do not. */
  private float[] tile(FloatMatrix bias, Scratch scratch) {
    int width = bias.columns();
    float[] tile = scratch.floats(1, chunkSize);
    bias.pointer.get(tile, 0, width);
    for (int start = width; start + width <= chunkSize; start += width) {
      System.arraycopy(tile, 0, tile, start, width);
    }
    return tile;
  }

  @Override
  void reluGradient(Matrix activation, Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      float[] x = load(chunk, scratch, 0);
      float[] a = ((FloatMatrix) activation).load(chunk, scratch, 1);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] *= Math.min(a[i] * HUGE * HUGE, 1);
      }
      store(chunk, x);
    }
  }

  @Override
  void tanh(Scratch scratch) {
    // By exp, which the JIT has an intrinsic for; in double, so that a float is exact to its last
    // place.
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      float[] x = load(chunk, scratch, 0);
      int length = length(chunk);
      for (int i = 0; i < length; i++) {
        x[i] = (float) (1 - 2 / (Math.exp(2.0 * x[i]) + 1));
      }
      store(chunk, x);
    }
  }

  @Override
  void tanhGradient(Matrix activation, Scratch scratch) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      float[] x = load(chunk, scratch, 0);
      float[] a = ((FloatMatrix) activation).load(chunk, scratch, 1);
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
      float[] x = ((FloatMatrix) source).load(chunk, scratch, 0);
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
    return new FloatMoments();
  }

  private final class FloatMoments implements Moments {
    private final float[][] m = zeros();
    private final float[][] v = zeros();

    private float[][] zeros() {
      float[][] zeros = new float[chunks.length][];
      for (int chunk = 0; chunk < chunks.length; chunk++) {
        zeros[chunk] = new float[length(chunk)];
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
      float beta1 = (float) config.beta1();
      float beta2 = (float) config.beta2();
      float rest1 = (float) (1 - config.beta1());
      float rest2 = (float) (1 - config.beta2());
      float rate = (float) stepSize;
      float inverseRoot = (float) (1 / rootOfSecondCorrection);
      float epsilon = (float) config.epsilon();
      for (int chunk = 0; chunk < chunks.length; chunk++) {
        float[] p = load(chunk, scratch, 0);
        float[] g = ((FloatMatrix) gradient).load(chunk, scratch, 1);
        float[] m1 = m[chunk];
        float[] v1 = v[chunk];
        for (int i = 0; i < m1.length; i++) {
          m1[i] = beta1 * m1[i] + rest1 * g[i];
          v1[i] = beta2 * v1[i] + rest2 * g[i] * g[i];
          p[i] -= rate * m1[i] / ((float) Math.sqrt(v1[i]) * inverseRoot + epsilon);
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
        m[i / chunkSize][i % chunkSize] = (float) first[i];
        v[i / chunkSize][i % chunkSize] = (float) second[i];
      }
    }
  }
}
