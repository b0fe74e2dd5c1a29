package dev.strandline.ope.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import dev.strandline.ope.health.Finding.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlateHealthTest {

  @Test
  void weightsOfEachPropensityAreThoseOfSlates() {
    SlateLog log =
        builder()
            .propensities(new double[] {0.5, 0.5, 0.25, 0.25})
            .cascadePropensities(new double[] {0.5, 0.5, 0.5, 0.25})
            .build();
    SlateTarget target =
        new SlateTarget(
            "new",
            Optional.of(new double[] {0.5, 0.5, 0.5, 0.5}),
            Optional.empty(),
            Optional.of(new double[] {1, 0.5, 1, 0.5}));

    HealthReport report = SlateHealth.of(log, List.of(target));

    assertThat(report.weights()).containsOnlyKeys("new/joint", "new/cascade");
    assertThat(report.weights().get("new/joint").mean()).isEqualTo(1.5); // 1, 2
    assertThat(report.weights().get("new/joint").count()).isEqualTo(2);
    assertThat(report.weights().get("new/cascade").max()).isEqualTo(2);
  }

  @Test
  void theWeightsOfEveryPositionAreLookedAt() {
    double[] half = {0.5, 0.5, 0.5, 0.5};
    SlateLog log = builder().itemPositionPropensities(half).build();
    SlateTarget target =
        new SlateTarget(
            "new", Optional.empty(), Optional.of(new double[] {0, 0.5, 0, 0.5}), Optional.empty());

    HealthReport report = SlateHealth.of(log, List.of(target));

    assertThat(report.of(Kind.SUPPORT))
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("none of the logged actions at position 0");
    assertThat(report.weights().get("new/item_position").max()).isZero();
  }

  @Test
  void aCascadeThatGrowsIsRejected() {
    SlateLog log = builder().cascadePropensities(new double[] {0.5, 0.5, 0.25, 0.5}).build();

    Finding finding = SlateHealth.of(log, List.of()).findings().get(0);

    assertThat(finding.severity()).isEqualTo(Finding.Severity.REJECT);
    assertThat(finding.row()).hasValue(3);
    assertThat(finding.problem()).contains("0.5, more than the 0.25");
  }

  @Test
  void aCascadeThatDoesNotEndInTheWholeListIsRejected() {
    SlateLog log =
        builder()
            .propensities(new double[] {0.5, 0.5, 0.25, 0.25})
            .cascadePropensities(new double[] {0.5, 0.4, 0.5, 0.25})
            .build();

    assertThat(SlateHealth.of(log, List.of()).findings().get(0).row()).hasValue(1);
  }

  @Test
  void missingPropensitiesAndUnseenItemsAreSaid() {
    HealthReport report = SlateHealth.of(builder().build(), List.of());

    assertThat(report.of(Kind.MISSING_PROPENSITIES)).hasSize(1);
    assertThat(report.of(Kind.UNTRIED_ACTIONS).get(0).problem()).contains("1 of 3").contains("2.");
  }

  private static SlateLog.Builder builder() {
    return new SlateLog.Builder(2, 3)
        .actions(new int[] {0, 1, 1, 0})
        .rewards(new double[] {1, 0, 2, 0});
  }
}
