package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Environments;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code list}: what can be called by name, with the settings it has. */
@Command(
    name = "list",
    description = "List what can be called by name, with its settings and their defaults.",
    footer = {"", "Example:", "  ./strandline list algorithms"})
final class ListNames implements Callable<Integer> {

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
      case "environments" -> environments();
      default -> throw Names.wrong(spec, Nearest.unknown("kind of thing", kind, KINDS));
    }
    return Main.OK;
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
          Text.count(made.observationSize(), "number"), Inspect.describe(made.actionSpace()));
      console.line("    tiers %s", String.join(", ", env.tiers()));
      console.line(
          "    score 0 is a return of %s, 100 is %s",
          Text.number(env.referenceMin()), Text.number(env.referenceMax()));
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
    json.addProperty("referenceMin", env.referenceMin());
    json.addProperty("referenceMax", env.referenceMax());
    return json;
  }
}
