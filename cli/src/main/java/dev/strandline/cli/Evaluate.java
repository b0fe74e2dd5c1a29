package dev.strandline.cli;

import com.google.gson.JsonObject;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.offline.RunFolder;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.Policy;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: plays a trained policy in an environment. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = "Play trained policies and show what they earn, with 95 %% intervals.",
    footer = {
      "",
      "Example:",
      "  ./strandline evaluate runs/td3bc --env Pendulum-v1 --episodes 100 --seed 7"
    })
final class Evaluate implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN_OR_POLICY",
      description = "A run's folder (all its seeds are played), or one policy.bin.")
  private Path path;

  @Option(
      names = "--env",
      required = true,
      paramLabel = "ENV",
      description = "Environment to play in.")
  private String environment;

  @Option(
      names = "--episodes",
      required = true,
      paramLabel = "N",
      description = "Episodes of each policy.")
  private int episodes;

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "N",
      description = "Whole number; the same one gives the same start states.")
  private long seed;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE.html",
      description = "Also write a page with the returns, and in mazes the episodes from above.")
  private Path html;

  Evaluate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    EnvSpec env = Names.environment(spec, environment);
    Names.atLeastOne(spec, "--episodes", episodes);
    if (html != null) {
      Outputs.checkFile(html);
    }
    Map<Long, MlpPolicy> policies = policies();
    Map<Long, Evaluation> evaluations = evaluations(env, policies);
    if (html != null) {
      writePage(env, policies, evaluations);
    }
    if (evaluations.size() == 1) {
      showOne(env, evaluations.values().iterator().next());
    } else {
      showSeveral(SeedScores.of(env, evaluations));
    }
    if (html != null && !json) {
      console.line("");
      console.line("Report: %s", html);
    }
    return Main.OK;
  }

  /** What each policy earned, by the seed it was trained with. */
  Map<Long, Evaluation> evaluations() throws IOException {
    return evaluations(Names.environment(spec, environment), policies());
  }

  private Map<Long, Evaluation> evaluations(EnvSpec env, Map<Long, MlpPolicy> policies) {
    Map<Long, Evaluation> evaluations = new LinkedHashMap<>();
    policies.forEach(
        (trained, policy) -> evaluations.put(trained, Evaluation.run(policy, env, episodes, seed)));
    return evaluations;
  }

  private void writePage(
      EnvSpec env, Map<Long, MlpPolicy> policies, Map<Long, Evaluation> evaluations)
      throws IOException {
    Map<String, Policy> labeled = new LinkedHashMap<>();
    policies.forEach(
        (trained, policy) ->
            labeled.put(Files.isDirectory(path) ? "seed " + trained : "the policy", policy));
    boolean several = policies.size() > 1;
    Interval interval =
        several
            ? SeedScores.of(env, evaluations).returns()
            : Interval.ofMean(evaluations.values().iterator().next().returns(), SeedScores.LEVEL);
    EvaluationReport report =
        new EvaluationReport(
            env,
            labeled,
            List.copyOf(evaluations.values()),
            interval,
            several ? Text.count(policies.size(), "seed") : Text.count(episodes, "episode"),
            seed,
            List.of(
                "./strandline evaluate "
                    + Text.shell(path.toString())
                    + " --env "
                    + environment
                    + " \\",
                "    --episodes "
                    + episodes
                    + " --seed "
                    + seed
                    + " --html "
                    + Text.shell(html.toString())));
    HtmlReport page = report.page(path + " in " + env.name());
    Outputs.writing(
        html,
        () -> {
          page.write(html);
          return page;
        });
  }

  /** The policies to play, by the seed they were trained with; 0 for a file, which knows none. */
  private Map<Long, MlpPolicy> policies() throws IOException {
    if (!Files.isDirectory(path)) {
      return Map.of(0L, MlpPolicy.load(path));
    }
    RunFolder run = RunFolder.open(path);
    Map<Long, MlpPolicy> policies = new LinkedHashMap<>();
    for (long trained : run.seeds()) {
      policies.put(trained, run.policy(trained));
    }
    return policies;
  }

  private void showOne(EnvSpec env, Evaluation evaluation) {
    Interval returns = Interval.ofMean(evaluation.returns(), SeedScores.LEVEL);
    if (json) {
      JsonObject document = head(env);
      document.add("returns", Json.of(evaluation.returns()));
      document.add("lengths", Json.of(evaluation.lengths()));
      document.addProperty("standardDeviation", evaluation.standardDeviation());
      SeedScores.describe(document, env, returns, "episodes");
      console.json(document);
      return;
    }
    title(env);
    Text.table(
        console,
        List.of(
            List.of("", "mean", "95 % interval", "std dev"),
            SeedScores.row("return", returns, Text.number(evaluation.standardDeviation())),
            SeedScores.row("normalized score", returns.on(env::normalizedScore), "")));
    console.line("");
    console.line("  Student t over %s.", Text.count(episodes, "episode"));
  }

  private void showSeveral(SeedScores scores) {
    if (json) {
      JsonObject document = head(scores.env());
      scores.describe(document);
      console.json(document);
      return;
    }
    title(scores.env());
    scores.show(console);
  }

  private void title(EnvSpec env) {
    console.line("%s in %s, %s, seed %d", path, env.name(), Text.count(episodes, "episode"), seed);
    console.line("");
  }

  private JsonObject head(EnvSpec env) {
    JsonObject document = new JsonObject();
    document.addProperty("path", path.toString());
    document.addProperty("environment", env.name());
    document.addProperty("episodes", episodes);
    document.addProperty("seed", seed);
    return document;
  }
}
