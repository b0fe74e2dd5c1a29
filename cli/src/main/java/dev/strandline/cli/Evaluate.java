package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.offline.RunFolder;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.report.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static final double LEVEL = 0.95;

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

  Evaluate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    EnvSpec env = Names.environment(spec, environment);
    Names.atLeastOne(spec, "--episodes", episodes);
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    for (Map.Entry<String, MlpPolicy> policy : policies().entrySet()) {
      evaluations.put(policy.getKey(), Evaluation.run(policy.getValue(), env, episodes, seed));
    }
    if (evaluations.size() == 1) {
      showOne(env, evaluations.values().iterator().next());
    } else {
      showSeveral(env, evaluations);
    }
    return Main.OK;
  }

  /** The policies to play, by the seed they were trained with. */
  private Map<String, MlpPolicy> policies() throws IOException {
    if (!Files.isDirectory(path)) {
      return Map.of("", MlpPolicy.load(path));
    }
    RunFolder run = RunFolder.open(path);
    Map<String, MlpPolicy> policies = new LinkedHashMap<>();
    for (long trained : run.seeds()) {
      policies.put(Long.toString(trained), run.policy(trained));
    }
    return policies;
  }

  private void showOne(EnvSpec env, Evaluation evaluation) {
    Interval returns = Interval.ofMean(evaluation.returns(), LEVEL);
    if (json) {
      JsonObject document = head(env);
      document.add("returns", Json.of(evaluation.returns()));
      document.add("lengths", Json.of(evaluation.lengths()));
      document.addProperty("standardDeviation", evaluation.standardDeviation());
      console.json(tail(document, env, returns, "episodes"));
      return;
    }
    title(env);
    Text.table(
        console,
        List.of(
            List.of("", "mean", "95 % interval", "std dev"),
            row("return", returns, Text.number(evaluation.standardDeviation())),
            row("normalized score", returns.on(env::normalizedScore), "")));
    console.line("");
    console.line("  Student t over %s.", Text.count(episodes, "episode"));
  }

  private void showSeveral(EnvSpec env, Map<String, Evaluation> evaluations) {
    double[] means = evaluations.values().stream().mapToDouble(Evaluation::mean).toArray();
    Interval returns = Interval.ofMean(means, LEVEL);
    if (json) {
      JsonArray seeds = new JsonArray();
      evaluations.forEach(
          (trained, evaluation) -> {
            JsonObject entry = new JsonObject();
            entry.addProperty("seed", Long.valueOf(trained));
            entry.addProperty("mean", evaluation.mean());
            entry.addProperty("standardDeviation", evaluation.standardDeviation());
            entry.addProperty("normalizedScore", env.normalizedScore(evaluation.mean()));
            seeds.add(entry);
          });
      JsonObject document = head(env);
      document.add("seeds", seeds);
      console.json(tail(document, env, returns, "seeds"));
      return;
    }
    title(env);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trained with", "return", "std dev", "normalized score"));
    evaluations.forEach(
        (trained, evaluation) ->
            rows.add(
                List.of(
                    "seed " + trained,
                    Text.number(evaluation.mean()),
                    Text.number(evaluation.standardDeviation()),
                    Text.number(env.normalizedScore(evaluation.mean())))));
    Text.table(console, rows);
    console.line("");
    Text.table(
        console,
        List.of(
            List.of("", "mean", "95 % interval", ""),
            row("return", returns, ""),
            row("normalized score", returns.on(env::normalizedScore), "")));
    console.line("");
    console.line("  Student t over %s.", Text.count(means.length, "seed"));
  }

  private void title(EnvSpec env) {
    console.line("%s in %s, %s, seed %d", path, env.name(), Text.count(episodes, "episode"), seed);
    console.line("");
  }

  private static List<String> row(String name, Interval interval, String spread) {
    return List.of(name, Text.number(interval.mean()), Text.ends(interval), spread);
  }

  private JsonObject head(EnvSpec env) {
    JsonObject document = new JsonObject();
    document.addProperty("path", path.toString());
    document.addProperty("environment", env.name());
    document.addProperty("episodes", episodes);
    document.addProperty("seed", seed);
    return document;
  }

  private static JsonObject tail(JsonObject document, EnvSpec env, Interval returns, String over) {
    document.addProperty("mean", returns.mean());
    document.add("interval", Json.of(returns));
    document.addProperty("intervalOver", over);
    document.addProperty("normalizedScore", env.normalizedScore(returns.mean()));
    document.add("normalizedInterval", Json.of(returns.on(env::normalizedScore)));
    return document;
  }
}
