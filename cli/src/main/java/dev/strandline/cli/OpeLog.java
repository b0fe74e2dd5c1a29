package dev.strandline.cli;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.BanditFile;
import dev.strandline.io.LogOptions;
import dev.strandline.io.ReadOptions;
import dev.strandline.io.SlateFile;
import dev.strandline.io.TransitionFile;
import dev.strandline.offline.RunFolder;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.learning.SoftmaxPolicy;
import dev.strandline.ope.neural.NeuralFqe;
import dev.strandline.ope.study.BanditStudy;
import dev.strandline.ope.study.IntervalMethod;
import dev.strandline.ope.study.Propensities;
import dev.strandline.ope.study.RewardRange;
import dev.strandline.ope.study.SlateStudy;
import dev.strandline.ope.study.StudyResult;
import dev.strandline.ope.study.StudySettings;
import dev.strandline.ope.study.TrajectoryStudy;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log, the target policies and the settings that {@code ope} and {@code select} share. */
final class OpeLog {

  static final List<String> KINDS = List.of("bandit", "slate", "trajectory");
  private static final List<String> INTERVALS = List.of("bootstrap", "t", "bernstein", "hoeffding");
  private static final List<String> BOUNDED = List.of("bernstein", "hoeffding");
  private static final List<String> PROPENSITIES = List.of("logged", "fit");

  @Parameters(
      paramLabel = "LOG",
      description = "Parquet file, folder of part files, or (bandit, slate) CSV.")
  Path file;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "What a row is: bandit (a decision), slate (a position), trajectory (a step).")
  String kind;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "NAME=COLUMN|FILE",
      description =
          "A policy to judge: a column with its probability of the logged action, or a list with"
              + " that of every action; or the file of a policy (of trajectories, also a run's"
              + " folder). Repeatable.")
  Map<String, String> targets = new LinkedHashMap<>();

  @Option(
      names = "--estimators",
      split = ",",
      paramLabel = "NAME",
      description = "Estimators to show, joined by commas (the usual ones of the kind).")
  List<String> estimators = List.of();

  @Option(
      names = "--interval",
      paramLabel = "METHOD",
      description = "bootstrap, t, or of bandit bernstein or hoeffding (${DEFAULT-VALUE}).")
  private String interval = "bootstrap";

  @Option(
      names = "--level",
      paramLabel = "SHARE",
      description = "Level of intervals and verdicts (${DEFAULT-VALUE}).")
  double level = 0.95;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      description = "Resamples of the bootstrap (${DEFAULT-VALUE}).")
  private int resamples = 1_000;

  @Option(
      names = "--unit",
      paramLabel = "COLUMN",
      description = "Rows with the same value are one independent unit, such as a user.")
  private String unit;

  @Option(
      names = "--gamma",
      paramLabel = "G",
      description = "Discount per step of trajectories (${DEFAULT-VALUE}).")
  private double gamma = 1;

  @Option(
      names = "--reward-range",
      split = ",",
      paramLabel = "LO,HI",
      description = "Bandit: what rewards can be; bernstein and hoeffding need it.")
  private List<Double> rewardRange = List.of();

  @Option(
      names = "--max-weight",
      paramLabel = "W",
      description =
          "Bandit: clip the weights of ips, dr and balanced-ips at W, and switch switch-dr to its"
              + " model above W; verdicts stay unclipped.")
  private Double maxWeight;

  @Option(
      names = "--propensity",
      paramLabel = "SOURCE",
      description = "logged or fit (logged where the log has them, else fit).")
  private String propensity;

  @Option(
      names = "--margin",
      paramLabel = "M",
      description = "Least gain that matters, in units of the reward (${DEFAULT-VALUE}).")
  private double margin;

  @Option(
      names = "--column",
      paramLabel = "ROLE=NAME",
      description = "Take a role's values from the column NAME, as in reward=profit; repeatable.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--segment",
      paramLabel = "COLUMN",
      description = "Also show estimates for each value of COLUMN, such as a market or a day.")
  String segment;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Whole number; the same one gives the same numbers (${DEFAULT-VALUE}).")
  long seed;

  /**
   * What was found.
   *
   * @param rows of the log
   * @param result estimates and verdicts
   * @param returns distributions of the return by policy; empty for other logs than trajectories
   * @param overlap what pictures of a log of decisions need
   */
  record Study(
      long rows,
      StudyResult result,
      Map<String, ReturnDistribution> returns,
      Optional<Overlap> overlap) {}

  /**
   * What pictures need of the rows of a log of decisions.
   *
   * @param log the log
   * @param targets the policies
   */
  record Overlap(BanditLog log, List<Target> targets) {}

  Study study(CommandSpec spec, Console console) throws IOException {
    List<String> known = knownEstimators(spec);
    for (String name : estimators) {
      if (!known.contains(name)) {
        throw Names.wrong(spec, Nearest.unknown("estimator of a " + kind + " log", name, known));
      }
    }
    requireUsed(spec);
    StudySettings settings = settings(spec);
    requireRoles(spec);
    try {
      return switch (kind) {
        case "bandit" -> bandit(settings);
        case "slate" -> slate(settings);
        case "trajectory" -> trajectory(settings, console);
        default -> throw new IllegalStateException(kind);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Refuses options that a study of this kind of log would not look at. */
  private void requireUsed(CommandSpec spec) {
    if (kind.equals("bandit")) {
      return;
    }
    if (unit != null && kind.equals("trajectory")) {
      throw Names.wrong(spec, "--unit is for bandit and slate; episodes are the units here.");
    }
    if (maxWeight != null) {
      throw Names.wrong(spec, "--max-weight is for bandit; no estimator of a " + kind + " clips.");
    }
    if (BOUNDED.contains(interval)) {
      throw Names.wrong(
          spec,
          "--interval "
              + interval
              + " is for bandit; no estimator of a "
              + kind
              + " has terms of a known range. Take bootstrap or t.");
    }
    if (!rewardRange.isEmpty()) {
      throw Names.wrong(
          spec, "--reward-range is for bandit, with --interval bernstein or hoeffding.");
    }
    if (propensity != null && propensity.equals("fit") && kind.equals("slate")) {
      throw Names.wrong(
          spec, "--propensity fit is for bandit and trajectory; those of slates must be logged.");
    }
  }

  private void requireRoles(CommandSpec spec) {
    try {
      if (kind.equals("trajectory")) {
        readOptions();
        return;
      }
      List<String> roles = kind.equals("bandit") ? BanditFile.ROLES : SlateFile.ROLES;
      for (String role : columns.keySet()) {
        if (!roles.contains(role)) {
          throw Names.wrong(
              spec, "--column: " + Nearest.unknown("role of a " + kind + " log", role, roles));
        }
      }
      options();
    } catch (IllegalArgumentException e) {
      throw Names.wrong(spec, "--column: " + e.getMessage());
    }
  }

  private List<String> knownEstimators(CommandSpec spec) {
    return switch (kind) {
      case "bandit" -> BanditStudy.ESTIMATORS;
      case "slate" -> SlateStudy.ESTIMATORS;
      case "trajectory" ->
          Stream.of(TrajectoryStudy.WITHOUT_VALUES, TrajectoryStudy.WITH_VALUES)
              .flatMap(List::stream)
              .toList();
      default -> throw Names.wrong(spec, Nearest.unknown("kind of log", kind, KINDS));
    };
  }

  private StudySettings settings(CommandSpec spec) {
    if (!INTERVALS.contains(interval)) {
      throw Names.wrong(spec, Nearest.unknown("interval", interval, INTERVALS));
    }
    if (propensity != null && !PROPENSITIES.contains(propensity)) {
      throw Names.wrong(spec, Nearest.unknown("source of propensities", propensity, PROPENSITIES));
    }
    if (!rewardRange.isEmpty() && rewardRange.size() != 2) {
      throw Names.wrong(spec, "--reward-range takes two numbers, as in 0,1.");
    }
    if (rewardRange.isEmpty() && BOUNDED.contains(interval)) {
      throw Names.wrong(
          spec, "--interval " + interval + " needs --reward-range LO,HI: what rewards can be.");
    }
    try {
      return new StudySettings(
          estimators,
          IntervalMethod.valueOf(interval.toUpperCase(Locale.ROOT)),
          level,
          resamples,
          gamma,
          rewardRange.isEmpty()
              ? Optional.empty()
              : Optional.of(new RewardRange(rewardRange.get(0), rewardRange.get(1))),
          maxWeight == null ? OptionalDouble.empty() : OptionalDouble.of(maxWeight),
          propensity == null
              ? Propensities.LOGGED_OR_FIT
              : Propensities.valueOf(propensity.toUpperCase(Locale.ROOT)),
          margin,
          Gates.defaults(),
          seed);
    } catch (IllegalArgumentException e) {
      throw Names.wrong(spec, asOptions(e.getMessage()));
    }
  }

  /** What is wrong with a setting, by the name of its option. */
  private static String asOptions(String message) {
    return message
        .replace("StudySettings.maxWeight", "--max-weight")
        .replace("RewardRange", "--reward-range")
        .replace("StudySettings.", "--");
  }

  private LogOptions options() {
    LogOptions options = LogOptions.defaults();
    for (Map.Entry<String, String> column : columns.entrySet()) {
      options = options.withColumn(column.getKey(), column.getValue());
    }
    return unit == null ? options : options.withColumn("cluster_id", unit);
  }

  private ReadOptions readOptions() {
    ReadOptions options = ReadOptions.defaults();
    for (Map.Entry<String, String> column : columns.entrySet()) {
      options = options.withColumn(column.getKey(), column.getValue());
    }
    return options;
  }

  private Study bandit(StudySettings settings) throws IOException {
    BanditLog log = BanditFile.read(file, options());
    List<Target> policies = new ArrayList<>();
    for (Map.Entry<String, String> target : targets.entrySet()) {
      String name = target.getKey();
      policies.add(
          isFile(target.getValue(), log.extras().keySet())
              ? SoftmaxPolicy.load(Path.of(target.getValue())).target(name, log)
              : Target.of(name, log, target.getValue()));
    }
    StudyResult result =
        segment == null
            ? BanditStudy.run(log, policies, settings)
            : BanditStudy.run(log, policies, settings, segment);
    return new Study(log.size(), result, Map.of(), Optional.of(new Overlap(log, policies)));
  }

  private Study slate(StudySettings settings) throws IOException {
    SlateLog log = SlateFile.read(file, options());
    List<SlateTarget> policies = new ArrayList<>();
    targets.forEach(
        (name, column) -> {
          if (isFile(column, log.extras().keySet())) {
            throw new IllegalArgumentException(
                "target "
                    + name
                    + ": "
                    + column
                    + " is a file, but no policy's file says how likely a list is. Give the columns NEW (of the whole"
                    + " list), NEW_item_position or NEW_cascade with its probabilities, as --target "
                    + name
                    + "=NEW.");
          }
          policies.add(SlateTarget.of(name, log, column));
        });
    StudyResult result =
        segment == null
            ? SlateStudy.run(log, policies, settings)
            : SlateStudy.run(log, policies, settings, segment);
    return new Study(log.size(), result, Map.of(), Optional.empty());
  }

  private Study trajectory(StudySettings settings, Console console) throws IOException {
    if (file.toString().matches("(?i).*\\.csv(\\.gz)?")) {
      throw new IllegalArgumentException(
          "trajectories are read from Parquet. Make it so first: ./strandline import "
              + Text.shell(file.toString())
              + " OUT.parquet");
    }
    Transitions log = TransitionFile.read(file, readOptions());
    Set<String> others = log.extras().keySet();
    long files = targets.values().stream().filter(value -> isFile(value, others)).count();
    if (files > 0 && !(log.actionSpace() instanceof ActionSpace.Discrete)) {
      if (files < targets.size()) {
        throw new IllegalArgumentException(
            "some targets are columns of densities and some are files of policies, which only a model can put a value"
                + " on. Judge the columns and the files one after the other.");
      }
      return exactPolicies(log, settings, console);
    }
    List<Target> policies = new ArrayList<>();
    for (Map.Entry<String, String> target : targets.entrySet()) {
      String name = target.getKey();
      policies.add(
          isFile(target.getValue(), others)
              ? SoftmaxPolicy.load(Path.of(target.getValue())).target(name, log)
              : Target.of(name, log, target.getValue()));
    }
    try (Trained trained = new Trained(console)) {
      return new Study(
          log.size(),
          TrajectoryStudy.run(
              log,
              policies,
              settings,
              NeuralFqe.Config.defaults(),
              trained::updated,
              Optional.ofNullable(segment)),
          TrajectoryStudy.returns(log, policies, settings),
          Optional.empty());
    }
  }

  /** Policies of runs, whose actions are real numbers. */
  private Study exactPolicies(Transitions log, StudySettings settings, Console console)
      throws IOException {
    if (segment != null) {
      throw new IllegalArgumentException(
          "--segment shows estimates that weigh the log, which those of policies' files do not.");
    }
    Map<String, Policy> policies = new LinkedHashMap<>();
    for (Map.Entry<String, String> target : targets.entrySet()) {
      Path path = Path.of(target.getValue());
      if (Files.isDirectory(path)) {
        RunFolder run = RunFolder.open(path);
        for (long trainedWith : run.seeds()) {
          String which = run.seeds().size() == 1 ? "" : " seed " + trainedWith;
          policies.put(target.getKey() + which, run.policy(trainedWith));
        }
      } else {
        policies.put(target.getKey(), MlpPolicy.load(path));
      }
    }
    try (Trained trained = new Trained(console)) {
      return new Study(
          log.size(),
          TrajectoryStudy.ofPolicies(
              log, policies, settings, NeuralFqe.Config.defaults(), trained::updated),
          TrajectoryStudy.returns(log, List.of(), settings),
          Optional.empty());
    }
  }

  /** Shows the training of value models, if there is any. */
  private static final class Trained implements AutoCloseable {
    private final Console console;
    private Progress progress;

    Trained(Console console) {
      this.console = console;
    }

    void updated(long done, long total) {
      if (progress == null) {
        progress = console.progress("values", total, "updates");
      }
      progress.to(done);
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }

  /** What weights belong to where there are several of a policy. */
  String place() {
    return kind.equals("slate") ? "position" : "step";
  }

  /** A name is a column's if there is one of that name, and a file's otherwise. */
  private static boolean isFile(String name, Set<String> columns) {
    return !columns.contains(name) && Files.exists(Path.of(name));
  }

  /** The command again, as it was given, in lines. */
  List<String> again(String command, String rest) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "./strandline " + command + " " + Text.shell(file.toString()) + " --kind " + kind + " \\");
    targets.forEach(
        (name, value) -> lines.add("    --target " + Text.shell(name + "=" + value) + " \\"));
    columns.forEach(
        (role, name) -> lines.add("    --column " + Text.shell(role + "=" + name) + " \\"));
    StringBuilder settings = new StringBuilder("    --interval " + interval + " --level " + level);
    settings.append(" --resamples ").append(resamples).append(" --seed ").append(seed);
    if (!estimators.isEmpty()) {
      settings.append(" --estimators ").append(String.join(",", estimators));
    }
    if (unit != null) {
      settings.append(" --unit ").append(Text.shell(unit));
    }
    if (gamma != 1) {
      settings.append(" --gamma ").append(gamma);
    }
    if (!rewardRange.isEmpty()) {
      settings.append(" --reward-range ").append(rewardRange.get(0) + "," + rewardRange.get(1));
    }
    if (maxWeight != null) {
      settings.append(" --max-weight ").append(maxWeight);
    }
    if (propensity != null) {
      settings.append(" --propensity ").append(propensity);
    }
    if (margin != 0) {
      settings.append(" --margin ").append(margin);
    }
    if (segment != null) {
      settings.append(" --segment ").append(Text.shell(segment));
    }
    lines.add(settings + rest);
    return lines;
  }
}
