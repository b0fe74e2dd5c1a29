package dev.strandline.cli;

import dev.strandline.datasets.Transitions;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Environments;
import dev.strandline.offline.RunFolder;
import dev.strandline.policy.WholeFile;
import dev.strandline.report.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code quickstart}: the whole way from a log to judged policies, on a log in which a few good
 * episodes are hidden among many bad ones.
 *
 * <p>It runs the very commands that its report tells the reader to type.
 */
@Command(
    name = "quickstart",
    sortOptions = false,
    description =
        "Make a log, learn from it in three ways, and write a report; takes about a minute.",
    footer = {"", "Example:", "  ./strandline quickstart --out quickstart --seed 1"})
final class Quickstart implements Callable<Integer> {

  static final String ENVIRONMENT = "Pendulum-v1";
  static final List<Method> METHODS =
      List.of(
          new Method("BC", "bc", List.of("--algorithm bc", "--set learningRate=1e-3")),
          new Method(
              "TD3+BC",
              "td3bc",
              List.of(
                  "--algorithm td3bc",
                  "--set actorLearningRate=1e-3",
                  "--set criticLearningRate=1e-3")),
          new Method(
              "TD3+BC+RW",
              "td3bc-rw",
              List.of(
                  "--algorithm td3bc",
                  "--set actorLearningRate=1e-3",
                  "--set criticLearningRate=1e-3",
                  "--sampler rw",
                  "--sampler-set temperature=0.1")));

  private static final String LOG = "pendulum.parquet";
  private static final int SEEDS = 3;

  private final Console console;
  private final Size size;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "quickstart",
      description = "Folder for the log, the runs and report.html (${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Whole number that everything is drawn from (${DEFAULT-VALUE}).")
  private long seed;

  /**
   * How much work is done.
   *
   * @param episodes in the log
   * @param steps of each training
   * @param evaluateEvery steps
   * @param evaluationEpisodes of each evaluation while it learns
   * @param finalEpisodes that each learned policy plays at the end
   */
  record Size(
      int episodes, int steps, int evaluateEvery, int evaluationEpisodes, int finalEpisodes) {
    static final Size FULL = new Size(400, 8_000, 1_000, 50, 100);
  }

  /**
   * A way to learn.
   *
   * @param name as tables and pictures show it
   * @param folder of its run
   * @param choices of the algorithm and its settings, an option with its value each
   */
  record Method(String name, String folder, List<String> choices) {}

  /** What a method came to. */
  record Outcome(Method method, RunFolder run, SeedScores scores) {}

  Quickstart(Console console) {
    this(console, Size.FULL);
  }

  Quickstart(Console console, Size size) {
    this.console = console;
    this.size = size;
  }

  @Override
  public Integer call() throws IOException {
    refuseUsedFolder();
    WholeFile.makeFolder(out);
    EnvSpec env = Environments.named(ENVIRONMENT);
    console.line("Swinging up a pendulum, learned from a log that is 95 % random.");
    Transitions log = parsed(new Generate(console), generating(out)).generate();
    List<Outcome> outcomes = new ArrayList<>();
    for (Method method : METHODS) {
      try (TrainingDisplay display = new TrainingDisplay(console, method.name(), false)) {
        RunFolder run = parsed(new Train(console), training(method, out)).train(display).run();
        Evaluate evaluate = parsed(new Evaluate(console), evaluating(method, out));
        outcomes.add(new Outcome(method, run, SeedScores.of(env, evaluate.evaluations())));
      }
    }
    List<List<String>> table = resultsTable(env, outcomes);
    Path report = out.resolve("report.html");
    new QuickstartReport(env, log, out.resolve(LOG), outcomes, table, footnote(), story())
        .page(commands(Path.of("again")))
        .write(report);

    console.line("");
    Text.table(console, table);
    console.line("");
    console.line("  %s", footnote());
    console.line("");
    Text.wrap(story(), 80).forEach(line -> console.line("%s", line));
    console.line("");
    console.line("Report: %s", report);
    return Main.OK;
  }

  private void refuseUsedFolder() throws IOException {
    if (Files.isDirectory(out)) {
      try (Stream<Path> entries = Files.list(out)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              out + ": already holds files. Give another folder with --out, or delete this one.");
        }
      }
    }
  }

  /** The whole quickstart as commands, with its files under {@code folder}. */
  private List<List<String>> commands(Path folder) {
    List<List<String>> commands = new ArrayList<>(List.of(generating(folder)));
    METHODS.forEach(method -> commands.add(training(method, folder)));
    METHODS.forEach(method -> commands.add(evaluating(method, folder)));
    return commands;
  }

  private List<String> generating(Path folder) {
    return List.of(
        "generate " + ENVIRONMENT,
        "--mix expert=0.05,random=0.95",
        "--episodes " + size.episodes(),
        "--seed " + seed,
        "--out " + folder.resolve(LOG));
  }

  private List<String> training(Method method, Path folder) {
    List<String> parts = new ArrayList<>(List.of("train"));
    parts.addAll(method.choices());
    StringBuilder seeds = new StringBuilder().append(seed);
    for (int i = 1; i < SEEDS; i++) {
      seeds.append(',').append(seed + i);
    }
    parts.addAll(
        List.of(
            "--set hidden=64-64",
            "--data " + folder.resolve(LOG),
            "--env " + ENVIRONMENT,
            "--steps " + size.steps(),
            "--eval-every " + size.evaluateEvery(),
            "--eval-episodes " + size.evaluationEpisodes(),
            "--seed " + seeds,
            "--out " + folder.resolve(method.folder())));
    return parts;
  }

  private List<String> evaluating(Method method, Path folder) {
    return List.of(
        "evaluate " + folder.resolve(method.folder()),
        "--env " + ENVIRONMENT,
        "--episodes " + size.finalEpisodes(),
        "--seed " + seed);
  }

  /** The command with the options that its parts hold; a part is split at its first space. */
  private static <C> C parsed(C command, List<String> parts) {
    String[] words =
        parts.stream()
            .flatMap(part -> Stream.of(part.split(" ", 2)))
            .skip(1)
            .toArray(String[]::new);
    new CommandLine(command).parseArgs(words);
    return command;
  }

  /** The methods between the policies that made the log. */
  private static List<List<String>> resultsTable(EnvSpec env, List<Outcome> outcomes) {
    List<Interval> returns = outcomes.stream().map(outcome -> outcome.scores().returns()).toList();
    List<Interval> scores = returns.stream().map(r -> r.on(env::normalizedScore)).toList();
    List<String> means = means(env.referenceMin(), returns, env.referenceMax());
    List<String> scoreMeans = means(0, scores, 100);
    List<String> ends = Text.ends(returns);
    List<String> scoreEnds = Text.ends(scores);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "return", "95 % interval", "normalized score", "95 % interval"));
    rows.add(List.of("random", means.get(0), "", scoreMeans.get(0), ""));
    for (int i = 0; i < outcomes.size(); i++) {
      rows.add(
          List.of(
              outcomes.get(i).method().name(),
              means.get(i + 1),
              ends.get(i),
              scoreMeans.get(i + 1),
              scoreEnds.get(i)));
    }
    int last = outcomes.size() + 1;
    rows.add(List.of("expert", means.get(last), "", scoreMeans.get(last), ""));
    return rows;
  }

  private static List<String> means(double first, List<Interval> between, double last) {
    return Text.numbers(
        DoubleStream.concat(
                DoubleStream.of(first),
                DoubleStream.concat(
                    between.stream().mapToDouble(Interval::mean), DoubleStream.of(last)))
            .toArray());
  }

  private String footnote() {
    return "Student t over "
        + Text.count(SEEDS, "seed")
        + "; "
        + Text.count(size.finalEpisodes(), "episode")
        + " of each policy.";
  }

  private static String story() {
    return "Most of the log is random. Imitation (BC) copies it, and TD3+BC, which stays near the"
        + " log, stays near that. Return reweighting (RW) draws the few good episodes more often:"
        + " staying near the log then means staying near the expert.";
  }
}
