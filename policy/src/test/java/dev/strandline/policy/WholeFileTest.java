package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  private static void write(Path target, String content) throws IOException {
    WholeFile.write(target, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFileIsWrittenWithTheFoldersAboveIt() throws IOException {
    Path target = folder.resolve("a/b/file.txt");

    write(target, "content");

    assertThat(target).hasContent("content");
  }

  @Test
  void aFileThatIsThereIsReplaced() throws IOException {
    Path target = folder.resolve("file.txt");
    write(target, "a long content");

    write(target, "short");

    assertThat(target).hasContent("short");
    assertThat(names()).containsExactly("file.txt");
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = folder.resolve("file.txt");
    write(target, "old");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                WholeFile.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("no space left");
                    }))
        .withMessage("no space left");

    assertThat(target).hasContent("old");
    assertThat(names()).containsExactly("file.txt");
  }

  @Test
  void aWriterThatBreaksOffLeavesNothing() throws IOException {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                WholeFile.replace(
                    folder.resolve("file.txt"),
                    temporary -> {
                      Files.writeString(temporary, "half");
                      throw new IllegalStateException("broken off");
                    }));

    assertThat(names()).isEmpty();
  }

  @Test
  void aWriterSeesATemporaryFileBesideTheTarget() throws IOException {
    WholeFile.replace(
        folder.resolve("file.txt"),
        temporary -> {
          assertThat(temporary.getParent()).isEqualTo(folder);
          assertThat(temporary.toString()).endsWith(WholeFile.TEMPORARY_SUFFIX);
          Files.writeString(temporary, "content");
        });

    assertThat(names()).containsExactly("file.txt");
  }

  @Test
  void aFileThatStandsInTheWayOfAFolderIsNamed() throws IOException {
    Path obstacle = folder.resolve("runs");
    write(obstacle, "a file");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> write(obstacle.resolve("file.txt"), "x"))
        .withMessageContaining(obstacle + " is a file");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> write(obstacle.resolve("deep/er/file.txt"), "x"))
        .withMessageContaining(obstacle + " is a file");
  }

  @Test
  void aFolderIsNotWrittenOver() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> write(folder, "x"))
        .withMessageContaining(folder + " is a folder");
  }
}
