package dev.strandline.ope.model;

import dev.strandline.policy.Check;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which rows a model is scored on, and which it is fitted to. Rows of one unit are in one fold, so
 * that no model predicts for a unit that it has seen. Immutable.
 */
public final class Folds {

  private final int[] fold; // [n]; empty for a model that sees everything
  private final int rows;
  private final int count;
  private final OptionalLong seed;

  private Folds(int[] fold, int rows, int count, OptionalLong seed) {
    this.fold = fold;
    this.rows = rows;
    this.count = count;
    this.seed = seed;
  }

  /**
   * Units dealt into folds at random; sizes differ by one unit at most. The fold of a unit depends
   * on the set of units and the seed, not on the order of rows.
   *
   * @param count number of folds, from 2 to the number of units
   */
  public static Folds shuffled(Decisions decisions, int count, long seed) {
    return shuffled(decisions.units(), count, seed);
  }

  /** As {@link #shuffled(Decisions, int, long)}, from the units' keys, {@code [n]}. */
  public static Folds shuffled(long[] unit, int count, long seed) {
    long[] units = Arrays.stream(unit).distinct().sorted().toArray();
    Check.that(
        count >= 2 && count <= units.length,
        "%d folds cannot be made of %d independent units. Use at least 2 folds, and no more than there are units.",
        count,
        units.length);
    RandomGenerator stream = new Streams(seed).open("folds");
    for (int i = units.length - 1; i > 0; i--) {
      int j = stream.nextInt(i + 1);
      long swapped = units[i];
      units[i] = units[j];
      units[j] = swapped;
    }
    Map<Long, Integer> foldOf = new HashMap<>();
    for (int i = 0; i < units.length; i++) {
      foldOf.put(units[i], (int) ((long) i * count / units.length));
    }
    int[] fold = Arrays.stream(unit).mapToInt(foldOf::get).toArray();
    return new Folds(fold, fold.length, count, OptionalLong.of(seed));
  }

  /**
   * Folds that were made elsewhere.
   *
   * @param fold {@code [n]}, numbered from 0; at least two folds, none empty
   */
  public static Folds given(int[] fold) {
    int count = Arrays.stream(fold).max().orElse(-1) + 1;
    long used = Arrays.stream(fold).distinct().count();
    Check.that(
        count >= 2 && used == count && Arrays.stream(fold).allMatch(f -> f >= 0),
        "fold: %d of the numbers 0 to %d occur. Number the folds from 0, at least two, without gaps.",
        used,
        count - 1);
    return new Folds(fold.clone(), fold.length, count, OptionalLong.empty());
  }

  /** No folds: the model is scored on the rows that it was fitted to, and says so. */
  public static Folds none(int rows) {
    return new Folds(new int[0], rows, 1, OptionalLong.empty());
  }

  /** Number of rows. */
  public int size() {
    return rows;
  }

  /** Number of models to fit. */
  public int count() {
    return count;
  }

  /** Whether models are scored on the rows that they were fitted to. */
  public boolean modelsSeeTheirRows() {
    return fold.length == 0;
  }

  /** The rows that fold {@code f}'s model is scored on. */
  public int[] heldOut(int f) {
    return IntStream.range(0, rows).filter(i -> modelsSeeTheirRows() || fold[i] == f).toArray();
  }

  /** The rows that fold {@code f}'s model is fitted to. */
  public int[] training(int f) {
    return IntStream.range(0, rows).filter(i -> modelsSeeTheirRows() || fold[i] != f).toArray();
  }

  /** Where the numbers of such a model come from. */
  Provenance provenance(String model) {
    return new Provenance(model, modelsSeeTheirRows() ? 0 : count, seed, modelsSeeTheirRows());
  }

  void check(Decisions decisions) {
    Check.that(
        rows == decisions.size(),
        "the folds are of %d rows, but the decisions are %d. Make the folds from these decisions.",
        rows,
        decisions.size());
  }

  /** Fits and scores one model for each position and fold. */
  interface Part {
    /** Fits to {@code training} and writes what it predicts for {@code heldOut}. */
    void run(int[] training, int[] heldOut);
  }

  /** Runs {@code part} for every position and fold of {@code decisions}. */
  void forEach(Decisions decisions, Part part) {
    check(decisions);
    for (int position : decisions.positions()) {
      for (int f = 0; f < count; f++) {
        int[] heldOut = at(decisions, position, heldOut(f));
        int[] training = at(decisions, position, training(f));
        Check.that(
            training.length > 0,
            "position %d: all rows are in fold %d, so no model can be fitted without seeing them. Use other folds,"
                + " or leave the position out.",
            position,
            f);
        if (heldOut.length > 0) {
          part.run(training, heldOut);
        }
      }
    }
  }

  private static int[] at(Decisions decisions, int position, int[] rows) {
    return Arrays.stream(rows).filter(row -> decisions.position(row) == position).toArray();
  }
}
