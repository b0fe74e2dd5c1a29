package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Amount;
import dev.strandline.envs.Environments;
import dev.strandline.envs.Generator;
import dev.strandline.io.ReadOptions;
import dev.strandline.io.TransitionFile;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCommandsTest {

  @TempDir private Path folder;

  private Ran generate(String... who) {
    Object[] arguments = {
      "generate", "Pendulum-v1", who[0], who[1], who[2], who[3], "--seed", 1, "--out", file()
    };
    return Ran.with(arguments);
  }

  private Path file() {
    return folder.resolve("deep").resolve("log file.parquet");
  }

  @Test
  void aGeneratedMixIsInspected() {
    Ran generated = generate("--mix", "expert=0.25,random=0.75", "--episodes", "8");
    Ran inspected = Ran.with("inspect", file());

    assertThat(generated.exitCode()).as(generated.err()).isEqualTo(Main.OK);
    assertThat(generated.out()).contains("1,600 transitions, 8 episodes of Pendulum-v1");
    assertThat(inspected.exitCode()).as(inspected.err()).isEqualTo(Main.OK);
    assertThat(inspected.err()).isEmpty();
    assertThat(inspected.out())
        .contains("1,600 transitions in 8 episodes")
        .contains("1 number in [-2, 2]")
        .contains("8 truncated")
        .contains("mix (expert 0.25, random 0.75), episodes 8, seed 1")
        .contains("Episodes by return")
        .contains("\u2588");
    assertThat(inspected.out().lines().skip(1)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aMazesCollectionSurvivesTheFile() throws IOException {
    Transitions log =
        Generator.tier(
            Environments.named("maze2d-umaze-v1"),
            "collector",
            new Amount.Transitions(3000),
            1,
            rows -> {});

    Ran ran =
        Ran.with(
            "generate",
            "maze2d-umaze-v1",
            "--tier",
            "collector",
            "--transitions",
            3000,
            "--seed",
            1,
            "--out",
            file());
    Transitions read = TransitionFile.read(file(), ReadOptions.defaults());

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("3,000 transitions").contains("of maze2d-umaze-v1");
    assertThat(read.observations()).containsExactly(log.observations());
    assertThat(read.actions()).containsExactly(log.actions());
    assertThat(read.rewards()).containsExactly(log.rewards());
    assertThat(read.truncated()).containsExactly(log.truncated());
    assertThat(read.nextObservations().orElseThrow())
        .containsExactly(log.nextObservations().orElseThrow());
    assertThat(read.metadata()).containsAllEntriesOf(log.metadata());
    for (String column : List.of(Generator.SIMULATOR_STATE, Generator.CONTROLLER_TARGET)) {
      assertThat(((Column.Numbers) read.extras().get(column)).values())
          .containsExactly(((Column.Numbers) log.extras().get(column)).values());
    }
  }

  @Test
  void inspectPrintsOneJsonDocument() {
    generate("--tier", "random", "--transitions", "500");

    Ran ran = Ran.with("inspect", file(), "--json");

    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(ran.err()).isEmpty();
    assertThat(json.get("rows").getAsInt()).isEqualTo(500);
    assertThat(json.get("episodes").getAsInt()).isEqualTo(3);
    assertThat(json.getAsJsonObject("ends").get("unfinished").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonObject("actionSpace").get("kind").getAsString()).isEqualTo("box");
    assertThat(json.get("contentHash").getAsString()).matches("[0-9a-f]{64}");
    assertThat(json.getAsJsonObject("normalizedScores").get("mean").getAsDouble())
        .isBetween(-60.0, 60.0);
    assertThat(json.getAsJsonArray("findings").toString()).contains("unfinished");
  }

  @Test
  void inspectSaysWhatALogIsWorth() {
    generate("--mix", "expert=0.25,random=0.75", "--episodes", "8");

    Ran ran = Ran.with("inspect", file());

    assertThat(ran.out())
        .containsPattern("quality +TQ -?\\d")
        .containsPattern("headroom +the best tenth of the episodes are")
        .containsPattern("near states +the nearest other observation is")
        .contains("(1,600")
        .containsPattern("repeated +no row is equal to another")
        .containsPattern("continuity +each next observation is what the row after")
        .doesNotContain("SACo");
  }

  @Test
  void aReferenceGivesCoverageWithItsRowsAndEdges() {
    generate("--tier", "random", "--episodes", "6");
    Path narrow = folder.resolve("narrow.parquet");
    Ran.with(
        "generate",
        "Pendulum-v1",
        "--tier",
        "expert",
        "--episodes",
        4,
        "--seed",
        2,
        "--out",
        narrow);

    Ran text = Ran.with("inspect", narrow, "--reference", file());
    JsonObject json =
        JsonParser.parseString(Ran.with("inspect", narrow, "--reference", file(), "--json").out())
            .getAsJsonObject()
            .getAsJsonObject("stateActionCoverage");

    assertThat(text.exitCode()).as(text.err()).isEqualTo(Main.OK);
    assertThat(text.out()).contains("SACo 0.").contains("in the first 800 rows");
    assertThat(text.out().lines().skip(1)).allMatch(line -> line.length() <= 80);
    assertThat(json.get("rows").getAsInt()).isEqualTo(800);
    assertThat(json.get("edges").getAsInt()).isEqualTo(5);
    assertThat(json.get("value").getAsDouble())
        .isEqualTo(json.get("distinct").getAsDouble() / json.get("referenceDistinct").getAsDouble())
        .isBetween(0.1, 0.9);
    assertThat(json.get("reference").getAsString()).isEqualTo(file().toString());
  }

  @Test
  void jsonHoldsEveryMeasureUnderItsDocumentedName() throws IOException {
    generate("--tier", "random", "--episodes", "3");

    JsonObject json =
        JsonParser.parseString(Ran.with("inspect", file(), "--json").out()).getAsJsonObject();

    String page = Files.readString(Path.of("..", "docs", "inspect.md"));
    assertThat(json.keySet()).allMatch(name -> page.contains("`" + name + "`"));
    assertThat(json.getAsJsonObject("trajectoryQuality").get("value").getAsDouble())
        .isCloseTo(
            json.getAsJsonObject("normalizedScores").get("mean").getAsDouble() / 100, within(1e-9));
    assertThat(json.getAsJsonObject("neighbors").get("rows").getAsInt()).isEqualTo(600);
    assertThat(json.getAsJsonObject("neighbors").get("seed").getAsInt()).isZero();
    assertThat(json.getAsJsonArray("actionUse")).hasSize(1);
    assertThat(json.getAsJsonArray("observationHistograms")).hasSize(3);
    assertThat(json.getAsJsonObject("duplicates").get("rows").getAsInt()).isZero();
    assertThat(json.getAsJsonObject("continuity").get("jumps").getAsInt()).isZero();
    assertThat(json.get("stateActionCoverage").isJsonNull()).isTrue();
  }

  @Test
  void inspectWritesAPageWithPictures() throws IOException {
    generate("--mix", "expert=0.25,random=0.75", "--episodes", "8");
    Path page = folder.resolve("pages").resolve("log.html");

    Ran ran = Ran.with("inspect", file(), "--html", page);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("Page: " + page);
    String html = Files.readString(page);
    assertThat(html)
        .contains("<h1>log file.parquet</h1>")
        .contains("Nearest neighbors", "TQ ")
        .doesNotContain("<script");
    assertThat(html.split("<img ", -1)).hasSize(6);
  }

  @Test
  void thePageOfAMazesLogShowsItsPositionsFromAbove() throws IOException {
    Path page = folder.resolve("maze.html");
    Ran made =
        Ran.with(
            "generate",
            "maze2d-umaze-v1",
            "--tier",
            "random",
            "--episodes",
            2,
            "--seed",
            1,
            "--out",
            file());
    assertThat(made.exitCode()).as(made.err()).isEqualTo(Main.OK);

    Ran ran = Ran.with("inspect", file(), "--html", page);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(Files.readString(page))
        .contains("From above", "The umaze maze from above: positions of a dataset: 600.");
  }

  @Test
  void aPageThatCannotBeWrittenIsOneMessage() throws IOException {
    generate("--tier", "random", "--episodes", "1");

    Ran ran = Ran.with("inspect", file(), "--html", folder);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("is a folder").hasLineCount(1);
  }

  @Test
  void sameSeedSameFile() throws IOException {
    generate("--tier", "mixed", "--episodes", "3");
    byte[] first = Files.readAllBytes(file());
    generate("--tier", "mixed", "--episodes", "3");

    assertThat(Files.readAllBytes(file())).isEqualTo(first);
  }

  @Test
  void aTerminalWithoutBlockCharactersGetsAscii() {
    generate("--tier", "random", "--episodes", "3");

    Ran ran = Ran.in(StandardCharsets.US_ASCII, false, "inspect", file());

    assertThat(ran.out()).contains("##").doesNotContain("?");
  }

  @Test
  void unknownNamesAreWrongUsageAnsweredWithTheNearest() {
    Ran environment =
        Ran.with(
            "generate",
            "pendulum",
            "--tier",
            "random",
            "--episodes",
            1,
            "--seed",
            1,
            "--out",
            file());
    Ran tier = generate("--tier", "exprt", "--episodes", "1");
    Ran policy = generate("--mix", "exprt=1", "--episodes", "1");

    assertThat(environment.exitCode()).isEqualTo(Main.USAGE);
    assertThat(environment.err()).contains("'pendulum'. Did you mean Pendulum-v1?");
    assertThat(tier.exitCode()).isEqualTo(Main.USAGE);
    assertThat(tier.err()).contains("tier of Pendulum-v1 'exprt'. Did you mean expert?");
    assertThat(policy.exitCode()).isEqualTo(Main.USAGE);
    assertThat(policy.err()).contains("policy of Pendulum-v1 'exprt'. Did you mean expert?");
    assertThat(file()).doesNotExist();
  }

  @Test
  void sharesThatDoNotSumToOneAreWrongUsage() {
    Ran ran = generate("--mix", "expert=0.5,random=0.2", "--episodes", "1");

    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.err()).contains("sum to 0.7").contains("random=0.5");
  }

  @Test
  void oneOfEachPairOfOptionsIsNeeded() {
    Ran both =
        Ran.with(
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            1,
            "--transitions",
            1,
            "--seed",
            1,
            "--out",
            file());
    Ran neither = Ran.with("generate", "Pendulum-v1", "--episodes", 1, "--seed", 1, "--out", "x");

    assertThat(both.exitCode()).isEqualTo(Main.USAGE);
    assertThat(both.err()).contains("mutually exclusive");
    assertThat(neither.exitCode()).isEqualTo(Main.USAGE);
    assertThat(neither.err()).contains("--tier").contains("--mix");
  }

  @Test
  void aPathThatCannotBeWrittenFailsBeforeTheWork() throws IOException {
    Path regular = Files.writeString(folder.resolve("regular"), "text");

    Ran below =
        Ran.with(
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            1,
            "--seed",
            1,
            "--out",
            regular.resolve("x.parquet"));
    Ran onFolder =
        Ran.with(
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            1,
            "--seed",
            1,
            "--out",
            folder);

    assertThat(below.exitCode()).isEqualTo(Main.FAILED);
    assertThat(below.err()).contains(regular + " is a file").hasLineCount(1);
    assertThat(onFolder.exitCode()).isEqualTo(Main.FAILED);
    assertThat(onFolder.err()).contains("is a folder").hasLineCount(1);
    assertThat(Files.readString(regular)).isEqualTo("text");
  }

  @Test
  void filesThatAreNoDatasetAreOneMessage() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no parquet");
    Path empty = Files.createFile(folder.resolve("empty.parquet"));

    for (Path file : new Path[] {text, empty, folder.resolve("missing.parquet")}) {
      Ran ran = Ran.with("inspect", file);

      assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("error: " + file).hasLineCount(1);
    }
  }

  @Test
  void aFileThatHoldsNoLogOfTransitionsIsNamed() throws IOException {
    Path decisions = DecisionLogs.bandit(folder);
    Path parts = Files.createDirectory(folder.resolve("parts"));

    for (Path file : new Path[] {decisions, parts}) {
      Ran ran = Ran.with("inspect", file);

      assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("error: " + file).hasLineCount(1);
    }
  }

  @Test
  void aLogWithoutARowToLearnFromIsShownAndNotTrainedOn() throws IOException {
    Path cut = folder.resolve("cut.parquet");
    TransitionFile.write(
        new Transitions.Builder(1, new ActionSpace.Discrete(2))
            .observations(new float[2])
            .actions(new float[2])
            .rewards(new double[2])
            .terminal(new boolean[2])
            .truncated(new boolean[] {true, true})
            .episodesByEnds()
            .build(),
        cut);

    Ran text = Ran.with("inspect", cut);
    JsonObject json =
        JsonParser.parseString(Ran.with("inspect", cut, "--json").out()).getAsJsonObject();
    Object[] train = {"train", "--algorithm", "bc", "--data", cut, "--steps", 1, "--seed", 1};
    train = Arrays.copyOf(train, 11);
    train[9] = "--out";
    train[10] = folder.resolve("run");
    Ran trained = Ran.with(train);

    assertThat(text.exitCode()).as(text.err()).isEqualTo(Main.OK);
    assertThat(text.out().replaceAll("\\s+", " "))
        .contains("error no row of 2 can be learned from")
        .contains("2 rows without one, left out: 2 cut by a time limit");
    assertThat(json.get("rowsLeftOut").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("leftOut").get("timeLimit").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonArray("findings").get(0).getAsJsonObject().get("severity"))
        .hasToString("\"error\"");
    assertThat(trained.exitCode()).isEqualTo(Main.FAILED);
    assertThat(trained.err())
        .isEqualTo(
            "error: "
                + cut
                + ": no row of 2 can be learned from: none has a next observation. Store"
                + " next_observations, or log longer episodes.\n");
  }

  @Test
  void returnsOfLegsAreSaidNotToCompareWithTheReferences() {
    Object[] generate = {
      "generate", "maze2d-umaze-v1", "--tier", "collector", "--transitions", 3000, "--seed", 1
    };
    generate = Arrays.copyOf(generate, 10);
    generate[8] = "--out";
    generate[9] = file();
    Ran.with(generate);
    Path whole = folder.resolve("whole.parquet");
    generate[3] = "planner";
    generate[4] = "--episodes";
    generate[5] = 2;
    generate[9] = whole;
    Ran.with(generate);

    Ran legs = Ran.with("inspect", file());
    Ran episodes = Ran.with("inspect", whole);

    assertThat(legs.exitCode()).as(legs.err()).isEqualTo(Main.OK);
    assertThat(legs.out().replaceAll("\\s+", " "))
        .containsPattern("warning returns are of legs and not of whole episodes: \\d+ of \\d+ ends")
        .contains("(the references that the log states). Returns are of legs, not of whole");
    assertThat(episodes.out()).contains("TQ ").doesNotContain("legs");
  }

  @Test
  void aMappedColumnIsTakenFromTheReferenceOnlyWhereItHasOne() throws IOException {
    Transitions.Builder log =
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[] {1, 1, 2})
            .actions(new float[] {0, 0.5f, 1})
            .rewards(new double[] {1, 2, 3})
            .terminal(new boolean[] {false, false, true})
            .truncated(new boolean[3])
            .episodesByEnds();
    Path reference = folder.resolve("reference.parquet");
    TransitionFile.write(log.build(), reference);
    Path mapped = folder.resolve("mapped.parquet");
    TransitionFile.write(
        log.extra("steered", new Column.Numbers(new double[] {1, 1, 1}, 1, true)).build(), mapped);

    Ran one = Ran.with("inspect", mapped, "--reference", reference, "--column", "actions=steered");
    Ran both = Ran.with("inspect", mapped, "--reference", mapped, "--column", "actions=steered");
    Ran neither = Ran.with("inspect", reference, "--column", "actions=steered");

    assertThat(one.exitCode()).as(one.err()).isEqualTo(Main.OK);
    assertThat(one.out()).contains("SACo 0.");
    assertThat(both.out()).contains("SACo 1.");
    assertThat(neither.exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void aReferenceThatDoesNotFitIsNamedWithTheLog() {
    generate("--tier", "random", "--episodes", "1");
    Path maze = folder.resolve("maze.parquet");
    Ran.with(
        "generate",
        "maze2d-umaze-v1",
        "--tier",
        "random",
        "--episodes",
        1,
        "--seed",
        1,
        "--out",
        maze);

    Ran ran = Ran.with("inspect", file(), "--reference", maze);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err())
        .startsWith("error: " + file() + " against " + maze + ": the log has observations of 3")
        .hasLineCount(1);
  }

  @Test
  void columnsOfOtherNamesAreMapped() {
    generate("--tier", "random", "--episodes", "1");

    Ran missing = Ran.with("inspect", file(), "--column", "rewards=profit");
    Ran role = Ran.with("inspect", file(), "--column", "reward=profit");

    assertThat(missing.exitCode()).isEqualTo(Main.FAILED);
    assertThat(missing.err()).contains("profit");
    assertThat(role.exitCode()).isEqualTo(Main.USAGE);
    assertThat(role.err()).contains("'reward' is not a role").contains("rewards");
  }

  @Test
  void namesAreListedForPeopleAndForPrograms() {
    for (String kind : new String[] {"algorithms", "environments", "samplers"}) {
      Ran text = Ran.with("list", kind);
      JsonArray json =
          JsonParser.parseString(Ran.with("list", kind, "--json").out()).getAsJsonArray();

      assertThat(text.exitCode()).isEqualTo(Main.OK);
      assertThat(text.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(json).isNotEmpty();
      json.forEach(
          entry ->
              assertThat(text.out())
                  .contains(entry.getAsJsonObject().get("name").getAsString())
                  .contains(entry.getAsJsonObject().get("description").getAsString()));
    }
    Ran unknown = Ran.with("list", "algoritm");
    assertThat(unknown.exitCode()).isEqualTo(Main.USAGE);
    assertThat(unknown.err()).contains("Did you mean algorithms?");
  }

  @Test
  void everyTierIsListedWithWhatItIs() {
    String text = Ran.with("list", "environments").out().replaceAll("\\s+", " ");
    JsonArray json =
        JsonParser.parseString(Ran.with("list", "environments", "--json").out()).getAsJsonArray();

    json.forEach(
        entry -> {
          JsonObject tiers = entry.getAsJsonObject().getAsJsonObject("tierDescriptions");
          assertThat(tiers.keySet()).contains("random");
          tiers
              .asMap()
              .forEach(
                  (tier, what) -> {
                    assertThat(what.getAsString()).as("%s, %s", entry, tier).isNotBlank();
                    assertThat(text).contains("tier " + tier + " " + what.getAsString());
                  });
        });
    assertThat(text)
        .contains("tier expert D4RL's controller as its score of 100 was measured")
        .contains("tier planner D4RL's controller with a plan of its own in each episode")
        .contains("tier mixed episodes of expert=0.05,random=0.95");
  }

  @Test
  void progressOnATerminalIsABarOnStderr() {
    Ran ran =
        Ran.in(
            StandardCharsets.UTF_8,
            true,
            "generate",
            "Pendulum-v1",
            "--tier",
            "random",
            "--episodes",
            20,
            "--seed",
            1,
            "--out",
            file());

    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.err())
        .contains("\r")
        .contains("generating")
        .contains("100 %")
        .contains("4,000 of 4,000");
    assertThat(ran.out()).doesNotContain("\r");
  }
}
