package dev.strandline.cli;

import com.google.gson.JsonObject;
import dev.strandline.datasets.Continuity;
import dev.strandline.datasets.D4rlDataset;
import dev.strandline.datasets.D4rlDatasets;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Env;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Environments;
import dev.strandline.io.TransitionFile;
import dev.strandline.io.importer.EpisodeCounting;
import dev.strandline.io.importer.Format;
import dev.strandline.io.importer.ImportOptions;
import dev.strandline.io.importer.ImportReport;
import dev.strandline.io.importer.ImportedLog;
import dev.strandline.io.importer.Importer;
import dev.strandline.io.importer.KnownEnvironment;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: makes a Parquet file of a log that another program wrote. */
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Make a Parquet file of a log that another program wrote.",
      "",
      "Sources are D4RL's HDF5 files, Minari datasets stored as HDF5, .npz archives of NumPy and"
          + " CSV with a header row, plain or gzipped. Every row is kept. Nothing is written if"
          + " something is wrong.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./strandline import hopper_medium-v2.hdf5 hopper-medium.parquet",
      "  ./strandline import rides.csv.gz rides.parquet --column rewards=profit",
      "",
      "Columns of a CSV file:",
      "  observations_0, observations_1 and so on, rewards, terminals",
      "  actions_0, actions_1 and so on, or actions where they are whole numbers from 0",
      "  timeouts, where a time limit cut the log",
      "  episode_id, step, next_observations_0 and so on, where there are any",
      "  any others, which are kept as they are"
    })
final class Import implements Callable<Integer> {

  private static final int NEAREST = 3;

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "File to import, or the folder of a Minari dataset.")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "OUT.parquet",
      description = "File to write; replaces one that is there.")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "d4rl, minari, npz or csv; by default told from the source.")
  private String format;

  @Option(
      names = "--env",
      paramLabel = "ENV",
      description =
          "Environment or D4RL dataset that the log is from, as Pendulum-v1 or hopper-medium-v2: its"
              + " step limit, reference returns and action bounds then count.")
  private String environment;

  @Option(
      names = "--max-episode-steps",
      paramLabel = "N",
      description = "Steps after which an episode was cut, where the source does not mark it.")
  private Integer maxEpisodeSteps;

  @Option(
      names = "--episode-counting",
      paramLabel = "WAY",
      defaultValue = "exact",
      description =
          "How these steps are counted: exact, or as one of D4RL's converters does, d4rl-qlearning or"
              + " d4rl-sequence, to compare with published figures (${DEFAULT-VALUE}).")
  private String counting;

  @Option(
      names = "--column",
      paramLabel = "ROLE=NAME",
      description = "Take a role's values from the column or array NAME; repeatable.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(names = "--strict", description = "Fail if an action is out of bounds, instead of warn.")
  private boolean strict;

  @Option(
      names = "--clip-actions",
      description = "Move actions that are out of bounds to the nearest bound.")
  private boolean clipActions;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Import(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ImportOptions options = options();
    Outputs.checkPlace(out);
    if (Files.exists(out) && Files.exists(source) && Files.isSameFile(source, out)) {
      throw Names.wrong(spec, out + " is the source itself. Give another file to write.");
    }
    ImportedLog log = read(options);
    Outputs.writing(
        out,
        () -> {
          TransitionFile.write(log.data(), out);
          return out;
        });
    if (json) {
      console.json(document(log));
    } else {
      show(log);
    }
    return Main.OK;
  }

  // Options.

  private ImportOptions options() {
    try {
      ImportOptions options =
          ImportOptions.defaults()
              .withCounting(constant("way of counting", counting, EpisodeCounting.values()))
              .withColumns(columns)
              .withStrict(strict)
              .withClipActions(clipActions);
      if (format != null) {
        options = options.withFormat(constant("format", format, Format.values()));
      }
      if (maxEpisodeSteps != null) {
        options =
            options.withMaxEpisodeSteps(
                Names.atLeastOne(spec, "--max-episode-steps", maxEpisodeSteps));
      }
      return environment == null ? options : withEnvironment(options);
    } catch (IllegalArgumentException e) {
      throw Names.wrong(
          spec,
          strict && clipActions
              ? "--strict refuses actions out of bounds and --clip-actions mends them. Give one of them."
              : "--column: " + e.getMessage());
    }
  }

  private <E extends Enum<E>> E constant(String kind, String typed, E[] constants) {
    Function<E, String> name =
        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(constants)
        .filter(constant -> name.apply(constant).equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                Names.wrong(
                    spec,
                    Nearest.unknown(kind, typed, Arrays.stream(constants).map(name).toList())));
  }

  private ImportOptions withEnvironment(ImportOptions options) {
    if (Environments.names().contains(environment)) {
      EnvSpec env = Environments.named(environment);
      Env made = env.factory().get();
      return options.withEnvironment(
          environment,
          new KnownEnvironment(
              made.observationSize(),
              made.actionSpace(),
              made.stepLimit(),
              env.referenceMin(),
              env.referenceMax()));
    }
    if (D4rlDatasets.find(environment).isPresent()) {
      return options.withEnvironment(environment);
    }
    List<String> names = new ArrayList<>(Environments.names());
    names.addAll(D4rlDatasets.all().stream().map(D4rlDataset::name).toList());
    List<String> near = Nearest.to(environment, names).stream().limit(NEAREST).toList();
    throw Names.wrong(
        spec,
        String.format(
            Locale.ROOT,
            "unknown environment '%s'.%s There are %s and the names of D4RL's datasets. Leave --env away for another"
                + " environment.",
            environment,
            near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?",
            String.join(", ", Environments.names())));
  }

  // Reading.

  private ImportedLog read(ImportOptions options) throws IOException {
    long kilobytes = Math.max(1, size() / 1_000);
    try (Progress progress = console.progress("importing", kilobytes, "kB")) {
      return Importer.read(
          source,
          options,
          (read, of) -> {
            if (Thread.currentThread().isInterrupted()) {
              throw new UncheckedIOException(new InterruptedIOException());
            }
            if (of > 0) {
              progress.to((long) ((double) kilobytes * read / of));
            }
          });
    }
  }

  /** Bytes of the source; of a Minari dataset's folder, those of the files in it or its data. */
  private long size() throws IOException {
    if (!Files.exists(source)) {
      throw new NoSuchFileException(source.toString());
    }
    if (!Files.isDirectory(source)) {
      return Files.size(source);
    }
    long sum = 0;
    for (Path held : List.of(source, source.resolve("data"))) {
      if (Files.isDirectory(held)) {
        try (Stream<Path> files = Files.list(held)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            sum += Files.size(file);
          }
        }
      }
    }
    return sum;
  }

  // Results.

  private void show(ImportedLog log) throws IOException {
    ImportReport report = log.report();
    Transitions data = log.data();
    console.line("%s (%s)", out, Text.bytes(Files.size(out)));
    console.line("");
    fact(
        "source", report.file() + ", " + name(report.format()) + ", " + Text.bytes(report.bytes()));
    fact("SHA-256", report.sha256());
    report.official().ifPresent(statement -> fact("official", statement));
    fact("environment", report.environment().orElse("not stated; --env ENV names it"));
    fact(
        "size",
        Text.count(report.rows(), "transition")
            + " in "
            + Text.count(report.episodes(), "episode"));
    fact("observation", Text.count(data.observationSize(), "number"));
    fact("action", LogReport.describe(data.actionSpace()) + origin(report.bounds().source()));
    if (!data.extras().isEmpty()) {
      fact("also holds", String.join(", ", data.extras().keySet()));
    }
    fact("mean return", meanReturn(data));
    fact("ends", ends(report.ends()));
    fact("next states", nextStates(report));
    fact("left out", leftOut(report));
    List<String> remarks = new ArrayList<>(report.warnings());
    remarks.addAll(report.notes());
    if (!remarks.isEmpty()) {
      console.line("");
      report.warnings().forEach(warning -> Text.bullet(console, "warning", warning));
      report.notes().forEach(note -> Text.bullet(console, "note", note));
    }
    console.line("");
    console.line("Next:");
    console.line("  ./strandline inspect %s", Text.shell(out.toString()));
    if (data.actionSpace() instanceof ActionSpace.Box && report.rows() > report.leftOut().total()) {
      train(report);
    }
  }

  private void train(ImportReport report) {
    String name = out.getFileName().toString().replaceFirst("\\.parquet$", "");
    boolean ours = report.environment().filter(Environments.names()::contains).isPresent();
    console.line("  ./strandline train --algorithm td3bc --data %s \\", Text.shell(out.toString()));
    console.line(
        "      %s--steps 100000 --seed 1 --out %s",
        ours ? "--env " + report.environment().get() + " " : "", Text.shell("runs/" + name));
  }

  private void fact(String label, String value) {
    Text.fact(console, label, value);
  }

  private static String name(Format format) {
    return switch (format) {
      case D4RL -> "D4RL's HDF5";
      case MINARI -> "Minari's HDF5";
      case NPZ -> "NumPy archive";
      case CSV -> "CSV";
    };
  }

  private static String origin(String source) {
    return switch (source) {
      case "environment" -> " (the environment's)";
      case "assumed" -> " (assumed, as all lie there; the source does not state it)";
      case "data" -> " (from the data; the source does not state it)";
      default -> "";
    };
  }

  private static String meanReturn(Transitions data) {
    double mean = mean(data);
    Map<String, String> metadata = data.metadata();
    if (!metadata.containsKey(Transitions.REFERENCE_MIN)
        || !metadata.containsKey(Transitions.REFERENCE_MAX)) {
      return Text.number(mean);
    }
    double min = Double.parseDouble(metadata.get(Transitions.REFERENCE_MIN));
    double max = Double.parseDouble(metadata.get(Transitions.REFERENCE_MAX));
    return Text.number(mean)
        + ", normalized score "
        + Text.number(100 * (mean - min) / (max - min))
        + Legs.of(data, Continuity.of(data))
            .map(how -> ". " + LogReport.INCOMPARABLE + ", as " + how)
            .orElse("");
  }

  /** Mean return of the finished episodes, of all where none is, as inspect shows it. */
  private static double mean(Transitions data) {
    double[] returns = data.returns();
    return IntStream.range(0, returns.length)
        .filter(data::finished)
        .mapToDouble(episode -> returns[episode])
        .average()
        .orElseGet(() -> Arrays.stream(returns).average().orElseThrow());
  }

  private static String ends(ImportReport.Ends ends) {
    List<String> parts = new ArrayList<>();
    LogReport.part(parts, ends.terminal(), "terminal");
    LogReport.part(parts, ends.truncated(), "cut by a time limit");
    LogReport.part(parts, ends.unfinished(), "unfinished");
    return String.join(", ", parts);
  }

  private static String nextStates(ImportReport report) {
    return report.nextRule() == TrainingRows.NextRule.STORED
        ? "stored with each row"
        : "taken from the row after (rule Q, as D4RL's qlearning_dataset does)";
  }

  private static String leftOut(ImportReport report) {
    return report.leftOut().total() == 0
        ? "nothing: every row can be learned from"
        : Text.count(report.leftOut().total(), "row")
            + " when learning, as no next state is known: "
            + LogReport.reasons(report.leftOut(), report.ends().truncated())
            + ". The file keeps them.";
  }

  private JsonObject document(ImportedLog log) throws IOException {
    ImportReport report = log.report();
    JsonObject json = new JsonObject();
    json.addProperty("source", source.toString());
    json.addProperty("sourceBytes", report.bytes());
    json.addProperty("sha256", report.sha256());
    json.addProperty("format", report.format().name().toLowerCase(Locale.ROOT));
    json.addProperty("official", report.official().orElse(null));
    json.addProperty("file", out.toString());
    json.addProperty("bytes", Files.size(out));
    json.addProperty("environment", report.environment().orElse(null));
    json.addProperty("rows", report.rows());
    json.addProperty("episodes", report.episodes());
    json.add("ends", Json.of(report.ends()));
    json.addProperty("meanReturn", mean(log.data()));
    json.addProperty("nextObservations", report.nextRule().name().toLowerCase(Locale.ROOT));
    json.addProperty("rowsLeftOut", report.leftOut().total());
    json.add("leftOut", Json.of(report.leftOut()));
    json.addProperty("observationSize", log.data().observationSize());
    json.add("actionSpace", Inspect.actionSpace(log.data().actionSpace()));
    json.add("actionBounds", bounds(report.bounds()));
    json.add("otherColumns", Json.of(List.copyOf(log.data().extras().keySet())));
    json.add("warnings", Json.of(report.warnings()));
    json.add("notes", Json.of(report.notes()));
    return json;
  }

  private static JsonObject bounds(ImportReport.ActionBounds bounds) {
    JsonObject json = new JsonObject();
    json.addProperty("source", bounds.source());
    json.addProperty("rowsOutside", bounds.rowsOutside());
    json.add("outside", Json.of(bounds.outside()));
    OptionalInt first = bounds.firstRow();
    json.addProperty("firstRow", first.isPresent() ? first.getAsInt() : null);
    json.addProperty("clipped", bounds.clipped());
    return json;
  }
}
