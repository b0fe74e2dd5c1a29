package dev.strandline.benchmarks;

import dev.strandline.ope.Estimator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** A world that {@link IntervalCoverage} draws logs from. */
interface CoverageWorld {

  /**
   * An estimator on a log.
   *
   * @param name for the table
   * @param promised whether its intervals are to cover the policy's value
   * @param width how far its terms can lie apart at all; empty where they are not independent, or
   *     have no known width
   */
  record Measured<B>(
      String name, Estimator<B> estimator, B log, boolean promised, OptionalDouble width) {

    static <B> Measured<B> promised(Estimator<B> estimator, B log) {
      return new Measured<>(estimator.name(), estimator, log, true, OptionalDouble.empty());
    }

    static <B> Measured<B> bounded(Estimator<B> estimator, B log, double width) {
      return new Measured<>(estimator.name(), estimator, log, true, OptionalDouble.of(width));
    }

    static <B> Measured<B> unpromised(String name, Estimator<B> estimator, B log) {
      return new Measured<>(name, estimator, log, false, OptionalDouble.empty());
    }
  }

  /**
   * A log with everything that is estimated from it.
   *
   * @param answered whether it passes the gates of a verdict
   */
  record Sample(boolean answered, List<Measured<?>> estimates) {}

  /** For the table. */
  String name();

  /** What a log's size counts. */
  String unit();

  /** Sizes of the logs, ascending. */
  int[] sizes();

  /** The target policy's exact value. */
  double truth();

  /** A log of each size, the shorter ones the beginnings of the longest. */
  List<Sample> samples(RandomGenerator random);
}
