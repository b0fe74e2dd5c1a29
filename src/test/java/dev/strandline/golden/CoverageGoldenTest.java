package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageGoldenTest {

  @Test
  void everyFileIsTakenByOneClassOrStillToCome() throws IOException {
    List<GoldenFile> files = GoldenFiles.open().all();

    assertThat(files).as("golden files").isNotEmpty();
    assertThat(files)
        .allSatisfy(
            file -> {
              List<Object> takers = takers(file);
              assertThat(takers)
                  .as(
                      "%s (fields %s) must be taken by one class or be on the list of what is still to come. Taken by",
                      file, file.content().keySet())
                  .hasSize(1);
            });
  }

  private static List<Object> takers(GoldenFile file) {
    List<Object> takers = new ArrayList<>();
    for (Claim claim : Claim.values()) {
      if (claim.takes(file.content())) {
        takers.add(claim.owner());
      }
    }
    if (StillToCome.includes(file.content())) {
      takers.add("still to come");
    }
    return takers;
  }

  @Test
  void everyTakerIsAGoldenTest() {
    assertThat(Claim.values())
        .extracting(claim -> claim.owner().getSimpleName())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.endsWith("GoldenTest"));
  }
}
