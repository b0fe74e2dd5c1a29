package dev.strandline.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsCombinationTest {

  private static final double[] X = {1, 2, 6};
  private static final double[] Y = {4, 0, 2};

  @Test
  void theSpreadOfACombinationIsThatOfItsValues() {
    Moments moments = new Moments(2);
    moments.add(0, 3, X, Y);
    Moments combined = new Moments(1);
    combined.add(0, 3, new double[] {2 * 1 - 3 * 4, 2 * 2, 2 * 6 - 3 * 2});

    assertThat(moments.comoment(new double[] {2, -3}))
        .isCloseTo(combined.comoment(0, 0), within(1e-13));
  }

  @Test
  void addingAMultipleOfAnotherVariableIsAsIfItHadBeenThereFromTheStart() {
    Moments moments = new Moments(2);
    moments.add(0, 3, X, Y);
    Moments expected = new Moments(2);
    expected.add(0, 3, new double[] {3, 2, 7}, Y);

    moments.addMultiple(0, 0.5, 1);

    for (int x = 0; x < 2; x++) {
      assertThat(moments.mean(x)).isCloseTo(expected.mean(x), within(1e-15));
      for (int y = 0; y < 2; y++) {
        assertThat(moments.comoment(x, y)).isCloseTo(expected.comoment(x, y), within(1e-14));
      }
    }
  }
}
