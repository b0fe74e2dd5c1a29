package dev.strandline.io.importer;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.TrainingRows;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.Roles;
import dev.strandline.io.importer.ImportReport.ActionBounds;
import dev.strandline.io.importer.ImportReport.Ends;
import dev.strandline.io.text.Printable;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Makes a log of what a reader found: what is done alike whatever the format. */
final class LogAssembler {

  private static final int MOST_ACTIONS = 1 << 24;
  private static final String ACTION_SPACE_SOURCE = "strandline.action_space_source";

  private final RawLog raw;
  private final ImportOptions options;
  private final Optional<String> environment;
  private final Optional<KnownEnvironment> known;
  private final List<String> warnings = new ArrayList<>();
  private int rows;

  LogAssembler(RawLog raw, ImportOptions options) {
    this.raw = raw;
    this.options = options;
    this.environment =
        options
            .environment()
            .or(() -> Optional.ofNullable(raw.metadata.get(Transitions.ENVIRONMENT)));
    this.known =
        options.knownEnvironment().or(() -> environment.flatMap(KnownDatasets::environment));
  }

  ImportedLog assemble() throws IOException {
    checkLengths();
    checkSizes();
    checkFinite(Roles.OBSERVATIONS, raw.observations, raw.observationSize);
    checkFinite(Roles.ACTIONS, raw.actions, raw.actionSize);
    checkFinite(raw.rewards);
    if (raw.nextObservations != null) {
      checkFinite(Roles.NEXT_OBSERVATIONS, raw.nextObservations, raw.observationSize);
    }
    if (raw.timeouts == null) {
      countTimeLimits();
    } else {
      noteMarkedLimits();
    }
    ActionBounds bounds = actionBounds();
    nameEnvironment();
    Transitions data = build(bounds);
    return new ImportedLog(data, report(data, bounds));
  }

  private IOException wrong(String role, String pattern, Object... arguments) {
    return new IOException(
        raw.source
            + ", "
            + Printable.name(raw.name(role))
            + String.format(Locale.ROOT, pattern, arguments));
  }

  // Checks.

  private void checkLengths() throws IOException {
    rows = raw.rewards.length;
    if (rows == 0) {
      throw new IOException(
          raw.source + ": has no rows. A log needs at least one; check what wrote it.");
    }
    checkLength(Roles.OBSERVATIONS, raw.observations.length, raw.observationSize);
    checkLength(Roles.ACTIONS, raw.actions.length, raw.actionSize);
    checkLength(Roles.TERMINALS, raw.terminals.length, 1);
    if (raw.timeouts != null) {
      checkLength(Roles.TIMEOUTS, raw.timeouts.length, 1);
    }
    if (raw.nextObservations != null) {
      checkLength(Roles.NEXT_OBSERVATIONS, raw.nextObservations.length, raw.observationSize);
    }
    for (Map.Entry<String, Column> extra : raw.extras.entrySet()) {
      checkLength(extra.getKey(), extra.getValue().rows(), 1);
    }
  }

  private void checkLength(String role, int length, int width) throws IOException {
    if (length != (long) rows * width) {
      throw wrong(
          role,
          ": has %d rows, but %s has %d. Every step has one entry in each; check what wrote the log.",
          length / width,
          raw.name(Roles.REWARDS),
          rows);
    }
  }

  private void checkSizes() throws IOException {
    if (known.isEmpty()) {
      return;
    }
    String name = environment.orElseThrow();
    int observationSize = known.get().observationSize();
    if (raw.observationSize != observationSize) {
      throw wrong(
          Roles.OBSERVATIONS,
          ": has %d numbers in a row, but an observation of %s has %d. Give the environment that the log is from, or"
              + " none.",
          raw.observationSize,
          name,
          observationSize);
    }
    ActionSpace space = known.get().actionSpace();
    if (raw.actionSize != space.size()) {
      throw wrong(
          Roles.ACTIONS,
          ": has %d numbers in a row, but an action of %s has %d. Give the environment that the log is from, or none.",
          raw.actionSize,
          name,
          space.size());
    }
  }

  private void checkFinite(String role, float[] values, int width) throws IOException {
    int first = -1;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        if (first < 0) {
          first = i;
        }
        count++;
      }
    }
    if (count > 0) {
      throw wrong(
          role,
          ", row %d: number %d is %s, the first of %d that are not finite. Mend the log, or leave such episodes out.",
          first / width,
          first % width,
          values[first],
          count);
    }
  }

  private void checkFinite(double[] rewards) throws IOException {
    for (int row = 0; row < rewards.length; row++) {
      if (!Double.isFinite(rewards[row])) {
        throw wrong(
            Roles.REWARDS,
            ", row %d: is %s, the first of %d that are not finite. Mend the log, or leave such episodes out.",
            row,
            rewards[row],
            Arrays.stream(rewards).filter(r -> !Double.isFinite(r)).count());
      }
    }
  }

  // Time limits.

  private OptionalInt limit() {
    return options.maxEpisodeSteps().isPresent()
        ? options.maxEpisodeSteps()
        : known.map(k -> OptionalInt.of(k.maxEpisodeSteps())).orElse(OptionalInt.empty());
  }

  private void noteMarkedLimits() {
    String marked =
        "The source marks its time limits (" + Printable.name(raw.name(Roles.TIMEOUTS)) + ")";
    if (options.maxEpisodeSteps().isPresent()) {
      raw.notes.add(
          String.format(
              Locale.ROOT,
              "%s, so the limit of %d steps was not needed.",
              marked,
              options.maxEpisodeSteps().getAsInt()));
    }
    noteUnusedCounting(marked);
  }

  /** Exact counting is the default, of which nobody expects that it changes anything. */
  private void noteUnusedCounting(String reason) {
    if (options.counting() != EpisodeCounting.EXACT) {
      raw.notes.add(
          reason + ", so no steps were counted as " + name(options.counting()) + " does.");
    }
  }

  private void countTimeLimits() {
    raw.timeouts = new boolean[rows];
    OptionalInt limit = limit();
    if (raw.episodeIds != null) {
      noteUnusedCounting("The source says where its episodes begin");
    } else if (limit.isEmpty()) {
      noteUnusedCounting("No limit is known that steps could be counted to");
    }
    if (limit.isEmpty()) {
      raw.notes.add(
          raw.episodeIds == null
              ? "The source does not say where a time limit cut the log, so only terminals end episodes. If there"
                  + " was a limit, give it with --max-episode-steps."
              : "The source does not say where a time limit cut the log, so episodes without a terminal count as"
                  + " unfinished. If there was a limit, give it with --max-episode-steps.");
      return;
    }
    int cut =
        raw.episodeIds == null
            ? cutByCounting(limit.getAsInt())
            : cutGivenEpisodes(limit.getAsInt());
    raw.provenance.addProperty("max_episode_steps", limit.getAsInt());
    if (raw.episodeIds == null) {
      raw.provenance.addProperty("episode_counting", name(options.counting()));
    }
    raw.notes.add(
        String.format(
            Locale.ROOT,
            "The source does not say where a time limit cut the log; by the limit of %,d steps%s it did at %,d %s.",
            limit.getAsInt(),
            raw.episodeIds != null || options.counting() == EpisodeCounting.EXACT
                ? ""
                : " counted as " + name(options.counting()) + " does",
            cut,
            cut == 1 ? "row" : "rows"));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private int cutByCounting(int limit) {
    int cut = 0;
    int counter = 0;
    for (int row = 0; row < rows; row++) {
      if (counter == limit - 1) {
        raw.timeouts[row] = true;
        cut++;
        counter = options.counting().counterAfterLimit();
      } else {
        counter = raw.terminals[row] ? options.counting().counterAfterTerminal() : counter + 1;
      }
    }
    return cut;
  }

  /** An episode as long as the limit that did not end by itself was cut by it. */
  private int cutGivenEpisodes(int limit) {
    int cut = 0;
    int longer = 0;
    for (int episode = 0; episode < raw.episodeStarts.length; episode++) {
      int end = episode + 1 < raw.episodeStarts.length ? raw.episodeStarts[episode + 1] : rows;
      int length = end - raw.episodeStarts[episode];
      if (length == limit && !raw.terminals[end - 1]) {
        raw.timeouts[end - 1] = true;
        cut++;
      }
      longer += length > limit ? 1 : 0;
    }
    if (longer > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d episodes have more steps than the limit of %,d. Check the limit.",
              longer,
              raw.episodeStarts.length,
              limit));
    }
    return cut;
  }

  // Actions.

  private ActionBounds actionBounds() throws IOException {
    Optional<ActionSpace> stated =
        raw.actionSpace.isPresent() ? raw.actionSpace : known.map(KnownEnvironment::actionSpace);
    String source =
        raw.actionSpace.isPresent() ? "file" : stated.isPresent() ? "environment" : "data";
    boolean discrete =
        stated.map(space -> space instanceof ActionSpace.Discrete).orElse(raw.discreteActions);
    if (discrete) {
      return indices(stated.map(space -> (ActionSpace.Discrete) space), source);
    }
    ActionSpace.Box box =
        stated
            .map(space -> (ActionSpace.Box) space)
            .orElse(ActionSpace.Box.symmetric(raw.actionSize, 1));
    if (stated.isEmpty()) {
      Outside beyond = outside(box);
      if (beyond.rows == 0) {
        source = "assumed";
      } else {
        handleUnbounded(beyond);
        box = spanned();
      }
    }
    Outside outside = outside(box);
    if (outside.rows > 0) {
      handle(outside, box);
    }
    return new ActionBounds(
        box,
        source,
        outside.rows,
        Arrays.stream(outside.byDimension).boxed().toList(),
        outside.rows == 0 ? OptionalInt.empty() : OptionalInt.of(outside.first / raw.actionSize),
        outside.rows > 0 && options.clipActions());
  }

  /** Where nothing states bounds, there are none to hold the actions to. */
  private void handleUnbounded(Outside beyond) throws IOException {
    String found = found(beyond, "beyond [-1, 1]", "");
    if (options.strict() || options.clipActions()) {
      throw wrong(
          Roles.ACTIONS,
          ": %s. No bounds are known, so no action can be held to them: name the environment with --env, or leave %s"
              + " away.",
          found,
          options.strict() ? "--strict" : "--clip-actions");
    }
    warnings.add(
        found
            + ". Nothing states their bounds, so the log's action space is the box that they span. If the"
            + " environment's is another, name it with --env.");
  }

  /**
   * What lies outside, in words.
   *
   * @param where outside of what
   * @param bound that the first of them exceeds, with a comma before it
   */
  private String found(Outside outside, String where, String bound) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows have an action %s (first: row %,d, number %d is %s%s); numbers %s by dimension: %s",
        outside.rows,
        rows,
        where,
        outside.first / raw.actionSize,
        outside.first % raw.actionSize,
        raw.actions[outside.first],
        bound,
        where,
        byDimension(outside.byDimension));
  }

  private void handle(Outside outside, ActionSpace.Box box) throws IOException {
    int dimension = outside.first % raw.actionSize;
    String bound =
        String.format(
            Locale.ROOT, ", beyond [%s, %s]", box.low()[dimension], box.high()[dimension]);
    String found = found(outside, "out of bounds", bound);
    if (options.strict()) {
      throw wrong(
          Roles.ACTIONS,
          ": %s. Correct the log, move them to the nearest bound with --clip-actions, or leave --strict away.",
          found);
    }
    if (options.clipActions()) {
      for (int i = 0; i < raw.actions.length; i++) {
        raw.actions[i] = box.clip(i % raw.actionSize, raw.actions[i]);
      }
      raw.provenance.addProperty("clipped_rows", outside.rows);
      raw.notes.add("Moved to the nearest bound: " + found + ".");
    } else {
      warnings.add(
          found
              + ". They stay as logged. A policy never leaves the bounds, so it cannot imitate them exactly;"
              + " --clip-actions moves them to the nearest bound.");
    }
  }

  private static String byDimension(int[] counts) {
    List<String> parts = new ArrayList<>();
    for (int j = 0; j < counts.length; j++) {
      if (counts[j] > 0) {
        parts.add(String.format(Locale.ROOT, "[%d] %,d", j, counts[j]));
      }
    }
    return String.join(", ", parts);
  }

  /** Numbers outside a box. */
  private record Outside(int rows, int first, int[] byDimension) {}

  private Outside outside(ActionSpace.Box box) {
    int size = raw.actionSize;
    int[] byDimension = new int[size];
    int count = 0;
    int first = -1;
    for (int row = 0; row < rows; row++) {
      boolean any = false;
      for (int j = 0; j < size; j++) {
        int i = row * size + j;
        if (raw.actions[i] != box.clip(j, raw.actions[i])) {
          byDimension[j]++;
          any = true;
          first = first < 0 ? i : first;
        }
      }
      count += any ? 1 : 0;
    }
    return new Outside(count, first, byDimension);
  }

  /** The smallest box around the actions; a dimension that never changes gets room. */
  private ActionSpace.Box spanned() {
    int size = raw.actionSize;
    float[] low = Arrays.copyOf(raw.actions, size);
    float[] high = low.clone();
    for (int i = size; i < raw.actions.length; i++) {
      low[i % size] = Math.min(low[i % size], raw.actions[i]);
      high[i % size] = Math.max(high[i % size], raw.actions[i]);
    }
    for (int j = 0; j < size; j++) {
      if (low[j] == high[j]) {
        float room = Math.max(1, Math.abs(low[j]) / 2);
        low[j] = Math.max(low[j] - room, -Float.MAX_VALUE);
        high[j] = Math.min(high[j] + room, Float.MAX_VALUE);
      }
    }
    return new ActionSpace.Box(low, high);
  }

  private ActionBounds indices(Optional<ActionSpace.Discrete> stated, String source)
      throws IOException {
    int count = stated.map(ActionSpace.Discrete::count).orElse(MOST_ACTIONS);
    float largest = 0;
    for (int row = 0; row < rows; row++) {
      float action = raw.actions[row];
      if (!(action >= 0 && action < count && action == (int) action)) {
        throw wrong(
            Roles.ACTIONS,
            ", row %d: is %s, but actions are indices, whole numbers from 0 to %d. Mend the log, number the actions"
                + " from 0, or write them as vectors of one number (actions_0) if they are real.",
            row,
            action == (long) action ? Long.toString((long) action) : Float.toString(action),
            count - 1);
      }
      largest = Math.max(largest, action);
    }
    ActionSpace space = stated.orElse(new ActionSpace.Discrete((int) largest + 1));
    return new ActionBounds(space, source, 0, List.of(0), OptionalInt.empty(), false);
  }

  // The log.

  private void nameEnvironment() {
    options
        .environment()
        .ifPresent(
            name -> {
              String stated = raw.metadata.put(Transitions.ENVIRONMENT, name);
              if (stated != null && !stated.equals(name)) {
                raw.notes.add(
                    "The source says that it is from "
                        + Printable.name(stated)
                        + "; the log is named after "
                        + name
                        + " as asked.");
              }
            });
    known.ifPresent(
        facts -> {
          raw.metadata.put(Transitions.REFERENCE_MIN, Double.toString(facts.referenceMin()));
          raw.metadata.put(Transitions.REFERENCE_MAX, Double.toString(facts.referenceMax()));
        });
  }

  private Transitions build(ActionBounds bounds) throws IOException {
    Transitions.Builder log =
        new Transitions.Builder(raw.observationSize, bounds.space())
            .observations(raw.observations)
            .actions(raw.actions)
            .rewards(raw.rewards)
            .terminal(raw.terminals)
            .truncated(raw.timeouts);
    if (raw.nextObservations != null) {
      log.nextObservations(raw.nextObservations);
    }
    if (raw.episodeIds != null) {
      log.episodes(raw.episodeIds, raw.episodeStarts);
    } else {
      log.episodesByEnds();
    }
    addExtras(log);
    raw.metadata.forEach(log::metadata);
    log.metadata(ACTION_SPACE_SOURCE, bounds.source());
    log.metadata(Transitions.SOURCE, source().toString());
    try {
      return log.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(raw.source + ": " + e.getMessage(), e);
    }
  }

  private void addExtras(Transitions.Builder log) {
    List<String> taken = new ArrayList<>();
    raw.extras.forEach(
        (name, column) -> {
          boolean role = Roles.EXTRAS.contains(name);
          if (RoleRules.reserved(name) && !role) {
            taken.add(name);
          } else {
            log.extra(name, column);
          }
        });
    if (!taken.isEmpty()) {
      raw.notes.add(
          "Left out, as a log's own columns bear their names: "
              + taken.stream().map(Printable::name).collect(Collectors.joining(", "))
              + ".");
    }
  }

  /** Where the log is from. */
  private JsonObject source() throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("file", raw.source.toAbsolutePath().normalize().getFileName().toString());
    json.addProperty("bytes", Files.size(raw.source));
    json.addProperty(
        "sha256", MoreFiles.asByteSource(raw.source).hash(Hashing.sha256()).toString());
    String version = Importer.class.getPackage().getImplementationVersion();
    json.addProperty("importer", "strandline " + (version == null ? "development" : version));
    json.addProperty("format", name(raw.format));
    raw.provenance.entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    return json;
  }

  private ImportReport report(Transitions data, ActionBounds bounds) {
    JsonObject source =
        JsonParser.parseString(data.metadata().get(Transitions.SOURCE)).getAsJsonObject();
    return new ImportReport(
        raw.format,
        source.get("file").getAsString(),
        source.get("bytes").getAsLong(),
        source.get("sha256").getAsString(),
        raw.official,
        Optional.ofNullable(data.metadata().get(Transitions.ENVIRONMENT)),
        data.size(),
        data.episodes(),
        ends(data),
        raw.nextObservations == null ? TrainingRows.NextRule.Q : TrainingRows.NextRule.STORED,
        TrainingRows.LeftOut.of(data),
        bounds,
        warnings,
        raw.notes);
  }

  private static Ends ends(Transitions data) {
    int terminal = 0;
    int truncated = 0;
    for (int episode = 0; episode < data.episodes(); episode++) {
      int last = data.episodeEnd(episode) - 1;
      if (data.terminal()[last]) {
        terminal++;
      } else if (data.truncated()[last]) {
        truncated++;
      }
    }
    return new Ends(terminal, truncated, data.episodes() - terminal - truncated);
  }
}
