package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.io.importer.ImportOptions;
import dev.strandline.io.importer.ImportReport;
import dev.strandline.io.importer.ImportedLog;
import dev.strandline.io.importer.Importer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published datasets are what their publishers say, once imported. */
class PublishedDataTest {

  @TempDir private Path folder;

  @Test
  void neorl2sDmsdHasItsPublishedRowsAndReturn() throws IOException, URISyntaxException {
    Path source =
        Path.of(PublishedDataTest.class.getResource("/data/neorl2/DMSD-train.npz").toURI());
    Path file = folder.resolve("dmsd.parquet");

    ImportedLog imported = Importer.read(source, ImportOptions.defaults(), (read, of) -> {});
    TransitionFile.write(imported.data(), file);
    Transitions log = TransitionFile.read(file);

    assertThat(log.size()).isEqualTo(100_000);
    assertThat(log.episodes()).isEqualTo(1_000);
    assertThat(log.observationSize()).isEqualTo(6);
    assertThat(log.actionSpace().size()).isEqualTo(2);
    assertThat(Arrays.stream(log.returns()).average().orElseThrow())
        .isCloseTo(494.4527, within(5e-5));
    assertThat(TrainingRows.of(log).rule()).isEqualTo(TrainingRows.NextRule.STORED);
    assertThat(TrainingRows.of(log).leftOut()).isZero();
    ImportReport report = imported.report();
    assertThat(report.ends()).isEqualTo(new ImportReport.Ends(0, 1_000, 0));
    assertThat(report.nextRule()).isEqualTo(TrainingRows.NextRule.STORED);
    assertThat(report.bounds().rowsOutside()).isZero();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.sha256())
        .isEqualTo("b6f892ceac612d5e4e4c10308959aa058861fe7d0fc06a0c8df8ac7e8bc78f3b");
    assertThat(log.metadata().get(Transitions.SOURCE)).contains("DMSD-train.npz", report.sha256());
  }
}
