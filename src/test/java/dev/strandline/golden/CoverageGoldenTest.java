package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageGoldenTest {

  @Test
  void everyFileIsTakenByOneClassOrStillToCome() throws IOException {
    List<GoldenFile> files = GoldenFiles.open().all();

    assertThat(files).as("golden files").isNotEmpty();
    assertThat(files)
        .allSatisfy(
            file ->
                assertThat(takers(file) + (StillToCome.includes(file.content()) ? 1 : 0))
                    .as(
                        "classes that take %s (fields %s), or lists that it stands on",
                        file, file.content().keySet())
                    .isEqualTo(1));
  }

  private static long takers(GoldenFile file) {
    return Arrays.stream(Claim.values()).filter(claim -> claim.takes(file.content())).count();
  }

  @Test
  void everyTakerIsAGoldenTest() {
    assertThat(Claim.values())
        .extracting(claim -> claim.owner().getSimpleName())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.endsWith("GoldenTest"));
  }
}
