package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.DatasetSummary.Severity;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.offline.Algorithms;
import dev.strandline.offline.Learner;
import dev.strandline.offline.Named;
import dev.strandline.offline.Preparation;
import dev.strandline.offline.RunFolder;
import dev.strandline.offline.RunListener;
import dev.strandline.offline.RunSettings;
import dev.strandline.offline.Sampling;
import dev.strandline.offline.Settings;
import dev.strandline.offline.TrainingRun;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.WholeFile;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.LearningCurves;
import dev.strandline.report.LearningCurves.Reference;
import dev.strandline.report.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: learns a policy from a log, once for each seed. */
@Command(
    name = "train",
    sortOptions = false,
    description = "Learn a policy from a log, once for each seed, and keep it in a run's folder.",
    footer = {
      "",
      "Example:",
      "  ./strandline train --algorithm td3bc --data pendulum.parquet \\",
      "      --env Pendulum-v1 --steps 8000 --set hidden=64-64 --sampler rw \\",
      "      --seed 1,2,3 --out runs/td3bc"
    })
final class Train implements Callable<Integer> {

  /** A finished run, and the log that it learned from. */
  record Trained(RunFolder run, LogReport log) {}

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--algorithm",
      required = true,
      paramLabel = "NAME",
      description = "How to learn; ./strandline list algorithms shows them and their settings.")
  private String algorithm;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Parquet file of transitions, or a folder of part files.")
  private Path file;

  @Mixin private DataFile data;

  @Option(
      names = "--env",
      paramLabel = "ENV",
      description = "Environment to try the policy out in while it learns; none is needed.")
  private String environment;

  @Option(
      names = "--steps",
      required = true,
      paramLabel = "N",
      description = "Updates of the learner.")
  private long steps;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the algorithm or of the data's preparation; repeatable.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = "uniform",
      description = "How minibatches are drawn; ./strandline list samplers (${DEFAULT-VALUE}).")
  private String sampler;

  @Option(
      names = "--sampler-set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the sampler; repeatable.")
  private Map<String, String> samplerChanges = new LinkedHashMap<>();

  @Option(
      names = "--eval-every",
      paramLabel = "N",
      description = "Updates between evaluations (a tenth of the steps).")
  private Long evaluateEvery;

  @Option(
      names = "--eval-episodes",
      paramLabel = "N",
      description = "Episodes in an evaluation (10).")
  private Integer evaluationEpisodes;

  @Option(
      names = "--seed",
      required = true,
      split = ",",
      paramLabel = "N",
      description = "Whole numbers; an independent training for each.")
  private List<Long> seeds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to train with (the number of cores); the result is the same.")
  private Integer threads;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "Folder for the run: settings, metrics, checkpoints, policies, report.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on with the run in the folder, from its last checkpoint.")
  private boolean resume;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Train(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Trained trained;
    try (TrainingDisplay display = new TrainingDisplay(console, algorithm, true)) {
      trained = train(display);
    }
    RunFolder run = trained.run();
    Optional<EnvSpec> env = environment();
    Optional<SeedScores> scores = Optional.empty();
    Optional<Path> picture = Optional.empty();
    if (env.isPresent()) {
      scores = Optional.of(Evaluations.last(run, env.get()));
      picture = drawCurves(run, env.get());
    }
    Path report = out.resolve("report.html");
    HtmlReport page = new RunReport(run, trained.log().withNeighbors(), env, again()).page();
    Outputs.writing(
        report,
        () -> {
          page.write(report);
          return report;
        });
    if (json) {
      console.json(document(run, scores, picture, report));
    } else {
      show(run, scores, picture, report);
    }
    return Main.OK;
  }

  /** Trains as the command line says, from the beginning or, to resume, from where it was left. */
  Trained train(RunListener listener) throws IOException {
    RunSettings settings = settings();
    int workers =
        threads == null
            ? Runtime.getRuntime().availableProcessors()
            : Names.atLeastOne(spec, "--threads", threads);
    Transitions log = data.read(spec, file);
    if (settings.environment().isPresent()) {
      checkFit(log, settings.environment().get());
    }
    checkRows(log);
    LogReport report = LogReport.of(log, file);
    for (DatasetSummary.Finding finding : report.findings()) {
      if (finding.severity() != Severity.NOTE) {
        console.note("warning: %s: %s", file, finding.message());
      }
    }
    TrainingRun run = new TrainingRun(settings, log, file.toString(), workers, listener);
    RunFolder folder = Outputs.writing(out, () -> resume ? run.resume(out) : run.start(out));
    return new Trained(folder, report);
  }

  /**
   * The command line without {@code --resume}, an option with its value each, to another folder.
   */
  private List<String> again() {
    List<String> parts = new ArrayList<>();
    for (String word : spec.commandLine().getParseResult().originalArgs()) {
      if (parts.isEmpty() || (word.startsWith("-") && !word.matches("-[0-9.].*"))) {
        parts.add(Text.shell(word));
      } else {
        int last = parts.size() - 1;
        parts.set(last, parts.get(last) + " " + Text.shell(word));
      }
    }
    parts.removeIf(part -> part.equals("--resume") || part.equals("--json"));
    parts.removeIf(part -> part.startsWith("--out"));
    parts.add("--out " + Text.shell(out + "-again"));
    return parts;
  }

  private Optional<EnvSpec> environment() {
    return Optional.ofNullable(environment).map(name -> Names.environment(spec, name));
  }

  private RunSettings settings() {
    Named<Learner.Config> learner = Names.choice(spec, "algorithm", algorithm, Algorithms.all());
    Named<Sampling> sampling = Names.choice(spec, "sampler", sampler, Sampling.all());
    Names.atLeastOne(spec, "--steps", steps);
    Optional<EnvSpec> env = environment();
    if (env.isEmpty() && (evaluateEvery != null || evaluationEpisodes != null)) {
      throw Names.wrong(
          spec,
          "--eval-every and --eval-episodes need an environment to evaluate in. Give --env, or"
              + " leave them out.");
    }
    try {
      RunSettings settings = configured(learner, sampling).withSeeds(seeds);
      return env.isEmpty()
          ? settings
          : settings.withEvaluation(
              env.get(),
              evaluateEvery == null
                  ? settings.evaluateEvery()
                  : Names.atLeastOne(spec, "--eval-every", evaluateEvery),
              evaluationEpisodes == null
                  ? settings.evaluationEpisodes()
                  : Names.atLeastOne(spec, "--eval-episodes", evaluationEpisodes));
    } catch (IllegalArgumentException e) {
      throw Names.wrong(spec, e.getMessage());
    }
  }

  /** The defaults with the changes of {@code --set} and {@code --sampler-set}. */
  private RunSettings configured(Named<Learner.Config> learner, Named<Sampling> sampling) {
    Record config = (Record) learner.defaults();
    Record way = (Record) sampling.defaults();
    List<String> learnerKeys = Settings.keys(config);
    List<String> preparationKeys = Settings.keys(Preparation.defaults());
    List<String> keys = new ArrayList<>(learnerKeys);
    keys.addAll(preparationKeys);
    checkKeys("setting of " + learner.name(), changes, keys);
    checkKeys("setting of sampler " + sampling.name(), samplerChanges, Settings.keys(way));
    return RunSettings.of((Learner.Config) Settings.with(config, only(learnerKeys, changes)), steps)
        .withPreparation(Settings.with(Preparation.defaults(), only(preparationKeys, changes)))
        .withSampling((Sampling) Settings.with(way, samplerChanges));
  }

  private void checkKeys(String kind, Map<String, String> changed, List<String> keys) {
    for (String key : changed.keySet()) {
      if (!keys.contains(key)) {
        throw Names.wrong(spec, Nearest.unknown(kind, key, keys));
      }
    }
  }

  private static Map<String, String> only(List<String> keys, Map<String, String> changed) {
    Map<String, String> some = new LinkedHashMap<>(changed);
    some.keySet().retainAll(keys);
    return some;
  }

  /** Throws, naming the file, unless some row can be learned from. */
  private void checkRows(Transitions log) {
    try {
      TrainingRows.of(log);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Throws unless a policy that is learned from the log can act in the environment. */
  private void checkFit(Transitions log, EnvSpec env) {
    Env made = env.factory().get();
    ActionSpace actions = log.actionSpace();
    if (log.observationSize() != made.observationSize()
        || actions.getClass() != made.actionSpace().getClass()
        || actions.size() != made.actionSpace().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: an observation is %s and an action %s, but in %s they are %s and %s. Give the"
                  + " environment of the log, or leave --env out.",
              file,
              Text.count(log.observationSize(), "number"),
              LogReport.describe(actions),
              env.name(),
              Text.count(made.observationSize(), "number"),
              LogReport.describe(made.actionSpace())));
    }
  }

  /** Draws the learning curve; without fonts there is none, which is no reason to fail. */
  private Optional<Path> drawCurves(RunFolder run, EnvSpec env) throws IOException {
    Path png = out.resolve("curves.png");
    try {
      Picture picture =
          LearningCurves.draw(
              List.of(Evaluations.curve(algorithm, run)),
              List.of(
                  new Reference("normalized score 100", env.referenceMax()),
                  new Reference("normalized score 0", env.referenceMin())));
      WholeFile.write(png, content -> content.write(picture.light()));
      return Optional.of(png);
    } catch (IllegalStateException e) {
      console.note("warning: %s is not written: %s", png, e.getMessage());
      return Optional.empty();
    }
  }

  private void show(
      RunFolder run, Optional<SeedScores> scores, Optional<Path> picture, Path report) {
    console.line(
        "%s: %s, sampler %s, %s", out, run.algorithm(), run.sampler(), Text.count(steps, "step"));
    console.line("");
    if (scores.isPresent()) {
      scores.get().show(console);
      console.line("");
    }
    for (long seed : run.seeds()) {
      console.line("  policy  %s", run.policyFile(seed));
    }
    picture.ifPresent(png -> console.line("  curve   %s", png));
    console.line("  report  %s", report);
  }

  private JsonObject document(
      RunFolder run, Optional<SeedScores> scores, Optional<Path> picture, Path report) {
    JsonObject document = new JsonObject();
    document.addProperty("run", out.toString());
    document.addProperty("algorithm", run.algorithm());
    document.addProperty("sampler", run.sampler());
    document.addProperty("steps", steps);
    document.add("environment", Json.of(environment));
    if (scores.isPresent()) {
      scores.get().describe(document);
    } else {
      JsonArray bare = new JsonArray();
      for (long seed : run.seeds()) {
        JsonObject entry = new JsonObject();
        entry.addProperty("seed", seed);
        bare.add(entry);
      }
      document.add("seeds", bare);
    }
    for (JsonElement entry : document.getAsJsonArray("seeds")) {
      long seed = entry.getAsJsonObject().get("seed").getAsLong();
      entry.getAsJsonObject().addProperty("policy", run.policyFile(seed).toString());
    }
    document.add("curves", Json.of(picture.map(Path::toString).orElse(null)));
    document.addProperty("report", report.toString());
    return document;
  }
}
