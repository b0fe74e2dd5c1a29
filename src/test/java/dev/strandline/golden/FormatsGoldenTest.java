package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.io.importer.EpisodeCounting;
import dev.strandline.io.importer.Hdf5Contents;
import dev.strandline.io.importer.ImportOptions;
import dev.strandline.io.importer.Importer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Files in the layouts of D4RL and Minari, against what D4RL's own converters make of them. */
class FormatsGoldenTest {

  private static final String SEQUENCES = "sequence_dataset";

  /** Sums of many doubles differ in their last digits with the order of their terms. */
  private static final double TOLERANCE = 1e-9;

  /** Does something with one file that a golden file speaks of. */
  private interface Check {
    void of(Path file, JsonObject expected, Comparison comparison) throws IOException;
  }

  private static void eachD4rlFile(Check check) throws IOException {
    assertThat(each(true, check)).as("D4RL files that were checked").isPositive();
  }

  private static void eachMinariDataset(Check check) throws IOException {
    Assumptions.assumeTrue(each(false, check) > 0, "No golden file speaks of a Minari dataset.");
  }

  /** Returns how many files or datasets there were. */
  private static int each(boolean d4rl, Check check) throws IOException {
    int checked = 0;
    for (GoldenFile file : GoldenFiles.open().of(Claim.FORMATS)) {
      if (Claim.isMinariMetadata(file.content())) {
        continue;
      }
      for (Map.Entry<String, JsonElement> entry : file.content().entrySet()) {
        if (entry.getKey().endsWith(".hdf5") == d4rl) {
          Path path = file.path().resolveSibling(entry.getKey());
          try (Comparison comparison = new Comparison(file, TOLERANCE, TOLERANCE)) {
            check.of(path, entry.getValue().getAsJsonObject(), comparison);
          }
          checked++;
        }
      }
    }
    return checked;
  }

  @Test
  void everyDatasetHasItsShapeTypeAndSum() throws IOException {
    eachD4rlFile(
        (path, expected, comparison) -> {
          try (Hdf5Contents contents = Hdf5Contents.open(path)) {
            JsonObject keys = expected.getAsJsonObject("keys");
            assertThat(contents.paths()).as("%s", path).hasSameElementsAs(keys.keySet());
            for (String key : keys.keySet()) {
              JsonObject known = keys.getAsJsonObject(key);
              String where = path + ", " + key;
              assertThat(contents.shape(key)).as(where).isEqualTo(shape(known));
              assertThat(contents.type(key)).as(where).isEqualTo(known.get("dtype").getAsString());
            }
            JsonObject sums = expected.getAsJsonObject("sums");
            for (String key : sums.keySet()) {
              double sum = Arrays.stream(contents.numbers(key)).sum();
              comparison.close(sum, sums.get(key).getAsDouble(), path + ", sum of " + key);
            }
            JsonObject scalars = expected.getAsJsonObject("scalars");
            for (String key : scalars.keySet()) {
              assertThat(contents.scalar(key))
                  .as("%s, %s", path, key)
                  .isEqualTo(scalars.get(key).getAsString());
            }
          }
        });
  }

  private static String shape(JsonObject known) {
    List<String> dimensions = new ArrayList<>();
    known.getAsJsonArray("shape").forEach(dimension -> dimensions.add(dimension.getAsString()));
    String inner = String.join(", ", dimensions);
    return "(" + inner + (dimensions.size() == 1 ? ",)" : ")");
  }

  @Test
  void theImportedLogHoldsTheFilesNumbers() throws IOException {
    eachD4rlFile(
        (path, expected, comparison) -> {
          Transitions log = read(path, ImportOptions.defaults());
          try (Hdf5Contents contents = Hdf5Contents.open(path)) {
            assertThat(log.rewards()).as("%s", path).isEqualTo(contents.numbers("rewards"));
            sameFloats(log.observations(), contents.numbers("observations"), path);
            sameFloats(log.actions(), contents.numbers("actions"), path);
            if (contents.paths().contains("next_observations")) {
              sameFloats(
                  log.nextObservations().orElseThrow(),
                  contents.numbers("next_observations"),
                  path);
            }
            sameFlags(log.terminal(), contents.numbers("terminals"), path);
            if (contents.paths().contains("timeouts")) {
              sameFlags(log.truncated(), contents.numbers("timeouts"), path);
            }
          }
          JsonArray first = expected.getAsJsonArray("first_observation");
          for (int j = 0; j < first.size(); j++) {
            comparison.close(
                log.observations()[j], (float) first.get(j).getAsDouble(), path + ", first");
          }
          JsonArray last = expected.getAsJsonArray("last_action");
          int before = log.actions().length - last.size();
          for (int j = 0; j < last.size(); j++) {
            comparison.close(
                log.actions()[before + j], (float) last.get(j).getAsDouble(), path + ", last");
          }
        });
  }

  private static void sameFloats(float[] actual, double[] expected, Path path) {
    float[] floats = new float[expected.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) expected[i];
    }
    assertThat(actual).as("%s", path).isEqualTo(floats);
  }

  private static void sameFlags(boolean[] actual, double[] expected, Path path) {
    assertThat(actual).as("%s", path).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("%s, row %d", path, i).isEqualTo(expected[i] == 1);
    }
  }

  @Test
  void rowsForLearnersAreThoseOfQlearningDataset() throws IOException {
    eachD4rlFile(
        (path, expected, comparison) -> {
          Transitions log = read(path, options(path, expected, EpisodeCounting.D4RL_QLEARNING));
          TrainingRows rows = TrainingRows.byRuleQ(log);
          int[] kept = new int[rows.size()];
          Arrays.setAll(kept, rows::row);
          int[] allButTheLast = new int[log.size() - 1];
          Arrays.setAll(allButTheLast, i -> i);
          compare(log, kept, expected, "qlearning_dataset terminate_on_end=False", comparison);
          compare(
              log, allButTheLast, expected, "qlearning_dataset terminate_on_end=True", comparison);
        });
  }

  /** Rewards are float32 there; the next observation is that of the row after. */
  private static void compare(
      Transitions log, int[] rows, JsonObject entry, String name, Comparison comparison) {
    JsonObject expected = entry.getAsJsonObject(name);
    int size = log.observationSize();
    double reward = 0;
    double next = 0;
    int terminals = 0;
    for (int row : rows) {
      reward += (float) log.rewards()[row];
      terminals += log.terminal()[row] ? 1 : 0;
      for (int j = 0; j < size; j++) {
        next += log.observations()[(row + 1) * size + j];
      }
    }
    comparison.close(rows.length, expected.get("n").getAsDouble(), name + ", n");
    comparison.close(terminals, expected.get("terminals").getAsDouble(), name + ", terminals");
    comparison.close(reward, expected.get("reward_sum").getAsDouble(), name + ", rewards");
    comparison.close(
        next, expected.get("next_observation_sum").getAsDouble(), name + ", next observations");
  }

  @Test
  void finishedEpisodesAreThoseOfSequenceDataset() throws IOException {
    eachD4rlFile(
        (path, expected, comparison) -> {
          Transitions log = read(path, options(path, expected, EpisodeCounting.D4RL_SEQUENCE));
          JsonObject sequences = expected.getAsJsonObject(SEQUENCES);
          List<Integer> lengths = finishedLengths(log);
          JsonArray known = sequences.getAsJsonArray("lengths_first_10");
          comparison.close(
              lengths.size(), sequences.get("episodes").getAsDouble(), path + ", episodes");
          for (int i = 0; i < known.size(); i++) {
            comparison.close(
                lengths.get(i), known.get(i).getAsDouble(), path + ", length of episode " + i);
          }
          JsonArray returns = sequences.getAsJsonArray("returns_first_5");
          comparison.close(
              Arrays.copyOf(log.returns(), returns.size()), returns, path + ", returns");
        });
  }

  private static List<Integer> finishedLengths(Transitions log) {
    List<Integer> lengths = new ArrayList<>();
    for (int episode = 0; episode < log.episodes(); episode++) {
      if (log.finished(episode)) {
        lengths.add(log.episodeLength(episode));
      }
    }
    return lengths;
  }

  @Test
  void aMinariDatasetHasItsEpisodesStepsAndRewards() throws IOException {
    eachMinariDataset(
        (path, expected, comparison) -> {
          Transitions log = read(path, ImportOptions.defaults());
          comparison.close(
              log.episodes(), expected.get("total_episodes").getAsDouble(), path + ", episodes");
          comparison.close(log.size(), expected.get("total_steps").getAsDouble(), path + ", steps");
          comparison.close(
              log.episodeLength(0), expected.get("first_length").getAsDouble(), path + ", length");
          comparison.close(
              Arrays.stream(log.rewards()).sum(),
              expected.get("reward_sum").getAsDouble(),
              path + ", rewards");
        });
  }

  @Test
  void everyMinariDatasetIsAsLongAsItsOwnMetadataSays() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.FORMATS)) {
      if (Claim.isMinariMetadata(file.content())) {
        Transitions log = read(file.path().getParent(), ImportOptions.defaults());

        assertThat(log.episodes())
            .as("%s", file)
            .isEqualTo(file.content().get("total_episodes").getAsInt());
        assertThat(log.size())
            .as("%s", file)
            .isEqualTo(file.content().get("total_steps").getAsInt());
      }
    }
  }

  private static Transitions read(Path path, ImportOptions options) throws IOException {
    return Importer.read(path, options, (rows, of) -> {}).data();
  }

  private static ImportOptions options(Path path, JsonObject expected, EpisodeCounting counting)
      throws IOException {
    if (expected.getAsJsonObject("keys").has("timeouts")) {
      return ImportOptions.defaults();
    }
    return ImportOptions.defaults()
        .withMaxEpisodeSteps(stepLimit(path, expected))
        .withCounting(counting);
  }

  /**
   * Where a file has no timeouts, the step limit is to be given, which golden files do not state.
   * It is the one at which D4RL's two loops, replayed here over the file's terminals, find the
   * stated numbers of rows and episodes and the stated lengths.
   */
  private static int stepLimit(Path path, JsonObject expected) throws IOException {
    double[] terminals;
    try (Hdf5Contents contents = Hdf5Contents.open(path)) {
      terminals = contents.numbers("terminals");
    }
    JsonObject sequences = expected.getAsJsonObject(SEQUENCES);
    List<Integer> first =
        sequences.getAsJsonArray("lengths_first_10").asList().stream()
            .map(JsonElement::getAsInt)
            .toList();
    int episodes = sequences.get("episodes").getAsInt();
    int rows =
        expected.getAsJsonObject("qlearning_dataset terminate_on_end=False").get("n").getAsInt();
    return IntStream.rangeClosed(1, terminals.length)
        .filter(limit -> qlearningRows(terminals, limit) == rows)
        .filter(
            limit -> {
              List<Integer> lengths = sequenceLengths(terminals, limit);
              return lengths.size() == episodes && lengths.subList(0, first.size()).equals(first);
            })
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(path + ": no step limit gives the stated rows and episodes"));
  }

  /** Rows that {@code qlearning_dataset} keeps of a file without timeouts. */
  private static int qlearningRows(double[] terminals, int limit) {
    int rows = 0;
    int step = 0;
    for (int row = 0; row < terminals.length - 1; row++) {
      if (step == limit - 1) {
        step = 0;
        continue;
      }
      if (terminals[row] == 1) {
        step = 0;
      }
      rows++;
      step++;
    }
    return rows;
  }

  /** Lengths of the episodes that {@code sequence_dataset} yields of a file without timeouts. */
  private static List<Integer> sequenceLengths(double[] terminals, int limit) {
    List<Integer> lengths = new ArrayList<>();
    int step = 0;
    int length = 0;
    for (double terminal : terminals) {
      length++;
      if (terminal == 1 || step == limit - 1) {
        lengths.add(length);
        length = 0;
        step = 0;
      }
      step++;
    }
    return lengths;
  }
}
