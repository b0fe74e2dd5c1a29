package dev.strandline.offline;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.strandline.policy.MlpPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training run on disk: {@code run.json}, and for each seed {@code metrics.csv}, {@code
 * checkpoints/} and {@code policy.bin}, in the folder itself where there is one seed and in {@code
 * seed-N/} where there are several.
 */
public final class RunFolder {

  static final String RECORD = "run.json";
  static final String POLICY = "policy.bin";
  static final String METRICS = "metrics.csv";
  static final String CHECKPOINTS = "checkpoints";

  private final Path folder;
  private final JsonObject description;
  private final List<Long> seeds;

  private RunFolder(Path folder, JsonObject description) {
    this.folder = folder;
    this.description = description;
    seeds = new ArrayList<>();
    for (JsonElement seed : description.getAsJsonArray("seeds")) {
      seeds.add(seed.getAsLong());
    }
  }

  /**
   * Opens a run that was started, whether or not it is finished.
   *
   * @throws IOException if the folder holds no run, or its {@code run.json} is not one
   */
  public static RunFolder open(Path folder) throws IOException {
    Path file = folder.resolve(RECORD);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          folder + ": is not a run's folder (it has no run.json). Give the --out of a training.");
    }
    try {
      JsonObject description = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      return new RunFolder(folder, description);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException e) {
      throw new IOException(
          file + ": is not a run's description (" + e.getMessage() + "). Train anew.", e);
    }
  }

  /** Where the run lies. */
  public Path folder() {
    return folder;
  }

  /** The content of {@code run.json}. */
  public JsonObject description() {
    return description.deepCopy();
  }

  /** Name of the algorithm. */
  public String algorithm() {
    return description.get("algorithm").getAsString();
  }

  /** Name of the sampler. */
  public String sampler() {
    return description.get("sampler").getAsString();
  }

  /** Updates that the run makes. */
  public long steps() {
    return description.get("steps").getAsLong();
  }

  /** Name of the environment that the run evaluates in, if any. */
  public Optional<String> environment() {
    JsonElement name = description.get("environment");
    return name == null || name.isJsonNull() ? Optional.empty() : Optional.of(name.getAsString());
  }

  /** The seeds, in the order they were given. */
  public List<Long> seeds() {
    return List.copyOf(seeds);
  }

  /** The folder of one seed. */
  public Path seedFolder(long seed) {
    return seedFolder(folder, seeds, seed);
  }

  static Path seedFolder(Path folder, List<Long> seeds, long seed) {
    return seeds.size() == 1 ? folder : folder.resolve("seed-" + seed);
  }

  /** The file of the policy that a seed learns; there once the seed is {@link #finished}. */
  public Path policyFile(long seed) {
    return seedFolder(seed).resolve(POLICY);
  }

  /** Whether the seed's training has ended and its policy can be loaded. */
  public boolean finished(long seed) {
    return Files.isRegularFile(policyFile(seed));
  }

  /**
   * The policy that a seed learned.
   *
   * @throws IOException if it is not there yet, or damaged
   */
  public MlpPolicy policy(long seed) throws IOException {
    if (!finished(seed)) {
      throw new IOException(
          policyFile(seed) + ": is not there yet. Finish the training with --resume.");
    }
    return MlpPolicy.load(policyFile(seed));
  }

  /** The metrics of a seed. */
  public Metrics metrics(long seed) throws IOException {
    return Metrics.read(seedFolder(seed).resolve(METRICS));
  }
}
