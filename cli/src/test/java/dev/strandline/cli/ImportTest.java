package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.TransitionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {

  private static final String PENDULUM =
      "observations_0,observations_1,observations_2,actions_0,rewards,terminals";

  @TempDir private Path folder;

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("log.csv"), text);
  }

  private Path out() {
    return folder.resolve("deep").resolve("log.parquet");
  }

  /** A log of Pendulum-v1 whose last action of each episode is out of bounds. */
  private Path pendulum(int episodes, int length) throws IOException {
    StringBuilder text = new StringBuilder("episode_id,city," + PENDULUM + "\n");
    for (int row = 0; row < episodes * length; row++) {
      text.append(row / length)
          .append(",Bonn,1,0,0.5,")
          .append(row % length == length - 1 ? "2.5" : "-1.5")
          .append(",-0.25,false\n");
    }
    return csv(text.toString());
  }

  private void nothingWasWritten(Path... sources) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(path -> !path.equals(folder))).containsExactlyInAnyOrder(sources);
    }
  }

  @Test
  void aCsvFileBecomesALogThatIsInspectedAndLearnedFrom() throws IOException {
    Ran imported = Ran.with("import", pendulum(3, 200), out(), "--env", "Pendulum-v1");

    assertThat(imported.exitCode()).as(imported.err()).isEqualTo(Main.OK);
    assertThat(imported.out().lines().skip(1))
        .allMatch(line -> line.length() <= 80 || line.contains("log.parquet"));
    assertThat(imported.out())
        .contains("source        log.csv, CSV, ")
        .contains("environment   Pendulum-v1")
        .contains("600 transitions in 3 episodes")
        .contains("1 number in [-2, 2] (the environment's)")
        .contains("also holds    city")
        .contains("mean return   -50.00, normalized score ")
        .contains("3 cut by a time limit")
        .contains("rule Q")
        .contains("3 rows when learning")
        .containsPattern("warning +3 of 600 rows have an action out of bounds")
        .containsPattern("note +There is no step")
        .containsPattern("by the\\s+limit\\s+of 200 steps it did at 3 rows")
        .contains("Next:\n  ./strandline inspect " + out())
        .contains("--env Pendulum-v1 --steps");

    Ran inspected = Ran.with("inspect", out());
    assertThat(inspected.exitCode()).as(inspected.err()).isEqualTo(Main.OK);
    assertThat(inspected.out())
        .contains("source        file log.csv, bytes ")
        .containsPattern("warning +action: 3 of 600 rows are outside");
    Ran trained =
        Ran.with(
            "train",
            "--algorithm",
            "td3bc",
            "--data",
            out(),
            "--set",
            "hidden=8",
            "--steps",
            2,
            "--seed",
            1,
            "--out",
            folder.resolve("run"));
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(Main.OK);
    assertThat(TransitionFile.read(out()).actions()[199]).isEqualTo(2.5f);
  }

  @Test
  void oneJsonDocumentHoldsWhatWasFound() throws IOException {
    Ran ran =
        Ran.with(
            "import", pendulum(2, 200), out(), "--env", "Pendulum-v1", "--clip-actions", "--json");

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.err()).isEmpty();
    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(json.get("format").getAsString()).isEqualTo("csv");
    assertThat(json.get("sha256").getAsString()).matches("[0-9a-f]{64}");
    assertThat(json.get("rows").getAsInt()).isEqualTo(400);
    assertThat(json.get("episodes").getAsInt()).isEqualTo(2);
    assertThat(json.get("meanReturn").getAsDouble()).isEqualTo(-50);
    assertThat(json.get("nextObservations").getAsString()).isEqualTo("q");
    assertThat(json.get("rowsLeftOut").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("leftOut").get("timeLimit").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("ends").get("truncated").getAsInt()).isEqualTo(2);
    JsonObject bounds = json.getAsJsonObject("actionBounds");
    assertThat(bounds.get("rowsOutside").getAsInt()).isEqualTo(2);
    assertThat(bounds.get("firstRow").getAsInt()).isEqualTo(199);
    assertThat(bounds.get("clipped").getAsBoolean()).isTrue();
    assertThat(json.getAsJsonArray("warnings")).isEmpty();
    assertThat(json.get("official").isJsonNull()).isTrue();
    Transitions log = TransitionFile.read(out());
    assertThat(log.actions()[199]).isEqualTo(2);
    assertThat(log.metadata().get(Transitions.SOURCE)).contains("\"clipped_rows\":2");
  }

  @Test
  void endsAndMeanReturnAreThoseThatInspectShows() throws IOException {
    // An end, an end at the limit, a cut, and an unfinished episode of another return.
    Path source =
        csv(
            """
            observations_0,actions_0,rewards,terminals,timeouts
            1,0,1,1,0
            2,0,2,1,1
            3,0,3,0,1
            4,0,400,0,0
            """);

    Ran imported = Ran.with("import", source, out(), "--json");
    Ran inspected = Ran.with("inspect", out(), "--json");
    Ran text = Ran.with("import", source, out());

    JsonObject before = JsonParser.parseString(imported.out()).getAsJsonObject();
    JsonObject after = JsonParser.parseString(inspected.out()).getAsJsonObject();
    assertThat(before.get("meanReturn").getAsDouble())
        .isEqualTo(2)
        .isEqualTo(after.getAsJsonObject("returns").get("mean").getAsDouble());
    assertThat(before.get("ends")).isEqualTo(after.get("ends"));
    assertThat(text.out())
        .contains("2 terminal, 1 cut by a time limit, 1 unfinished")
        .containsPattern(
            "2 cut by a\\s+time\\s+limit\\s+\\(1\\s+of\\s+them\\s+terminal\\s+as\\s+well\\)");
  }

  @Test
  void aScoreOfEpisodesCutBeforeTheStepLimitIsSaidNotToCompare() throws IOException {
    Path source =
        csv(
            """
            observations_0,observations_1,observations_2,actions_0,rewards,terminals,timeouts
            1,0,1,0.5,-1,0,0
            1,0,2,0.5,-2,0,1
            1,0,3,0.5,-3,0,1
            """);

    Ran imported = Ran.with("import", source, out(), "--env", "Pendulum-v1");
    Ran inspected = Ran.with("inspect", out());

    assertThat(imported.out().replaceAll("\\s+", " "))
        .containsPattern("normalized score \\S+\\. Returns are of legs, not of whole episodes, and")
        .contains("as 2 of 2 truncated episodes end before the 200 steps of Pendulum-v1");
    assertThat(inspected.out()).containsPattern("warning +returns are of legs");
  }

  @Test
  void strictRefusesActionsOutOfBoundsAndWritesNothing() throws IOException {
    Path source = pendulum(1, 200);

    Ran ran = Ran.with("import", source, out(), "--env", "Pendulum-v1", "--strict");

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .hasLineCount(1)
        .contains("1 of 200 rows", "row 199, number 0 is 2.5", "--clip-actions");
    nothingWasWritten(source);
  }

  @Test
  void aSourceThatIsWrongIsOneMessageAndLeavesWhatWasThere() throws IOException {
    Path source = csv(PENDULUM + "\n1,0,0.5,0,NaN,1\n");
    Path old = Files.writeString(folder.resolve("old.parquet"), "as it was");

    Ran ran = Ran.with("import", source, old);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).hasLineCount(1).contains("log.csv, line 2, column rewards: is 'NaN'");
    assertThat(Files.readString(old)).isEqualTo("as it was");
    nothingWasWritten(source, old);
  }

  @Test
  void aMissingSourceIsSaid() {
    Ran ran = Ran.with("import", folder.resolve("no.npz"), out());

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).hasLineCount(1).contains("no.npz: there is no such file or folder");
    assertThat(out().getParent()).doesNotExist();
  }

  @Test
  void placesWhereNoFileCanStandAreSaidBeforeTheWork() throws IOException {
    Path source = pendulum(1, 3);

    Ran below = Ran.with("import", source, source.resolve("x").resolve("log.parquet"));
    Ran folderItself = Ran.with("import", source, folder);
    Ran itself = Ran.with("import", source, source);

    assertThat(below.exitCode()).isEqualTo(Main.FAILED);
    assertThat(below.err()).contains(source + " is a file. Give a path below a folder.");
    assertThat(folderItself.exitCode()).isEqualTo(Main.FAILED);
    assertThat(folderItself.err()).contains("is a folder. Give the name of a file to write.");
    assertThat(itself.exitCode()).isEqualTo(Main.USAGE);
    assertThat(itself.err()).contains("is the source itself");
    nothingWasWritten(source);
  }

  @Test
  void wrongOptionsAreAnsweredWithWhatThereIs() throws IOException {
    Path source = pendulum(1, 3);

    Ran format = Ran.with("import", source, out(), "--format", "npy");
    Ran counting = Ran.with("import", source, out(), "--episode-counting", "d4rl-qlerning");
    Ran env = Ran.with("import", source, out(), "--env", "hoper-medium-v2");
    Ran role = Ran.with("import", source, out(), "--column", "profit=rewards");
    Ran both = Ran.with("import", source, out(), "--strict", "--clip-actions");
    Ran steps = Ran.with("import", source, out(), "--max-episode-steps", 0);

    for (Ran ran : new Ran[] {format, counting, env, role, both, steps}) {
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.USAGE);
      assertThat(ran.err()).hasLineCount(2).contains("See ./strandline import --help");
    }
    assertThat(format.err()).contains("unknown format 'npy'. Did you mean npz?");
    assertThat(counting.err()).contains("Did you mean d4rl-qlearning");
    assertThat(env.err())
        .contains("unknown environment 'hoper-medium-v2'. Did you mean hopper-medium-v2");
    assertThat(role.err()).contains("--column: ", "'profit' is not a role");
    assertThat(both.err()).contains("Give one of them");
    assertThat(steps.err()).contains("--max-episode-steps must be at least 1, but is 0");
    nothingWasWritten(source);
  }

  @Test
  void columnsAndALimitAreTakenFromTheCommandLine() throws IOException {
    Path source =
        csv("state,move,profit,end\n1,0.5,1,0\n2,0.5,2,0\n3,0.5,4,1\n4,0.5,8,0\n5,0.5,16,0\n");

    Ran ran =
        Ran.with(
            "import",
            source,
            out(),
            "--column",
            "observations=state",
            "--column",
            "actions=move",
            "--column",
            "rewards=profit",
            "--column",
            "terminals=end",
            "--max-episode-steps",
            2);

    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    Transitions log = TransitionFile.read(out());
    assertThat(log.returns()).containsExactly(3, 4, 24);
    assertThat(log.truncated()).containsExactly(false, true, false, false, true);
    assertThat(ran.out()).contains("not stated; --env ENV names it").contains("1 terminal, 2 cut");
  }
}
