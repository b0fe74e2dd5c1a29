package dev.strandline.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The matrix products of a multilayer perceptron's passes, without biases, activations and
 * everything else.
 */
final class Products {

  private final int[] widths;
  private final int layers;
  private final int rows;
  private final INDArray[] kept;
  private int keptCount;
  private final FloatPointer[] weights;
  private final FloatPointer[][] activations;
  private final FloatPointer[][] deltas;
  private final FloatPointer[][] gradients;
  private final FloatPointer[] inputGradients;

  Products(int[] widths, int batch, int blocks) {
    this.widths = widths;
    layers = widths.length - 1;
    rows = batch / blocks;
    kept = new INDArray[layers + blocks * (3 * layers + 2)];
    weights = new FloatPointer[layers];
    activations = new FloatPointer[blocks][layers + 1];
    deltas = new FloatPointer[blocks][layers];
    gradients = new FloatPointer[blocks][layers];
    inputGradients = new FloatPointer[blocks];
    for (int layer = 0; layer < layers; layer++) {
      weights[layer] = make(widths[layer + 1], widths[layer]);
    }
    for (int block = 0; block < blocks; block++) {
      activations[block][0] = make(rows, widths[0]);
      inputGradients[block] = make(rows, widths[0]);
      for (int layer = 0; layer < layers; layer++) {
        activations[block][layer + 1] = make(rows, widths[layer + 1]);
        deltas[block][layer] = make(rows, widths[layer + 1]);
        gradients[block][layer] = make(widths[layer + 1], widths[layer]);
      }
    }
  }

  private FloatPointer make(int height, int width) {
    INDArray array = Nd4j.zeros(DataType.FLOAT, height, width);
    array.assign(0.01);
    kept[keptCount++] = array;
    return (FloatPointer) array.data().pointer();
  }

  void forward(int block) {
    for (int layer = 0; layer < layers; layer++) {
      product(
          activations[block][layer],
          false,
          weights[layer],
          true,
          activations[block][layer + 1],
          rows,
          widths[layer + 1],
          widths[layer]);
    }
  }

  void backward(int block) {
    for (int layer = layers - 1; layer >= 0; layer--) {
      product(
          deltas[block][layer],
          true,
          activations[block][layer],
          false,
          gradients[block][layer],
          widths[layer + 1],
          widths[layer],
          rows);
      if (layer > 0) {
        deltaBelow(block, layer);
      }
    }
  }

  void backwardToInput(int block) {
    for (int layer = layers - 1; layer > 0; layer--) {
      deltaBelow(block, layer);
    }
    product(
        deltas[block][0],
        false,
        weights[0],
        false,
        inputGradients[block],
        rows,
        widths[0],
        widths[1]);
  }

  private void deltaBelow(int block, int layer) {
    product(
        deltas[block][layer],
        false,
        weights[layer],
        false,
        deltas[block][layer - 1],
        rows,
        widths[layer],
        widths[layer + 1]);
  }

  private static void product(
      FloatPointer a,
      boolean transposeA,
      FloatPointer b,
      boolean transposeB,
      FloatPointer c,
      int m,
      int n,
      int k) {
    cblas_sgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        1,
        a,
        transposeA ? m : k,
        b,
        transposeB ? k : n,
        0,
        c,
        n);
  }
}
