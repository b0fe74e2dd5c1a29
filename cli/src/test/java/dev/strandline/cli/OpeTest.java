package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import dev.strandline.ope.learning.SoftmaxPolicy;
import dev.strandline.ope.model.Names;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeTest {

  @TempDir private static Path folder;

  private static Ran ope(Path log, String kind, Object... rest) {
    List<Object> arguments = new ArrayList<>(List.of("ope", log, "--kind", kind));
    arguments.addAll(Arrays.asList(rest));
    return Ran.with(arguments.toArray());
  }

  private static JsonObject json(Ran ran) {
    return JsonParser.parseString(ran.out()).getAsJsonObject();
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    return StreamSupport.stream(json.getAsJsonArray(name).spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static String decision(JsonObject policy) {
    return policy.getAsJsonObject("verdict").get("decision").getAsString();
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  @Test
  void decisionsAreJudgedInWords() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    Ran ran = ope(log, "bandit", "--target", "a=good", "--target", "b=bad", "--segment", "market");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("900 rows, 900 independent units")
        .contains("a: BETTER")
        .contains("Its gain over the logging policy is")
        .contains("b: WORSE")
        .contains("Rewards are predicted by ridge")
        .containsPattern("logged +0\\.7\\d+ \\[0\\.6\\d+, 0\\.7\\d+\\]")
        .containsPattern("weights +mean [01]\\.\\d+, effective sample size \\d+ of 900")
        .containsPattern("estimator +value +95 % interval +std error")
        .containsPattern("dr \\(verdict\\) +1\\.\\d+ +\\[1\\.\\d+, 1\\.\\d+\\]")
        .containsPattern("market +rows +policy +value")
        .containsPattern("au +600 +logging policy +0\\.\\d+ \\[")
        .containsPattern("nz +300 +logging policy");
    assertThat(ran.out().lines().skip(1)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void oneJsonDocumentHoldsEverything() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    Ran ran =
        ope(
            log,
            "bandit",
            "--target",
            "a=good",
            "--target",
            "b=bad",
            "--target",
            "c=rare",
            "--segment",
            "market",
            "--interval",
            "t",
            "--level",
            "0.9",
            "--seed",
            7,
            "--json");

    JsonObject json = json(ran);
    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(text(json, "log")).isEqualTo(log.toString());
    assertThat(text(json, "kind")).isEqualTo("bandit");
    assertThat(text(json, "interval")).isEqualTo("t");
    assertThat(json.get("rows").getAsInt()).isEqualTo(900);
    assertThat(json.get("units").getAsInt()).isEqualTo(900);
    assertThat(json.get("level").getAsDouble()).isEqualTo(0.9);
    assertThat(json.get("seed").getAsInt()).isEqualTo(7);
    assertThat(json.getAsJsonArray("remarks")).hasSize(1);
    List<JsonObject> policies = objects(json, "policies");
    assertThat(policies)
        .extracting(policy -> text(policy, "name") + " " + decision(policy))
        .containsExactly("a better", "b worse", "c cannot answer");
    JsonObject good = policies.get(0);
    assertThat(text(good.getAsJsonObject("primary"), "estimator")).isEqualTo("dr");
    assertThat(good.getAsJsonObject("primary").get("value").getAsDouble())
        .isCloseTo(1.6, within(0.1));
    assertThat(objects(good, "estimates"))
        .extracting(estimate -> text(estimate, "estimator"))
        .containsExactly("ips", "snips", "dm", "dr", "sndr");
    assertThat(good.getAsJsonObject("gain").get("low").getAsDouble()).isPositive();
    assertThat(good.getAsJsonObject("lift").get("value").getAsDouble()).isPositive();
    assertThat(objects(good, "weights").get(0).get("effectiveSampleSize").getAsDouble())
        .isBetween(100.0, 900.0);
    JsonObject failed = policies.get(2).getAsJsonObject("verdict");
    assertThat(text(failed, "gate")).isEqualTo("effective sample size");
    assertThat(failed.get("seen").getAsDouble()).isLessThan(failed.get("threshold").getAsDouble());
    assertThat(policies.get(2).getAsJsonObject("gain").get("value").isJsonNull()).isTrue();
    assertThat(objects(json, "sharpeRatios")).hasSize(2);
    assertThat(objects(json, "segments"))
        .extracting(segment -> text(segment, "segment") + " " + segment.get("rows").getAsInt())
        .containsExactly("au 600", "nz 300");
    assertThat(json.getAsJsonObject("returns").keySet()).isEmpty();
  }

  @Test
  void theExitCodeIsFourIfTheLogCanAnswerForNoPolicy() throws IOException {
    Ran ran = ope(DecisionLogs.bandit(folder), "bandit", "--target", "c=rare");

    assertThat(ran.exitCode()).isEqualTo(Main.CANNOT_ANSWER);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("c: CANNOT ANSWER").contains("effective sample size is");
  }

  @Test
  void aFolderGetsThePageThePicturesAndTheDocument() throws IOException {
    Path log = DecisionLogs.bandit(folder);
    Path out = folder.resolve("judged by ope");

    Ran ran = ope(log, "bandit", "--target", "a=good", "--segment", "market", "--out", out);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("Report: " + out.resolve("report.html"));
    for (String picture :
        List.of("estimates", "weights-1", "overlap-1", "actions-1", "segments-1")) {
      assertThat(Files.readAllBytes(out.resolve(picture + ".png")))
          .as(picture)
          .startsWith(0x89, 'P', 'N', 'G');
    }
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("a: better")
        .contains("./strandline ope " + log)
        .contains("--segment market --out &#39;" + out + "&#39;");
    JsonObject written =
        JsonParser.parseString(Files.readString(out.resolve("result.json"))).getAsJsonObject();
    assertThat(written)
        .isEqualTo(json(ope(log, "bandit", "--target", "a=good", "--segment", "market", "--json")));
  }

  @Test
  void slatesAreJudgedByTheProbabilitiesThatAreThere() throws IOException {
    Path log = DecisionLogs.slates(folder);

    Ran words = ope(log, "slate", "--target", "a=good", "--target", "b=bad");
    JsonObject json = json(ope(log, "slate", "--target", "a=good", "--target", "b=bad", "--json"));

    assertThat(words.exitCode()).as(words.err()).isEqualTo(Main.OK);
    assertThat(words.out())
        .contains("1,800 rows, 900 independent units")
        .contains("a: BETTER")
        .contains("b: WORSE");
    assertThat(json.get("units").getAsInt()).isEqualTo(900);
    assertThat(objects(objects(json, "policies").get(0), "estimates"))
        .extracting(estimate -> text(estimate, "estimator"))
        .containsExactly("sips", "snsips");
  }

  @Test
  void trajectoriesAreJudgedWithTheDistributionOfTheirReturns() throws IOException {
    Path log = DecisionLogs.trajectories(folder);

    Ran words = ope(log, "trajectory", "--target", "a=good", "--target", "b=bad");
    JsonObject json =
        json(ope(log, "trajectory", "--target", "a=good", "--target", "b=bad", "--json"));

    assertThat(words.exitCode()).as(words.err()).isEqualTo(Main.OK);
    assertThat(words.out())
        .contains("1,800 rows, 900 independent units")
        .contains("a: BETTER")
        .contains("b: WORSE")
        .contains("at step 1, the worst");
    assertThat(json.getAsJsonObject("returns").keySet()).containsExactly("the log", "a", "b");
    assertThat(json.getAsJsonObject("returns").getAsJsonObject("a").getAsJsonArray("quantiles"))
        .hasSize(5);
  }

  @Test
  void unitsBoundsAndColumnsAreTakenFromTheCommandLine() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    JsonObject json =
        json(
            ope(
                log,
                "bandit",
                "--target",
                "a=good_logged",
                "--unit",
                "user",
                "--interval",
                "hoeffding",
                "--reward-range",
                "-3,6",
                "--max-weight",
                4,
                "--estimators",
                "ips,snips",
                "--json"));
    JsonObject policy = objects(json, "policies").get(0);
    JsonObject negated =
        json(ope(log, "bandit", "--target", "a=good_logged", "--column", "reward=user", "--json"));

    assertThat(json.get("units").getAsInt()).isEqualTo(300);
    JsonObject ips = objects(policy, "estimates").get(0);
    assertThat(ips.get("low").isJsonNull()).as("rows of one user are no terms").isTrue();
    assertThat(ips.getAsJsonArray("intervalRemarks").toString()).contains("known range");
    assertThat(negated.getAsJsonObject("logging").get("value").getAsDouble())
        .as("mean of 0 to 299")
        .isCloseTo(149.5, within(1e-9));
  }

  @Test
  void theEstimateOfTheVerdictStandsAboveTheClippedOnes() throws IOException {
    Path out = folder.resolve("clipped");

    Ran ran =
        ope(
            DecisionLogs.bandit(folder),
            "bandit",
            "--target",
            "a=good",
            "--max-weight",
            2,
            "--estimators",
            "dr,balanced-ips",
            "--out",
            out);

    assertThat(ran.out())
        .containsPattern(
            "(?s)estimator .*dr \\(verdict\\) +1\\.\\d+ .*dr\\(max 2\\) +1\\.\\d+ .*balanced-ips\\(max 2\\) +1\\.")
        .containsPattern("Weights were estimated without\\s+propensities");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("dr (verdict)")
        .contains("dr(max 2)")
        .contains("Weights were estimated without propensities");
  }

  @Test
  void whyThereIsNoIntervalIsSaidOnceForAllPolicies() throws IOException {
    Path out = folder.resolve("bounded");

    Ran ran =
        ope(
            DecisionLogs.bandit(folder),
            "bandit",
            "--target",
            "a=good",
            "--target",
            "b=bad",
            "--interval",
            "hoeffding",
            "--reward-range",
            "-3,6",
            "--estimators",
            "snips",
            "--out",
            out);

    String why =
        "The bound is for plain means whose terms have a known range, which snips has not.";
    assertThat(ran.out().replaceAll("\\s+", " ")).containsOnlyOnce("interval " + why);
    assertThat(Files.readString(out.resolve("report.html"))).containsOnlyOnce(why);
  }

  @Test
  void propensitiesAreFittedIfAsked() throws IOException {
    Path out = folder.resolve("fitted");
    JsonObject json =
        json(
            ope(
                DecisionLogs.bandit(folder),
                "bandit",
                "--target",
                "a=good_logged",
                "--propensity",
                "fit",
                "--out",
                out,
                "--json"));

    assertThat(json.getAsJsonArray("remarks").toString())
        .contains("propensities were estimated, not logged")
        .contains("own were set aside");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains(
            "Importance weights of a. By the logged propensities, which the estimates set aside.");
  }

  /** The policy of softmax(0, 1, 2) in every context of some numbers; it never takes action 3. */
  private static Path softmax(int contextSize) throws IOException {
    Path file = folder.resolve("softmax-" + contextSize + ".policy");
    new SoftmaxPolicy(
            Activation.RELU,
            new double[][] {new double[4 * contextSize]},
            new double[][] {{0, 1, 2, Double.NEGATIVE_INFINITY}},
            1,
            false)
        .save(file);
    return file;
  }

  @Test
  void slatesAndTrajectoriesAreCutIntoSegmentsToo() throws IOException {
    for (Path log : List.of(DecisionLogs.slates(folder), DecisionLogs.trajectories(folder))) {
      String kind = log.endsWith("slates.parquet") ? "slate" : "trajectory";

      Ran ran = ope(log, kind, "--target", "a=good", "--segment", "half", "--json");

      assertThat(objects(json(ran), "segments"))
          .extracting(segment -> text(segment, "segment"))
          .containsExactly("first", "second");
    }
  }

  @Test
  void aPolicysFileIsATargetOfTrajectoriesWithNumberedActions() throws IOException {
    Path log = DecisionLogs.trajectories(folder);

    JsonObject json =
        json(ope(log, "trajectory", "--target", "a=" + softmax(1), "--target", "b=bad", "--json"));
    Ran other = ope(log, "trajectory", "--target", "a=" + softmax(2));

    JsonObject learned = objects(json, "policies").get(0);
    assertThat(decision(learned)).isEqualTo("better");
    // Two steps that earn the action's number, by (1, e, e^2) / (1 + e + e^2).
    double e = Math.E;
    assertThat(learned.getAsJsonObject("primary").get("value").getAsDouble())
        .isCloseTo(2 * (e + 2 * e * e) / (1 + e + e * e), within(0.25));
    assertFailure(
        other, log + ": target a: the policy takes a context of 2 numbers", "has 1 in its");
  }

  /** Episodes of one step whose actions are real numbers, with the density of a noisy policy. */
  private static Path realTrajectories() throws IOException {
    int rows = 300;
    RandomStream random = new Streams(2).open("steps");
    float[] action = new float[rows];
    double[] reward = new double[rows];
    double[] half = new double[rows];
    boolean[] terminal = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      action[row] = (float) (2 * random.nextDouble() - 1);
      reward[row] = action[row];
      half[row] = 0.5;
      terminal[row] = true;
    }
    Path file = folder.resolve("real.parquet");
    TransitionFile.write(
        new Transitions.Builder(1, ActionSpace.Box.symmetric(1, 1))
            .observations(new float[rows])
            .actions(action)
            .rewards(reward)
            .terminal(terminal)
            .truncated(new boolean[rows])
            .episodesByEnds()
            .extra("propensity", Column.Numbers.scalar(half))
            .extra("density", Column.Numbers.scalar(half.clone()))
            .build(),
        file);
    return file;
  }

  @Test
  void aRunsPolicyHasNoWeightInALogOfRealActionsAndIsToldSo() throws IOException {
    Path log = realTrajectories();
    Path policy = folder.resolve("policy.bin");
    new MlpPolicy(
            ObservationNormalizer.identity(1),
            Activation.RELU,
            new float[][] {{0}},
            new float[][] {{0}},
            ActionSpace.Box.symmetric(1, 1))
        .save(policy);

    assertFailure(
        ope(log, "trajectory", "--target", "a=" + policy, "--estimators", "dm,sndr"),
        "sndr cannot be had. The policy takes one exact action in each state",
        "a model alone carries no verdict",
        "give its density of the logged actions as a column");
    assertFailure(
        ope(log, "trajectory", "--target", "a=" + policy, "--target", "b=density"),
        "Judge the columns and the files one after the other");
    assertFailure(
        ope(log, "trajectory", "--target", "a=" + softmax(1)), "it does not begin with STRANDPL");
    assertFailure(ope(log, "trajectory", "--target", "a=" + folder), "is not a run's folder");
    assertFailure(
        ope(DecisionLogs.trajectories(folder), "trajectory", "--target", "a=" + policy),
        "is not a softmax policy");
  }

  @Test
  void noFileIsATargetOfSlates() throws IOException {
    assertFailure(
        ope(DecisionLogs.slates(folder), "slate", "--target", "a=" + softmax(1)),
        "softmax-1.policy is a file, but no policy's file says how likely a list is",
        "NEW_item_position or NEW_cascade",
        "--target a=NEW");
  }

  @Test
  void wrongUsageSaysWhatThereIs() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    assertUsage(
        ope(log, "bandits", "--target", "a=good"),
        "unknown kind of log 'bandits'. Did you mean bandit?");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--estimators", "snip"),
        "unknown estimator of a bandit log 'snip'. Did you mean snips");
    assertUsage(
        ope(log, "trajectory", "--target", "a=good", "--estimators", "ips"),
        "unknown estimator of a trajectory log 'ips'");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--interval", "boot"),
        "unknown interval 'boot'. Did you mean bootstrap?");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--propensity", "fitted"),
        "unknown source of propensities 'fitted'. Did you mean fit?");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--reward-range", "0"),
        "--reward-range takes two numbers, as in 0,1.");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--reward-range", "1,0"),
        "--reward-range must go up from one finite number to another, but is 1.0 to 0.0.");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--reward-range", "0,one"), "is not a number.");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--interval", "bernstein"),
        "--interval bernstein needs --reward-range LO,HI");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--level", "95"),
        "--level must lie between 0 and 1, but is 95.0.");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--max-weight", "0"),
        "--max-weight must be positive");
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--resamples", "10"), "--resamples must be");
    assertUsage(
        ope(log, "trajectory", "--target", "a=good", "--unit", "user"), "--unit is for bandit");
    for (String kind : List.of("slate", "trajectory")) {
      assertUsage(
          ope(log, kind, "--target", "a=good", "--max-weight", 5), "--max-weight is for bandit");
      assertUsage(
          ope(log, kind, "--target", "a=good", "--reward-range", "0,1"),
          "--reward-range is for bandit");
      assertUsage(
          ope(log, kind, "--target", "a=good", "--interval", "bernstein"),
          "--interval bernstein is for bandit");
    }
    assertUsage(
        ope(log, "slate", "--target", "a=good", "--propensity", "fit"),
        "--propensity fit is for bandit and trajectory");
    for (String kind : OpeLog.KINDS) {
      assertUsage(ope(log, kind, "--target", "a=good", "--column", "rewrd=profit"), "rewrd");
    }
    assertUsage(
        ope(log, "bandit", "--target", "a=good", "--column", "rewrd=profit"),
        "--column: unknown role of a bandit log 'rewrd'. Did you mean reward?");
    assertUsage(ope(log, "bandit"), "Missing required option: '--target");
    assertUsage(ope(log, "bandit", "--target", "good"), "good");
  }

  private static void assertUsage(Ran ran, String message) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("error: ").contains(message).contains("ope --help");
  }

  @Test
  void whatALogLacksIsNamedWithWhatItHas() throws IOException {
    Path log = DecisionLogs.bandit(folder);

    assertFailure(
        ope(log, "bandit", "--target", "a=goods"),
        log + ": target a: the log has no column goods.",
        "good, ");
    assertFailure(
        ope(log, "bandit", "--target", "a=good", "--segment", "country"),
        log + ": the log has no column country",
        "market");
    assertFailure(
        ope(log, "bandit", "--target", "a=good", "--column", "reward=profit"),
        log.toString(),
        "profit");
    assertFailure(
        ope(log, "bandit", "--target", "a=good_logged", "--estimators", "dr"),
        "[dr] needs each target's probabilities of all actions");
    assertFailure(
        ope(folder.resolve("none.parquet"), "bandit", "--target", "a=good"), "none.parquet");
  }

  @Test
  void trajectoriesAreToBeMadeParquetFirst() throws IOException {
    assertFailure(
        ope(csv("steps", "0,1,0.5,0.5"), "trajectory", "--target", "a=e"),
        "steps.csv: trajectories are read from Parquet. Make it so first: ./strandline import ",
        "steps.csv OUT.parquet");
  }

  @Test
  void aPolicyLearnedFromOtherActionsIsRefused() throws IOException {
    Path policy = folder.resolve("monday.policy");
    SoftmaxPolicy.load(softmax(0))
        .withNames(new Names(List.of("a", "b", "c", "d"), List.of()))
        .save(policy);
    Path tuesday = csv("tuesday", "a,1,0.5,0.5", "c,0,0.5,0.5", "d,1,0.5,0.5", "e,0,0.5,0.5");

    assertFailure(
        ope(tuesday, "bandit", "--target", "new=" + policy),
        "tuesday.csv: target new: the policy has other actions than the log",
        "the log lacks b, the log has e besides");
  }

  @Test
  void badRowsAreRefusedWithColumnRowValueAndCure() throws IOException {
    assertFailure(
        ope(csv("zero", "0,1,0.5,0.5", "1,0,0,0.5"), "bandit", "--target", "a=e"),
        "zero.csv",
        "column propensity, row 1",
        "is 0");
    assertFailure(
        ope(csv("nan", "0,NaN,0.5,0.5", "1,0,0.5,0.5"), "bandit", "--target", "a=e"),
        "nan.csv",
        "column reward",
        "row 0");
    assertFailure(
        ope(csv("negative", "0,1,0.5,0.5", "-1,0,0.5,0.5"), "bandit", "--target", "a=e"),
        "column action, row 1",
        "-1");
    assertFailure(
        ope(csv("above", "0,1,0.5,0.5", "1,0,0.5,1.5"), "bandit", "--target", "a=e"),
        "above.csv",
        "column e, row 1",
        "1.5");
  }

  private static Path csv(String name, String... rows) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".csv"),
        "action,reward,propensity,e\n" + String.join("\n", rows) + "\n",
        StandardCharsets.UTF_8);
  }

  private static void assertFailure(Ran ran, String... parts) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("error: ").contains(parts).doesNotContain("defect");
  }
}
