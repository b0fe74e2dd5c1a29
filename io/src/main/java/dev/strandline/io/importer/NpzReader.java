package dev.strandline.io.importer;

import dev.strandline.datasets.Column;
import dev.strandline.io.Roles;
import dev.strandline.io.importer.NpzArchive.Member;
import dev.strandline.io.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a NumPy archive with one entry of each array for each step.
 *
 * <p>Two layouts are known by the names of their arrays: D4RL's, flat, and NeoRL-2's. An array
 * without a role is carried along if it has an entry for each step, and left out otherwise.
 */
final class NpzReader {

  private static final int NAMES_IN_A_MESSAGE = 20;

  private static final Map<String, String> D4RL =
      Map.of(
          Roles.OBSERVATIONS, "observations",
          Roles.ACTIONS, "actions",
          Roles.REWARDS, "rewards",
          Roles.TERMINALS, "terminals",
          Roles.TIMEOUTS, "timeouts",
          Roles.NEXT_OBSERVATIONS, "next_observations");

  private static final Map<String, String> NEORL2 =
      Map.of(
          Roles.OBSERVATIONS, "obs",
          Roles.ACTIONS, "action",
          Roles.REWARDS, "reward",
          Roles.TERMINALS, "done",
          Roles.TIMEOUTS, "truncated",
          Roles.NEXT_OBSERVATIONS, "next_obs");

  private final NpzArchive archive;
  private final ImportOptions options;
  private final ImportProgress progress;
  private final RawLog log;
  private final Map<String, String> layout;
  private final Map<String, Member> roles = new LinkedHashMap<>();
  private final Map<String, Member> carried = new LinkedHashMap<>();
  private final Set<String> narrowed = new HashSet<>();
  private int rows;
  private long bytes;
  private long bytesRead;

  private NpzReader(
      NpzArchive archive, Path source, ImportOptions options, ImportProgress progress) {
    this.archive = archive;
    this.options = options;
    this.progress = progress;
    this.log = new RawLog(source, Format.NPZ);
    this.layout = present(NEORL2) > present(D4RL) ? NEORL2 : D4RL;
  }

  private long present(Map<String, String> names) {
    return names.values().stream().filter(archive.arrays()::containsKey).count();
  }

  static RawLog read(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    try (NpzArchive archive = NpzArchive.open(source)) {
      return new NpzReader(archive, source, options, progress).read();
    }
  }

  private RawLog read() throws IOException {
    for (String role : Roles.ALL) {
      find(role);
    }
    for (String role : RoleRules.REQUIRED) {
      if (!roles.containsKey(role)) {
        throw missing(role);
      }
    }
    checkShapes();
    sortOutTheOthers();
    checkMemory();
    readTransition();
    readEpisodes();
    readExtras();
    noteNarrowing();
    return log;
  }

  // Which array is what.

  private void find(String role) throws IOException {
    String mapped = options.columns().get(role);
    String name = mapped == null ? layout.getOrDefault(role, role) : mapped;
    Member member = archive.arrays().get(name);
    if (member == null) {
      if (mapped != null) {
        throw missing(role);
      }
      return;
    }
    if (mapped == null && options.columns().containsValue(name)) {
      return;
    }
    if (!member.header().refusal().isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s, but %s must be numbers or flags. Save it as such, or map another array with"
                  + " --column %s=NAME.",
              archive.where(name),
              member.header().refusal(),
              role,
              role));
    }
    roles.put(role, member);
    log.roleNames.put(role, name);
  }

  private IOException missing(String role) {
    Set<String> sought = new LinkedHashSet<>();
    if (options.columns().containsKey(role)) {
      sought.add(options.columns().get(role));
    } else {
      sought.add(D4RL.getOrDefault(role, role));
      sought.add(NEORL2.getOrDefault(role, role));
    }
    List<String> found = new ArrayList<>(archive.arrays().keySet());
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: has no array %s. It has: %s. If one of them holds the %s under another name, map it: --column"
                + " %s=NAME on the command line, ImportOptions.withColumns in Java.",
            log.source,
            sought.stream().map(Printable::name).collect(Collectors.joining(" or ")),
            names(found),
            role,
            role));
  }

  private static String names(List<String> all) {
    if (all.isEmpty()) {
      return "no arrays";
    }
    String names =
        all.stream()
            .limit(NAMES_IN_A_MESSAGE)
            .map(Printable::name)
            .collect(Collectors.joining(", "));
    int more = all.size() - NAMES_IN_A_MESSAGE;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  private void checkShapes() throws IOException {
    long expected = roles.get(Roles.OBSERVATIONS).header().rows();
    for (Map.Entry<String, Member> entry : roles.entrySet()) {
      Member member = entry.getValue();
      int dimensions = member.header().shape().size();
      if (dimensions < 1 || dimensions > 2) {
        throw wrongShape(member, "one entry for each step, a number or a vector");
      }
      if (member.header().rows() != expected) {
        throw wrongShape(
            member,
            String.format(
                Locale.ROOT,
                "%d entries, as %s has",
                expected,
                Printable.name(log.name(Roles.OBSERVATIONS))));
      }
      if (!RoleRules.vector(entry.getKey()) && width(member) != 1) {
        throw wrongShape(member, "one number for each step");
      }
      if (width(member) == 0) {
        throw wrongShape(member, "numbers in each entry");
      }
    }
    if (expected == 0) {
      throw new IOException(
          log.source + ": has no rows. A log needs at least one; check what saved it.");
    }
    rows = (int) expected;
    log.observationSize = width(roles.get(Roles.OBSERVATIONS));
    log.actionSize = width(roles.get(Roles.ACTIONS));
    Member next = roles.get(Roles.NEXT_OBSERVATIONS);
    if (next != null && width(next) != log.observationSize) {
      throw wrongShape(next, log.observationSize + " numbers in each entry, as observations have");
    }
  }

  private static int width(Member member) {
    List<Long> shape = member.header().shape();
    return shape.size() == 1 ? 1 : (int) Math.min(shape.get(1), Integer.MAX_VALUE);
  }

  private IOException wrongShape(Member member, String expected) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: has the shape %s, but must have %s. Save it so, or map another array with --column.",
            archive.where(member.name()),
            member.header().shapeText(),
            expected));
  }

  private void sortOutTheOthers() {
    List<String> leftOut = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (Member member : archive.arrays().values()) {
      if (roles.containsValue(member)) {
        continue;
      }
      NpyHeader header = member.header();
      String name = Printable.name(member.name());
      if (!header.refusal().isEmpty()) {
        unread.add(name + " (" + header.refusal() + ")");
      } else if (header.shape().isEmpty()
          || header.shape().size() > 2
          || header.rows() != rows
          || width(member) == 0) {
        leftOut.add(name + " " + header.shapeText());
      } else {
        carried.put(member.name(), member);
      }
    }
    unread.addAll(archive.others());
    if (!leftOut.isEmpty()) {
      log.notes.add(
          String.format(
              Locale.ROOT,
              "Left out, as they have no number or vector for each of the %,d rows: %s.",
              rows,
              names(leftOut)));
    }
    if (!unread.isEmpty()) {
      log.notes.add("Left out, as they hold no numbers: " + names(unread) + ".");
    }
  }

  /** That Java's heap can hold the numbers, before any of them are read. */
  private void checkMemory() throws IOException {
    for (Map<String, Member> members : List.of(roles, carried)) {
      for (Member member : members.values()) {
        bytes += member.header().count() * member.header().type().orElseThrow().bytes;
      }
    }
    long needed = 0;
    for (Map.Entry<String, Member> entry : roles.entrySet()) {
      String role = entry.getKey();
      boolean floats = RoleRules.vector(role) && !role.equals(Roles.SIMULATOR_STATE);
      needed += entry.getValue().header().count() * (floats ? Float.BYTES : Double.BYTES);
    }
    for (Member member : carried.values()) {
      needed += member.header().count() * Double.BYTES;
    }
    Memory.check(log.source, needed);
  }

  // Numbers.

  private void readTransition() throws IOException {
    log.observations = floats(Roles.OBSERVATIONS);
    Member actions = roles.get(Roles.ACTIONS);
    log.discreteActions = log.actionSize == 1 && !type(actions).real();
    log.actions = floats(Roles.ACTIONS);
    log.rewards = doubles(roles.get(Roles.REWARDS));
    log.terminals = flags(roles.get(Roles.TERMINALS));
    if (roles.containsKey(Roles.TIMEOUTS)) {
      log.timeouts = flags(roles.get(Roles.TIMEOUTS));
    }
    if (roles.containsKey(Roles.NEXT_OBSERVATIONS)) {
      log.nextObservations = floats(Roles.NEXT_OBSERVATIONS);
    }
  }

  private void readEpisodes() throws IOException {
    Member id = roles.get(Roles.EPISODE_ID);
    Member step = roles.get(Roles.STEP);
    if (id == null) {
      if (step != null) {
        log.notes.add(
            Printable.name(step.name())
                + " is left out: without an episode_id, episodes are cut after each terminal or"
                + " timeout and their steps counted anew.");
      }
      return;
    }
    EpisodeStarts episodes = new EpisodeStarts();
    long[] ids = longs(id);
    for (int row = 0; row < rows; row++) {
      episodes.add(row, ids[row]);
    }
    log.episodeIds = episodes.ids();
    log.episodeStarts = episodes.starts();
    int repeated = episodes.firstRepeated();
    if (repeated >= 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, row %d: episode %d begins again, after it began at row %d and another followed. Sort the log by"
                  + " episode and step.",
              archive.where(id.name()),
              log.episodeStarts[repeated],
              log.episodeIds[repeated],
              log.episodeStarts[episodes.firstLike(repeated)]));
    }
    if (step != null) {
      checkSteps(step, ids);
    }
  }

  private void checkSteps(Member step, long[] ids) throws IOException {
    long[] steps = longs(step);
    int start = 0;
    for (int row = 0; row < rows; row++) {
      start = ids[row] == ids[start] ? start : row;
      if (steps[row] != row - start) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s, row %d: is %d, but step %d of episode %d is expected. Steps of an episode count from 0 without a"
                    + " gap; sort the log by episode and step, or leave the steps out.",
                archive.where(step.name()),
                row,
                steps[row],
                row - start,
                ids[row]));
      }
    }
  }

  private void readExtras() throws IOException {
    for (String role : List.of(Roles.PROPENSITY, Roles.ACTION_LOG_PROBS)) {
      if (roles.containsKey(role)) {
        log.extras.put(role, Column.Numbers.scalar(doubles(roles.get(role))));
      }
    }
    Member state = roles.get(Roles.SIMULATOR_STATE);
    if (state != null) {
      log.extras.put(Roles.SIMULATOR_STATE, Column.Numbers.vectors(doubles(state), width(state)));
    }
    Member mask = roles.get(Roles.AVAILABLE_ACTIONS);
    if (mask != null) {
      log.extras.put(Roles.AVAILABLE_ACTIONS, new Column.Flags(flags(mask), width(mask), true));
    }
    for (Member member : carried.values()) {
      log.extras.put(member.name(), column(member));
    }
  }

  private Column column(Member member) throws IOException {
    int width = width(member);
    boolean list = member.header().shape().size() == 2;
    if (type(member) == NpyHeader.Type.BOOL) {
      return new Column.Flags(flags(member), width, list);
    }
    return list || type(member).real() || type(member) == NpyHeader.Type.UINT64
        ? new Column.Numbers(doubles(member), width, list)
        : new Column.Integers(longs(member));
  }

  private static NpyHeader.Type type(Member member) {
    return member.header().type().orElseThrow();
  }

  private void read(Member member, NpzArchive.Numbers numbers) throws IOException {
    archive.read(
        member,
        numbers,
        done -> progress.read((long) ((double) rows * (bytesRead + done) / bytes), rows));
    bytesRead += member.header().count() * type(member).bytes;
  }

  private float[] floats(String role) throws IOException {
    Member member = roles.get(role);
    float[] values = new float[(int) member.header().count()];
    int width = width(member);
    boolean[] rounded = {false};
    read(
        member,
        (index, next) -> {
          double value = next.real();
          float narrow = (float) value;
          if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "%s, row %d: is %s, but %s are kept as 32-bit floats, which end at 3.4e38. Rescale it.",
                    archive.where(member.name()),
                    index / width,
                    value,
                    role));
          }
          rounded[0] |= narrow != value;
          values[index] = narrow;
        });
    if (rounded[0]) {
      narrowed.add(role);
    }
    return values;
  }

  private double[] doubles(Member member) throws IOException {
    double[] values = new double[(int) member.header().count()];
    read(member, (index, next) -> values[index] = next.real());
    return values;
  }

  private long[] longs(Member member) throws IOException {
    if (type(member).real() || type(member) == NpyHeader.Type.UINT64) {
      double[] reals = doubles(member);
      long[] values = new long[reals.length];
      for (int row = 0; row < values.length; row++) {
        values[row] = (long) reals[row];
        if (values[row] != reals[row]) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s, row %d: is %s, but must be a whole number. Save it as such, or map another array with --column.",
                  archive.where(member.name()),
                  row,
                  reals[row]));
        }
      }
      return values;
    }
    long[] values = new long[(int) member.header().count()];
    read(member, (index, next) -> values[index] = next.whole());
    return values;
  }

  private boolean[] flags(Member member) throws IOException {
    boolean[] values = new boolean[(int) member.header().count()];
    int width = width(member);
    read(
        member,
        (index, next) -> {
          double value = next.real();
          if (value != 0 && value != 1) {
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "%s, row %d: is %s, but a flag is 0 or 1. Mend the log, or map another array with --column.",
                    archive.where(member.name()),
                    index / width,
                    value));
          }
          values[index] = value == 1;
        });
    return values;
  }

  private void noteNarrowing() {
    if (!narrowed.isEmpty()) {
      log.notes.add(
          String.format(
              Locale.ROOT,
              "Kept as 32-bit floats, to which their doubles were rounded: %s. Rewards keep all their bits.",
              Roles.ALL.stream()
                  .filter(narrowed::contains)
                  .map(role -> Printable.name(log.name(role)))
                  .collect(Collectors.joining(", "))));
    }
  }
}
