package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.envs.Environments;
import dev.strandline.envs.Evaluation;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Activation;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {

  @TempDir private Path folder;

  /** A linear policy of the Pendulum's sizes, or of others. */
  private MlpPolicy policy(int observationSize) throws IOException {
    float[] weights = new float[observationSize];
    weights[observationSize - 1] = -0.4f;
    MlpPolicy policy =
        new MlpPolicy(
            ObservationNormalizer.identity(observationSize),
            Activation.RELU,
            new float[][] {weights},
            new float[][] {{0}},
            ActionSpace.Box.symmetric(1, 2));
    policy.save(folder.resolve("policy.bin"));
    return policy;
  }

  private Ran evaluate(Object... more) {
    Object[] arguments = new Object[8 + more.length];
    Object[] fixed = {
      "evaluate", folder.resolve("policy.bin"), "--env", "Pendulum-v1", "--episodes", 5, "--seed", 3
    };
    System.arraycopy(fixed, 0, arguments, 0, 8);
    System.arraycopy(more, 0, arguments, 8, more.length);
    return Ran.with(arguments);
  }

  @Test
  void aPolicyFileIsPlayedAndReportedWithItsInterval() throws IOException {
    Evaluation expected = Evaluation.run(policy(3), Environments.named("Pendulum-v1"), 5, 3);

    Ran ran = evaluate();
    JsonObject json = JsonParser.parseString(evaluate("--json").out()).getAsJsonObject();

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .contains("5 episodes, seed 3")
        .contains("95 % interval")
        .contains(Text.number(expected.mean()))
        .contains("Student t over 5 episodes");
    assertThat(json.get("mean").getAsDouble()).isCloseTo(expected.mean(), within(1e-9));
    assertThat(json.getAsJsonArray("returns")).hasSize(5);
    assertThat(json.getAsJsonObject("interval").get("low").getAsDouble())
        .isLessThan(expected.mean());
    assertThat(json.getAsJsonObject("normalizedInterval").get("high").getAsDouble())
        .isGreaterThan(json.get("normalizedScore").getAsDouble());
  }

  @Test
  void aPageShowsTheReturnsAndTheCommand() throws IOException {
    Evaluation expected = Evaluation.run(policy(3), Environments.named("Pendulum-v1"), 5, 3);
    Path page = folder.resolve("my pages").resolve("page.html");

    Ran ran = evaluate("--html", page);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("Report: " + page);
    assertThat(Files.readString(page))
        .contains(Text.number(expected.mean()))
        .contains("Student t over 5 episodes")
        .contains("Histogram of episode returns")
        .contains("--env Pendulum-v1 \\", "--episodes 5 --seed 3 --html &#39;" + page + "&#39;")
        .doesNotContain("From above");
  }

  @Test
  void aPageOfAMazeShowsTheEpisodesFromAbove() throws IOException {
    new MlpPolicy(
            ObservationNormalizer.identity(4),
            Activation.RELU,
            new float[][] {new float[8]},
            new float[][] {{1, -1}},
            ActionSpace.Box.symmetric(2, 1))
        .save(folder.resolve("policy.bin"));
    Path page = folder.resolve("page.html");

    Ran ran =
        Ran.with(
            "evaluate",
            folder.resolve("policy.bin"),
            "--env",
            "maze2d-umaze-v1",
            "--episodes",
            14,
            "--seed",
            1,
            "--json",
            "--html",
            page);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(JsonParser.parseString(ran.out()).isJsonObject()).isTrue();
    assertThat(Files.readString(page))
        .contains("The umaze maze from above: the policy, episodes drawn: 12")
        .contains("The first 12 episodes of the policy");
  }

  @Test
  void aPageThatCannotBeWrittenIsOneMessageBeforeAnyWork() throws IOException {
    policy(3);

    Ran ran = evaluate("--html", folder);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("is a folder").hasLineCount(1);
  }

  @Test
  void oneEpisodeGivesNoInterval() throws IOException {
    policy(3);
    Path file = folder.resolve("policy.bin");

    Ran text = Ran.with("evaluate", file, "--env", "Pendulum-v1", "--episodes", 1, "--seed", 1);
    Ran json =
        Ran.with("evaluate", file, "--env", "Pendulum-v1", "--episodes", 1, "--seed", 1, "--json");

    assertThat(text.out()).contains("none from one value");
    assertThat(
            JsonParser.parseString(json.out())
                .getAsJsonObject()
                .getAsJsonObject("interval")
                .get("low")
                .isJsonNull())
        .isTrue();
  }

  @Test
  void aPolicyOfOtherSizesIsOneMessage() throws IOException {
    policy(4);

    Ran ran = evaluate();

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("sees 4 numbers").contains("has 3").hasLineCount(1);
  }

  @Test
  void whatIsNoPolicyOrRunIsOneMessage() {
    Ran missing = evaluate();
    Ran noRun = Ran.with("evaluate", folder, "--env", "Pendulum-v1", "--episodes", 1, "--seed", 1);

    assertThat(missing.exitCode()).isEqualTo(Main.FAILED);
    assertThat(missing.err()).contains("policy.bin").hasLineCount(1);
    assertThat(noRun.exitCode()).isEqualTo(Main.FAILED);
    assertThat(noRun.err()).contains("run.json").hasLineCount(1);
  }

  @Test
  void anUnknownEnvironmentIsWrongUsage() throws IOException {
    policy(3);

    Ran ran =
        Ran.with(
            "evaluate",
            folder.resolve("policy.bin"),
            "--env",
            "Pendulum-v0",
            "--episodes",
            1,
            "--seed",
            1);

    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.err()).contains("Did you mean Pendulum-v1?");
  }
}
