package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

  private static CommandLine commandLine() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return Main.commandLine(new Console(nowhere, nowhere, StandardCharsets.UTF_8, false, 80));
  }

  static List<String> commands() {
    return List.copyOf(commandLine().getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpOfACommandShowsAnExampleThatParses(String command) {
    CommandLine all = commandLine();
    String help = all.getSubcommands().get(command).getUsageMessage(CommandLine.Help.Ansi.OFF);

    List<String> examples = examples(help);

    assertThat(examples).as(help).isNotEmpty();
    for (String example : examples) {
      String[] words = example.strip().split("\\s+", -1);
      assertThat(words[0]).isEqualTo("./strandline");
      all.parseArgs(Arrays.copyOfRange(words, 1, words.length));
    }
  }

  /** Lines that begin with {@code ./strandline}, with those that a backslash carries on. */
  private static List<String> examples(String help) {
    List<String> examples = new ArrayList<>();
    boolean goesOn = false;
    for (String line : help.lines().toList()) {
      String part = line.strip().replaceFirst("\\s*\\\\$", "");
      if (goesOn) {
        examples.set(examples.size() - 1, examples.get(examples.size() - 1) + " " + part);
      } else if (line.startsWith("  ./strandline ")) {
        examples.add(part);
      }
      goesOn = line.endsWith("\\");
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsEightyColumnsAndGoesToStdout(String command) {
    Ran ran = Ran.with(command, "--help");

    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void withoutACommandTheHelpIsShownAsWrongUsage() {
    Ran ran = Ran.with();

    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("Commands:").contains("quickstart");
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearest() {
    Ran ran = Ran.with("inspekt", "file");

    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.err())
        .startsWith("error: unknown command 'inspekt'. Did you mean inspect?")
        .contains("evaluate");
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearest() {
    for (Map.Entry<String, String> typed :
        Map.of("--episods", "--episodes", "--sed=3", "--seed", "--tiers", "--tier").entrySet()) {
      Ran ran =
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
              "x",
              typed.getKey());

      assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
      assertThat(ran.err()).contains("Did you mean " + typed.getValue());
    }
  }

  @Test
  void wrongUsageIsOneMessageThatPointsToTheHelp() {
    assertThat(Ran.with("list").err())
        .isEqualTo("error: Missing required parameter: 'KIND'.\nSee ./strandline list --help\n");
    assertThat(Ran.with("import", "a", "b", "--column", "rewards").err())
        .startsWith(
            "error: --column takes ROLE=NAME, but is 'rewards'. Write a name, = and a value.\n");
    assertThat(Ran.with("inspect", "a", "b").err())
        .startsWith("error: unexpected argument 'b'.")
        .doesNotContain("\tat ");
  }
}
