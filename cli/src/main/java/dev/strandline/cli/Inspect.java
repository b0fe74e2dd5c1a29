package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.DatasetSummary.Finding;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
    description =
        "Show a dataset at a glance: shape, episodes, returns, ends, what it is worth, and health.",
    footer = {
      "",
      "Example:",
      "  ./strandline inspect pendulum.parquet",
      "  ./strandline inspect pendulum.parquet --reference replay.parquet \\",
      "      --html pendulum.html"
    })
final class Inspect implements Callable<Integer> {

  private static final int WIDTH = 80;
  private static final int BAR = 46;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private DataFile data;

  @Parameters(
      paramLabel = "FILE",
      description = "Parquet file of transitions, or a folder of part files.")
  private Path file;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description =
          "Another log of the same environment; how much of its variety this one has (SACo)."
              + " --column counts there too where it has such a column.")
  private Path reference;

  @Option(
      names = "--html",
      paramLabel = "PAGE",
      description = "Also write a page with pictures of all this.")
  private Path html;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Inspect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (html != null) {
      Outputs.checkFile(html);
    }
    LogReport report = LogReport.of(data.read(spec, file), file).withNeighbors();
    if (reference != null) {
      report = compared(report, data.readOther(spec, reference));
    }
    if (html != null) {
      HtmlReport page = report.page(", " + Text.bytes(size()));
      Outputs.writing(
          html,
          () -> {
            page.write(html);
            return html;
          });
    }
    if (json) {
      console.json(document(report));
    } else {
      show(report);
    }
    return Main.OK;
  }

  private LogReport compared(LogReport report, Transitions other) {
    try {
      return report.against(other, reference);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " against " + reference + ": " + e.getMessage(), e);
    }
  }

  private JsonObject document(LogReport report) throws IOException {
    Transitions log = report.log();
    DatasetSummary summary = report.summary();
    JsonObject json = new JsonObject();
    json.addProperty("file", file.toString());
    json.addProperty("bytes", size());
    json.addProperty("contentHash", report.hash());
    json.addProperty("rows", summary.rows());
    json.addProperty("episodes", summary.episodes());
    json.addProperty("observationSize", summary.observationSize());
    json.add("actionSpace", actionSpace(log.actionSpace()));
    json.addProperty("nextObservations", summary.nextRule().name().toLowerCase(Locale.ROOT));
    json.addProperty("rowsLeftOut", summary.leftOut().total());
    json.add("leftOut", Json.of(summary.leftOut()));
    json.add("lengths", Json.of(summary.lengths()));
    json.add("lengthHistogram", Json.of(summary.lengthHistogram()));
    json.add("returns", Json.of(summary.returns()));
    json.add("returnQuantiles", Json.of(summary.returnQuantiles()));
    json.add("returnHistogram", Json.of(summary.returnHistogram()));
    json.add("normalizedScores", Json.of(summary.normalizedScores().orElse(null)));
    json.add("trajectoryQuality", quality(summary));
    json.addProperty("positiveSidedVariance", summary.positiveSidedVariance());
    json.add("headroom", Json.of(summary.headroom()));
    json.add("stateActionCoverage", coverage(report));
    json.add("neighbors", Json.of(report.neighbors().orElse(null)));
    json.add("ends", Json.of(summary.ends()));
    json.add("rewards", Json.of(summary.rewards()));
    json.add("rewardHistogram", Json.of(summary.rewardHistogram()));
    json.addProperty("zeroRewards", summary.zeroRewards());
    json.add("observations", Json.of(summary.observations()));
    json.add("observationHistograms", Json.of(summary.observationHistograms()));
    json.add("actions", Json.of(summary.actions()));
    json.add("actionUse", Json.of(summary.actionUse()));
    json.add("duplicates", Json.of(summary.duplicates()));
    json.addProperty("duplicateRowRate", (double) summary.duplicates().rows() / summary.rows());
    json.add("continuity", Json.of(summary.continuity().orElse(null)));
    JsonArray health = new JsonArray();
    for (Finding finding : report.findings()) {
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

  private static JsonElement quality(DatasetSummary summary) {
    JsonElement json = Json.of(summary.quality().orElse(null));
    summary
        .quality()
        .ifPresent(quality -> json.getAsJsonObject().addProperty("value", quality.value()));
    return json;
  }

  private static JsonElement coverage(LogReport report) {
    JsonElement json = Json.of(report.reference().map(LogReport.Reference::coverage).orElse(null));
    report
        .reference()
        .ifPresent(
            reference -> {
              json.getAsJsonObject().addProperty("value", reference.coverage().value());
              json.getAsJsonObject().addProperty("reference", reference.file().toString());
            });
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

  private void show(LogReport report) throws IOException {
    console.line("%s", file);
    console.line("");
    report.facts(", " + Text.bytes(size())).forEach(this::fact);

    console.line("");
    Text.table(console, report.spreads());

    console.line("");
    histogram(report.summary().returnHistogram());

    console.line("");
    console.line("  What it is worth");
    report.measures().forEach(this::fact);

    console.line("");
    if (report.findings().isEmpty()) {
      console.line("  Health: nothing to remark.");
    } else {
      console.line("  Health");
      for (Finding finding : report.findings()) {
        Text.bullet(console, finding.severity().name().toLowerCase(Locale.ROOT), finding.message());
      }
    }
    if (html != null) {
      console.line("");
      console.line("Page: %s", html);
    }
  }

  private void fact(String label, String value) {
    Text.fact(console, label, value);
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
