package dev.strandline.cli;

import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Amount;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Generator;
import dev.strandline.envs.Mix;
import dev.strandline.io.TransitionFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code generate}: plays behavior policies and writes what happened as a Parquet file. */
@Command(
    name = "generate",
    sortOptions = false,
    description = "Play policies of known quality and write the log as a Parquet file.",
    footer = {
      "",
      "Example: 20 episodes of an expert hidden among 380 of a random policy",
      "  ./strandline generate Pendulum-v1 --mix expert=0.05,random=0.95 \\",
      "      --episodes 400 --seed 1 --out pendulum.parquet"
    })
final class Generate implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ENV",
      description = "Environment; ./strandline list environments shows them and their tiers.")
  private String environment;

  @ArgGroup(multiplicity = "1")
  private Players players;

  @ArgGroup(multiplicity = "1")
  private HowMuch howMuch;

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "N",
      description = "Whole number; the same one gives the same file.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.parquet",
      description = "File to write; replaces one that is there.")
  private Path out;

  private static final class Players {
    @Option(names = "--tier", paramLabel = "NAME", description = "A tier of the environment.")
    private String tier;

    @Option(
        names = "--mix",
        paramLabel = "POLICY=SHARE,...",
        description = "Shares of the episodes by policy, summing to 1.")
    private String mix;
  }

  private static final class HowMuch {
    @Option(names = "--episodes", paramLabel = "N", description = "Number of whole episodes.")
    private Integer episodes;

    @Option(
        names = "--transitions",
        paramLabel = "N",
        description = "Number of rows; the last episode is cut there.")
    private Integer transitions;
  }

  Generate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Transitions log = generate();
    console.line("%s (%s)", out, Text.bytes(Files.size(out)));
    console.line(
        "  %s, %s of %s (%s)",
        Text.count(log.size(), "transition"),
        Text.count(log.episodes(), "episode"),
        environment,
        mix(Names.environment(spec, environment)));
    console.line(
        "  mean return %s", Text.number(Arrays.stream(log.returns()).average().orElseThrow()));
    return Main.OK;
  }

  /** Plays what the command line asks for and writes the log. */
  Transitions generate() throws IOException {
    EnvSpec env = Names.environment(spec, environment);
    Mix mix = mix(env);
    Amount amount;
    int limit = env.factory().get().stepLimit();
    long rows;
    if (howMuch.episodes != null) {
      amount = new Amount.Episodes(Names.atLeastOne(spec, "--episodes", howMuch.episodes));
      rows = (long) howMuch.episodes * limit;
    } else {
      amount = new Amount.Transitions(Names.atLeastOne(spec, "--transitions", howMuch.transitions));
      rows = howMuch.transitions;
    }
    Outputs.checkFile(out);

    Transitions log;
    try (Progress progress = console.progress("generating", rows, "transitions")) {
      log = Generator.mix(env, mix, amount, seed, done -> advance(progress, done));
    }
    return Outputs.writing(
        out,
        () -> {
          TransitionFile.write(log, out);
          return log;
        });
  }

  private Mix mix(EnvSpec env) {
    return players.tier != null
        ? Names.tier(spec, env, players.tier)
        : Names.mix(spec, env, players.mix);
  }

  private static void advance(Progress progress, long done) {
    if (Thread.currentThread().isInterrupted()) {
      throw new UncheckedIOException(new InterruptedIOException());
    }
    progress.to(done);
  }
}
