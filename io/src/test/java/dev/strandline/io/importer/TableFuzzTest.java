package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a file's bytes, importing it ends soon, in a whole log or in one message, and
 * takes no memory that the file's size does not warrant. {@code -Dfuzz.variants=10000} tries more.
 */
class TableFuzzTest {

  private static final int VARIANTS = Integer.getInteger("fuzz.variants", 150);
  private static final long MOST_SECONDS = 5;
  private static final long MOST_BYTES = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> SHAPES =
      List.of(
          "(4,)",
          "(4, 2)",
          "(2, 4)",
          "()",
          "(-4,)",
          "(4, -2)",
          "(0,)",
          "(4, 0)",
          "(999999999999,)",
          "(2147483647, 4)",
          "(4294967297, 4294967297)",
          "((4,), 2)",
          "((((((((4",
          "(4,, 2)",
          "(1e9,)",
          "(99999999999999999999999,)",
          "None",
          "(lambda: 4)()");
  private static final List<String> TYPES =
      List.of(
          "<f4", ">f4", "<f8", ">i8", "<u8", "|b1", "|O", "<U9", "|V4", "<f2", "f4", "|S0", "<f99",
          "<f4\\n", "?", "<M8[ns]", "", "<c16");
  private static final List<String> FIELDS =
      List.of(
          "",
          "\"",
          "\"\"",
          "\"\"\"",
          ",",
          "\n",
          "\r",
          "NaN",
          "inf",
          "-",
          "1e999",
          "1e-999",
          "0x10",
          "1_000",
          "٣",
          "true",
          "2",
          "-1",
          "9".repeat(400),
          "9223372036854775808",
          "\"a\nb\"",
          "=1+1",
          "\u0000",
          "\ufeff",
          "3.4028236e38",
          "0.1f",
          " 1",
          "episode_id");

  /** What is damaged. */
  enum Fixture {
    NPZ("log.npz"),
    NPZ_STORED("log.npz"),
    NPZ_GRAMMAR("log.npz"),
    CSV("log.csv"),
    CSV_GZIPPED("log.csv.gz"),
    CSV_GRAMMAR("log.csv");

    private final String file;

    Fixture(String file) {
      this.file = file;
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aDamagedFileGivesALogOrOneMessage(Fixture fixture) throws IOException {
    Path file = folder.resolve(fixture.file);
    RandomStream random = new Streams(5).open(fixture.name());
    BiFunction<RandomStream, Integer, byte[]> maker = maker(fixture);
    Map<String, Integer> outcomes = new TreeMap<>();

    for (int i = 0; i < VARIANTS; i++) {
      Files.write(file, maker.apply(random, i));
      long start = THREADS.getCurrentThreadCpuTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();

      String outcome = outcome(fixture, file, i);

      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for variant %d: %s", i, outcome)
          .isLessThan(MOST_BYTES);
      assertThat((THREADS.getCurrentThreadCpuTime() - start) / 1e9)
          .as("seconds of work for variant %d: %s", i, outcome)
          .isLessThan(MOST_SECONDS);
      outcomes.merge(outcome.equals("a log") ? "logs" : "messages", 1, Integer::sum);
    }

    assertThat(outcomes.get("messages")).as(outcomes.toString()).isPositive();
  }

  private static String outcome(Fixture fixture, Path file, int variant) {
    try {
      ImportedLog log = Importer.read(file, ImportOptions.defaults(), (read, of) -> {});
      assertThat(log.data().size()).isEqualTo(log.report().rows());
      return "a log";
    } catch (IOException e) {
      assertThat(e.getMessage())
          .as("variant %d", variant)
          .startsWith(file.toString())
          .doesNotContain("Exception", "java.", "siegmar", "null")
          .doesNotContain("\n")
          .matches("(?s).*[.)]( \\.\\.\\.)?");
      return e.getMessage();
    } catch (RuntimeException | Error e) {
      return fail(fixture + ", variant " + variant + ": " + e, e);
    }
  }

  private static BiFunction<RandomStream, Integer, byte[]> maker(Fixture fixture) {
    return switch (fixture) {
      case NPZ -> damaging(npz(false));
      case NPZ_STORED -> damaging(npz(true));
      case NPZ_GRAMMAR -> (random, i) -> archive(random);
      case CSV -> damaging(csv().getBytes(StandardCharsets.UTF_8));
      case CSV_GZIPPED -> damaging(gzip(csv()));
      case CSV_GRAMMAR -> (random, i) -> table(random).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] npz(boolean stored) {
    double[] rising = new double[60];
    Arrays.setAll(rising, i -> i / 60.0);
    int[] ends = new int[60];
    ends[29] = 1;
    NpzFile npz = new NpzFile();
    if (stored) {
      npz.stored();
    }
    return npz.doubles("observations", "(60, 1)", rising)
        .floats("actions", "(60,)", rising)
        .doubles("rewards", "(60,)", rising)
        .bytes("terminals", "|b1", "(60,)", ends)
        .bytes("timeouts", "|b1", "(60,)", new int[60])
        .floats("goal", "(60,)", rising)
        .content();
  }

  private static String csv() {
    StringBuilder text =
        new StringBuilder(
            "episode_id,step,observations_0,observations_1,actions,rewards,terminals,timeouts,\"a \"\"place\"\"\"\n");
    for (int row = 0; row < 40; row++) {
      text.append(row / 10)
          .append(',')
          .append(row % 10)
          .append(",0.5,-1e-3,")
          .append(row % 3)
          .append(",1.25,")
          .append(row % 10 == 9 ? 1 : 0)
          .append(",false,\"Köln, \"\"Süd\"\"\"\n");
    }
    return text.toString();
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Truncations, flipped bits, overwritten bytes, exchanged blocks, insertions and deletions. */
  private static BiFunction<RandomStream, Integer, byte[]> damaging(byte[] whole) {
    return (random, i) -> {
      byte[] bytes = whole.clone();
      int n = bytes.length;
      switch (i % 7) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(n));
        case 1 -> flip(bytes, random);
        case 2 -> {
          for (int k = 0; k < 8; k++) {
            flip(bytes, random);
          }
        }
        case 3 -> {
          int length = 1 + random.nextInt(16);
          int at = random.nextInt(n - length);
          byte value =
              (byte) new int[] {0, 0xff, 0x7f, 0x80, random.nextInt(256)}[random.nextInt(5)];
          Arrays.fill(bytes, at, at + length, value);
        }
        case 4 -> {
          int length = 1 + random.nextInt(n / 8);
          int from = random.nextInt(n - length);
          int to = random.nextInt(n - length);
          byte[] block = Arrays.copyOfRange(bytes, from, from + length);
          System.arraycopy(whole, to, bytes, from, length);
          System.arraycopy(block, 0, bytes, to, length);
        }
        case 5 -> {
          int at = random.nextInt(n);
          int length = Math.min(n - at, 1 + random.nextInt(64));
          bytes = new byte[n - length];
          System.arraycopy(whole, 0, bytes, 0, at);
          System.arraycopy(whole, at + length, bytes, at, n - length - at);
        }
        default -> {
          // A zip's directory is at the end of the file.
          int at = n - 1 - random.nextInt(Math.min(n, 600));
          bytes[at] = (byte) random.nextInt(256);
        }
      }
      return bytes;
    };
  }

  private static void flip(byte[] bytes, RandomStream random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
  }

  private static <T> T any(List<T> all, RandomStream random) {
    return all.get(random.nextInt(all.size()));
  }

  /** A log of which one array's header is not what it should be. */
  private static byte[] archive(RandomStream random) {
    List<String> names = List.of("observations", "actions", "rewards", "terminals", "goal");
    String odd = any(names, random);
    NpzFile npz = new NpzFile();
    for (String name : names) {
      if (!name.equals(odd)) {
        npz.floats(name, "(4,)", 0, 0, 0, 1);
        continue;
      }
      String header =
          "{'descr': '"
              + any(TYPES, random)
              + "', 'fortran_order': "
              + any(List.of("False", "True", "0", "'True'"), random)
              + ", 'shape': "
              + any(SHAPES, random)
              + any(List.of(", }", "}", ", 'shape': (4,), }", "", ", 'x': [[[[]]]]}"), random);
      byte[] data = new byte[any(List.of(0, 4, 16, 32, 64, 1 << 20), random)]; // zeros: a bomb
      byte[] npy = NpzFile.npy(1 + random.nextInt(3), header, data);
      if (random.nextInt(4) == 0) {
        npy[8 + random.nextInt(4)] = (byte) random.nextInt(256); // the header's length lies
      }
      npz.entry(name + ".npy", npy);
    }
    return npz.content();
  }

  /** A log of which a few fields are not what they should be. */
  private static String table(RandomStream random) {
    String[] lines = csv().split("\n", -1);
    for (int k = 0; k <= random.nextInt(3); k++) {
      int line = random.nextInt(12);
      String[] fields = lines[line].split(",", -1);
      fields[random.nextInt(fields.length)] = any(FIELDS, random);
      lines[line] = String.join(any(List.of(",", ",", ",", ";", ",,", "\t"), random), fields);
    }
    String text = String.join(any(List.of("\n", "\n", "\r\n", "\r", "\n\n"), random), lines);
    return random.nextInt(8) == 0 ? text + "\"" + "1,".repeat(random.nextInt(100_000)) : text;
  }
}
