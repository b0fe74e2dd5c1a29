package dev.strandline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void columnsAreJoinedAndTakenApart(Precision precision) {
    Matrix joined = Matrix.zeros(precision, 2, 3);
    Matrix left = Matrix.zeros(precision, 2, 2);
    left.set(new double[] {1, 2, 3, 4});
    Matrix right = Matrix.zeros(precision, 2, 1);
    right.set(new double[] {5, 6});

    joined.setColumns(0, left);
    joined.setColumns(2, right);
    double[] all = new double[6];
    joined.get(all);
    right.set(new double[] {0, 0});
    joined.getColumns(2, right);
    double[] taken = new double[2];
    right.get(taken);

    assertThat(all).containsExactly(1, 2, 5, 3, 4, 6);
    assertThat(taken).containsExactly(5, 6);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aViewOfAViewSharesTheMemory(Precision precision) {
    Matrix whole = Matrix.zeros(precision, 4, 2);
    Matrix view = whole.rows(1, 4).rows(1, 2);

    view.set(new double[] {7, 8});

    double[] all = new double[8];
    whole.get(all);
    assertThat(all).containsExactly(0, 0, 0, 0, 7, 8, 0, 0);
    assertThat(whole.array().getDouble(2, 1)).isEqualTo(8);
  }

  @Test
  void contentOfAnotherSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matrix.zeros(Precision.FLOAT, 2, 2).set(new float[3]))
        .withMessageContaining("3")
        .withMessageContaining("4");
  }
}
