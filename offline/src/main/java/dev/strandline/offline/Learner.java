package dev.strandline.offline;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.io.Checkpoint;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.MlpPolicy;
import dev.strandline.policy.ObservationNormalizer;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.List;
import java.util.random.RandomGenerator;

/** A method that learns a policy from minibatches. Not thread-safe. */
public interface Learner {

  /**
   * What every learner is made for.
   *
   * @param observationSize numbers in an observation
   * @param actions the box that actions live in
   * @param precision floating-point format of all networks
   * @param workers runs independent parts side by side; the same bits come out of any number of
   *     threads
   * @param noise where the learner's standard-normal numbers come from
   */
  record Setup(
      int observationSize,
      ActionSpace.Box actions,
      Precision precision,
      Workers workers,
      Noise noise) {}

  /**
   * Settings of a method, and so what makes its learner. An implementation is a record whose
   * components are numbers, switches, enums or lists of widths, all checked on construction.
   */
  interface Config {

    /** Transitions in a minibatch, at least 1. */
    int batchSize();

    /**
     * Prepares what the learners of one dataset share, such as an index of it, and returns what
     * makes them, once for each seed.
     *
     * @param rows what {@link #rows} left to learn from
     * @param normalizer what the minibatches' observations will go through
     */
    Maker over(TrainingRows rows, ObservationNormalizer normalizer);

    /** The rows that the method learns from: all of them, unless the method itself selects. */
    default TrainingRows rows(TrainingRows rows) {
      return rows;
    }
  }

  /** Makes learners of one dataset; safe to call from several threads. */
  @FunctionalInterface
  interface Maker {

    /** A learner whose parameters are zero until it is initialized or loaded. */
    Learner learner(Setup setup);
  }

  /** Losses of one update. */
  interface Losses {

    /** Names of the losses, in the order to show them; the same at every update. */
    List<String> names();

    /** Loss {@code i} of {@link #names}; NaN if this update did not compute it. */
    double value(int i);

    /** Whether every loss that was computed is finite; false means that training has diverged. */
    boolean finite();
  }

  /** Draws the networks' initial parameters. */
  void initialize(RandomGenerator stream);

  /** Learns from one minibatch. */
  Losses update(Minibatch batch);

  /**
   * The policy learned so far.
   *
   * @param normalizer what the minibatches' observations went through
   */
  MlpPolicy policy(ObservationNormalizer normalizer);

  /**
   * Puts everything that {@link #update} depends on, apart from settings and batch, into {@code
   * checkpoint}.
   */
  void save(Checkpoint.Builder checkpoint);

  /**
   * Restores what {@link #save} put there.
   *
   * @throws IllegalArgumentException if an entry is missing or has another size
   */
  void load(Checkpoint checkpoint);
}
