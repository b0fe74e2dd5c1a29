package dev.strandline.io.importer;

import com.google.gson.JsonObject;
import dev.strandline.datasets.Column;
import dev.strandline.policy.ActionSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a source holds, in row order, before it is checked and becomes a log. */
final class RawLog {

  final Path source;
  final Format format;

  /** At least 1. */
  int observationSize;

  /** {@code [rows * observationSize]}. */
  float[] observations;

  /** Numbers in an action; 1 where it is discrete. */
  int actionSize;

  /** {@code [rows * actionSize]}. */
  float[] actions;

  /** Where the source states it. */
  Optional<ActionSpace> actionSpace = Optional.empty();

  /** Whether actions are indices, of which only the data tell how many there are. */
  boolean discreteActions;

  /** {@code [rows]}. */
  double[] rewards;

  /** {@code [rows]}. */
  boolean[] terminals;

  /** {@code [rows]}; null where the source has none. */
  boolean[] timeouts;

  /** {@code [rows * observationSize]}; null where the source has none. */
  float[] nextObservations;

  /** With {@link #episodeStarts}, or null: episodes are cut after each terminal or timeout. */
  long[] episodeIds;

  /** First row of each episode. */
  int[] episodeStarts;

  /** By the name that the column will have. */
  final Map<String, Column> extras = new LinkedHashMap<>();

  /** What the source says of itself, by {@code strandline.*} key. */
  final Map<String, String> metadata = new LinkedHashMap<>();

  /** Goes into {@code strandline.source}, beside what every import has. */
  final JsonObject provenance = new JsonObject();

  /** Sentences for whoever imports. */
  final List<String> notes = new ArrayList<>();

  /** What the source's hash says: that it is an official file, or what differs from one. */
  Optional<String> official = Optional.empty();

  /** The source's own name by role, for messages. */
  final Map<String, String> roleNames = new LinkedHashMap<>();

  RawLog(Path source, Format format) {
    this.source = source;
    this.format = format;
  }

  /** What the source calls a role. */
  String name(String role) {
    return roleNames.getOrDefault(role, role);
  }
}
