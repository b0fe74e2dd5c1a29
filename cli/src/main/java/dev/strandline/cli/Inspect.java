package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.DatasetSummary.Finding;
import dev.strandline.datasets.DatasetSummary.Spread;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.ContentHash;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: a dataset at a glance. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = "Show a dataset at a glance: shape, episodes, returns, ends and health.",
    footer = {"", "Example:", "  ./strandline inspect pendulum.parquet"})
final class Inspect implements Callable<Integer> {

  // Keys that TransitionFile sets in a log's metadata.
  private static final String CONTENT_HASH = "strandline.content_hash";
  private static final String ACTION_SPACE_SOURCE = "strandline.action_space_source";
  private static final String SKIPPED_COLUMNS = "strandline.skipped_columns";

  private static final int WIDTH = 80;
  private static final int BAR = 46;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private DataFile data;

  @Parameters(
      paramLabel = "FILE",
      description = "Parquet file of transitions, or a folder of part files.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Inspect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Transitions log = data.read(spec, file);
    String hash = ContentHash.of(log);
    DatasetSummary summary = DatasetSummary.of(log);
    List<Finding> findings = new ArrayList<>(summary.findings());
    String stored = log.metadata().get(CONTENT_HASH);
    if (stored != null && !stored.equals(hash)) {
      findings.add(
          new Finding(
              DatasetSummary.Severity.WARNING,
              "the file states the content hash "
                  + stored
                  + ", but its rows have another. It was changed after it was written; write it"
                  + " anew, or do not rely on what its metadata say."));
    }
    if (json) {
      console.json(document(log, summary, findings, hash));
    } else {
      show(log, summary, findings, hash);
    }
    return Main.OK;
  }

  private JsonObject document(
      Transitions log, DatasetSummary summary, List<Finding> findings, String hash)
      throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("file", file.toString());
    json.addProperty("bytes", size());
    json.addProperty("contentHash", hash);
    json.addProperty("rows", summary.rows());
    json.addProperty("episodes", summary.episodes());
    json.addProperty("observationSize", summary.observationSize());
    json.add("actionSpace", actionSpace(log.actionSpace()));
    json.addProperty("nextObservations", summary.nextRule().name().toLowerCase(Locale.ROOT));
    json.addProperty("rowsLeftOut", summary.rowsLeftOut());
    json.add("lengths", Json.of(summary.lengths()));
    json.add("returns", Json.of(summary.returns()));
    json.add("returnQuantiles", Json.of(summary.returnQuantiles()));
    json.add("returnHistogram", Json.of(summary.returnHistogram()));
    json.add("normalizedScores", Json.of(summary.normalizedScores().orElse(null)));
    json.addProperty("positiveSidedVariance", summary.positiveSidedVariance());
    json.add("ends", Json.of(summary.ends()));
    json.add("rewards", Json.of(summary.rewards()));
    json.add("observations", Json.of(summary.observations()));
    json.add("actions", Json.of(summary.actions()));
    JsonArray health = new JsonArray();
    for (Finding finding : findings) {
      JsonObject entry = new JsonObject();
      entry.addProperty("severity", finding.severity().name().toLowerCase(Locale.ROOT));
      entry.addProperty("message", finding.message());
      health.add(entry);
    }
    json.add("findings", health);
    json.add("otherColumns", Json.of(List.copyOf(log.extras().keySet())));
    JsonObject metadata = new JsonObject();
    log.metadata().forEach(metadata::addProperty);
    json.add("metadata", metadata);
    return json;
  }

  static JsonObject actionSpace(ActionSpace space) {
    JsonObject json = new JsonObject();
    if (space instanceof ActionSpace.Box box) {
      json.addProperty("kind", "box");
      json.add("low", Json.of(box.low()));
      json.add("high", Json.of(box.high()));
    } else if (space instanceof ActionSpace.Discrete discrete) {
      json.addProperty("kind", "discrete");
      json.addProperty("count", discrete.count());
    }
    return json;
  }

  private void show(Transitions log, DatasetSummary summary, List<Finding> findings, String hash)
      throws IOException {
    Map<String, String> metadata = log.metadata();
    console.line("%s", file);
    console.line("");
    fact("environment", metadata.getOrDefault(Transitions.ENVIRONMENT, "not stated"));
    fact(
        "size",
        Text.count(summary.rows(), "transition")
            + " in "
            + Text.count(summary.episodes(), "episode")
            + ", "
            + Text.bytes(size()));
    fact("observation", Text.count(summary.observationSize(), "number"));
    fact("action", describe(log.actionSpace()) + origin(metadata.get(ACTION_SPACE_SOURCE)));
    fact("next states", nextStates(summary));
    fact("ends", ends(summary.ends()));
    if (!log.extras().isEmpty()) {
      fact("also holds", String.join(", ", log.extras().keySet()));
    }
    if (metadata.containsKey(SKIPPED_COLUMNS)) {
      fact("skipped", metadata.get(SKIPPED_COLUMNS));
    }
    if (metadata.containsKey(Transitions.GENERATOR)) {
      fact("made by", flat(metadata.get(Transitions.GENERATOR)));
    }
    if (metadata.containsKey(Transitions.SOURCE)) {
      fact("source", flat(metadata.get(Transitions.SOURCE)));
    }
    fact("content hash", hash);

    console.line("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "min", "mean", "max", "std dev"));
    rows.add(row("return", summary.returns()));
    summary.normalizedScores().ifPresent(scores -> rows.add(row("normalized", scores)));
    rows.add(row("length", summary.lengths()));
    rows.add(row("reward", summary.rewards()));
    Text.table(console, rows);

    console.line("");
    histogram(summary.returnHistogram());

    console.line("");
    if (findings.isEmpty()) {
      console.line("  Health: nothing to remark.");
    } else {
      console.line("  Health");
      for (Finding finding : findings) {
        Text.bullet(console, finding.severity().name().toLowerCase(Locale.ROOT), finding.message());
      }
    }
  }

  private void fact(String label, String value) {
    Text.fact(console, label, value);
  }

  private static List<String> row(String name, Spread spread) {
    List<String> cells = new ArrayList<>(List.of(name));
    cells.addAll(
        Text.numbers(spread.min(), spread.mean(), spread.max(), spread.standardDeviation()));
    return cells;
  }

  static String describe(ActionSpace space) {
    if (space instanceof ActionSpace.Discrete discrete) {
      return "one of " + discrete.count();
    }
    ActionSpace.Box box = (ActionSpace.Box) space;
    float[] low = box.low();
    float[] high = box.high();
    boolean same = true;
    for (int j = 1; j < low.length; j++) {
      same &= low[j] == low[0] && high[j] == high[0];
    }
    return Text.count(box.size(), "number")
        + " in "
        + (same
            ? "[" + plain(low[0]) + ", " + plain(high[0]) + "]"
            : "a box from " + plain(low) + " to " + plain(high));
  }

  private static String plain(float... values) {
    List<String> texts = new ArrayList<>();
    for (float value : values) {
      texts.add(Text.number(value).replaceAll("\\.0+$", ""));
    }
    return values.length == 1 ? texts.get(0) : "(" + String.join(", ", texts) + ")";
  }

  private static String origin(String source) {
    if ("environment".equals(source)) {
      return " (the environment's)";
    }
    if ("assumed".equals(source)) {
      return " (assumed: the file does not state it)";
    }
    return "data".equals(source) ? " (from the data: the file does not state it)" : "";
  }

  private static String nextStates(DatasetSummary summary) {
    String rule =
        summary.nextRule() == TrainingRows.NextRule.STORED
            ? "stored with each row"
            : "taken from the row after";
    return summary.rowsLeftOut() == 0
        ? rule
        : rule + "; " + Text.count(summary.rowsLeftOut(), "row") + " without one, left out";
  }

  private static String ends(DatasetSummary.Ends ends) {
    List<String> parts = new ArrayList<>();
    if (ends.terminal() > 0) {
      parts.add(String.format(Locale.ROOT, "%,d terminal", ends.terminal()));
    }
    if (ends.truncated() > 0) {
      parts.add(String.format(Locale.ROOT, "%,d truncated", ends.truncated()));
    }
    if (ends.unfinished() > 0) {
      parts.add(String.format(Locale.ROOT, "%,d unfinished", ends.unfinished()));
    }
    return String.join(", ", parts);
  }

  /** Bars of the number of episodes by return, two bins of the summary in each. */
  private void histogram(DatasetSummary.Histogram histogram) {
    List<String> edges =
        Text.numbers(histogram.edges().stream().mapToDouble(Double::doubleValue).toArray());
    List<Integer> counts = histogram.counts();
    int group = counts.size() > 12 ? 2 : 1;
    List<Integer> merged = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < counts.size(); i += group) {
      int end = Math.min(counts.size(), i + group);
      merged.add(counts.subList(i, end).stream().mapToInt(Integer::intValue).sum());
      labels.add(edges.get(i) + " to " + edges.get(end));
    }
    int most = merged.stream().mapToInt(Integer::intValue).max().orElseThrow();
    int labelWidth = labels.stream().mapToInt(String::length).max().orElseThrow();
    int room = Math.min(BAR, WIDTH - labelWidth - 14);
    console.line("  Episodes by return");
    for (int i = 0; i < merged.size(); i++) {
      String bar = Text.bar((double) merged.get(i) / most, room, console.draws());
      console.line(
          "  %" + labelWidth + "s  %s %s",
          labels.get(i),
          bar,
          merged.get(i) == 0 ? "" : String.format(Locale.ROOT, "%,d", merged.get(i)));
    }
  }

  /** JSON metadata in the words of one line; other text as it is. */
  private static String flat(String text) {
    try {
      JsonElement parsed = JsonParser.parseString(text);
      return parsed.isJsonObject() ? flat(parsed.getAsJsonObject()) : text;
    } catch (JsonParseException e) {
      return text;
    }
  }

  private static String flat(JsonObject object) {
    return object.entrySet().stream()
        .map(
            entry ->
                entry.getKey().replace('_', ' ')
                    + " "
                    + (entry.getValue().isJsonObject()
                        ? "(" + flat(entry.getValue().getAsJsonObject()) + ")"
                        : entry.getValue().isJsonPrimitive()
                            ? entry.getValue().getAsString()
                            : entry.getValue().toString()))
        .collect(Collectors.joining(", "));
  }

  /** Bytes of the file, or of all files in the folder. */
  private long size() throws IOException {
    if (!Files.isDirectory(file)) {
      return Files.size(file);
    }
    long sum = 0;
    try (Stream<Path> files = Files.list(file)) {
      for (Path part : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(part);
      }
    }
    return sum;
  }
}
