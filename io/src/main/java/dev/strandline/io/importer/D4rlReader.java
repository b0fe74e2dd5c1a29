package dev.strandline.io.importer;

import com.google.gson.JsonObject;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.D4rlDataset;
import dev.strandline.io.Roles;
import dev.strandline.io.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Reads HDF5 in D4RL's layout: datasets at the root with one row for each step.
 *
 * <p>Beside the transition's own datasets, every other one with a number or vector for each row is
 * kept under its own path, as in {@code infos/goal}. {@code infos/action_log_probs} becomes {@code
 * action_log_probs} where it has one number in a row and nothing else holds that role. {@code
 * infos/qpos} and {@code infos/qvel} become {@code simulator_state} where no other dataset is it
 * and the dataset is known to store the state before the action: maze2d and locomotion; AntMaze
 * stores the one after it, and of others nobody can tell.
 */
final class D4rlReader {

  private static final String LOG_PROBS = "infos/action_log_probs";
  private static final String QPOS = "infos/qpos";
  private static final String QVEL = "infos/qvel";
  private static final String METADATA = "metadata/";
  private static final String POLICY = "metadata/policy/";

  /** Families whose files store the simulator's state before the action. */
  private static final Set<String> STATE_BEFORE_ACTION =
      Set.of("maze2d", "hopper", "halfcheetah", "walker2d", "ant");

  private static final String STATE_AFTER_ACTION = "antmaze";

  private final Hdf5Group root;
  private final ImportOptions options;
  private final ImportProgress progress;
  private final RawLog log;
  private final List<String> paths;
  private final List<String> links;
  private final Map<String, Hdf5Dataset> roles = new LinkedHashMap<>();

  /** What becomes a role beside the transition. */
  private final Map<String, Hdf5Dataset> extras = new LinkedHashMap<>();

  /** What has no role, by path. */
  private final Map<String, Hdf5Dataset> others = new LinkedHashMap<>();

  private final List<String> leftOut = new ArrayList<>();
  private int rows;
  private long numbersRead;
  private long numbers;

  private D4rlReader(Path source, Hdf5Group root, ImportOptions options, ImportProgress progress)
      throws IOException {
    this.root = root;
    this.options = options;
    this.progress = progress;
    this.log = new RawLog(source, Format.D4RL);
    Hdf5Group.Listing listing = root.listing();
    this.paths = listing.datasets();
    this.links = listing.links();
  }

  static RawLog read(Path source, ImportOptions options, ImportProgress progress)
      throws IOException {
    try (Hdf5Source file = Hdf5Source.open(source)) {
      return new D4rlReader(source, file.root(), options, progress).read();
    } catch (OutOfMemoryError e) {
      throw Hdf5Source.tooLarge(source, e);
    }
  }

  private RawLog read() throws IOException {
    Hdf5Dataset observations = required(Roles.OBSERVATIONS);
    Hdf5Dataset actions = required(Roles.ACTIONS);
    Hdf5Dataset rewards = required(Roles.REWARDS);
    Hdf5Dataset terminals = required(Roles.TERMINALS);
    Optional<Hdf5Dataset> timeouts = optional(Roles.TIMEOUTS);
    Optional<Hdf5Dataset> next = optional(Roles.NEXT_OBSERVATIONS);
    for (String role : List.of(Roles.EPISODE_ID, Roles.STEP)) {
      if (options.columns().containsKey(role)) {
        throw new IOException(
            log.source
                + ": "
                + role
                + " cannot be mapped: in D4RL's layout episodes end at terminals and timeouts. Leave the mapping"
                + " away.");
      }
    }
    checkRoles();
    findOthers();
    findExtras();
    checkExtras();
    checkMemory();
    numbers = numbers(roles) + numbers(extras) + numbers(others);

    log.observationSize = (int) observations.width();
    log.observations = observations.floats(progressOf());
    readActions(actions);
    log.rewards = rewards.doubles(progressOf());
    log.terminals = terminals.flags(progressOf());
    if (timeouts.isPresent()) {
      log.timeouts = timeouts.get().flags(progressOf());
    }
    if (next.isPresent()) {
      log.nextObservations = next.get().floats(progressOf());
    }
    noteNarrowing();
    Optional<D4rlDataset> dataset = KnownDatasets.recognize(log.source, options, log);
    readExtras();
    readOthers(dataset);
    readMetadata();
    if (!leftOut.isEmpty()) {
      log.notes.add("Left out: " + String.join("; ", leftOut) + ".");
    }
    return log;
  }

  private Hdf5Dataset required(String role) throws IOException {
    Optional<Hdf5Dataset> dataset = optional(role);
    if (dataset.isPresent()) {
      return dataset.get();
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s: has no dataset %s. It has: %s. %s",
            log.source,
            log.name(role),
            paths.isEmpty() ? "none" : Printable.some(paths),
            root.has("episode_0")
                ? "It looks like Minari's layout: import it with --format minari."
                : "If one of them holds the "
                    + role
                    + " under another name, map it: --column "
                    + role
                    + "=NAME."));
  }

  private Optional<Hdf5Dataset> optional(String role) throws IOException {
    String name = options.columns().getOrDefault(role, role);
    log.roleNames.put(role, name);
    Optional<Hdf5Dataset> dataset = root.dataset(name);
    dataset.ifPresent(found -> roles.put(role, found));
    if (dataset.isEmpty() && options.columns().containsKey(role)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has no dataset %s, which was mapped to the %s. It has: %s.",
              log.source,
              name,
              role,
              Printable.some(paths)));
    }
    return dataset;
  }

  /** Shapes, types and lengths, before anything is allocated. */
  private void checkRoles() throws IOException {
    Hdf5Dataset first = roles.get(Roles.OBSERVATIONS);
    first.checkShape();
    rows = (int) first.rows();
    for (Map.Entry<String, Hdf5Dataset> entry : roles.entrySet()) {
      String role = entry.getKey();
      Hdf5Dataset dataset = entry.getValue();
      dataset.checkShape();
      if (dataset.rows() != rows) {
        throw dataset.wrong(
            "has %d rows, but %s has %d. Both have one row for each step; check what wrote the file.",
            dataset.rows(), first.path(), rows);
      }
      boolean flags = role.equals(Roles.TERMINALS) || role.equals(Roles.TIMEOUTS);
      if (flags) {
        dataset.checkFlags();
      } else {
        dataset.checkNumbers();
      }
      if ((flags || role.equals(Roles.REWARDS)) && dataset.width() != 1) {
        throw dataset.wrong(
            "has the shape %s, but must have one value in each row.", dataset.shape());
      }
      dataset.checkStored();
    }
    Hdf5Dataset next = roles.get(Roles.NEXT_OBSERVATIONS);
    if (next != null && next.width() != first.width()) {
      throw next.wrong(
          "has %d numbers in a row, but %s has %d. Both are the same vector, one step apart.",
          next.width(), first.path(), first.width());
    }
  }

  /** Datasets beside the roles that have a value for each row. */
  private void findOthers() throws IOException {
    Set<String> taken = Set.copyOf(log.roleNames.values());
    for (String path : paths) {
      if (taken.contains(path) || path.startsWith(METADATA)) {
        continue;
      }
      boolean extra = Roles.EXTRAS.contains(path) || options.columns().containsValue(path);
      if (RoleRules.reserved(path) && !extra) {
        leftOut.add(path + ", which has no role here but the name of one");
        continue;
      }
      Hdf5Dataset dataset = root.dataset(path).orElseThrow();
      boolean vectors = dataset.rank() == 1 || (dataset.rank() == 2 && dataset.width() > 0);
      if (!dataset.type().number() && dataset.type().kind() != Hdf5Type.Kind.FLAG) {
        leftOut.add(path + " (" + dataset.type().name() + ")");
      } else if (!vectors || dataset.rows() != rows) {
        leftOut.add(path + " of shape " + dataset.shape() + ", which is not one value a row");
      } else {
        dataset.checkShape();
        dataset.checkStored();
        others.put(path, dataset);
      }
    }
    if (!links.isEmpty()) {
      leftOut.add("links, which are not followed: " + Printable.some(links));
    }
  }

  /**
   * Takes the roles beside the transition out of the others: what a mapping names, else what bears
   * the role's name. What bears the name of a role that another one holds is left out.
   */
  private void findExtras() throws IOException {
    for (String role : Roles.EXTRAS) {
      String mapped = options.columns().get(role);
      if (mapped != null) {
        checkMapped(role, mapped);
        extras.put(role, others.get(mapped));
      }
    }
    extras.values().forEach(dataset -> others.remove(dataset.path()));
    for (String role : Roles.EXTRAS) {
      takeByName(role, role);
    }
    if (isReal(others.get(LOG_PROBS)) && others.get(LOG_PROBS).width() == 1) {
      takeByName(Roles.ACTION_LOG_PROBS, LOG_PROBS);
    }
  }

  private void takeByName(String role, String path) {
    Hdf5Dataset dataset = others.remove(path);
    if (dataset != null && extras.putIfAbsent(role, dataset) != null) {
      leftOut.add(path + ", as " + extras.get(role).path() + " holds the " + role);
    }
  }

  private void checkMapped(String role, String name) throws IOException {
    boolean there = root.dataset(name).isPresent(); // and no link
    if (!(there && others.containsKey(name))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s, which was mapped to the %s, is no dataset with a number or vector for each row. There are: %s.",
              log.source,
              Printable.name(name),
              role,
              others.isEmpty() ? "none" : Printable.some(List.copyOf(others.keySet()))));
    }
  }

  private void checkExtras() throws IOException {
    for (Map.Entry<String, Hdf5Dataset> extra : extras.entrySet()) {
      Hdf5Dataset dataset = extra.getValue();
      if (extra.getKey().equals(Roles.AVAILABLE_ACTIONS)) {
        dataset.checkFlags();
      } else {
        dataset.checkNumbers();
      }
      if (!RoleRules.vector(extra.getKey()) && dataset.width() != 1) {
        throw dataset.wrong(
            "has the shape %s, but the %s must have one number in each row. Store it so, or map another dataset to it.",
            dataset.shape(), extra.getKey());
      }
    }
  }

  /** That Java's heap can hold the numbers, before any of them are read. */
  private void checkMemory() throws IOException {
    long bytes = rows; // timeouts, also where the file has none
    for (Map.Entry<String, Hdf5Dataset> role : roles.entrySet()) {
      bytes +=
          numbers(role.getValue())
              * switch (role.getKey()) {
                case Roles.TIMEOUTS -> 0;
                case Roles.TERMINALS -> 1;
                case Roles.REWARDS -> Double.BYTES;
                default -> Float.BYTES;
              };
    }
    for (Map.Entry<String, Hdf5Dataset> extra : extras.entrySet()) {
      boolean flags = extra.getKey().equals(Roles.AVAILABLE_ACTIONS);
      bytes += numbers(extra.getValue()) * (flags ? 1 : Double.BYTES);
    }
    for (Hdf5Dataset other : others.values()) {
      boolean flags = other.type().kind() == Hdf5Type.Kind.FLAG;
      bytes += numbers(other) * (flags ? 1 : Double.BYTES);
    }
    Memory.check(log.source, bytes);
  }

  private static long numbers(Hdf5Dataset dataset) {
    return dataset.rows() * dataset.width();
  }

  private static long numbers(Map<String, Hdf5Dataset> datasets) {
    return datasets.values().stream().mapToLong(D4rlReader::numbers).sum();
  }

  /** Hears of the numbers of one dataset and tells of rows, as if all were read side by side. */
  private IntConsumer progressOf() {
    long before = numbersRead;
    return read -> {
      numbersRead = before + read;
      progress.read((long) ((double) numbersRead / numbers * rows), rows);
    };
  }

  private void readActions(Hdf5Dataset actions) throws IOException {
    log.actionSize = (int) actions.width();
    log.actions = actions.floats(progressOf());
    log.discreteActions = actions.rank() == 1 && actions.type().whole();
  }

  private void noteNarrowing() {
    List<String> narrowed = new ArrayList<>();
    for (String role : List.of(Roles.OBSERVATIONS, Roles.ACTIONS, Roles.NEXT_OBSERVATIONS)) {
      Hdf5Dataset dataset = roles.get(role);
      if (dataset != null && dataset.type().name().equals("float64")) {
        narrowed.add(dataset.path());
      }
    }
    if (!narrowed.isEmpty()) {
      log.notes.add(
          String.join(", ", narrowed)
              + " are float64 in the file and were rounded to float32; rewards keep all their digits.");
    }
  }

  private void readExtras() throws IOException {
    for (Map.Entry<String, Hdf5Dataset> extra : extras.entrySet()) {
      log.extras.put(extra.getKey(), column(extra.getKey(), extra.getValue()));
    }
  }

  private Column column(String role, Hdf5Dataset dataset) throws IOException {
    int width = (int) dataset.width();
    if (role.equals(Roles.AVAILABLE_ACTIONS)) {
      return new Column.Flags(dataset.flags(progressOf()), width, true);
    }
    return new Column.Numbers(dataset.doubles(progressOf()), width, RoleRules.vector(role));
  }

  private void readOthers(Optional<D4rlDataset> dataset) throws IOException {
    Hdf5Dataset qpos = others.get(QPOS);
    Hdf5Dataset qvel = others.get(QVEL);
    boolean state =
        !extras.containsKey(Roles.SIMULATOR_STATE)
            && isReal(qpos)
            && isReal(qvel)
            && qpos.width() + qvel.width() <= Integer.MAX_VALUE / rows;
    boolean before = dataset.isPresent() && STATE_BEFORE_ACTION.contains(dataset.get().family());
    if (state && before) {
      others.remove(QPOS);
      others.remove(QVEL);
      log.extras.put(Roles.SIMULATOR_STATE, joined(qpos, qvel));
    } else if (state) {
      log.notes.add(
          "infos/qpos and infos/qvel were kept under their own names and not as simulator_state: "
              + dataset
                  .map(D4rlDataset::family)
                  .map(
                      family ->
                          family.equals(STATE_AFTER_ACTION)
                              ? family + " stores them from after the action."
                              : "whether "
                                  + family
                                  + " stores them from before or after the action is not known.")
                  .orElse(
                      "whether they are from before or after the action depends on the dataset, which --env names."));
    }
    for (Map.Entry<String, Hdf5Dataset> entry : others.entrySet()) {
      log.extras.put(entry.getKey(), column(entry.getValue(), progressOf()));
    }
  }

  private static boolean isReal(Hdf5Dataset dataset) {
    return dataset != null && dataset.type().number();
  }

  private Column joined(Hdf5Dataset qpos, Hdf5Dataset qvel) throws IOException {
    double[] positions = qpos.doubles(progressOf());
    double[] velocities = qvel.doubles(progressOf());
    int before = (int) qpos.width();
    int after = (int) qvel.width();
    double[] both = new double[rows * (before + after)];
    for (int row = 0; row < rows; row++) {
      int at = row * (before + after);
      System.arraycopy(positions, row * before, both, at, before);
      System.arraycopy(velocities, row * after, both, at + before, after);
    }
    return Column.Numbers.vectors(both, before + after);
  }

  private static Column column(Hdf5Dataset dataset, IntConsumer read) throws IOException {
    int width = (int) dataset.width();
    boolean list = dataset.rank() == 2;
    if (dataset.type().kind() == Hdf5Type.Kind.FLAG) {
      return new Column.Flags(dataset.flags(read), width, list);
    }
    if (dataset.type().whole() && !list) {
      return new Column.Integers(dataset.integers(read));
    }
    return new Column.Numbers(dataset.doubles(read), width, list);
  }

  /** What the file says of itself stands apart from what an import found out about it. */
  private void readMetadata() throws IOException {
    JsonObject stated = new JsonObject();
    boolean policy = false;
    for (String path : paths) {
      if (path.startsWith(POLICY)) {
        policy = true;
      } else if (path.startsWith(METADATA)) {
        Hdf5Dataset dataset = root.dataset(path).orElseThrow();
        if (dataset.rank() == 0 && dataset.type().kind() != Hdf5Type.Kind.OTHER) {
          stated.addProperty(path.substring(METADATA.length()), dataset.scalar());
        } else {
          leftOut.add(path);
        }
      }
    }
    if (stated.size() > 0) {
      log.provenance.add("metadata", stated);
    }
    if (policy) {
      leftOut.add("metadata/policy, the weights of the policy that collected the data");
    }
  }
}
