package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.datasets.TrajectoryWeights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void everyDefaultSurvivesBeingWrittenAndReadBack() {
    for (Named<Learner.Config> algorithm : Algorithms.all()) {
      Record defaults = (Record) algorithm.defaults();
      assertThat(Settings.with(defaults, Settings.describe(defaults))).isEqualTo(defaults);
    }
    for (Named<Sampling> sampling : Sampling.all()) {
      Record defaults = (Record) sampling.defaults();
      assertThat(Settings.with(defaults, Settings.describe(defaults))).isEqualTo(defaults);
    }
  }

  @Test
  void numbersWidthsEnumsAndSwitchesAreRead() {
    Td3Bc.Config config =
        Settings.with(
            Td3Bc.Config.defaults(), Map.of("alpha", "40", "hidden", "64-32", "actorDelay", "1"));
    assertThat(config.alpha()).isEqualTo(40);
    assertThat(config.hidden()).containsExactly(64, 32);
    assertThat(config.actorDelay()).isEqualTo(1);
    assertThat(Settings.with(config, Map.of("hidden", "none")).hidden()).isEqualTo(List.of());
    assertThat(Settings.with(PercentBc.Config.defaults(), Map.of("unit", "steps")).unit())
        .isEqualTo(TrajectoryWeights.Unit.STEPS);
    assertThat(
            Settings.with(Preparation.defaults(), Map.of("normalizeObservations", "false"))
                .normalizeObservations())
        .isFalse();
  }

  @Test
  void wrongTextsAreRefusedWithTheKeyAndTheValue() {
    Td3Bc.Config defaults = Td3Bc.Config.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.with(defaults, Map.of("alpha", "much")))
        .withMessageContaining("alpha")
        .withMessageContaining("much");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.with(defaults, Map.of("hidden", "64x64")))
        .withMessageContaining("256-256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.with(defaults, Map.of("alhpa", "1")))
        .withMessageContaining("alhpa")
        .withMessageContaining("alpha, gamma");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.with(PercentBc.Config.defaults(), Map.of("unit", "rows")))
        .withMessageContaining("trajectories, steps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.with(defaults, Map.of("gamma", "2")))
        .withMessageContaining("Td3Bc.Config.gamma");
  }
}
