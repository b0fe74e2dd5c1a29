package dev.strandline.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class D4rlDatasetsTest {

  private static final String HOPPER_MEDIUM_V2 =
      "5bdf1bc4a713c82941de44633df669b36c89850b652a25985166796d25cf71a0";

  @Test
  void aDatasetIsFoundByItsNameWithItsConstants() {
    D4rlDataset dataset = D4rlDatasets.find("hopper-medium-v2").orElseThrow();

    assertThat(dataset.observationSize()).isEqualTo(11);
    assertThat(dataset.actionSize()).isEqualTo(3);
    assertThat(dataset.maxEpisodeSteps()).isEqualTo(1000);
    assertThat(dataset.transitions()).hasValue(1_000_000);
    assertThat(dataset.referenceMin()).isEqualTo(-20.272305);
    assertThat(dataset.referenceMax()).isEqualTo(3234.3);
    assertThat(dataset.randomReturn()).hasValue(18);
    assertThat(dataset.bytes()).hasValue(152_756_557);
    assertThat(dataset.sha256()).contains(HOPPER_MEDIUM_V2);
  }

  @Test
  void aDatasetIsFoundByItsFilesSizeAndHashTogether() {
    assertThat(D4rlDatasets.withHash(152_756_557, HOPPER_MEDIUM_V2))
        .extracting(D4rlDataset::name)
        .containsExactly("hopper-medium-v2");
    assertThat(D4rlDatasets.withHash(152_756_558, HOPPER_MEDIUM_V2)).isEmpty();
    assertThat(D4rlDatasets.withHash(152_756_557, "00")).isEmpty();
    assertThat(
            D4rlDatasets.withHash(
                2_037_685, D4rlDatasets.find("pen-human-v0").orElseThrow().sha256().get()))
        .extracting(D4rlDataset::name)
        .containsExactly("pen-human-longhorizon-v0", "pen-human-v0");
  }

  @Test
  void aDatasetIsFoundByThePublishedFilesNameAndByItsOwn() {
    assertThat(D4rlDatasets.withFileName("hopper_medium-v2.hdf5"))
        .containsExactly(D4rlDatasets.find("hopper-medium-v2").orElseThrow());
    assertThat(D4rlDatasets.withFileName("hopper-medium-v2.hdf5"))
        .containsExactly(D4rlDatasets.find("hopper-medium-v2").orElseThrow());
    assertThat(D4rlDatasets.withFileName("maze2d-umaze-sparse-v1.hdf5"))
        .containsExactly(D4rlDatasets.find("maze2d-umaze-v1").orElseThrow());
    assertThat(D4rlDatasets.withFileName("my-hopper-medium-v2.hdf5")).isEmpty();
  }

  @Test
  void anUnknownNameIsNoDataset() {
    assertThat(D4rlDatasets.find("hoper-medium-v2")).isEmpty();
  }

  @Test
  void everyRowOfTheTableIsPlausible() {
    assertThat(D4rlDatasets.all()).hasSize(144);
    assertThat(D4rlDatasets.all().stream().filter(dataset -> dataset.sha256().isPresent()))
        .hasSize(71)
        .allSatisfy(dataset -> assertThat(dataset.bytes()).isPresent());
    assertThat(D4rlDatasets.all())
        .allSatisfy(
            dataset -> {
              assertThat(dataset.name()).startsWith(dataset.family());
              assertThat(dataset.referenceMin()).isLessThan(dataset.referenceMax());
              assertThat(dataset.maxEpisodeSteps()).isBetween(100, 1000);
              assertThat(dataset.file()).endsWith(".hdf5");
              dataset.sha256().ifPresent(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
            });
  }
}
