package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.ActionFrequencies;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.io.BanditFile;
import dev.strandline.ope.health.BanditHealth;
import dev.strandline.ope.health.Finding;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.HealthReport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small Open Bandit logs are what their publishers say, and what follows from it. */
class OpenBanditTest {

  private static final Map<String, BanditLog> LOGS = new HashMap<>();

  @TempDir private Path folder;

  @BeforeAll
  static void readAll() throws IOException, URISyntaxException {
    for (String logger : List.of("random", "bts")) {
      for (String campaign : List.of("men", "women")) {
        String name = "/data/obd/" + logger + "/" + campaign + "/" + campaign + ".csv.gz";
        Path file = Path.of(OpenBanditTest.class.getResource(name).toURI());
        LOGS.put(logger + campaign, BanditFile.read(file));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "random, men, 34, 46, 0.0294117647058823", // 1/34
    "random, women, 46, 46, 0.0217391304347826", // 1/46
    "bts, men, 34, 69, 0.000165",
    "bts, women, 46, 46, 0.000001"
  })
  void everyLogHasItsPublishedFacts(
      String logger, String campaign, int items, int clicks, double smallest) {
    BanditLog log = read(logger, campaign);

    assertThat(log.size()).isEqualTo(10_000);
    assertThat(log.actionCount()).isEqualTo(items);
    assertThat(Arrays.stream(log.rewards()).sum()).isEqualTo(clicks);
    assertThat(Arrays.stream(log.propensities().get()).min().orElseThrow())
        .isCloseTo(smallest, within(1e-15));
    assertThat(Arrays.stream(log.positions().get()).distinct().sorted().toArray())
        .containsExactly(0, 1, 2);
    assertThat(log.contextNames().stream().filter(name -> name.startsWith("user-item")))
        .hasSize(items);
    assertThat(log.contextNames()).anyMatch(name -> name.startsWith("user_feature_0="));
    assertThat(log.extras()).containsOnlyKeys("timestamp");
  }

  @ParameterizedTest
  @CsvSource({"men", "women"})
  void theUniformPolicyOnTheRandomLogIsWorthItsClickRate(String campaign) {
    BanditLog log = read("random", campaign);
    Target uniform = Target.uniform(log);

    double value = 0;
    double farthest = 0;
    for (int row = 0; row < log.size(); row++) {
      double weight = uniform.logged()[row] / log.propensities().get()[row];
      farthest = Math.max(farthest, Math.abs(weight - 1));
      value += weight * log.rewards()[row] / log.size();
    }

    assertThat(farthest).isLessThan(1e-12);
    assertThat(value).isCloseTo(0.0046, within(1e-12));
    assertThat(BanditHealth.of(log, List.of(uniform)).findings())
        .extracting(Finding::check)
        .containsExactly(Kind.SPARSE_REWARD);
  }

  @Test
  void theThompsonLoggerShowsItsPolicyInItsOwnLog() {
    BanditLog thompson = read("bts", "men");
    BanditLog random = read("random", "men");
    ActionFrequencies frequencies = ActionFrequencies.of(thompson);

    Target target = frequencies.on("bts", random);

    int shown = 0;
    int at = 0;
    for (int row = 0; row < thompson.size(); row++) {
      boolean first = thompson.positions().get()[row] == 0;
      at += first ? 1 : 0;
      shown += first && thompson.actions()[row] == 7 ? 1 : 0;
    }
    assertThat(frequencies.at(0, 7)).isEqualTo((double) shown / at);
    assertThat(target.distribution().get()).hasSize(10_000 * 34);
    assertThat(target.logged()[3])
        .isEqualTo(frequencies.at(random.positions().get()[3], random.actions()[3]));
    HealthReport health = BanditHealth.of(random, List.of(target));
    assertThat(health.weights().get("bts").mean()).isCloseTo(1, within(0.1));
    assertThat(health.of(Kind.MISMATCHED_PROPENSITIES)).isEmpty();
  }

  @Test
  void theUniformPolicyIsTooFarFromTheThompsonLogger() {
    BanditLog log = read("bts", "women");

    HealthReport health = BanditHealth.of(log, List.of(Target.uniform(log)));

    assertThat(health.of(Kind.EFFECTIVE_SAMPLE_SIZE)).hasSize(1);
    assertThat(health.text()).doesNotContain("NaN");
  }

  @Test
  void aLogThatWasWrittenAsParquetIsTheSame() throws IOException {
    BanditLog log = read("bts", "men");
    Path file = folder.resolve("men.parquet");

    BanditFile.write(log, file);
    BanditLog read = BanditFile.read(file);

    assertThat(read.actionCount()).isEqualTo(34);
    assertThat(read.actions()).isEqualTo(log.actions());
    assertThat(read.positions().get()).isEqualTo(log.positions().get());
    assertThat(read.propensities().get()).isEqualTo(log.propensities().get());
    assertThat(read.contextNames()).isEqualTo(log.contextNames());
    assertThat(read.context()).isEqualTo(log.context());
  }

  private static BanditLog read(String logger, String campaign) {
    return LOGS.get(logger + campaign);
  }
}
