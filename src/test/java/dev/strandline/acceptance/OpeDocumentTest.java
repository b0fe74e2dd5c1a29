package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.io.BanditFile;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All Java of docs/ope.md is run as it stands, then every command, on a log in which the second of
 * two actions is right where the context is positive.
 */
class OpeDocumentTest {

  private static final int ROWS = 3_000;
  private static final String DOCUMENT = "docs/ope.md";

  @TempDir private Path folder;

  @Test
  void theJavaLearnsACandidateThatIsBetterAndEveryCommandEndsWell()
      throws IOException, InterruptedException {
    BanditFile.write(log(), folder.resolve("decisions.parquet"));

    try (Documents.Shell shell = new Documents.Shell()) {
      // An import that comes later would empty the shell's variables.
      String java = String.join("", Documents.blocks(DOCUMENT, "java"));
      Map<Boolean, List<String>> lines =
          java.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
      shell.run(String.join("\n", lines.get(true)));
      shell.run(
          String.join("\n", lines.get(false)).replace("Path.of(\"", "Path.of(\"" + folder + "/"));
      assertThat(shell.value("result.decision(\"new\").verdict().getClass().getSimpleName()"))
          .contains("Better");
      assertThat(shell.value("heldOut.size() + past.size() == log.size()")).isEqualTo("true");
      assertThat(shell.value("judged.decision(\"candidate\").verdict().getClass().getSimpleName()"))
          .contains("Better");
      assertThat(shell.value("outcomes.get(0).outcome()")).isEqualTo("SHIP");
      assertThat(shell.value("curve.points().size()")).isEqualTo("3");
      assertThat(shell.value("deeper.probabilities(new double[] {2})[1] > 0.9")).isEqualTo("true");
    }
    assertThat(folder.resolve("candidate.policy")).isNotEmptyFile();

    List<String> commands = Documents.commands(DOCUMENT);
    for (String command : commands) {
      List<String> words = List.of(command.split(" +"));
      assertThat(words.get(0)).isEqualTo("./strandline");

      Program.Ended ended = Program.runIn(folder, words.subList(1, words.size()).toArray());

      assertThat(ended.exitCode()).as("%s%n%s", command, ended.err()).isZero();
      assertThat(ended.out())
          .as(command)
          .contains(words.contains("candidate=candidate.policy") ? "candidate: BETTER" : "");
    }
    assertThat(commands).anyMatch(command -> command.contains("candidate=candidate.policy"));
    assertThat(folder.resolve("judged/report.html")).isNotEmptyFile();
  }

  private static BanditLog log() {
    RandomStream random = new Streams(3).open("decisions");
    double[] context = new double[ROWS];
    int[] action = new int[ROWS];
    double[] reward = new double[ROWS];
    double[] propensity = new double[ROWS];
    double[] good = new double[ROWS];
    double[] bad = new double[ROWS];
    double[] even = new double[ROWS];
    double[] cost = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      context[row] = random.nextGaussian();
      action[row] = random.nextDouble() < 0.4 ? 1 : 0;
      int right = context[row] > 0 ? 1 : 0;
      reward[row] = (action[row] == right ? 1 : 0) + 0.5 * random.nextGaussian();
      propensity[row] = action[row] == 1 ? 0.4 : 0.6;
      good[row] = action[row] == right ? 0.9 : 0.1;
      bad[row] = 1 - good[row];
      even[row] = 0.5;
      cost[row] = 1 + 0.2 * random.nextDouble();
    }
    return BanditLog.discrete(2)
        .actions(action)
        .rewards(reward)
        .propensities(propensity)
        .context(1, context)
        .extra("new_probability", Column.Numbers.scalar(good))
        .extra("p_a", Column.Numbers.scalar(good.clone()))
        .extra("p_b", Column.Numbers.scalar(bad))
        .extra("p_c", Column.Numbers.scalar(even))
        .extra("cost", Column.Numbers.scalar(cost))
        .build();
  }
}
