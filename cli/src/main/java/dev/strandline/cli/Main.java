package dev.strandline.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code strandline}: reads the command line, runs a command, and reports failures. */
@Command(
    name = "strandline",
    description = "Learn policies from logged decisions, and judge them.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Begin with:",
      "  ./strandline quickstart",
      "Each command explains itself and shows an example:",
      "  ./strandline train --help"
    })
public final class Main implements Callable<Integer> {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int DIVERGED = 3;
  static final int CANNOT_ANSWER = 4;

  private static final long MILLISECONDS_TO_CLEAN_UP = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  boolean help;

  Main() {}

  /** Runs the program and ends the Java process with its exit code. */
  public static void main(String[] arguments) {
    Console console = Console.system();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(endCleanly(Thread.currentThread(), ended));
    int exitCode = run(console, arguments);
    ended.countDown();
    System.exit(exitCode);
  }

  /**
   * On Ctrl-C, lets the command's own thread remove what it has half written before the process
   * ends.
   */
  private static Thread endCleanly(Thread command, CountDownLatch ended) {
    return new Thread(
        () -> {
          if (ended.getCount() == 0) {
            return;
          }
          command.interrupt();
          try {
            boolean unused = ended.await(MILLISECONDS_TO_CLEAN_UP, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Runs one command line; everything that goes wrong becomes a message and an exit code. */
  static int run(Console console, String... arguments) {
    try {
      return commandLine(console).execute(arguments);
    } catch (Throwable e) { // picocli passes errors such as OutOfMemoryError through
      return report(console, Failure.of(e));
    }
  }

  static CommandLine commandLine(Console console) {
    CommandLine commands = new CommandLine(new Main());
    commands.addSubcommand(new Quickstart(console));
    commands.addSubcommand(new Generate(console));
    commands.addSubcommand(new Import(console));
    commands.addSubcommand(new Inspect(console));
    commands.addSubcommand(new Train(console));
    commands.addSubcommand(new Evaluate(console));
    commands.addSubcommand(new Ope(console));
    commands.addSubcommand(new Select(console));
    commands.addSubcommand(new ListNames(console));
    commands.setOut(new PrintWriter(console.out(), true, console.charset()));
    commands.setErr(new PrintWriter(console.err(), true, console.charset()));
    commands.setParameterExceptionHandler((e, ignored) -> wrongUsage(console, e));
    commands.setExecutionExceptionHandler((e, command, parsed) -> report(console, Failure.of(e)));
    return commands;
  }

  private static int report(Console console, Failure failure) {
    console.note("error: %s", failure.message().strip());
    return failure.exitCode();
  }

  private static int wrongUsage(Console console, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    console.note("error: %s", usageMessage(wrong, command));
    console.note("See ./%s --help", command.getCommandSpec().qualifiedName(" "));
    return USAGE;
  }

  private static String usageMessage(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (unmatched.isUnknownOption()) {
        String name = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        return Nearest.unknown(
            "option",
            name,
            command.getCommandSpec().optionsMap().keySet().stream()
                .filter(option -> option.startsWith("--"))
                .toList());
      }
      if (!command.getSubcommands().isEmpty()) {
        return Nearest.unknown("command", first, command.getSubcommands().keySet());
      }
      return String.format(
          Locale.ROOT,
          "unexpected argument '%s'. Quote a path that has spaces in it.",
          String.join(" ", unmatched.getUnmatched()));
    }
    return wrong
        .getMessage()
        .replaceFirst("^Error: ", "")
        .replaceFirst(" is not an? (int|long)$", " is not a whole number")
        .replaceFirst(
            "^Value for option option '(--[a-z-]+)' \\((\\S+)\\) .* but was (.*)$",
            "$1 takes $2, but is '$3'. Write a name, = and a value")
        .replaceFirst(" is not an? double$", " is not a number")
        .replaceFirst("([^.])$", "$1.");
  }

  /** Without a command there is nothing to do: shows the help as wrong usage. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return USAGE;
  }
}
