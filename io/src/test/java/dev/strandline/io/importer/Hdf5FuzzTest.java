package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever happens to a file's bytes, an import ends in a log with all rows or in one message, in
 * bounded time and memory. More variants: {@code -Dfuzz.variants=10000}.
 */
class Hdf5FuzzTest {

  private static final int VARIANTS = Integer.getInteger("fuzz.variants", 100);
  private static final long MOST_ALLOCATED = 256L << 20;
  private static final long MOST_NANOS = 10_000_000_000L;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "locomotion.hdf5, 24",
    "replay.hdf5, 24",
    "plain.hdf5, 24",
    "floatflags.hdf5, 24",
    "latest.hdf5, 24",
    "linked.hdf5, 24",
    "minari/data/main_data.hdf5, 29"
  })
  void aDamagedFileIsOneMessageOrAWholeLog(String name, int rows) throws IOException {
    Path original = Fixture.path(name);
    byte[] bytes = Files.readAllBytes(original);
    Path file = folder.resolve(original.getFileName());
    Path metadata = original.resolveSibling("metadata.json");
    if (Files.exists(metadata)) {
      Files.copy(metadata, folder.resolve("metadata.json"));
    }
    RandomStream random = new Streams(2026).open("fuzz " + name);
    int refused = 0;
    long longest = 0;
    long largest = 0;

    for (int i = 0; i < VARIANTS; i++) {
      String what = name + ", variant " + i;
      Files.write(file, damaged(bytes, i, random));
      long allocated = thread.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();

      refused += read(file, rows, what) ? 0 : 1;

      long nanos = System.nanoTime() - start;
      allocated = thread.getCurrentThreadAllocatedBytes() - allocated;
      assertThat(nanos).as(what).isLessThan(MOST_NANOS);
      assertThat(allocated).as(what).isLessThan(MOST_ALLOCATED);
      longest = Math.max(longest, nanos);
      largest = Math.max(largest, allocated);
    }

    System.out.printf(
        "%s: %d variants, %d refused, longest %d ms, most allocated %d MB%n",
        name, VARIANTS, refused, longest / 1_000_000, largest >> 20);
    assertThat(refused).as("variants that were found to be damaged").isBetween(1, VARIANTS);
  }

  /** Whether the file was read as a whole; false where it was refused in one message. */
  private static boolean read(Path file, int rows, String what) {
    try {
      ImportedLog log = Importer.read(file, ImportOptions.defaults(), (read, of) -> {});
      assertThat(log.data().size()).as(what).isEqualTo(rows);
      return true;
    } catch (IOException e) {
      assertThat(e).as(what).hasMessageContaining(file.getFileName().toString());
      assertThat(e.getMessage()).as(what).doesNotContain("Exception", "io.jhdf", "null");
      return false;
    } catch (Throwable e) {
      throw new AssertionError(what + ": " + e, e);
    }
  }

  private static byte[] damaged(byte[] bytes, int variant, RandomStream random) {
    byte[] damaged = bytes.clone();
    int length = bytes.length;
    switch (variant % 6) {
      case 0 -> damaged[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 16; i++) {
          damaged[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        int start = random.nextInt(length);
        int end = Math.min(length, start + 1 + random.nextInt(8));
        for (int i = start; i < end; i++) {
          damaged[i] = (byte) random.nextInt(256);
        }
      }
      case 3 -> {
        int size = 1 + random.nextInt(64);
        int one = random.nextInt(length - size);
        int two = random.nextInt(length - size);
        System.arraycopy(bytes, one, damaged, two, size);
        System.arraycopy(bytes, two, damaged, one, size);
      }
      case 4 -> {
        int start = random.nextInt(length);
        byte value = random.nextInt(2) == 0 ? 0 : (byte) 0xff;
        Arrays.fill(damaged, start, Math.min(length, start + 8), value);
      }
      default -> damaged = Arrays.copyOf(bytes, random.nextInt(length));
    }
    return damaged;
  }
}
