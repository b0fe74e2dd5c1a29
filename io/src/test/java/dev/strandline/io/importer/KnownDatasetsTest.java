package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.D4rlDataset;
import dev.strandline.datasets.D4rlDatasets;
import dev.strandline.datasets.Transitions;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownDatasetsTest {

  private static final D4rlDataset HOPPER = D4rlDatasets.find("hopper-medium-v2").orElseThrow();

  private static RawLog log(int observationSize, int actionSize, int rows) {
    RawLog log = new RawLog(Path.of("x"), Format.D4RL);
    log.observationSize = observationSize;
    log.actionSize = actionSize;
    log.rewards = new double[rows];
    return log;
  }

  private static Optional<D4rlDataset> recognize(
      String file, long bytes, String sha256, ImportOptions options, RawLog log) {
    return KnownDatasets.recognize(Path.of(file), bytes, sha256, options, log);
  }

  @Test
  void anOfficialFileIsRecognizedWhateverItsName() {
    RawLog log = log(11, 3, 1_000_000);

    Optional<D4rlDataset> dataset =
        recognize(
            "download.hdf5",
            HOPPER.bytes().getAsLong(),
            HOPPER.sha256().get(),
            ImportOptions.defaults(),
            log);

    assertThat(dataset).contains(HOPPER);
    assertThat(log.official.orElseThrow())
        .contains("This is the official file of hopper-medium-v2");
    assertThat(log.metadata).containsEntry(Transitions.ENVIRONMENT, "hopper-medium-v2");
  }

  @Test
  void ofTwoDatasetsWithOneFileTheNamedOneIsMeant() {
    D4rlDataset pen = D4rlDatasets.find("pen-human-v0").orElseThrow();
    RawLog log = log(45, 24, 5000);

    Optional<D4rlDataset> dataset =
        recognize(
            "x.hdf5",
            pen.bytes().getAsLong(),
            pen.sha256().get(),
            ImportOptions.defaults().withEnvironment("pen-human-v0"),
            log);

    assertThat(dataset).contains(pen);
    assertThat(log.official.orElseThrow()).contains("pen-human-longhorizon-v0 and of pen-human-v0");
  }

  @Test
  void anOfficialFileUnderAnotherNameIsNoted() {
    RawLog log = log(11, 3, 1_000_000);

    Optional<D4rlDataset> dataset =
        recognize(
            "x.hdf5",
            HOPPER.bytes().getAsLong(),
            HOPPER.sha256().get(),
            ImportOptions.defaults().withEnvironment("hopper-expert-v2"),
            log);

    assertThat(dataset).contains(D4rlDatasets.find("hopper-expert-v2").orElseThrow());
    assertThat(log.notes).anyMatch(note -> note.contains("is that of hopper-medium-v2, not of"));
  }

  @Test
  void aFileThatOnlyBearsADatasetsNameIsToldApart() {
    RawLog log = log(11, 3, 38_683);

    Optional<D4rlDataset> dataset =
        recognize("hopper-medium-v2.hdf5", 7, "ab", ImportOptions.defaults(), log);

    assertThat(dataset).contains(HOPPER);
    assertThat(log.official.orElseThrow())
        .contains(
            "This is not the official file of hopper-medium-v2: 7 bytes instead of 152,756,557")
        .contains("38,683 rows instead of 1,000,000");
    assertThat(log.notes).anyMatch(note -> note.contains("taken from the file's name"));
  }

  @Test
  void nothingIsTakenFromANameThatDoesNotFitTheSizes() {
    RawLog log = log(4, 2, 24);

    assertThat(recognize("hopper_medium-v2.hdf5", 7, "ab", ImportOptions.defaults(), log))
        .isEmpty();
    assertThat(log.metadata).isEmpty();
    assertThat(log.notes).anyMatch(note -> note.contains("nothing was taken from its name"));
  }

  @Test
  void whereNoHashIsKnownNobodyCanTell() {
    RawLog log = log(4, 2, 1_000_000);

    recognize("maze2d-umaze-sparse-v1.hdf5", 7, "", ImportOptions.defaults(), log);

    assertThat(log.official.orElseThrow())
        .isEqualTo(
            "Whether this is the official file of maze2d-umaze-v1 cannot be told, since no hash of it is known.");
    assertThat(log.metadata)
        .containsEntry(Transitions.REFERENCE_MIN, "23.85")
        .containsEntry(Transitions.REFERENCE_MAX, "161.86");
  }

  @Test
  void aNameThatIsNoDatasetsSaysNothing() {
    RawLog log = log(4, 2, 24);

    assertThat(recognize("mine.hdf5", 7, "", ImportOptions.defaults(), log)).isEmpty();
    assertThat(log.official).isEmpty();
    assertThat(KnownDatasets.environment("Pendulum-v1")).isEmpty();
    assertThat(KnownDatasets.environment("maze2d-umaze-v1").orElseThrow().maxEpisodeSteps())
        .isEqualTo(300);
  }
}
