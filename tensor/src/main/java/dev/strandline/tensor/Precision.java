package dev.strandline.tensor;

import org.nd4j.linalg.api.buffer.DataType;

/** Floating-point format of a network and everything that passes through it. */
public enum Precision {
  /** 32 bits: for training. */
  FLOAT(DataType.FLOAT),
  /** 64 bits: for gradient checks and known-answer tests. */
  DOUBLE(DataType.DOUBLE);

  private final DataType dataType;

  Precision(DataType dataType) {
    this.dataType = dataType;
  }

  DataType dataType() {
    return dataType;
  }
}
