package dev.strandline.ope.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.sequential.PooledEstimator.Form;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PooledEstimatorTest {

  private static final double GAMMA = 0.5; // h = 2

  private static Episodes.Builder threeRows() {
    return Episodes.builder(new int[] {0, 2, 3}, new double[] {2, 0.5, 0.5}, new double[] {1, 2, 4})
        .values(new double[] {1, 2, 3}, new double[] {1.5, 1, 2});
  }

  private static Episodes log() {
    return threeRows()
        .stateActionWeight(new double[] {2, 3, 1}, WeightConvention.POOLED_DATA)
        .build();
  }

  private static double value(Form form, Episodes log) {
    return new PooledEstimator(form, GAMMA, OptionalInt.empty()).estimate(log).value();
  }

  @Test
  void threeRowsGiveTheValuesWorkedOutByHand() {
    // m r = 2, 6, 4; advantages 0.5, 0, 1 weighed 1, 0, 1.
    assertThat(value(Form.IS, log())).isCloseTo(2 * 12.0 / 3, within(1e-12));
    assertThat(value(Form.SNIS, log())).isCloseTo(2 * 12.0 / 6, within(1e-12));
    assertThat(value(Form.DR, log())).isCloseTo(1.75 + 2 * 2.0 / 3, within(1e-12));
  }

  @Test
  void stateWeightsAreMultipliedByTheRatio() {
    // m rho = 1 x 2, 6 x 0.5, 2 x 0.5, the weights above.
    Episodes log =
        threeRows().stateWeight(new double[] {1, 6, 2}, WeightConvention.POOLED_DATA).build();

    assertThat(value(Form.IS, log)).isCloseTo(value(Form.IS, log()), within(1e-12));
  }

  @Test
  void aHorizonBoundsTheSumOfDiscounts() {
    double value = new PooledEstimator(Form.IS, GAMMA, OptionalInt.of(3)).estimate(log()).value();
    double undiscounted =
        new PooledEstimator(Form.IS, 1, OptionalInt.of(3)).estimate(log()).value();

    assertThat(value).isCloseTo(1.75 * 4, within(1e-12));
    assertThat(undiscounted).isCloseTo(3 * 4, within(1e-12));
  }

  @Test
  void theErrorIsThatOfARatioOverEpisodes() {
    // mean = 4; residuals of the episodes' sums 8 - 4 x 2 and 4 - 4 x 1 are both 0.
    Estimate estimate = new PooledEstimator(Form.IS, GAMMA, OptionalInt.empty()).estimate(log());

    assertThat(estimate.standardError()).isCloseTo(0, within(1e-12));
    assertThat(estimate.terms()).isFalse();
  }

  @Test
  void aSplitLogGivesTheSameValue() {
    Logs made = new Logs(3, 40, 6);
    Episodes whole = pooled(made, 0, 40);
    PooledEstimator estimator = new PooledEstimator(Form.DR, 0.9, OptionalInt.empty());
    Accumulator<Episodes> first = estimator.accumulator();
    first.add(pooled(made, 13, 40));
    Accumulator<Episodes> second = estimator.accumulator();
    second.add(pooled(made, 0, 13));
    first.merge(second);

    assertThat(first.estimate().value())
        .isCloseTo(estimator.estimate(whole).value(), within(1e-12));
    assertThat(first.estimate().standardError())
        .isPositive()
        .isCloseTo(estimator.estimate(whole).standardError(), within(1e-12));
  }

  private static Episodes pooled(Logs made, int from, int to) {
    Episodes part = made.part(from, to);
    int[] starts = new int[part.size() + 1];
    long[] ids = new long[part.size()];
    double[] q = new double[part.rows()];
    double[] v = new double[part.rows()];
    for (int i = 0; i < part.size(); i++) {
      starts[i + 1] = part.start(i + 1);
      ids[i] = part.unit(i);
    }
    System.arraycopy(made.q, made.starts[from], q, 0, q.length);
    System.arraycopy(made.v, made.starts[from], v, 0, v.length);
    return Episodes.builder(starts, part.ratio(), part.reward())
        .ids(ids)
        .values(q, v)
        .stateActionWeight(part.stateActionWeight().values(), WeightConvention.POOLED_DATA)
        .build();
  }

  @Test
  void partsWhoseUnitsDoNotFitTogetherAreRefused() {
    Accumulator<Episodes> sums =
        new PooledEstimator(Form.SNIS, GAMMA, OptionalInt.empty()).accumulator();
    sums.add(log());
    Episodes clustered =
        threeRows()
            .stateActionWeight(new double[] {2, 3, 1}, WeightConvention.POOLED_DATA)
            .clusters(new long[] {7, 7})
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(clustered))
        .withMessageContaining("clusters for all parts or for none");
    sums.add(log());
    assertThatIllegalStateException()
        .isThrownBy(sums::estimate)
        .withMessageContaining("4 episodes have only 2 different keys");
  }

  @Test
  void otherConventionsAreRefused() {
    Episodes log =
        threeRows().stateActionWeight(new double[] {2, 3, 1}, WeightConvention.PER_STEP).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> value(Form.IS, log))
        .withMessageContaining("PER_STEP")
        .withMessageContaining("TrajectoryEstimator");
  }

  @Test
  void noDiscountNeedsAHorizon() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PooledEstimator(Form.IS, 1, OptionalInt.empty()))
        .withMessageContaining("horizon");
  }
}
