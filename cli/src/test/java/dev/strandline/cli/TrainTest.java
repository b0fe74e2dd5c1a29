package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.offline.Metrics;
import dev.strandline.offline.RunFolder;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainTest {

  @TempDir private static Path shared;

  @TempDir private Path folder;

  private static Path log;

  @BeforeAll
  static void generateTheLog() {
    log = shared.resolve("log file.parquet");
    Ran ran =
        Ran.with(
            "generate",
            "Pendulum-v1",
            "--tier",
            "mixed",
            "--episodes",
            20,
            "--seed",
            1,
            "--out",
            log);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
  }

  private Path run() {
    return folder.resolve("run");
  }

  /** A training of 40 steps with a tiny network; later options may add to it. */
  private Ran train(String algorithm, String... more) {
    return Ran.in(StandardCharsets.UTF_8, false, arguments(algorithm, more));
  }

  private Object[] arguments(String algorithm, String... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("train", "--algorithm", algorithm, "--data", log, "--out", run()));
    arguments.addAll(List.of("--set", "hidden=8", "--set", "batchSize=16", "--steps", 40));
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray();
  }

  @Test
  void seedsAreTrainedEvaluatedAndSummarized() throws IOException {
    Ran ran =
        train(
            "td3bc",
            "--env",
            "Pendulum-v1",
            "--eval-every",
            "15",
            "--eval-episodes",
            "2",
            "--sampler",
            "rw",
            "--sampler-set",
            "temperature=0.2",
            "--seed",
            "1,2");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .contains("td3bc, sampler rw, 40 steps")
        .contains("seed 1")
        .contains("95 % interval")
        .contains("Student t over 2 seeds")
        .contains(run().resolve("seed-2").resolve("policy.bin").toString())
        .contains("curves.png");
    assertThat(ran.err().lines().filter(line -> line.contains("return")))
        .as("evaluations after 15, 30 and 40 steps of two seeds")
        .hasSize(6);
    RunFolder opened = RunFolder.open(run());
    assertThat(opened.description().getAsJsonObject("samplerSettings").get("temperature"))
        .asString()
        .contains("0.2");
    assertThat(opened.description().getAsJsonObject("settings").get("batchSize"))
        .asString()
        .contains("16");
    Metrics metrics = opened.metrics(2);
    assertThat(ran.out())
        .contains(
            Text.number(metrics.value(metrics.size() - 1, Metrics.RETURN_MEAN)).substring(0, 4));
    assertThat(opened.policy(1).observationSize()).isEqualTo(3);
    assertThat(Files.size(run().resolve("curves.png"))).isPositive();
  }

  @Test
  void theReportShowsResultsLossesAndACommandThatDoesTheSameAgain() throws IOException {
    Ran ran =
        train(
            "td3bc",
            "--env",
            "Pendulum-v1",
            "--eval-every",
            "20",
            "--eval-episodes",
            "2",
            "--seed",
            "-3,2",
            "--json");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    Path report = run().resolve("report.html");
    assertThat(ran.out()).contains(report.toString());
    String html = Files.readString(report);
    assertThat(html)
        .contains("td3bc on log file.parquet", "seed -3", "95 % interval", "Student t over 2 seeds")
        .contains("critic_loss", "batchSize", "20 episodes")
        .contains("The normalized score is 0 at a return of -1,216 and 100 at -151.3.")
        .contains("The log: what it is worth", "TQ ", "headroom", "agreement")
        .contains("length of an episode", "at a bound", "observation 2", "nearest state and action")
        .doesNotContain("<script");
    assertThat(html.split("<img ", -1)).hasSize(8);

    List<String> words = command(html);
    assertThat(words).doesNotContain("--json").contains(run() + "-again");
    Ran again = Ran.with(words.subList(1, words.size()).toArray());
    assertThat(again.exitCode()).as(again.err()).isEqualTo(Main.OK);
    assertThat(Path.of(run() + "-again").resolve("seed--3").resolve("policy.bin"))
        .hasSameBinaryContentAs(run().resolve("seed--3").resolve("policy.bin"));
  }

  @Test
  void prdcSaysThatItIsTd3BcOnlyWhereItIs() {
    String[] ownRows = {
      "--set", "beta=1e6", "--env", "Pendulum-v1", "--eval-episodes", "1", "--seed", "1"
    };
    Object[] ofSeveral = arguments("prdc", ownRows);
    ofSeveral[6] = folder.resolve("several");
    ofSeveral = Arrays.copyOf(ofSeveral, ofSeveral.length + 2);
    ofSeveral[ofSeveral.length - 2] = "--set";
    ofSeveral[ofSeveral.length - 1] = "neighbors=2";

    Ran one = train("prdc", ownRows);
    Ran several = Ran.with(ofSeveral);

    assertThat(one.err())
        .contains("own row 100 %: no other pair is nearer, so PRDC is TD3+BC here");
    assertThat(several.err()).contains("own row 100 %").doesNotContain("TD3+BC here");
  }

  /** The report's command in words, as a shell takes it. */
  private static List<String> command(String html) {
    Matcher block = Pattern.compile("<code>(.*?)</code>", Pattern.DOTALL).matcher(html);
    assertThat(block.find()).isTrue();
    String line = block.group(1).replace("\\\n", " ").replace("&#39;", "'");
    return Pattern.compile("'([^']*)'|\\S+")
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toList();
  }

  @Test
  void everythingWorksWithoutAnEnvironment() {
    Ran ran = train("bc", "--seed", "4");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .contains(run().resolve("policy.bin").toString())
        .doesNotContain("return")
        .doesNotContain("curve");
    assertThat(run().resolve("policy.bin")).exists();
    assertThat(run().resolve("report.html"))
        .content()
        .contains("No environment was given", "1 seed", "Settings")
        .doesNotContain("Results");
    assertThat(run().resolve("curves.png")).doesNotExist();
  }

  @Test
  void oneSeedHasNoIntervalAndSaysHowToGetOne() {
    Ran ran = train("bc", "--seed", "4", "--env", "Pendulum-v1", "--eval-episodes", "1");

    assertThat(ran.out()).contains("One seed gives no interval").contains("--seed 1,2,3");
  }

  @Test
  void jsonIsOneDocumentOnStdout() {
    JsonObject with =
        JsonParser.parseString(
                train(
                        "percent-bc",
                        "--set",
                        "fraction=0.5",
                        "--env",
                        "Pendulum-v1",
                        "--eval-episodes",
                        "1",
                        "--seed",
                        "1,2,3",
                        "--json")
                    .out())
            .getAsJsonObject();

    assertThat(with.get("algorithm").getAsString()).isEqualTo("percent-bc");
    assertThat(with.get("environment").getAsString()).isEqualTo("Pendulum-v1");
    assertThat(with.getAsJsonArray("seeds")).hasSize(3);
    JsonObject second = with.getAsJsonArray("seeds").get(1).getAsJsonObject();
    assertThat(second.get("seed").getAsLong()).isEqualTo(2);
    assertThat(Path.of(second.get("policy").getAsString())).exists();
    assertThat(second.get("mean").getAsDouble()).isNegative();
    assertThat(with.getAsJsonObject("interval").get("low").getAsDouble())
        .isLessThanOrEqualTo(with.get("mean").getAsDouble());
    assertThat(Path.of(with.get("curves").getAsString())).exists();

    JsonObject without =
        JsonParser.parseString(
                Ran.with(
                        "train",
                        "--algorithm",
                        "bc",
                        "--data",
                        log,
                        "--set",
                        "hidden=none",
                        "--steps",
                        1,
                        "--seed",
                        1,
                        "--out",
                        folder.resolve("bare"),
                        "--json")
                    .out())
            .getAsJsonObject();
    assertThat(without.get("environment").isJsonNull()).isTrue();
    assertThat(without.getAsJsonArray("seeds")).hasSize(1);
    assertThat(without.get("curves").isJsonNull()).isTrue();
  }

  @Test
  void aFolderThatHoldsARunIsRefusedAndResumedOnRequest() throws IOException {
    train("bc", "--seed", "1");
    byte[] policy = Files.readAllBytes(run().resolve("policy.bin"));

    Ran refused = train("bc", "--seed", "1");
    Ran resumed = train("bc", "--seed", "1", "--resume");
    Ran other = train("bc", "--seed", "2", "--resume");

    assertThat(refused.exitCode()).isEqualTo(Main.FAILED);
    assertThat(refused.err()).contains(run().toString()).contains("--resume").hasLineCount(1);
    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(Main.OK);
    assertThat(resumed.err()).contains("seed 1 goes on after step 40");
    assertThat(other.exitCode()).isEqualTo(Main.FAILED);
    assertThat(other.err()).contains("seeds [1]").contains("[2]").hasLineCount(1);
    assertThat(Files.readAllBytes(run().resolve("policy.bin"))).isEqualTo(policy);
  }

  @Test
  void aRunWhoseEndIsLostIsResumedToTheSamePolicyFromItsCheckpoint() throws IOException {
    train("bc", "--seed", "1");
    byte[] policy = Files.readAllBytes(run().resolve("policy.bin"));
    Files.delete(run().resolve("policy.bin"));
    Files.delete(run().resolve("checkpoints").resolve("step-000000000040.bin"));

    Ran resumed = train("bc", "--seed", "1", "--threads", "1", "--resume");

    assertThat(resumed.err()).contains("seed 1 goes on after step 36");
    assertThat(Files.readAllBytes(run().resolve("policy.bin"))).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "td3b  | --threads 1                 | unknown algorithm 'td3b'. Did you mean td3bc",
        "td3bc | --sampler unifrm            | unknown sampler 'unifrm'. Did you mean uniform?",
        "td3bc | --set alfa=1                | unknown setting of td3bc 'alfa'. Did you mean alpha",
        "bc    | --set rewardscale=2         | Did you mean rewardScale",
        "bc    | --sampler-set temperature=1 | unknown setting of sampler uniform 'temperature'",
        "bc    | --env Pendulum-v0           | Did you mean Pendulum-v1?",
        "bc    | --set learningRate=fast     | setting learningRate is 'fast'",
        "td3bc | --set gamma=2               | gamma",
        "bc    | --threads 0                 | --threads must be at least 1, but is 0",
        "bc    | --eval-every 10             | need an environment",
        "bc    | --steps=-5                  | --steps",
        "bc    | --seed 1,1                  | [3, 1, 1]",
        "bc    | --seed one                  | 'one' is not a whole number",
        "bc    | --set alpha                 | KEY=VALUE",
      })
  void mistakesInTheCommandLineAreWrongUsageAndLeaveNothing(
      String algorithm, String more, String message) {
    List<String> words = new ArrayList<>(List.of("--seed", "3"));
    words.addAll(List.of(more.split(" ", -1)));

    Ran ran = train(algorithm, words.toArray(new String[0]));

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.USAGE);
    assertThat(ran.err()).contains(message).endsWith("See ./strandline train --help\n");
    assertThat(ran.out()).isEmpty();
    assertThat(run()).doesNotExist();
  }

  @Test
  void divergenceHasAnExitCodeOfItsOwn() {
    Ran ran = train("td3bc", "--seed", "5", "--set", "rewardScale=1e200");

    assertThat(ran.exitCode()).isEqualTo(Main.DIVERGED);
    assertThat(ran.err()).contains("diverged at step 1 of seed 5").contains("rewardScale");
    assertThat(ran.err()).hasLineCount(1);
  }

  @Test
  void aLogOfOtherSizesThanTheEnvironmentIsOneMessageBeforeTraining() throws IOException {
    Path other = folder.resolve("other.parquet");
    Transitions wide =
        new Transitions.Builder(4, ActionSpace.Box.symmetric(2, 1))
            .observations(new float[] {1, 2, 3, 4, 5, 6, 7, 8})
            .actions(new float[] {0, 0, 1, 1})
            .rewards(new double[] {1, 2})
            .terminal(new boolean[] {false, true})
            .truncated(new boolean[2])
            .episodesByEnds()
            .build();
    TransitionFile.write(wide, other);

    Ran ran =
        Ran.with(
            "train",
            "--algorithm",
            "bc",
            "--data",
            other,
            "--env",
            "Pendulum-v1",
            "--steps",
            1,
            "--seed",
            1,
            "--out",
            run());

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err())
        .contains(other.toString())
        .contains("4 numbers")
        .contains("3 numbers")
        .contains("--env")
        .hasLineCount(1);
    assertThat(run()).doesNotExist();
  }

  @Test
  void actionsOutOfBoundsAreWarnedOfAndLearnedFrom() throws IOException {
    Path odd = folder.resolve("odd.parquet");
    Transitions outside =
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[] {1, 2})
            .actions(new float[] {0, 7})
            .rewards(new double[] {1, 2})
            .terminal(new boolean[] {false, true})
            .truncated(new boolean[2])
            .episodesByEnds()
            .build();
    TransitionFile.write(outside, odd);

    Ran ran =
        Ran.with(
            "train", "--algorithm", "bc", "--data", odd, "--steps", 1, "--seed", 1, "--out", run());

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.err()).contains("warning: " + odd + ": action: 1 of 2 rows is outside");
  }

  @Test
  void onATerminalEvaluationsStandAboveTheBar() {
    Ran ran =
        Ran.in(
            StandardCharsets.UTF_8,
            true,
            arguments("bc", "--seed", "1", "--env", "Pendulum-v1", "--eval-episodes", "1"));

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.err())
        .contains("\rseed 1  step        40  return")
        .contains("100 %")
        .contains("40 of 40");
  }

  @Test
  void aRunOfSeveralSeedsIsEvaluatedOverItsSeedsAndOneOfASingleSeedOverEpisodes() {
    train("bc", "--seed", "1,2,3");
    Object[] evaluate = {"evaluate", run(), "--env", "Pendulum-v1", "--episodes", 4, "--seed", 7};
    Object[] asJson = Arrays.copyOf(evaluate, 9);
    asJson[8] = "--json";

    Ran several = Ran.with(evaluate);
    JsonObject json = JsonParser.parseString(Ran.with(asJson).out()).getAsJsonObject();
    evaluate[1] = run().resolve("seed-2").resolve("policy.bin");
    Ran one = Ran.with(evaluate);

    assertThat(several.exitCode()).as(several.err()).isEqualTo(Main.OK);
    assertThat(several.out()).contains("seed 3").contains("Student t over 3 seeds");
    assertThat(json.getAsJsonArray("seeds")).hasSize(3);
    assertThat(json.get("intervalOver").getAsString()).isEqualTo("seeds");
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += json.getAsJsonArray("seeds").get(i).getAsJsonObject().get("mean").getAsDouble();
    }
    assertThat(json.get("mean").getAsDouble()).isCloseTo(sum / 3, within(1e-9));
    assertThat(one.out()).contains("Student t over 4 episodes");
  }

  @Test
  void aRunThatIsNotFinishedCannotBeEvaluatedYet() throws IOException {
    train("bc", "--seed", "1,2");
    Path missing = run().resolve("seed-2").resolve("policy.bin");
    Files.delete(missing);

    Ran ran = Ran.with("evaluate", run(), "--env", "Pendulum-v1", "--episodes", 1, "--seed", 1);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains(missing.toString()).contains("--resume").hasLineCount(1);
  }
}
