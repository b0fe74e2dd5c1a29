package dev.strandline.io.importer;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.io.Roles;
import dev.strandline.io.text.Printable;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a Minari dataset that is stored as HDF5: one group for each episode, with one observation
 * more than there are steps, so that every next observation is the true one.
 *
 * <p>Observations and actions that consist of named or numbered parts become one vector: parts in
 * the order of their names, numbered ones in the order of their numbers. Infos and other datasets
 * with a value for each step are kept under their own path where every episode has them, with the
 * value from before the action where there is one more than there are steps; {@code infos/qpos} and
 * {@code infos/qvel} then are {@code simulator_state}, if no dataset is called so. Everything else
 * is left out and named.
 */
final class MinariReader {

  private static final String DATA_FILE = "main_data.hdf5";
  private static final Pattern EPISODE = Pattern.compile("episode_(\\d{1,18})");
  private static final Pattern PART = Pattern.compile("_index_(\\d{1,9})");
  private static final Set<String> TRANSITION =
      Set.of("observations", "actions", "rewards", "terminations", "truncations");
  private static final String QPOS = "infos/qpos";
  private static final String QVEL = "infos/qvel";
  private static final String SEED = "seed";
  private static final String LINK = "a link, which is not followed";
  private static final int DEEPEST = 8;

  /**
   * A part of an observation or an action, or what is kept beside them.
   *
   * @param path within the episode
   * @param width numbers in a row
   * @param type of its values
   * @param extra 1 where an episode has one value more than steps, else 0
   * @param list whether a row is a vector
   */
  private record Part(String path, int width, Hdf5Type type, int extra, boolean list) {

    String described(String role) {
      return (path.equals(role) ? path : path.substring(role.length() + 1)) + " (" + width + ")";
    }
  }

  /** An episode's number, length and seed. */
  private record Episode(long number, int steps, OptionalLong seed) {
    String group() {
      return "episode_" + number;
    }
  }

  private final RawLog log;
  private final Hdf5Group root;
  private final MinariMetadata metadata;
  private final ImportProgress progress;
  private final List<Episode> episodes = new ArrayList<>();
  private List<Part> observationParts;
  private List<Part> actionParts;
  private Map<String, Part> extras;
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private int rows;

  private MinariReader(
      Path file, Hdf5Group root, MinariMetadata metadata, ImportProgress progress) {
    this.log = new RawLog(file, Format.MINARI);
    this.root = root;
    this.metadata = metadata;
    this.progress = progress;
  }

  /**
   * Reads a dataset.
   *
   * @param source the dataset's folder, the folder {@code data} in it, or the HDF5 file in that
   */
  static RawLog read(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    if (!options.columns().isEmpty()) {
      throw new IOException(
          source
              + ": in Minari's layout every dataset has a fixed name, so nothing can be mapped to "
              + String.join(", ", options.columns().keySet())
              + ". Leave --column away.");
    }
    Path folder =
        Files.isDirectory(source) ? dataFolder(source) : source.toAbsolutePath().getParent();
    Path file = Files.isDirectory(source) ? folder.resolve(DATA_FILE) : source;
    MinariMetadata metadata = MinariMetadata.read(folder.resolve("metadata.json"));
    Optional<String> format = metadata.text("data_format");
    if (format.isPresent() && !format.get().equals("hdf5")) {
      throw new IOException(
          source
              + ": is stored as "
              + format.get()
              + ", and of Minari's formats only hdf5 is read. Create the dataset with data_format=\"hdf5\".");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          source
              + ": has no "
              + DATA_FILE
              + ", neither in it nor in a folder data. Give a Minari dataset's folder.");
    }
    try (Hdf5Source hdf5 = Hdf5Source.open(file)) {
      return new MinariReader(file, hdf5.root(), metadata, progress).read();
    } catch (OutOfMemoryError e) {
      throw Hdf5Source.tooLarge(file, e);
    }
  }

  /** Where a dataset keeps its files, given its own folder or that one. */
  private static Path dataFolder(Path source) {
    Path data = source.resolve("data");
    return Files.isDirectory(data) ? data : source;
  }

  private RawLog read() throws IOException {
    findEpisodes();
    for (int i = 0; i < episodes.size(); i++) {
      survey(i);
    }
    episodes.removeIf(episode -> episode.steps == 0);
    allocate();
    Map<String, Object> values = extraArrays();
    int row = 0;
    for (Episode episode : episodes) {
      readEpisode(episode, row, values);
      row += episode.steps;
      progress.read(row, rows);
    }
    addExtras(values);
    addSeeds();
    noteLeftOut();
    describeActions();
    describe();
    return log;
  }

  private void findEpisodes() throws IOException {
    List<String> others = new ArrayList<>();
    for (String name : root.names()) {
      Matcher matcher = EPISODE.matcher(name);
      if (matcher.matches() && name.equals("episode_" + Long.parseLong(matcher.group(1)))) {
        episodes.add(new Episode(Long.parseLong(matcher.group(1)), 0, OptionalLong.empty()));
      } else {
        others.add(name);
      }
    }
    if (episodes.isEmpty()) {
      throw new IOException(
          log.source
              + ": has no groups episode_0, episode_1 and so on. Give a Minari dataset, or a D4RL file with --format"
              + " d4rl.");
    }
    episodes.sort(Comparator.comparingLong(Episode::number));
    if (!others.isEmpty()) {
      log.notes.add("Left out, as no episodes: " + Printable.some(others) + ".");
    }
    OptionalDouble announced = metadata.number("total_episodes");
    if (announced.isPresent() && announced.getAsDouble() != episodes.size()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has %d episodes, but metadata.json says %.0f. Copy the dataset anew.",
              log.source,
              episodes.size(),
              announced.getAsDouble()));
    }
  }

  /** Looks at everything an episode has, before anything is allocated for it. */
  private void survey(int index) throws IOException {
    Episode known = episodes.get(index);
    Hdf5Group group = group(known);
    Hdf5Dataset rewards = stepped(group, "rewards", -1);
    if (rewards.rows() == 0) {
      stepped(group, "terminations", 0);
      stepped(group, "truncations", 0);
      checkTotal(group, rewards);
      log.notes.add("Episode " + known.number + " has no steps and was left out.");
      return;
    }
    rewards.checkShape();
    rewards.checkNumbers();
    checkSingle(rewards);
    int steps = (int) rewards.rows();
    for (String name : List.of("terminations", "truncations")) {
      Hdf5Dataset flags = stepped(group, name, steps);
      flags.checkShape();
      flags.checkFlags();
      checkSingle(flags);
      flags.checkStored();
    }
    rewards.checkStored();
    checkTotal(group, rewards);
    episodes.set(index, new Episode(known.number, steps, group.attribute(SEED)));
    rows = checkedSum(rows, steps);
    List<Part> observed = parts(group, "observations", steps, 1);
    List<Part> acted = parts(group, "actions", steps, 0);
    Map<String, Part> told = extras(group, steps);
    if (observationParts == null) {
      observationParts = observed;
      actionParts = acted;
      extras = told;
    } else {
      checkSame(known, "observations", observationParts, observed);
      checkSame(known, "actions", actionParts, acted);
      keepCommon(known, told);
    }
  }

  private static void checkTotal(Hdf5Group episode, Hdf5Dataset rewards) throws IOException {
    OptionalLong total = episode.attribute("total_steps");
    if (total.isPresent() && total.getAsLong() != rewards.rows()) {
      throw rewards.wrong(
          "has %d rows, but the episode says it has %d steps. Copy the dataset anew.",
          rewards.rows(), total.getAsLong());
    }
  }

  private int checkedSum(int one, int two) throws IOException {
    long sum = (long) one + two;
    if (sum > Integer.MAX_VALUE) {
      throw new IOException(
          log.source + ": has more steps than fit into an array. Split the dataset by episode.");
    }
    return (int) sum;
  }

  private Hdf5Group group(Episode episode) throws IOException {
    Optional<Hdf5Group> group = root.group(episode.group());
    if (group.isEmpty()) {
      throw new IOException(
          log.source
              + ", "
              + episode.group()
              + ": is a dataset, but must be a group. Copy it anew.");
    }
    return group.get();
  }

  /** A dataset of an episode that has {@code rows} rows; -1 for any number of them. */
  private Hdf5Dataset stepped(Hdf5Group group, String name, int rows) throws IOException {
    Optional<Hdf5Dataset> dataset = group.dataset(name);
    if (dataset.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has no dataset %s. It has: %s. Every episode of a Minari dataset has observations, actions,"
                  + " rewards, terminations and truncations.",
              log.source,
              group.path(name),
              Printable.some(group.names())));
    }
    if (rows >= 0 && dataset.get().rows() != rows) {
      throw dataset
          .get()
          .wrong(
              "has %d rows, but must have %d: as many as there are rewards, and observations one more. Copy the dataset"
                  + " anew.",
              dataset.get().rows(), rows);
    }
    return dataset.get();
  }

  private static void checkSingle(Hdf5Dataset dataset) throws IOException {
    if (dataset.width() != 1) {
      throw dataset.wrong(
          "has the shape %s, but must have one value for each step.", dataset.shape());
    }
  }

  /** The vectors that an observation or an action consists of. */
  private List<Part> parts(Hdf5Group episode, String role, int steps, int extra)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    collect(episode, role, steps + extra, extra, parts, 0);
    if (parts.isEmpty()) {
      throw new IOException(
          log.source + ", " + episode.path(role) + ": is empty. Copy the dataset anew.");
    }
    return parts;
  }

  private void collect(
      Hdf5Group episode, String path, int rows, int extra, List<Part> parts, int depth)
      throws IOException {
    Optional<Hdf5Group> group = groupAt(episode, path);
    if (group.isPresent() && depth < DEEPEST) {
      for (String name : inOrder(group.get().names())) {
        collect(episode, path + "/" + name, rows, extra, parts, depth + 1);
      }
      return;
    }
    Hdf5Dataset dataset = stepped(episode, path, rows);
    if (dataset.rank() > 2 || dataset.type().kind() == Hdf5Type.Kind.OTHER) {
      throw dataset.wrong(
          "has the shape %s and holds %s: images, matrices and texts are not read, only numbers, one vector for each"
              + " step. Flatten the observations before the dataset is recorded.",
          dataset.shape(), dataset.type().name());
    }
    dataset.checkShape();
    if (dataset.type().kind() != Hdf5Type.Kind.FLAG) {
      dataset.checkNumbers();
    }
    dataset.checkStored();
    parts.add(new Part(path, (int) dataset.width(), dataset.type(), extra, dataset.rank() == 2));
  }

  private static Optional<Hdf5Group> groupAt(Hdf5Group episode, String path) throws IOException {
    Optional<Hdf5Group> group = Optional.of(episode);
    for (String name : path.split("/", -1)) {
      group = group.isPresent() ? group.get().group(name) : group;
    }
    return group;
  }

  /** By name; the parts of a tuple by number. */
  private static List<String> inOrder(List<String> names) {
    List<String> sorted = new ArrayList<>(names);
    Comparator<String> byName = Comparator.naturalOrder();
    boolean numbered = names.stream().allMatch(name -> PART.matcher(name).matches());
    sorted.sort(
        numbered
            ? Comparator.comparingLong((String name) -> Long.parseLong(name.substring(7)))
                .thenComparing(byName)
            : byName);
    return sorted;
  }

  private void checkSame(Episode episode, String role, List<Part> first, List<Part> here)
      throws IOException {
    if (!described(role, first).equals(described(role, here))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, %s/%s: consists of %s, but in the first episode of %s. Episodes of a dataset are alike; split it.",
              log.source,
              episode.group(),
              role,
              described(role, here),
              described(role, first)));
    }
  }

  private static String described(String role, List<Part> parts) {
    return String.join(", ", parts.stream().map(part -> part.described(role)).toList());
  }

  /** What an episode holds beside the transition and can be a column. */
  private Map<String, Part> extras(Hdf5Group episode, int steps) throws IOException {
    Map<String, Part> found = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(episode.names());
    Collections.sort(names);
    for (String name : names) {
      if (episode.isLink(name)) {
        leftOut.put(name, LINK);
      } else if (!TRANSITION.contains(name)) {
        findExtras(episode, name, steps, found);
      }
    }
    return found;
  }

  private void findExtras(Hdf5Group episode, String name, int steps, Map<String, Part> found)
      throws IOException {
    Optional<Hdf5Dataset> dataset = episode.dataset(name);
    if (dataset.isPresent()) {
      findExtra(name, dataset.get(), steps, found);
      return;
    }
    Optional<Hdf5Group> group = episode.group(name);
    if (group.isPresent()) {
      Hdf5Group.Listing listing = group.get().listing();
      for (String link : listing.links()) {
        leftOut.put(name + "/" + link, LINK);
      }
      for (String below : listing.datasets()) {
        findExtra(name + "/" + below, group.get().dataset(below).orElseThrow(), steps, found);
      }
    }
  }

  private void findExtra(String path, Hdf5Dataset dataset, int steps, Map<String, Part> found)
      throws IOException {
    Optional<String> reason = whyNoColumn(path, dataset, steps);
    if (reason.isPresent()) {
      leftOut.put(path, reason.get());
      return;
    }
    dataset.checkShape();
    dataset.checkStored();
    int extra = (int) dataset.rows() - steps;
    boolean list = Roles.EXTRAS.contains(path) ? RoleRules.vector(path) : dataset.rank() == 2;
    found.put(path, new Part(path, (int) dataset.width(), dataset.type(), extra, list));
  }

  private static Optional<String> whyNoColumn(String path, Hdf5Dataset dataset, int steps) {
    boolean flags = dataset.type().kind() == Hdf5Type.Kind.FLAG;
    boolean role = Roles.EXTRAS.contains(path);
    boolean vector = dataset.rank() == 1 || (dataset.rank() == 2 && dataset.width() > 0);
    if (!dataset.type().number() && !flags) {
      return Optional.of(dataset.type().name());
    }
    if (!vector || (dataset.rows() != steps && dataset.rows() != steps + 1L)) {
      return Optional.of("not one value a step");
    }
    if (role && flags && !path.equals(Roles.AVAILABLE_ACTIONS)) {
      return Optional.of("no numbers");
    }
    return role && !RoleRules.vector(path) && dataset.width() != 1
        ? Optional.of("not one number a step")
        : Optional.empty();
  }

  /** What some episodes lack, or have in another form, cannot be a column. */
  private void keepCommon(Episode episode, Map<String, Part> here) {
    for (String path : here.keySet()) {
      if (!extras.containsKey(path)) {
        leftOut.putIfAbsent(path, "not in every episode");
      }
    }
    extras
        .entrySet()
        .removeIf(
            entry -> {
              boolean same = entry.getValue().equals(here.get(entry.getKey()));
              if (!same) {
                leftOut.putIfAbsent(
                    entry.getKey(),
                    "not the same in every episode, as in episode " + episode.number);
              }
              return !same;
            });
  }

  // Numbers.

  private void allocate() throws IOException {
    if (rows == 0) {
      throw new IOException(log.source + ": has no steps. Give a dataset with episodes.");
    }
    log.observationSize = width("observations", observationParts);
    log.actionSize = width("actions", actionParts);
    checkMemory();
    log.observations = new float[rows * log.observationSize];
    log.nextObservations = new float[rows * log.observationSize];
    log.actions = new float[rows * log.actionSize];
    log.rewards = new double[rows];
    log.terminals = new boolean[rows];
    log.timeouts = new boolean[rows];
    log.episodeIds = new long[episodes.size()];
    log.episodeStarts = new int[episodes.size()];
    int start = 0;
    for (int i = 0; i < episodes.size(); i++) {
      log.episodeIds[i] = episodes.get(i).number;
      log.episodeStarts[i] = start;
      start += episodes.get(i).steps;
    }
  }

  /** That Java's heap can hold the numbers, before any of them are read. */
  private void checkMemory() throws IOException {
    long perRow = Double.BYTES + Long.BYTES + 2; // the reward, the seed and the two ends
    perRow += Float.BYTES * (2L * log.observationSize + log.actionSize);
    for (Part part : extras.values()) {
      perRow += (long) part.width * (isFlag(part) ? 1 : Double.BYTES);
    }
    Memory.check(log.source, rows * perRow);
  }

  private int width(String role, List<Part> parts) throws IOException {
    long width = parts.stream().mapToLong(Part::width).sum();
    if (width > Integer.MAX_VALUE / rows) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %d steps with %d numbers of %s each do not fit into an array. Split the dataset by episode.",
              log.source,
              rows,
              width,
              role));
    }
    return (int) width;
  }

  private Map<String, Object> extraArrays() throws IOException {
    Map<String, Object> arrays = new LinkedHashMap<>();
    for (Part part : extras.values()) {
      int size = rows * width(part.path, List.of(part));
      arrays.put(part.path, isFlag(part) ? new boolean[size] : new double[size]);
    }
    return arrays;
  }

  private static boolean isFlag(Part part) {
    return part.type.kind() == Hdf5Type.Kind.FLAG || part.path.equals(Roles.AVAILABLE_ACTIONS);
  }

  private void readEpisode(Episode episode, int row, Map<String, Object> values)
      throws IOException {
    Hdf5Group group = group(episode);
    int steps = episode.steps;
    stepped(group, "rewards", steps).doubles(log.rewards, row, read -> {});
    stepped(group, "terminations", steps).flags(log.terminals, row, read -> {});
    stepped(group, "truncations", steps).flags(log.timeouts, row, read -> {});
    int column = 0;
    for (Part part : observationParts) {
      float[] numbers = numbers(group, part, steps);
      int size = log.observationSize;
      spread(numbers, 0, part.width, log.observations, row, column, size, steps);
      spread(numbers, part.width, part.width, log.nextObservations, row, column, size, steps);
      column += part.width;
    }
    column = 0;
    for (Part part : actionParts) {
      float[] numbers = numbers(group, part, steps);
      spread(numbers, 0, part.width, log.actions, row, column, log.actionSize, steps);
      column += part.width;
    }
    for (Part part : extras.values()) {
      readExtra(group, part, steps, row, values.get(part.path));
    }
  }

  private float[] numbers(Hdf5Group group, Part part, int steps) throws IOException {
    Hdf5Dataset dataset = stepped(group, part.path, steps + part.extra);
    if (!isFlag(part)) {
      return dataset.floats(read -> {});
    }
    boolean[] flags = dataset.flags(read -> {});
    float[] numbers = new float[flags.length];
    for (int i = 0; i < flags.length; i++) {
      numbers[i] = flags[i] ? 1 : 0;
    }
    return numbers;
  }

  /** Copies vectors of {@code width} that stand one behind the other into columns of wider rows. */
  private static void spread(
      float[] from, int at, int width, float[] to, int row, int column, int size, int steps) {
    for (int t = 0; t < steps; t++) {
      System.arraycopy(from, at + t * width, to, (row + t) * size + column, width);
    }
  }

  private void readExtra(Hdf5Group group, Part part, int steps, int row, Object values)
      throws IOException {
    Hdf5Dataset dataset = stepped(group, part.path, steps + part.extra);
    int count = steps * part.width;
    int at = row * part.width;
    if (values instanceof boolean[] flags) {
      System.arraycopy(dataset.flags(read -> {}), 0, flags, at, count);
    } else {
      System.arraycopy(dataset.doubles(read -> {}), 0, (double[]) values, at, count);
    }
  }

  // What is told of the numbers.

  private void addExtras(Map<String, Object> values) {
    Part qpos = extras.get(QPOS);
    Part qvel = extras.get(QVEL);
    if (!extras.containsKey(Roles.SIMULATOR_STATE)
        && isState(qpos)
        && isState(qvel)
        && (long) qpos.width + qvel.width <= Integer.MAX_VALUE / rows) {
      int width = qpos.width + qvel.width;
      double[] state = new double[rows * width];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            (double[]) values.get(QPOS), row * qpos.width, state, row * width, qpos.width);
        System.arraycopy(
            (double[]) values.get(QVEL),
            row * qvel.width,
            state,
            row * width + qpos.width,
            qvel.width);
      }
      log.extras.put(Roles.SIMULATOR_STATE, Column.Numbers.vectors(state, width));
      extras.remove(QPOS);
      extras.remove(QVEL);
    }
    for (Part part : extras.values()) {
      Object array = values.get(part.path);
      log.extras.put(
          part.path,
          array instanceof boolean[] flags
              ? new Column.Flags(flags, part.width, part.list)
              : new Column.Numbers((double[]) array, part.width, part.list));
    }
  }

  private void noteLeftOut() {
    leftOut.keySet().removeAll(extras.keySet());
    if (!leftOut.isEmpty()) {
      List<String> words = new ArrayList<>();
      leftOut.forEach((path, why) -> words.add(Printable.name(path) + " (" + why + ")"));
      Collections.sort(words);
      log.notes.add("Left out: " + String.join(", ", words) + ".");
    }
  }

  private static boolean isState(Part part) {
    return part != null && part.extra == 1 && part.type.number();
  }

  private void addSeeds() {
    long seeded = episodes.stream().filter(episode -> episode.seed.isPresent()).count();
    if (seeded == 0) {
      return;
    }
    if (seeded < episodes.size() || log.extras.containsKey(SEED)) {
      leftOut.put(
          "attribute " + SEED,
          seeded < episodes.size() ? "not in every episode" : "a dataset bears its name");
      return;
    }
    long[] column = new long[rows];
    for (int i = 0; i < episodes.size(); i++) {
      int start = log.episodeStarts[i];
      Episode episode = episodes.get(i);
      Arrays.fill(column, start, start + episode.steps, episode.seed.getAsLong());
    }
    log.extras.put(SEED, new Column.Integers(column));
  }

  private void describeActions() throws IOException {
    MinariMetadata.Actions actions = metadata.actions(log.actionSize);
    log.actionSpace = actions.space();
    boolean whole = actionParts.size() == 1 && actionParts.get(0).type.whole();
    log.discreteActions =
        actions.space().isPresent()
            ? actions.space().get() instanceof ActionSpace.Discrete
            : whole && !actionParts.get(0).list;
    if (actions.start() != 0) {
      for (int i = 0; i < log.actions.length; i++) {
        log.actions[i] -= actions.start();
      }
      log.notes.add(
          "Actions begin at " + actions.start() + " in the dataset and were numbered from 0.");
    }
  }

  private void describe() throws IOException {
    for (String role : List.of("observations", "actions")) {
      List<Part> parts = role.equals("actions") ? actionParts : observationParts;
      if (parts.size() > 1) {
        log.notes.add(
            "Each of the "
                + role
                + " is a vector of these parts, in this order, with their widths: "
                + described(role, parts)
                + ".");
      }
      if (parts.stream().anyMatch(part -> part.type.name().equals("float64"))) {
        log.notes.add(
            role
                + " are float64 in the file and were rounded to float32; rewards keep all their digits.");
      }
    }
    Optional<String> environment = metadata.environment();
    environment
        .or(() -> metadata.text("dataset_id"))
        .ifPresent(name -> log.metadata.put(Transitions.ENVIRONMENT, name));
    OptionalDouble least = metadata.number("ref_min_score");
    OptionalDouble most = metadata.number("ref_max_score");
    if (least.isPresent() && most.isPresent() && least.getAsDouble() < most.getAsDouble()) {
      log.metadata.put(Transitions.REFERENCE_MIN, Double.toString(least.getAsDouble()));
      log.metadata.put(Transitions.REFERENCE_MAX, Double.toString(most.getAsDouble()));
    }
    for (String key : List.of("dataset_id", "algorithm_name", "minari_version")) {
      metadata.text(key).ifPresent(text -> log.provenance.addProperty(key, text));
    }
  }
}
