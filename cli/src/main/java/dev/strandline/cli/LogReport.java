package dev.strandline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.strandline.datasets.ActionUse;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Continuity;
import dev.strandline.datasets.DatasetSummary;
import dev.strandline.datasets.DatasetSummary.Finding;
import dev.strandline.datasets.DatasetSummary.Headroom;
import dev.strandline.datasets.DatasetSummary.Histogram;
import dev.strandline.datasets.DatasetSummary.Severity;
import dev.strandline.datasets.DatasetSummary.Spread;
import dev.strandline.datasets.Duplicates;
import dev.strandline.datasets.NeighborStatistics;
import dev.strandline.datasets.StateActionCoverage;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.TrajectoryQuality;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Environments;
import dev.strandline.envs.Generator;
import dev.strandline.envs.Maze;
import dev.strandline.envs.PointMaze;
import dev.strandline.io.ContentHash;
import dev.strandline.policy.ActionSpace;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Facts;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Remark;
import dev.strandline.report.HtmlReport.Remarks;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.MazeView;
import dev.strandline.report.ReturnHistogram;
import dev.strandline.report.ReturnHistogram.Group;
import dev.strandline.report.SmallMultiples;
import dev.strandline.report.SmallMultiples.Bars;
import dev.strandline.report.SmallMultiples.Lines;
import dev.strandline.report.SmallMultiples.Panel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is known of a log, in words and pictures: the part that is the same wherever a log is shown.
 *
 * @param log the log itself
 * @param file where it was read from
 * @param summary its numbers
 * @param findings those of the summary, and what its file is found to be
 * @param hash its content hash
 * @param neighbors how near its rows lie to each other, if that was measured
 * @param reference what it is compared with, if anything
 */
record LogReport(
    Transitions log,
    Path file,
    DatasetSummary summary,
    List<Finding> findings,
    String hash,
    Optional<NeighborStatistics> neighbors,
    Optional<Reference> reference) {

  // Keys that TransitionFile sets in a log's metadata.
  private static final String CONTENT_HASH = "strandline.content_hash";
  private static final String ACTION_SPACE_SOURCE = "strandline.action_space_source";
  private static final String SKIPPED_COLUMNS = "strandline.skipped_columns";

  /** Said of a score by the returns of legs. */
  static final String INCOMPARABLE =
      "Returns are of legs, not of whole episodes, and do not compare with the references";

  private static final int MOST_GROUPS = 6;
  private static final int MOST_BOUNDS = 4;
  private static final int MOST_PANELS = 48;
  private static final int MOST_POINTS = 60;

  /** Another log, and how much of its variety this one has. */
  record Reference(Path file, StateActionCoverage coverage) {}

  /** Looks at a log. */
  static LogReport of(Transitions log, Path file) {
    String hash = ContentHash.of(log);
    DatasetSummary summary = DatasetSummary.of(log);
    List<Finding> findings = new ArrayList<>(summary.findings());
    if (summary.quality().isPresent()) {
      Legs.of(log, summary.continuity()).ifPresent(how -> findings.add(incomparable(how)));
    }
    String stored = log.metadata().get(CONTENT_HASH);
    if (stored != null && !stored.equals(hash)) {
      findings.add(
          new Finding(
              Severity.WARNING,
              "the file states the content hash "
                  + stored
                  + ", but its rows have another. It was changed after it was written; write it"
                  + " anew, or do not rely on what its metadata say."));
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return new LogReport(log, file, summary, findings, hash, Optional.empty(), Optional.empty());
  }

  private static Finding incomparable(String how) {
    return new Finding(
        Severity.WARNING,
        "returns are of legs and not of whole episodes: "
            + how
            + ". So TQ and normalized scores do not compare with those of whole episodes, which the"
            + " reference returns are of. For a score, let a policy play: ./strandline evaluate.");
  }

  /** The same log with the distances between its rows; a million rows take some seconds. */
  LogReport withNeighbors() {
    Optional<NeighborStatistics> measured = NeighborStatistics.of(log, NeighborStatistics.SEED);
    List<Finding> all = new ArrayList<>(findings);
    if (measured.isEmpty()) {
      all.add(
          new Finding(
              Severity.NOTE,
              log.size() == 1
                  ? "the log has one row, so there are no distances between rows."
                  : "distances between rows are not measured, as some observations or actions are"
                      + " not finite."));
    }
    return new LogReport(log, file, summary, all, hash, measured, reference);
  }

  /** The same log, compared with another. */
  LogReport against(Transitions other, Path otherFile) {
    Reference compared = new Reference(otherFile, StateActionCoverage.of(log, other));
    return new LogReport(log, file, summary, findings, hash, neighbors, Optional.of(compared));
  }

  /** What the log is, a few words under each label. */
  Map<String, String> facts(String bytes) {
    Map<String, String> metadata = log.metadata();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("environment", metadata.getOrDefault(Transitions.ENVIRONMENT, "not stated"));
    facts.put(
        "size",
        Text.count(summary.rows(), "transition")
            + " in "
            + Text.count(summary.episodes(), "episode")
            + bytes);
    facts.put("observation", Text.count(summary.observationSize(), "number"));
    facts.put("action", describe(log.actionSpace()) + origin(metadata.get(ACTION_SPACE_SOURCE)));
    facts.put("next states", nextStates());
    facts.put("ends", ends(summary.ends()));
    if (!log.extras().isEmpty()) {
      facts.put("also holds", String.join(", ", log.extras().keySet()));
    }
    if (metadata.containsKey(SKIPPED_COLUMNS)) {
      facts.put("skipped", metadata.get(SKIPPED_COLUMNS));
    }
    if (metadata.containsKey(Transitions.GENERATOR)) {
      facts.put("made by", flat(metadata.get(Transitions.GENERATOR)));
    }
    if (metadata.containsKey(Transitions.SOURCE)) {
      facts.put("source", flat(metadata.get(Transitions.SOURCE)));
    }
    facts.put("content hash", hash);
    return facts;
  }

  /** What the log is worth, a sentence or two under each label. */
  Map<String, String> measures() {
    Map<String, String> measures = new LinkedHashMap<>();
    measures.put(
        "quality",
        summary
            .quality()
            .map(this::describe)
            .orElse("not known, as the log does not state the reference returns of its task"));
    measures.put("headroom", describe(summary.headroom()));
    reference.ifPresent(compared -> measures.put("coverage", describe(compared)));
    neighbors.ifPresent(
        measured -> {
          measures.put(
              "near states",
              nearest(
                  measured, measured.observations(), "observation", ", in standard deviations"));
          measures.put(
              "near pairs",
              nearest(
                  measured,
                  measured.pairs(),
                  "observation with its action",
                  ", in standard deviations and halves of the action's range"));
          measures.put("agreement", agreement(measured));
        });
    measures.put(
        "zero rewards", percent(summary.zeroRewards()) + " of the rows have a reward of 0");
    measures.put("repeated", describe(summary.duplicates()));
    summary.continuity().ifPresent(c -> measures.put("continuity", describe(c)));
    return measures;
  }

  private String describe(TrajectoryQuality quality) {
    List<String> returns = Text.numbers(quality.meanReturn(), quality.min(), quality.max());
    return "TQ "
        + Text.number(quality.value())
        + ": the mean return is "
        + returns.get(0)
        + ", where "
        + returns.get(1)
        + " would be 0 and "
        + returns.get(2)
        + " would be 1 (the references that the log states)"
        + (Legs.of(log, summary.continuity()).isPresent() ? ". " + INCOMPARABLE : "");
  }

  private String describe(Headroom headroom) {
    if (Double.isNaN(headroom.shareAbove())) {
      return "all returns are equal, so drawing some episodes more often changes nothing";
    }
    List<String> above = Text.numbers(headroom.bestTenth(), headroom.best());
    return "the best tenth of the episodes are "
        + above.get(0)
        + points(headroom.bestTenth())
        + " above the mean return, the best one "
        + above.get(1)
        + points(headroom.best())
        + ": what drawing good episodes more often can gain, as far as they are good by their actions and not by"
        + " their start. "
        + percent(headroom.shareAbove())
        + " of the returns' variance is above the mean (half where they lie evenly, more where few stand out;"
        + " RPSV "
        + Text.number(summary.positiveSidedVariance())
        + ")";
  }

  private String points(double returns) {
    return summary
        .quality()
        .map(q -> String.format(Locale.ROOT, " (%.0f points)", 100 * returns / (q.max() - q.min())))
        .orElse("");
  }

  private static String describe(Reference reference) {
    StateActionCoverage coverage = reference.coverage();
    return String.format(
            Locale.ROOT,
            "SACo %s against %s: %,d different pairs of observation and action here, %,d there, in the first %,d rows"
                + " of each; %s",
            Text.number(coverage.value()),
            reference.file(),
            coverage.distinct(),
            coverage.referenceDistinct(),
            coverage.rows(),
            coverage.exactObservations()
                ? "observations are whole numbers and compared as they are"
                : coverage.edges() + " edges for each number over the reference's range")
        + (coverage.referenceDistinct() > 0.9 * coverage.rows()
            ? ". Nearly every row of the reference is a pair of its own, so the measure says little"
            : "");
  }

  private static String nearest(
      NeighborStatistics measured,
      NeighborStatistics.Distances distances,
      String what,
      String unit) {
    int last = distances.quantiles().size() - 1;
    List<String> numbers =
        Text.numbers(
            distances.median(), distances.quantiles().get(last).value(), distances.atRandom());
    String alone =
        distances.alone() == 0
            ? ""
            : "; "
                + Text.count(distances.alone(), "row")
                + " whose action no other row has, left out";
    return distances.alone() == measured.rows()
        ? "each row is the only one with its action"
        : "the nearest other "
            + what
            + " is "
            + numbers.get(0)
            + " away (median; 95 %: "
            + numbers.get(1)
            + "), one at random "
            + numbers.get(2)
            + unit
            + "; "
            + percent(distances.duplicates())
            + " have an equal one"
            + alone
            + " ("
            + Text.count(measured.rows(), "sampled row")
            + ")";
  }

  private String agreement(NeighborStatistics measured) {
    List<String> numbers = Text.numbers(measured.disagreement(), measured.disagreementAtRandom());
    boolean discrete = log.actionSpace() instanceof ActionSpace.Discrete;
    return "actions of the "
        + Text.count(measured.neighbors(), "nearest state")
        + " differ from a row's own by "
        + numbers.get(0)
        + ", those of rows at random by "
        + numbers.get(1)
        + (discrete ? " (share that is another action)" : " (in halves of the action's range)")
        + ". Near 0 the state decides the action, and staying near the log is imitation; where they"
        + " differ as at random, near states offer many actions to choose from";
  }

  private static String describe(Duplicates duplicates) {
    return duplicates.rows() == 0
        ? "no row is equal to another"
        : Text.count(duplicates.rows(), "row")
            + " and "
            + Text.count(duplicates.episodes(), "whole episode")
            + " equal to an earlier one";
  }

  private static String describe(Continuity continuity) {
    return continuity.jumps() == 0
        ? "each next observation is what the row after observed"
        : Text.count(continuity.jumps(), "next observation")
            + (continuity.jumps() == 1 ? " is" : " are")
            + " not what the row after observed";
  }

  static String percent(double share) {
    return share > 0 && share < 0.001
        ? "under 0.1 %"
        : String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share)
            .replace("0.0 %", "0 %");
  }

  static String describe(ActionSpace space) {
    if (space instanceof ActionSpace.Discrete discrete) {
      return "one of " + discrete.count();
    }
    ActionSpace.Box box = (ActionSpace.Box) space;
    float[] low = box.low();
    float[] high = box.high();
    boolean same = true;
    for (int j = 1; j < low.length; j++) {
      same &= low[j] == low[0] && high[j] == high[0];
    }
    String numbers = Text.count(box.size(), "number");
    if (same) {
      return numbers + " in [" + plain(low[0]) + ", " + plain(high[0]) + "]";
    }
    if (box.size() <= MOST_BOUNDS) {
      return numbers + " in a box from " + plain(low) + " to " + plain(high);
    }
    float least = low[0];
    float most = high[0];
    for (int j = 1; j < low.length; j++) {
      least = Math.min(least, low[j]);
      most = Math.max(most, high[j]);
    }
    return numbers
        + ", each with bounds of its own, all in ["
        + plain(least)
        + ", "
        + plain(most)
        + "]";
  }

  private static String plain(float... values) {
    List<String> texts = new ArrayList<>();
    for (float value : values) {
      texts.add(Text.number(value).replaceAll("\\.0+$", ""));
    }
    return values.length == 1 ? texts.get(0) : "(" + String.join(", ", texts) + ")";
  }

  private static String origin(String source) {
    if ("environment".equals(source)) {
      return " (the environment's)";
    }
    if ("assumed".equals(source)) {
      return " (assumed: the file does not state it)";
    }
    return "data".equals(source) ? " (from the data: the file does not state it)" : "";
  }

  private String nextStates() {
    String rule =
        summary.nextRule() == TrainingRows.NextRule.STORED
            ? "stored with each row"
            : "taken from the row after";
    TrainingRows.LeftOut leftOut = summary.leftOut();
    return leftOut.total() == 0
        ? rule
        : rule
            + "; "
            + Text.count(leftOut.total(), "row")
            + " without one, left out: "
            + reasons(leftOut, summary.ends().truncated());
  }

  /**
   * Why rows are left out, and how many for each reason.
   *
   * @param truncated episodes whose last row is truncated and not terminal
   */
  static String reasons(TrainingRows.LeftOut leftOut, int truncated) {
    List<String> reasons = new ArrayList<>();
    int alsoTerminal = leftOut.timeLimit() - truncated;
    part(
        reasons,
        leftOut.timeLimit(),
        alsoTerminal > 0
            ? String.format(
                Locale.ROOT, "cut by a time limit (%,d of them terminal as well)", alsoTerminal)
            : "cut by a time limit");
    part(reasons, leftOut.endOfFile(), "the file's last row");
    part(reasons, leftOut.unfinished(), "last of an unfinished episode");
    return String.join(", ", reasons);
  }

  /** Adds how many there are of something, where there are any. */
  static void part(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }

  private static String ends(DatasetSummary.Ends ends) {
    List<String> parts = new ArrayList<>();
    part(parts, ends.terminal(), "terminal");
    part(parts, ends.truncated(), "truncated");
    part(parts, ends.unfinished(), "unfinished");
    return String.join(", ", parts);
  }

  /** JSON metadata in the words of one line; other text as it is. */
  private static String flat(String text) {
    try {
      JsonElement parsed = JsonParser.parseString(text);
      return parsed.isJsonObject() ? flat(parsed.getAsJsonObject()) : text;
    } catch (JsonParseException e) {
      return text;
    }
  }

  private static String flat(JsonObject object) {
    return object.entrySet().stream()
        .map(
            entry ->
                entry.getKey().replace('_', ' ')
                    + " "
                    + (entry.getValue().isJsonObject()
                        ? "(" + flat(entry.getValue().getAsJsonObject()) + ")"
                        : entry.getValue().isJsonPrimitive()
                            ? entry.getValue().getAsString()
                            : entry.getValue().toString()))
        .collect(Collectors.joining(", "));
  }

  /** A table's rows of returns, scores, lengths and rewards, its header first. */
  List<List<String>> spreads() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "min", "mean", "max", "std dev"));
    rows.add(row("return", summary.returns()));
    summary.normalizedScores().ifPresent(scores -> rows.add(row("normalized", scores)));
    rows.add(row("length", summary.lengths()));
    rows.add(row("reward", summary.rewards()));
    return rows;
  }

  private static List<String> row(String name, Spread spread) {
    List<String> cells = new ArrayList<>(List.of(name));
    cells.addAll(
        Text.numbers(spread.min(), spread.mean(), spread.max(), spread.standardDeviation()));
    return cells;
  }

  /** The whole page of a log. */
  HtmlReport page(String bytes) {
    return new HtmlReport(
        file.getFileName().toString(),
        "A log of "
            + Text.count(summary.rows(), "transition")
            + " in "
            + Text.count(summary.episodes(), "episode")
            + (findings.isEmpty() ? "." : "; " + counted() + " below."),
        sections(bytes));
  }

  /** Everything that is known of the log, the log at a glance first. */
  List<Section> sections(String bytes) {
    List<Section> sections = new ArrayList<>();
    List<Block> first = new ArrayList<>(glance(bytes));
    first.add(remarks());
    sections.add(new Section("The log", first));
    sections.add(new Section("What it is worth", List.of(worth())));
    List<Block> episodes = new ArrayList<>();
    episodes.add(new Table(spreads().get(0), spreads().subList(1, spreads().size())));
    episodes.add(returns());
    episodes.add(episodes());
    sections.add(new Section("Episodes", episodes));
    sections.add(new Section("Actions", List.of(actions())));
    sections.add(new Section("Observations", List.of(observations())));
    maze().ifPresent(maze -> sections.add(new Section("From above", List.of(positions(maze)))));
    neighbors.ifPresent(
        measured -> sections.add(new Section("Nearest neighbors", List.of(distances(measured)))));
    return sections;
  }

  private String counted() {
    long grave = findings.stream().filter(f -> f.severity() != Severity.NOTE).count();
    return grave == 0
        ? Text.count(findings.size(), "thing") + " to note"
        : Text.count(grave, "thing") + " to look into";
  }

  /** The facts. */
  List<Block> glance(String bytes) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("File", file.toString());
    facts.putAll(labeled(facts(bytes)));
    List<String> returns =
        Text.numbers(summary.returns().mean(), summary.returns().min(), summary.returns().max());
    facts.put(
        "Returns", "mean " + returns.get(0) + ", from " + returns.get(1) + " to " + returns.get(2));
    return List.of(new Facts(facts));
  }

  private static Map<String, String> labeled(Map<String, String> facts) {
    Map<String, String> labeled = new LinkedHashMap<>();
    facts.forEach(
        (label, value) ->
            labeled.put(
                label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1), value));
    return labeled;
  }

  private Block worth() {
    return new Remarks(
        measures().entrySet().stream()
            .map(measure -> new Remark(measure.getKey(), false, measure.getValue() + "."))
            .toList());
  }

  /** What was found, or that there is nothing. */
  private Block remarks() {
    if (findings.isEmpty()) {
      return new Paragraph("Health: nothing to remark.");
    }
    return new Remarks(
        findings.stream()
            .map(
                finding ->
                    new Remark(
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        finding.severity() != Severity.NOTE,
                        finding.message()))
            .toList());
  }

  /** Histogram of the returns, by the policy that played where the log says so. */
  Block returns() {
    Map<String, List<Double>> groups = new LinkedHashMap<>();
    boolean named = log.extras().get(Generator.TIER) instanceof Column.Texts;
    double[] returns = log.returns();
    int shown = 0;
    for (int episode = 0; episode < returns.length; episode++) {
      boolean known = log.finished(episode) || summary.ends().unfinished() == log.episodes();
      if (known && Double.isFinite(returns[episode])) {
        String name = named ? tier(episode) : "finished";
        groups.computeIfAbsent(name, key -> new ArrayList<>()).add(returns[episode]);
        shown++;
      }
    }
    if (shown == 0) {
      return new Paragraph("No picture of the returns: none is a finite number.");
    }
    if (groups.size() > MOST_GROUPS) {
      List<Double> all = groups.values().stream().flatMap(List::stream).toList();
      groups.clear();
      groups.put("all", all);
    }
    List<Group> drawn =
        groups.entrySet().stream()
            .map(
                group ->
                    new Group(
                        group.getKey(),
                        group.getValue().stream().mapToDouble(Double::doubleValue).toArray()))
            .sorted(Comparator.comparingDouble(group -> mean(group.returns())))
            .toList();
    return Figures.of(
        () -> ReturnHistogram.draw(drawn),
        "Undiscounted returns of the log's episodes"
            + (drawn.size() > 1 ? ", by the policy that played." : ".")
            + (shown < returns.length
                ? " "
                    + Text.count(returns.length - shown, "episode")
                    + " not finished or not finite, left out."
                : ""));
  }

  private String tier(int episode) {
    String name =
        ((Column.Texts) log.extras().get(Generator.TIER)).values()[log.episodeStart(episode)];
    return name == null ? "not stated" : name;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Lengths, rewards, and how rewards and returns change along an episode and along the log. */
  private Block episodes() {
    List<Panel> panels = new ArrayList<>();
    bars("length of an episode", lengths(), summary.lengthHistogram()).ifPresent(panels::add);
    bars("reward of a step", percent(summary.zeroRewards()) + " are 0", summary.rewardHistogram())
        .ifPresent(panels::add);
    int longest = (int) summary.lengths().max();
    panels.add(means("reward by step", "mean over episodes", longest, steps(), log.rewards()));
    if (log.episodes() > 1) {
      int[] order = IntStream.range(0, log.episodes()).toArray();
      panels.add(
          means(
              "return along the log",
              "means of episodes in file order",
              log.episodes(),
              order,
              log.returns()));
    }
    return Figures.of(
        () -> SmallMultiples.draw("Small charts: " + titles(panels) + ".", panels),
        "Lengths and rewards as they are spread; the mean reward at each step of an episode; the"
            + " returns from the log's first episode to its last.");
  }

  private String lengths() {
    Spread lengths = summary.lengths();
    return lengths.min() == lengths.max()
        ? "all " + Text.count((long) lengths.min(), "step")
        : "mean " + Text.number(lengths.mean()) + " steps";
  }

  /** The step of each row in its episode. */
  private int[] steps() {
    int[] steps = new int[log.size()];
    for (int episode = 0; episode < log.episodes(); episode++) {
      int start = log.episodeStart(episode);
      for (int row = start; row < log.episodeEnd(episode); row++) {
        steps[row] = row - start;
      }
    }
    return steps;
  }

  /** Means of values by their place in at most {@value #MOST_POINTS} equal pieces of [0, end). */
  private static Lines means(String title, String note, int end, int[] places, double[] values) {
    int points = Math.min(MOST_POINTS, end);
    double[] sums = new double[points];
    int[] counts = new int[points];
    for (int i = 0; i < values.length; i++) {
      int point = (int) (1L * places[i] * points / end);
      sums[point] += values[i];
      counts[point]++;
    }
    double[] x = new double[points];
    double[] means = new double[points];
    for (int point = 0; point < points; point++) {
      x[point] = points == 1 ? 0 : point * (end - 1.0) / (points - 1);
      means[point] = sums[point] / counts[point];
    }
    return new Lines(title, note, x, new double[][] {means});
  }

  /** Each dimension of the actions. */
  private Block actions() {
    List<Panel> panels = new ArrayList<>();
    boolean discrete = log.actionSpace() instanceof ActionSpace.Discrete;
    for (int j = 0; j < summary.actionUse().size(); j++) {
      ActionUse use = summary.actionUse().get(j);
      bars(discrete ? "action" : "action " + j, saturation(use, discrete), use.histogram())
          .ifPresent(panels::add);
    }
    return dimensions(
        panels,
        summary.actionUse().size(),
        discrete
            ? "How often each action was taken."
            : "Each number of the actions, and how many are exactly at a bound of the action space.");
  }

  private String saturation(ActionUse use, boolean discrete) {
    if (discrete) {
      return summary.rows() + " taken";
    }
    return use.saturated() == 0 ? "never at a bound" : percent(use.saturated()) + " at a bound";
  }

  /** Each dimension of the observations. */
  private Block observations() {
    List<Panel> panels = new ArrayList<>();
    for (int j = 0; j < summary.observationSize(); j++) {
      Spread spread = summary.observations().get(j);
      List<String> numbers = Text.numbers(spread.mean(), spread.standardDeviation());
      bars(
              "observation " + j,
              "mean " + numbers.get(0) + ", sd " + numbers.get(1),
              summary.observationHistograms().get(j))
          .ifPresent(panels::add);
    }
    return dimensions(
        panels,
        summary.observationSize(),
        "Each number of the observations, from its least to its greatest.");
  }

  /** The maze that the log is from, where its positions are known. */
  private Optional<Maze> maze() {
    String name = log.metadata().getOrDefault(Transitions.ENVIRONMENT, "");
    if (!Environments.names().contains(name)
        || !(Environments.named(name).factory().get() instanceof PointMaze env)
        || log.observationSize() != env.observationSize()) {
      return Optional.empty();
    }
    boolean finite =
        summary.observations().subList(0, 2).stream()
            .allMatch(spread -> Double.isFinite(spread.mean()));
    return finite ? Optional.of(env.maze()) : Optional.empty();
  }

  /** Where in its maze the log was. */
  private Block positions(Maze maze) {
    double[] x = new double[log.size()];
    double[] y = new double[log.size()];
    for (int row = 0; row < log.size(); row++) {
      x[row] = log.observations()[row * log.observationSize()];
      y[row] = log.observations()[row * log.observationSize() + 1];
    }
    return Figures.of(
        () -> MazeView.draw(maze, List.of(), List.of(new MazeView.Path(x, y))),
        "Positions of all rows, the more the darker. The star is the goal; within the dashed circle"
            + " the sparse reward is 1.");
  }

  /** Distances to the nearest other row. */
  private static Block distances(NeighborStatistics measured) {
    List<Panel> panels = new ArrayList<>();
    bars("nearest state", equal(measured.observations()), measured.observations().histogram())
        .ifPresent(panels::add);
    bars("nearest state and action", equal(measured.pairs()), measured.pairs().histogram())
        .ifPresent(panels::add);
    return dimensions(
        panels,
        panels.size(),
        "Distance of "
            + Text.count(measured.rows(), "sampled row")
            + " to the nearest other row: observations in standard deviations of each number, actions"
            + " in halves of their range.");
  }

  private static String equal(NeighborStatistics.Distances distances) {
    return percent(distances.duplicates()) + " have an equal one";
  }

  private static Block dimensions(List<Panel> panels, int all, String caption) {
    if (panels.isEmpty()) {
      return new Paragraph("No picture: no dimension is finite throughout.");
    }
    List<Panel> shown = panels.subList(0, Math.min(MOST_PANELS, panels.size()));
    return Figures.of(
        () -> SmallMultiples.draw("Small histograms: " + titles(shown) + ".", shown),
        caption
            + (shown.size() < all
                ? String.format(Locale.ROOT, " %d of %d are shown.", shown.size(), all)
                : ""));
  }

  private static String titles(List<Panel> panels) {
    return panels.stream().map(Panel::title).collect(Collectors.joining(", "));
  }

  /** A histogram as a small chart; empty where its numbers are not finite. */
  private static Optional<Bars> bars(String title, String note, Histogram histogram) {
    double[] edges = histogram.edges().stream().mapToDouble(Double::doubleValue).toArray();
    double[] counts = histogram.counts().stream().mapToDouble(Integer::doubleValue).toArray();
    return Arrays.stream(edges).allMatch(Double::isFinite)
        ? Optional.of(new Bars(title, note, edges, counts))
        : Optional.empty();
  }
}
