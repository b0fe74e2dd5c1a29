package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The README's Java is run as it stands. */
class ReadmeTest {

  @Test
  void theJavaExampleRunsAndItsPolicyActs() throws IOException {
    try (Documents.Shell shell = new Documents.Shell()) {
      shell.run(Documents.blocks("README.md", "java").get(0));

      assertThat(
              shell.value(
                  "Float.isFinite(torque[0]) && Math.abs(torque[0]) <= 2 && data.size() == 10_000"))
          .isEqualTo("true");
    }
  }
}
