package dev.strandline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.EnvSpec;
import dev.strandline.offline.Metrics;
import dev.strandline.offline.RunFolder;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Commands;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.LearningCurves;
import dev.strandline.report.LearningCurves.Curve;
import dev.strandline.report.LearningCurves.Reference;
import dev.strandline.report.SmallMultiples;
import dev.strandline.report.SmallMultiples.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The page that a training leaves in its run's folder.
 *
 * @param run the finished run
 * @param log what it learned from
 * @param env where it was evaluated, if anywhere
 * @param command that does the same again, in parts that stay on one line
 */
record RunReport(RunFolder run, LogReport log, Optional<EnvSpec> env, List<String> command) {

  private static final int COMMAND_WIDTH = 76;
  private static final Set<String> RETURNS =
      Set.of(Metrics.RETURN_MEAN, Metrics.RETURN_SD, Metrics.NORMALIZED_SCORE);

  HtmlReport page() throws IOException {
    List<Section> sections = new ArrayList<>();
    if (env.isPresent()) {
      sections.add(new Section("Results", results(env.get())));
      sections.add(
          new Section(
              "While learning",
              List.of(learning(List.of(Evaluations.curve(run.algorithm(), run)), run, env.get()))));
    }
    sections.add(new Section("Losses", List.of(losses())));
    sections.addAll(data());
    sections.add(new Section("Settings", List.of(settings(Map.of(run.algorithm(), run)))));
    sections.add(
        new Section(
            "Do it again",
            List.of(
                new Paragraph(
                    "This command is what was run, with another folder to write to. On the same"
                        + " machine it gives the same policies, byte for byte."),
                commands(List.of(command)))));
    return new HtmlReport(run.algorithm() + " on " + log.file().getFileName(), summary(), sections);
  }

  /** The log's own page, with headings that tell its episodes from those that were played. */
  private List<Section> data() {
    List<Section> sections = new ArrayList<>(log.sections(""));
    for (int i = 1; i < sections.size(); i++) {
      Section part = sections.get(i);
      String initial = part.heading().substring(0, 1).toLowerCase(Locale.ROOT);
      sections.set(
          i, new Section("The log: " + initial + part.heading().substring(1), part.blocks()));
    }
    return sections;
  }

  private String summary() throws IOException {
    String learned =
        Text.count(run.steps(), "step")
            + " of "
            + run.algorithm()
            + " (sampler "
            + run.sampler()
            + ") on "
            + Text.count(log.summary().rows(), "transition")
            + ", with "
            + Text.count(run.seeds().size(), "seed");
    if (env.isEmpty()) {
      return learned + ". No environment was given, so what the policies earn is not known.";
    }
    double mean = Evaluations.last(run, env.get()).returns().mean();
    return learned
        + ": a mean return of "
        + Text.number(mean)
        + " in "
        + env.get().name()
        + ", a normalized score of "
        + Text.number(env.get().normalizedScore(mean))
        + ".";
  }

  /** What each seed's policy earned at the end, and their mean with its interval. */
  private List<Block> results(EnvSpec played) throws IOException {
    SeedScores scores = Evaluations.last(run, played);
    List<List<String>> seeds = scores.bySeed();
    List<Block> blocks = new ArrayList<>();
    scores
        .overSeeds()
        .ifPresent(
            rows -> {
              List<List<String>> cells = rows.stream().map(row -> row.subList(0, 3)).toList();
              blocks.add(new Table(cells.get(0), cells.subList(1, cells.size())));
            });
    blocks.add(
        new Paragraph(
            scores.footnote()
                + " The normalized score is 0 at a return of "
                + Text.number(played.referenceMin())
                + " and 100 at "
                + Text.number(played.referenceMax())
                + "."));
    blocks.add(new Table(seeds.get(0), seeds.subList(1, seeds.size())));
    return blocks;
  }

  /** Mean returns over the steps, between those that score 0 and 100. */
  static Block learning(List<Curve> curves, RunFolder run, EnvSpec env) {
    int seeds = run.seeds().size();
    return Figures.of(
        () ->
            LearningCurves.draw(
                curves,
                List.of(
                    new Reference("normalized score 100", env.referenceMax()),
                    new Reference("normalized score 0", env.referenceMin()))),
        seeds == 1
            ? "Mean return of each evaluation as it learns; one seed gives no interval."
            : "Mean return over "
                + Text.count(seeds, "seed")
                + " as they learn, with its 95 % interval (Student t).");
  }

  /** Each loss of the metrics over the steps, a curve for each seed and their mean. */
  private Block losses() throws IOException {
    List<Metrics> seeds = new ArrayList<>();
    Set<Long> steps = new TreeSet<>();
    for (long seed : run.seeds()) {
      Metrics metrics = run.metrics(seed);
      seeds.add(metrics);
      for (int row = 0; row < metrics.size(); row++) {
        steps.add(metrics.step(row));
      }
    }
    double[] x = steps.stream().mapToDouble(Long::doubleValue).toArray();
    List<Lines> panels = new ArrayList<>();
    for (String loss : seeds.get(0).columns()) {
      if (!RETURNS.contains(loss)) {
        double[][] curves =
            seeds.stream().map(metrics -> curve(metrics, loss, x)).toArray(double[][]::new);
        panels.add(new Lines(loss, "", x, curves));
      }
    }
    if (panels.isEmpty()) {
      return new Paragraph("The metrics hold no loss.");
    }
    return Figures.of(
        () ->
            SmallMultiples.draw(
                "Losses over the steps: "
                    + String.join(", ", panels.stream().map(Lines::title).toList())
                    + ".",
                panels),
        "Losses over the steps, averaged between rows of metrics.csv"
            + (seeds.size() > 1 ? "; faint for each seed, strong their mean." : "."));
  }

  private static double[] curve(Metrics metrics, String loss, double[] x) {
    double[] y = new double[x.length];
    Arrays.fill(y, Double.NaN);
    for (int row = 0; row < metrics.size(); row++) {
      y[Arrays.binarySearch(x, (double) metrics.step(row))] = metrics.value(row, loss);
    }
    return y;
  }

  /** Every setting of some runs, a column for each, by name. */
  static Table settings(Map<String, RunFolder> runs) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    runs.forEach(
        (name, run) ->
            settings(run)
                .forEach(
                    (setting, value) ->
                        rows.computeIfAbsent(setting, key -> new LinkedHashMap<>())
                            .put(name, value)));
    List<String> header = new ArrayList<>(List.of("setting"));
    header.addAll(runs.keySet());
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (setting, values) -> {
          List<String> row = new ArrayList<>(List.of(setting));
          runs.keySet().forEach(name -> row.add(values.getOrDefault(name, "\u2013")));
          cells.add(row);
        });
    return new Table(header, cells);
  }

  private static Map<String, String> settings(RunFolder run) {
    JsonObject description = run.description();
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : List.of("algorithm", "sampler", "steps", "seeds")) {
      settings.put(key, plain(description.get(key)));
    }
    for (String group : List.of("samplerSettings", "settings", "preparation")) {
      description
          .getAsJsonObject(group)
          .entrySet()
          .forEach(entry -> settings.put(entry.getKey(), plain(entry.getValue())));
    }
    return settings;
  }

  private static String plain(JsonElement value) {
    return value.isJsonArray()
        ? value.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsString)
            .reduce((a, b) -> a + ", " + b)
            .orElse("")
        : value.getAsString();
  }

  /** Commands as lines that fit a page, each but a command's last ending in a backslash. */
  static Commands commands(List<List<String>> commands) {
    List<String> lines = new ArrayList<>();
    for (List<String> parts : commands) {
      StringBuilder line = new StringBuilder("./strandline");
      for (String part : parts) {
        if (line.length() + 1 + part.length() > COMMAND_WIDTH) {
          lines.add(line + " \\");
          line = new StringBuilder("   ");
        }
        line.append(' ').append(part);
      }
      lines.add(line.toString());
    }
    return new Commands(lines);
  }
}
