package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.SlateLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A bad log is one message with a reason; a log that is read holds finite numbers. */
class LogFuzzTest {

  private static final String[] FIELDS = {
    "0",
    "1",
    "2",
    "0.5",
    "0.25",
    "1",
    "0",
    "",
    "NaN",
    "-1",
    "1e999",
    "1e-320",
    "true",
    "x",
    "0.1f",
    "9223372036854775808",
    "-0",
    "\"a,b\"",
    "2019-11-24",
    "\u0000",
    "1e3"
  };

  private static final List<String> BANDIT =
      List.of(
          "action",
          "reward",
          "propensity",
          "position",
          "context_0",
          "context_1",
          "behavior_distribution_0",
          "behavior_distribution_1",
          "available_actions_0",
          "available_actions_1",
          "stratum",
          "cluster_id",
          "timestamp",
          "item_id",
          "click",
          "segment");

  private static final List<String> SLATE =
      List.of(
          "slate",
          "position",
          "action",
          "reward",
          "propensity",
          "propensity_cascade",
          "context",
          "cluster_id");

  private static Path file;

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("fuzz", ".csv");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Provide
  Arbitrary<List<Integer>> numbers() {
    return Arbitraries.integers().between(0, 1 << 20).list().ofMinSize(4).ofMaxSize(60);
  }

  @Property(tries = 300)
  void aLogOfDecisionsIsWholeOrRefused(@ForAll("numbers") List<Integer> numbers)
      throws IOException {
    Files.writeString(file, text(BANDIT, numbers));
    BanditLog log;
    try {
      log = BanditFile.read(file);
    } catch (IOException | IllegalArgumentException e) {
      assertReason(e);
      return;
    }
    assertFinite(log.rewards());
    assertFinite(log.context());
    log.propensities()
        .ifPresent(p -> assertThat(Arrays.stream(p).allMatch(v -> v > 0 && v < 1e300)).isTrue());
    if (log.discrete()) {
      assertThat(Arrays.stream(log.actions()).allMatch(a -> a >= 0 && a < log.actionCount()))
          .isTrue();
    } else {
      assertFinite(log.actionVectors());
    }
    assertThat(log.unitKeys()).hasSize(log.size());
  }

  @Property(tries = 150)
  void aLogOfSlatesIsWholeOrRefused(@ForAll("numbers") List<Integer> numbers) throws IOException {
    Files.writeString(file, text(SLATE, numbers));
    SlateLog log;
    try {
      log = SlateFile.read(file);
    } catch (IOException | IllegalArgumentException e) {
      assertReason(e);
      return;
    }
    assertFinite(log.rewards());
    assertThat(log.size()).isEqualTo(log.slates() * log.length());
  }

  private static void assertReason(Exception e) {
    assertThat(e.getMessage()).contains(file.toString()).hasSizeGreaterThan(60).contains(". ");
  }

  private static void assertFinite(double[] values) {
    assertThat(Arrays.stream(values).allMatch(Double::isFinite)).isTrue();
  }

  /** Columns by the first number's bits, then fields, of which most are harmless. */
  private static String text(List<String> all, List<Integer> numbers) {
    int bits = numbers.get(0) | (numbers.get(1) & 3); // action and reward are seldom missing
    List<String> columns =
        all.stream().filter(name -> ((bits >> all.indexOf(name)) & 1) == 1).toList();
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    int columnCount = Math.max(1, columns.size());
    for (int i = 2; i < numbers.size(); i++) {
      int number = numbers.get(i);
      boolean wild = number % 41 == 0;
      text.append(FIELDS[wild ? number / 41 % FIELDS.length : number % 3])
          .append((i - 1) % columnCount == 0 ? "\n" : ",");
    }
    while (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }
}
