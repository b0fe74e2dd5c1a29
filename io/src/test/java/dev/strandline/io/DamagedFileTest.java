package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.Transitions;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a file's bytes, reading it ends in an IOException or in the same numbers. */
class DamagedFileTest {

  @TempDir Path folder;

  @Test
  void everyTruncatedFileIsAnError() throws IOException {
    Path file = folder.resolve("log.parquet");
    TransitionFile.write(Logs.full(40), file);
    byte[] bytes = Files.readAllBytes(file);

    for (int length = 0; length < bytes.length; length += 13) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThat(read(file)).isNull();
    }
  }

  @Test
  void aFlippedBitOfOurFileIsAnErrorOrLeavesTheNumbersAlone() throws IOException {
    Path file = folder.resolve("log.parquet");
    TransitionFile.write(Logs.full(40), file);
    byte[] bytes = Files.readAllBytes(file);
    Transitions whole = TransitionFile.read(file);

    for (int bit = 0; bit < 8 * bytes.length; bit += 43) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);

      Transitions read = read(file);
      if (read != null) {
        assertSameNumbers(read, whole, "bit " + bit);
      }
    }
  }

  private static void assertSameNumbers(Transitions read, Transitions whole, String what) {
    assertThat(read.observations()).as(what).isEqualTo(whole.observations());
    assertThat(read.actions()).as(what).isEqualTo(whole.actions());
    assertThat(read.rewards()).as(what).isEqualTo(whole.rewards());
    assertThat(read.terminal()).as(what).isEqualTo(whole.terminal());
    assertThat(read.truncated()).as(what).isEqualTo(whole.truncated());
    whole
        .extras()
        .forEach(
            (name, column) -> {
              if (read.extras().containsKey(name)) {
                Logs.assertSame(read.extras().get(name), column, what + " " + name);
              }
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZ4_RAW", "ZSTD"})
  void randomBytesWithinAFileWithoutChecksumsNeverCrash(CompressionCodecName codec)
      throws IOException {
    Path file = folder.resolve("log.parquet");
    for (boolean version2 : new boolean[] {false, true}) {
      ForeignWriter writer = ForeignWriter.standard().withoutChecksums().codec(codec).smallPages();
      (version2 ? writer.pagesOfVersion2() : writer).write(file, 60);
      byte[] bytes = Files.readAllBytes(file);
      RandomStream random = new Streams(9).open(codec.name());

      for (int i = 0; i < 150; i++) {
        byte[] damaged = bytes.clone();
        for (int k = 0; k <= i % 3; k++) {
          damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(file, damaged);

        Transitions read = read(file);
        assertThat(read == null || read.size() <= 60).isTrue();
      }
    }
  }

  /** The log, or null where reading ended in an IOException with a message. */
  private static Transitions read(Path file) {
    try {
      return TransitionFile.read(file);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("log.parquet");
      assertThat(e.getMessage()).doesNotContain("Exception", "org.apache", "(null");
      return null;
    }
  }
}
