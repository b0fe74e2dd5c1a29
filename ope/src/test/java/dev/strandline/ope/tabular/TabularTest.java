package dev.strandline.ope.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TabularTest {

  private static final double[] FIRST_ACTION = {1, 0, 1, 0};

  /** State 0, action 0 earns 1 or 3 and leads to state 1, whose action 0 earns 4 and ends. */
  private static TabularLog chain() {
    return new TabularLog(
        2,
        2,
        new int[] {0, 0, 0, 1, 1},
        new int[] {0, 0, 1, 0, 1},
        new double[] {1, 3, 7, 4, 5},
        new int[] {1, 1, 0, 0, 0},
        new boolean[] {false, false, true, true, true},
        new int[] {0, 0});
  }

  private static TabularLog random(long seed, int rows) {
    RandomStream stream = new Streams(seed).open("rows");
    int[] state = new int[rows];
    int[] action = new int[rows];
    for (int row = 0; row < rows; row++) {
      state[row] = row < 6 ? row / 2 : stream.nextInt(3); // every pair comes
      action[row] = row < 6 ? row % 2 : stream.nextInt(2);
    }
    return new TabularLog(
        3,
        2,
        state,
        action,
        stream.doubles(rows, -1, 2).toArray(),
        stream.ints(rows, 0, 3).toArray(),
        new boolean[rows],
        stream.ints(20, 0, 3).toArray());
  }

  private static final double[] MIXED = {0.3, 0.7, 0.9, 0.1, 0.5, 0.5};

  @Test
  void twoIterationsSolveAProblemOfTwoSteps() {
    FittedQ one = FittedQ.evaluate(chain(), FIRST_ACTION, 0.5, 1);
    FittedQ two = FittedQ.evaluate(chain(), FIRST_ACTION, 0.5, 2);

    assertThat(one.q()).containsExactly(2, 7, 4, 5);
    assertThat(two.q()).containsExactly(4, 7, 4, 5);
    assertThat(two.value()).isEqualTo(4);
    assertThat(two.unseen()).isZero();
  }

  @Test
  void withoutDiscountedFutureFittedQIsTheMeanReward() {
    assertThat(FittedQ.evaluate(chain(), FIRST_ACTION, 0, 9).q()).containsExactly(2, 7, 4, 5);
  }

  @Test
  void valuesThatRestOnUnseenPairsAreCounted() {
    TabularLog log =
        new TabularLog(
            2,
            2,
            new int[] {0},
            new int[] {0},
            new double[] {1},
            new int[] {1},
            new boolean[] {false},
            new int[] {0});

    // The first state's action is seen; of the next state nothing is.
    assertThat(FittedQ.evaluate(log, FIRST_ACTION, 1, 5).unseen()).isEqualTo(0.5);
  }

  @Test
  void theClosedFormIsTheFixedPointOfFittedQ() {
    TabularLog log = random(1, 200);
    ClosedForm solution = ClosedForm.solve(log, MIXED, 0.8);

    FittedQ iterated = FittedQ.evaluate(log, MIXED, 0.8, 200);

    assertThat(solution.q()).containsExactly(iterated.q(), within(1e-12));
    assertThat(solution.bellmanResidual(solution.q()))
        .containsExactly(new double[6], within(1e-12));
    assertThat(solution.bellmanResidual(new double[6])[0]).isNotCloseTo(0, within(1e-3));
  }

  @Test
  void theClosedFormHeedsTerminalRows() {
    ClosedForm solution = ClosedForm.solve(chain(), FIRST_ACTION, 0.5);

    assertThat(solution.q()).containsExactly(new double[] {4, 7, 4, 5}, within(1e-12));
    assertThat(solution.valueFromWeight()).isCloseTo(4, within(1e-12));
  }

  @Test
  void valuesAndWeightsAgreeOnTheSample() {
    for (long seed = 0; seed < 5; seed++) {
      ClosedForm solution = ClosedForm.solve(random(seed, 60), MIXED, 0.9);

      assertThat(solution.valueFromWeight())
          .isCloseTo(solution.valueFromQ(), within(1e-9 * Math.abs(solution.valueFromQ())));
      assertThat(Arrays.stream(solution.rowWeights()).average().orElseThrow())
          .isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void aPairThatNeverComesHasNoClosedForm() {
    TabularLog log =
        new TabularLog(
            1,
            2,
            new int[] {0},
            new int[] {0},
            new double[] {1},
            new int[] {0},
            new boolean[] {false},
            new int[] {0});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClosedForm.solve(log, new double[] {0.5, 0.5}, 0.9))
        .withMessageContaining("never shows action 1 in state 0");
  }

  @Test
  void aPolicyThatIsNoDistributionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FittedQ.evaluate(chain(), new double[] {1, 0, 0.5, 0}, 1, 1))
        .withMessageContaining("state 1 sum to 0.5");
  }

  @Test
  void aStateBeyondTheCountIsRefusedWithItsRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TabularLog(
                    2,
                    1,
                    new int[] {0, 2},
                    new int[] {0, 0},
                    new double[] {1, 1},
                    new int[] {0, 0},
                    new boolean[2],
                    new int[] {0}))
        .withMessageContaining("column state, row 1: 2 is out of [0, 2)");
  }
}
