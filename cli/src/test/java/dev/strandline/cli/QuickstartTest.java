package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.policy.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QuickstartTest {

  private static final Quickstart.Size SMALL = new Quickstart.Size(40, 60, 30, 2, 3);

  @TempDir private Path folder;

  private Ran quickstart(Path out) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(written, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            StandardCharsets.UTF_8,
            true,
            80);
    int exitCode =
        new CommandLine(new Quickstart(console, SMALL))
            .execute("--out", out.toString(), "--seed", "5");
    return new Ran(
        exitCode,
        written.toString(StandardCharsets.UTF_8),
        errors.toString(StandardCharsets.UTF_8));
  }

  @Test
  void itGoesFromALogToAReportWhoseCommandsDoTheSameAgain() throws IOException {
    Path out = folder.resolve("quick start");

    Ran ran = quickstart(out);

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("random")
        .contains("TD3+BC+RW")
        .contains("Student t over 3 seeds; 3 episodes of each policy.")
        .contains("Most of the log is random.")
        .contains("Report: " + out.resolve("report.html"));
    assertThat(ran.out().lines().filter(line -> !line.startsWith("Report")))
        .allMatch(line -> line.length() <= 80);
    assertThat(ran.err()).contains("BC").contains("180 of 180");
    String report = Files.readString(out.resolve("report.html"));
    assertThat(report).contains("40 episodes").contains("temperature").doesNotContain("<script");
    assertThat(Pattern.compile("<img ").matcher(report).results()).hasSize(3);

    List<String> commands = commands(report);
    assertThat(commands).hasSize(7);
    for (String command : commands) {
      Ran again = Ran.with((Object[]) command.split(" +", -1));
      assertThat(again.exitCode()).as(command + "\n" + again.err()).isEqualTo(Main.OK);
    }

    Path redone = folder.resolve("again");
    for (String file :
        List.of(
            "pendulum.parquet",
            "bc/seed-5/policy.bin",
            "td3bc/seed-6/policy.bin",
            "td3bc-rw/seed-7/policy.bin")) {
      assertThat(redone.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
    }
  }

  /** The report's commands without {@code ./strandline}, writing below the test's folder. */
  private List<String> commands(String report) {
    Matcher block = Pattern.compile("<pre[^>]*><code>(.*?)</code>", Pattern.DOTALL).matcher(report);
    assertThat(block.find()).isTrue();
    return block
        .group(1)
        .replace("\\\n", " ")
        .lines()
        .peek(line -> assertThat(line).startsWith("./strandline "))
        .map(line -> line.substring("./strandline ".length()))
        .map(line -> line.replace(" again/", " " + folder.resolve("again") + "/"))
        .toList();
  }

  @Test
  void aFolderThatHoldsAnythingIsRefusedAndLeftAlone() throws IOException {
    Path note = folder.resolve("note.txt");
    WholeFile.write(note, content -> content.write('x'));

    Ran ran = Ran.with("quickstart", "--out", folder);

    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains(folder.toString()).contains("--out").hasLineCount(1);
    assertThat(ran.out()).isEmpty();
    assertThat(folder).isDirectoryContaining("glob:**/note.txt");
  }
}
