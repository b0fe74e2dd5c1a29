package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void runningOutOfMemorySaysHowToGetMore() {
    Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));

    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.message())
        .contains("out of memory (Java heap space)")
        .contains("STRANDLINE_JAVA_OPTS=-Xmx");
  }

  @Test
  void troubleWithFilesNamesThePathAndTheCure() {
    assertThat(Failure.of(new NoSuchFileException("a.parquet")).message())
        .isEqualTo("a.parquet: there is no such file or folder. Check the path.");
    assertThat(Failure.of(new AccessDeniedException("b.parquet")).message())
        .startsWith("b.parquet: permission denied.")
        .contains("another path");
    assertThat(
            Failure.of(new FileSystemException("c.bin", null, "No space left on device")).message())
        .startsWith("c.bin: there is no space left on the disk.");
  }

  @Test
  void aFullDiskIsReportedWithTheFileThatWasBeingWritten() {
    Throwable thrown = null;
    try {
      Outputs.writing(
          Path.of("log.parquet"),
          () -> {
            throw new IOException("No space left on device");
          });
    } catch (IOException e) {
      thrown = e;
    }

    assertThat(Failure.of(thrown).message())
        .isEqualTo(
            "log.parquet: there is no space left on the disk. Free some, or write to another disk"
                + " with --out.");
  }

  @Test
  void wrappersAreTakenOff() {
    assertThat(
            Failure.of(new ExecutionException(new UncheckedIOException(new IOException("why"))))
                .message())
        .isEqualTo("why");
  }

  @Test
  void aDefectIsNamedWithItsPlaceAndNoStackTrace() {
    Failure failure = Failure.of(new NullPointerException("x is null"));

    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.message())
        .contains("NullPointerException: x is null")
        .contains("FailureTest.java:")
        .contains("defect")
        .doesNotContain("\n");
  }
}
