package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Environments;
import dev.strandline.offline.Algorithms;
import dev.strandline.offline.Named;
import dev.strandline.offline.Sampling;
import dev.strandline.offline.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code list}: what can be called by name, with the settings it has. */
@Command(
    name = "list",
    sortOptions = false,
    description = "List what can be called by name, with its settings and their defaults.",
    footer = {"", "Example:", "  ./strandline list algorithms"})
final class ListNames implements Callable<Integer> {

  private static final int LINE = 68; // for a tier's name and what it is

  private static final List<String> KINDS = List.of("algorithms", "environments", "samplers");

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "KIND", description = "algorithms, environments or samplers.")
  private String kind;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  ListNames(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    switch (kind) {
      case "algorithms" -> choices(Algorithms.all());
      case "environments" -> environments();
      case "samplers" -> choices(Sampling.all());
      default -> throw Names.wrong(spec, Nearest.unknown("kind of thing", kind, KINDS));
    }
    return Main.OK;
  }

  /** What {@code --algorithm} and {@code --sampler} take, with the keys of their settings. */
  private void choices(List<? extends Named<?>> choices) {
    if (json) {
      JsonArray all = new JsonArray();
      for (Named<?> choice : choices) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", choice.name());
        entry.addProperty("description", choice.description());
        entry.add("settings", Json.of(Settings.describe((Record) choice.defaults())));
        all.add(entry);
      }
      console.json(all);
      return;
    }
    for (Named<?> choice : choices) {
      console.line("%s", choice.name());
      console.line("    %s", choice.description());
      String settings =
          Settings.describe((Record) choice.defaults()).entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue())
              .collect(Collectors.joining("  "));
      for (String line : Text.wrap(settings.isEmpty() ? "no settings" : settings, 76)) {
        console.line("    %s", line);
      }
    }
  }

  private void environments() {
    if (json) {
      JsonArray all = new JsonArray();
      Environments.all().forEach(spec -> all.add(document(spec)));
      console.json(all);
      return;
    }
    for (EnvSpec env : Environments.all()) {
      Env made = env.factory().get();
      console.line("%s", env.name());
      console.line("    %s", env.description());
      console.line(
          "    observation %s, action %s",
          Text.count(made.observationSize(), "number"), LogReport.describe(made.actionSpace()));
      console.line(
          "    score 0 is a return of %s, 100 is %s",
          Text.number(env.referenceMin()), Text.number(env.referenceMax()));
      tiers(env);
    }
  }

  private void tiers(EnvSpec env) {
    int width = env.tiers().stream().mapToInt(String::length).max().orElse(0);
    for (String tier : env.tiers()) {
      List<String> lines = Text.wrap(env.describe(tier), LINE - width);
      for (int i = 0; i < lines.size(); i++) {
        console.line("    %-" + (5 + width) + "s  %s", i == 0 ? "tier " + tier : "", lines.get(i));
      }
    }
  }

  private static JsonObject document(EnvSpec env) {
    Env made = env.factory().get();
    JsonObject json = new JsonObject();
    json.addProperty("name", env.name());
    json.addProperty("description", env.description());
    json.addProperty("observationSize", made.observationSize());
    json.add("actionSpace", Inspect.actionSpace(made.actionSpace()));
    json.addProperty("stepLimit", made.stepLimit());
    json.add("tiers", Json.of(env.tiers()));
    JsonObject descriptions = new JsonObject();
    env.tiers().forEach(tier -> descriptions.addProperty(tier, env.describe(tier)));
    json.add("tierDescriptions", descriptions);
    json.addProperty("referenceMin", env.referenceMin());
    json.addProperty("referenceMax", env.referenceMax());
    return json;
  }
}
