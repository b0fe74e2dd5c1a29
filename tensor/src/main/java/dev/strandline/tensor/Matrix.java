package dev.strandline.tensor;

import dev.strandline.policy.Check;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense row-major matrix in native memory, allocated once and overwritten from then on.
 *
 * <p>Copies to and from heap arrays convert between precisions. A view shares the memory of the
 * matrix it was taken from and keeps it alive. Not thread-safe, except that disjoint views may be
 * used by different threads.
 */
public abstract class Matrix {

  private final INDArray owner;
  private final int rows;
  private final int columns;

  Matrix(INDArray owner, int rows, int columns) {
    this.owner = owner;
    this.rows = rows;
    this.columns = columns;
  }

  /** A matrix of zeros, {@code [rows, columns]}, both at least 1. */
  public static Matrix zeros(Precision precision, int rows, int columns) {
    Check.atLeast(rows, 1, "Matrix rows", "A matrix has at least one row.");
    Check.atLeast(columns, 1, "Matrix columns", "A matrix has at least one column.");
    INDArray array = Nd4j.zeros(precision.dataType(), rows, columns);
    return precision == Precision.FLOAT
        ? new FloatMatrix(array, rows, columns)
        : new DoubleMatrix(array, rows, columns);
  }

  static Matrix filled(Precision precision, int rows, int columns, double value) {
    Matrix matrix = zeros(precision, rows, columns);
    matrix.array().assign(value);
    return matrix;
  }

  /** Number of rows. */
  public final int rows() {
    return rows;
  }

  /** Number of columns. */
  public final int columns() {
    return columns;
  }

  /** Number of entries. */
  public final int size() {
    return rows * columns;
  }

  /** The memory as ND4J sees it: of the whole matrix, also where this is a view. */
  public final INDArray array() {
    return owner;
  }

  /** A view of rows {@code [from, to)}. */
  public final Matrix rows(int from, int to) {
    return view((long) from * columns, to - from, columns);
  }

  /** A view of {@code rows * columns} consecutive entries from {@code offset} on. */
  final Matrix view(long offset, int viewRows, int viewColumns) {
    Check.that(
        offset >= 0
            && viewRows >= 1
            && viewColumns >= 1
            && offset + (long) viewRows * viewColumns <= size(),
        "a view of [%d, %d] at %d does not fit in a matrix of %d entries.",
        viewRows,
        viewColumns,
        offset,
        size());
    return viewOf(owner, offset, viewRows, viewColumns);
  }

  abstract Matrix viewOf(INDArray array, long offset, int viewRows, int viewColumns);

  /** The floating-point format. */
  public abstract Precision precision();

  /** Copies all entries from {@code values}, {@code [size]}, row-major. */
  public abstract void set(float[] values);

  /** Copies all entries from {@code values}, {@code [size]}, row-major. */
  public abstract void set(double[] values);

  /** Copies all entries into {@code target}, {@code [size]}, row-major. */
  public abstract void get(float[] target);

  /** Copies all entries into {@code target}, {@code [size]}, row-major. */
  public abstract void get(double[] target);

  /** Writes {@code source}, {@code [rows, w]}, into the columns from {@code firstColumn} on. */
  public abstract void setColumns(int firstColumn, Matrix source);

  /** Copies the columns from {@code firstColumn} on into {@code target}, {@code [rows, w]}. */
  public abstract void getColumns(int firstColumn, Matrix target);

  /** Copies all entries of a matrix of the same size and precision. */
  public abstract void copy(Matrix source);

  /** Moves every entry toward that of {@code source}: this = (1 - share) this + share source. */
  abstract void moveToward(Matrix source, double share, Scratch scratch);

  /** this = this + other, for the same size. */
  abstract void add(Matrix other);

  /** this = op(a) op(b), where op transposes if asked to. */
  abstract void multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB);

  /** Adds {@code bias}, {@code [1, columns]}, to every row; {@code ones} has a one for each row. */
  abstract void addToRows(Matrix ones, Matrix bias);

  /**
   * this = the sums of the columns of {@code source}, {@code [1, columns]}; {@code ones} as in
   * addToRows.
   */
  abstract void columnSums(Matrix source, Matrix ones);

  /** this = max(this + bias, 0) in every row; {@code bias} is {@code [1, columns]}. */
  abstract void relu(Matrix bias, Scratch scratch);

  /** this = this where {@code activation}, relu's result, is positive, and 0 elsewhere. */
  abstract void reluGradient(Matrix activation, Scratch scratch);

  /** this = tanh(this). */
  abstract void tanh(Scratch scratch);

  /** this = this * (1 - activation^2), where {@code activation} is tanh's result. */
  abstract void tanhGradient(Matrix activation, Scratch scratch);

  /** this[i][j] = center[j] + scale[j] * source[i][j]. */
  abstract void affine(Matrix source, float[] center, float[] scale, Scratch scratch);

  /** Optimizer state for this matrix as a vector of parameters. */
  abstract Moments moments();

  /** Adam's two moments of a vector of parameters; see {@link Adam}. */
  interface Moments {
    void step(
        Matrix gradient,
        double stepSize,
        double rootOfSecondCorrection,
        Adam.Config config,
        Scratch scratch);

    void get(double[] first, double[] second);

    void set(double[] first, double[] second);
  }
}
